"""A bank statement as a table of receipts: what the profile ``bank_statement`` reads.

A credit is a receipt; a reversal of one is a receipt below zero. Debits, reversals of debits,
what is not booked yet and what is nothing are counted and left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ledgerlane.domain.money import exact, is_currency
from ledgerlane.sync.formats.statement import Entry, Statement
from ledgerlane.sync.formats.table import Table

HEADINGS = (
    "Receipt", "Currency", "Value date", "Amount", "Unapplied", "Method", "Reference",
    "Remittance", "Reverses", "Payer", "Payer account", "Account", "Booked", "Bank reference",
    "End to end", "Batch", "Record",
)  # fmt: skip
MAX_CELL = 9_900
MAX_KEY = 180
_MOST = 20
"""Sentences of one sort in a report."""


def table(found: Iterable[Entry | Statement], format_: str) -> Table:
    """The rows of a file's receipts; notes and what does not prove are there after the last."""
    made = Table((), format=format_)
    rows = _Rows(format_, made)
    return Table(
        rows.of(found), format=format_, notes=made.notes, unproven=made.unproven,
        statements=made.statements,
    )  # fmt: skip


@dataclass(slots=True)
class _Rows:
    format: str
    made: Table
    counts: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    named: set[str] = field(default_factory=set)
    """Keys with a bank reference of the statements that are over."""
    here: Counter[str] = field(default_factory=Counter)
    bad: int = 0

    def of(self, found: Iterable[Entry | Statement]) -> Iterator[tuple[str, ...]]:
        """The heading row, and a row for each receipt."""
        yield HEADINGS
        for each in found:
            if isinstance(each, Statement):
                self._statement(each)
            elif row := self._row(each):
                yield row
        self.made.notes.extend(self._told())

    def _statement(self, statement: Statement) -> None:
        self.named.update(self.here)
        self.here.clear()
        self.counts["statements"] += 1
        name = statement.called
        self.made.statements.append(_facts(statement))
        for words in dict.fromkeys(statement.notes):
            self._say(self.made.notes, f"{name}: {words}")
        if statement.against:
            for words in statement.against[:_MOST]:
                self._say(self.made.unproven, f"{name}: {words}")
        elif statement.held:
            self._say(self.made.notes, f"{name} is proven: {statement.held[0]}")
        elif not statement.entries + statement.pending:
            self._say(self.made.notes, f"{name} has no entries")
        elif statement.bare:
            words = "its kind prints no opening and closing balance, and no control totals"
            self._say(self.made.notes, f"{name} is unproven: {words}")
        else:
            missing = "opening" if statement.opening is None else "closing"
            words = f"there is no {missing} balance, and no control totals"
            self._say(self.made.unproven, f"{name}: {words}")

    def _say(self, to: list[str], words: str) -> None:
        """Add a sentence; of very many the rest is counted."""
        if len(to) < 5 * _MOST:
            to.append(words)
        else:
            self.counts["sentences"] += 1

    def _row(self, entry: Entry) -> tuple[str, ...] | None:
        if not is_currency(entry.currency) and not entry.bad:
            why = f"{entry.currency!r} is no ISO 4217 currency in use"
            entry.bad.append(("currency", entry.currency, why))
        if entry.bad:
            if self.bad < _MOST:
                _, text, why = entry.bad[0]
                words = why if text in why or not text else f"{text[:40]!r}: {why}"
                self.made.unproven.append(f"{_place(self.format, entry)}: {words}")
            self.bad += 1
            return self._cells(entry, f"unread:{self.bad}")
        if kind := _left_out(entry):
            self.counts[kind] += 1
            return None
        self.counts["reversals" if entry.minor < 0 else "receipts"] += 1
        key = self._key(entry)
        if key is None:
            self.counts["repeats"] += 1
            return None
        return self._cells(entry, key)

    def _key(self, entry: Entry) -> str | None:
        """What the receipt is known by; None: a statement before this one has it.

        Account, day and amount, the bank's reference where there is one, and the how-manieth.
        """
        day = entry.booked or entry.value
        amount = exact(entry.minor, entry.currency)
        base = f"{entry.account}:{day}:{amount}{entry.currency}"
        if entry.bank_ref:
            base = f"{base}:{entry.bank_ref}"[:MAX_KEY]
            self.here[base] += 1
            number = self.here[base]
            key = base if number == 1 else f"{base}:{number}"
            self.here[key] += key != base
            return None if key in self.named else key
        self.seen[base] += 1
        number = self.seen[base]
        return base if number == 1 else f"{base}::{number}"

    def _cells(self, entry: Entry, key: str) -> tuple[str, ...]:
        bad = {name: text for name, text, _ in entry.bad}
        amount = exact(entry.minor, entry.currency)
        day = entry.day
        value = day.isoformat() if day else ""
        if "amount" in bad:
            amount = f"{bad['amount']} (not read)"
        if "value_date" in bad:
            value = f"{bad['value_date']} (not read)"
        batch = exact(entry.batch_minor, entry.currency) if entry.batch_minor else ""
        cells = (
            key, entry.currency, value, amount, amount, f"bank {self.format}",
            entry.structured, entry.remittance, entry.reverses, entry.name,
            entry.name_account, entry.account, entry.booked.isoformat() if entry.booked else "",
            entry.bank_ref, entry.end_to_end, batch, entry.raw,
        )  # fmt: skip
        return tuple(cell.replace("\0", " ")[:MAX_CELL] for cell in cells)

    def _told(self) -> Iterator[str]:
        """How many entries became what, for the report."""
        counts = self.counts
        words = [f"{counts['receipts']} credits are receipts"]
        if counts["reversals"]:
            words.append(f"{counts['reversals']} reversals take one back")
        for kind, said in (
            ("debits", "debits are left out"),
            ("given back", "reversals of debits are left out"),
            ("pending", "entries that are not booked yet are left out"),
            ("nothing", "entries of zero are left out"),
            ("no day", "entries without a day are left out"),
            ("repeats", "entries stand in two statements of the file and count once"),
        ):
            if counts[kind]:
                words.append(f"{counts[kind]} {said}")
        number = counts["statements"]
        yield f"{number} statement{'s' * (number != 1)}: {', '.join(words)}"
        if counts["sentences"]:
            yield f"and {counts['sentences']} more sentences like these"


def _facts(statement: Statement) -> dict[str, str | int | None]:
    """A statement for scripts; amounts are minor units of its currency."""
    opening, closing = statement.opening, statement.closing
    return {
        "account": statement.account, "number": statement.number or statement.ref,
        "currency": statement.currency, "entries": statement.entries,
        "pending": statement.pending, "net": statement.net_minor,
        "opening": opening.amount.minor if opening else None,
        "closing": closing.amount.minor if closing else None, "proof": statement.proof,
    }  # fmt: skip


def _left_out(entry: Entry) -> str:
    """Why an entry is no receipt and takes none back; or ``""``."""
    if entry.pending:
        return "pending"
    if not entry.minor:
        return "nothing"
    if entry.reversal:
        return "given back" if entry.minor > 0 else ""
    return "debits" if entry.minor < 0 else ""


def _place(format_: str, entry: Entry) -> str:
    return f"entry {entry.line}" if format_ == "camt" else f"line {entry.line}"
