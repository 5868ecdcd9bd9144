"""Late interest in words: the lines that screens, letters and the command line show."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from ledgerlane.domain.charges import Charge, Due
from ledgerlane.domain.interest import Line, arithmetic, exact_text
from ledgerlane.domain.money import Money, plain, total
from ledgerlane.domain.plan_money import Settlement
from ledgerlane.domain.told import PLAIN, Names

ASSUMED = "no source we know confirms this rate: check it, set it by interest.rates"


def account_lines(
    dues: Collection[Due], charges: Iterable[Charge], pending: Collection[Charge],
    nagged: Collection[Charge] = (), names: Names = PLAIN,
) -> Iterator[str]:  # fmt: skip
    """What has accrued, item by item with its arithmetic, and what was noted of it.

    ``pending`` is not yet in the books, ``nagged`` for too long; ``names``: what documents are called.
    """
    for due in dues:
        yield from due_lines(due)
    if not dues:
        yield "  nothing was late"
    if any(each.assumed for due in dues for each in due.accrual.lines):
        yield f"  * {ASSUMED}"
    for currency in sorted({due.left.currency for due in dues}):
        asks = [each for each in dues if each.left.currency == currency and each.asks]
        whole = apart(*_sums(asks, currency))
        parts = _by_standing(asks, currency) if any(map(_paid, asks)) else ""
        yield f"Not yet proposed: {whole} {currency}" + (f", {parts}" if parts else "")
    for each in charges:
        books = ", pending in the books" if each in pending else ""
        books += " for too long: ask the bookkeeper" if each in nagged else ""
        yield charge_line(each, books, names)


def apart(interest: Money, fee: Money) -> str:
    """``22.52 + 80.00 fees``: interest and fees of one currency, each by itself."""
    parts = [plain(interest.minor, interest.currency)] if interest.minor else []
    parts += [f"{plain(fee.minor, fee.currency)} fees"] if fee.minor else []
    return " + ".join(parts) or plain(0, interest.currency)


def summary(
    dues: Iterable[Due], charges: Collection[Charge], pending: Collection[Charge],
    currency: str,
) -> str:  # fmt: skip
    """``22.52 + 80.00 fees accrued, 21.13 proposed``: interest and fees apart; ``""`` of nothing.

    Where some of it is on debts that were paid late, it says how much on which:
    ``16.96 on open, 5.56 + 40.00 fees on paid debts``.
    """
    asks = [each for each in dues if each.asks and each.left.currency == currency]
    waiting = [(each.interest, each.fee) for each in charges if each.state == "proposed"]
    booked = [(each.interest, each.fee) for each in pending]
    if any(map(_paid, asks)):
        said = [_by_standing(asks, currency)]
    else:
        said = [f"{apart(*_sums(asks, currency))} accrued"] if asks else []
    for found, word in ((waiting, "proposed"), (booked, "pending in the books")):
        here = [each for each in found if each[0].currency == currency]
        interest, fee = (total((each[at] for each in here), currency) for at in (0, 1))
        if interest.minor or fee.minor:
            said.append(f"{apart(interest, fee)} {word}")
    return ", ".join(said)


def _paid(due: Due) -> bool:
    return due.item.open.minor <= 0


def _sums(dues: Collection[Due], currency: str) -> tuple[Money, Money]:
    """Interest and fees that can still be proposed."""
    return (
        total((each.interest_left for each in dues), currency),
        total((each.fee_left for each in dues), currency),
    )


def _by_standing(dues: Collection[Due], currency: str) -> str:
    """How much is on debts that are open, and how much on those that were paid late."""
    paid = [each for each in dues if _paid(each)]
    open_ = [each for each in dues if not _paid(each)]
    on_paid = apart(*_sums(paid, currency))
    if not open_:
        return f"{on_paid} accrued on paid debts"
    return f"{apart(*_sums(open_, currency))} on open, {on_paid} on paid debts"


def due_lines(due: Due) -> Iterator[str]:
    """One item: its segments, their sum rounded once, the fee, and what is left."""
    item, currency = due.item, due.fee.currency
    late = f"due {item.due.isoformat()}, open {plain(item.open.minor, currency)} of {item.amount}"
    plan = f", in {due.plan}: not proposed while it runs" if due.plan else ""
    yield f"  {item.number}  {late}{plan}"
    yield from line_lines(due.accrual.lines)
    cap = " (capped)" if due.accrual.capped else ""
    yield (
        f"    sum {exact_text(due.accrual.exact, currency)}{cap},"
        f" rounded {plain(due.accrual.amount.minor, currency)}"
        f"  fee {plain(due.fee.minor, currency)}"
        f"  noted {plain(due.noted.minor + due.noted_fee.minor, currency)}"
        f"  left {due.left}"
    )


def line_lines(found: Iterable[Line]) -> Iterator[str]:
    """Segments: the days, and the multiplication."""
    for line in found:
        yield f"    {line.first.isoformat()} to {line.until.isoformat()}  {arithmetic(line)}"


def charge_line(each: Charge, books: str = "", names: Names = PLAIN) -> str:
    """``INT-7K3FQ2  8812  17.82 + 40.00 EUR until 2026-06-30, charged by sam on 2026-06-30``."""
    currency, number = each.interest.currency, names.document(each.item)
    by, on = each.proposed_by, each.proposed_on
    if each.state == "waived" and each.waived_on is not None:
        by, on = each.waived_by, each.waived_on
    elif each.state == "charged" and each.charged_on is not None:
        by, on = each.charged_by, each.charged_on
    state = "withdrawn, proposed" if each.state == "accrued" else each.state
    why = f": {each.reason}" if each.reason else ""
    return (
        f"{each.id}  {number}  {plain(each.interest.minor, currency)}"
        f" + {plain(each.fee.minor, currency)} {currency} until {each.until.isoformat()},"
        f" {state} by {by} on {on.isoformat()}{books}{why}"
    )


def settlement_lines(found: Settlement) -> Iterator[str]:
    """Debt, what of it is gone, fee, earned interest with its arithmetic, what came in, and what is owed."""
    currency, earned = found.debt.currency, found.earned
    yield f"{found.plan.id}  if all is paid by {found.on.isoformat()}"
    yield f"  debt      {plain(found.debt.minor, currency)} {currency}"
    if found.relieved.minor:
        gone = plain(found.relieved.minor, currency)
        yield f"  gone      {gone} of it: credited, given up, or paid past the instalments"
    if found.credit.minor:
        credit = plain(found.credit.minor, currency)
        yield f"  credit    {credit} is open and not matched: taken off"
    if found.fee.minor:
        yield f"  fee       {plain(found.fee.minor, currency)}"
    if earned.lines and earned.exact:
        exact = exact_text(earned.exact, currency)
        yield (
            f"  interest  {plain(earned.amount.minor, currency)} earned ({exact}),"
            f" {plain(found.rebate.minor, currency)} rebated"
        )
        yield from line_lines(earned.lines)
    yield f"  received  {plain(found.received.minor, currency)}"
    yield f"  owed      {found.owed}"
