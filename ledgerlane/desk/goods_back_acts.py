"""What a step of goods back does besides: what is agreed is contested, what came is credited."""

from __future__ import annotations

from datetime import date

from ledgerlane.desk.case_doing import Doing
from ledgerlane.desk.deciding import credit
from ledgerlane.domain import claims as claim_rules
from ledgerlane.domain import disputes
from ledgerlane.domain.account import Item
from ledgerlane.domain.cases.goods_back import REASON, line
from ledgerlane.domain.disputes import Dispute
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import Money


def offered(doing: Doing) -> None:
    """Of one invoice, and not more than is open of it; the dispute it answers is one of that invoice."""
    item, amount = _item(doing), doing.values["amount"]
    assert isinstance(amount, Money), amount
    if amount.currency != item.open.currency or not 0 < amount.minor <= item.open.minor:
        msg = f"amount: {amount} cannot come back of {item.number}; {item.open} is open"
        raise Refused(msg)
    if doing.word("dispute"):
        doing.values["dispute"] = _named(doing, item).id
    doing.then(f"goods back {doing.id}: agreed?", _due(doing))


def agreed(doing: Doing) -> None:
    """The price is contested from now on, by the dispute that was named or one of its own."""
    item, price = _item(doing), doing.values.get("price") or _amount(doing, "amount")
    assert isinstance(price, Money), price
    doing.values["price"] = price
    known = _dispute(doing)
    if known is not None:
        if known.rest < price:
            msg = f"price: {price} is more than the {known.rest} of {known.id} that is open"
            raise Refused(msg)
    else:
        fact = disputes.open_(
            doing.desk.new_id("dispute"), item, price, doing.desk.today,
            disputes=doing.view.dossier.disputes.values(), reason=REASON, note=doing.id, code="",
        )  # fmt: skip
        doing.on_account(fact)
        doing.values["dispute"] = fact.dispute
    doing.then(f"goods back {doing.id}: received?", _due(doing))


def received(doing: Doing) -> None:
    """The collector asks for the credit memo next."""
    day = doing.values.setdefault("received", doing.desk.today)
    if isinstance(day, date) and day > doing.desk.today:
        msg = f"received: nothing came on {day.isoformat()} yet"
        raise Refused(msg)
    doing.then(f"goods back {doing.id} are here: goods credit")


def credited(doing: Doing) -> None:
    """Ask for the memo over what came; what is not credited of the price is collected."""
    case, known = doing.case, _dispute(doing)
    assert case is not None
    if known is None or not known.rest.minor:
        memo = case.word("request")
        msg = f"{case.id}: nothing of it is left to credit; {memo or (known and known.id)} has it"
        raise Refused(msg)
    price = min(_amount(doing, "price"), known.rest)
    amount = doing.values.get("amount") or price
    assert isinstance(amount, Money), amount
    if amount.currency != price.currency or not 0 < amount.minor <= price.minor:
        msg = f"amount: {amount} cannot be credited; {price} was agreed and is open"
        raise Refused(msg)
    doing.values["amount"] = amount
    name, facts = credit(
        doing.desk, doing.view, [(known, amount)], reason=REASON, note=doing.word("text"),
        came=(line(case), *(f"came: {move.values['text']}" for move in case.taken("receive")[-1:])),
    )  # fmt: skip
    for agg, told in facts.items():
        for fact in told:
            doing.add(agg, fact)
    doing.values["request"] = name
    rest = price - amount
    if rest.minor:
        why = f"{case.id}: {doing.word('text') or 'not all came back'}"
        fact = claim_rules.decide(
            known, doing.view.claims, rest, doing.desk.today, right=False, note=why
        )
        doing.on_account(fact)
    doing.then(f"goods back: tell them, {name} over {amount} is asked for")


def refused(doing: Doing) -> None:
    """What was contested is collected again."""
    _end(doing, "rejected")
    doing.then("goods back refused: ask for the amount")


def withdrawn(doing: Doing) -> None:
    """They keep the goods, and pay."""
    _end(doing, "withdrawn")
    doing.then("goods back withdrawn, go on")


def _end(doing: Doing, outcome: str) -> None:
    known = _dispute(doing)
    if known is not None and known.state == "open" and known.note == doing.id:
        note = f"{doing.id}: {doing.word('text')}"
        doing.on_account(disputes.settle(known, outcome, doing.desk.today, note))


def _item(doing: Doing) -> Item:
    """The one invoice it is about."""
    if len(doing.items) != 1:
        msg = "goods come back of one invoice; name it with --invoice"
        raise Refused(msg)
    found = next(
        (each for each in doing.view.items if each.ref == doing.items[0].ref), None
    )
    if found is None:
        msg = f"{doing.id}: its invoice is not open any more"
        raise Refused(msg)
    return found


def _named(doing: Doing, item: Item) -> Dispute:
    """The open dispute of the invoice whose id begins as was said."""
    said = doing.word("dispute")
    ours = [
        each
        for each in doing.view.dossier.disputes.values()
        if each.state == "open" and each.item == item.ref
    ]
    found = [each for each in ours if each.id.startswith(said)]
    if len(found) != 1:
        open_ = ", ".join(each.id for each in ours) or "none"
        msg = f"dispute: {said!r} is no open dispute of {item.number}; open are {open_}"
        raise Refused(msg)
    return found[0]


def _dispute(doing: Doing) -> Dispute | None:
    name = doing.case.word("dispute") if doing.case is not None else ""
    return doing.view.dossier.disputes.get(name)


def _amount(doing: Doing, name: str) -> Money:
    found = doing.case.amount(name) if doing.case is not None else None
    assert found is not None, name
    return found


def _due(doing: Doing) -> date:
    due = doing.values.get("due") or (doing.case.due if doing.case is not None else None)
    assert isinstance(due, date), due
    return max(due, doing.desk.today)
