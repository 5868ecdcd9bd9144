"""SWIFT customer statements: MT940 and MT942, in their blocks or bare, one file many of them.

Sources: SWIFT User Handbook category 9; the German (DK), Dutch, Polish and Nordic banks'
descriptions of field 86. What stands in 86 is read in ``mt940_text``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from ledgerlane.domain.money import Money, is_currency
from ledgerlane.sync.files import refusal
from ledgerlane.sync.formats import mt940_text
from ledgerlane.sync.formats.bank_text import text_of
from ledgerlane.sync.formats.statement import (
    Balance,
    Entry,
    Statement,
    minor_of,
    short_day,
)
from ledgerlane.sync.formats.statement_table import table
from ledgerlane.sync.formats.table import Table

_TAG = re.compile(
    r":(?P<tag>20|21|25P?|28C?|60[FM]?|61|86|62[FM]?|64|65|34F|13D?|90[CD]|NS|9(?:40|41|42|50)):"
)
_BROKEN_TAG = re.compile(r"\n:\n(86|61):")
"""A tag that a bank's line of fixed length broke in two."""
_AS_86 = re.compile(r"[0-9]{3}\?[0-9]{2}")
"""What stands in field 86 alone, whatever its tag says."""
_END = re.compile(r"-\}.*|-[A-Z]{0,3}|[-\x03\x1a]\}?")
_LINE = re.compile(
    r"(?P<value>[0-9]{6})(?P<entry>[0-9]{4})?\s{0,4}(?P<mark>RC|RD|EC|ED|C|D)(?P<funds>[A-Z])?"
    r"(?P<amount>[0-9.,][0-9., ]{0,40}?)(?=[A-Z]|$|//|\s)\s*(?P<type>[A-Z][A-Z0-9 ]{3})?(?P<rest>.*)",
    re.DOTALL,
)
_BALANCE = re.compile(
    r"(?P<mark>R?[CD])(?P<day>[0-9]{6})?(?P<currency>[A-Z]{3})?(?P<amount>-?[0-9][0-9., ]*)"
)
_CONTROL = re.compile(r"(?P<count>[0-9]*)(?P<currency>[A-Z]{3})(?P<amount>[0-9][0-9.,]*)")
_NO_REFERENCE = ("NONREF", "NONE", "NOTPROVIDED", "EREF", "PREF", "MARF", "N", "")
_MOST_LETTERS = 20_000
"""Of one field; a whole file without a tag is no field."""


class Field(NamedTuple):
    """One field as it stands: its tag, its lines, and the line it begins on."""

    tag: str
    text: str
    line: int


def read(data: bytes, encoding: str = "") -> list[Table]:
    """The file's receipts as a table. Raises Unreadable while its rows are read."""
    return [table(statements(data, encoding), "mt940")]


def statements(data: bytes, encoding: str = "") -> Iterator[Entry | Statement]:
    """Each entry, and after those of a statement the statement. Raises Unreadable."""
    text, words = text_of(data, encoding)
    text = _BROKEN_TAG.sub(r"\n:\1:", text)
    current: _Message | None = None
    found = False
    for each in _fields(text):
        if current is None or current.ends_before(each):
            if current is not None:
                yield from current.finished()
            current = _Message(each.line)
            if words:
                current.statement.notes.append(words)
        found = found or each.tag in ("61", "60", "60F", "60M", "34F", "90C", "90D")
        yield from current.take(each)
    if current is None or not found:
        msg = "holds no statement: MT940 has its balances in :60F: and :62F:, its entries in :61:"
        raise refusal(msg)
    yield from current.finished()


def _fields(text: str) -> Iterator[Field]:
    """The fields of a file; block headers, and what stands between statements, left out."""
    tag, lines, began = "", list[str](), 0
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        at = line.find("{4:")
        if line.lstrip().startswith("{") and at >= 0:
            line = line[at + 3 :]
        line = line.rstrip()
        found = _TAG.match(line)
        over = found is None and _END.fullmatch(line) is not None
        if (found or over) and tag:
            yield _field(tag, lines, began)
            tag = ""
        if over:
            inside = False
            yield Field("-", "", number)
        elif found:
            closes = re.search(r"-\}$", line)
            body = line[found.end() : closes.start() if closes else None]
            tag, lines, began, inside = found["tag"], [body], number, True
        elif inside and tag and not line.startswith("{"):
            lines.append(line)
    if tag:
        yield _field(tag, lines, began)


def _field(tag: str, lines: list[str], began: int) -> Field:
    text = "\n".join(lines)
    if len(text) > _MOST_LETTERS:
        msg = f"field {tag} has more than {_MOST_LETTERS} letters"
        raise refusal(msg, began)
    return Field(tag, text, began)


class _Message:
    """One statement while it is read."""

    def __init__(self, line: int) -> None:
        self.statement = Statement(line=line)
        self.entry: Entry | None = None
        self.text: list[str] = []
        self.beside = ""
        self.seen: set[str] = set()
        self.over = False
        self.sums = {"C": [0, 0], "D": [0, 0]}
        self.controls: list[tuple[str, int, Money]] = []

    def ends_before(self, each: Field) -> bool:
        """Whether a field begins another statement."""
        if each.tag == "-":
            self.over = True
            return False
        if self.over and each.tag not in ("86", "-"):
            return True
        if each.tag == "20":
            return "20" in self.seen or "25" in self.seen or "61" in self.seen
        if each.tag in ("60F", "60M", "60"):
            return bool(self.seen & {"60", "62"})
        return each.tag in ("25", "25P") and "62" in self.seen

    def take(self, each: Field) -> Iterator[Entry]:
        """Use one field; the entry before it, when it is over."""
        statement, tag = self.statement, each.tag
        if tag == "25" and self.entry is not None and _AS_86.match(each.text):
            tag = "86"
        if tag == "NS" and self.entry is not None:
            self.entry.raw += f"\n:NS:{each.text}"
            self.text.append(mt940_text.numbered(self.entry, each.text))
            return
        if tag == "86" and self.entry is not None:
            self.text.append(each.text)
            self.entry.raw += f"\n:86:{each.text}"
            return
        if tag in ("-", "86", "NS", "13", "13D", "21", "940", "941", "942", "950"):
            yield from self._ended()
            return
        yield from self._ended()
        self.seen.add(tag[:2])
        value = each.text.strip()
        if tag == "20":
            statement.ref = value
        elif tag in ("25", "25P"):
            self._account(value.split("\n")[0])
        elif tag in ("28", "28C"):
            statement.number = value
        elif tag[:2] in ("60", "62", "64", "65"):
            self._balance(each)
        elif tag == "34F":
            statement.currency = statement.currency or value[:3]
            statement.bare = True
        elif tag in ("90C", "90D"):
            self._control(each)
        elif tag == "61":
            self._line(each)

    def _account(self, text: str) -> None:
        bare = re.sub(r"\s", "", text)
        found = re.fullmatch(r"(?P<account>.*[0-9.])/?(?P<currency>[A-Z]{3})", bare)
        if found and is_currency(found["currency"]):
            bare, self.statement.currency = found["account"], found["currency"]
        self.statement.account = bare.lstrip("/")

    def _balance(self, each: Field) -> None:
        statement = self.statement
        found = _BALANCE.match(each.text.strip())
        if not found:
            shown = each.text.split("\n")[0][:40]
            statement.against.append(
                f"line {each.line}: {shown!r} is no balance like C261130EUR1234,50"
            )
            return
        currency = found["currency"] or statement.currency
        try:
            minor = minor_of(found["amount"], currency or "EUR")
            day = short_day(found["day"]) if found["day"] else None
        except ValueError as error:
            statement.against.append(f"line {each.line}: balance {each.tag}: {error}")
            return
        if found["mark"] in ("D", "RC"):
            minor = -minor
        balance = Balance(each.tag, Money(minor, currency), day)
        statement.balances.append(balance)
        statement.currency = statement.currency or currency
        if each.tag[:2] == "60" and statement.opening is None:
            statement.opening = balance
            statement.currency = currency
        elif each.tag[:2] == "62":
            statement.closing = balance

    def _control(self, each: Field) -> None:
        found = _CONTROL.match(each.text.strip())
        if found:
            try:
                minor = minor_of(found["amount"], found["currency"])
            except ValueError as error:
                self.statement.against.append(f"line {each.line}: {error}")
                return
            total = Money(minor, found["currency"])
            self.controls.append((each.tag[-1], int(found["count"] or -1), total))

    def _line(self, each: Field) -> None:
        statement = self.statement
        first, _, more = each.text.partition("\n")
        entry = Entry(
            account=statement.account, currency=statement.currency, line=each.line,
            raw=f":61:{each.text}",
        )  # fmt: skip
        self.entry, self.text, self.beside = entry, [], ""
        found = _LINE.match(first.strip())
        if not found and more:  # a line of fixed length broke it
            again, _, rest = more.partition("\n")
            found, more = _LINE.match(first.strip() + again.strip()), rest
        if not found:
            why = "is no statement line like 2611301130C1234,50NTRFREF//BANKREF"
            entry.bad.append(("amount", first[:80], why))
            return
        try:
            entry.value = short_day(found["value"])
        except ValueError as error:
            entry.bad.append(("value_date", found["value"], str(error)))
        if found["entry"] and entry.value:
            entry.booked = _entry_day(found["entry"], entry.value)
        mark = found["mark"]
        if not entry.currency:
            why = "has no currency: its statement has no opening balance (:60F:)"
            entry.bad.append(("currency", "", why))
        try:
            entry.minor = minor_of(
                found["amount"].replace(" ", ""), entry.currency or "EUR"
            )
        except ValueError as error:
            entry.bad.append(("amount", found["amount"], str(error)))
        if mark in ("D", "RC", "ED"):
            entry.minor = -entry.minor
        entry.code = found["type"] or ""
        entry.reversal = mark in ("RC", "RD") or (entry.code == "NRTI" and entry.minor < 0)
        entry.pending = mark in ("EC", "ED")
        own, _, bank = found["rest"].partition("//")
        reference, _, beside = own.strip().partition("   ")
        entry.bank_ref = _said(bank)
        entry.end_to_end = _said(reference)
        self.beside = " ".join(f"{beside} {more}".split())

    def _ended(self) -> Iterator[Entry]:
        """The entry that is over now, with what its field 86 says."""
        entry, self.entry = self.entry, None
        if entry is None:
            return
        statement = self.statement
        reference = entry.end_to_end
        mt940_text.told(entry, self.text, self.beside, reference)
        if entry.bad:
            statement.against.append(f"line {entry.line}: {entry.bad[0][2]}")
        side = self.sums["C" if entry.minor >= 0 else "D"]
        side[0] += 1
        side[1] += abs(entry.minor)
        statement.count(entry)
        yield entry

    def finished(self) -> Iterator[Entry | Statement]:
        """The last entry, and the statement with its figures checked."""
        yield from self._ended()
        statement = self.statement
        if not self.seen & {"60", "61", "62", "34", "90"}:
            return
        statement.balance()
        for side, count, total in self.controls:
            self._check(side, count, total)
        yield statement

    def _check(self, side: str, count: int, total: Money) -> None:
        found, minor = self.sums[side]
        name = "credits" if side == "C" else "debits"
        ours = Money(minor, total.currency)
        statement = self.statement
        if ours != total or count not in (found, -1):
            statement.against.append(
                f"the control total says {count} {name}, {total}; there are {found}, {ours}"
            )
        else:
            statement.held.append(f"{found} {name} {total}, as the control total says")


def _entry_day(text: str, value: date) -> date | None:
    """The day of ``MMDD`` that is nearest to the value date."""
    found = []
    for year in (value.year - 1, value.year, value.year + 1):
        try:
            found.append(short_day(f"{year % 100:02d}{text}"))
        except ValueError:
            continue
    return min(found, key=lambda day: abs((day - value).days), default=None)


def _said(text: str) -> str:
    words = " ".join(text.split())
    return "" if words.upper() in _NO_REFERENCE else words
