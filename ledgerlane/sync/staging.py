"""From rows of cells to rows for the store: each by what it is, the problems with their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.errors import Problem
from ledgerlane.domain.money import is_currency
from ledgerlane.sync import cells
from ledgerlane.sync.ages import Ages
from ledgerlane.sync.building import Building, Staged
from ledgerlane.sync.columns import Block
from ledgerlane.sync.formats.delimited import MAX_LINES, Chunk, Row, chunks
from ledgerlane.sync.labels import after, labelled
from ledgerlane.sync.layout import Layout
from ledgerlane.sync.roles import MUST_HOLD, ROLES
from ledgerlane.sync.rows import Classes, Sort
from ledgerlane.sync.totals import Sums

MAX_PROBLEMS = 100
ROWS_AT_ONCE = 300


@dataclass
class Reading(Building):
    """Reads one file once. After ``batches`` is exhausted the counts and problems stand."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.headings = {column.role: column.heading for column in self.layout.columns}
        self.width = len(self.layout.header)
        self.full = max(self.width, *(column.index + 1 for column in self.layout.columns))
        self.classes = Classes(self.layout)
        self.ages = Ages(self.shape, self.as_of or self.layout.as_of or date.max)
        self.seen: set[tuple[str, ...]] = set()
        self.labels = dict(self.shape.labels)
        self.said = dict(self.layout.said)
        """What lines between the rows said last, by role."""
        self.number = ""
        """The customer's number in the group heading that stood last."""
        self.leading: tuple[Row, int, Sums] | None = None
        """The group heading that stood last, if it holds sums, and the sums before it."""
        self.left_out = 0
        """Rows that the profile says do not count."""

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
        self._end_group()

    def chunk(self, rows: Sequence[Row], lines: Sequence[int]) -> Iterator[Staged]:
        """These rows as columns: together when all are well, else run by run."""
        if set(map(len, rows)) == {self.width}:
            yield from self._block(Block.of(rows, lines))
        else:
            yield from self._sorted(rows, lines)

    def _block(self, block: Block) -> Iterator[Staged]:
        if len(block.columns) == self.full and not self._needs_looking(block):
            kept = self._kept(block)
            try:
                staged = self.build(kept) if kept.size else None
            except ValueError:
                pass
            else:
                self._left_out(block.size - kept.size)
                self.rows += kept.size
                if staged:
                    yield staged
                return
        yield from self._sorted(block.rows(), block.lines)

    def _needs_looking(self, block: Block) -> bool:
        """Whether rows of the block may be no items, though they read like some."""
        if self.shape.lines or self.shape.group >= 0 or self.shape.buckets or self.labels:
            return True
        first = self.at.get("number", self.at.get("payment", self.at.get("customer", 0)))
        return self.layout.kind in ("items", "payments") and not all(block.columns[first])

    def _kept(self, block: Block) -> Block:
        """The rows that the profile takes."""
        for each in self.shape.filters:
            block = block.where(list(map(each.keeps, block.columns[each.index])))
        return block

    def _left_out(self, rows: int) -> None:
        if rows:
            names = ", ".join(f"{each.heading!r}" for each in self.shape.filters)
            self.notes[f"rows are left out by what {names} says"] += rows
            self.left_out += rows

    def _sorted(
        self, rows: Sequence[Sequence[str]], lines: Sequence[int]
    ) -> Iterator[Staged]:
        """Each row by what it is; items that stand together are built together."""
        run: list[Row] = []
        at: list[int] = []
        for each, line in zip(rows, lines, strict=True):
            row = list(each)
            sort = self.classes.of(row)
            if sort is Sort.ITEM:
                for fitted, number in self._fitted(row, line):
                    run.append(fitted)
                    at.append(number)
            elif sort in (Sort.GROUP, Sort.TOTAL, Sort.LABEL):
                yield from self._run(run, at)
                run, at = [], []
                if sort is Sort.LABEL:
                    self.said = after(
                        self.said, *(labelled(row, self.classes.words) or ("", ""))
                    )
                elif sort is Sort.GROUP:
                    self._begin_group(row, line)
                else:
                    self._check_total(row, line)
        yield from self._run(run, at)

    def _begin_group(self, row: Row, line: int) -> None:
        """A group heading; the sums that stand in it are those of the rows below it."""
        self._end_group()
        pair = self.shape.beside >= 0
        text = pair and _cell(row, self.shape.group)
        self.printed.begin(text or next(filter(str.strip, row)).strip())
        self.number = _cell(row, self.shape.beside) if pair else ""
        if any(row[index].strip() for _, index, _ in self._summed() if index < len(row)):
            self.leading = (row, line, self.printed.sums.copy())

    def _end_group(self) -> None:
        """What a group heading said its rows add up to must be so."""
        if self.leading is None:
            return
        row, line, before = self.leading
        self.leading = None
        self._check_sums(row, line, [before])

    def _fitted(self, row: Row, line: int) -> list[tuple[Row, int]]:
        """The row as wide as the columns need it, under its group; rejected if that cannot be."""
        if len(row) > self.width and not any(cell.strip() for cell in row[self.width :]):
            row = row[: self.width]
        if len(row) != self.width:
            self.rows += 1
            self._reject(row, Problem(self.layout.file.name, line, "", self._uneven(row)))
            return []
        if not all(each.keeps(row[each.index]) for each in self.shape.filters):
            self._left_out(1)
            return []
        row += [""] * (self.full - self.width)
        group = self.shape.group
        if group >= 0 and not row[group].strip():
            row[group] = self.printed.group
        if self.shape.beside >= 0 and not row[self.shape.beside].strip():
            row[self.shape.beside] = self.number
        for role, index in self.labels.items():
            row[index] = self.said.get(role, "")
        if self.shape.lines and self._said_before(row):
            self.notes["rows repeat their document, which is taken once"] += 1
            return []
        if self.shape.buckets:
            return self._aged(row, line)
        return [(row, line)]

    def _said_before(self, row: Row) -> bool:
        """Whether a line of a document says what an earlier one said, or nothing of its own."""
        read = tuple(row[column.index] for column in self.layout.columns)
        if not row[self.at["number"]].strip() or read in self.seen:
            return True
        self.seen.add(read)
        return False

    def _aged(self, row: Row, line: int) -> list[tuple[Row, int]]:
        """A row of what is open by age as one balance an age, due on the latest day that fits."""
        found = []
        for at, (bucket, day, text) in enumerate(self.ages.of(row)):
            each = list(row)
            each[self.at["number"]] = bucket
            each[self.at["doc_date"]] = each[self.at["due_date"]] = day
            each[self.at["open"]] = text
            found.append((each, line + at * MAX_LINES))
        return found

    def _run(self, rows: Sequence[Row], lines: Sequence[int]) -> Iterator[Staged]:
        """Items that stand together: at once, or one by one when one of them is bad."""
        if not rows:
            return
        try:
            staged = self.build(Block.of(rows, lines))
        except ValueError:
            for row, line in zip(rows, lines, strict=True):
                yield from self._one(row, line)
        else:
            self.rows += len(rows)
            yield staged

    def _one(self, row: Row, line: int) -> list[Staged]:
        """An item by itself, or a problem."""
        self.rows += 1
        try:
            return [self.build(Block.of([row], [line]))]
        except ValueError:
            self._reject(row[: self.width], *self._why(row, line % MAX_LINES))
            return []

    def _uneven(self, row: Row) -> str:
        """How a row of too few or too many fields is to be."""
        words = f"has {len(row)} fields; the header has {self.width}"
        if len(row) > self.width:
            return f"{words}; a field with {self.layout.delimiter!r} in it needs quotes"
        lost = [c.heading for c in self.layout.columns if len(row) <= c.index < self.width]
        return f"{words}; missing: {', '.join(lost)}" if lost else words

    def _reject(self, row: Row, *problems: Problem) -> None:
        self.rejected += 1
        self.rejects.append((problems[0].line, row))
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.extend(problems)

    def _check_total(self, row: Row, line: int) -> None:
        """A printed total must be the sum of the rows it is of, in each of its columns."""
        labels = [cell for at, cell in enumerate(row) if at not in self.classes.numbers]
        begins = self.printed.end(labels)
        self.printed.stood(labels, self._check_sums(row, line, begins))

    def _check_sums(self, row: Row, line: int, begins: Sequence[Sums]) -> str:
        """Each sum of a row against the rows it is of; the currency that the row names."""
        said = (
            row[at].strip() if len(row) > (at := self.at.get("currency", len(row))) else ""
        )
        for column, index, heading in self._summed():
            text = row[index] if index < len(row) else ""
            if text.strip():
                words = self._wrong_total(column, text, said, begins)
                if words:
                    place = Problem(self.layout.file.name, line, heading, words)
                    self._reject(row, place)
        self.notes["printed totals checked"] += 1
        return said

    def _summed(self) -> Iterator[tuple[object, int, str]]:
        """Columns that have printed totals: the key of their sums, the place, the heading."""
        for role in ("amount", "open", "debit", "credit", "unapplied"):
            if self.at.get(role, self.width) < self.width:
                yield role, self.at[role], self.headings[role]
        for index in (*self.shape.sums, *(each.index for each in self.shape.buckets)):
            yield index, index, self.layout.header[index].strip()

    def _wrong_total(
        self, column: object, text: str, said: str, begins: Sequence[Sums]
    ) -> str:
        """Why a printed total does not hold; "" when it does."""
        fitting = [(self.printed.currencies(column, each), each) for each in begins]
        if is_currency(said):
            fitting = [([said], each) for each in begins]
        alone = [(found, each) for found, each in fitting if len(found) < 2]
        if not alone:
            return "a total over several currencies proves nothing"
        currency = next((found[0] for found, _ in alone if found), said or self.currency)
        mark = (
            self.layout.marks.get(str(column))
            or self.layout.marks.get("open")
            or self.layout.marks["amount"]
        )
        try:
            (printed,) = cells.amounts([text], [currency], mark, sides=self.read.sides)
        except ValueError as error:
            return str(error)
        mine = [each for found, each in alone if found in ([], [currency])]
        return self.printed.wrong(column, currency, printed, mine)

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
            except cells.BadCell as error:
                where = self.headings.get(error.role, "")
                found.append(Problem(file, line, where, str(error)))
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


def _cell(row: Row, index: int) -> str:
    """A cell of a row that may be shorter than its header."""
    return row[index].strip() if index < len(row) else ""


def _chunks(layout: Layout) -> Iterator[Chunk]:
    return chunks(layout.file, layout.encoding, layout.delimiter, ROWS_AT_ONCE)
