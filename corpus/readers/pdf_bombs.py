"""PDF files that swell when they are unpacked: told before anything is drawn."""

from __future__ import annotations

import re
import zlib

# The strokes and words of a page, unpacked: the fullest page of a budget has half a million bytes.
LARGEST_CONTENT = 32 * 1024 * 1024
# No compression of real text is better than this; where even it cannot reach the limit, nothing need be unpacked.
_BEST_RATIO = 1032
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
# How far before a stream its dictionary is looked at.
_DICTIONARY = 600


def swells(data: bytes) -> bool:
    """Whether a stream that is no picture unpacks to more than any page holds.

    Args: the bytes of a PDF.
    """
    for found in _STREAM.finditer(data):
        head = data[max(0, found.start() - _DICTIONARY) : found.start()]
        head = head[head.rfind(b"obj") + 3 :]
        end = data.find(b"endstream", found.end())
        packed = memoryview(data)[found.end() : end if end >= 0 else len(data)]
        if b"FlateDecode" not in head or b"/Image" in head or len(packed) * _BEST_RATIO < LARGEST_CONTENT:
            continue
        unpacking = zlib.decompressobj()
        try:
            unpacking.decompress(packed, LARGEST_CONTENT)
        except zlib.error:
            continue
        if unpacking.unconsumed_tail:
            return True
    return False
