"""How a file begins: what its format is recognised by, whatever it is called."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cached_property

BYTES = 4096
"""Looked at, from the start of a file."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BESIDE = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_ROOT = re.compile(r"<(?:(?P<prefix>[\w.-]+):)?(?P<name>[\w.-]+)(?P<more>[^<>]*)")
_SPACE = r"\bxmlns{}\s*=\s*(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)')"


@dataclass(frozen=True)
class Start:
    """The first bytes of a file, and what they say."""

    head: bytes

    @cached_property
    def text(self) -> str:
        """The bytes as text without byte-order mark and leading blanks; never fails."""
        for mark, name in _BOMS:
            if self.head.startswith(mark):
                return self.head[len(mark) :].decode(name, "replace").lstrip()
        return self.head.decode("latin-1").lstrip(" \t\r\n\f\v\0\x1a")

    @cached_property
    def markup(self) -> str:
        """From the first tag or DOCTYPE of XML on; "" for anything else."""
        text, at = self.text, 0
        if not text.startswith("<"):
            return ""
        while beside := _BESIDE.match(text, at):
            at = beside.end()
        return text[at:]

    @cached_property
    def root(self) -> tuple[str, str] | None:
        """(namespace or "", name) of the first element of XML; None where there is none."""
        found = _ROOT.match(self.markup)
        if not found:
            return None
        prefix = f":{re.escape(found['prefix'])}" if found["prefix"] else ""
        space = re.search(_SPACE.format(prefix), found["more"])
        return ((space["a"] or space["b"] or "") if space else "", found["name"])
