"""A person's data goes for good, when nothing is open any more; what is left proves as before."""

from __future__ import annotations

import io
import json

import pytest
from desk_book import DeskBook

from ledgerlane.desk import accounts, care, erasing, exports, log, undo
from ledgerlane.domain.errors import Misused, NotPermitted, Refused
from ledgerlane.store.erasing import ref


@pytest.fixture
def told(kept: DeskBook) -> DeskBook:
    """Of C4, who has paid, a collector wrote down a name."""
    log.record(kept.sit("anna"), "C4", "o Kari Moe has moved to Bergen")
    kept.sit(kept.me)
    return kept


def copied(kept: DeskBook, customer: str = "C4") -> list[dict[str, str]]:
    file = io.StringIO()
    exports.export(kept.desk, "person", file, of=customer)
    return [json.loads(line) for line in file.getvalue().splitlines()]


def test_a_copy_holds_what_the_books_said_and_what_people_wrote(told: DeskBook) -> None:
    assert copied(told) == [
        {"where": "books", "day": "2026-06-30", "by": "", "name": "Paid Up Ltd"},
        {"where": "note.added", "day": "2026-06-30", "by": "anna", "note": "Kari Moe has moved to Bergen"},
    ]  # fmt: skip
    with pytest.raises(Misused, match="person: whose"):
        exports.export(told.desk, "person", io.StringIO())


def test_erased_is_gone_from_the_file_and_all_proves(told: DeskBook) -> None:
    assert erasing.foresee(told.desk, "C4").pieces == 2
    agg = f"customer:{ref(told.desk.store, accounts.resolve(told.desk, 'C4')[0])}"
    events = [(e.id, e.fact.kind) for e in told.events(agg)]
    erasing.erase(told.desk, "C4", "asked for on 29 June")
    assert copied(told) == []
    assert accounts.show(told.desk, "C4").customer.name == "(erased)"
    assert [(e.id, e.fact.kind) for e in told.events(agg)][:-1] == events
    assert told.facts(agg)[-1] == "customer.erased"
    assert care.verify(told.desk, deep=True) == []
    care.rebuild(told.desk)
    assert care.verify(told.desk, deep=True) == []
    for name in ("Kari", "Paid Up"):
        assert "C4" not in [hit.number for hit in accounts.find(told.desk, name)]
    told.desk.close()
    for file in told.folder.glob("test.book*"):
        assert b"Kari Moe" not in file.read_bytes()
        assert b"Paid Up" not in file.read_bytes()
    told.sit(told.me)


def test_what_is_owed_or_open_is_a_reason_to_keep_it(told: DeskBook) -> None:
    with pytest.raises(Refused, match="C1 is not over: 3 open items; what is owed"):
        erasing.erase(told.desk, "C1", "asked for")
    log.record(told.sit("anna"), "C1", "p 100 fri")
    told.sit(told.me)
    assert erasing.foresee(told.desk, "C1").stands == ("3 open items", "1 open promise")


def test_only_an_admin_erases_and_says_why(told: DeskBook) -> None:
    with pytest.raises(Refused, match="say why it is erased"):
        erasing.erase(told.desk, "C4", " ")
    with pytest.raises(
        NotPermitted, match="sam may not erase a customer's data: that needs admin"
    ):
        erasing.erase(told.sit("sam"), "C4", "asked for")


def test_an_erasure_is_not_taken_back(told: DeskBook) -> None:
    erasing.erase(told.desk, "C4", "asked for")
    with pytest.raises(Refused, match="is not undone like an entry"):
        undo.undo(told.desk)


def test_whose_data_was_kept_for_long_is_listed_and_nothing_erased(told: DeskBook) -> None:
    assert erasing.over(told.sit(told.me), 1) == []
    later = told.clock
    later.turn(later_day := told.desk.today.replace(year=2028))
    found = erasing.over(told.sit(told.me), 1)
    assert later_day.year == 2028
    assert [(each.number, each.stands) for each in found] == [
        ("C3", ("1 open item",)), ("C2", ("2 open items",)), ("C4", ()),
        ("C1", ("3 open items",)),
    ]  # fmt: skip
    assert len(copied(told)) == 2
    with pytest.raises(Misused, match="1 to 100 years"):
        erasing.over(told.desk, 0)
