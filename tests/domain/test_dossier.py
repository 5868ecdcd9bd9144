from __future__ import annotations

import random
from dataclasses import replace

from builders import TODAY, M, day, dossier, event, history

from ledgerlane.domain.dossier import fold
from ledgerlane.domain.events import (
    Assigned,
    BatchUndone,
    ContactLogged,
    DisputeOpened,
    DisputeSettled,
    Escalated,
    Fact,
    Held,
    NextStepCleared,
    NextStepSet,
    NoteAdded,
    PromiseMade,
    PromiseWithdrawn,
    Released,
    Snoozed,
    Undone,
)
from ledgerlane.domain.next_steps import Step

NOV, LATER = day("2026-11-14"), day("2026-11-16")


def promised(name: str = "p1", amount: str = "15000.00 NOK", items: str = "erp/8812") -> PromiseMade:  # fmt: skip
    return PromiseMade(on=NOV, promise=name, amount=M(amount), due=day("2026-11-20"),
                       items=tuple(items.split()), by="Kari Moe", reason="cash flow")  # fmt: skip


CALL = ContactLogged(on=NOV, code="n", channel="phone", outcome="no answer", currency="NOK")


def test_the_timeline_reads_as_people_talk() -> None:
    lines = dossier(
        CALL, promised(), NoteAdded(on=NOV, note="pays on Thursdays")
    ).activities
    assert [(a.kind, a.words, a.note) for a in lines] == [
        ("call", "no answer", ""),
        ("promise", "PROMISE 15 000.00 NOK by 20 Nov  Kari Moe · cash flow", ""),
        ("note", "note", "pays on Thursdays"),
    ]
    assert lines[1].subject == "p1"


def test_the_timeline_tells_each_act_once() -> None:
    step = NextStepSet(on=NOV, due=TODAY, what="call again", act="A1")
    alone = NextStepSet(on=NOV, due=TODAY, what="ask the manager", act="A2")
    made = dossier(
        replace(CALL, act="A1"), step, alone, Undone(on=NOV, events=("anna:1", "anna:2"))
    )
    assert [(a.words, a.undone) for a in made.timeline()] == [
        ("no answer", True),
        (f"next: ask the manager on {TODAY:%d %b}", False),
    ]


def test_the_last_word_counts_for_owner_hold_and_next_step() -> None:
    made = dossier(
        Assigned(on=NOV, owner="bo"), Assigned(on=NOV, owner="anna"),
        Held(on=NOV, reason="court"), Snoozed(on=NOV, until=TODAY, reason="holiday"),
        NextStepSet(on=NOV, due=TODAY, what="call again"), Escalated(on=NOV, to="supervisor"), CALL,
    )  # fmt: skip
    assert (made.owner, made.hold, made.hold_day) == ("anna", "court", NOV)
    assert (made.snoozed_until, made.snooze_reason) == (TODAY, "holiday")
    assert (made.next_day, made.next_words, made.no_next) == (TODAY, "call again", False)
    assert (made.escalated, made.last_contact, made.last_words) == (
        "supervisor",
        NOV,
        "no answer",
    )
    after = dossier(Held(on=NOV, reason="court"), Released(on=NOV), NextStepCleared(on=NOV))
    assert (after.hold, after.hold_day, after.no_next) == ("", None, True)


def test_undo_takes_the_effect_back_and_undoing_the_undo_brings_it_again() -> None:
    facts: list[Fact] = [Assigned(on=NOV, owner="bo"), CALL, Undone(on=NOV, events=("anna:1", "anna:2"))]  # fmt: skip
    once = dossier(*facts)
    assert (once.owner, once.last_contact) == ("", None)
    assert [a.undone for a in once.activities] == [True, True, False]
    again = dossier(*facts, Undone(on=NOV, events=("anna:3",)))
    assert (again.owner, again.last_contact) == ("bo", NOV)
    assert [a.undone for a in again.activities] == [False, False, True, False]


def test_a_new_promise_replaces_the_one_its_author_had_seen() -> None:
    made = dossier(promised(), promised("p2", "9000.00 NOK"), promised("p3", "5.00 EUR"),
                   promised("p4", "7.00 NOK", "erp/9999"))  # fmt: skip
    assert {p.id: p.ended for p in made.promises.values()} == {
        "p1": "superseded", "p2": "", "p3": "", "p4": "",
    }  # fmt: skip
    assert made.promises["p1"].ended_on == NOV


def test_two_promises_made_apart_both_live_until_somebody_has_seen_both() -> None:
    apart = [event(promised(), 1, "anna"), event(promised("p2", "900.00 NOK"), 1, "bo")]
    made = fold(apart)
    assert [(p.ended, p.rivals) for p in made.promises.values()] == [
        ("", ("p2",)), ("", ("p1",)),
    ]  # fmt: skip
    seen = event(promised("p3"), 2, "anna", base=("anna:1", "bo:1"))
    assert [p.ended for p in fold([*apart, seen]).promises.values()] == [
        "superseded", "superseded", "",
    ]  # fmt: skip


def test_the_same_promise_made_apart_is_one() -> None:
    made = fold([event(promised(), 1, "anna"), event(promised("p2"), 1, "bo")])
    assert [(p.ended, p.rivals) for p in made.promises.values()] == [
        ("", ()),
        ("superseded", ()),
    ]


def test_what_the_author_saw_is_seen_through_others() -> None:
    told = event(NoteAdded(on=NOV, note="ok"), 2, "bo", base=("anna:1",))
    last = event(promised("p2"), 3, "cy", base=("bo:2",))
    made = fold([event(promised(), 1, "anna"), told, last])
    assert made.promises["p1"].ended == "superseded"


def test_an_undone_promise_replaces_nothing() -> None:
    made = dossier(promised(), promised("p2"), Undone(on=NOV, events=("anna:2",)))
    assert {p.id: p.ended for p in made.promises.values()} == {"p1": ""}


def test_withdrawing_and_answering() -> None:
    made = dossier(
        promised(), PromiseWithdrawn(on=LATER, promise="p1", why="wrong account"),
        DisputeOpened(on=NOV, dispute="d1", item="erp/8840", amount=M("3000.00 NOK"), reason="pallets"),
        DisputeSettled(on=LATER, dispute="d1", outcome="rejected"),
    )  # fmt: skip
    assert (made.promises["p1"].ended, made.promises["p1"].ended_on) == ("withdrawn", LATER)
    assert (made.disputes["d1"].state, made.dispute_answered) == ("rejected", LATER)
    assert made.activities[1].words == "DISPUTE 3 000.00 NOK of 8840 · pallets"
    assert made.open_disputes() == ()


def test_what_it_does_not_know_leaves_a_mark_and_nothing_else() -> None:
    made = dossier(
        CALL,
        BatchUndone(on=NOV, sha256="", source=""),
        PromiseWithdrawn(on=NOV, promise="none"),
    )
    assert made.newer
    assert [a.kind for a in made.activities] == ["call", "promise withdrawn"]


def test_any_order_of_delivery_gives_the_same_dossier() -> None:
    mine = history(CALL, promised(), Assigned(on=NOV, owner="bo"), Undone(on=NOV, events=("anna:3",)))  # fmt: skip
    theirs = history(promised("p9"), Assigned(on=NOV, owner="cy"), actor="bo")
    events = mine + theirs
    expected = fold(events)
    for seed in range(50):
        shuffled = events + events[:2]  # some arrive twice
        random.Random(seed).shuffle(shuffled)
        assert fold(shuffled) == expected


def test_the_follow_up_of_a_dispute_stands_beside_the_accounts_next_step() -> None:
    opened = DisputeOpened(
        on=NOV, dispute="d1", item="erp/8840", amount=M("10.00 NOK"), act="A1"
    )
    follow = NextStepSet(on=NOV, due=day("2026-11-20"), what="answer the dispute", act="A1")
    call = NextStepSet(on=NOV, due=day("2026-11-17"), what="call back", act="A2")
    made = dossier(opened, follow, call)
    assert (made.next_day, made.next_words) == (day("2026-11-17"), "call back")
    later = NextStepSet(
        on=day("2026-11-17"), due=day("2026-11-24"), what="follow up", act="A3"
    )
    made = dossier(opened, follow, call, later)
    assert (made.next_day, made.next_words) == (day("2026-11-20"), "answer the dispute")
    settled = DisputeSettled(on=LATER, dispute="d1", outcome="rejected")
    assert dossier(opened, follow, call, settled).next_words == "call back"
    assert dossier(opened, follow, call, NextStepCleared(on=NOV)).steps == ()
    worked = NextStepSet(
        on=day("2026-11-20"), due=day("2026-11-27"), what="follow up", act="A4"
    )
    assert dossier(opened, follow, worked).steps == (
        Step(day("2026-11-27"), "follow up", on=day("2026-11-20"), act="A4"),
    )


def test_what_is_recorded_for_an_earlier_day_does_not_say_what_is_next() -> None:
    """The newest business day decides, whenever it was recorded (rulings.md 3)."""
    now = [
        replace(promised("new"), on=LATER, act="A1"),
        NextStepSet(on=LATER, due=day("2026-11-24"), what="check the promise", act="A1"),
    ]
    before = [
        replace(promised("old"), act="A2"),
        NextStepSet(on=NOV, due=day("2026-11-18"), what="check the promise", act="A2"),
    ]
    made = dossier(*now, *before)
    assert [(step.due, step.on) for step in made.steps] == [(day("2026-11-24"), LATER)]
    assert made.promises["new"].ended == ""
    old = made.promises["old"]
    assert (old.ended, old.ended_on) == ("superseded", LATER)
    assert next(line.words for line in made.timeline()).startswith("PROMISE")
    cleared = dossier(*now, NextStepCleared(on=NOV))
    assert (len(cleared.steps), cleared.no_next) == (1, False)
    closed = dossier(NextStepCleared(on=LATER), *before)
    assert (closed.steps, closed.no_next) == ((), True)
