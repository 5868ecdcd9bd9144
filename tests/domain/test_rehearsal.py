"""Two policies on the same days: who is worked, when, how often; counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain.policy import DEFAULT
from ledgerlane.domain.rehearsal import Change, Course, Listed, Rehearsal

MONDAY = date(2026, 6, 1)


def on(by: int) -> date:
    return MONDAY + timedelta(days=by)


def call(customer: int, score: int, owner: str = "anna") -> Listed:
    return Listed(customer, "EUR", owner, score, "B", "over 90 days late", since=1)


def letter(customer: int, step: str = "letter-1", since: int = 1) -> Listed:
    return Listed(customer, "EUR", "anna", 20, "D", "mail or letter 1", step, "mail", since)


def test_calls_go_from_the_top_so_many_a_day_and_not_again_within_the_quiet_days() -> None:
    course = Course(DEFAULT, most_calls=2)
    rows = [call(1, 90), call(2, 80), call(3, 70), call(4, 60, "")]
    assert course.day(on(0), rows).calls == {"anna": 2, "": 1}
    assert course.day(on(1), rows).calls == {
        "anna": 1
    }  # 3; the others were called yesterday
    assert course.day(on(6), rows).calls == {}
    assert course.day(on(7), rows).calls == {"anna": 2, "": 1}
    assert dict(course.calls) == {
        (1, "EUR"): 2,
        (2, "EUR"): 2,
        (3, "EUR"): 1,
        (4, "EUR"): 2,
    }
    assert course.first[3, "EUR"] == on(1)


def test_a_letter_goes_once_for_each_step_and_oldest_due_date() -> None:
    course = Course(DEFAULT)
    assert course.day(on(0), [letter(1), letter(2)]).letters == {"letter-1": 2}
    assert course.day(on(1), [letter(1), letter(2, "letter-2")]).letters == {"letter-2": 1}
    assert course.day(on(2), [letter(1, since=9)]).letters == {"letter-1": 1}
    assert dict(course.letters) == {(1, "EUR"): 2, (2, "EUR"): 2}
    assert course.calls.total() == 0


def test_what_a_policy_changes_is_said_by_account_and_day() -> None:
    found = Rehearsal(Course(DEFAULT, 1), Course(replace(DEFAULT, quiet_days=1), 1))
    one, two, three = call(1, 90), call(2, 80), call(3, 70, "bo")
    found.add(on(0), [two, one], [one, two])
    found.add(on(1), [one, two, three], [one._replace(score=10), two])
    days = [(d.present.listed, d.new.listed, d.joined, d.left) for d in found.days]
    assert days == [(2, 2, 0, 0), (3, 2, 0, 1)]
    assert [each.customer for each in found.days[1].new.head] == [2, 1]
    # present: 1 on Monday, 2 and 3 on Tuesday; new: 1 on Monday, 2 on Tuesday
    assert found.changes() == [Change(3, "EUR", on(1), None, 1, 0, 0, 0, moved=True)]
    found.add(on(2), [], [one, letter(3)])
    assert [(c.customer, c.kind) for c in found.changes()] == [(3, "later"), (1, "more")]


def test_kinds_of_change() -> None:
    def kind(was: date | None, is_: date | None, a: int, b: int, c: int, d: int) -> str:
        return Change(1, "EUR", was, is_, a, b, c, d).kind

    assert kind(None, on(0), 0, 1, 0, 0) == "new"
    assert kind(on(0), None, 1, 0, 0, 0) == "dropped"
    assert kind(on(1), on(0), 1, 1, 0, 0) == "earlier"
    assert kind(on(0), on(0), 2, 1, 0, 0) == "less"
    assert kind(on(0), on(0), 1, 0, 0, 1) == "other"
    assert kind(on(0), on(0), 1, 1, 2, 2) == ""
    assert Change(1, "EUR", on(0), on(0), 1, 1, 2, 2, moved=True).kind == "moved"


rows = st.builds(
    Listed, st.integers(1, 9), st.sampled_from(["EUR", "NOK"]), st.sampled_from(["anna", ""]),
    st.integers(0, 100), st.just("B"), st.just("why"), st.sampled_from(["", "letter-1"]),
    st.sampled_from(["phone", "mail"]), st.integers(1, 3),
)  # fmt: skip
lists = st.lists(st.lists(rows, max_size=12, unique_by=lambda each: each.key), min_size=1, max_size=8)  # fmt: skip


@given(lists, st.integers(1, 5))
def test_a_policy_against_itself_differs_nowhere(
    days: list[list[Listed]], calls: int
) -> None:
    found = Rehearsal(Course(DEFAULT, calls), Course(DEFAULT, calls))
    for by, listed in enumerate(days):
        found.add(on(by), listed, reversed(listed))
    assert found.changes() == []
    assert all(day.present == day.new and day.joined == day.left == 0 for day in found.days)


@given(lists, st.integers(1, 5))
def test_what_is_counted_by_day_is_what_is_counted_by_account(
    days: list[list[Listed]], calls: int
) -> None:
    course = Course(DEFAULT, calls)
    made = [course.day(on(by), listed) for by, listed in enumerate(days)]
    assert sum(sum(day.calls.values()) for day in made) == course.calls.total()
    assert sum(sum(day.letters.values()) for day in made) == course.letters.total()
    assert all(count <= calls for day in made for count in day.calls.values())
