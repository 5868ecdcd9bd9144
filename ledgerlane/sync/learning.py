"""A profile learned from a file: what each column seems to be, by heading or values, and what must be asked."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ledgerlane.domain.amounts import decide_mark
from ledgerlane.domain.dates import decide_order
from ledgerlane.domain.errors import Misused
from ledgerlane.domain.money import minor_digits
from ledgerlane.sync.ages import age_of
from ledgerlane.sync.cells import currency_of, is_day
from ledgerlane.sync.files import SourceFile, Unreadable
from ledgerlane.sync.formats.delimited import Row, chunks, delimiter_of
from ledgerlane.sync.formats.text import encoding_of
from ledgerlane.sync.header import places_of
from ledgerlane.sync.headings import holds_amounts, label, may_hold_amounts
from ledgerlane.sync.labels import roles_said
from ledgerlane.sync.profile import Profile, Table, heading
from ledgerlane.sync.roles import ROLES
from ledgerlane.sync.shape import begins_with_group

SHOWN_ROWS = 5
_WITHIN = 40
_LATER = re.compile(r"\+[0-9]{1,3}")
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of a file that it does not say itself."""

    roles: Mapping[str, str] = field(default_factory=dict)
    """Role -> heading."""
    kind: str = "auto"
    ignore: Collection[str] = ()
    decimal: str = ""
    dates: str = ""
    currency: str = ""
    encoding: str = ""
    scope: str = ""
    unapplied: str = ""
    """What of payments is not used up where no column says it: all or none."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What one column is taken for ("" for not read), why, and some of its values."""

    heading: str
    role: str
    why: str
    values: tuple[str, ...]


class Question(NamedTuple):
    """What a person must say of a file: in words, how a command says it, and what it is about.

    ``about`` is ``decimal``, ``dates``, ``unapplied`` or ``column``.
    """

    words: str
    say: str
    about: str

    def __str__(self) -> str:
        return f"{self.words}: {self.say}"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a file teaches: its first rows, its columns, what is to be asked; the profile when nothing is."""

    kind: str
    header_line: int
    rows: tuple[tuple[str, ...], ...]
    guesses: tuple[Guess, ...]
    questions: tuple[Question, ...]
    text: str


def learn(file: SourceFile, name: str, said: Said, known: Profile) -> Lesson:
    """What the file teaches. ``known`` is the profile whose headings are the words to go by.

    Raises Unreadable when no header can be found, Misused for a role or heading that is not there.
    """
    encoding = "utf-8" if file.made else encoding_of(file, said.encoding)
    delimiter = "," if file.made else delimiter_of(file, encoding)
    first = next(chunks(file, encoding, delimiter), None)
    rows = list(first.rows) if first else []
    at = _header_at(rows, known)
    if at < 0:
        msg = "no row looks like a header: at least 3 texts above a row with a day or an amount"
        raise Unreadable(file.name, msg)
    found = _Columns(rows[at], rows[at + 1 :][:_LOOKED_AT], said, known, rows[:at])
    text = found.profile(name, encoding if said.encoding else "", file.made is not None)
    shown = tuple(tuple(row) for row in rows[at : at + 1 + SHOWN_ROWS])
    return Lesson(found.kind, at + 1, shown, found.guesses(), tuple(found.questions), text)


def _header_at(rows: Sequence[Row], known: Profile) -> int:
    """The row with most headings we know, else the first of texts above days or amounts; -1 for none."""
    words = {
        heading(n) for t in known.tables for names in t.columns.values() for n in names
    }
    best, best_score = -1, 2
    for at, row in enumerate(rows[:_WITHIN]):
        score = len({heading(cell) for cell in row} & words)
        if score > best_score:
            best, best_score = at, score
    if best >= 0:
        return best
    for at, row in enumerate(rows[:_WITHIN]):
        filled = [cell for cell in row if cell.strip()]
        texts = [c for c in filled if any(map(str.isalpha, c)) and not is_day(c)]
        below = [cell for each in rows[at + 1 : at + 4] for cell in each]
        if len(filled) > 2 and len(texts) == len(filled) and any(map(is_day, below)):
            return at
    return -1


class _Columns:
    """The columns of one file, with what is asked of them."""

    def __init__(
        self, head: Row, rows: Sequence[Row], said: Said, known: Profile, above: Sequence[Row] = ()
    ) -> None:  # fmt: skip
        self.head, self.rows, self.said, self.above = head, rows, said, above
        self.names = [label(head, index) for index in range(len(head))]
        self.questions: list[Question] = []
        self.why: dict[int, str] = {}
        self.table = _table(self.names, said, known)
        self.kind = self.table.kind
        self.due_days: int | None = None
        self.roles = self._named()
        self._by_heading()
        self._by_values()
        self.marks = self._marks()
        self.orders = self._orders()
        self._ask()

    def values(self, index: int) -> list[str]:
        return [t for row in self.rows if len(row) > index and (t := row[index].strip())]

    def _named(self) -> dict[str, int]:
        found = {}
        places = {heading(name): index for index, name in enumerate(self.names)}
        for role, name in self.said.roles.items():
            if role == "due_date" and _LATER.fullmatch(name):
                self.due_days = int(name[1:])
                continue
            if role not in ROLES[self.kind]:
                msg = f"{role}={name}: no column of {self.kind}; one of {', '.join(ROLES[self.kind])}"
                raise Misused(msg)
            if heading(name) not in places:
                msg = f"{role}={name}: no such heading; there are {', '.join(self.names)}"
                raise Misused(msg)
            found[role] = places[heading(name)]
            self.why[found[role]] = "as you say"
        return found

    def _by_heading(self) -> None:
        taken = set(self.roles.values()) | self._ignored()
        places = {
            name: index
            for name, index in places_of(self.head, self.rows, self.said.ignore).items()
            if index not in taken
        }
        for role, names in self.table.columns.items():
            for name in names if role not in self.roles else ():
                index = places.get(heading(name), -1)
                if (
                    index >= 0
                    and index not in self.roles.values()
                    and self._fits(role, index)
                ):
                    self.roles[role] = index
                    self.why[index] = "by its heading"
                    break

    def _fits(self, role: str, index: int) -> bool:
        """The test of the values: days are days, amounts amounts."""
        holds, values = ROLES[self.kind][role], self.values(index)
        if holds == "date":
            return not values or any(map(is_day, values))
        if holds == "amount":
            return not values or any(char.isdigit() for char in values[0])
        return True

    def _ignored(self) -> set[int]:
        known = set(map(heading, self.said.ignore))
        return {i for i, name in enumerate(self.names) if heading(name) in known}

    def _free(self) -> list[int]:
        taken = set(self.roles.values()) | self._ignored()
        return [index for index in range(len(self.names)) if index not in taken]

    def _by_values(self) -> None:
        """What only one column can be, and only one role is missing for."""
        if self.kind not in ("items", "payments"):
            return
        wanted = {"items": ("doc_date", "due_date"), "payments": ("value_date",)}[self.kind]
        days = [
            i for i in self._free() if self.values(i) and all(map(is_day, self.values(i)))
        ]
        missing = [role for role in wanted if role not in self.roles]
        if len(missing) == len(days) == 1:
            self._take(missing[0], days[0], "the only days left")
        money = [i for i in self._free() if self._money(i)]
        if not {"amount", "open", "debit"} & set(self.roles) and len(money) == 1:
            self._take("amount", money[0], "the only amounts")
        codes = [
            i
            for i in self._free()
            if self.values(i) and all(map(currency_of, self.values(i)))
        ]
        if "currency" not in self.roles and len(codes) == 1:
            self._take("currency", codes[0], "currency codes")

    def _money(self, index: int) -> bool:
        return holds_amounts(self.rows, index) and not all(map(is_day, self.values(index)))

    def _take(self, role: str, index: int, why: str) -> None:
        self.roles[role] = index
        self.why[index] = f"by its values: {why}"

    def _holding(self, holds: str) -> list[int]:
        return [i for role, i in self.roles.items() if ROLES[self.kind][role] == holds]

    def _marks(self) -> str:
        texts = [text for index in self._holding("amount") for text in self.values(index)]
        mark, doubtful = decide_mark(texts)
        if self.said.decimal:
            return self.said.decimal
        if mark is None and self.said.currency and not minor_digits(self.said.currency):
            return "," if "." in doubtful else "."
        if mark is None:
            words = f"{doubtful!r} could have three decimals or be thousands"
            self.questions.append(Question(words, "--decimal . or --decimal ,", "decimal"))
        return mark or ""

    def _orders(self) -> str:
        texts = [text for index in self._holding("date") for text in self.values(index)]
        order, doubtful = decide_order(texts)
        if self.said.dates:
            return self.said.dates
        if order is None:
            words = f"{doubtful!r} could be day/month or month/day"
            self.questions.append(Question(words, "--dates dmy or --dates mdy", "dates"))
        return order if order and order != "ymd" else ""

    def _ask(self) -> None:
        """Questions that are left: roles without a column, and columns that may be the balance."""
        grouped = self._grouped()
        for needed, words in _NEEDED[self.kind]:
            if set(needed) & set(self.roles) or (grouped and "customer" in needed):
                continue
            if self.due_days is not None and "due_date" in needed:
                continue
            days = needed[0] in ("doc_date", "due_date", "value_date")
            able = [
                self.names[i] for i in self._free()
                if self.values(i) and days == all(map(is_day, self.values(i)))
            ]  # fmt: skip
            may = f" (it may be {', '.join(map(repr, able[:6]))})" if able else ""
            later = ", or due_date=+30 for 30 days after each document's date" * (
                needed[0] == "due_date"
            )
            say = f"{needed[0]}=HEADING{may}{later}"
            self.questions.append(Question(f"no column of {words}", say, "column"))
        if self._leaves_open_what_is_used():
            words = "no column says what of the payments is not used up in the books yet"
            say = "--unapplied all (they wait to be matched) or --unapplied none, or unapplied=HEADING"
            self.questions.append(Question(words, say, "unapplied"))
        balances = set(map(heading, self.table.columns.get("open", ())))
        for index in self._free():
            name = self.names[index]
            if "open" in self.roles and heading(name) in balances and self._differs(index):
                words = f"{self.names[self.roles['open']]!r} and {name!r} may both be the balance"
                self.questions.append(
                    Question(words, f'open="{name}" or --ignore "{name}"', "column")
                )
            elif not {"open", "received"} & set(self.roles) and self._may_be_balance(index):
                words = f"{name!r} holds amounts, which may be the balance"
                say = f'open="{name}" or --ignore "{name}"'
                self.questions.append(Question(words, say, "column"))

    def _may_be_balance(self, index: int) -> bool:
        """Whether a column holds amounts, whole ones where all are, and is not known as something else."""
        known = set(map(heading, self.table.ignore))
        if heading(self.names[index]) in known and {"amount", "debit"} & set(self.roles):
            return False
        amounts = self._holding("amount")
        whole = bool(amounts) and not any(map(self._money, amounts))
        numbers = any(char.isdigit() for text in self.values(index) for char in text)
        return self._money(index) or (
            whole and numbers and may_hold_amounts(self.rows, index)
        )

    def _differs(self, index: int) -> bool:
        """Whether a column holds other amounts than the one that is read as the balance."""
        chosen = self.roles["open"]
        doubtful = self.why[chosen] != "as you say" and self._money(index)
        return doubtful and self.values(index) != self.values(chosen)

    def _grouped(self) -> bool:
        """Whether lines between the rows say whose they are."""
        return begins_with_group(self.rows) or bool(self._labels())

    def _labels(self) -> dict[str, str]:
        """Role -> the label of lines that give it, where no column names the customer."""
        if {"customer", "name"} & set(self.roles):
            return {}
        return roles_said(self.above, self.rows, self.table)

    def _leaves_open_what_is_used(self) -> bool:
        """Whether payments of customers stand here without what is left of them."""
        return (
            self.kind == "payments"
            and not self.said.unapplied
            and "unapplied" not in self.roles
            and "customer" in self.roles
            and bool(self.values(self.roles["customer"]))
        )

    def guesses(self) -> tuple[Guess, ...]:
        """Each column, and what it is taken for."""
        roles = {index: role for role, index in self.roles.items()}
        return tuple(
            Guess(name, roles.get(i, ""), self.why.get(i, ""), tuple(self.values(i)[:3]))
            for i, name in enumerate(self.names)
        )

    def profile(self, name: str, encoding: str, made: bool) -> str:
        """The profile as TOML, which a person can read and change."""
        lines = [
            f"# Learned from a file headed {', '.join(map(_quoted, self.names[:6]))}",
            f"name = {_quoted(name)}",
        ]
        lines += [f"source = {_quoted(name)}"]
        settings = {
            "scope": self.said.scope, "currency": self.said.currency, "encoding": encoding,
            "decimal_mark": "" if made else self.marks, "date_order": self.orders,
            "unapplied": self.said.unapplied if self.kind == "payments" else "",
        }  # fmt: skip
        lines += [f"{key} = {_quoted(value)}" for key, value in settings.items() if value]
        if self.due_days is not None:
            lines.append(f"due_days = {self.due_days}")
        lines += ["", "[[table]]", f"kind = {_quoted(self.kind)}"]
        labels = self._labels()
        if self._grouped():
            lines += ["report = true", 'groups = "name"']
        left = [
            self.names[i] for i in range(len(self.names)) if i not in self.roles.values()
        ]
        known = set(map(heading, self.table.sums))
        known |= {heading(name) for name in left if age_of(name)}
        sums = [name for name in left if heading(name) in known and "open" in self.roles]
        if len(sums) > 1:
            lines.append(f"sums = [{', '.join(map(_quoted, sums))}]")
            left = [name for name in left if name not in sums]
        if left:
            lines.append(f"ignore = [{', '.join(map(_quoted, left))}]")
        lines.append("[table.columns]")
        lines += [f"{role} = {_quoted(text)}" for role, text in labels.items()]
        lines += [f"{role} = {_quoted(self.names[i])}" for role, i in self.roles.items()]
        return "\n".join(lines) + "\n"


_NEEDED: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    "customers": ((("customer",), "customer numbers"), (("name",), "names")),
    "items": (
        (("customer", "name"), "customers"), (("doc_date",), "document dates"),
        (("due_date",), "due dates"), (("amount", "open", "debit"), "amounts"),
    ),
    "payments": (
        (("payment",), "payment numbers"), (("value_date",), "value dates"), (("amount",), "amounts"),
    ),
    "allocations": ((("number",), "document numbers"), (("cash",), "amounts")),
}  # fmt: skip


def _table(names: Sequence[str], said: Said, known: Profile) -> Table:
    """The kind of file that most headings speak for; items when none does."""
    plain = set(map(heading, names))

    def score(table: Table) -> tuple[int, bool]:
        hit = sum(1 for each in table.columns.values() if plain & set(map(heading, each)))
        return hit - len(set(table.required) - _hit(table, plain)), table.kind == "items"

    tables = [t for t in known.tables if said.kind in ("auto", t.kind) and not t.ages]
    return max(tables, key=score)


def _hit(table: Table, plain: set[str]) -> set[str]:
    return {r for r, names in table.columns.items() if plain & set(map(heading, names))}


def _quoted(text: str) -> str:
    """A TOML string, which JSON's is but for the last control character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
