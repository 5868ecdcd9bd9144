"""Estimates and forecasts: as lines and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledgerlane.cli.words.accounts import estimated
from ledgerlane.domain.forecast_backtest import NEAR_PER_CENT, summaries, verdict
from ledgerlane.domain.money import exact, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from ledgerlane.desk.foresight import ItemEstimate
    from ledgerlane.desk.risk import RiskLine
    from ledgerlane.domain.backtest import Backtest, Score
    from ledgerlane.domain.forecast import Forecast
    from ledgerlane.domain.forecast_backtest import Past, Tried

    Amounts = Callable[[int, str], str]

ESTIMATE_HEADINGS = ("account", "customer", "document", "cur", "open", "due", "late", "paid by", "from")  # fmt: skip
ESTIMATE_RIGHT = ("open", "late")
ESTIMATE_FORMULA = (
    "chance late = (late of the payer's last 20 + 4 x the book's late share) / (their number + 4); "
    "day = due + the median lateness of those 20 and four even steps of the book's last 300"
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


FORECAST_FORMULA = (
    "of what is open on the day, less unapplied credit and what was posted or matched here: plan instalments and promises on their day at "
    "(kept + 2) / (judged + 3), the rest by the payer's last 20 invoices and 4 of the book's, else by the "
    "due date at 2 in 3; range: 80 %, a customer's money comes together or not at all"
)
FORECAST_HEADINGS = ("cur", "week", "from", "to", "expected", "low", "high", "plans", "promises", "habits")  # fmt: skip
FORECAST_RIGHT = ("week", "expected", "low", "high", "plans", "promises", "habits")


def forecast_cells(
    found: Sequence[Forecast], shown: Amounts = plain
) -> Iterator[tuple[str, ...]]:
    """The weeks of each currency, one line a week."""
    for each in found:
        for at, week in enumerate(each.lines(), start=1):
            amounts = (
                week.expected,
                week.low,
                week.high,
                week.plan,
                week.promise,
                week.habit,
            )
            yield (
                each.currency, str(at), week.first.isoformat(), week.last.isoformat(),
                *(shown(minor, each.currency) for minor in amounts),
            )  # fmt: skip


def forecast_sums(found: Sequence[Forecast]) -> Iterator[str]:
    """Where the rest of what is open goes: a line a currency, and the formula."""
    for each in found:
        code = each.currency
        weeks = sum(week.expected for week in each.lines())
        yield (
            f"{code}: weeks {plain(weeks, code)} + later {plain(each.later, code)}"
            f" + disputed {plain(each.disputed, code)} + in court {plain(each.in_court, code)} + never {plain(each.never, code)}"
            f" = open {plain(each.open, code)} - covered by credit or cash {plain(each.covered, code)}"
        )
        if each.on_top:
            yield f"{code}: {plain(each.on_top, code)} interest and fees in instalments come on top"
    yield f"Formula: {FORECAST_FORMULA}"


def forecast_json(found: Sequence[Forecast], today: date, weeks: int) -> dict[str, Any]:
    """The stable shape of ``report forecast --json``."""
    return {
        "v": 1, "as_of": today.isoformat(), "weeks": weeks, "range_per_cent": 80,
        "formula": FORECAST_FORMULA,
        "currencies": [
            {"currency": each.currency, "open": each.open, "covered": each.covered,
             "later": each.later, "disputed": each.disputed, "in_court": each.in_court,
             "never": each.never, "on_top": each.on_top,
             "rows": [
                 {"week": at, "from": week.first.isoformat(), "to": week.last.isoformat(),
                  "expected": week.expected, "low": week.low, "high": week.high,
                  "plan": week.plan, "promise": week.promise, "habit": week.habit}
                 for at, week in enumerate(each.lines(), start=1)
             ]}
            for each in found
        ],
    }  # fmt: skip


TRIED_HEADINGS = ("cur", "week", "tried", "expected", "came", "inside 80 %")
TRIED_RIGHT = ("week", "tried", "expected", "came", "inside 80 %")


def tried_cells(found: Sequence[Tried]) -> Iterator[tuple[str, ...]]:
    """Past forecasts beside what came, by currency and weeks ahead; the last line is all."""
    for each in summaries(found):
        yield (
            each.currency, str(each.ahead) if each.ahead else "all", str(each.weeks),
            plain(each.expected, each.currency), plain(each.came, each.currency),
            f"{each.share * 100:.0f} %",
        )  # fmt: skip


def dropped_lines(past: Past) -> Iterator[str]:
    """The as-of days that were not tried, those with one reason together."""
    for why in dict.fromkeys(each.why for each in past.dropped):
        days = [each.as_of.isoformat() for each in past.dropped if each.why == why]
        yield f"Not tried ({why}): {', '.join(days)}"


def verdicts(found: Sequence[Tried]) -> Iterator[str]:
    """How good the forecast of each currency was, a sentence each."""
    yield from (verdict(each) for each in summaries(found) if not each.ahead)


def tried_json(past: Past, today: date, weeks: int) -> dict[str, Any]:
    """The stable shape of ``report forecast --backtest --json``."""
    found = past.tried
    return {
        "v": 1, "as_of": today.isoformat(), "weeks": weeks, "range_per_cent": 80,
        "formula": FORECAST_FORMULA,
        "summary": [
            {"currency": each.currency, "week": each.ahead or None, "tried": each.weeks,
             "inside": each.inside, "near": each.near, "expected": each.expected, "came": each.came}
            for each in summaries(found)
        ],
        "near_per_cent": NEAR_PER_CENT,
        "dropped": [{"as_of": each.as_of.isoformat(), "why": each.why} for each in past.dropped],
        "verdicts": list(verdicts(found)),
        "rows": [
            {"currency": each.currency, "as_of": each.as_of.isoformat(), "week": each.ahead,
             "expected": each.week.expected, "low": each.week.low, "high": each.week.high,
             "came": each.came, "inside": each.inside}
            for each in found
        ],
    }  # fmt: skip


def forecast_csv(found: Sequence[Forecast]) -> Iterator[str]:
    """Lines for spreadsheets: the weeks, then what comes later, is disputed, is in court, never comes."""
    from ledgerlane.sync.exports.csv_file import line

    yield line(("currency", "week", "from", "to", "expected", "low", "high", "plan", "promise", "habit"))  # fmt: skip
    yield from map(line, forecast_cells(found, exact))
    for each in found:
        for name in ("later", "disputed", "in_court", "never"):
            minor = exact(getattr(each, name), each.currency)
            yield line(
                (each.currency, name.replace("_", " "), "", "", minor, "", "", "", "", "")
            )


RISK_HEADINGS = ("account", "customer", "cur", "risk", "why", "paid", "late", "avg late", "months", "overdue", "chance", "at stake")  # fmt: skip
RISK_RIGHT = ("paid", "late", "avg late", "overdue", "chance", "at stake")
RISK_FORMULA = (
    "chance: collection by age of the oldest item (policy, risk.collectable); at stake: what 30 more days "
    "take from what can be expected; months: average days late in the last four with a payment"
)


def risk_cells(each: RiskLine) -> tuple[str, ...]:
    """One line of ``report risk``."""
    pattern = each.pattern
    months = " ".join(str(late) for _, late in pattern.months)
    return (
        each.number, each.name, each.currency, each.risk, each.words, str(pattern.settled),
        str(pattern.late), f"{pattern.average_late / 10:.1f}" if pattern.settled else "", months,
        plain(each.overdue, each.currency), f"{each.per_mille / 10:.1f} %",
        plain(each.at_stake, each.currency),
    )  # fmt: skip


def risks_json(found: Sequence[RiskLine], today: date) -> dict[str, Any]:
    """The stable shape of ``report risk --json``."""
    return {
        "v": 1, "as_of": today.isoformat(), "formula": RISK_FORMULA,
        "rows": [
            {"customer": each.number, "name": each.name, "currency": each.currency,
             "risk": each.risk, "words": each.words, "settled": each.pattern.settled,
             "late": each.pattern.late, "average_late": each.pattern.average_late / 10,
             "recent_late": each.pattern.recent_late / 10,
             "months": [{"back": back, "days_late": late} for back, late in each.pattern.months],
             "overdue": each.overdue, "collectable_per_mille": each.per_mille,
             "at_stake": each.at_stake}
            for each in found
        ],
    }  # fmt: skip
