"""Document numbers as people list them in one line: ``8812, 8840``, ``"A,1" 8840=500``."""

from __future__ import annotations

import re
from collections.abc import Collection

_QUOTED = re.compile(r'"([^"]*)"')


def numbers_said(text: str, between: str, known: Collection[str] = ()) -> list[str]:
    """The numbers of ``text``, in order, without what stands between them.

    A number that holds the separator itself is one where it is ``known``, or where it stands
    in quotation marks; what follows the marks at once (``"A 1"=500``) belongs to it.
    """
    parts = _parts(text, between)
    found, at = list[str](), 0
    while at < len(parts):
        for end in range(len(parts), at, -1):
            name = between.join(parts[at:end]).strip()
            if end == at + 1 or name in known:
                found += [name] if name else []
                at = end
                break
    return [_QUOTED.sub(r"\1", name) for name in found]


def said(number: str, between: str) -> str:
    """A number as `numbers_said` reads it back: in quotation marks where it holds the separator."""
    return f'"{number}"' if between in number and '"' not in number else number


def _parts(text: str, between: str) -> list[str]:
    """What stands between separators that are in no quotation marks."""
    parts, start = list[str](), 0
    quoted = [found.span() for found in _QUOTED.finditer(text)]
    for found in re.finditer(re.escape(between), text):
        if not any(first < found.start() < last for first, last in quoted):
            parts.append(text[start : found.start()])
            start = found.end()
    return [*parts, text[start:]]
