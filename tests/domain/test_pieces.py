"""A piece of mail through its states, and how far letters have come with each item."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pytest
from builders import TODAY, M, dossier, event, history

from ledgerlane.domain import pieces
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import (
    LETTER_FACTS,
    Fact,
    LetterAccepted,
    LetterAnswered,
    LetterBounced,
    LetterEdited,
    LetterFailed,
    LetterHeld,
    LetterItem,
    LetterRead,
    LetterReleased,
    LetterSending,
    LetterSent,
    LetterSkipped,
    LetterWithdrawn,
    Undone,
)
from ledgerlane.domain.pieces import Dunned, Piece
from ledgerlane.domain.timeline import told


def accepted(name: str = "LT-1", level: int = 1, items: tuple[tuple[str, int], ...] = (("erp/A", 1),),
             paper: str = "reminder", on: date = TODAY) -> LetterAccepted:  # fmt: skip
    return LetterAccepted(
        on=on, letter=name, paper=paper, level=level, language="nb", currency="EUR",
        channel="mail", digest="d", items=tuple(
            LetterItem(ref, reached, M("100.00 EUR")) for ref, reached in items
        ),
    )  # fmt: skip


def sending(name: str = "LT-1", on: date = TODAY) -> LetterSending:
    return LetterSending(
        on=on, letter=name, via="smtp", message_id=f"<{name}@acme.example>", sha256="ab",
        to="kari@nordvik.example", subject="Reminder", text="Dear Kari",
    )  # fmt: skip


def sent(name: str = "LT-1", level: int = 1, on: date = TODAY) -> LetterSent:
    return LetterSent(
        on=on, letter=name, paper="reminder", level=level, currency="EUR",
        message_id=f"<{name}@acme.example>", via="smtp",
    )  # fmt: skip


def piece(*facts: Fact) -> Piece:
    [found] = pieces.fold(history(*facts)).values()
    return found


BOUNCE = LetterBounced(on=TODAY, letter="LT-1", source="<b1>", why="550 no such user")
ANSWER = LetterAnswered(on=TODAY, letter="LT-1", source="<a1>", subject="Re: Reminder")
EDIT = LetterEdited(
    on=TODAY, letter="LT-1", paper="reminder", level=1, language="nb", currency="EUR",
    digest="d", text="Kjære Kari",
)  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ([accepted()], "accepted"),
        ([EDIT], "edited"),
        ([EDIT, accepted()], "accepted"),
        ([accepted(), EDIT], "edited"),
        ([accepted(), sending()], "sending"),
        ([accepted(), sending(), sent()], "sent"),
        ([accepted(), sending(), LetterFailed(on=TODAY, letter="LT-1", why="450")], "accepted"),
        ([accepted(), sending(), sent(), BOUNCE], "bounced"),
        ([accepted(), sending(), sent(), ANSWER], "answered"),
        ([accepted(), sending(), BOUNCE], "bounced"),
        ([accepted(), sending(), sent(), LetterRead(on=TODAY, letter="LT-1", source="<r>")], "sent"),
        ([accepted(), LetterWithdrawn(on=TODAY, letter="LT-1", reason="paid by phone")], "withdrawn"),
        ([sent()], None),
        ([accepted(), sent()], "accepted"),  # nobody began to send it
    ],
)  # fmt: skip
def test_states(facts: list[Fact], state: str | None) -> None:
    found = pieces.fold(history(*facts))
    assert (found["LT-1"].state if found else None) == state


def test_the_exact_text_is_kept() -> None:
    found = piece(accepted(), sending(), sent())
    assert (found.text, found.sha256, found.to) == (
        "Dear Kari",
        "ab",
        "kari@nordvik.example",
    )
    assert found.amount == M("100.00 EUR")


def test_the_same_message_twice_says_nothing_new() -> None:
    found = piece(accepted(), sending(), sent(), ANSWER, ANSWER)
    assert found.heard == ("<a1>",)
    assert found.read_on == TODAY


def test_whatever_order_events_come_in() -> None:
    facts = (accepted(), sending(), sent(), ANSWER)
    wanted = pieces.fold(history(*facts))
    for order in permutations(history(*facts)):
        assert pieces.fold(order) == wanted


def test_levels_come_from_letters_that_reached_somebody() -> None:
    days = [TODAY - timedelta(days=d) for d in (30, 20, 10)]
    facts: list[Fact] = []
    for name, level, on in zip(("LT-1", "LT-2", "LT-3"), (1, 2, 2), days, strict=True):
        facts += [
            accepted(name, level, (("erp/A", level), ("erp/B", 1)), on=on),
            sending(name, on), sent(name, level, on),
        ]  # fmt: skip
    found = pieces.dunned(pieces.fold(history(*facts)).values())
    assert found == {"erp/A": Dunned(2, days[1]), "erp/B": Dunned(1, days[0])}
    back = LetterBounced(on=TODAY, letter="LT-2", source="<b>")
    found = pieces.dunned(pieces.fold(history(*facts, back)).values())
    assert found["erp/A"] == Dunned(2, days[2])


def test_accepted_is_not_sent_and_a_statement_raises_nothing() -> None:
    assert pieces.dunned([piece(accepted())]) == {}
    facts = accepted(paper="statement", level=0), sending(), sent()
    assert pieces.dunned([piece(*facts)]) == {}


def test_a_skip_is_remembered_by_item() -> None:
    skip = LetterSkipped(
        on=TODAY, letter="LT-1", paper="reminder", level=1, currency="EUR", items=("erp/A",)
    )
    assert pieces.dunned([piece(skip)]) == {"erp/A": Dunned(-1, None, TODAY)}


def test_a_hold_ends_by_its_release() -> None:
    hold = LetterHeld(on=TODAY, letter="LT-1", currency="EUR", reason="address awaited")
    assert piece(hold).state == "held"
    assert piece(hold, LetterReleased(on=TODAY, letter="LT-1")).state == "released"


def test_undone_is_as_if_it_had_not_been() -> None:
    first = event(accepted(), 1)
    undo = event(Undone(on=TODAY, events=(first.id,)), 2)
    assert pieces.fold([first, undo]) == {}


def test_what_a_state_does_not_allow_is_refused_with_what_it_does() -> None:
    with pytest.raises(Refused, match="LT-1 is sent; it cannot be accepted, only read, bounced, answered, withdrawn"):  # fmt: skip
        pieces.must_allow(piece(accepted(), sending(), sent()), "letter.accepted")


def test_a_letter_sent_is_a_contact_and_a_decision_is_none() -> None:
    before = dossier(accepted(), sending())
    assert before.last_contact is None
    after = dossier(accepted(), sending(), sent(level=3))
    assert (after.last_contact, after.last_words) == (
        TODAY,
        "letter 3 (reminder) LT-1 sent",
    )


def test_every_kind_has_words_and_a_way_in_the_table() -> None:
    kinds = {kind for _, kind in pieces.TRANSITIONS}
    assert kinds == {fact.kind for fact in LETTER_FACTS}
    assert told(BOUNCE) is not None
    assert "sent --> bounced: bounced" in pieces.diagram()
