"""Cash application: a bank's day of 50,000 receipts on a book, matched by rule."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from bench import timing
from bench.place import DOCUMENTS, Place, money
from bench.rows import Figure, Row
from bench.timing import LEDGERLANE
from ledgerlane.domain.money import Money, plain, total

RECEIPTS = 50_000
HEADING = (
    "payment_id customer_id value_date currency amount unapplied method"
    " bank_reference remittance reverses"
)
KINDS = ("number", "two", "amount", "nobody", "part", "none")
SHARES = (60, 10, 12, 8, 5, 5)
"""Of a hundred: name one document, two, none but the amount is right; nobody's that name one;
pay a part of a named one; say nothing that fits."""


def receipts(place: Place) -> Path:
    """A file of receipts for open documents, of a size that fits the book; always the same."""
    made = place.folder / "receipts.csv"
    random = Random(f"receipts {place.size}")
    with place.files[DOCUMENTS].open(newline="") as documents:
        open_ = [
            row for row in csv.DictReader(documents) if money(row, "open_amount").minor > 0
        ]
    count = min(RECEIPTS, len(open_) // 3)
    random.shuffle(open_)
    with made.open("w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(HEADING.split())
        for number, (kind, rows) in enumerate(_drawn(random, open_, count)):
            out.writerow(_receipt(f"Z{number:08}", kind, rows))
    return made


def _drawn(
    random: Random, open_: list[dict[str, str]], count: int
) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A kind and the documents of each receipt; no document is paid twice."""
    by_customer: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in open_:
        by_customer.setdefault((row["customer_id"], row["currency"]), []).append(row)
    order = list(by_customer.values())
    for number in range(count):
        mine = order[number % len(order)]
        kind = random.choices(KINDS, SHARES)[0]
        if not mine:
            continue
        taken = [mine.pop()]
        if kind == "two" and mine:
            taken.append(mine.pop())
        yield kind, taken


def _receipt(name: str, kind: str, rows: list[dict[str, str]]) -> list[str]:
    first = rows[0]
    amount = total((money(row, "open_amount") for row in rows), first["currency"])
    if kind == "part":
        amount = Money(amount.minor // 2, amount.currency)
    if kind == "none":
        amount = Money(amount.minor + 317, amount.currency)
    said = "" if kind in ("amount", "none") else " ".join(row["doc_id"] for row in rows)
    whose = "" if kind == "nobody" else first["customer_id"]
    sum_ = plain(amount.minor, amount.currency, group="")
    day = date.today().isoformat()  # noqa: DTZ011
    return [name, whose, day, first["currency"], sum_, sum_, "WIRE", f"B{name}", said, ""]


def book(place: Place) -> Path:
    """A copy of the book that has these receipts, and none of them matched."""
    made = place.folder / "receipts.book"
    timing.run(["cp", str(place.book), str(made)])
    file = str(place.once(receipts))
    timing.run(
        [*LEDGERLANE, "--book", str(made), "sync", "import", "--kind", "payments", file]
    )
    return made


def match_all(place: Place) -> Figure:
    """`cash match --all`, to the end of the command."""
    original = place.once(book)
    taken, peak = [], 0.0
    for _ in range(place.runs):
        copy = place.copy(original)
        ran = timing.run([*LEDGERLANE, "--book", str(copy), "cash", "match", "--all"])
        taken.append(ran.seconds)
        peak = max(peak, ran.peak)
    return Figure(timing.quantile(taken, 0.5), note=f"{peak:.0f} MB")


ROWS = (Row("50,000 receipts matched by rule", match_all, "s", at_most=10, only_1m=True),)
