"""What a server may and may not do: one frozen record, and the keys read from a file or the environment."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ServiceError
from corpus.system import reason

KEYS_VARIABLE = "BUDGETQA_API_KEYS"
_SHORTEST_KEY = 8
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})


@dataclass(frozen=True, slots=True)
class ServiceOptions:
    """How a server behaves.

    Attributes:
        host, port: where it listens; port 0 is a free one.
        keys: who knows one of them may ask; empty: everybody.
        largest_body: bytes of a request's body.
        rate: requests a minute of one key, or of one address; 0 is no limit.
        origins: web pages that may ask from a browser (CORS); empty: none.
        names: Host headers taken beside those of this machine where it listens to this machine only.
        log_questions: whether the log bears the questions' text.
        conversations, idle_seconds: how many conversations each worker remembers, and how long after the last turn.
        workers: processes that answer; 0 is the server's own.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    keys: tuple[str, ...] = ()
    largest_body: int = 1 << 20
    rate: int = 0
    origins: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    log_questions: bool = False
    conversations: int = 10_000
    idle_seconds: float = 1800.0
    workers: int = 0

    @property
    def local(self) -> bool:
        """Whether only this machine can reach it."""
        try:
            return self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def known_names(self) -> frozenset[str] | None:
        """The Host headers taken; None for all. A page of the web that calls itself this machine (DNS rebinding) is refused."""
        return _LOOPBACK_NAMES | {self.host, *self.names} if self.local or self.names else None


def read_keys(path: Path | None) -> tuple[str, ...]:
    """The API keys: of a file, one a line, # before a comment; without a file those of $BUDGETQA_API_KEYS, parted by commas.

    Raises: ServiceError for a file that cannot be read, or a key that is too short or not of plain letters.
    """
    if path is None:
        return _checked(os.environ.get(KEYS_VARIABLE, "").split(","), f"环境变量 {KEYS_VARIABLE}")
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = reason(error) if isinstance(error, OSError) else "不是 UTF-8 文本"
        raise ServiceError(f"{path}：密钥文件读不了（{why}），请检查路径和权限") from error
    keys = _checked([line for line in lines if not line.lstrip().startswith("#")], str(path))
    if not keys:
        # A file that was meant to close the door must not leave it open.
        raise ServiceError(f"{path}：密钥文件里没有密钥，请写上，一行一个")
    return keys


def _checked(words: list[str], where: str) -> tuple[str, ...]:
    keys = tuple(dict.fromkeys(word.strip() for word in words if word.strip()))
    for number, key in enumerate(keys, start=1):
        if len(key) < _SHORTEST_KEY or not key.isascii() or not key.isprintable() or " " in key:
            raise ServiceError(f"{where}：第 {number} 个密钥应至少 {_SHORTEST_KEY} 个英文字母、数字或符号，请换一个")
    return keys
