"""Estimates and forecasts: as lines and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledgerlane.cli.words.accounts import estimated
from ledgerlane.domain.money import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from ledgerlane.desk.foresight import ItemEstimate
    from ledgerlane.domain.backtest import Backtest, Score

ESTIMATE_HEADINGS = ("account", "customer", "document", "cur", "open", "due", "late", "paid by", "from")  # fmt: skip
ESTIMATE_RIGHT = ("open", "late")
ESTIMATE_FORMULA = (
    "chance late = (late of the payer's last 20 + 4 x the book's late share) / (their number + 4); "
    "day = due + the median lateness of those 20 and four even steps of the book's last 1 000"
)


def estimate_cells(each: ItemEstimate, today: date) -> tuple[str, ...]:
    """One line of ``report estimate``."""
    item, found = each.item, each.estimate
    day = found.paid_by(item.due)
    late = f"{found.per_cent} %" if item.due >= today else f"{(today - item.due).days} d"
    return (
        each.customer.number, each.customer.name, item.number, item.open.currency,
        plain(item.open.minor, item.open.currency), item.due.isoformat(), late,
        day.isoformat() if day else "", found.words,
    )  # fmt: skip


def estimates_json(found: Sequence[ItemEstimate], today: date) -> dict[str, Any]:
    """The stable shape of ``report estimate --json``."""
    return {
        "v": 1, "as_of": today.isoformat(), "formula": ESTIMATE_FORMULA,
        "rows": [
            {"customer": each.customer.number, "name": each.customer.name, "id": each.item.ref,
             "number": each.item.number, "currency": each.item.open.currency,
             "open": each.item.open.minor, "due": each.item.due.isoformat(),
             **(estimated(each.item, each.estimate) or {})}
            for each in found
        ],
    }  # fmt: skip


def backtest_lines(found: Backtest, today: date) -> Iterator[str]:
    """``report estimate --backtest`` for people."""
    yield f"As of {today.isoformat()}: {found.train} invoices to learn from, {found.test} to test, {found.late} of them late"
    yield "Known at each invoice's date: what was settled before it"
    yield f"{'':<30}{'accuracy':>9}{'Brier':>8}"
    for name, score in _scores(found):
        yield f"{name:<30}{score.accuracy * 100:>7.1f} %{score.brier:>8.4f}"
    yield f"{'days to pay':<30}{'median absolute error':>22}"
    yield f"{'estimate':<30}{found.our_error:>20.1f} d"
    yield f"{'customer running median':<30}{found.median_error:>20.1f} d"
    yield f"{'said to be late':<18}{'invoices':>9}{'said':>8}{'came':>8}"
    for low, line in found.calibration():
        yield (
            f"{f'{low}-{low + 10} %':<18}{line.count:>9}{line.said * 100:>6.1f} %{line.came * 100:>6.1f} %"
        )
    verdict = "beats" if found.beats_both else "does not beat"
    yield f"Late or not: the estimate {verdict} both base rates, in accuracy and in Brier score"
    yield f"Days to pay: its error is {_beside(found.our_error, found.median_error)} the running median's"


def _beside(ours: float, theirs: float) -> str:
    if ours == theirs:
        return "as large as"
    return "smaller than" if ours < theirs else "larger than"


def _scores(found: Backtest) -> tuple[tuple[str, Score], ...]:
    return (
        ("estimate", found.ours), ("always on time", found.on_time),
        ("same as the customer's last", found.last),
    )  # fmt: skip


def backtest_json(found: Backtest, today: date) -> dict[str, Any]:
    """The stable shape of ``report estimate --backtest --json``."""
    return {
        "v": 1, "as_of": today.isoformat(), "formula": ESTIMATE_FORMULA,
        "train": found.train, "test": found.test, "late": found.late,
        "scores": [
            {"name": name, "accuracy": round(score.accuracy, 4), "brier": round(score.brier, 4)}
            for name, score in _scores(found)
        ],
        "days_to_pay": {"estimate": found.our_error, "running_median": found.median_error},
        "calibration": [
            {"from_per_cent": low, "invoices": line.count, "said": round(line.said, 4),
             "came": round(line.came, 4)}
            for low, line in found.calibration()
        ],
        "beats_both": found.beats_both,
    }  # fmt: skip
