"""What a step of a prospect does besides: references counted, and the limit agreed becomes the customer's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ledgerlane.desk import accounts, credit
from ledgerlane.domain.cases.prospect import answered
from ledgerlane.domain.credit import CASH_ONLY, OPEN
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.events import CreditLimitSet, CreditTermsSet
from ledgerlane.domain.money import Money

if TYPE_CHECKING:
    from ledgerlane.desk.case_doing import Doing


def _recorded(doing: Doing) -> None:
    limit = doing.values.get("limit")
    if isinstance(limit, Money) and limit.minor <= 0:
        msg = f"{limit} is no limit to ask for; who pays in advance needs none"
        raise Refused(msg)


def _approved(doing: Doing) -> None:
    """On open account only with the references that the book wants; the limit asked unless another is said."""
    case = doing.case
    assert case is not None, doing.id
    by = doing.desk.actor
    if any(each.by == by for each in case.taken("again")):
        msg = f"{by} answered for {case.id}; somebody else must decide it."
        raise NotPermitted(msg)
    doing.values.setdefault("terms", OPEN)
    wanted, there = doing.desk.policy.cases.prospect_references, answered(case)
    if doing.word("terms") == OPEN and there < wanted:
        msg = (
            f"{case.id}: {there} of the {wanted} references that cases.prospect_references wants have answered;"
            " credit prospect reference adds one, --terms cash-only needs none"
        )
        raise Refused(msg)
    if "limit" not in doing.values:
        asked = case.amount("limit")
        assert asked is not None, case.id
        doing.values["limit"] = asked


def _linked(doing: Doing) -> None:
    """The limit and terms that were agreed are the customer's from now, above those of the books.

    It sets a limit, so never whoever recorded the prospect says whose it is.
    """
    case, desk = doing.case, doing.desk
    assert case is not None, doing.id
    if case.opened_by == desk.actor:
        msg = f"{desk.actor} recorded {case.id}; somebody else of the credit role must link it."
        raise NotPermitted(msg)
    view = accounts.load(desk, accounts.resolve(desk, doing.word("number"))[0])
    side = view.dossier.credit
    if side.limits or side.said:
        msg = f"{view.customer.number}: credit has decided on them already; withdraw {case.id}"
        raise Refused(msg)
    limit, agg = case.amount("limit"), f"customer:{view.customer.ref}"
    assert limit is not None, case.id
    reason = f"agreed before the first sale, {case.id}"
    if case.word("terms") == CASH_ONLY:
        fact = CreditTermsSet(on=desk.today, terms=CASH_ONLY, case=case.id, reason=reason)
        doing.add(agg, fact)
    known = credit.in_force(view).limit(limit.currency)
    if case.word("terms") == OPEN and (known is None or known.amount != limit):
        doing.add(
            agg, CreditLimitSet(on=desk.today, limit=limit, case=case.id, reason=reason)
        )


PROSPECT_ACTS: Mapping[tuple[str, str], Callable[[Doing], None]] = {
    ("prospect", "record"): _recorded,
    ("prospect", "approve"): _approved,
    ("prospect", "link"): _linked,
}
"""By kind and step: what is recorded with it."""
