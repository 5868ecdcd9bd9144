"""Plots as SVG text: bars, and columns piled up by day. No script, no font, no other file.

The same figures always give the same bytes. Numbers in drawings are positions, not money:
the words beside them are the exact amounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

COLOURS = ("#4c78a8", "#72a98f", "#e9c46a", "#f4a261", "#c8553d")
"""From not due to the last column; dark enough to be told apart without colour by their order."""
_INK, _PALE = "#222", "#ddd"
_WIDTH, _ROW, _LABEL, _WORDS = 640, 26, 90, 130


def bars(values: Sequence[tuple[str, int, str]], title: str) -> str:
    """One bar for each (label, value, words); what is below zero has none."""
    largest = max((value for _, value, _ in values), default=0)
    room = _WIDTH - _LABEL - _WORDS
    parts = []
    for at, (label, value, words) in enumerate(values):
        top = at * _ROW + 4
        length = max(1, value * room // largest) if value > 0 else 0
        colour = COLOURS[min(at, len(COLOURS) - 1)]
        parts += [
            _text(_LABEL - 6, top + 14, label, "end"),
            f'<rect x="{_LABEL}" y="{top}" width="{length}" height="18" fill="{colour}"/>',
            _text(_WIDTH - 4, top + 14, words, "end"),
        ]
    return _drawing(len(values) * _ROW + 8, title, parts)


def piled(
    columns: Sequence[tuple[str, Sequence[int]]], labels: Sequence[str], title: str
) -> str:
    """One pile for each (label, values), the first value lowest; ``labels`` name the values."""
    height, base = 180, 190
    largest = max((sum(max(0, v) for v in values) for _, values in columns), default=0)
    step = (_WIDTH - 20) // max(1, len(columns))
    parts = [f'<line x1="10" y1="{base}" x2="{_WIDTH - 10}" y2="{base}" stroke="{_PALE}"/>']
    for at, (label, values) in enumerate(columns):
        left, low = 10 + at * step + step // 6, base
        for place, value in enumerate(values):
            tall = max(0, value) * height // largest if largest else 0
            low -= tall
            colour = COLOURS[min(place, len(COLOURS) - 1)]
            parts.append(
                f'<rect x="{left}" y="{low}" width="{step * 2 // 3}" height="{tall}" fill="{colour}"/>'
            )
        parts.append(_text(10 + at * step + step // 2, base + 16, label, "middle"))
    for place, label in enumerate(labels):
        left = 10 + place * 110
        colour = COLOURS[min(place, len(COLOURS) - 1)]
        parts.append(
            f'<rect x="{left}" y="{base + 30}" width="12" height="12" fill="{colour}"/>'
        )
        parts.append(_text(left + 18, base + 41, label, "start"))
    return _drawing(base + 52, title, parts)


def _text(x: int, y: int, words: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'


def _drawing(height: int, title: str, parts: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img"'
        f' width="{_WIDTH}" height="{height}" font-family="sans-serif" font-size="12" fill="{_INK}">'
    )
    return "\n".join([head, f"<title>{escape(title)}</title>", *parts, "</svg>"]) + "\n"
