"""From a draft to the facts that record it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ledgerlane.domain import promises
from ledgerlane.domain.composer import Draft
from ledgerlane.domain.composer_words import Context
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import (
    Assigned,
    ContactLogged,
    ContactWrong,
    DisputeOpened,
    Escalated,
    Fact,
    NextStepCleared,
    NextStepSet,
    NoteAdded,
    PaymentSaid,
    PromiseMade,
    Snoozed,
    StepDeparted,
)


def facts(
    draft: Draft, context: Context, new_id: Callable[[str], str], act: str = ""
) -> tuple[Fact, ...]:
    """What to record for a draft, its next step last. ``new_id("promise")`` makes an id.

    Raises `Refused` for a draft that is not complete; its questions are the caller's to ask.
    """
    if not draft.complete or draft.code is None:
        why = "; ".join((*draft.problems, *draft.questions)) or "nothing is written yet"
        raise Refused(why)
    found = list(_deeds(draft, context, new_id))
    if draft.departure is not None:
        gone = draft.departure
        why = draft.note or draft.reason
        found.append(
            StepDeparted(on=context.today, step=gone.step, how=gone.how, reason=why)
        )
    if draft.no_next:
        found.append(NextStepCleared(on=context.today))
    elif draft.next_day is not None:
        found.append(
            NextStepSet(
                on=context.today,
                due=draft.next_day,
                what=draft.next_words,
                currency=context.currency,
            )
        )
    return tuple(replace(fact, act=act) for fact in found)


def _deeds(draft: Draft, context: Context, new_id: Callable[[str], str]) -> Iterator[Fact]:
    """What was done; a line that promises several times is one conversation."""
    deed = _deed(draft, context, new_id)
    if deed is not None:
        yield deed
    if isinstance(deed, PromiseMade):
        for part in draft.then:
            name = new_id("promise")
            yield replace(deed, promise=name, amount=part.amount, due=part.due, code="")


def _deed(draft: Draft, context: Context, new_id: Callable[[str], str]) -> Fact | None:
    """The fact itself; codes of the book's own are contacts."""
    code, on = draft.code, context.today
    assert code is not None
    why = " · ".join(text for text in (draft.reason, draft.note) if text)
    match code.name:
        case "promise":
            assert draft.amount is not None
            assert draft.due is not None
            return promises.make(
                new_id("promise"), draft.amount, draft.due, on, context.items,
                refs=draft.refs, of=draft.promised, code=code.letter,
                channel=code.channel, reason=draft.reason, by=draft.contact, note=draft.note,
            )  # fmt: skip
        case "pays on":
            assert draft.amount is not None
            assert draft.due is not None
            items = (
                (draft.item,)
                if draft.item
                else promises.covers(draft.amount, context.items, on)
            )
            return PaymentSaid(
                on=on, amount=draft.amount, due=draft.due, items=items, code=code.letter,
                channel=code.channel, by=draft.contact, note=why,
            )  # fmt: skip
        case "dispute":
            assert draft.amount is not None
            only = context.items[0].ref if len(context.items) == 1 else ""
            return DisputeOpened(
                on=on, dispute=new_id("dispute"), item=draft.item or only, amount=draft.amount,
                reason=draft.reason, code=code.letter, note=draft.note,
            )  # fmt: skip
        case "wrong contact":
            return ContactWrong(
                on=on,
                channel=code.channel,
                value=draft.contact,
                note=draft.note,
                code=code.letter,
            )
        case "note":
            return NoteAdded(on=on, note=draft.note)
        case "snooze":
            assert draft.due is not None
            return Snoozed(on=on, until=draft.due, reason=why)
        case "escalate":
            return Escalated(on=on, to=draft.owner or "supervisor", reason=why)
        case "assign":
            return Assigned(on=on, owner=draft.owner)
        case "next step":
            return None
        case _:
            return ContactLogged(
                on=on, code=code.letter, channel=code.channel, outcome=code.outcome,
                currency=context.currency, reason=draft.reason, reached=draft.contact,
                note=_with_amount(draft),
            )  # fmt: skip


def _with_amount(draft: Draft) -> str:
    return " · ".join(str(part) for part in (draft.amount, draft.note) if part)
