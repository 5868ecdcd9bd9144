"""A book that was worked proves, is made again the same, and comes back from its copy."""

from __future__ import annotations

import pytest
from desk_book import DeskBook

from ledgerlane.desk import book, care, log, plans, queue, undo, write_offs
from ledgerlane.desk.plans import Terms
from ledgerlane.domain.errors import NotPermitted


def worked(kept: DeskBook) -> None:
    """A little of everything."""
    desk = kept.sit("anna")
    log.record(desk, "C2/EUR", "d #2001 100= pallets broken")
    log.record(desk, "C3", "p 40 fri")
    log.record(desk, "C1", "z +7 away")
    undo.undo(desk)
    plans.accept(desk, plans.propose(desk, "C1", Terms(first=desk.today, count=2)))
    write_offs.request(desk, "C3", ["3001"], "uneconomic")


def test_what_is_derived_is_made_again_the_same(kept: DeskBook) -> None:
    worked(kept)
    with pytest.raises(NotPermitted, match="anna may not rebuild the book"):
        care.rebuild(kept.desk)
    desk = kept.sit("sam")
    before = queue.rows(desk, scope="all", listed=False)
    assert care.verify(desk, deep=True) == []
    assert care.rebuild(desk) == 4
    assert queue.rows(desk, scope="all", listed=False) == before


def test_a_copy_is_the_book(kept: DeskBook) -> None:
    worked(kept)
    rows = queue.rows(kept.desk, scope="all", listed=False)
    copy, back = kept.folder / "copy.backup", kept.folder / "back.book"
    care.backup(kept.desk, copy)
    care.restore(copy, back)
    desk = book.open_book(back, as_name="anna", clock=kept.clock)
    assert queue.rows(desk, scope="all", listed=False) == rows
    assert care.verify(desk, deep=True) == []
    desk.close()
    assert any("4 customers" in line for line in care.doctor(back)), care.doctor(back)
