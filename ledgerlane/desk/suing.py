"""Legal cases: what the book says of one, and what its steps do besides (`case_acts`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from ledgerlane.desk import accounts, credit_hold
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.evidence import worked
from ledgerlane.desk.past import question
from ledgerlane.desk.requests import cash_words, held
from ledgerlane.domain import deadlines, suits, write_offs
from ledgerlane.domain.account import Item
from ledgerlane.domain.cases.case import Case
from ledgerlane.domain.cases.legal import IN_COURT, LEGAL_CASE, filed, filed_on
from ledgerlane.domain.charges import COURT
from ledgerlane.domain.courts import INTERRUPTS, limit_of
from ledgerlane.domain.deadlines import LIMITATION, Debt, Owed
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import InterestProposed, PlanItem, WriteOffRequested
from ledgerlane.domain.free import PLACEMENT, PLAN, SUIT, Free
from ledgerlane.domain.money import Money, total
from ledgerlane.domain.pieces import OUT
from ledgerlane.domain.suits import Seen
from ledgerlane.store import cases as store_cases
from ledgerlane.store import rows
from ledgerlane.store.accounts import AccountView
from ledgerlane.store.lens import some

if TYPE_CHECKING:
    from ledgerlane.desk.case_doing import Doing


def seen(desk: Desk, view: AccountView, case: Case, *, approved_only: bool = False) -> Seen:
    """What the book says now of a case's items, its court, its letters and the day it is barred.

    What is asked to be given up or credited is not claimed; ``approved_only``: what waits is.
    """
    known = accounts.free(view, desk.today)
    open_, unpaid = list[tuple[str, Money]](), list[Debt]()
    contested = list[tuple[str, Money]]()
    for each in case.items:
        free, left = known.get(each.ref), Money(0, each.amount.currency)
        if free is None:
            open_.append((view.names.document(each.ref), left))
            continue
        left = free.unsettled if approved_only else free.claimable
        open_.append((free.item.number, left))
        if free.disputed.minor > 0 and left.minor > 0:
            contested.append((free.item.number, min(free.disputed, left)))
        if left.minor > 0:
            unpaid.append(Debt(free.item.due, free.item.document_date, each.ref))
    country = view.customer.country or desk.country
    met, suits_ = dict(view.dossier.deadlines_met), filed(view.cases)
    said = deadlines.standing(view.dossier.deadlines, unpaid, suits_)
    owed = Owed.of(unpaid, suits_, desk.today)
    days = deadlines.days_of(said, met, desk.policy.deadlines, owed)
    barred = next((date.fromordinal(day) for day, what in days if what == LIMITATION), None)
    limit = None
    if case.items:
        currency = case.items[0].amount.currency
        limit = limit_of(
            country, desk.country, currency, desk.today, desk.policy.cases.courts
        )
    letters = [
        each.sent_on
        for each in view.pieces
        if each.paper == "attorney" and each.state in OUT and each.sent_on is not None
    ]
    stopped = filed_on(case) or met.get(LIMITATION)
    days_sent = tuple(sorted(letters))
    return Seen(tuple(open_), country, limit, barred, stopped, days_sent, tuple(contested))


def paid(desk: Desk, currency: str) -> tuple[int, int]:
    """Cases with the lawyer of whose items nothing is open any more, and what they were about."""
    found = [
        row
        for row in store_cases.cases(desk.store, kind=LEGAL_CASE.name, open_only=True)
        if row.state in IN_COURT and row.currency == currency
    ]
    if not found:
        return 0, 0
    which = some(sorted({row.customer for row in found}))
    items = rows.open_items(desk.store.db, which, question(desk).lens)
    owing = {item.ref for each in items.values() for item in each if item.open.minor > 0}
    over = [row for row in found if owing.isdisjoint(ref for ref, _ in row.items)]
    return len(over), sum(row.minor for row in over)


def lines(desk: Desk, view: AccountView, case: Case) -> list[str]:
    """What the case rests on; while it is asked for, the digest that its authorisation binds."""
    now = seen(desk, view, case)
    shown = list(suits.lines(case, now))
    if case.state == "asked":
        shown.append(f"DIGEST    {suits.digest(case, now)}")
    return shown


MINDS = (PLAN, PLACEMENT, SUIT)
"""What an item that is sued for may not be in; what is contested or promised may be sued for."""


def _opened(doing: Doing) -> None:
    """The items that are sued for: those named, else all that are overdue of one currency.

    What is disputed is sued for only where its invoice is named; whoever authorises it reads that it is.
    """
    view, today = doing.view, doing.desk.today
    free, named = accounts.free(view, today), bool(doing.items)
    if not named:
        late = [
            each
            for each in free.values()
            if each.item.due < today and doing.currency in ("", each.item.open.currency)
        ]
        most = {each.item.open.currency for each in late}
        doing.items = [
            PlanItem(each.item.ref, each.claimable - each.disputed)
            for each in late
            if not each.why_not(MINDS) and each.claimable > each.disputed
        ]
        if len(most) > 1:
            msg = f"overdue in {', '.join(sorted(most))}; name the invoices of one currency with --invoice"
            raise Refused(msg)
    if not doing.items:
        msg = f"nothing of {view.customer.number} is overdue that is not in court, with an agency, on a plan, disputed or asked to be given up"
        raise Refused(msg)
    if named:
        doing.items = [
            PlanItem(each.ref, _sued(view, free.get(each.ref), each.ref, today))
            for each in doing.items
        ]
    due = doing.values.get("due")
    words = f"legal {doing.id}: what does it rest on?"
    doing.then(words, due if isinstance(due, date) else None)


def _sued(view: AccountView, free: Free | None, ref: str, today: date) -> Money:
    """What is sued for of an item. Refused with what keeps it from it."""
    item = next(each for each in view.items if each.ref == ref)
    if free is None:
        why = "is no debt: nothing is open of it"
    elif item.due >= today:
        why = f"is due on {item.due.isoformat()}; only what is overdue can be sued for"
    elif found := free.why_not(MINDS):
        why = f"is {found}"
    elif free.claimable.minor <= 0:
        given = Money(free.given, item.open.currency)
        why = (
            f"is asked to be given up, {given}"
            if free.given
            else "is paid, pending in the books"
        )
    else:
        return free.claimable
    msg = f"{item.number} {why}"
    raise Refused(msg)


def _now(doing: Doing) -> tuple[Case, Seen]:
    assert doing.case is not None
    return doing.case, seen(doing.desk, doing.view, doing.case)


def _costed(doing: Doing) -> None:
    """No more is expected than is claimed."""
    case, _ = _now(doing)
    expect, claim = doing.values.get("expect"), case.about
    if isinstance(expect, Money) and claim is not None and expect > claim:
        msg = f"expect: {expect} is more than the {claim} that is claimed"
        raise Refused(msg)


def _asked(doing: Doing) -> None:
    """What is asked for is what is shown now."""
    case, now = _now(doing)
    suits.must_be_in_time(case, now, doing.desk.today)
    doing.values["digest"] = suits.digest(case, now)


def _authorised(doing: Doing) -> None:
    case, now = _now(doing)
    suits.must_be_in_time(case, now, doing.desk.today)
    suits.must_be_worth_it(case, now, doing.word("text"))
    doing.values["digest"] = suits.must_be_as_asked(case, now, doing.word("digest"))
    if now.barred is not None:
        doing.values["file-by"] = now.barred
    if doing.desk.policy.cases.legal_hold:
        doing.also(credit_hold.put(doing.desk, doing.view, doing.id, "with legal"))


def _filed(doing: Doing) -> None:
    """Filing stops the limitation of its invoices while it stands; the law that says so is named where known."""
    case, now = _now(doing)
    suits.must_be_in_time(case, now, doing.desk.today)
    suits.must_fit(doing.word("court"), now)
    doing.values["law"] = INTERRUPTS.get(now.country, "the lawyer says by which")


def _charged(doing: Doing) -> None:
    """Costs are asked of the customer as a fee on the first item; somebody else charges them."""
    case, _ = _now(doing)
    outlay, name = doing.values["outlay"], doing.desk.new_id("interest")
    assert isinstance(outlay, Money), outlay
    first = case.items[0]
    if outlay.minor <= 0 or outlay.currency != first.amount.currency:
        msg = (
            f"outlay: {outlay} is nothing that can be asked for in {first.amount.currency}"
        )
        raise Refused(msg)
    doing.values["charge"] = name
    doing.on_account(InterestProposed(
        on=doing.desk.today, charge=name, item=first.ref, interest=Money(0, outlay.currency),
        fee=outlay, until=doing.desk.today, regime=COURT,
    ))  # fmt: skip


def _dated(doing: Doing) -> None:
    """No day of a suit precedes the step that it follows from."""
    assert doing.case is not None
    suits.must_follow(doing.case, doing.values)


def _judged(doing: Doing) -> None:
    _dated(doing)
    case, _ = _now(doing)
    amount, claim = doing.values["amount"], case.about
    assert isinstance(amount, Money), amount
    if claim is not None and (
        amount.currency != claim.currency or not 0 < amount.minor <= claim.minor
    ):
        msg = f"amount: {amount} is not what was sued for, up to {claim}; interest and costs have fields of their own"
        raise Refused(msg)


def _collected(doing: Doing) -> None:
    """Paid means that nothing of it is open, money that the books do not show yet counted."""
    case, _ = _now(doing)
    now = seen(doing.desk, doing.view, case, approved_only=True)
    left = [f"{number} {amount}" for number, amount in now.open if amount.minor > 0]
    if left:
        msg = f"{case.id} is not collected: {', '.join(left)} is open; settle or give-up says what came of the rest"
        raise Refused(msg)
    _free(doing)
    doing.then(f"legal {case.id}: collected")


def _free(doing: Doing) -> None:
    """End the credit hold that came with the suit; of one that is given up it stays until credit ends it."""
    words = f"{doing.id} {doing.step.name}"
    doing.also(credit_hold.lift(doing.desk, doing.view, doing.id, words))


def _ended(words: str) -> Callable[[Doing], None]:
    """The account is the collector's again, with what is to be done."""

    def ended(doing: Doing) -> None:
        case, now = _now(doing)
        _free(doing)
        doing.then(words.format(case=case.id, left=now.claim))

    return ended


HOPELESS = "uncollectible"
"""The reason of the write-off of what was given up before a court, unless another is said."""


def _given_up(doing: Doing) -> None:
    """Nothing is to be had: what of it is open and nobody asks for yet is asked to be written off."""
    asked = _left(doing)
    currency = doing.items[0].amount.currency
    words = f"{doing.id}: nothing to be had"
    if not asked:
        doing.then(f"{words}, nothing of it is open")
        return
    left = total((amount for _, amount in asked), currency)
    why = cash_words(doing.desk, doing.view.id, [i.ref for i, _ in asked], currency)
    if why:  # whoever handled its cash does not give it up
        doing.then(f"{words}, ask for the write-off of {left}")
        return
    name, fact = _write_off(doing, asked)
    doing.add(f"request:{name}", fact)
    doing.values["request"] = name
    doing.then(f"{words}; write-off {name} of {left} waits")


def _left(doing: Doing) -> list[tuple[Item, Money]]:
    """What of the case's items is open, not pending in the books and in no other request."""
    free = accounts.free(doing.view, doing.desk.today)
    known = (free.get(each.ref) for each in doing.items)
    return [(each.item, each.claimable) for each in known if each and each.claimable.minor]


def _write_off(
    doing: Doing, asked: Sequence[tuple[Item, Money]]
) -> tuple[str, WriteOffRequested]:
    """The request for it: its name, and what records it."""
    desk, view = doing.desk, doing.view
    policy = desk.policy
    codes = [each.code for each in policy.write_offs.reasons]
    reason = doing.word("reason") or (HOPELESS if HOPELESS in codes else codes[0])
    came = f"legal {doing.id}: given up on {desk.today.isoformat()}, {doing.word('text')}"
    lines = write_offs.evidence(
        [item for item, _ in asked], worked(view, policy), desk.today
    )
    name = desk.new_id("write-off")
    return name, write_offs.request(
        name, view.customer.ref, asked, reason, policy, desk.today,
        evidence_lines=(came, *lines), tax_relief=policy.write_offs.tax_relief,
        note=doing.word("text"), elsewhere=held(view),
    )  # fmt: skip


ACTS: Mapping[tuple[str, str], Callable[[Doing], None]] = {
    ("legal", "open"): _opened,
    ("legal", "cost"): _costed,
    ("legal", "letter"): _dated,
    ("legal", "hearing"): _dated,
    ("legal", "lose"): _dated,
    ("legal", "enforce"): _dated,
    ("legal", "ask"): _asked,
    ("legal", "authorise"): _authorised,
    ("legal", "file"): _filed,
    ("legal", "charge"): _charged,
    ("legal", "judgment"): _judged,
    ("legal", "collect"): _collected,
    ("legal", "settle"): _ended("{case} settled: ask for the write-off of what is left"),
    ("legal", "give-up"): _given_up,
    ("legal", "decline"): _ended("legal declined {case}: collect, or write off"),
    ("legal", "return"): _ended("legal asks about {case}"),
    ("legal", "withdraw"): _ended("{case} withdrawn: collect on"),
    ("legal", "discontinue"): _ended("{case} taken back from the court: collect on"),
}
"""By kind and step: what is recorded with it."""
