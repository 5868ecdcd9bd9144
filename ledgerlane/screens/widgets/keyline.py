"""The last row: the keys that matter here, and where the others are explained."""

from __future__ import annotations

from ledgerlane.domain.plain_text import width
from ledgerlane.screens.keys import shown
from ledgerlane.screens.painting import Line, Span, pad
from ledgerlane.screens.registry import BINDINGS, Keymap

_SHORT = {binding.id: binding.short for binding in BINDINGS}


def paint_keyline(hint: str, ids: tuple[str, ...], keymap: Keymap, columns: int) -> Line:
    """`` enter open  p promise  ...  ? help``; what does not fit is left out."""
    if hint:
        return pad((Span(" " + hint, "dim"),), columns)
    end = keymap.key_of("app.help") + " help"
    room = columns - width(end) - 2
    spans: list[Span] = [Span(" ")]
    used = 1
    for id_ in ids:
        name = next((b.keys[0] for b in keymap.bindings if b.id == id_ and b.keys), "")
        if not name:
            continue
        key = "enter" if name == "enter" else shown(name)
        size = width(key) + 1 + width(_SHORT[id_]) + 2
        if used + size > room:
            continue
        spans += [Span(key, "key"), Span(f" {_SHORT[id_]}  ", "dim")]
        used += size
    return pad((*spans, Span(end[:1], "key"), Span(end[1:], "dim")), columns)
