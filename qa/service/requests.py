"""What a request must look like, and what is said of one that does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_MOST_TURNS = 50
_LONGEST_ID = 200
_MOST_MESSAGES = 2000
# What pydantic says, by the beginning of its code.
_FAULTS = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项",
    "string_type": "应为文字",
    "string_unicode": "含有不成字的编码",
    "value_error": "含有不成字的编码",
    "string_too_short": "是空的",
    "string_too_long": "太长",
    "too_long": "太多",
    "too_short": "是空的",
    "list_type": "应为数组",
    "dict_type": "应为 {…}",
    "model_attributes_type": "应为 JSON 对象 {…}（请求头写 Content-Type: application/json）",
    "model_type": "应为 JSON 对象 {…}",
    "bool": "应为 true 或 false",
    "int": "应为整数",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "literal_error": "不是能选的值",
    "union_tag": "不是能选的值",
    "json_invalid": "不是完整的 JSON",
}


def _encodable(text: str) -> str:
    # JSON may spell half of a pair ("\\ud800"); no encoding can carry it on.
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        raise ValueError("lone surrogate")
    return text


Text = Annotated[str, AfterValidator(_encodable)]


class AskRequest(BaseModel):
    """POST /ask. A conversation's earlier turns are remembered here, or sent along as history; not both."""

    model_config = ConfigDict(extra="forbid", strict=True)

    question: Text
    conversation: Text | None = Field(default=None, min_length=1, max_length=_LONGEST_ID)
    history: list[Text] = Field(default=[], max_length=_MOST_TURNS)
    format: Literal["json", "text", "markdown", "html", "bot"] = "json"
    explain: bool = False


class Part(BaseModel):
    """A piece of a message; of those that are no text nothing is read."""

    type: str
    text: Text = ""


class ChatMessage(BaseModel):
    """A message of OpenAI's chat route."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | list[Part] | None = None

    @property
    def text(self) -> str:
        """Its words."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    """Of OpenAI's chat route."""

    include_usage: bool = False


class ChatRequest(BaseModel):
    """POST /v1/chat/completions: what matters of it; temperature and the like change no figure and are passed over."""

    model: str = Field(max_length=_LONGEST_ID)
    messages: list[ChatMessage] = Field(min_length=1, max_length=_MOST_MESSAGES)
    stream: bool = False
    stream_options: StreamOptions | None = None
    n: int | None = Field(default=None, ge=1, le=1)


def fault_line(errors: Sequence[Any]) -> str:
    """What is wrong with a request, in one line, without a word of what was sent."""
    error = errors[0]
    kind = str(error["type"])
    where = ".".join(str(part) for part in error["loc"] if part not in ("body", "query") and not _of_union(part))
    told = next((text for code, text in _FAULTS.items() if kind == code or kind.startswith(f"{code}_")), "不合要求")
    if kind == "json_invalid":
        return "请求体不是完整的 JSON，请检查引号和括号"
    if kind == "extra_forbidden":
        # The name is the sender's: long or strange ones are not repeated.
        where = where if where.isidentifier() and len(where) <= 40 else "有一项"
    return f"请求里的 {where or '内容'} {told}，请改正后重发"


def _of_union(part: object) -> bool:
    return isinstance(part, str) and (part in ("str", "Part") or part.startswith(("list[", "function-")))
