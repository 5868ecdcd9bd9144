"""The evidence for an approver, gathered from what is known of an account."""

from __future__ import annotations

from ledgerlane.domain.cases.goods_back import REASON, line
from ledgerlane.domain.cases.legal import LEGAL_CASE
from ledgerlane.domain.codes import ATTEMPT, CONVERSATION
from ledgerlane.domain.policy import Policy
from ledgerlane.domain.write_offs import Worked
from ledgerlane.store.accounts import AccountView

_WRITTEN = ("mail", "letter")


def worked(view: AccountView, policy: Policy) -> Worked:
    """What was done about the account, counted from its timeline as the action codes say."""
    counted = [
        (activity.day, policy.code[activity.code].counts_as)
        for activity in view.dossier.activities
        if not activity.undone and activity.code in policy.code
    ]
    return Worked(
        spoke_on=tuple(day for day, counts_as in counted if counts_as == CONVERSATION),
        attempts=sum(counts_as == ATTEMPT for _, counts_as in counted),
        promises=tuple(verdict.state for verdict in view.verdicts.values()),
        plans=tuple(plan.state for plan in view.plans),
        disputes_open=len(view.dossier.open_disputes()), escalated=view.dossier.escalated,
        letters=sum(
            each.kind in _WRITTEN and not each.undone for each in view.dossier.everything()
        ),
        guarantees=sum(len(plan.guarantees) for plan in view.plans),
        collectable=policy.risk.collectable, claims=(*_claims(view), *_suits(view)),
        goods_back=tuple(line(each) for each in view.cases if each.kind.name == REASON),
    )  # fmt: skip


def _claims(view: AccountView) -> tuple[str, ...]:
    """``claim CL-7K3FQ2 promo 600.00 EUR: confirmed 400.00 EUR, denied 200.00 EUR``."""
    lines = []
    for claim in view.claims.claims.values():
        parts = [
            f"{what} {amount}"
            for what in ("confirmed", "denied", "undecided")
            if (amount := claim.sum(what)).minor
        ]
        said = ", ".join(parts) or claim.state
        lines.append(f"claim {claim.id} {claim.form} {claim.amount}: {said}")
    return tuple(lines)


def _suits(view: AccountView) -> tuple[str, ...]:
    """``legal LC-7K3FQ2: uncollectable on 2026-06-10, judgment 900.00 EUR, enforced by attachment``."""
    lines = []
    for case in sorted(view.cases, key=lambda each: each.moves[0].t):
        if case.kind is not LEGAL_CASE:
            continue
        judged = case.amount("amount")
        how = dict.fromkeys(str(each.values["how"]) for each in case.taken("enforce"))
        parts = [
            f"{case.state} on {case.moves[-1].on.isoformat()}",
            *([f"judgment {judged}"] if judged is not None else []),
            *([f"enforced by {', '.join(how)}"] if how else []),
        ]
        lines.append(f"legal {case.id}: {', '.join(parts)}")
    return tuple(lines)
