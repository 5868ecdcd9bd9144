"""From rows of cells to rows for the store: keys, kinds of document, sums, problems."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from ledgerlane.domain.errors import Problem
from ledgerlane.domain.money import exact, is_currency, minor_digits
from ledgerlane.sync import cells
from ledgerlane.sync.formats.delimited import Chunk, Row, chunks
from ledgerlane.sync.layout import Layout
from ledgerlane.sync.roles import MUST_HOLD, ROLES

MAX_PROBLEMS = 100
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

Staged = tuple[object, ...]


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
    notes: Counter[str] = field(default_factory=Counter)
    since: Counter[str] = field(default_factory=Counter)
    dust_rows: int = 0
    dust: dict[str, Fraction] = field(default_factory=dict)
    _repeats: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.at = {column.role: column.index for column in self.layout.columns}
        self.headings = {column.role: column.heading for column in self.layout.columns}
        self.width = len(self.layout.header)
        self.money = cells.currency_reader(self.currency)
        must = MUST_HOLD[self.layout.kind]
        self.days = {
            role: cells.day_reader(order, required=role in must)
            for role, order in self.layout.orders.items()
        }
        self.build = {
            "customers": self._customers, "items": self._items,
            "payments": self._payments, "allocations": self._allocations,
        }[self.layout.kind]  # fmt: skip

    def batches(self) -> Iterator[list[Staged]]:
        """The file's rows, ready for the store, about a thousand at a time."""
        skip = self.layout.skip
        for chunk in chunks(self.layout.file, self.layout.encoding, self.layout.delimiter):
            lines = chunk.lines()
            rows = chunk.rows
            if skip:
                rows, lines, skip = rows[skip:], lines[skip:], max(0, skip - len(rows))
            yield self._chunk(Chunk(rows, 0, flat=True), lines)

    def _chunk(self, chunk: Chunk, lines: list[int]) -> list[Staged]:
        rows = chunk.rows
        if set(map(len, rows)) == {self.width} and not self._has_total(rows):
            try:
                staged = self.build(rows, lines)
            except ValueError:
                pass
            else:
                self.rows += len(rows)
                return staged
        return [
            found
            for row, line in zip(rows, lines, strict=True)
            for found in self._one(row, line)
        ]

    def _has_total(self, rows: list[Row]) -> bool:
        first = self.at.get("number", self.at.get("payment", self.at.get("customer", 0)))
        return any(not row[first] for row in rows) and self.layout.kind in (
            "items",
            "payments",
        )

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
            message = f"has {len(row)} fields; the header has {self.width}"
            self._reject(row, Problem(self.layout.file.name, line, "", message))
            return []
        try:
            return self.build([row], [line])
        except ValueError:
            self._reject(row, *self._why(row, line))
            return []

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
        sums = {"amount": (self.totals, self.since), "open": (self.opens, Counter[str]())}
        for role, (whole, part) in sums.items():
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
            if printed not in (whole[currency], part[currency]):
                message = (
                    f"the printed total {exact(printed, currency)} {currency} is not the sum of the "
                    f"rows, {exact(whole[currency], currency)} {currency}"
                )
                self._reject(row, place._replace(message=message))
        self.notes["printed totals checked"] += 1
        self.since.clear()

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
                self.build([row], [line])
            except ValueError as error:
                found.append(Problem(file, line, "", str(error)))
        return found

    def _cell(self, role: str, row: Row) -> None:
        text = row[self.at[role]]
        holds = ROLES[self.layout.kind][role]
        if holds == "currency":
            self.money(text)
        elif holds == "date":
            self.days[role](text)
        elif holds == "flag":
            cells.flag(text)
        elif holds == "amount":
            self._amount_cell(role, text, row)
        elif holds == "key":
            cells.key(text)
        _refuse_nul([text])

    def _amount_cell(self, role: str, text: str, row: Row) -> None:
        if not text.strip() and role not in MUST_HOLD[self.layout.kind]:
            return
        if self.layout.kind == "allocations":
            cells.ten_thousandths(text, self.layout.marks[role])
            return
        try:
            currency = self.money(row[self.at["currency"]] if "currency" in self.at else "")
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

    # -- columns ---------------------------------------------------------------------------

    def _texts(self, role: str, rows: list[Row]) -> list[str]:
        index = self.at.get(role, -1)
        if index < 0:
            return [""] * len(rows)
        found = [row[index] for row in rows]
        _refuse_nul(found)
        if self.layout.profile.formula_escaped and any(text[:1] == "'" for text in found):
            return list(map(cells.unescaped, found))
        return found

    def _keys(self, role: str, rows: list[Row]) -> list[str]:
        found = [cells.key(text) for text in self._texts(role, rows)]
        if self.layout.profile.whole_numbers:
            return [text.removesuffix(".0") for text in found]
        return found

    def _days(self, role: str, rows: list[Row]) -> list[int | None]:
        if role not in self.at:
            return [None] * len(rows)
        read, index = self.days[role], self.at[role]
        return [read(row[index]) for row in rows]

    def _flags(self, role: str, rows: list[Row]) -> list[int]:
        return [cells.flag(text) for text in self._texts(role, rows)]

    def _currencies(self, rows: list[Row]) -> list[str]:
        index = self.at.get("currency", -1)
        if index < 0:
            return [self.currency] * len(rows)
        return [self.money(row[index]) for row in rows]

    def _amounts(self, role: str, rows: list[Row], currencies: list[str]) -> list[int]:
        index = self.at[role]
        texts = [row[index] for row in rows]
        dust = self.layout.profile.round_dust
        found = cells.amounts(texts, currencies, self.layout.marks[role], round_dust=dust)
        if dust:
            self._note_dust(texts, found, currencies)
        return found

    def _note_dust(
        self, texts: list[str], minors: list[int], currencies: list[str]
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

    def _optional(self, role: str, rows: list[Row], currencies: list[str]) -> list[int]:
        """Amounts of a column whose empty cells mean nothing: 0."""
        if role not in self.at:
            return [0] * len(rows)
        index, mark = self.at[role], self.layout.marks[role]
        return [
            cells.amounts([row[index]], [currency], mark)[0] if row[index].strip() else 0
            for row, currency in zip(rows, currencies, strict=True)
        ]

    def _customer_keys(self, numbers: list[str], names: list[str]) -> list[str]:
        keys = [
            number or " ".join(name.split())
            for number, name in zip(numbers, names, strict=True)
        ]
        if self.layout.profile.strip_zeros:
            return [
                (each.lstrip("0") or "0") if each.isdecimal() else each for each in keys
            ]
        return keys

    # -- kinds -----------------------------------------------------------------------------

    def _customers(self, rows: list[Row], lines: list[int]) -> list[Staged]:
        numbers, names = self._keys("customer", rows), self._texts("name", rows)
        if not all(numbers):
            msg = "has no customer number"
            raise ValueError(msg)
        currencies = [
            text if is_currency(text) else "" for text in self._texts("currency", rows)
        ]
        limits = self._optional(
            "credit_limit", rows, [each or self.currency for each in currencies]
        )
        has_limit = "credit_limit" in self.at
        limited = [
            limit if has_limit and row[self.at["credit_limit"]].strip() else None
            for limit, row in zip(limits, rows, strict=True)
        ]
        text = self._texts
        return list(zip(
            lines, self._customer_keys(numbers, names), numbers, names, text("parent", rows),
            text("country", rows), currencies, text("language", rows), text("contact", rows),
            text("email", rows), text("phone", rows), text("terms", rows), limited,
            self._flags("credit_hold", rows), text("salesperson", rows),
            text("risk_given", rows), self._days("opened", rows), strict=True,
        ))  # fmt: skip

    def _items(self, rows: list[Row], lines: list[int]) -> list[Staged]:
        currencies = self._currencies(rows)
        numbers, customers = self._keys("number", rows), self._keys("customer", rows)
        names = self._texts("name", rows)
        customer_keys = self._customer_keys(customers, names)
        if not all(customer_keys):
            msg = "names no customer, neither by number nor by name"
            raise ValueError(msg)
        settled = self._days("settled", rows)
        amount, opens = self._amount_and_open(rows, currencies, settled)
        kinds = [
            _kind(word, minor)
            for word, minor in zip(self._texts("kind", rows), amount, strict=True)
        ]
        disputed = self._optional("disputed", rows, currencies)
        if "dispute_flag" in self.at:
            flags = self._flags("dispute_flag", rows)
            disputed = [
                abs(minor) if said else 0 for minor, said in zip(amount, flags, strict=True)
            ]
        keys = self._item_keys(rows, numbers)
        text = self._texts
        staged = list(zip(
            lines, keys, numbers, kinds, customer_keys, customers, names, text("country", rows),
            currencies, self._days("doc_date", rows), self._days("due_date", rows), amount, opens,
            settled, disputed, text("dispute_reason", rows), self._days("dispute_date", rows),
            text("terms", rows), text("po_number", rows), text("related", rows),
            text("company", rows), text("memo", rows), strict=True,
        ))  # fmt: skip
        self._count(currencies, amount, opens)
        return staged

    def _amount_and_open(
        self, rows: list[Row], currencies: list[str], settled: list[int | None]
    ) -> tuple[list[int], list[int]]:
        amount = self._amounts(
            "amount" if "amount" in self.at else "open", rows, currencies
        )
        if "open" in self.at:
            opens = self._amounts("open", rows, currencies)
            for whole, rest in zip(amount, opens, strict=True):
                if not (0 <= rest <= whole or whole <= rest <= 0):
                    msg = "the open amount is larger than the amount, or of the other sign"
                    raise ValueError(msg)
        else:
            opens = [
                0 if day is not None else minor
                for minor, day in zip(amount, settled, strict=True)
            ]
        return amount, opens

    def _item_keys(self, rows: list[Row], numbers: list[str]) -> list[str]:
        wanted = self.layout.profile.identity or ("company", "number", "year", "line")
        parts = [
            numbers if role == "number" else self._keys(role, rows)
            for role in wanted
            if role in self.at
        ]
        keys = (
            numbers
            if len(parts) == 1
            else ["|".join(filter(None, each)) for each in zip(*parts, strict=True)]
        )
        if all(numbers):
            return keys
        return [
            key if number else self._content_key(row)
            for key, number, row in zip(keys, numbers, rows, strict=True)
        ]

    def _content_key(self, row: Row) -> str:
        """Of a row without a number: its content, and the how-manieth of it this is."""
        digest = hashlib.sha256("\x1f".join(row).encode()).hexdigest()[:16]
        self._repeats[digest] += 1
        return f"~{digest}#{self._repeats[digest]}"

    def _payments(self, rows: list[Row], lines: list[int]) -> list[Staged]:
        currencies = self._currencies(rows)
        keys = self._keys("payment", rows)
        if not all(keys):
            msg = "has no payment number"
            raise ValueError(msg)
        amount = self._amounts("amount", rows, currencies)
        unapplied = self._optional("unapplied", rows, currencies)
        for whole, rest in zip(amount, unapplied, strict=True):
            if not (0 <= rest <= whole or whole <= rest <= 0):
                msg = "the unapplied amount is larger than the amount, or of the other sign"
                raise ValueError(msg)
        customers = [
            each or None
            for each in self._customer_keys(self._keys("customer", rows), [""] * len(rows))
        ]
        text = self._texts
        staged = list(zip(
            lines, keys, customers, currencies, self._days("value_date", rows), amount, unapplied,
            ["file"] * len(rows), text("method", rows), text("reference", rows),
            text("remittance", rows), [each or None for each in self._keys("reverses", rows)],
            strict=True,
        ))  # fmt: skip
        self._count(currencies, amount, unapplied)
        return staged

    def _allocations(self, rows: list[Row], lines: list[int]) -> list[Staged]:
        def fractions(role: str) -> list[int]:
            if role not in self.at:
                return [0] * len(rows)
            index, mark = self.at[role], self.layout.marks[role]
            return [cells.ten_thousandths(row[index], mark) for row in rows]

        def names(role: str) -> list[str | None]:
            return [each or None for each in self._keys(role, rows)]

        payments, notes, items = names("payment"), names("credit"), names("number")
        for payment, credit, item in zip(payments, notes, items, strict=True):
            if (payment is None) == (credit is None) or item is None:
                msg = "needs a document, and either a payment or a credit note that pays it"
                raise ValueError(msg)
        return list(zip(
            lines, payments, notes, items, self._days("day", rows), fractions("cash"),
            fractions("discount"), fractions("writeoff"), self._texts("reason", rows), strict=True,
        ))  # fmt: skip

    def _count(self, currencies: list[str], amount: list[int], opens: list[int]) -> None:
        for currency, whole, rest in zip(currencies, amount, opens, strict=True):
            self.totals[currency] += whole
            self.since[currency] += whole
            self.opens[currency] += rest


def _kind(word: str, minor: int) -> str:
    """The kind of document; money owed to the customer is a credit note whatever its name."""
    kind = _KINDS.get(word.strip().casefold(), "invoice") if word else "invoice"
    if minor < 0:
        return "credit_note"
    if kind == "credit_note" and minor > 0:
        msg = "a credit note's amount is negative"
        raise ValueError(msg)
    return kind


def _refuse_nul(texts: list[str]) -> None:
    if any("\0" in text for text in texts):
        msg = "holds a NUL byte, which no text may"
        raise ValueError(msg)
