"""From rows of cells to rows for the store: keys, kinds of document, sums, problems."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import compress

from ledgerlane.domain.errors import Problem
from ledgerlane.domain.money import exact, is_currency, minor_digits
from ledgerlane.sync import cells
from ledgerlane.sync.columns import Block, Columns, refuse_larger
from ledgerlane.sync.formats.delimited import Chunk, Row, chunks
from ledgerlane.sync.layout import Layout
from ledgerlane.sync.roles import MUST_HOLD, ROLES

MAX_PROBLEMS = 100
ROWS_AT_ONCE = 300
_PLAIN = re.compile(r"-?[0-9]{1,16}(?:\.[0-9]{1,20})?")
_KINDS = {
    "inv": "invoice", "invoice": "invoice", "crn": "credit_note", "credit note": "credit_note",
    "credit memo": "credit_note", "credit": "credit_note", "credit_note": "credit_note",
    "int": "interest", "interest": "interest", "fee": "fee", "rv": "invoice", "dg": "credit_note",
}  # fmt: skip
_TOTALS = (
    "total",
    "subtotal",
    "sub total",
    "sub-total",
    "grand total",
    "sum",
    "summe",
    "totaal",
    "gesamt",
)

Staged = tuple[Sequence[object], ...]
"""Columns ready for the store: one for each column of the kind's staging table."""


@dataclass
class Reading:
    """Reads one file once. After ``batches`` is exhausted the counts and problems stand."""

    layout: Layout
    currency: str
    problems: list[Problem] = field(default_factory=list)
    rejected: int = 0
    rows: int = 0
    rejects: list[tuple[int, Row]] = field(default_factory=list)
    totals: Counter[str] = field(default_factory=Counter)
    opens: Counter[str] = field(default_factory=Counter)
    since_total: dict[str, Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    """By role and currency: minor units since the last printed total."""
    pairs: Counter[str] = field(default_factory=Counter)
    """Items by "currency company"."""
    notes: Counter[str] = field(default_factory=Counter)
    dust_rows: int = 0
    dust: dict[str, Fraction] = field(default_factory=dict)
    repeats: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.read = Columns(self.layout, self.currency)
        self.at = self.read.at
        self.headings = {column.role: column.heading for column in self.layout.columns}
        self.width = len(self.layout.header)
        self.build = {
            "customers": self._customers, "items": self._items,
            "payments": self._payments, "allocations": self._allocations,
        }[self.layout.kind]  # fmt: skip

    def batches(self) -> Iterator[Staged]:
        """The file's rows as columns, ready for the store, some thousands at a time."""
        skip = self.layout.skip
        for chunk in _chunks(self.layout):
            lines: Sequence[int] = chunk.lines()
            if chunk.columns and not skip:
                yield from self._block(Block(chunk.columns, lines))
                continue
            rows = chunk.rows
            if skip:
                rows, lines, skip = rows[skip:], lines[skip:], max(0, skip - len(rows))
            yield from self.chunk(rows, lines)

    def chunk(self, rows: Sequence[Row], lines: Sequence[int]) -> Iterator[Staged]:
        """These rows as columns: together when all are well, else one by one."""
        if set(map(len, rows)) == {self.width}:
            yield from self._block(Block.of(rows, lines))
            return
        for row, line in zip(rows, lines, strict=True):
            yield from self._one(row, line)

    def _block(self, block: Block) -> Iterator[Staged]:
        if len(block.columns) == self.width and not self._has_total(block):
            try:
                staged = self.build(block)
            except ValueError:
                pass
            else:
                self.rows += block.size
                yield staged
                return
        for row, line in zip(block.rows(), block.lines, strict=True):
            yield from self._one(list(row), line)

    def _has_total(self, block: Block) -> bool:
        first = self.at.get("number", self.at.get("payment", self.at.get("customer", 0)))
        return self.layout.kind in ("items", "payments") and not all(block.columns[first])

    def _one(self, row: Row, line: int) -> list[Staged]:
        """One row by itself: nothing for a blank or total row, a problem for a bad one."""
        if not any(cell.strip() for cell in row):
            return []
        label = next((cell for cell in row if cell.strip()), "").strip().casefold()
        if (
            label.startswith(_TOTALS)
            and self.layout.kind in ("items", "payments")
            and self._is_total(row)
        ):
            self._check_total(row, line)
            return []
        self.rows += 1
        if len(row) > self.width and not any(cell.strip() for cell in row[self.width :]):
            row = row[: self.width]
        if len(row) != self.width:
            self._reject(row, Problem(self.layout.file.name, line, "", self._uneven(row)))
            return []
        try:
            return [self.build(Block.of([row], [line]))]
        except ValueError:
            self._reject(row, *self._why(row, line))
            return []

    def _uneven(self, row: Row) -> str:
        """How a row of too few or too many fields is to be."""
        words = f"has {len(row)} fields; the header has {self.width}"
        if len(row) > self.width:
            return f"{words}; a field with {self.layout.delimiter!r} in it needs quotes"
        lost = [c.heading for c in self.layout.columns if c.index >= len(row)]
        return f"{words}; missing: {', '.join(lost)}" if lost else words

    def _reject(self, row: Row, *problems: Problem) -> None:
        self.rejected += 1
        self.rejects.append((problems[0].line, row))
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.extend(problems)

    def _is_total(self, row: Row) -> bool:
        def empty(role: str) -> bool:
            index = self.at.get(role, -1)
            return (
                index < 0
                or index >= len(row)
                or not row[index].strip()
                or row[index].strip().casefold().startswith(_TOTALS)
            )

        return all(map(empty, ("doc_date", "due_date", "value_date")))

    def _check_total(self, row: Row, line: int) -> None:
        """A printed total must be the sum of all rows, or of those since the last total."""
        for role, whole in (("amount", self.totals), ("open", self.opens)):
            part = self.since_total[role]
            index = self.at.get(role, -1)
            text = row[index] if 0 <= index < len(row) else ""
            if not text.strip():
                continue
            currencies = {currency for currency in whole if whole[currency]} or {
                self.currency
            }
            place = Problem(self.layout.file.name, line, self.headings[role], "")
            if len(currencies) > 1:
                self._reject(
                    row,
                    place._replace(
                        message="a total over several currencies proves nothing"
                    ),
                )
                continue
            (currency,) = currencies
            try:
                printed = cells.amounts([text], [currency], self.layout.marks[role])[0]
            except ValueError as error:
                self._reject(row, place._replace(message=str(error)))
                continue
            rows_since = {part[currency]} if currency in part else set()
            if printed not in {whole[currency], *rows_since}:
                message = (
                    f"the printed total {exact(printed, currency)} {currency} is not the sum of the "
                    f"rows, {exact(whole[currency], currency)} {currency}"
                )
                self._reject(row, place._replace(message=message))
        self.notes["printed totals checked"] += 1
        self.since_total.clear()

    def _why(self, row: Row, line: int) -> list[Problem]:
        """Every cell of the row that cannot be used, with its heading and what would be."""
        found = []
        file = self.layout.file.name
        for column in self.layout.columns:
            try:
                self._cell(column.role, row)
            except ValueError as error:
                found.append(Problem(file, line, column.heading, str(error)))
        if not found:
            try:
                self.build(Block.of([row], [line]))
            except ValueError as error:
                found.append(Problem(file, line, "", str(error)))
        return found

    def _cell(self, role: str, row: Row) -> None:
        text = row[self.at[role]]
        holds = ROLES[self.layout.kind][role]
        if holds == "currency":
            self.read.money(text)
        elif holds == "date":
            self.read.day[role](text)
        elif holds == "days":
            cells.day_count(text)
        elif holds == "flag":
            cells.flag(text)
        elif holds == "amount":
            self._amount_cell(role, text, row)
        elif holds == "key":
            cells.key(text)
        if "\0" in text:
            msg = "holds a NUL byte, which no text may"
            raise ValueError(msg)

    def _amount_cell(self, role: str, text: str, row: Row) -> None:
        if not text.strip() and role not in MUST_HOLD[self.layout.kind]:
            return
        if self.layout.kind == "allocations":
            cells.ten_thousandths(text, self.layout.marks[role])
            return
        try:
            currency = self.read.money(
                row[self.at["currency"]] if "currency" in self.at else ""
            )
        except ValueError:
            return
        if not text.strip():
            msg = "is empty; an amount is needed"
            raise ValueError(msg)
        cells.amounts(
            [text],
            [currency],
            self.layout.marks[role],
            round_dust=self.layout.profile.round_dust,
        )

    # -- kinds -----------------------------------------------------------------------------

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
        if not all(numbers):
            msg = "has no customer number"
            raise ValueError(msg)
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
            block.lines, read.customer_keys(numbers, names), numbers, names, text("parent"),
            text("country"), currencies, text("language"), text("contact"), text("email"),
            text("phone"), text("terms"), limits, read.flags("credit_hold", block),
            text("salesperson"), text("risk_given"), read.days("opened", block),
        )  # fmt: skip

    def _items(self, block: Block) -> Staged:
        read = self.read
        currencies = read.currencies(block)
        numbers, customers = read.keys("number", block), read.keys("customer", block)
        names = read.texts("name", block)
        customer_keys = read.customer_keys(customers, names)
        if not all(customer_keys):
            msg = "names no customer, neither by number nor by name"
            raise ValueError(msg)
        issued = read.days("doc_date", block)
        settled = self._settled(block, issued)
        amount, opens = self._amount_and_open(block, currencies, settled)
        settled = [
            None if left else day for day, left in zip(settled, opens, strict=True)
        ]  # a day of the last payment settles nothing while something is open
        kinds = _kinds(read.texts("kind", block), amount)
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
            read.days("due_date", block), amount, opens, settled, disputed,
            text("dispute_reason"), read.days("dispute_date", block), text("terms"),
            text("po_number"), text("related"), text("company"), text("memo"),
        )  # fmt: skip
        self._count(currencies, amount, opens)
        self._count_pairs(currencies, text("company"))
        return staged

    def _count_pairs(self, currencies: list[str], companies: Sequence[str]) -> None:
        if any(companies):
            self.pairs.update(map(" ".join, zip(currencies, companies, strict=True)))
        else:
            for currency in set(currencies):
                self.pairs[f"{currency} "] += currencies.count(currency)

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
        amount = self._amounts(
            "amount" if "amount" in self.at else "open", block, currencies
        )
        if "open" in self.at:
            opens = self._amounts("open", block, currencies)
            refuse_larger("open", amount, opens)
        else:
            opens = [
                0 if day is not None else minor
                for minor, day in zip(amount, settled, strict=True)
            ]
        return amount, opens

    def _item_keys(self, block: Block, numbers: list[str]) -> list[str]:
        wanted = self.layout.profile.identity or ("company", "number", "year", "line")
        parts = [
            numbers if role == "number" else self.read.keys(role, block)
            for role in wanted
            if role in self.at
        ]
        keys = (
            numbers
            if len(parts) <= 1
            else ["|".join(filter(None, each)) for each in zip(*parts, strict=True)]
        )
        if all(numbers):
            return keys
        return [
            key if number else self._content_key(row)
            for key, number, row in zip(keys, numbers, block.rows(), strict=True)
        ]

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
        payers = read.customer_keys(read.keys("customer", block), [""] * block.size)
        staged = (
            block.lines, keys, [each or None for each in payers], currencies,
            read.days("value_date", block), amount, unapplied, ["file"] * block.size,
            read.texts("method", block), read.texts("reference", block),
            read.texts("remittance", block), [each or None for each in read.keys("reverses", block)],
            read.texts("account", block), read.days("booked", block), read.texts("bank_ref", block),
            read.texts("end_to_end", block), read.optional("batch", block, currencies),
            read.texts("payer", block), read.texts("payer_account", block), read.texts("record", block),
        )  # fmt: skip
        self._count(currencies, amount, unapplied)
        return staged

    def _allocations(self, block: Block) -> Staged:
        def fractions(role: str) -> list[int]:
            if role not in self.at:
                return [0] * block.size
            index, mark = self.at[role], self.layout.marks[role]
            return [cells.ten_thousandths(text, mark) for text in block.columns[index]]

        def names(role: str) -> list[str | None]:
            return [each or None for each in self.read.keys(role, block)]

        payments, notes, items = names("payment"), names("credit"), names("number")
        for payment, credit, item in zip(payments, notes, items, strict=True):
            if (payment is None) == (credit is None) or item is None:
                msg = "needs a document, and either a payment or a credit note that pays it"
                raise ValueError(msg)
        return (
            block.lines, payments, notes, items, self.read.days("day", block), fractions("cash"),
            fractions("discount"), fractions("writeoff"), self.read.texts("reason", block),
        )  # fmt: skip

    def _count(self, currencies: list[str], amount: list[int], opens: list[int]) -> None:
        for currency in set(currencies):
            mine = [each == currency for each in currencies]
            for role, whole, minors in (
                ("amount", self.totals, amount),
                ("open", self.opens, opens),
            ):
                minor = sum(compress(minors, mine))
                whole[currency] += minor
                self.since_total[role][currency] += minor


def _chunks(layout: Layout) -> Iterator[Chunk]:
    return chunks(layout.file, layout.encoding, layout.delimiter, ROWS_AT_ONCE)


def _kinds(words: Sequence[str], amounts: list[int]) -> list[str]:
    """The kind of each document; a file repeats few words."""
    if min(amounts) >= 0 and not any(words):
        return ["invoice"] * len(amounts)
    pairs = list(zip(words, [(minor > 0) - (minor < 0) for minor in amounts], strict=True))
    kinds = {pair: _kind(*pair) for pair in set(pairs)}
    return [kinds[pair] for pair in pairs]


def _kind(word: str, sign: int) -> str:
    """The kind of document; money owed to the customer is a credit note whatever its name."""
    kind = _KINDS.get(word.strip().casefold(), "invoice") if word else "invoice"
    if sign < 0:
        return "credit_note"
    if kind == "credit_note" and sign > 0:
        msg = "a credit note's amount is negative"
        raise ValueError(msg)
    return kind
