"""The outline of a document and its prose: sections under their headings, sentences joined over page breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.forms import split_sentences
from corpus.grids import caption_lines, is_table_number
from corpus.model import Block, Grid, Heading, Paragraph, Section, Sentence
from corpus.patterns import section_kind

_SENTENCE_END = re.compile(r"[。！？；;：:.]$|[)）》]$")
_TERM = re.compile(
    r"^(?:[一二三四五六七八九十]+、|\d{1,2}[、.．]|[(（][一二三四五六七八九十\d]+[)）])\s*(?P<term>[“”\w（）()·]{2,24}?)\s*(?:[:：]|(?=(?:是指|指|是)))"
)
_LISTED = re.compile(r"^(?:[-•·]\s*)?[(（]?[一二三四五六七八九十\d]+[)）、.．]")
# The number with which a line of a list begins, or its first item after a colon.
_ITEM = re.compile(r"(?:^|[:：])\s*(\d{1,2})[.．、](?!\d)")
_ANNOUNCES_LIST = re.compile("(?:包括|包含|如下|分别(?:是|为)|单位有)[:：]$")
_NUMBERED = re.compile(r"(?P<number>\d{1,2})[.．、](?!\d)")
_SHORTEST = 2
# The whole text of some sections, and an answer: there is no purchase of services, say.
_NOTHING = "无"
# A short line without an end is a label or a caption; only a long one was cut by its page.
_LONGEST_LINE_ALONE = 30


def sections_of(blocks: Sequence[Block]) -> list[Section]:
    """The prose of a document under its headings; captions and notes of tables are left out."""
    skipped = caption_lines(blocks)
    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    texts: list[tuple[str, int]] = []

    def close() -> None:
        headings = tuple(text for _, text in path)
        kind = section_kind(headings)
        if kind == "term":
            sections.extend(_terms(headings, texts))
        elif texts:
            sections.append(Section(headings, kind, tuple(_sentences(texts))))
        texts.clear()

    for block in blocks:
        if isinstance(block, Heading):
            caption = block.line in skipped
            if not caption and (_is_text_of_section(block, path) or _goes_on(block, texts)):
                texts.append((block.text, block.line))
                continue
            close()
            if block.text.endswith(("：", ":")) and re.search(r"\d", block.text):
                # 共设置11个： opens a list and says something itself.
                texts.append((block.text, block.line))
            path = [entry for entry in path if entry[0] < block.level] + [(block.level, block.text)]
        elif isinstance(block, Paragraph) and block.line not in skipped and not is_table_number(block.text):
            texts.append((block.text, block.line))
        elif isinstance(block, Grid):
            close()
    close()
    return [section for section in sections if section.sentences]


def _goes_on(heading: Heading, texts: Sequence[tuple[str, int]]) -> bool:
    """Whether a numbered line is the next of a list that the text before began: 包括:1.烟台市审计局 | 2.烟台市审计服务中心."""
    before = _ITEM.findall(texts[-1][0]) if texts else []
    own = _NUMBERED.match(heading.text)
    if own is not None and not before and texts and _ANNOUNCES_LIST.search(texts[-1][0]):
        return int(own["number"]) == 1  # 单位共4个，具体包括： | 1.临淮市交通运输局（本级）
    return own is not None and bool(before) and int(own["number"]) == int(before[-1]) + 1


def _is_text_of_section(heading: Heading, path: Sequence[tuple[int, str]]) -> bool:
    """Numbered lines that look like headings and are text: （一）…；of a list of duties, 六、… of the terms explained."""
    if not path:
        return False
    part = tuple(text for _, text in path[:1])
    return heading.text.endswith(("。", "；")) or (heading.level > path[0][0] and section_kind(part) == "term")


def _sentences(texts: Sequence[tuple[str, int]]) -> Iterator[Sentence]:
    """Sentences of consecutive lines; a line without an end runs on into the next where a page cut it."""
    run: list[tuple[str, int]] = []
    length = 0
    for text, line in texts:
        if _LISTED.match(text):
            yield from _cut(run)
            run, length = [], 0
        run.append((text, line))
        length += len(text)
        if _SENTENCE_END.search(text) or length <= _LONGEST_LINE_ALONE:
            yield from _cut(run)
            run, length = [], 0
    yield from _cut(run)


def _cut(run: Sequence[tuple[str, int]]) -> Iterator[Sentence]:
    """The sentences of lines read as one, each with the lines on which its own characters stand."""
    whole = "".join(text for text, _ in run)
    lines = [line for text, line in run for _ in text]
    end = 0
    for part in split_sentences(whole):
        start = whole.index(part, end)
        end = start + len(part)
        if len(part) >= _SHORTEST or whole == _NOTHING:
            yield Sentence(part, lines[start], lines[end - 1])


def _terms(headings: tuple[str, ...], texts: Sequence[tuple[str, int]]) -> Iterator[Section]:
    """名词解释: a section a term, its definition whole (a definition of three sentences is one answer)."""
    term, parts, first, last = "", "", 0, 0
    own = headings
    for text, line in texts:
        found = _TERM.match(text)
        if found:
            if parts:
                yield Section((*own, term), "term", (Sentence(parts, first, last),))
            term, parts, first = found["term"].replace("“", "").replace("”", ""), text, line
        else:
            parts, first = parts + text, first or line
        last = line
    if parts:
        path = (*own, term) if term else own
        yield Section(path, "term", (Sentence(parts, first, last),))
