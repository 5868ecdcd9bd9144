"""A camt message as a stream of the elements that matter, each with its own bytes.

expat reads it once; nothing but the element at hand is held. No DOCTYPE, bounded depth.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from ledgerlane.sync.files import refusal
from ledgerlane.sync.formats.camt_xml import MAX_RAW, local, squeezed

MAX_DEPTH = 60
_BLOCK = 1 << 16
_MESSAGES = ("BkToCstmrStmt", "BkToCstmrAcctRpt", "BkToCstmrDbtCdtNtfctn")
_RECORDS = ("Stmt", "Rpt", "Ntfctn")


class Part(NamedTuple):
    """A child of a record (``kind`` of it), or with ``element`` None the end of the record.

    ``raw`` is the element as it stands in the file, cut at a bound.
    """

    kind: str
    element: Element | None
    raw: str


class Stream:
    """Reads one file; ``messages`` counts the messages that were begun."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.messages = self.depth = self.record = self.began = 0
        self.kind = ""
        self.names: list[str] = []
        self.builder: TreeBuilder | None = None
        self.encoding = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(
            data[:2], "utf-8"
        )
        self.done: list[Part] = []
        parser = self.parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self._doctype

    def parts(self) -> Iterator[Part]:
        """Every part, in the order of the file. Raises Unreadable."""
        try:
            for at in range(0, len(self.data), _BLOCK):
                self.parser.Parse(self.data[at : at + _BLOCK], False)
                yield from self.done
                self.done.clear()
            self.parser.Parse(b"", True)
            yield from self.done
        except expat.ExpatError as error:
            words = expat.ErrorString(error.code)
            msg = f"is no well-formed XML ({words}, column {error.offset}); it may be cut off or edited"
            raise refusal(msg, error.lineno) from None
        except (LookupError, ValueError) as error:
            msg = f"cannot be read as XML ({error})"
            raise refusal(msg) from None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            msg = f"is nested deeper than {MAX_DEPTH} elements"
            raise refusal(msg, self.parser.CurrentLineNumber)
        name = local(tag)
        if self.builder is not None:
            self.builder.start(name, attributes)
        elif self.record:
            if self.depth == self.record + 1:
                self.began = self.parser.CurrentByteIndex
                self.builder = TreeBuilder()
                self.parser.CharacterDataHandler = self.builder.data
                self.builder.start(name, attributes)
        else:
            above = self.names[-1] if self.names else ""
            if name in _RECORDS and above.startswith(_MESSAGES):
                self.record, self.kind = self.depth, name
            self.messages += name.startswith(_MESSAGES)
            self.names.append(name)

    def _end(self, tag: str) -> None:
        if self.builder is not None:
            self.builder.end(local(tag))
            if self.depth == self.record + 1:
                element = self.builder.close()
                self.builder = self.parser.CharacterDataHandler = None
                self.done.append(Part(self.kind, element, self._raw(tag)))
        else:
            self.names.pop()
            if self.depth == self.record:
                self.done.append(Part(self.kind, None, ""))
                self.record = 0
        self.depth -= 1

    def _raw(self, tag: str) -> str:
        end = self.parser.CurrentByteIndex
        piece = self.data[self.began : min(end, self.began + 4 * MAX_RAW)]
        text = piece.decode(self.encoding, "replace")
        if end - self.began == len(piece):
            text += f"</{tag}>"
        return squeezed(text)

    def _declared(self, _: str, encoding: str | None, __: int) -> None:
        if encoding and not self.encoding.startswith("utf-16"):
            self.encoding = encoding

    def _doctype(self, *_: object) -> None:
        msg = "has a DOCTYPE, which no bank statement needs; entities are not expanded"
        raise refusal(msg, self.parser.CurrentLineNumber)
