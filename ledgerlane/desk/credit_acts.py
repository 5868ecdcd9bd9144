"""What a step of a credit case does besides: the evidence of the moment, and what a decision changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ledgerlane.desk import credit
from ledgerlane.domain import credit as rules
from ledgerlane.domain.cases.case import Case
from ledgerlane.domain.cases.credit import DECIDERS
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.money import Money
from ledgerlane.store import people

if TYPE_CHECKING:
    from ledgerlane.desk.case_doing import Doing


def _recommended(doing: Doing) -> None:
    """Bound to the evidence and to what is in force; refused where granting it would change nothing.

    The account is collected meanwhile: it keeps its step, and the case has the day of its decision.
    """
    case = doing.case
    if case is None:
        action, limit = doing.word("action"), _money(doing)
        known = next((e for e in credit.cases(doing.view) if e.open), None)
        if known is not None:
            msg = f"{known.id} ({credit.asked_words(known)}) waits already; `credit note {known.id}` adds to it"
            raise Refused(msg)
    else:
        action, limit = case.word("action"), case.amount("limit")
    in_force = credit.in_force(doing.view)
    rules.decided(action, limit, in_force, doing.desk.today, reason="")
    lines = _show(doing)
    doing.values["digest"] = rules.digest(
        doing.view.customer.ref, action, limit, in_force, lines
    )


def _granted(doing: Doing) -> None:
    case = _ours(doing)
    _not_lapsed(doing, case)
    _effect(doing, case.word("action"), case.amount("limit"))
    doing.then(f"credit {case.word('action')} granted: tell them")


def _changed(doing: Doing) -> None:
    case = _ours(doing)
    _not_lapsed(doing, case)
    action, limit = doing.word("action"), _money(doing)
    if (action, limit) == (case.word("action"), case.amount("limit")):
        msg = f"that is what {case.opened_by} recommended; `credit grant {case.id}` does it"
        raise Refused(msg)
    _effect(doing, action, limit)
    doing.then(f"credit decided otherwise: {action}")


def _denied(doing: Doing) -> None:
    case = _ours(doing)
    _show(doing)
    doing.then(f"credit {case.word('action')} denied, go on")


def _asked_back(doing: Doing) -> None:
    doing.then(f"credit asks: {doing.word('text')}"[:80])


def _withdrawn(doing: Doing) -> None:
    """By who recommended it, or by the credit role."""
    case, desk = doing.case, doing.desk
    assert case is not None, doing.id
    known = people.load(desk.store).roles(desk.actor, desk.clock_day)
    if desk.actor != case.opened_by and known.isdisjoint(DECIDERS):
        msg = f"{case.opened_by} recommended {case.id}; only they, or the credit role, may withdraw it."
        raise NotPermitted(msg)
    doing.then("credit recommendation withdrawn, go on")


def _effect(doing: Doing, action: str, limit: Money | None) -> None:
    """Record what the decision changes, and what it was taken on."""
    case, in_force = _ours(doing), credit.in_force(doing.view)
    reason = doing.word("text") or str(case.moves[0].values["text"])
    facts = rules.decided(
        action, limit, in_force, doing.desk.today, reason=reason, case=doing.id
    )
    lines = _show(doing)
    doing.values["digest"] = rules.digest(
        doing.view.customer.ref, action, limit, in_force, lines
    )
    for fact in facts:
        doing.on_account(fact)


def _ours(doing: Doing) -> Case:
    """The case, where the actor has no part in what was recommended."""
    case = doing.case
    assert case is not None, doing.id
    by = doing.desk.actor
    if took_part(case, by):
        msg = f"{by} recommended {case.id} again; somebody else must decide it."
        raise NotPermitted(msg)
    return case


def took_part(case: Case, login: str) -> str:
    """Why somebody who answered for a recommendation may not decide it, or nothing."""
    mine = any(each.by == login for each in case.taken("again"))
    return "your own: you recommended it again" if mine else ""


def _not_lapsed(doing: Doing, case: Case) -> None:
    now = credit.in_force(doing.view)
    shown = case.word("evidence").split("\n")
    ref = doing.view.customer.ref
    asked = rules.digest(ref, case.word("action"), case.amount("limit"), now, shown)
    if asked != case.word("digest"):
        limits = ", ".join(rules.limit_words(e) for _, e in sorted(now.limits.items()))
        msg = (
            f"{case.id} has lapsed: what is in force changed since it was recommended; it is now"
            f" {rules.words(now)}, limit {limits or 'none'}."
            f" `credit again {case.id}` renews it"
        )
        raise Refused(msg)


def _show(doing: Doing) -> tuple[str, ...]:
    """Keep the evidence of this moment with the step."""
    lines = credit.evidence(doing.desk, doing.view)
    doing.values["evidence"] = "\n".join(lines)
    return lines


def _money(doing: Doing) -> Money | None:
    found = doing.values.get("limit")
    return found if isinstance(found, Money) else None


CREDIT_ACTS: Mapping[tuple[str, str], Callable[[Doing], None]] = {
    ("credit", "recommend"): _recommended,
    ("credit", "again"): _recommended,
    ("credit", "grant"): _granted,
    ("credit", "change"): _changed,
    ("credit", "deny"): _denied,
    ("credit", "return"): _asked_back,
    ("credit", "withdraw"): _withdrawn,
}
"""By kind and step: what is recorded with it."""
