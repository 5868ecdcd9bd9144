"""From the desk's view of an account to what the screens show of it, in one currency."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from ledgerlane.domain.money import plain
from ledgerlane.screens.painting import short_day
from ledgerlane.screens.work import HistoryLine, Seen, Target

if TYPE_CHECKING:
    from ledgerlane.desk.desk import Desk


def seen_of(view: Any, target: Target, desk: Desk) -> Seen:
    """The account as painted; ``view`` is the store's AccountView."""
    currency, today = target.currency, desk.today
    dossier = view.dossier
    items = tuple(
        sorted(
            (i for i in view.items if i.open.currency == currency and i.open.minor),
            key=lambda i: (i.due, i.number),
        )
    )
    aged = view.aged.get(currency) if hasattr(view.aged, "get") else None
    promises = [p for p in dossier.promises.values() if p.amount.currency == currency]
    history = history_of(dossier)
    last = history[0] if history else None
    return Seen(
        target=target,
        customer=view.customer,
        items=items,
        not_due=aged.not_due if aged else 0,
        buckets=_four(aged.buckets) if aged else (0, 0, 0, 0),
        unapplied=aged.unapplied if aged else 0,
        risk=getattr(view, "risk", ""),
        history=history,
        claims=claims_of(dossier, currency, today),
        item_notes=item_notes(dossier, currency),
        kept=sum(1 for p in promises if p.state == "kept"),
        promises=len(promises),
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


def _hold_words(dossier: Any) -> str:
    if dossier.hold:
        return str(dossier.hold)
    return f"snoozed until {dossier.snoozed_until}" if dossier.snoozed_until else ""


def _plan_words(plans: Any) -> str:
    running = [plan for plan in plans if plan.state in ("active", "proposed")]
    return f"{running[0].state} {running[0].id[:8]}" if running else ""


def _waiting_words(requests: Any) -> str:
    waiting = [request for request in requests if request.state == "waiting"]
    return f"write-off {waiting[0].id[:8]}" if waiting else ""


def history_of(dossier: Any) -> tuple[HistoryLine, ...]:
    """The timeline, newest first."""
    return tuple(
        HistoryLine(
            entry.day,
            entry.actor,
            entry.kind,
            entry.words,
            entry.note,
            "taken back" if entry.undone else entry.outcome.upper(),
        )
        for entry in sorted(dossier.activities, key=lambda e: e.t, reverse=True)
    )


def claims_of(dossier: Any, currency: str, today: date) -> tuple[str, ...]:
    """Open disputes: amount, reason and since when."""
    return tuple(
        f"{plain(d.amount.minor, currency)} {d.reason} since {short_day(d.opened, today)}"
        for d in dossier.disputes.values()
        if d.state == "open" and d.amount.currency == currency
    )


def item_notes(dossier: Any, currency: str) -> tuple[tuple[str, str], ...]:
    """Item reference → what is claimed of it."""
    return tuple(
        (d.item, f"{plain(d.amount.minor, currency)} disputed")
        for d in dossier.disputes.values()
        if d.state == "open" and d.item and d.amount.currency == currency
    )
