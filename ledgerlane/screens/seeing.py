"""From the desk's view of an account to what the screens show of it, in one currency."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from ledgerlane.domain.aging import age
from ledgerlane.domain.dossier import CONTACT_KINDS
from ledgerlane.domain.money import plain
from ledgerlane.domain.promises import judge_all
from ledgerlane.screens.painting import short_day
from ledgerlane.screens.work import HistoryLine, Seen, Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledgerlane.domain.account import Customer, Item, Receipt
    from ledgerlane.domain.dossier import Activity, Dossier
    from ledgerlane.domain.policy import Policy


class AccountLike(Protocol):
    """What is asked of the store's view of an account."""

    # ruff: noqa: D102
    @property
    def customer(self) -> Customer: ...
    @property
    def items(self) -> Sequence[Item]: ...
    @property
    def receipts(self) -> Sequence[Receipt]: ...
    @property
    def dossier(self) -> Dossier: ...
    @property
    def plans(self) -> Any: ...
    @property
    def requests(self) -> Any: ...


def seen_of(view: AccountLike, target: Target, policy: Policy, today: date) -> Seen:
    """The account as painted: what is open in the target's currency, and what was done."""
    currency, dossier = target.currency, view.dossier
    items = tuple(
        sorted(
            (i for i in view.items if i.open.currency == currency and i.open.minor),
            key=lambda i: (i.due, i.number),
        )
    )
    aged = age(view.items, view.receipts, today, currency=currency)
    verdicts = judge_all(dossier.promises.values(), view.receipts, policy.promises, today)
    states = {id_: verdict.state for id_, verdict in verdicts.items()}
    judged = [
        states[id_]
        for id_, promise in dossier.promises.items()
        if promise.amount.currency == currency and id_ in states
    ]
    history = history_of(dossier, states)
    last = next(
        (e for e in history if e.kind in CONTACT_KINDS and e.outcome != "taken back"), None
    )
    return Seen(
        target=target,
        customer=view.customer,
        items=items,
        not_due=aged.not_due,
        buckets=_four(aged.buckets),
        unapplied=aged.unapplied,
        risk=getattr(view, "risk", ""),
        history=history,
        claims=claims_of(dossier, currency, today),
        item_notes=item_notes(dossier, currency),
        kept=judged.count("kept"),
        promises=len(judged),
        plan=_plan_words(view.plans),
        waiting=_waiting_words(view.requests),
        last=f"{short_day(last.day, today)} {last.words}" if last else "",
        next_day=dossier.next_day,
        next_words=dossier.next_words,
        owner=dossier.owner,
        hold=_hold_words(dossier),
    )


def _four(buckets: Any) -> tuple[int, int, int, int]:
    one, two, three, four = (*tuple(buckets), 0, 0, 0, 0)[:4]
    return one, two, three, four


def _hold_words(dossier: Dossier) -> str:
    if dossier.hold:
        return str(dossier.hold)
    return f"snoozed until {dossier.snoozed_until}" if dossier.snoozed_until else ""


def _plan_words(plans: Any) -> str:
    running = [plan for plan in plans if plan.state in ("active", "proposed")]
    return f"{running[0].state} {running[0].id}" if running else ""


def _waiting_words(requests: Any) -> str:
    waiting = [request for request in requests if request.state == "waiting"]
    return f"write-off {waiting[0].id}" if waiting else ""


def history_of(dossier: Dossier, states: dict[str, str]) -> tuple[HistoryLine, ...]:
    """The timeline, newest first; a promise's line ends in its verdict."""
    return tuple(
        HistoryLine(
            entry.day,
            entry.actor,
            entry.kind,
            entry.words,
            entry.note,
            "taken back" if entry.undone else _outcome(entry, states),
        )
        for entry in sorted(dossier.timeline(), key=lambda e: e.t, reverse=True)
    )


def _outcome(entry: Activity, states: dict[str, str]) -> str:
    state = states.get(entry.subject, entry.outcome)
    return state.upper() if state.upper() in SHOWN_OUTCOMES else ""


SHOWN_OUTCOMES = ("BROKEN", "KEPT", "PARTLY KEPT", "SUPERSEDED", "WITHDRAWN")


def claims_of(dossier: Dossier, currency: str, today: date) -> tuple[str, ...]:
    """Open disputes: amount, reason and since when."""
    return tuple(
        f"{plain(d.amount.minor, currency)} {d.reason or d.note} since {short_day(d.opened_on, today)}"
        for d in dossier.disputes.values()
        if d.state == "open" and d.amount.currency == currency
    )


def item_notes(dossier: Dossier, currency: str) -> tuple[tuple[str, str], ...]:
    """Item reference → what is claimed of it."""
    return tuple(
        (d.item, f"{plain(d.amount.minor, currency)} disputed")
        for d in dossier.disputes.values()
        if d.state == "open" and d.item and d.amount.currency == currency
    )
