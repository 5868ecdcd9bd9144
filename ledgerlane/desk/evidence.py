"""The evidence for an approver, gathered from what is known of an account."""

from __future__ import annotations

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
        collectable=policy.risk.collectable,
    )  # fmt: skip
