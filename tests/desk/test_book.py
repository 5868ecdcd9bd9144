"""Making a book and sitting down at one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from builders import M
from desk_book import Clock, DeskBook

from ledgerlane.desk import book, care, people
from ledgerlane.domain.errors import Misused, NotPermitted, Refused
from ledgerlane.domain.people import ROLES

DAY = date(2026, 6, 30)


def test_the_maker_holds_every_role_with_limits(tmp_path: Path) -> None:
    desk = book.init(tmp_path / "a.book", currency="PLN", zone="Europe/Warsaw",
                     country="PL", clock=Clock(DAY))  # fmt: skip
    (me,) = people.list_(desk)
    assert (me.login, me.added) == (book.whoami(), DAY)
    assert {grant.role for grant in me.grants} == set(ROLES)
    (limit,) = {grant.limits for grant in me.grants if grant.role == "supervisor"}
    assert M("1000000.00 PLN") in limit
    assert M("1000000 JPY") in limit
    assert (desk.currency, desk.zone, desk.country, desk.practice) == (
        "PLN", "Europe/Warsaw", "PL", False,
    )  # fmt: skip
    assert care.verify(desk, deep=True) == []
    desk.close()


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"currency": "EURO"}, "'EURO' is no currency"),
        ({"country": "nor"}, "'nor' is no country"),
        ({"zone": "Europe/Atlantis"}, "Europe/Atlantis"),
    ],
)
def test_a_book_that_cannot_be_leaves_no_file(
    tmp_path: Path, wish: dict[str, str], words: str
) -> None:
    with pytest.raises(Misused, match=words):
        book.init(tmp_path / "a.book", **wish)  # type: ignore[arg-type]
    assert not (tmp_path / "a.book").exists()


def test_a_second_book_never_takes_the_place_of_the_first(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    book.init(path, currency="NOK").close()
    before = path.read_bytes()
    with pytest.raises(Refused):
        book.init(path, currency="EUR")
    assert path.read_bytes() == before
    desk = book.open_book(path)
    assert desk.currency == "NOK"
    desk.close()


def test_one_person_acts_for_several_on_practice_books_only(
    kept: DeskBook, tmp_path: Path
) -> None:
    assert kept.sit("anna").actor == "anna"
    with pytest.raises(NotPermitted, match=r"'carl'; known are anna, bo, eva"):
        kept.sit("carl")
    path = tmp_path / "real.book"
    desk = book.init(path)
    people.add(desk, "anna")
    desk.close()
    with pytest.raises(NotPermitted, match="only a practice book") as caught:
        book.open_book(path, as_name="anna")
    assert caught.value.exit_code == 5
    desk = book.open_book(path, as_name=book.whoami())
    assert desk.actor == book.whoami()
    desk.close()


def test_the_day_of_the_desk_is_the_day_in_the_books_zone(tmp_path: Path) -> None:
    clock = Clock(DAY)
    clock.ms += 14 * 3_600_000  # 23:00 UTC: in Auckland the next morning
    desk = book.init(tmp_path / "a.book", zone="Pacific/Auckland", clock=clock)
    assert desk.today == date(2026, 7, 1)
    desk.close()
    desk = book.open_book(tmp_path / "a.book", as_of=date(2026, 3, 1), clock=clock)
    assert (desk.today, desk.clock_day) == (date(2026, 3, 1), date(2026, 7, 1))
    desk.close()


def test_known_at_is_a_day_or_a_moment(kept: DeskBook) -> None:
    with pytest.raises(Misused, match="'yesterday' is no moment"):
        kept.sit("anna", known_at="yesterday")
    desk = kept.sit("anna", known_at="2026-06-29")
    assert not desk.is_now
