"""Claims by forms and in the list of what waits: the verbs of `desk.claims`, from texts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ledgerlane.desk import accounts, cases, claims
from ledgerlane.desk.cases import Can, Texts
from ledgerlane.domain.cases import case as rules
from ledgerlane.domain.claim_table import CLAIM
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import Money
from ledgerlane.store import people
from ledgerlane.store.cases import said

if TYPE_CHECKING:
    from ledgerlane.desk.accounts import Who
    from ledgerlane.desk.desk import Desk
    from ledgerlane.domain.cases.case import Value
    from ledgerlane.domain.cases.table import Step
    from ledgerlane.domain.claims import Claim
    from ledgerlane.store.accounts import AccountView
    from ledgerlane.store.deductions import ClaimRow


def step_of(name: str) -> Step:
    """A step of the table; ``""`` is the opening."""
    found = CLAIM.step(name) if name else CLAIM.opens
    assert found is not None, name
    return found


def waiting(desk: Desk, *, mine: bool = False) -> list[ClaimRow]:
    """Claims of which something is matched and undecided; ``mine``: none, unless I decide."""
    known = people.load(desk.store)
    decides = known.roles(desk.actor, desk.clock_day).intersection(step_of("confirm").roles)
    return claims.list_(desk, state="matched") if decides or not mine else []


def unmatched(desk: Desk) -> list[ClaimRow]:
    """Claims that nobody has matched to a deduction."""
    return claims.list_(desk, state="recorded")


def told(desk: Desk, name: str) -> tuple[list[str], list[Can]]:
    """A claim in lines, with what can be done about it."""
    claim, view = claims.show(desk, name)
    known, day = people.load(desk.store), desk.clock_day
    roles = known.roles(desk.actor, day)
    steps = [
        Can(each.name, each.words,
            "" if roles.intersection(each.roles) else f"needs {' or '.join(each.roles)}", each.key)
        for each in CLAIM.steps
        if claim.state in each.froms
    ]  # fmt: skip
    return list(_lines(claim, view)), steps


def _lines(claim: Claim, view: AccountView) -> Iterable[str]:
    who = f"{view.customer.name} ({view.customer.number})"
    yield f"{claim.id}  {claim.form}  {claim.amount}  {who}"
    yield f"RECORDED  {claim.recorded_on.isoformat()} by {claim.by}" + (
        f", {claim.program}" if claim.program else ""
    )
    for text in (*claim.evidence, *filter(None, (claim.note,))):
        yield f"WITH      {text}"
    for name, match in claim.matches.items():
        of = view.dossier.disputes.get(name)
        ref = of.item if of is not None else ""
        number = view.names.document(ref)
        currency = claim.amount.currency
        yield (
            f"MATCHED   {Money(match.matched, currency)} on {number} ({name}):"
            f" undecided {Money(match.undecided, currency)}"
        )
    yield f"LEFT      {claim.left} without a deduction"


def preview(desk: Desk, name: str, step: str, customer: Who, texts: Texts) -> list[str]:
    """What a step would record, in words. Raises Refused for what is missing or wrong."""
    values = _read(desk, step, customer, texts)
    rules.complete(CLAIM, step_of(step), values)
    if name and not values.get("amount") and step in ("confirm", "deny"):
        claim, _ = claims.show(desk, name)
        return [f"amount: {claim.sum('undecided')}, all that waits"]
    return [f"{key}: {said(value)}" for key, value in values.items()]


def do(desk: Desk, name: str, step: str, customer: Who, texts: Texts) -> str:
    """Record the claim (``step`` ``""``) or take the step; what came of it, in words."""
    values = _read(desk, step, customer, texts)
    rules.complete(CLAIM, step_of(step), values)
    amount, text = values.get("amount"), str(values.get("text", ""))
    money = amount if isinstance(amount, Money) else None
    match step:
        case "":
            return _record(desk, customer, values, text)
        case "match":
            matched = claims.match(desk, name, str(values["deduction"]), money)
            return f"{name}: {matched} matched; marketing decides"
        case "confirm":
            memo = claims.confirm(desk, name, money, note=text)
            return f"{name}: confirmed; {memo} waits for somebody else's decision"
        case "deny":
            return f"{name}: {claims.deny(desk, name, text, money)} denied, asked for again"
        case _:
            claims.withdraw(desk, name, text)
            return f"{name}: withdrawn"


def _record(desk: Desk, customer: Who, values: dict[str, Value], text: str) -> str:
    amount = values["amount"]
    assert isinstance(amount, Money), amount
    evidence = [str(values["evidence"])] if "evidence" in values else []
    name = claims.record(
        desk, customer, str(values["form"]), amount, program=str(values.get("program", "")),
        evidence=evidence, note=text,
    )  # fmt: skip
    if "deduction" not in values:
        return f"{name}: claim of {amount} recorded; match it to a deduction"
    try:
        matched = claims.match(desk, name, str(values["deduction"]))
    except Refused as why:
        return f"{name}: claim of {amount} recorded, not matched: {why}"
    return f"{name}: claim of {amount} recorded, {matched} matched; marketing decides"


def _read(desk: Desk, step: str, customer: Who, texts: Texts) -> dict[str, Value]:
    id_, currency = accounts.resolve(desk, customer)
    view = accounts.load(desk, id_)
    return cases.read(desk, view, step_of(step), texts, currency)
