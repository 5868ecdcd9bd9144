"""The part of the office that speaks of cash: what waits to be matched, and money of an account."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from ledgerlane.domain.money import plain
from ledgerlane.domain.numbers_said import numbers_said, said
from ledgerlane.screens.work import ReceiptLine, ReceiptList, ReceiptProposal, Target

if TYPE_CHECKING:
    from ledgerlane.desk.desk import Desk
    from ledgerlane.desk.matching import Unmatched
    from ledgerlane.domain.matching import Proposal

PAGE = 100
"""Receipts that are read at a time: one look at what is open serves them all."""

OLDEST_FIRST = "oldest first"

Whose = dict[str, tuple[int, str, str]]


class CashDesk:
    """Verbs on receipts. Everything here runs on the work thread."""

    desk: Desk

    def cash(self) -> ReceiptList:
        """Fix the receipts that are not used up, the earliest first, and read the first of them."""
        from ledgerlane.desk import matching

        count, off = matching.begin(self.desk), matching.stops(self.desk)
        return ReceiptList(count, off, self.cash_rows(0, PAGE) if count else ())

    def cash_rows(self, start: int, stop: int) -> Sequence[ReceiptLine]:
        """Some of those receipts, with what each may be for."""
        from ledgerlane.desk import cash, matching

        found = matching.page(self.desk, start, stop)
        refs = {each.cash.customer for each in found}
        refs.update(guess.customer for each in found for guess in each.proposals)
        whose = matching.whose(self.desk, refs)
        short = cash.short_names(self.desk, [each.cash.ref for each in found])
        return [_line(each, whose, short) for each in found]

    def cash_accept(
        self, line: ReceiptLine, proposal: ReceiptProposal, again: bool = False
    ) -> str:
        """Match a receipt as it was proposed."""
        from ledgerlane.desk import matching

        return matching.accept(self.desk, line.receipt, proposal.given, again=again)

    def cash_preview(self, receipt: str, items: str) -> str:
        """What these words would match, in words."""
        from ledgerlane.desk import matching

        names, oldest = _names(items)
        return matching.preview(self.desk, receipt, names, oldest_first=oldest)

    def cash_match(self, receipt: str, items: str) -> str:
        """Match a receipt to what was named."""
        from ledgerlane.desk import matching

        names, oldest = _names(items)
        return matching.match(self.desk, receipt, names, oldest_first=oldest)

    def cash_identify(self, receipt: str, target: Target, again: bool = False) -> str:
        """Say whose it is."""
        from ledgerlane.desk import cash

        cash.identify(self.desk, receipt, (target.customer, target.currency), again=again)
        return f"{receipt} is of {target.words}"

    def cash_reverse(self, receipt: str, why: str) -> str:
        """The bank took it back."""
        from ledgerlane.desk import cash

        return (
            f"{cash.reverse(self.desk, receipt, why)} bounced; what it paid is owed again"
        )

    def cash_match_all(self, tell: Callable[[int, int], None]) -> str:
        """Match what a rule is sure of; ``tell`` hears how far it is."""
        from ledgerlane.desk import matching

        run = matching.match_all(self.desk, tell)
        left = run.receipts - run.matched
        return f"{run.matched} of {run.receipts} receipts matched; {left} left for a person"


def _names(items: str) -> tuple[list[str], bool]:
    """The words that name items, or none where the oldest come first."""
    if items == OLDEST_FIRST:
        return [], True
    return numbers_said(items, " "), False


def _line(each: Unmatched, whose: Whose, short: Mapping[str, str]) -> ReceiptLine:
    cash, found = each.cash, each.found
    currency = cash.amount.currency
    return ReceiptLine(
        cash.ref, _target(cash.customer, currency, whose), cash.payer, cash.value_date,
        cash.amount.minor, currency, cash.reference, cash.text, found.rule,
        found.matching is not None, tuple(_proposal(each, guess, whose) for guess in each.proposals),
        short.get(cash.ref, cash.ref),
    )  # fmt: skip


def _target(ref: str, currency: str, whose: Whose) -> Target | None:
    known = whose.get(ref)
    return Target(known[0], currency, known[1], known[2]) if known is not None else None


def _proposal(each: Unmatched, guess: Proposal, whose: Whose) -> ReceiptProposal:
    lines = guess.matching.lines if guess.matching is not None else ()
    named = [(each.numbers.get(line.item, line.reason), line) for line in lines]
    pays = [f"{number} {line.cash}" for number, line in named]
    pays += [
        f"{number} {words} {money}"
        for number, line in named
        for words, money in (("discount", line.discount), (line.reason, line.tolerance))
        if money.minor
    ]
    if guess.matching is not None:
        pays += [
            f"{money} of {each.numbers.get(item, item)} disputed"
            for item, money in guess.matching.deductions
        ]
    typed = [
        said(number, " ")
        + (f"={plain(cash.minor, cash.currency, group='')}" if cash else "")
        for number, cash in (
            each.said(guess.matching) if guess.matching is not None else ()
        )
    ]
    currency = each.cash.amount.currency
    target = _target(guess.customer, currency, whose)
    return ReceiptProposal(
        target.words if target is not None else guess.customer.rpartition("/")[2],
        guess.why, "; ".join(pays), " ".join(typed), target, guess,
    )  # fmt: skip
