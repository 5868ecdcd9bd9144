"""The last gate before the terminal: whatever is rendered, no control character passes.

Text is cleaned where it enters (`ledgerlane.domain.plain_text`); this is the second lock on
the same door. All characters it removes count as no columns, so removing them moves nothing.
"""

from __future__ import annotations

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_CONTROLS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\U000e0000-\U000e0fff\ud800-\udfff]"
)


class SafeText(LineFilter):
    """Removes C0, C1, bidi controls, separators and tags from every rendered line."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, clean. Control segments are our own and pass."""
        del background
        return [
            segment
            if segment.control or segment.text.isprintable()
            else Segment(_CONTROLS.sub("", segment.text), segment.style)
            for segment in segments
        ]
