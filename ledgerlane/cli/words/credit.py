"""An account's credit as lines and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledgerlane.desk import credit
from ledgerlane.domain import credit as rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledgerlane.desk.desk import Desk
    from ledgerlane.domain.credit import Limit, Line, Terms
    from ledgerlane.store.accounts import AccountView


def as_json(view: AccountView) -> dict[str, Any]:
    """What `show --json` says of credit (docs/cli.md)."""
    known = credit.in_force(view)
    terms = known.terms
    return {
        "terms": terms.terms, "since": terms.since.isoformat() if terms.since else None,
        "by": terms.by, "reason": terms.reason, "cause": terms.cause, "case": terms.case,
        "causes": [cause(each) for each in known.causes], "books_hold": known.books,
        "limits": [_limit(each) for _, each in sorted(known.limits.items())],
        "exposure": [_line(each) for each in credit.lines(view)],
        "waiting": [
            {"case": each.id, "asked": credit.asked_words(each), "by": each.opened_by}
            for each in credit.cases(view)
            if each.open
        ],
    }  # fmt: skip


def cause(each: Terms) -> dict[str, Any]:
    """One thing that keeps a customer from open account, and what ends it."""
    return {
        "terms": each.terms, "since": each.since.isoformat() if each.since else None,
        "by": each.by, "reason": each.reason, "cause": each.cause, "case": each.case,
        "ends": rules.ends(each),
    }  # fmt: skip


def terms(view: AccountView) -> Iterator[str]:
    """How a customer is delivered to: each cause with what ends it, and what the books say."""
    known = credit.in_force(view)
    for each in known.causes:
        yield f"TERMS     {each.words}; {rules.ends(each)} ends it"
    if not known.causes:
        yield f"TERMS     {known.terms.words}"
    if known.books and known.said is not None:
        yield "BOOKS     they hold the customer; our word stands above them (credit terms --books ends it)"


def _limit(each: Limit) -> dict[str, Any]:
    return {
        "minor": each.amount.minor, "currency": each.amount.currency, "by": each.by,
        "since": each.since.isoformat() if each.since else None, "reason": each.reason,
        "case": each.case,
    }  # fmt: skip


def _line(each: Line) -> dict[str, Any]:
    return {"currency": each.currency, "exposure": each.exposure, "limit": each.limit, "over": each.over}  # fmt: skip


def one(desk: Desk, view: AccountView) -> dict[str, Any]:
    """The stable shape of ``credit show CUSTOMER --json``."""
    return {
        "v": 1, "as_of": desk.today.isoformat(), "customer": view.customer.number,
        "name": view.customer.name, "credit": as_json(view),
        "evidence": list(credit.evidence(desk, view)),
        "decisions": [
            {"day": each.day.isoformat(), "by": each.actor, "words": each.words, "note": each.note}
            for each in decisions(view)
        ],
    }  # fmt: skip


def decisions(view: AccountView) -> list[Any]:
    """What was decided on the customer's credit, the newest first; what was taken back is left out."""
    told = [e for e in view.dossier.activities if e.kind == "credit" and not e.undone]
    return list(reversed(told))


def lines(desk: Desk, view: AccountView) -> Iterator[str]:
    """An account's credit file."""
    known = credit.in_force(view)
    yield f"{view.customer.number} {view.customer.name}"
    yield from terms(view)
    for _, each in sorted(known.limits.items()):
        yield f"LIMIT     {rules.limit_words(each)}" + (f": {each.reason}" if each.reason else "")  # fmt: skip
    for line in credit.lines(view):
        yield f"EXPOSURE  {line.words.removeprefix('exposure ')}"
    for case in credit.cases(view):
        if case.open:
            yield f"WAITING   {case.id} {credit.asked_words(case)}, by {case.opened_by} on {case.opened_on.isoformat()}: {case.word('text')}"
    yield "EVIDENCE"
    for text in credit.evidence(desk, view):
        yield f"  {text}"
    told = decisions(view)
    if told:
        yield "DECIDED"
    for each in told:
        note = f"  {each.note}" if each.note else ""
        yield f"  {each.day.isoformat()}  {each.actor}  {each.words}{note}"


def said(view: AccountView) -> str:
    """``1001 Nordvik: cash in advance only since ...; limit 5 000.00 EUR by cleo since ...``."""
    known = credit.in_force(view)
    limits = [rules.limit_words(each) for _, each in sorted(known.limits.items())]
    parts = [rules.words(known), *(f"limit {each}" for each in limits)]
    return f"{view.customer.number} {view.customer.name}: {'; '.join(parts)}"
