"""Looking into camt elements by local names, whatever their namespace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element, tostring

MAX_RAW = 9_900
_BETWEEN = re.compile(r">\s+<")


@lru_cache(maxsize=4096)
def local(tag: str) -> str:
    """The name of a tag without its namespace, and without a prefix that nothing declares."""
    return tag.rpartition("}")[2].rpartition(":")[2]


def children(element: Element, name: str) -> Iterator[Element]:
    """The children of this name."""
    return element.iterfind(name)


def path(element: Element | None, way: str) -> Element | None:
    """The first element down a path of names, ``"Dt/DtTm"``."""
    for name in way.split("/"):
        if element is None:
            return None
        element = element.find(name)
    return element


def word(element: Element | None, way: str) -> str:
    """The text of the first element down a path; ``""`` without one."""
    found = path(element, way)
    return " ".join((found.text or "").split()) if found is not None else ""


def words(element: Element | None, way: str) -> list[str]:
    """The texts of all elements at the end of a path."""
    *head, last = way.split("/")
    found = [element] if element is not None else []
    for name in head:
        found = [inner for each in found for inner in children(each, name)]
    texts = [each.text or "" for inner in found for each in children(inner, last)]
    return [" ".join(text.split()) for text in texts if text.strip()]


def raw(element: Element) -> str:
    """The element as XML, squeezed."""
    return squeezed(tostring(element, encoding="unicode"))


def squeezed(text: str) -> str:
    """XML without the blanks between its tags, bounded."""
    return _BETWEEN.sub("><", text).strip()[:MAX_RAW]
