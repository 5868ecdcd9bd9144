"""Past days one after another read as each would by itself."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest
from builders import TODAY
from small_book import SmallBook

from ledgerlane.domain.events import Assigned, ContactLogged, NextStepSet
from ledgerlane.domain.policy import DEFAULT
from ledgerlane.store import patterns, standings
from ledgerlane.store.lens import EVERYBODY, lens
from ledgerlane.store.rehearsing import Past
from ledgerlane.store.worked import Question


@pytest.mark.parametrize("seed", range(4))
def test_a_walk_through_the_days_is_each_day_by_itself(tmp_path: Path, seed: int) -> None:
    random_ = random.Random(seed)
    book = SmallBook(tmp_path / "a.book")
    for number in range(6):
        who = book.customer(f"{number}")
        for _ in range(random_.randint(1, 6)):
            late = random_.randint(-20, 90)
            paid = random_.random() < 0.6
            item = book.item(who, late, "100.00 EUR", opened="0.00 EUR" if paid else "")
            if paid:
                day = TODAY - timedelta(days=random_.randint(0, 60))
                book.pay(item, book.receipt(who, day, "100.00 EUR"), day, "100.00 EUR")
    book.refresh()
    made = TODAY - timedelta(days=20)
    book.record(
        "customer:erp/1",
        ContactLogged(on=made, code="n", channel="phone", outcome="no answer"),
        NextStepSet(on=made, due=made + timedelta(days=9), what="call again"),
        Assigned(on=made, owner="anna"),
    )
    past = Past(book.store, Question(lens(book.store, TODAY), TODAY, DEFAULT))
    for back in (45, 44, 30, 21, 20, 15, 11, 10, 1, 0):
        day = TODAY - timedelta(days=back)
        past.turn(day)
        look = lens(book.store, day)
        assert past.habits == patterns.patterns(book.store.db, EVERYBODY, look), back
        alone = standings.look(book.store, EVERYBODY, Question(look, day, DEFAULT, day))
        assert sorted((e.key, e.owner, e.score, e.why) for e in past.listed(DEFAULT)) == sorted(
            ((a.row.customer, a.row.currency), a.row.owner, a.row.score, a.row.why)
            for a in alone.accounts if not a.row.exit
        ), back  # fmt: skip
