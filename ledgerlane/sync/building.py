"""The rows of one kind of file as columns for the store: keys, kinds, amounts, sums."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import compress
from operator import ne

from ledgerlane.domain.calendar import BusinessCalendar, Roll
from ledgerlane.domain.errors import Problem
from ledgerlane.domain.money import exact, is_currency, minor_digits
from ledgerlane.domain.terms import Terms
from ledgerlane.sync import cells
from ledgerlane.sync.columns import Block, Columns, refuse_larger
from ledgerlane.sync.formats.delimited import MAX_LINES, Row
from ledgerlane.sync.kinds import kind_of, kinds_of
from ledgerlane.sync.layout import Layout
from ledgerlane.sync.totals import ROWS, Totals

_PLAIN = re.compile(r"-?[0-9]{1,16}(?:\.[0-9]{1,20})?")
_BY_TERMS = "due dates are worked out from the terms: the file has none"
Staged = tuple[Sequence[object], ...]
"""Columns ready for the store: one for each column of the kind's staging table."""


@dataclass(frozen=True, slots=True)
class DueDays:
    """Where a due date goes that is worked out here and is not worked (`terms.due_roll` of the policy)."""

    calendar: BusinessCalendar = BusinessCalendar()  # noqa: RUF009  frozen
    roll: Roll = "none"

    def of(self, text: str, document_date: date) -> date:
        """When a document of these terms is due. Raises BadCell where they cannot be read."""
        terms = Terms.readable(text) if text.strip() else None
        if terms is None:
            msg = "is empty; a day is needed, or terms that say one (like NET 30)"
            raise cells.BadCell(msg, "due_date")
        return terms.due(document_date, self.calendar, self.roll)


@dataclass
class Building:
    """Builds blocks of items; what it counts on the way is the file's."""

    layout: Layout
    currency: str
    problems: list[Problem] = field(default_factory=list)
    rejected: int = 0
    rows: int = 0
    rejects: list[tuple[int, Row]] = field(default_factory=list)
    totals: Counter[str] = field(default_factory=Counter)
    opens: Counter[str] = field(default_factory=Counter)
    printed: Totals = field(default_factory=Totals)
    """Sums by role or column, and where a printed total may begin."""
    pairs: Counter[str] = field(default_factory=Counter)
    """Items by "currency company"."""
    notes: Counter[str] = field(default_factory=Counter)
    dust_rows: int = 0
    dust: dict[str, Fraction] = field(default_factory=dict)
    repeats: Counter[str] = field(default_factory=Counter)
    as_of: date | None = None
    """The day of the file, from which the ages of a summary count."""
    due_days: DueDays = DueDays()

    def __post_init__(self) -> None:
        self.read = Columns(self.layout, self.currency)
        self.at = self.read.at
        self.shape = self.layout.shape
        self.pending: list[tuple[object, Sequence[str], Sequence[int]]] = []
        self.spelt: dict[str, set[str]] = {}
        self.build = {
            "customers": self._customers, "items": self._items,
            "payments": self._payments, "allocations": self._allocations,
        }[self.layout.kind]  # fmt: skip

    def _customer_keys(self, numbers: Sequence[str], names: Sequence[str]) -> Sequence[str]:
        """What customers are known by; where zeros do not count, how each was written is noted."""
        keys = self.read.customer_keys(numbers, names)
        if self.layout.profile.strip_zeros:
            for key, number in set(zip(keys, numbers, strict=True)):
                if number:
                    self.spelt.setdefault(key, set()).add(number)
        return keys

    def merged(self) -> str:
        """How many customer numbers became how many customers, where that differs; or ``""``."""
        numbers = sum(map(len, self.spelt.values()))
        if numbers == len(self.spelt):
            return ""
        return f"{numbers} customer numbers are {len(self.spelt)} customers: zeros before a number do not count"

    def _amounts(self, role: str, block: Block, currencies: list[str]) -> list[int]:
        found = self.read.amounts(role, block, currencies)
        if self.layout.profile.round_dust:
            self._note_dust(block.columns[self.at[role]], found, currencies)
        return found

    def _note_dust(
        self, texts: Sequence[str], minors: list[int], currencies: list[str]
    ) -> None:
        for text, minor, currency in zip(texts, minors, currencies, strict=True):
            exact_value = Fraction(text) if _PLAIN.fullmatch(text) else None
            if exact_value is None:
                continue
            effect = Fraction(minor, 10 ** minor_digits(currency)) - exact_value
            if effect:
                self.dust_rows += 1
                self.dust[currency] = self.dust.get(currency, Fraction()) + effect

    def dust_effect(self) -> dict[str, str]:
        """What rounding added up to, by currency, as a decimal of six places."""
        return {currency: f"{float(effect):+.6f}" for currency, effect in self.dust.items()}

    def _customers(self, block: Block) -> Staged:
        read = self.read
        numbers, names = read.keys("customer", block), read.texts("name", block)
        keys = self._customer_keys(numbers, names)
        if not all(keys):
            msg = "has neither a customer number nor a name"
            raise ValueError(msg)
        numbers = [number or key for number, key in zip(numbers, keys, strict=True)]
        currencies = [
            text if is_currency(text) else "" for text in read.texts("currency", block)
        ]
        limits: list[int | None] = [None] * block.size
        if "credit_limit" in self.at:
            found = read.optional(
                "credit_limit", block, [each or self.currency for each in currencies]
            )
            texts = block.columns[self.at["credit_limit"]]
            limits = [
                limit if text.strip() else None
                for limit, text in zip(found, texts, strict=True)
            ]

        def text(role: str) -> Sequence[str]:
            return read.texts(role, block)

        return (
            block.lines, keys, numbers, names, text("parent"),
            text("country"), currencies, text("language"), text("contact"), text("email"),
            text("phone"), text("terms"), limits, read.flags("credit_hold", block),
            text("salesperson"), text("risk_given"), read.days("opened", block),
        )  # fmt: skip

    def _items(self, block: Block) -> Staged:
        read = self.read
        self.pending.clear()
        currencies = read.currencies(block)
        numbers, customers = read.keys("number", block), read.keys("customer", block)
        names = read.texts("name", block)
        customer_keys = self._customer_keys(customers, names)
        if not all(customer_keys):
            msg = "names no customer, neither by number nor by name"
            raise ValueError(msg)
        issued, days = read.days("doc_date", block), read.days("due_date", block)
        settled = self._settled(block, issued)
        amount, opens = self._amount_and_open(block, currencies, settled)
        if self.shape.buckets:
            self._ages_add_up(block, currencies)
        elif self.shape.sums:
            self._adds_up(block, currencies, opens)
        settled = [
            None if left else day for day, left in zip(settled, opens, strict=True)
        ]  # a day of the last payment settles nothing while something is open
        kinds, strange = kinds_of(
            read.texts("kind", block), amount, self.layout.table.kinds
        )
        for word, count in strange.items():
            self.notes[
                f"rows are called {word!r}, and taken for invoices; kinds in a profile says otherwise"
            ] += count
        disputed = read.optional("disputed", block, currencies)
        if "dispute_flag" in self.at:
            flags = read.flags("dispute_flag", block)
            disputed = [
                abs(minor) if said else 0 for minor, said in zip(amount, flags, strict=True)
            ]

        def text(role: str) -> Sequence[str]:
            return read.texts(role, block)

        staged = (
            block.lines, self._item_keys(block, numbers), numbers, kinds, customer_keys, customers,
            names, text("country"), currencies, issued,
            self._due(days, issued, block), amount, opens, settled, disputed,
            text("dispute_reason"), read.days("dispute_date", block), text("terms"),
            text("po_number"), text("related"), text("company"), text("memo"),
        )  # fmt: skip
        if None in days:
            self.notes[_BY_TERMS] += days.count(None)
        self._ahead(issued)
        self._count(currencies, amount, opens)
        for column, of, minors in self.pending:
            for each, minor in zip(of, minors, strict=True):
                self.printed.add(column, each, minor)
        self._count_pairs(currencies, text("company"))
        return staged

    def _ahead(self, issued: Sequence[int | None]) -> None:
        """Say which documents are dated after the file's day: nothing counts before its own day."""
        if self.as_of is None:
            return
        day = self.as_of.toordinal()
        if max((each or 0 for each in issued), default=0) > day:
            said = f"rows are dated after {self.as_of.isoformat()}, the file's day, and count from their own"
            self.notes[said] += sum((each or 0) > day for each in issued)

    def _count_pairs(self, currencies: list[str], companies: Sequence[str]) -> None:
        if any(companies):
            self.pairs.update(map(" ".join, zip(currencies, companies, strict=True)))
        else:
            for currency in set(currencies):
                self.pairs[f"{currency} "] += currencies.count(currency)

    def _due(
        self, days: list[int | None], issued: Sequence[int | None], block: Block
    ) -> list[int | None]:
        """The day each document is due: the file's own, else so many days after its date as the profile says.

        Without either, by its terms as the policy rolls it.
        """
        if None not in days:
            return days
        after = self.layout.profile.due_days
        if after is not None and "due_date" not in self.at:
            return [None if day is None else day + after for day in issued]
        terms = self.read.texts("due_by" if "due_by" in self.at else "terms", block)
        return [
            self.due_days.of(text, date.fromordinal(dated or 0)).toordinal()
            if day is None
            else day
            for day, text, dated in zip(days, terms, issued, strict=True)
        ]

    def _settled(self, block: Block, issued: Sequence[int | None]) -> list[int | None]:
        """The day each document was paid on; None where it was not."""
        if "settled_after" not in self.at:
            return self.read.days("settled", block)
        return [
            day + after if day is not None and after is not None else None
            for day, after in zip(
                issued, self.read.day_counts("settled_after", block), strict=True
            )
        ]

    def _amount_and_open(
        self, block: Block, currencies: list[str], settled: list[int | None]
    ) -> tuple[list[int], list[int]]:
        amount = self._amount(block, currencies)
        if "open" in self.at:
            opens = self._signed(self._amounts("open", block, currencies), block)
            refuse_larger("open", amount, opens)
        elif "received" in self.at:
            received = self._signed(
                self.read.optional("received", block, currencies), block
            )
            opens = [one - two for one, two in zip(amount, received, strict=True)]
            refuse_larger("paid", amount, received)
        else:
            paid = list(map(cells.paid, self.read.texts("paid", block)))
            opens = [
                0 if day is not None or nothing else minor
                for minor, day, nothing in zip(amount, settled, paid, strict=True)
            ]
        return amount, opens

    def _amount(self, block: Block, currencies: list[str]) -> list[int]:
        """The whole amount of each row, from the column or the two columns that hold it."""
        if "debit" not in self.at and "credit" not in self.at:
            role = "amount" if "amount" in self.at else "open"
            return self._signed(self._amounts(role, block, currencies), block)
        debit = self.read.optional("debit", block, currencies)
        credit = self.read.optional("credit", block, currencies)
        both = zip(
            self.read.texts("debit", block), self.read.texts("credit", block), strict=True
        )
        if not all(one.strip() or two.strip() for one, two in both):
            msg = "has neither a debit nor a credit amount"
            raise ValueError(msg)
        self.pending += [("debit", currencies, debit), ("credit", currencies, credit)]
        return [one - two for one, two in zip(debit, credit, strict=True)]

    def _signed(self, minors: list[int], block: Block) -> list[int]:
        """Amounts that a sign in another column, or their kind, says are owed to the customer."""
        if "side" in self.at:
            sides = map(cells.on_credit_side, self.read.texts("side", block))
            return [-m if side else m for m, side in zip(minors, sides, strict=True)]
        if self.layout.table.credits_positive:
            words, own = self.read.texts("kind", block), self.layout.table.kinds
            return [
                -m if m > 0 and kind_of(word, own) == "credit_note" else m
                for m, word in zip(minors, words, strict=True)
            ]
        return minors

    def _adds_up(self, block: Block, currencies: list[str], opens: list[int]) -> None:
        """Columns whose amounts make up the open amount of each row must do so."""
        parts = {
            index: self._cells_of(index, block, currencies) for index in self.shape.sums
        }
        self._refuse_unequal(currencies, opens, list(parts.values()))
        self.pending += [(index, currencies, minors) for index, minors in parts.items()]

    def _ages_add_up(self, block: Block, currencies: list[str]) -> None:
        """The ages of a customer make up the printed sum of his row; each row is counted once."""
        rows = block.where([line < MAX_LINES for line in block.lines])
        mine = list(compress(currencies, [line < MAX_LINES for line in block.lines]))
        parts = {
            each.index: self._cells_of(each.index, rows, mine)
            for each in self.shape.buckets
        }
        for index in self.shape.sums:
            whole = self._cells_of(index, rows, mine)
            self._refuse_unequal(mine, whole, list(parts.values()))
            self.pending.append((index, mine, whole))
        self.pending += [(index, mine, minors) for index, minors in parts.items()]

    def _cells_of(self, index: int, block: Block, currencies: list[str]) -> list[int]:
        texts = [text if text.strip() else "0" for text in block.columns[index]]
        mark = self.layout.marks.get("open") or self.layout.marks["amount"]
        return cells.amounts(texts, currencies, mark, sides=True)

    def _refuse_unequal(
        self, currencies: list[str], wholes: list[int], columns: list[list[int]]
    ) -> None:
        late = self.shape.late_only
        for whole, currency, *parts in zip(wholes, currencies, *columns, strict=True):
            if sum(parts) != whole and not (late and not any(parts)):
                msg = (
                    f"the ages add up to {exact(sum(parts), currency)} {currency}, "
                    f"not to the open {exact(whole, currency)}"
                )
                raise ValueError(msg)

    def _item_keys(self, block: Block, numbers: list[str]) -> list[str]:
        wanted = self.layout.profile.identity or ("company", "number", "year", "line")
        numbers = self._unpadded(numbers)
        parts = [
            numbers if role == "number" else self.read.keys(role, block)
            for role in wanted
            if role in self.at
        ]
        keys = numbers
        if len(parts) == 1:
            keys = parts[0]
        elif parts:
            keys = ["|".join(filter(None, each)) for each in zip(*parts, strict=True)]
        if all(numbers):
            return keys
        lines = numbers
        if "line" in self.layout.profile.identity:
            lines = list(self.read.keys("line", block))
        return [
            key if number or line else self._content_key(row)
            for key, number, line, row in zip(
                keys, numbers, lines, block.rows(), strict=True
            )
        ]

    def _unpadded(self, numbers: list[str]) -> list[str]:
        """Numbers as a spreadsheet leaves them, where the profile says that zeros before them do not count."""
        if not self.layout.profile.strip_zeros:
            return numbers
        bare = [(n.lstrip("0") or "0") if n.isdecimal() else n for n in numbers]
        if lost := sum(map(ne, bare, numbers)):
            self.notes["document numbers are known without the zeros before them"] += lost
        return bare

    def _content_key(self, row: Sequence[str]) -> str:
        """Of a row without a number: its content, and the how-manieth of it this is."""
        digest = hashlib.sha256("\x1f".join(row).encode()).hexdigest()[:16]
        self.repeats[digest] += 1
        return f"~{digest}#{self.repeats[digest]}"

    def _payments(self, block: Block) -> Staged:
        read = self.read
        currencies, keys = read.currencies(block), read.keys("payment", block)
        if not all(keys):
            msg = "has no payment number"
            raise ValueError(msg)
        amount = self._amounts("amount", block, currencies)
        unapplied = read.optional("unapplied", block, currencies)
        refuse_larger("unapplied", amount, unapplied)
        payers = self._customer_keys(read.keys("customer", block), [""] * block.size)
        staged = (
            block.lines, keys, [each or None for each in payers], currencies,
            read.days("value_date", block), amount, unapplied, ["file"] * block.size,
            read.texts("method", block), read.texts("reference", block),
            read.texts("remittance", block), [each or None for each in read.keys("reverses", block)],
            read.texts("account", block), read.days("booked", block), read.texts("bank_ref", block),
            read.texts("end_to_end", block), read.optional("batch", block, currencies),
            read.texts("payer", block), read.texts("payer_account", block), read.texts("record", block),
        )  # fmt: skip
        self._count(currencies, amount, unapplied, rest="unapplied")
        return staged

    def _allocations(self, block: Block) -> Staged:
        def fractions(role: str) -> list[int]:
            if role not in self.at:
                return [0] * block.size
            index, mark = self.at[role], self.layout.marks[role]
            return [cells.ten_thousandths(text, mark) for text in block.columns[index]]

        def names(keys: list[str]) -> list[str | None]:
            return [each or None for each in keys]

        payments = names(self.read.keys("payment", block))
        notes, items = (
            names(self._unpadded(self.read.keys(role, block)))
            for role in ("credit", "number")
        )
        for payment, credit, item in zip(payments, notes, items, strict=True):
            if (payment is None) == (credit is None) or item is None:
                msg = "needs a document, and either a payment or a credit note that pays it"
                raise ValueError(msg)
        return (
            block.lines, payments, notes, items, self.read.days("day", block), fractions("cash"),
            fractions("discount"), fractions("writeoff"), self.read.texts("reason", block),
        )  # fmt: skip

    def _count(
        self, currencies: list[str], amount: list[int], opens: list[int], rest: str = "open"
    ) -> None:
        for currency in set(currencies):
            mine = [each == currency for each in currencies]
            self.printed.add(ROWS, currency, sum(mine))
            for role, whole, minors in (
                ("amount", self.totals, amount),
                (rest, self.opens, opens),
            ):
                minor = sum(compress(minors, mine))
                whole[currency] += minor
                self.printed.add(role, currency, minor)
