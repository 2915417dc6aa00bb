"""Plain text, Markdown and tab-separated text."""

from __future__ import annotations

from corpus.readers.blocks import ReadBlocks
from corpus.readers.decode import decode
from corpus.readers.lines import lines_to_blocks, split_front_matter


def read(data: bytes, where: str) -> ReadBlocks:
    """The blocks of a text in UTF-8 or GB18030.

    Args: the file's bytes, and its name for messages.
    Raises: ReadError.
    """
    front, first_line, body = split_front_matter(decode(data, where))
    return ReadBlocks(lines_to_blocks(body, first_line=first_line), paraphrased=front.get("样本") == "改写")
