"""XML as a tree, with the standard library's expat: no DOCTYPE, no entities, bounded.

Namespaces are part of a tag (``{urn:...}Invoice``); `local` gives the name alone.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Collection, Iterator
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from ledgerlane.sync.files import Unreadable, refusal

MAX_DEPTH = 60
MAX_ELEMENTS = 5_000_000
MAX_ATTRIBUTES = 200
_BULK = frozenset(
    ("EmbeddedDocumentBinaryObject", "AttachmentBinaryObject", "BinaryObject")
)
"""Elements whose text is a file of its own: it is not kept."""
_BLOCK = 1 << 16
_BLANKS = b" \t\r\n"


def local(tag: str) -> str:
    """The name of a tag without its namespace."""
    return tag.rpartition("}")[2]


def find(element: Element | None, path: str) -> Iterator[Element]:
    """Every descendant by local names, ``"PaymentMeans/PaymentID"``; ``A|B`` is either."""
    found = [] if element is None else [element]
    for step in path.split("/"):
        names = step.split("|")
        found = [child for each in found for child in each if local(child.tag) in names]
    return iter(found)


def first(element: Element | None, path: str) -> Element | None:
    """The first of `find`, or None."""
    return next(find(element, path), None)


def texts(element: Element | None, path: str) -> list[str]:
    """The texts of `find` that are not empty, blanks collapsed."""
    return [
        text
        for each in find(element, path)
        if (text := " ".join((each.text or "").split()))
    ]


def text(element: Element | None, path: str) -> str:
    """The first of `texts`, or ""."""
    return next(iter(texts(element, path)), "")


def parse(data: bytes) -> Element:
    """The root; raises Unreadable naming the line."""
    ((_, root),) = _events(data, lambda depth, _: depth == 1)
    return root


def check(data: bytes, name: str) -> None:
    """Raise Unreadable unless it is well-formed and has no DOCTYPE; nothing is built."""
    parser = expat.ParserCreate()

    def doctype(*_: object) -> None:
        msg = f"{name} has a DOCTYPE, which no workbook needs"
        raise refusal(msg)

    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        words = expat.ErrorString(error.code)
        msg = f"{name} is no well-formed XML ({words}, line {error.lineno}); save the workbook again"
        raise refusal(msg) from None
    except (ValueError, LookupError) as error:
        msg = f"{name} cannot be read as XML ({error})"
        raise refusal(msg) from None


def subtrees(
    data: bytes, names: Collection[str]
) -> Iterator[tuple[tuple[str, ...], Element]]:
    """Every outermost element of these (local) names, at its end, in the document's order.

    Each comes with the local names of what it lies in, outermost first, and is forgotten
    after: memory stays that of the largest one, for statements of 100,000 entries.
    """
    return _events(data, lambda _, tag: local(tag) in names)


class _Handler:
    """What expat calls: builds the elements that are wanted, and counts all of them."""

    def __init__(self, wanted: Callable[[int, str], bool]) -> None:
        self.wanted = wanted
        self.count = self.began = 0
        self.path: list[str] = []
        self.builder: TreeBuilder | None = None
        self.done: list[tuple[tuple[str, ...], Element]] = []
        self.parser = expat.ParserCreate(None, "}")
        self.parser.buffer_text = True
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.EntityDeclHandler = self.doctype

    def start(self, tag: str, attributes: list[str]) -> None:
        self.path.append(local(tag))
        depth = len(self.path)
        self.count += 1
        if depth > MAX_DEPTH:
            msg = f"is nested deeper than {MAX_DEPTH} elements"
            raise self.refused(msg)
        if self.count > MAX_ELEMENTS:
            msg = f"has more than {MAX_ELEMENTS} elements"
            raise self.refused(msg)
        if len(attributes) > 2 * MAX_ATTRIBUTES:
            msg = f"has an element of more than {MAX_ATTRIBUTES} attributes"
            raise self.refused(msg)
        tag = _braced(tag)
        if self.builder is None and self.wanted(depth, tag):
            self.builder, self.began = TreeBuilder(), depth
        if self.builder is not None:
            pairs = zip(attributes[::2], attributes[1::2], strict=True)
            self.builder.start(tag, {_braced(name): value for name, value in pairs})

    def end(self, tag: str) -> None:
        if self.builder is not None:
            self.builder.end(_braced(tag))
            if len(self.path) == self.began:
                self.done.append((tuple(self.path[:-1]), self.builder.close()))
                self.builder = None
        self.path.pop()

    def text(self, text: str) -> None:
        if self.builder is not None and self.path[-1] not in _BULK:
            self.builder.data(text)

    def doctype(self, *_: object) -> None:
        msg = "has a DOCTYPE, which no ledger file needs; entities are not expanded"
        raise self.refused(msg)

    def refused(self, words: str) -> Unreadable:
        return refusal(words, self.parser.CurrentLineNumber)


def _braced(name: str) -> str:
    return "{" + name if "}" in name else name


def _events(
    data: bytes, wanted: Callable[[int, str], bool]
) -> Iterator[tuple[tuple[str, ...], Element]]:
    handler = _Handler(wanted)
    data = data.lstrip(_BLANKS).removeprefix(codecs.BOM_UTF8).lstrip(_BLANKS)
    try:
        for at in range(0, len(data), _BLOCK):
            handler.parser.Parse(data[at : at + _BLOCK], False)
            yield from handler.done
            handler.done.clear()
        handler.parser.Parse(b"", True)
        yield from handler.done
    except expat.ExpatError as error:
        words = expat.ErrorString(error.code)
        msg = f"is no well-formed XML ({words}); it may be cut off or edited"
        raise refusal(msg, error.lineno) from None
    except (ValueError, LookupError) as error:
        msg = f"cannot be read as XML ({error})"
        raise refusal(msg) from None
