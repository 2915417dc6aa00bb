"""What every reader gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpus.model import Block, Place


@dataclass(frozen=True, slots=True)
class ReadBlocks:
    """The blocks of a file in order.

    Attributes: places, where each line stands, for formats without lines of text; paraphrased, see Document.
    """

    blocks: Sequence[Block]
    places: Mapping[int, Place] = field(default_factory=dict)
    paraphrased: bool = False
