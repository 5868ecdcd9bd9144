"""What a step of a case does besides: each function adds facts of the same act, or refuses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from ledgerlane.desk import escalating, placing, suing
from ledgerlane.desk import goods_back_acts as goods_back
from ledgerlane.desk import sales_acts as sales
from ledgerlane.desk.case_doing import LONGEST_STEP, Doing
from ledgerlane.desk.credit_acts import CREDIT_ACTS
from ledgerlane.desk.deciding import credit, creditable, owed_back, owed_words
from ledgerlane.desk.disputes import unsettled
from ledgerlane.desk.prospect_acts import PROSPECT_ACTS
from ledgerlane.domain import disputes
from ledgerlane.domain.disputes import Dispute
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import PlanItem
from ledgerlane.domain.money import Money, total
from ledgerlane.domain.requests import WRITE_OFF


def _complained(doing: Doing) -> None:
    """The dispute it is about: opened for the amount said, else those that are open on its invoices."""
    known = doing.view.dossier.disputes.values()
    refs = {each.ref for each in doing.items}
    amount = doing.values.get("disputed")
    if isinstance(amount, Money):
        if len(refs) != 1:
            msg = f"disputed: {amount} is of one invoice; name it with --invoice"
            raise Refused(msg)
        item = next(each for each in doing.view.items if each.ref in refs)
        item = unsettled(doing.view, item, doing.desk.today)
        fact = disputes.open_(
            doing.desk.new_id("dispute"), item, amount, doing.desk.today, disputes=known,
            reason=doing.word("kind"), note=doing.word("text"), code="",
        )  # fmt: skip
        doing.on_account(fact)
        doing.values["dispute"] = fact.dispute
    else:
        ours = [each for each in known if each.state == "open" and each.item in refs]
        if ours:
            doing.values["dispute"] = ",".join(each.id for each in ours)
            doing.values["disputed"] = Money(
                sum(each.amount.minor for each in ours), ours[0].amount.currency
            )
    due = doing.values["due"]
    assert isinstance(due, date), due
    doing.then(f"complaint {doing.id}: answered?", due)


def _answered(doing: Doing) -> None:
    """What is open of what they were right about is credited; what they paid of it is owed to them, and said."""
    outcome = doing.word("outcome")
    owed = _owed(doing) if outcome == "upheld" else []
    memo = _credit(doing) if outcome == "upheld" else ""
    _settle(doing, outcome)
    asked = f", {memo} is asked for" if memo else ""
    words = f"tell them: complaint {outcome}{asked}"
    if owed:
        doing.values["owed"] = total((each for _, each in owed), owed[0][1].currency)
        words = f"{owed_words(doing.view, owed)}{asked}"
    doing.then(words[:LONGEST_STEP])


def _complaint_withdrawn(doing: Doing) -> None:
    _settle(doing, "withdrawn")
    doing.then("complaint withdrawn, go on")


def _waiting(doing: Doing) -> list[Dispute]:
    """The disputes of the case that wait for its answer; what marketing decides is left to it."""
    assert doing.case is not None
    known = doing.view.dossier.disputes
    ours = (known.get(name) for name in doing.case.word("dispute").split(","))
    return [
        each
        for each in ours
        if each is not None
        and each.state == "open"
        and not each.receipt
        and not doing.view.claims.waiting_of(each.id)
    ]


def _settle(doing: Doing, outcome: str) -> None:
    """Answer the disputes of the case that still wait for it, and are not credited."""
    for each in _waiting(doing):
        if outcome != "upheld" or not creditable(doing.view, each).minor:
            note = f"{doing.id}: {doing.word('text')}"
            doing.on_account(disputes.settle(each, outcome, doing.desk.today, note))


def _owed(doing: Doing) -> list[tuple[Dispute, Money]]:
    """What the customer paid of what the case contests."""
    owed = [(each, owed_back(doing.desk, doing.view, each)) for each in _waiting(doing)]
    return [(each, amount) for each, amount in owed if amount.minor]


def _credit(doing: Doing) -> str:
    """Ask for the credit memo over what the case contests and can be credited; its id, or nothing."""
    chosen = [(each, creditable(doing.view, each)) for each in _waiting(doing)]
    chosen = [(each, amount) for each, amount in chosen if amount.minor]
    if not chosen:
        return ""
    assert doing.case is not None
    came = f"complaint {doing.id} {doing.case.word('kind')}: upheld, {doing.word('cause')}"
    name, facts = credit(
        doing.desk, doing.view, chosen, reason=doing.case.word("kind"), came=(came,),
        note=doing.word("text"), whole=True,
    )  # fmt: skip
    for agg, told in facts.items():
        for fact in told:
            doing.add(agg, fact)
    doing.values["request"] = name
    return name


def _support_asked(doing: Doing) -> None:
    due = doing.values.get("due") or (doing.case.due if doing.case is not None else None)
    assert isinstance(due, date), due
    kind = doing.word("kind") or (doing.case.word("kind") if doing.case is not None else "")
    doing.then(f"support {kind} {doing.id}: done?", max(due, doing.desk.today))


def _support_answered(doing: Doing) -> None:
    doing.then(f"support did it: {doing.word('text')}"[:LONGEST_STEP])


def _support_asks(doing: Doing) -> None:
    doing.then(f"support asks: {doing.word('text')}"[:LONGEST_STEP])


def _support_not_needed(doing: Doing) -> None:
    doing.then("support not needed, go on")


def _review_opened(doing: Doing) -> None:
    """The write-off it is about gives what was lost of which invoice."""
    name = doing.word("request")
    if name:
        asked = next(
            (each for each in doing.view.requests if each.id.startswith(name)), None
        )
        if asked is None or asked.kind != WRITE_OFF:
            known = ", ".join(e.id for e in doing.view.requests if e.kind == WRITE_OFF)
            msg = f"request: {name!r} is no write-off of this account: {known or 'there is none'}"
            raise Refused(msg)
        doing.values["request"] = asked.id
        doing.items = doing.items or [PlanItem(e.ref, e.amount) for e in asked.items]
    _not_over(doing, "due")


def _acted_on(doing: Doing) -> None:
    """An action has a name of its own, and a day that can still be kept."""
    doing.values["action"] = doing.desk.new_id("action")
    _not_over(doing, "until")


def _not_over(doing: Doing, name: str) -> None:
    """Refuse a day that has passed for what is still to come."""
    day = doing.values.get(name)
    if isinstance(day, date) and day < doing.desk.today:
        msg = f"{name}: {day.isoformat()} is over; it is {doing.desk.today.isoformat()} or later"
        raise Refused(msg)


ALSO: Mapping[tuple[str, str], Callable[[Doing], None]] = {
    ("complaint", "open"): _complained,
    ("complaint", "answer"): _answered,
    ("complaint", "withdraw"): _complaint_withdrawn,
    ("goods back", "offer"): goods_back.offered,
    ("goods back", "agree"): goods_back.agreed,
    ("goods back", "receive"): goods_back.received,
    ("goods back", "credit"): goods_back.credited,
    ("goods back", "refuse"): goods_back.refused,
    ("goods back", "withdraw"): goods_back.withdrawn,
    ("placement", "ask"): placing.asked,
    ("placement", "hand-over"): placing.handed_over,
    ("placement", "approve"): placing.handed_over,
    ("placement", "decline"): placing.not_placed,
    ("placement", "withdraw"): placing.not_placed,
    ("placement", "remit"): placing.remitted,
    ("placement", "tell"): placing.told,
    ("placement", "recall"): placing.recalled,
    ("placement", "close"): placing.closed,
    ("sales help", "ask"): sales.asked,
    ("sales help", "again"): sales.asked,
    ("sales help", "answer"): sales.answered,
    ("sales help", "visit"): sales.visited,
    ("sales help", "decline"): sales.declined,
    ("sales help", "withdraw"): sales.withdrawn,
    ("escalation", "ask"): escalating.asked,
    ("escalation", "again"): escalating.asked,
    ("escalation", "answer"): escalating.answered,
    ("escalation", "decline"): escalating.declined,
    ("escalation", "withdraw"): escalating.withdrawn,
    ("support", "ask"): _support_asked,
    ("support", "again"): _support_asked,
    ("support", "answer"): _support_answered,
    ("support", "return"): _support_asks,
    ("support", "withdraw"): _support_not_needed,
    **suing.ACTS,
    ("review", "open"): _review_opened,
    ("review", "assign"): partial(_not_over, name="due"),
    ("review", "meeting"): partial(_not_over, name="next"),
    ("review", "action"): _acted_on,
    ("review", "postpone"): partial(_not_over, name="until"),
    **CREDIT_ACTS,
    **PROSPECT_ACTS,
}
"""By kind and step: what is recorded with it."""


SHOWN = {"legal": suing.lines}
"""By kind: what the book says of a case besides its steps."""
