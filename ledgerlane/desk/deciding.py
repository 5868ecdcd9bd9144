"""What marketing's decision records: a credit memo to approve, or the next call about a denial."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import Facts, append, append_act
from ledgerlane.desk.past import question
from ledgerlane.desk.requests import held
from ledgerlane.domain import claims as rules
from ledgerlane.domain import disputes, requests
from ledgerlane.domain.account import Item
from ledgerlane.domain.calendar import BusinessCalendar
from ledgerlane.domain.claims import Claim
from ledgerlane.domain.disputes import Dispute
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import Fact, NextStepSet
from ledgerlane.domain.money import Money, total
from ledgerlane.domain.pending import GIVEN_UP
from ledgerlane.domain.requests import CREDIT_MEMO
from ledgerlane.store import given_up
from ledgerlane.store.accounts import AccountView

Chosen = Sequence[tuple[Dispute, Money]]
"""Deductions, and what of each is decided."""


def creditable(view: AccountView, dispute: Dispute) -> Money:
    """What a credit memo can be over where they are right: what nobody has decided, as far as it is open.

    Nothing of an invoice that is paid; what of the account is paid, or given up, is not credited either.
    """
    known, gone = view.dossier.disputes.values(), held(view, approved_only=True)
    currency, open_ = dispute.amount.currency, 0
    for item in view.items:
        if item.open.currency != currency or dispute.item not in ("", item.ref):
            continue
        left = item.open if dispute.item else disputes.collectable(item, known)
        pending = gone[item.ref].minor if item.ref in gone else 0
        open_ += max(0, left.minor - pending)
    return min(dispute.rest, Money(open_, currency))


def owed_back(desk: Desk, view: AccountView, dispute: Dispute) -> Money:
    """What we owe them where they are right: what of their invoice they paid meanwhile and contested.

    A credit memo takes off what is open and cannot give it back. What was credited or given up
    of the invoice by another word than for a dispute is taken for theirs.
    """
    nothing = Money(0, dispute.amount.currency)
    gone = dispute.rest - creditable(view, dispute)
    if not dispute.item or not gone.minor:
        return nothing
    pending = sum(
        each.amount.minor
        for each in view.pending
        if each.item == dispute.item and each.kind in GIVEN_UP
    )
    given = given_up.taken_off(desk.store.db, question(desk).lens, dispute.item) + pending
    known = view.dossier.disputes.values()
    theirs = sum(each.credited for each in known if each.item == dispute.item)
    return max(nothing, gone - Money(max(0, given - theirs), gone.currency))


def owed_words(view: AccountView, owed: Sequence[tuple[Dispute, Money]]) -> str:
    """``100.00 EUR is to be paid back or credited: 1001 is paid``, or nothing."""
    if not owed:
        return ""
    whole = total((amount for _, amount in owed), owed[0][1].currency)
    numbers = dict.fromkeys(view.names.document(dispute.item) for dispute, _ in owed)
    are = "is" if len(numbers) == 1 else "are"
    return f"{whole} is to be paid back or credited: {', '.join(numbers)} {are} paid"


def confirmed(
    desk: Desk, view: AccountView, chosen: Chosen, *, claim: Claim | None = None,
    reason: str = "", note: str = "", whole: bool = False,
) -> str:  # fmt: skip
    """Record that these are right, and ask for their credit memo in the same act; its id."""
    name, facts = credit(
        desk, view, chosen, claim=claim, reason=reason, note=note, whole=whole
    )
    append_act(desk, facts)
    return name


def credit(
    desk: Desk, view: AccountView, chosen: Chosen, *, claim: Claim | None = None,
    reason: str = "", note: str = "", came: Sequence[str] = (), whole: bool = False,
) -> tuple[str, Facts]:  # fmt: skip
    """The credit memo's id, and what records that these are right and asks for it.

    ``came`` are lines of evidence besides the claim's. ``whole``: the answer is to all that nobody
    has decided of each; what is more than is chosen is not open any more (`creditable`).
    """
    items = {item.ref: item for item in view.items}
    for dispute, _ in chosen:
        if dispute.item and dispute.item not in items:
            msg = f"{dispute.id}: its invoice is not open any more; nothing can be credited"
            raise Refused(msg)
    sums = shared_out(chosen, view)
    pairs = [
        (items[ref], Money(minor, items[ref].open.currency)) for ref, minor in sums.items()
    ]
    name = desk.new_id("credit memo")
    asked = requests.ask(
        CREDIT_MEMO, name, view.customer.ref, pairs, claim.form if claim else reason, desk.today,
        evidence_lines=(*came, *_evidence(desk, chosen, claim, items)), note=note,
        tax_relief=desk.policy.deductions.tax_relief, elsewhere=held(view),
        claims=(claim.id,) if claim else (),
    )  # fmt: skip
    decided = [
        rules.decide(dispute, view.claims, amount, desk.today, right=True, request=name,
                     claim=claim.id if claim else "", note=note,
                     paid=dispute.rest - amount if whole and amount < dispute.rest else None)
        for dispute, amount in chosen
    ]  # fmt: skip
    return name, {f"request:{name}": [asked], f"customer:{view.customer.ref}": decided}


def shared_out(chosen: Chosen, view: AccountView) -> dict[str, int]:
    """What is credited of each item, minor units: of what is contested of the account, the oldest due first.

    Refused where the account has less open and uncontested than that.
    """
    sums = defaultdict[str, int](int)
    known, others = view.dossier.disputes.values(), held(view)
    for dispute, amount in chosen:
        if dispute.item:
            sums[dispute.item] += amount.minor
    for dispute, amount in chosen:
        left = 0 if dispute.item else amount.minor
        for item in sorted(view.items, key=lambda each: (each.due, each.ref)):
            if not left or item.open.currency != amount.currency:
                continue
            free = disputes.collectable(item, known).minor
            free -= others[item.ref].minor if item.ref in others else 0
            part = min(left, max(0, free - sums.get(item.ref, 0)))
            left -= part
            if part:
                sums[item.ref] += part
        if left:
            msg = f"{dispute.id}: {amount} is more than is open and not contested of the account's invoices"
            raise Refused(msg)
    return sums


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
        f"on {items[dispute.item].number if dispute.item else 'the account'} ({dispute.id}, {dispute.opened_on.isoformat()})"
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
    if not any(
        step.about == "" and step.concerns(whole.currency) for step in view.dossier.steps
    ):
        calendar = BusinessCalendar.of(desk.policy.weekend, desk.policy.holidays)
        due = calendar.add_business_days(
            desk.today, desk.policy.deductions.chase_business_days
        )
        words = f"deduction denied: ask for {whole}"
        facts.insert(
            0,
            NextStepSet(
                on=desk.today, act=act, due=due, what=words, currency=whole.currency
            ),
        )
    append(desk, {f"customer:{view.customer.ref}": facts})
    return whole
