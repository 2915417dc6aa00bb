"""What every reader gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpus.model import Block, Finding, Place


@dataclass(frozen=True, slots=True)
class ReadBlocks:
    """The blocks of a file in order.

    Attributes: places, where each line stands, for formats without lines of text; paraphrased, see Document; faults, what
        was noticed on the way and does not hinder reading: a hidden row, a formula without its result.
    """

    blocks: Sequence[Block]
    places: Mapping[int, Place] = field(default_factory=dict)
    paraphrased: bool = False
    faults: Sequence[Finding] = ()
