"""What marketing's decision records: a credit memo to approve, or the next call about a denial."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import append
from ledgerlane.desk.requests import held
from ledgerlane.domain import claims as rules
from ledgerlane.domain import requests
from ledgerlane.domain.account import Item
from ledgerlane.domain.calendar import BusinessCalendar
from ledgerlane.domain.claims import Claim
from ledgerlane.domain.disputes import Dispute
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import Fact, NextStepSet
from ledgerlane.domain.money import Money, total
from ledgerlane.domain.requests import CREDIT_MEMO
from ledgerlane.store.accounts import AccountView

Chosen = Sequence[tuple[Dispute, Money]]
"""Deductions, and what of each is decided."""


def confirmed(
    desk: Desk, view: AccountView, chosen: Chosen, *, claim: Claim | None = None,
    reason: str = "", note: str = "", more: Sequence[Fact] = (),
) -> str:  # fmt: skip
    """Record that these are right, and ask for their credit memo in the same act; its id."""
    items = {item.ref: item for item in view.items}
    sums = defaultdict[str, int](int)
    for dispute, amount in chosen:
        if dispute.item not in items:
            msg = f"{dispute.id}: its invoice is not open any more; nothing can be credited"
            raise Refused(msg)
        sums[dispute.item] += amount.minor
    pairs = [
        (items[ref], Money(minor, items[ref].open.currency)) for ref, minor in sums.items()
    ]
    name, act = desk.new_id("credit memo"), desk.new_id("act")
    asked = requests.ask(
        CREDIT_MEMO, name, view.customer.ref, pairs, claim.form if claim else reason, desk.today,
        evidence_lines=_evidence(desk, chosen, claim, items), note=note,
        tax_relief=desk.policy.deductions.tax_relief, elsewhere=held(view),
        claims=(claim.id,) if claim else (),
    )  # fmt: skip
    decided = [
        replace(
            rules.decide(dispute, view.claims, amount, desk.today, right=True, request=name,
                         claim=claim.id if claim else "", note=note), act=act
        )
        for dispute, amount in chosen
    ]  # fmt: skip
    facts: dict[str, list[Fact]] = {
        f"request:{name}": [replace(asked, act=act)],
        f"customer:{view.customer.ref}": [*(replace(each, act=act) for each in more), *decided],
    }  # fmt: skip
    append(desk, facts)
    return name


def _evidence(
    desk: Desk, chosen: Chosen, claim: Claim | None, items: dict[str, Item]
) -> tuple[str, ...]:
    """What the approver reads: the form, what came with it, and what of which invoice is right."""
    lines = []
    if claim is not None:
        program = f", {claim.program}" if claim.program else ""
        lines.append(
            f"claim {claim.id} {claim.form} {claim.amount}{program}, recorded {claim.recorded_on.isoformat()} by {claim.by}"
        )
        lines += [f"came with it: {each}" for each in claim.evidence]
    lines += [
        f"{desk.actor} confirms {amount} of {dispute.amount} {dispute.reason or dispute.note} "
        f"on {items[dispute.item].number} ({dispute.id}, {dispute.opened_on.isoformat()})"
        for dispute, amount in chosen
    ]
    return tuple(" ".join(line.split()) for line in lines)


def denied(
    desk: Desk, view: AccountView, chosen: Chosen, *, claim: str = "", note: str = ""
) -> Money:
    """Record that these are not right. They are chased again: the next step asks for them."""
    act = desk.new_id("act")
    facts: list[Fact] = [
        replace(
            rules.decide(dispute, view.claims, amount, desk.today, right=False, claim=claim, note=note), act=act
        )
        for dispute, amount in chosen
    ]  # fmt: skip
    whole = total((amount for _, amount in chosen), chosen[0][1].currency)
    if not any(step.about == "" for step in view.dossier.steps):
        calendar = BusinessCalendar.of(desk.policy.weekend, desk.policy.holidays)
        due = calendar.add_business_days(
            desk.today, desk.policy.deductions.chase_business_days
        )
        words = f"deduction denied: ask for {whole}"
        facts.insert(0, NextStepSet(on=desk.today, act=act, due=due, what=words))
    append(desk, {f"customer:{view.customer.ref}": facts})
    return whole
