"""What the steps of a placement do besides: amounts and evidence, hold and next step, cash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from ledgerlane.desk import accounts, credit_hold, directly, placement_file
from ledgerlane.desk.case_doing import Doing
from ledgerlane.desk.cash import require_once
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import question
from ledgerlane.domain import cash, disputes, letting_go, placements
from ledgerlane.domain.cases.case import Case, Value
from ledgerlane.domain.cash_facts import CashMatched, CashPosted, MatchLine
from ledgerlane.domain.contact_rules import INSOLVENCY
from ledgerlane.domain.errors import Refused, Twice
from ledgerlane.domain.events import NextStepCleared, PlanItem
from ledgerlane.domain.money import Money, total
from ledgerlane.domain.notices import notice_of
from ledgerlane.domain.pending import by_item
from ledgerlane.domain.placement_policy import FIRST_PARTY, Agency
from ledgerlane.domain.placements import Left, Part
from ledgerlane.domain.risk import Record
from ledgerlane.store import standings
from ledgerlane.store.accounts import AccountView
from ledgerlane.store.lens import one


def asked(doing: Doing) -> None:
    """The amounts of what is placed; it is handed over at once where the policy lets it pass."""
    desk, agency = doing.desk, _agency(doing)
    named = {each.ref for each in doing.items}
    if len({each.amount.currency for each in doing.items}) > 1:
        return  # what the rule of all cases refuses
    currency = (
        doing.items[0].amount.currency
        if doing.items
        else accounts.currency_of(desk, doing.view, doing.currency or None)
    )
    placements.must_take(agency, currency)
    found, left = _parts(desk, doing.view, doing.id, agency, currency, named)
    if named and left:
        raise Refused(_said(left))
    if not found:
        which = f": {_said(left)}" if left else ""
        msg = f"nothing of {doing.view.customer.number} in {currency} can be placed{which}"
        raise Refused(msg)
    doing.items[:] = [PlanItem(each.item.ref, each.amount) for each in found]
    doing.values["handling"] = agency.handling
    if left:
        doing.values["left-out"] = _said(left)
    principal = total((each.amount for each in found), currency)
    early = _early(doing, agency, found, currency)
    if early and not doing.word("text"):
        msg = f"{early}; say why all the same (text), and a supervisor approves it"
        raise Refused(msg)
    if early:
        doing.values["early"] = early
    if early or _needs_approval(doing, principal):
        doing.then(f"placement {doing.id}: approved?", desk.today + timedelta(days=2))
    else:
        values = dict[str, Value]()
        _place(doing, agency, found, values)
        doing.follow("hand-over", values)


def handed_over(doing: Doing) -> None:
    """Place what was asked for, if it can still be placed as it was asked."""
    case = doing.case
    assert case is not None, doing.id
    about = case.about
    assert about is not None, case.id
    if doing.step.name == "hand-over" and case.word("early"):
        msg = f"{case.id} is before its time ({case.word('early')}); a supervisor approves it (place approve)"
        raise Refused(msg)
    if doing.step.name == "hand-over" and _needs_approval(doing, about):
        over = doing.desk.policy.placements.approve_over_units
        msg = f"{case.id} places {about}{_besides(doing, about)}; over {over} units a supervisor approves it (place approve)"
        raise Refused(msg)
    agency = _agency(doing, case.word("agency"))
    why = differs(doing.desk, case, doing.view)
    if why:
        msg = f"{case.id} is not as it was asked for: {why}; withdraw it and ask again"
        raise Refused(msg)
    refs = {each.ref for each in case.items}
    found, _ = _parts(doing.desk, doing.view, case.id, agency, about.currency, refs)
    _place(doing, agency, found, doing.values, placements.asked_text(case))


def _early(doing: Doing, agency: Agency, found: Sequence[Part], currency: str) -> str:
    """Why nothing says yet to let go of the account; an agency that calls in our name may have it sooner."""
    if agency.handling == FIRST_PARTY:
        return ""
    desk, id_ = doing.desk, doing.view.id
    look = standings.look(desk.store, one(id_), question(desk), stored_patterns=desk.is_now)
    standing = next(a.standing for a in look.accounts if a.row.currency == currency)
    worked = look.worked.get(id_)
    record = worked.record if worked is not None else Record()
    known = doing.view.dossier.disputes.values()
    owed = [i for i in doing.view.items if i.open.currency == currency]
    late = [i.due for i in owed if disputes.collectable(i, known).minor > 0]
    oldest = min((*late, *(each.item.due for each in found)))
    return letting_go.early(standing, record, desk.policy, oldest, desk.today)


def _needs_approval(doing: Doing, principal: Money) -> bool:
    before = _before(doing, principal)
    return placements.needs_approval(principal, before, doing.desk.policy)


def _before(doing: Doing, principal: Money) -> Money:
    desk = doing.desk
    return placements.unapproved(
        doing.view.cases, doing.items, principal.currency, desk.policy, desk.today
    )


def _besides(doing: Doing, principal: Money) -> str:
    before = _before(doing, principal)
    return f" besides {before} placed without approval" if before.minor else ""


def differs(desk: Desk, case: Case, view: AccountView) -> str:
    """What keeps it from being placed as it was asked for, or nothing."""
    agency, about = desk.policy.placements.agency(case.word("agency")), case.about
    if agency is None or about is None:
        return f"the policy names no agency {case.word('agency')!r} any more"
    refs = {each.ref for each in case.items}
    found, left = _parts(desk, view, case.id, agency, about.currency, refs)
    if placements.same(case.items, found):
        return ""
    return _said(left) if left else "what is open or disputed has changed"


def not_placed(doing: Doing) -> None:
    """The account is the collector's again."""
    said = "declined" if doing.step.name == "decline" else "withdrawn"
    doing.then(f"placement {said}: {doing.word('text') or 'go on'}"[:80])


def _agency(doing: Doing, code: str = "") -> Agency:
    name = code or doing.word("agency")
    found = doing.desk.policy.placements.agency(name)
    if found is None:
        msg = f"the policy names no agency {name!r} any more (placements.agencies)"
        raise Refused(msg)
    return found


def _parts(
    desk: Desk, view: AccountView, case: str, agency: Agency, currency: str, named: set[str]
) -> tuple[list[Part], list[Left]]:
    """What can be placed of the items named, else of all that is overdue in the currency."""
    _solvent(view, desk.today)
    items = [
        item
        for item in view.items
        if (item.ref in named)
        or (not named and item.open.currency == currency and item.open.minor > 0 and item.due < desk.today)
    ]  # fmt: skip
    country = view.customer.country or desk.country
    rule = None if agency.handling == FIRST_PARTY else notice_of(country, desk.today)
    free = accounts.free(view, desk.today, but=case)
    standing = placements.Standing(desk.today, free, view.pieces, rule)
    return placements.parts(items, standing)


def _solvent(view: AccountView, today: date) -> None:
    for stop in view.dossier.contacting.stops:
        if stop.what == INSOLVENCY and stop.holds(today):
            msg = f"{view.customer.number} is insolvent; the claim is filed with the trustee, nothing is placed"
            raise Refused(msg)


def _said(left: Sequence[Left]) -> str:
    return "; ".join(f"{each.item.number}: {each.why}" for each in left)


def _place(
    doing: Doing, agency: Agency, found: Sequence[Part], values: dict[str, Value], text: str = ""
) -> None:  # fmt: skip
    """The file and its hash, the customer on hold, and the day on which the agency is asked."""
    desk, view = doing.desk, doing.view
    file, interest, fees = placement_file.made(
        desk, view, doing.id, agency, found, text or doing.word("text")
    )
    due = desk.today + timedelta(days=desk.policy.placements.report_days)
    values |= {
        "interest": interest, "fees": fees, "sha256": placement_file.digest(file), "due": due,
        "file": file, "rates": placements.rates(agency), "direct-rate": agency.direct_per_cent,
    }  # fmt: skip
    if agency.handling != FIRST_PARTY and desk.policy.placements.credit_hold:
        doing.also(credit_hold.put(desk, view, doing.id, f"placed with {agency.name}"))
    if _nothing_else(doing, found):
        steps, currency = view.dossier.steps, found[0].amount.currency
        mine = all(step.concerns(currency) for step in steps)  # another row's steps stay
        if mine and any(step.due > desk.today for step in steps):
            doing.on_account(NextStepCleared(on=desk.today))  # it is the agency's to do now
        doing.then(f"{agency.name}: how does {doing.id} stand?"[:80], due)


def _free(doing: Doing) -> None:
    """End the credit hold that came with it; any other hold stays."""
    words = f"{doing.id} {doing.step.name}"
    doing.also(credit_hold.lift(doing.desk, doing.view, doing.id, words))


def _nothing_else(doing: Doing, found: Sequence[Part]) -> bool:
    """Whether nothing that is overdue and asked for is left to us: a later step would hide it."""
    view, today = doing.view, doing.desk.today
    free = accounts.free(view, today)
    currency, theirs = found[0].amount.currency, {each.item.ref for each in found}
    theirs |= {
        i.ref for case in view.cases if placements.is_placed(case) for i in case.items
    }
    return not any(
        each.item.due < today
        and each.item.open.currency == currency
        and ref not in theirs
        and each.undisputed.minor > 0
        for ref, each in free.items()
    )


def recalled(doing: Doing) -> None:
    """The items are treated here again."""
    assert doing.case is not None
    name = placements.agency_name(doing.case, doing.desk.policy)
    _free(doing)
    doing.then(f"recalled from {name}: {doing.word('reason')}, go on"[:80])


AFTER = {
    "part": "what now?",
    "uncollectable": "write it off?",
    "insolvent": "file the claim, then write it off",
    "untraceable": "trace them, or write it off",
}
"""What the collector does about the rest, by the agency's result."""


def closed(doing: Doing) -> None:
    """The agency is done: what is open is ours again."""
    assert doing.case is not None
    name, result = (
        placements.agency_name(doing.case, doing.desk.policy),
        doing.word("result"),
    )
    open_ = room(doing)
    left = total(open_.values(), doing.items[0].amount.currency)
    if result == "paid" and left.minor:
        msg = f"{doing.id}: {left} of it is open still; record what the agency remitted, or close it as part"
        raise Refused(msg)
    _free(doing)
    if result in AFTER:
        doing.then(f"{name} closed it, {result}: {AFTER[result]}"[:80])


def room(doing: Doing) -> dict[str, Money]:
    """What the agency can still collect of each item, in their order: of what was placed, as far as it is open."""
    assert doing.case is not None
    stands = (held.cash for held in doing.view.held if held.state != "reversed")
    gone, came = by_item(doing.view.pending), placements.remitted(doing.case, stands)
    items = {each.ref: each for each in doing.view.items}
    found = dict[str, Money]()
    for each in doing.items:
        item = items.get(each.ref)
        if item is not None:
            open_ = item.open.minor - max(0, gone.get(each.ref, 0))
            left = min(open_, each.amount.minor - came.get(each.ref, 0))
            found[each.ref] = Money(max(0, left), item.open.currency)
    return found


def remitted(doing: Doing) -> None:
    """Money of the agency: a receipt over the gross, matched to the items, and its commission."""
    assert doing.case is not None
    desk, view, values = doing.desk, doing.view, doing.values
    gross = values["gross"]
    assert isinstance(gross, Money), gross
    since = placements.placed_on(doing.case)
    day = values.get("day") or desk.today
    assert since is not None
    assert isinstance(day, date)
    if day < since:
        msg = f"{doing.id} was placed on {since.isoformat()}; the agency had nothing to remit on {day.isoformat()}"
        raise Refused(msg)
    currency = doing.items[0].amount.currency
    if gross.currency != currency:
        msg = f"{doing.id} is in {currency}, not in {gross.currency}"
        raise Refused(msg)
    lines = _lines(doing, gross)
    agency = placements.agreed(doing.case, desk.policy) or _agency(
        doing, doing.case.word("agency")
    )
    dues = {item.ref: item.due for item in view.items}
    shared = placements.shares(doing.case, lines, dues, agency)
    agreed = total((each.commission for each in shared), currency)
    kept = _commission(doing, gross, agreed)
    receipt, match = desk.new_id("receipt"), desk.new_id("match")
    cash.keep_apart(desk.actor, view.requests, tuple(lines), currency)
    posted = cash.post(
        receipt, gross, day, desk.today, customer=view.customer.ref, method="agency",
        reference=doing.word("reference"), payer=agency.name,
    )  # fmt: skip
    _require_once(doing, posted)
    doing.add(f"receipt:{receipt}", posted)
    zero = Money(0, currency)
    doing.add(f"receipt:{receipt}", CashMatched(
        on=desk.today, receipt=receipt, match=match, customer=view.customer.ref,
        lines=tuple(MatchLine(ref, amount, zero, zero) for ref, amount in lines.items()),
        rule=placements.rule_of(doing.id),
    ))  # fmt: skip
    values |= {
        "day": day, "commission": kept, "agreed": agreed, "net": gross - kept, "receipt": receipt,
    }  # fmt: skip
    _about(doing, lines)


def _require_once(doing: Doing, posted: CashPosted) -> None:
    """Ask about a statement of the agency that was taken in before."""
    if doing.word("again"):
        return
    try:
        require_once(doing.desk, doing.view, posted)
    except Twice as why:
        msg = f"{why}; `--again yes` records another one"
        raise Twice(msg) from None


def told(doing: Doing) -> None:
    """The agency was told what came to us directly, and the commission that is due on it."""
    assert doing.case is not None
    found = directly.untold(doing.desk, doing.case, doing.view.id)
    if not found:
        msg = f"{doing.id}: nothing was paid to us directly that the agency was not told of"
        raise Refused(msg)
    currency = doing.items[0].amount.currency
    doing.values |= {
        "direct": total((each.amount for each in found), currency),
        "commission-due": total((each.commission for each in found), currency),
    }  # fmt: skip
    _about(doing, {each.ref: each.amount for each in found})


def _about(doing: Doing, lines: Mapping[str, Money]) -> None:
    """How much of which item a step is about: for the program, and in words for people."""
    doing.parts = tuple(PlanItem(ref, amount) for ref, amount in lines.items())
    doing.values["for"] = ", ".join(f"{ref}={amount}" for ref, amount in lines.items())


def _lines(doing: Doing, gross: Money) -> dict[str, Money]:
    """What the gross is for, by item: as said, else the oldest due first."""
    free = room(doing)
    numbers = {item.number: item.ref for item in doing.view.items if item.ref in free}
    said, exact = dict[str, Money](), False
    for number, equals, amount in placements.named(doing.word("for"), {*numbers, *free}):
        ref = numbers.get(number, number)
        if ref not in free:
            msg = f"for: {number} is not open of what was placed: {', '.join(numbers) or 'nothing is'}"
            raise Refused(msg)
        if equals:
            exact = True
            try:
                said[ref] = Money.parse(f"{amount} {gross.currency}")
            except ValueError as why:
                msg = f"for: {why}"
                raise Refused(msg) from None
            if said[ref].minor > free[ref].minor:
                msg = f"for: {said[ref]} is more than the {free[ref]} open of {number}"
                raise Refused(msg)
        else:
            said[ref] = free[ref]
    found = placements.spread(gross, said or free)
    if exact and found != said:
        msg = f"for: {total(said.values(), gross.currency)} is not the gross of {gross}"
        raise Refused(msg)
    return found


def _commission(doing: Doing, gross: Money, agreed: Money) -> Money:
    """What the agency kept. Refused where it is not what was agreed and nobody says why, or the net differs."""
    said, net = doing.values.get("commission"), doing.values.get("net")
    kept = said if isinstance(said, Money) else agreed
    if not isinstance(said, Money) and isinstance(net, Money):
        kept = gross - net
    if not 0 <= kept.minor <= gross.minor:
        msg = f"commission: {kept} is not between nothing and the gross of {gross}"
        raise Refused(msg)
    if isinstance(net, Money) and gross - kept != net:
        msg = f"net: {gross} less {kept} is {gross - kept}, not {net}"
        raise Refused(msg)
    if kept != agreed and not doing.word("text"):
        msg = f"commission: the agency kept {kept}, agreed are {agreed} of {gross}; say why as the last words"
        raise Refused(msg)
    return kept
