"""From the desk's view of an account to what the screens show of it, in one currency."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from ledgerlane.domain import credit, placements
from ledgerlane.domain.account import reached
from ledgerlane.domain.aging import Buckets, age
from ledgerlane.domain.cases.case import Case
from ledgerlane.domain.cases.elsewhere import elsewhere, is_away
from ledgerlane.domain.cases.escalation import waits_for
from ledgerlane.domain.columns import Columns, less_pending
from ledgerlane.domain.contact_side import right_only
from ledgerlane.domain.disputes import in_the_books
from ledgerlane.domain.dossier import CONTACT_KINDS
from ledgerlane.domain.estimate import line_of
from ledgerlane.domain.free import Known, being_given_up, free_of
from ledgerlane.domain.letter import language_of
from ledgerlane.domain.money import Money, plain
from ledgerlane.domain.pending import Pending, by_item, gone_words, still_asked, unmatched
from ledgerlane.domain.pieces import Piece, dunned
from ledgerlane.domain.promises import JUDGED, counting
from ledgerlane.domain.requests import STOPS
from ledgerlane.domain.talking import Due, Promised, Situation, ahead, points
from ledgerlane.screens.painting import short_day
from ledgerlane.screens.work import HistoryLine, Seen, Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ledgerlane.domain.account import Customer, Item, Pattern, Receipt
    from ledgerlane.domain.dossier import Dossier
    from ledgerlane.domain.estimate import Estimate
    from ledgerlane.domain.policy import Policy
    from ledgerlane.domain.promises import Verdict
    from ledgerlane.domain.timeline import Activity


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
    def cases(self) -> Sequence[Case]: ...
    @property
    def requests(self) -> Any: ...
    @property
    def held(self) -> Sequence[Any]: ...
    @property
    def pending(self) -> Sequence[Pending]: ...
    @property
    def verdicts(self) -> dict[str, Verdict]: ...
    @property
    def watches(self) -> Any: ...
    @property
    def pattern(self) -> Pattern: ...
    @property
    def risk(self) -> str: ...
    @property
    def risk_words(self) -> str: ...
    @property
    def pieces(self) -> Sequence[Piece]: ...
    @property
    def estimates(self) -> dict[str, Estimate]: ...


def seen_of(view: AccountLike, target: Target, policy: Policy, today: date) -> Seen:
    """The account as painted: what is open in the target's currency, and what was done."""
    currency, dossier = target.currency, view.dossier
    step = dossier.next_step(currency)
    items = tuple(
        sorted(
            (i for i in view.items if i.open.currency == currency and i.open.minor),
            key=lambda i: (i.due, i.number),
        )
    )
    aged = age(view.items, view.receipts, today, currency=currency)
    left = less_pending(
        Columns(aged.not_due, *_four(aged.buckets), aged.unapplied),
        view.pending, currency, today, Buckets(),
    )  # fmt: skip
    states = {id_: verdict.state for id_, verdict in view.verdicts.items()}
    judged = [
        states[id_]
        for id_, promise in dossier.promises.items()
        if promise.amount.currency == currency and id_ in states
    ]
    history = history_of(dossier, states)
    situation = situation_of(view, target, aged, today, policy)
    in_force = credit.in_force(view.customer, dossier.credit)
    limit = in_force.limit(currency)
    return Seen(
        target=target,
        customer=replace(
            _reached(view),
            credit_limit=limit.amount if limit is not None else view.customer.credit_limit,
        ),
        items=items,
        not_due=left.not_due,
        buckets=left[1:5],
        unapplied=left.unapplied,
        posted=unmatched(view.pending, currency),
        risk=view.risk,
        risk_words=view.risk_words,
        estimate=line_of(items, view.estimates, today),
        history=history,
        claims=claims_of(dossier, currency, today),
        cases=tuple(case_words(each, today) for each in _pressing(view.cases)),
        item_notes=(
            *letter_notes(view.pieces, policy, today),
            *item_notes(view.items, dossier, currency),
            *pending_notes(view, currency),
            *given_up_notes(view, currency, today),
            *((ref, each.words) for ref, each in elsewhere(view.cases, parts=True).items()),
        ),
        kept=judged.count("kept"),
        promises=len([state for state in judged if state in JUDGED]),
        open_promises=judged.count("open"),
        cash=cash_lines(view, currency, today),
        plan=_plan_words(view.plans),
        waiting=_waiting_words(view.requests),
        last=_last_words(history, today),
        next_day=step.due if step is not None else None,
        next_words=step.what if step is not None else "",
        owner=dossier.owner,
        hold=_hold_words(dossier, today),
        credit=_TERMS.get(in_force.terms.terms, ""),
        script=points(situation, policy),
        ahead=ahead(situation, policy),
    )


_TERMS = {credit.HOLD: "CREDIT HOLD", credit.CASH_ONLY: "CASH ONLY"}
"""Terms of delivery that a collector has to know before a call."""


def _reached(view: AccountLike) -> Customer:
    """The customer with whom to talk to, as we learnt it."""
    side = view.dossier.contacting
    known = [right_only(each, side) for each in view.dossier.contacts]
    contact = reached(right_only(view.customer.contact, side), known)
    language = contact.language or view.customer.language
    return replace(view.customer, contact=contact, language=language)


CATCH_UP_DAYS = 30
"""Paying what is older than this brings an account current enough."""


def situation_of(view: AccountLike, target: Target, aged: Any, today: date, policy: Policy) -> Situation:  # fmt: skip
    """What the talking points depend on."""
    currency, dossier = target.currency, view.dossier
    step = dossier.next_step(currency)
    given_up = [each for each in _given_up(view, today) if each.amount.currency == currency]
    others, whose = _of_others(view, currency, today, policy)
    items = still_asked(view.items, [*view.pending, *given_up, *others], currency)
    late = [item for item in items if item.due < today]
    behind = [item for item in late if item.days_past_due(today) > CATCH_UP_DAYS] or late
    contested = {"", *(item.ref for item in late)}
    disputes = [
        d
        for d in dossier.open_disputes()
        if d.amount.currency == currency and d.item in contested
    ]
    known = dossier.disputes.values()
    booked = sum(in_the_books(item, known).minor for item in late)
    return Situation(
        today=today, currency=currency, overdue=sum(item.open.minor for item in late), not_due=aged.not_due,
        minimum=sum(item.open.minor for item in behind),
        oldest_due=items[0].due if items else None,
        invoices=tuple(item.number for item in late), last_contact=dossier.last_contact,
        promise=_last_promise(view, currency),
        disputed=sum(dispute.contested.minor for dispute in disputes) + booked,
        dispute=next((d.reason or d.note for d in disputes), "by the books" if booked else ""), due=_next_due(view, currency),
        hold=dossier.hold, waiting=bool(given_up) and (not items or (not late and aged.overdue > 0)),
        escalated=waits_for(view.cases, dossier), risk=view.risk,
        language=language_of(_reached(view).language, view.customer.country),
        usual_days=view.pattern.average_late // 10,
        oldest_document=items[0].document_date if items else None,
        credit=credit.in_force(view.customer, dossier.credit).terms.terms,
        step_due=step is not None and step.due <= today,
        elsewhere=whose if not late else "",
    )  # fmt: skip


_OF_OURS = ("step", "assign", "letter review")
"""Kinds of lines that only order our own work."""


def _last_words(history: Sequence[HistoryLine], today: date) -> str:
    """The last contact; before there was one, what else was done about the account."""
    done = [each for each in history if each.outcome != "taken back"]
    for each in done:
        if each.kind in CONTACT_KINDS:
            return f"{short_day(each.day, today)} {each.words}"
    other = next((each for each in done if each.kind not in _OF_OURS), None)
    if other is None:
        return ""
    note = f" {other.note}" if other.note else ""
    return f"no contact yet; {short_day(other.day, today)} {other.words}{note}"


def _last_promise(view: AccountLike, currency: str) -> Promised | None:
    """What the open promises come to, as the list counts them, else the one that was made last."""
    made = [
        (promise, view.verdicts[id_].state)
        for id_, promise in sorted(
            view.dossier.promises.items(), key=lambda pair: pair[1].t
        )
        if promise.amount.currency == currency and id_ in view.verdicts
    ]
    standing = counting(promise for promise, state in made if state == "open")
    if standing is not None:
        return Promised(standing[0].minor, standing[1], "open")
    counted = [each for each in made if each[1] not in ("superseded", "withdrawn")]
    if not counted:
        return None
    last, state = counted[-1]
    return Promised(last.amount.minor, last.due, state)


def _next_due(view: AccountLike, currency: str) -> Due | None:
    for plan in view.plans:
        watch = view.watches.get(plan.id)
        runs = plan.state == "active" and plan.currency == currency
        if runs and watch is not None and watch.next_due is not None:
            return Due(watch.next_number or 0, watch.next_amount.minor, watch.next_due)
    return None


def _four(buckets: Any) -> tuple[int, int, int, int]:
    one, two, three, four = (*tuple(buckets), 0, 0, 0, 0)[:4]
    return one, two, three, four


def _hold_words(dossier: Dossier, today: date) -> str:
    if dossier.hold:
        return str(dossier.hold)
    until = dossier.snoozed_until
    return f"snoozed until {short_day(until, today)}" if until else ""


def _plan_words(plans: Any) -> str:
    running = [plan for plan in plans if plan.state in ("active", "proposed")]
    return f"{running[0].state} {running[0].id}" if running else ""


def _waiting_words(requests: Any) -> str:
    waiting = [request for request in requests if request.state in STOPS]
    return f"{waiting[0].kind} {waiting[0].id}" if waiting else ""


def _given_up(view: AccountLike, today: date) -> list[Pending]:
    """What waiting write-offs ask of which item."""
    if not any(each.state in STOPS for each in view.requests):
        return []
    known = Known(pending=tuple(view.pending), requests=tuple(view.requests))
    return being_given_up(free_of(view.items, known, today), today)


def _of_others(view: AccountLike, currency: str, today: date, policy: Policy) -> tuple[list[Pending], str]:  # fmt: skip
    """What of which item a court or an agency has, and who in words: it is not asked for on the call."""
    whole = elsewhere(view.cases)
    gone = by_item([line for line in view.pending if line.amount.currency == currency])
    known = view.dossier.disputes.values()
    placed = placements.placed(view.cases, view.items, known, gone, policy, currency)
    found = [
        Pending("", item.ref, "elsewhere", item.open, today, item.due)
        for item in view.items
        if item.ref in whole and item.open.currency == currency
    ]
    found += [
        Pending("", ref, "placed", Money(minor, currency), today)
        for ref, minor in placed.by_item.items()
        if ref not in whole
    ]
    words = [each.words for each in whole.values()] if found and not placed.by_item else []
    return found, next(iter(words), placed.words) if found else ""


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
            entry.t,
        )
        for entry in sorted(dossier.timeline(), key=lambda e: (e.day, e.t), reverse=True)
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


def _pressing(cases: Sequence[Case]) -> list[Case]:
    """Those that are open, the ones that others collect by first."""
    held = {each.id for each in cases if is_away(each)}
    return sorted(
        (each for each in cases if each.open), key=lambda each: each.id not in held
    )


def case_words(case: Case, today: date) -> str:
    """``complaint CO-7K3FQ2 damaged: open, waits for quality by 14 Jul``."""
    due = f" by {short_day(case.due, today)}" if case.due is not None else ""
    late = " LATE" if case.due is not None and case.due < today else ""
    what = case.topic if case.topic != case.waits_for else ""
    about = " ".join(filter(None, (case.kind.name, case.id, what)))
    return f"{about}: {case.state}, waits for {case.waits_for or 'somebody'}{due}{late}"


def item_notes(
    items: Iterable[Item], dossier: Dossier, currency: str
) -> tuple[tuple[str, str], ...]:
    """Item reference → what is claimed of it, by us or by the books alone."""
    known = dossier.disputes.values()
    ours = [
        (d.item, f"{plain(d.amount.minor, currency)} disputed")
        for d in known
        if d.state == "open" and d.item and d.amount.currency == currency
    ]
    booked = [
        (item.ref, f"{plain(minor, currency)} disputed in the books")
        for item in items
        if item.open.currency == currency and (minor := in_the_books(item, known).minor)
    ]
    return (*ours, *booked)


def letter_notes(
    pieces: Iterable[Piece], policy: Policy, today: date
) -> tuple[tuple[str, str], ...]:
    """Item reference → the level that letters have come to with it, and since when: ``demand 11 Nov``."""
    return tuple(
        (
            item,
            f"{policy.dunning.words(reached.level).lower()} {short_day(reached.raised_on, today)}",
        )
        for item, reached in dunned(pieces).items()
        if reached.level >= 0
    )


def cash_lines(view: AccountLike, currency: str, today: date) -> tuple[str, ...]:
    """What was posted here and the books do not show: how much, when, by whom, what is not matched."""
    return tuple(
        f"{plain(row.minor, currency)} posted {short_day(row.cash.posted_on, today)} by {row.cash.posted_by},"
        " not in the books yet"
        + (f"; {plain(row.unmatched, currency)} not matched" if row.unmatched else "")
        for row in view.held
        if row.currency == currency and row.state == "posted"
    )


def given_up_notes(
    view: AccountLike, currency: str, today: date
) -> tuple[tuple[str, str], ...]:
    """Item reference → that a waiting write-off asks for it; of a part, for how much."""
    open_ = {item.ref: item.open for item in view.items}
    return tuple(
        (
            line.item,
            "write-off asked" if line.amount == open_[line.item]
            else f"write-off {plain(line.amount.minor, currency)}",
        )
        for line in _given_up(view, today)
        if line.amount.currency == currency
    )  # fmt: skip


def pending_notes(view: AccountLike, currency: str) -> tuple[tuple[str, str], ...]:
    """Item reference → what was posted or given up of it and is not in the books yet."""
    sums: dict[tuple[str, str], int] = {}
    for each in view.pending:
        if each.item and each.amount.currency == currency:
            key = (each.item, gone_words(each.kind))
            sums[key] = sums.get(key, 0) + each.amount.minor
    return tuple(
        (item, f"{plain(minor, currency)} {gone}, pending")
        for (item, gone), minor in sums.items()
    )
