"""Goods back: offered, agreed by somebody else with a price, received, credited (procedure.md 3).

Once it is agreed, the price is contested of its invoice: the rest is collected, and nobody is
dunned for what is under way. What comes back is credited by a memo that somebody approves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledgerlane.domain.cases.common import DUE, OWNER, WORKERS, assign, because, note
from ledgerlane.domain.cases.complaint import DEPARTMENT
from ledgerlane.domain.cases.table import (
    DAY,
    MONEY,
    NO,
    OPENER,
    YES,
    Field,
    Kind,
    State,
    Step,
)

if TYPE_CHECKING:
    from ledgerlane.domain.account import Item
    from ledgerlane.domain.cases.case import Case
    from ledgerlane.domain.policy import Policy

REASON = "goods back"
"""Why its amount is contested, and why it is credited."""

AGREES = ("sales", "account-manager", "supervisor", "admin")
"""Who may agree to take goods back, and at which price; never who offered it."""

RECEIVES = ("department", "support", "sales", "supervisor", "admin")
CREDITS = (*WORKERS, "marketing", "credit")
_ALL = tuple(dict.fromkeys((*CREDITS, *AGREES, *RECEIVES)))


def _days(policy: Policy) -> int:
    return policy.cases.goods_back_days


GOODS_BACK = Kind(
    "goods back", "GB",
    "The customer sends goods back, or offers to, and the invoice is credited for what came.",
    states=(
        State("offered", "waits for somebody who agrees, with a price", waits_for="sales"),
        State("agreed", "waits for the goods; the price is not collected", waits_for="department"),
        State("received", "waits for the credit memo to be asked for", waits_for=OPENER),
        State("credited", "a credit memo was asked for", ends=True),
        State("refused", "the goods stay theirs; the amount is collected", ends=True),
        State("withdrawn", "they keep the goods", ends=True),
    ),
    opens=Step(
        "offer", ("",), "offered", (*WORKERS, "support", "sales", "account-manager"),
        "record that goods are offered back", "goods back offered",
        (
            Field("amount", "what they are worth on the invoice", MONEY, needed=True),
            Field("dispute", "the open dispute of the invoice that this answers"),
            OWNER, DUE,
            Field("text", "what comes back: goods and quantity", needed=True, main=True),
        ),
    ),
    steps=(
        assign(("offered", "agreed", "received"), (*WORKERS, *AGREES[:2], "department"), DEPARTMENT),
        note(("offered", "agreed", "received"), _ALL),
        Step(
            "agree", ("offered",), "agreed", AGREES, "agree to take them back, at a price",
            "goods back agreed",
            (
                Field("price", "what is credited for them; without: the amount offered", MONEY),
                DEPARTMENT,
                Field("due", "the day they are to be here by", DAY),
                Field("text", "on which terms", main=True),
            ),
            apart=True, key=YES,
        ),
        Step(
            "receive", ("agreed",), "received", RECEIVES, "the goods are here", "goods back received",
            (
                Field("received", "the day they came; without: today", DAY),
                Field("text", "quantity and condition", needed=True, main=True),
            ),
            key=YES,
        ),
        Step(
            "credit", ("received", "credited"), "credited", CREDITS,
            "ask for the credit memo; what is not credited is collected", "goods back credited",
            (
                Field("amount", "what is credited; without: the price agreed", MONEY),
                Field("text", "why it is less, where it is", main=True),
            ),
            key=YES,
        ),
        Step("refuse", ("offered", "agreed", "received"), "refused", (*AGREES, "department"),
             "they are not taken back; the amount is collected", "goods back refused", (because(),), key=NO),
        Step("withdraw", ("offered", "agreed"), "withdrawn", (*WORKERS, "support", "sales", "account-manager"),
             "they keep the goods", "goods back withdrawn", (because(),)),
    ),
    days=_days, command="goods",
)  # fmt: skip


def line(case: Case) -> str:
    """``goods back GB-7K3FQ2 300.00 EUR: agreed by sam 2026-06-10, received 2026-06-15``."""
    price = case.amount("price") or case.amount("amount")
    steps = [
        f"{told} by {move.by} {(case.day('received') if step == 'receive' else None) or move.on}"
        for step, told in (("agree", "agreed"), ("receive", "received"))
        for move in case.taken(step)[-1:]
    ]
    return f"goods back {case.id} {price}: {', '.join(steps) or case.state}"


def under_way(cases: tuple[Case, ...], item: Item) -> str:
    """The goods back that is agreed or received of an item and not credited yet, or nothing."""
    return next(
        (
            each.id
            for each in cases
            if each.kind.name == GOODS_BACK.name
            and each.state in ("agreed", "received")
            and item.ref in {of.ref for of in each.items}
        ),
        "",
    )
