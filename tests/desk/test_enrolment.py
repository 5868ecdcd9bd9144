"""Keys in a book: the maker's from the start, others' by an admin, and none in a practice book."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledgerlane.desk import book, care, enrolment, people
from ledgerlane.desk.desk import Desk
from ledgerlane.domain.errors import Refused

OTHER = "ab" * 32


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = book.init(tmp_path / "a.book")
    yield desk
    desk.close()


def keys(desk: Desk) -> list[tuple[str, str, bool]]:
    return [(k.login, k.key[:8], k.revoked is None) for k in enrolment.known(desk)]


def test_who_makes_a_book_signs_it_from_the_start(desk: Desk) -> None:
    (mine,) = enrolment.known(desk)
    assert (mine.login, mine.by, mine.key) == (desk.actor, desk.actor, enrolment.own(desk))
    assert care.verify(desk, deep=True) == []
    assert care.notes(desk) == []


def test_a_practice_book_is_not_signed(tmp_path: Path) -> None:
    desk = book.init(tmp_path / "a.book", practice=True)
    assert enrolment.known(desk) == ()
    for refused in (enrolment.own, enrolment.enrol):
        with pytest.raises(Refused, match="a practice book is not signed"):
            refused(desk)
    desk.close()


def test_an_admin_enrols_and_revokes(desk: Desk) -> None:
    people.add(desk, "bo")
    with pytest.raises(
        Refused, match="no key of bo waits here; they run `ledgerlane people key`"
    ):
        enrolment.enrol(desk, "bo")
    with pytest.raises(Refused, match="nobody here is called 'eve'"):
        enrolment.enrol(desk, "eve", OTHER)
    enrolment.enrol(desk, "bo", OTHER)
    with pytest.raises(
        Refused, match="is a key of bo already; a key is one person's, once"
    ):
        enrolment.enrol(desk, desk.actor, OTHER)
    mine = enrolment.own(desk)
    with pytest.raises(Refused, match="is the only key an admin signs with"):
        enrolment.revoke(desk, desk.actor, mine)
    with pytest.raises(
        Refused, match="'cdcdcdcd' names no key of bo that signs; there is abababab"
    ):
        enrolment.revoke(desk, "bo", "cdcdcdcd")
    gone = enrolment.revoke(desk, "bo", OTHER[:8])
    assert (gone.login, gone.ends) == ("bo", ())
    assert keys(desk) == [(desk.actor, mine[:8], True), ("bo", "abababab", False)]
    assert care.verify(desk, deep=True) == []


def test_who_acts_no_more_signs_no_more(desk: Desk) -> None:
    people.add(desk, "bo")
    enrolment.enrol(desk, "bo", OTHER)
    people.revoke(desk, "bo")
    assert keys(desk)[1] == ("bo", "abababab", False)
    assert care.verify(desk, deep=True) == []


def test_an_older_backup_of_a_signed_book_is_put_back_on_purpose(tmp_path: Path) -> None:
    """What came after it was seen here, and is not missed: the one who restores knows."""
    path, kept = tmp_path / "a.book", tmp_path / "a.backup"
    desk = book.init(path)
    care.backup(desk, kept)
    people.add(desk, "bo")
    desk.close()
    care.restore(kept, path)
    desk = book.open_book(path)
    assert [each.login for each in people.list_(desk)] == [desk.actor]
    assert care.verify(desk, deep=True) == []
    people.add(desk, "bo")
    assert care.verify(desk, deep=True) == []
    desk.close()
