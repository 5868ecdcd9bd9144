"""The part of the office that speaks of plans, interest, approvals, and what ends them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from ledgerlane.screens.requests import RequestLine, Shown
from ledgerlane.screens.work import (
    Accrued,
    LetterLine,
    LetterRun,
    LetterText,
    PlanLine,
    Target,
)

if TYPE_CHECKING:
    from ledgerlane.desk.accounts import Who
    from ledgerlane.desk.desk import Desk
    from ledgerlane.domain.cash_line import CashLine


class Agreements:
    """Verbs on what was agreed or asked for. Everything here runs on the work thread."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def _name(self, target: Target) -> tuple[int, str]:
        return target.customer, target.currency

    def _names(self, targets: Sequence[Target]) -> list[Who]:
        return [self._name(target) for target in targets]

    def read_date(self, text: str) -> date:
        """A day as the composer's line has it."""
        from ledgerlane.desk import log

        return log.day(self.desk, text)

    # --- plans --------------------------------------------------------------------------

    def plan_preview(self, target: Target, terms: dict[str, str]) -> Sequence[str]:
        """The schedule that these terms give."""
        from ledgerlane.screens.planning import preview

        return preview(self.desk, self._name(target), target, terms, self.read_date)

    def plan_propose(self, target: Target, terms: dict[str, str]) -> tuple[str, str]:
        """Propose the plan; its id and words."""
        from ledgerlane.screens.planning import propose

        return propose(self.desk, self._name(target), target, terms, self.read_date)

    def plan_act(self, plan: str, what: str, why: str) -> str:
        """Accept, break, settle or accelerate a plan."""
        from ledgerlane.screens.planning import act

        return act(self.desk, plan, what, why)

    def plan_rest(self, plan: str) -> Sequence[str]:
        """What ends a plan today."""
        from ledgerlane.screens.planning import rest

        return rest(self.desk, plan)

    def plan_careful(self, plan: str) -> Sequence[str]:
        """What to know before a plan is agreed."""
        from ledgerlane.screens.planning import careful

        return careful(self.desk, plan)

    def replan_preview(
        self, plan: str, target: Target, terms: dict[str, str]
    ) -> Sequence[str]:
        """The schedule that new terms give over what is left of a plan."""
        from ledgerlane.screens.planning import replan_preview

        return replan_preview(self.desk, plan, target, terms, self.read_date)

    def replan(self, plan: str, target: Target, terms: dict[str, str]) -> tuple[str, str]:
        """Propose new terms over what is left of a plan; the new plan's id and words."""
        from ledgerlane.screens.planning import replan

        return replan(self.desk, plan, target, terms, self.read_date)

    # --- interest -----------------------------------------------------------------------

    def invoice(self, target: Target, item: str) -> Sequence[str]:
        """Everything about a document of the account, by its reference."""
        from ledgerlane.desk import invoices

        return invoices.story(self.desk, target.customer, item)

    def interest(self, target: Target) -> Accrued:
        """Late interest of the account, line by line; nothing where the book charges none."""
        from ledgerlane.screens.charging import accrued

        return accrued(self.desk, self._name(target), target)

    def propose_interest(self, target: Target) -> str:
        """Propose what has accrued; what in words."""
        from ledgerlane.screens.charging import propose

        return propose(self.desk, self._name(target), target)

    # --- cash of an account -------------------------------------------------------------

    def cash_reader(self, target: Target | None) -> Callable[[str], CashLine]:
        """How a line reads that posts money there, or nobody's. Raises NotPermitted for who may not."""
        from ledgerlane.screens.posting import reader

        name = self._name(target) if target is not None else ""
        return reader(self.desk, name, target)

    def post_cash(
        self, target: Target | None, text: str, again: bool = False
    ) -> tuple[str, str, str]:
        """Post money: the receipt, what in words, and what it would be matched to by rule."""
        from ledgerlane.screens.posting import post

        name = self._name(target) if target is not None else ""
        return post(self.desk, name, target, text, again=again)

    def match_cash(self, receipt: str) -> str:
        """Match a receipt by rule; to what."""
        from ledgerlane.screens.posting import match

        return match(self.desk, receipt)

    def plans(self) -> Sequence[PlanLine]:
        """Plans, those at risk first."""
        from ledgerlane.screens.planning import plan_lines

        return plan_lines(self.desk)

    # --- approvals ----------------------------------------------------------------------

    def requests(self) -> Sequence[RequestLine]:
        """What waits, with the reason where this person may not decide."""
        from ledgerlane.screens.deciding import (
            credit_lines,
            interest_lines,
            placement_lines,
            request_lines,
            suit_lines,
        )

        desk = self.desk
        return [
            *request_lines(desk), *placement_lines(desk), *suit_lines(desk), *credit_lines(desk),
            *interest_lines(desk),
        ]  # fmt: skip

    def shown(self, request: str) -> Shown:
        """The request as it will be signed."""
        from ledgerlane.screens.deciding import shown

        return shown(self.desk, request)

    def decide(self, request: str, what: str, value: str) -> str:
        """Approve (``value``: the digest), return or decline (``value``: the words)."""
        from ledgerlane.desk import approvals
        from ledgerlane.screens.deciding import (
            decide_credit,
            decide_interest,
            decide_placement,
            decide_suit,
            is_credit,
            is_interest,
            is_placement,
            is_suit,
        )

        if is_interest(request):
            return decide_interest(self.desk, request, what, value)
        if is_placement(request):
            return decide_placement(self.desk, request, what, value)
        if is_suit(request):
            return decide_suit(self.desk, request, what, value)
        if is_credit(request):
            return decide_credit(self.desk, request, what, value)
        if what == "accept":
            return approvals.approve(self.desk, request, value)
        done, words = {
            "return": (approvals.return_, "returned"),
            "decline": (approvals.decline, "declined"),
        }[what]
        done(self.desk, request, value)
        return f"{words}: {request}"

    # --- letters ------------------------------------------------------------------------

    def letters(self) -> LetterRun:
        """The run of the day."""
        from ledgerlane.screens.lettering import run

        return run(self.desk)

    def letter(self, target: Target) -> LetterLine | None:
        """One account's line, read again; None: no letter is due any more."""
        from ledgerlane.screens.lettering import line_of

        return line_of(self.desk, target)

    def letter_text(self, target: Target) -> LetterText:
        """What stands over the letter, and its words."""
        from ledgerlane.screens.lettering import text

        return text(self.desk, target)

    def letter_act(self, line: LetterLine, what: str, words: str) -> str:
        """Accept, skip, hold or edit; what was done, in words."""
        from ledgerlane.screens.lettering import act

        return act(self.desk, line, what, words)

    def letters_accept_rest(self) -> str:
        """Accept everything that is still to be reviewed."""
        from ledgerlane.desk import letters

        return f"{letters.accept_rest(self.desk)} letters accepted"

    def letter_print(self, target: Target, path: str) -> str:
        """Write the letter to a file."""
        from ledgerlane.screens.lettering import to_file

        return to_file(self.desk, target, path)

    # --- ending what was begun ----------------------------------------------------------

    def open_ends(self, what: str, target: Target) -> Sequence[tuple[str, str]]:
        """Ids and words of what can be settled, withdrawn or reversed on the account."""
        from ledgerlane.screens.ending import open_ends

        return open_ends(self.desk, what, target)

    def finish(self, what: str, id_: str, outcome: str, note: str) -> str:
        """Settle, withdraw or reverse it."""
        from ledgerlane.screens.ending import finish

        return finish(self.desk, what, id_, outcome, note)

    def disputes(self) -> Sequence[tuple[Target, str]]:
        """Every open dispute with its amount and since when."""
        from ledgerlane.screens.ending import open_disputes

        return open_disputes(self.desk)

    def deductions(self) -> Sequence[tuple[Target, str]]:
        """Every open deduction, and short payments that nobody explained."""
        from ledgerlane.screens.ending import open_deductions

        return open_deductions(self.desk)
