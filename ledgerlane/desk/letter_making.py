"""From a line of the run, or an account, to the letter's values and its words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ledgerlane.desk import accounts, wordings
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.policy import credit_policy
from ledgerlane.domain import charges, credit, payment_reference
from ledgerlane.domain.account import reached
from ledgerlane.domain.aging import Buckets
from ledgerlane.domain.disputes import collectable
from ledgerlane.domain.disputes import denied as denied_of
from ledgerlane.domain.dunning import notice_days
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.letter import (
    Addressee,
    Agreed,
    Cash,
    Conversation,
    Fee,
    Kind,
    Letter,
    Line,
    Notice,
    Promise,
    Reckoned,
    Sender,
    by_due,
    language_of,
)
from ledgerlane.domain.letter_facts import LetterItem
from ledgerlane.domain.money import Money
from ledgerlane.domain.pieces import OUT
from ledgerlane.domain.plan_facts import InstalmentTerms
from ledgerlane.domain.plan_relief import in_force
from ledgerlane.domain.plans import Plan
from ledgerlane.store import rows
from ledgerlane.store.accounts import AccountView
from ledgerlane.store.lens import lens, one

if TYPE_CHECKING:
    from ledgerlane.desk.letter_run import Line as RunLine
    from ledgerlane.letters.rendering import Rendered

NOBODY = "(letterhead.name of the policy)"


def is_wordless(line: RunLine) -> bool:
    """Whether nothing says any more what a letter would ask for: it is proposed no longer, and never was accepted."""
    return line.proposal is None and (line.piece is None or not line.piece.items)


def of_line(desk: Desk, line: RunLine) -> Letter:
    """The letter that a line of the run stands for, with the sums of the desk's day.

    Raises Refused where `is_wordless`.
    """
    made, piece = line.proposal, line.piece
    if is_wordless(line):
        state = piece.state if piece is not None else "not due"
        msg = f"{line.account.who.number} {line.account.who.name}: the letter is {state} and has no words any more"
        raise Refused(msg)
    asks = made or piece
    assert asks is not None, line
    letter = dunning(
        desk, accounts.load(desk, line.key[0]), line.key[1], asks.items, line.paper, line.level,
        line.language, minimum=asks.minimum, by_date=asks.by_date,
    )  # fmt: skip
    return replace(letter, remark=piece.remark if piece is not None else "")


def dunning(
    desk: Desk, view: AccountView, currency: str, items: Sequence[LetterItem], paper: str,
    level: int, language: str, *, minimum: Money | None = None, by_date: date | None = None,
) -> Letter:  # fmt: skip
    """A courtesy letter, reminder, demand or final letter over these items."""
    rules, view = desk.policy.dunning, accounts.net(desk, view)
    known = {item.ref: item for item in view.items}
    waiting = _charged(desk, view, currency, {each.item for each in items})
    interest = {item: sum_ for item, (sum_, _) in charges.sums_of(waiting).items()}
    contested = tuple(view.dossier.disputes.values())
    lines = [
        Line.of(
            known[each.item], each.amount, interest.get(each.item),
            denied if (denied := denied_of(known[each.item], contested)).minor else None,
        )
        for each in items if each.item in known
    ]  # fmt: skip
    credit = [i for i in view.items if i.open.minor < 0 and i.open.currency == currency]
    said = rules.levels[level - 1] if 0 < level <= len(rules.levels) else None
    sent = [p.sent_on for p in view.pieces if p.state in OUT and p.sent_on is not None]
    letter = _letter(
        desk, view, Kind(paper), currency, language,
        lines=by_due([*lines, *(Line.of(item) for item in credit)]),
    )  # fmt: skip
    return replace(
        letter, level=rules.template_level(level) if paper == "reminder" else level,
        cash=_cash(view, currency), minimum=minimum, by_date=by_date,
        interest=tuple(
            Reckoned(known[each.item].number, each.until, accrual, each.regime)
            for each, accrual in charges.reckoned(waiting, view.charges) if each.item in known
        ),
        fees=tuple(Fee("compensation", c.fee, c.regime) for c in waiting if c.fee.minor and c.asked == c.amount),
        cash_only=letter.cash_only or (said is not None and said.cash_only),
        next_step=said.next_step if said is not None else "",
        notice=_notice(desk, view, paper, by_date),
        last_letter=max(sent, default=None), promise=_broken(view, currency),
    )  # fmt: skip


def _letter(
    desk: Desk, view: AccountView, kind: Kind, currency: str, language: str,
    lines: tuple[Line, ...] = (),
) -> Letter:  # fmt: skip
    """The head that every letter has."""
    sender = desk.policy.letterhead
    who, contact = view.customer, reached(view.customer.contact, view.dossier.contacts)
    scheme = payment_reference.scheme_of(sender.country or desk.country)
    named = lines[0].number if len(lines) == 1 and kind != Kind.STATEMENT else ""
    reference = payment_reference.make(scheme, who.number, named)
    return Letter(
        kind=kind, language=language, currency=currency, day=desk.today,
        sender=sender if sender.name else Sender(name=NOBODY),
        to=Addressee(who.number, who.name, contact.name, (), who.country, contact.email),
        lines=lines, reference=reference, scheme=scheme if reference else "",
        level=1 if kind == Kind.REMINDER else 0,
        minimum=Money(0, currency) if kind == Kind.DEMAND else None,
        by_date=desk.today if kind in (Kind.DEMAND, Kind.FINAL, Kind.ATTORNEY) else None,
        aged=view.aged[currency] if kind == Kind.STATEMENT else None,
        cash=_cash(view, currency) if kind == Kind.STATEMENT else (),
        buckets=Buckets(desk.policy.bucket_edges), cash_only=_cash_only(view),
    )  # fmt: skip


def _cash_only(view: AccountView) -> bool:
    """Whether credit has them delivered to against payment in advance only."""
    return (
        credit.in_force(view.customer, view.dossier.credit).terms.terms == credit.CASH_ONLY
    )


def _notice(
    desk: Desk, view: AccountView, paper: str, by_date: date | None
) -> Notice | None:
    """The notice that the law of the customer's country wants before the matter is referred."""
    country = view.customer.country or desk.country
    days = notice_days(paper, country)
    return Notice(country, days, by_date) if days and by_date is not None else None


def _cash(view: AccountView, currency: str) -> tuple[Cash, ...]:
    """Money of theirs that belongs to no item yet."""
    return tuple(
        Cash(each.value_date, each.unapplied, each.reference)
        for each in view.receipts
        if each.unapplied.minor and each.unapplied.currency == currency
    )


def _charged(
    desk: Desk, view: AccountView, currency: str, items: set[str]
) -> list[charges.Charge]:
    """Interest and fees charged on these items that the ledger does not show yet."""
    mine = [c for c in view.charges if c.item in items and c.interest.currency == currency]
    if not mine:
        return []
    look = lens(desk.store, desk.today, desk.known_ms)
    notes = rows.interest_notes(desk.store.db, one(view.id), look)
    waiting = charges.pending({each.id: each for each in view.charges}, notes)
    return [each for each in waiting if each in mine]


def _broken(view: AccountView, currency: str) -> Promise | None:
    """The last promise, where it was broken."""
    judged = [
        p for p in view.dossier.promises.values()
        if p.amount.currency == currency and p.id in view.verdicts
    ]  # fmt: skip
    last = max(judged, key=lambda p: (p.t, p.id), default=None)
    if last is None or view.verdicts[last.id].state not in ("broken", "partly kept"):
        return None
    return Promise(last.amount, last.due, last.made_on, last.by, broken=True)


def language(desk: Desk, view: AccountView) -> str:
    """The language that a customer is written to in."""
    contact = reached(view.customer.contact, view.dossier.contacts)
    who = view.customer
    return language_of(
        contact.language or who.language, who.country, desk.policy.dunning.language
    )


def statement(desk: Desk, view: AccountView, currency: str) -> Letter:
    """All open items, unapplied cash, columns of age and the balance, less what is pending in the books."""
    view = accounts.net(desk, view)
    items = [i for i in view.items if i.open.currency == currency]
    return _letter(
        desk, view, Kind.STATEMENT, currency, language(desk, view),
        by_due(Line.of(i) for i in items),
    )  # fmt: skip


def copies(desk: Desk, view: AccountView, currency: str, refs: Iterable[str]) -> Letter:
    """Copies of invoices, as asked for. Refused where none of them is open any more."""
    lines = by_due(_promised(view, refs))
    if not lines:
        msg = f"{view.customer.number}: the invoices to be copied are paid by now"
        raise Refused(msg)
    return _letter(desk, view, Kind.COPY, currency, language(desk, view), lines)


def asked_for(
    desk: Desk, view: AccountView, paper: str, currency: str, refs: Iterable[str]
) -> Letter:
    """A letter that no run proposes; ``refs`` are the invoices that it is about."""
    if paper == Kind.COPY:
        return copies(desk, view, currency, refs)
    return ON_DEMAND[paper](desk, view, currency)


def confirmation(desk: Desk, view: AccountView, currency: str) -> Letter:
    """The promise or plan that stands, and the conversation it came from. Refused where none does."""
    view = accounts.net(desk, view)
    spoke = [
        a for a in view.dossier.activities
        if a.kind in ("call", "visit", "promise") and not a.undone
        and a.currency in ("", currency)
    ]  # fmt: skip
    promises = [
        p for p in view.dossier.promises.values()
        if p.amount.currency == currency and p.id in view.verdicts
        and view.verdicts[p.id].state == "open"
    ]  # fmt: skip
    plans = [p for p in view.plans if p.state == "active" and p.currency == currency]
    promise = promises[-1] if promises else None
    plan = plans[-1] if plans else None
    if promise is None and plan is None:
        msg = f"{view.customer.number}: no open promise and no running plan in {currency} to confirm"
        raise Refused(msg)
    letter = _letter(
        desk, view, Kind.CONFIRMATION, currency, language(desk, view),
        by_due(_promised(view, promise.items if promise is not None else ())),
    )  # fmt: skip
    last = spoke[-1] if spoke else None
    return replace(
        letter,
        conversation=Conversation(last.day) if last is not None else None,
        promise=Promise(promise.amount, promise.due, promise.made_on, promise.by)
        if promise is not None else None,
        plan=Agreed(
            plan.id, _awaited(view, plan), plan.rate_per_cent, plan.acceleration,
            tuple(plan.guarantees),
        ) if plan is not None else None,
    )  # fmt: skip


def _awaited(view: AccountView, plan: Plan) -> tuple[InstalmentTerms, ...]:
    """The instalments as they are to be paid: without what is gone of the debt."""
    watch = view.watches.get(plan.id)
    parts = in_force(plan, watch.relieved if watch is not None else 0)
    return tuple(part for part in parts if part.amount.minor) or plan.instalments


def terms(desk: Desk, view: AccountView, currency: str) -> Letter:
    """The book's credit policy, for a customer to confirm. Refused where the book has none."""
    text = credit_policy(desk)
    letter = _letter(desk, view, Kind.TERMS, currency, language(desk, view))
    return replace(letter, terms=text)


def attorney(desk: Desk, view: AccountView, currency: str) -> Letter:
    """All that is overdue and not disputed, on the lawyer's letterhead. Refused without lawyer or debt."""
    counsel, view = desk.policy.counsel, accounts.net(desk, view)
    if not counsel.name:
        msg = "the policy names no lawyer: set [counsel], with name and address"
        raise Refused(msg)
    contested = view.dossier.disputes.values()
    items = [
        LetterItem(item.ref, 0, left)
        for item in view.items
        if item.open.currency == currency and item.due < desk.today
        and (left := collectable(item, contested)).minor > 0
    ]  # fmt: skip
    if not items:
        msg = f"{view.customer.number}: nothing in {currency} is overdue and undisputed"
        raise Refused(msg)
    by_date = desk.today + timedelta(days=COUNSEL_DAYS)
    letter = dunning(
        desk, view, currency, items, Kind.ATTORNEY, 0, language(desk, view), by_date=by_date
    )
    if letter.to_pay.minor <= 0:
        msg = f"{letter.cash_total} that came in and is not matched covers it"
        raise Refused(msg)
    return replace(letter, counsel=counsel, next_step="court")


COUNSEL_DAYS = 14
"""A lawyer's letter leaves so many days to pay: no country of ours asks for more."""

ON_DEMAND = {
    "statement": statement, "confirmation": confirmation, "terms": terms, "attorney": attorney,
}  # fmt: skip
"""Letters that somebody asks for, by their kind."""


def _promised(view: AccountView, refs: Iterable[str]) -> list[Line]:
    named = set(refs)
    return [
        Line.of(item) for item in view.items if item.ref in named and item.open.minor > 0
    ]


def words(desk: Desk, letter: Letter, own: str = "") -> Rendered:
    """The letter in the book's wording; ``own`` is the text as a person revised it, whole."""
    from ledgerlane.letters.rendering import render

    return render(letter, wordings.templates_of(desk.store.path), own)
