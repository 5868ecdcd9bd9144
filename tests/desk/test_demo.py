"""The practice book: made by the verbs of the desk, worked up to its day, and proven."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from practice_book import business_day

from ledgerlane.desk import (
    approvals,
    book,
    care,
    demo,
    disputes,
    letter_run,
    letters,
    plans,
    promises,
    queue,
)
from ledgerlane.domain.errors import Refused
from ledgerlane.screens.planning import plan_lines


def test_everything_that_can_be_seen_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "demo.book"
    today = business_day()
    demo.make(path, "demo", today)
    desk = book.open_book(path, as_name="sam")
    assert {p.state for p in promises.list_(desk)} >= {"open", "kept", "superseded"}
    behind, *rest = [(p.state, p.watch) for p in plans.list_(desk)]
    assert behind in [("active", watch) for watch in ("missed", "late", "short")]
    assert rest == [("active", "looming"), ("active", "ok")]
    assert [line.number for line in plan_lines(desk)] == [1, 1, 1]
    assert len(disputes.list_(desk, state="open")) >= 1
    sent = {row.level for row in letters.list_(desk, ("sent",))}
    assert sent == {1, 2, 3}
    assert all(row.minor > 0 and row.sha256 for row in letters.list_(desk))
    assert desk.policy.letterhead.lacks == ()
    assert {line.paper for line in letter_run.run(desk).waiting} >= {"reminder", "demand"}
    assert [(row.asked_by, why) for row, why, _ in approvals.waiting(desk)] == [
        ("bo", ""), ("anna", ""),
    ]  # fmt: skip
    owners = Counter(row.owner for row in queue.rows(desk, scope="all", listed=False))
    assert min(owners["anna"], owners["bo"], owners[book.whoami()]) >= 5
    statuses = {row.status for row in queue.rows(desk, scope="all", listed=False)}
    assert {"PTP", "BRK", "PLN", "DSP", "SNZ", "WOF", "ESC"} <= statuses
    assert care.verify(desk, deep=True) == []
    desk.close()
    with pytest.raises(Refused, match="exists already"):
        demo.make(path, "demo", today)


def test_an_unknown_size_names_those_known(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="size 7: known are demo, 1k"):
        demo.make(tmp_path / "demo.book", "7", date(2026, 6, 30))
    assert not (tmp_path / "demo.book").exists()


AWKWARD = ("2026-11-28", "2026-11-29", "2026-11-30", "2026-12-25", "2026-12-31", "2027-01-01", "2028-02-29")  # fmt: skip
"""A Saturday, a Sunday, the end of a month and of a year, holidays, the last of a leap February."""


@pytest.mark.parametrize("day", [date.fromisoformat(text) for text in AWKWARD])
def test_on_any_day_it_has_what_the_tests_of_the_app_work_on(
    tmp_path: Path, day: date
) -> None:
    """A list to work, several owners, letters to decide on, plans in each state, two requests."""
    path, noon = tmp_path / "demo.book", datetime.combine(day, time(12), UTC)

    def clock() -> int:
        return int(noon.timestamp() * 1000)

    demo.make(path, "demo", day, clock)
    desk = book.open_book(path, clock=clock)
    assert desk.today == day
    assert len(queue.rows(desk)) >= 12
    owned = queue.rows(desk, scope="all", listed=False)
    assert any(row.owner == "anna" and row.currency != "NOK" for row in owned)
    assert {p.state for p in promises.list_(desk)} >= {
        "open",
        "kept",
        "superseded",
    }
    assert {"PTP", "BRK", "PLN", "DSP", "SNZ", "WOF", "ESC"} <= {
        row.status for row in owned
    }
    assert [p.watch for p in plans.list_(desk)][1:] == ["looming", "ok"]
    assert (
        len([line for line in letter_run.run(desk).lines if line.state == "proposed"]) >= 3
    )
    assert len(approvals.waiting(desk)) == 2
    assert len(letters.list_(desk, ("sent",))) >= 12
    desk.close()


def test_with_a_seed_the_same_practice_book_has_the_same_names(tmp_path: Path) -> None:
    today, names = business_day(), []
    for name in ("one", "two", "other"):
        demo.make(tmp_path / name, "demo", today, seed="7" if name != "other" else "8")
        desk = book.open_book(tmp_path / name, as_name="sam")
        names.append([row.id for row in promises.list_(desk)])
        desk.close()
    assert names[0] == names[1]
    assert len(names[0]) > 10
    assert set(names[0]).isdisjoint(names[2])
