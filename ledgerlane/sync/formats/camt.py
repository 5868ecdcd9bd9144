"""ISO 20022 bank statements: camt.052 (report), 053 (statement), 054 (notification), v1 to v13.

Read by local names, so that files without a namespace, or with another version's, are read
too. Sources: the message definitions of ISO 20022; the Swiss, German and Nordic guidelines
for what banks leave out. Streamed: one entry is held at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from ledgerlane.domain.money import Money, is_currency
from ledgerlane.sync.files import refusal
from ledgerlane.sync.formats.camt_entry import details, entry_of
from ledgerlane.sync.formats.camt_stream import Stream
from ledgerlane.sync.formats.camt_xml import path, word
from ledgerlane.sync.formats.statement import Balance, Entry, Statement, day_of, minor_of
from ledgerlane.sync.formats.statement_table import table
from ledgerlane.sync.formats.table import Table

_OPENING = ("OPBD", "PRCD", "OPNG")
_CLOSING = ("CLBD", "CLSG")
_KEPT = {"Id", "ElctrncSeqNb", "LglSeqNb", "Acct", "Bal", "TxsSummry", "CreDtTm", "RptgSeq"}


def read(data: bytes, _: str = "") -> list[Table]:
    """The file's receipts as a table. Raises Unreadable while its rows are read."""
    return [table(statements(data), "camt")]


def statements(data: bytes) -> Iterator[Entry | Statement]:
    """Each entry, and after those of a statement the statement. Raises Unreadable."""
    stream = Stream(data)
    record: _Record | None = None
    found = 0
    for kind, element, raw in stream.parts():
        record = record or _Record(kind)
        if element is None:
            yield record.finished()
            record, found = None, found + 1
        elif element.tag == "Ntry":
            yield from record.entry(element, raw)
        elif element.tag in _KEPT:
            record.head(element.tag, element)
    if not found:
        raise refusal(_nothing(stream.messages))


def _nothing(messages: int) -> str:
    if messages:
        return "holds no statement: there is no Stmt, Rpt or Ntfctn in its message"
    return "is no bank statement: camt.052, camt.053 or camt.054 is read"


class _Record:
    """One Stmt, Rpt or Ntfctn while it is read."""

    def __init__(self, kind: str) -> None:
        self.statement = Statement(bare=kind != "Stmt")
        self.summary: list[tuple[str, int | None, int | None]] = []
        self.sums = {"": [0, 0], "CRDT": [0, 0], "DBIT": [0, 0]}
        self.pending = {"": [0, 0], "CRDT": [0, 0], "DBIT": [0, 0]}
        self.currencies: set[str] = set()
        self.balances: list[tuple[str, Element]] = []
        self.seen = 0
        self.day: date | None = None
        """When the bank made it: the day of entries that have none."""

    def head(self, name: str, element: Element) -> None:
        """One of the elements that stand before or between the entries."""
        statement = self.statement
        if name == "Id" and not statement.ref:
            statement.ref = (element.text or "").strip()
        elif name in ("ElctrncSeqNb", "LglSeqNb", "RptgSeq"):
            if not statement.number or name == "LglSeqNb":
                statement.number = "".join(element.itertext()).strip()
        elif name == "Acct":
            self._account(element)
        elif name == "Bal":
            self._balance(element)
        elif name == "TxsSummry":
            self._summary(element)
        elif name == "CreDtTm":
            self._made(element.text or "")

    def _made(self, text: str) -> None:
        try:
            self.day = day_of(text)
        except ValueError:
            self.day = None

    def _account(self, element: Element) -> None:
        statement = self.statement
        for way in (
            "Id/IBAN",
            "Id/Othr/Id",
            "Id/PrtryAcct/Id",
            "Id/BBAN",
            "Id/UPIC",
            "Prxy/Id",
        ):
            if found := word(element, way):
                statement.account = found.replace(" ", "")
                break
        currency = word(element, "Ccy")
        if currency:
            statement.currency = currency

    def _balance(self, element: Element) -> None:
        kind = (
            word(element, "Tp/CdOrPrtry/Cd")
            or word(element, "Tp/Cd")
            or word(element, "Tp/CdOrPrtry/Prtry")
        )
        money = path(element, "Amt")
        if money is None:
            return
        currency = money.get("Ccy") or self.statement.currency
        try:
            minor = minor_of(money.text or "", currency)
        except ValueError as error:
            self.statement.against.append(f"balance {kind}: {error}")
            return
        if word(element, "CdtDbtInd") == "DBIT":
            minor = -minor
        day = word(element, "Dt/Dt") or word(element, "Dt/DtTm") or word(element, "Dt")
        try:
            when = day_of(day) if day else None
        except ValueError:
            when = None
        balance = Balance(kind, Money(minor, currency), when)
        statement = self.statement
        statement.balances.append(balance)
        page = word(element, "Tp/SubTp/Cd") == "INTM"
        if kind in _OPENING and (statement.opening is None or kind == "OPBD"):
            statement.opening = balance
        elif kind in _CLOSING:
            statement.closing = balance
        elif kind == "ITBD" and not statement.bare:
            if statement.opening is None:
                statement.opening = balance
            elif statement.closing is None:
                statement.closing = balance
        if page:
            statement.notes.append(f"balance {kind} is that of a page")

    def _summary(self, element: Element) -> None:
        for name, side in (
            ("TtlNtries", ""),
            ("TtlCdtNtries", "CRDT"),
            ("TtlDbtNtries", "DBIT"),
        ):
            group = path(element, name)
            if group is None:
                continue
            count, total = word(group, "NbOfNtries"), word(group, "Sum")
            currency = self.statement.currency
            try:
                number = int(count) if count else None
                minor = minor_of(total, currency) if total and currency else None
            except ValueError as error:
                self.statement.against.append(f"control total {name}: {error}")
                continue
            self.summary.append((side, number, minor))

    def entry(self, element: Element, raw: str) -> Iterator[Entry]:
        """The entry, or the payments of a batch whose sums are those of the batch."""
        self.seen += 1
        statement = self.statement
        entry = entry_of(element, statement, self.seen)
        if entry.day is None and not entry.bad:
            closing = statement.closing
            entry.booked = (closing.day if closing else None) or self.day
        self.currencies.add(entry.currency)
        if not statement.currency and is_currency(entry.currency):
            statement.currency = entry.currency
        statement.count(entry)
        into = self.pending if entry.pending else self.sums
        for side in ("", "CRDT" if entry.minor >= 0 else "DBIT"):
            into[side][0] += 1
            into[side][1] += abs(entry.minor)
        if entry.bad:
            statement.against.append(f"entry {self.seen} cannot be read: {entry.bad[0][2]}")
        yield from details(element, entry, statement, raw)

    def finished(self) -> Statement:
        """The statement, its figures checked."""
        statement = self.statement
        if not statement.currency and statement.opening:  # no entry and no account says it
            statement.currency = statement.opening.amount.currency
        other = self.currencies - {statement.currency}
        if other:
            statement.against.append(
                f"entries in {', '.join(sorted(filter(None, other))) or 'no currency'}"
                f" on an account in {statement.currency}"
            )
        statement.balance()
        self._intraday()
        for side, number, minor in self.summary:
            self._check(side, number, minor)
        return statement

    def _intraday(self) -> None:
        """A report of the day so far proves itself where the balance now is the opening and all of it.

        Where it has only what is new since the last one, it does not, and is not wrong.
        """
        statement = self.statement
        now = [each for each in statement.balances if each.kind == "ITBD"]
        first = statement.opening
        if statement.closing or first is None or not now or not statement.bare:
            return
        last = now[-1].amount
        net = Money(statement.net_minor, statement.currency)
        if {first.amount.currency, last.currency} == {statement.currency} and (
            first.amount + net == last
        ):
            statement.closing = now[-1]
            words = f"opening {first.amount} + {statement.entries} entries {net}"
            statement.held.append(f"{words} = balance now {last}")

    def _check(self, side: str, number: int | None, minor: int | None) -> None:
        """A control total counts what is booked, or what is pending too: banks differ."""
        name = {"": "entries", "CRDT": "credits", "DBIT": "debits"}[side]
        booked, waiting = self.sums[side], self.pending[side]
        statement = self.statement
        counts = {booked[0], booked[0] + waiting[0]}
        if number is not None:
            if number in counts:
                statement.held.append(f"{number} {name}, as the control total says")
            else:
                statement.against.append(
                    f"the control total says {number} {name}, there are {booked[0]}"
                )
        sums = {booked[1], booked[1] + waiting[1]}
        if minor is not None and minor not in sums:
            total = Money(minor, statement.currency)
            found = Money(booked[1], statement.currency)
            statement.against.append(
                f"the control total of {name} is {total}, they add up to {found}"
            )
