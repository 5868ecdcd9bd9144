"""The post mortem that an approved write-off opens where its reason says that it was our own doing."""

from __future__ import annotations

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import Facts
from ledgerlane.desk.past import question
from ledgerlane.domain.cases import case as rules
from ledgerlane.domain.cases.case import Values
from ledgerlane.domain.cases.review import REVIEW
from ledgerlane.domain.events import Fact, PlanItem, RequestApproved
from ledgerlane.domain.requests import WRITE_OFF, Request
from ledgerlane.store.accounts import AccountView


def opening(desk: Desk, asked: Request, decided: Fact) -> Facts:
    """The post mortem of a write-off that this decision approves; none for another reason."""
    last = isinstance(decided, RequestApproved) and asked.kind == WRITE_OFF
    if not (last and asked.reason in desk.policy.cases.review_reasons):
        return {}
    words = {each.code: each.words for each in desk.policy.write_offs.reasons}
    said = f"{asked.amount} written off: {words.get(asked.reason, asked.reason)}"
    values: Values = {
        "request": asked.id,
        "due": question(desk).calendar.add_business_days(
            desk.today, desk.policy.cases.review_days
        ),
        "text": f"{said}. {asked.note}".strip() if asked.note else said,
    }
    name = desk.new_id(REVIEW.name)
    items = tuple(PlanItem(each.ref, each.amount) for each in asked.items)
    return {
        f"case:{name}": [
            rules.open_(REVIEW, name, asked.customer, items, values, desk.today)
        ]
    }


def ending(desk: Desk, view: AccountView, asked: Request) -> Facts:
    """What a reversed write-off means for its post mortem: nothing to look into, or a note once it was held."""
    found: dict[str, list[Fact]] = {}
    for case in view.cases:
        if case.kind is not REVIEW or case.word("request") != asked.id or not case.open:
            continue
        step = REVIEW.step("withdraw" if case.state == "open" else "note")
        assert step is not None
        said: Values = {"text": f"{asked.id} was reversed"}
        found[f"case:{case.id}"] = [rules.move(case, step, said, desk.today)]
    return found
