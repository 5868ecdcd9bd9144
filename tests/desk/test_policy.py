"""Setting the book's rules, and trying other ones on its past."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from desk_book import DeskBook

from ledgerlane.desk import book, care, log, policy, queue
from ledgerlane.desk.entry import append
from ledgerlane.domain.errors import Misused, NotPermitted, Refused, Unavailable
from ledgerlane.domain.events import PolicySet
from ledgerlane.domain.policy import DEFAULT
from ledgerlane.store import refresh, settings
from ledgerlane.store.batches import only_importer

LATER = "[scoring]\nnever_contacted = 20\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "new.toml"
    path.write_text(LATER, "utf-8")
    return path


def scores(kept: DeskBook) -> dict[str, int]:
    return {f"{row.number}/{row.currency}": row.score for row in queue.rows(kept.desk, scope="all")}  # fmt: skip


def test_an_admin_sets_the_policy_and_every_row_is_judged_by_it(
    kept: DeskBook, file: Path
) -> None:
    before = scores(kept)
    assert policy.set_(kept.sit(kept.me), file) == 4
    assert scores(kept) == {name: score + 15 for name, score in before.items()}
    assert care.verify(kept.desk, deep=True) == []
    assert [event.fact.kind for event in kept.events("policy")] == ["policy.set"]
    assert kept.sit("anna").policy == replace(DEFAULT, scoring=replace(DEFAULT.scoring, never_contacted=20))  # fmt: skip
    with pytest.raises(Refused, match="this is the policy in force already"):
        policy.set_(kept.sit(kept.me), file)


def test_nobody_else_may_and_a_broken_file_changes_nothing(
    kept: DeskBook, file: Path
) -> None:
    with pytest.raises(NotPermitted, match="set the policy"):
        policy.set_(kept.sit("sam"), file)
    file.write_text("quiet_days = 3\n[scoring]\nnever_contacted = -1.5\n", "utf-8")
    with pytest.raises(Misused, match=r"line 3: scoring.never_contacted: -1.5 is not accepted; write a whole number"):  # fmt: skip
        policy.set_(kept.sit(kept.me), file)
    assert kept.events("policy") == []
    assert kept.sit("anna").policy == DEFAULT


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"quiet_days = \n", r"the policy is not TOML: Invalid value \(at line 1, column 14\)"),
        (b"quiet_days = 3\n# \xff\n", "line 2: not UTF-8"),
        (b"colour = 3\n", "line 1: colour: unknown key; known are bucket_edges"),
        (b"[risk]\ncollectable = [[0, 1000], [90, 0]]\n", r"line 2: risk.collectable: .* chances falling"),
        (b"[[late_reasons]]\ncode = 'a'\n", r"line 1: late_reasons\[0\]: words missing"),
        (b"x" * 1_000_001, "too long; at most 1000000"),
    ],
)  # fmt: skip
def test_a_broken_file_says_where(tmp_path: Path, raw: bytes, says: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(raw)
    with pytest.raises(Misused, match=says):
        policy.read(path)


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(Misused, match="No such file"):
        policy.read(tmp_path / "none.toml")
    with pytest.raises(Misused, match="is no regular file"):
        policy.read(tmp_path)


def test_a_machine_that_dies_between_is_finished_for_at_the_next_start(
    kept: DeskBook,
) -> None:
    before = scores(kept)
    desk = kept.sit(kept.me)
    with desk.store.writing():  # the policy is recorded, and then the machine dies
        append(desk, {"policy": [PolicySet(on=desk.today, text=LATER)]})
        refresh.stale(desk.store)
    assert scores(kept) == before
    kept.sit("anna")
    assert scores(kept) == {name: score + 15 for name, score in before.items()}


def test_whoever_sits_there_already_goes_on_by_the_new_policy(
    kept: DeskBook, file: Path
) -> None:
    anna = kept.sit("anna")
    other = book.open_book(kept.path, clock=kept.clock)
    policy.set_(other, file)
    other.close()
    log.record(anna, "C1", "p 1000 fri")
    assert anna.policy.scoring.never_contacted == 20
    assert care.verify(anna, deep=True) == []


def test_not_while_somebody_imports(kept: DeskBook, file: Path) -> None:
    with only_importer(kept.path), pytest.raises(Unavailable, match="importing"):
        policy.set_(kept.sit(kept.me), file)
    assert settings.policy_text(kept.desk.store) is None


# --- rehearsal ------------------------------------------------------------------------------
def test_the_present_policy_against_itself_differs_nowhere(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C1", "p 500 +3")
    found = policy.rehearse(kept.desk, DEFAULT, date(2026, 4, 1), date(2026, 6, 30))
    assert len(found.days) == 65
    assert found.changes() == []
    assert all(day.present == day.new for day in found.days)


def test_days_are_as_the_queue_of_each_day_was(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C1", "p 500 +3")
    found = policy.rehearse(kept.desk, DEFAULT, date(2026, 6, 1), date(2026, 6, 30))
    for day in (found.days[0], found.days[9], found.days[-1]):
        rows = queue.rows(kept.sit("anna", as_of=day.day), scope="all", limit=None)
        assert [
            (each.customer, each.currency, each.score) for each in day.present.head
        ] == [(row.customer, row.currency, row.score) for row in rows]


def test_an_earlier_letter_is_seen_in_the_rehearsal(kept: DeskBook) -> None:
    # C3 owes 40.00 EUR from 1 March: new and small, letters 2, 12 and 22 days past due
    known = replace(DEFAULT, timings=())  # as for a prompt payer: 5, 15 and 25
    kept.sit("anna").policy = known
    first, *others = DEFAULT.small_steps[2:5]
    new = replace(known, small_steps=(*DEFAULT.small_steps[:2], replace(first, first=2), *others, *DEFAULT.small_steps[5:]))  # fmt: skip
    found = policy.rehearse(kept.desk, new, date(2026, 3, 2), date(2026, 3, 31))
    letters = {day.day: (day.present.letters, day.new.letters) for day in found.days}
    assert letters[date(2026, 3, 3)] == ({}, {"letter-1": 1})
    assert letters[date(2026, 3, 6)] == ({"letter-1": 1}, {})
    assert letters[date(2026, 3, 16)] == ({"letter-2": 1}, {"letter-2": 1})
    (change,) = found.changes()  # called on the 2nd for being new, under both
    assert (change.kind, change.present_first, change.present_letters) == ("moved", date(2026, 3, 2), 3)  # fmt: skip


def test_what_cannot_be_rehearsed(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    with pytest.raises(Refused, match="2026-07-01 is still to come"):
        policy.rehearse(desk, DEFAULT, date(2026, 6, 1), date(2026, 7, 1))
    with pytest.raises(Misused, match="--to 2026-05-01 is before --from 2026-06-01"):
        policy.rehearse(desk, DEFAULT, date(2026, 6, 1), date(2026, 5, 1))
    with pytest.raises(Refused, match="no business day lies between"):
        policy.rehearse(desk, DEFAULT, date(2026, 6, 27), date(2026, 6, 28))
    with pytest.raises(Refused, match="652 business days; at most 400"):
        policy.rehearse(desk, DEFAULT, date(2024, 1, 1), date(2026, 6, 30))
