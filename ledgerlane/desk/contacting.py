"""May we contact? The question, asked of a book: for a call, a line, a list, a letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from ledgerlane.desk import accounts, holidays
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import question
from ledgerlane.domain import placements
from ledgerlane.domain.account import Contact, Customer
from ledgerlane.domain.contact_hours import Zone, differ
from ledgerlane.domain.contact_policy import CHANNELS
from ledgerlane.domain.contact_rules import (
    QUIET_HOURS,
    WRONG,
    Party,
    Purpose,
    Verdict,
    may_contact,
)
from ledgerlane.domain.contact_side import (
    NOTHING_SAID,
    Clocks,
    ContactSide,
    is_right,
    party,
    preferred_contact,
    spoken_for,
)
from ledgerlane.domain.disputes import collectable, undisputed
from ledgerlane.domain.dossier import Dossier
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.pending import by_item
from ledgerlane.domain.zone_table import zones_by_country
from ledgerlane.store import awake, rows, settings, worked, zones
from ledgerlane.store.accounts import AccountView
from ledgerlane.store.awake import Place
from ledgerlane.store.lens import EVERYBODY, some
from ledgerlane.store.standings import QueueRow

CHUNK = 1_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(desk: Desk, text: str = "") -> datetime:
    """The moment asked about: now, on the desk's day; or ``2026-12-24T10:30``, the book's clock.

    Raises Refused for a text that is no moment.
    """
    if text:
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            msg = f"{text!r} is no moment like 2026-12-24T10:30"
            raise Refused(msg) from None
        return _EPOCH + timedelta(milliseconds=settings.moment(desk.zone, at))
    now = (_EPOCH + timedelta(milliseconds=desk.clock())).astimezone(home(desk).rules)
    return datetime.combine(desk.today, now.time(), home(desk).rules)


def home(desk: Desk) -> Zone:
    """The book's own zone."""
    return zones.zone(desk.zone)


def clocks(desk: Desk, side: ContactSide, country: str, at: datetime) -> Clocks:
    """Where a customer may be. ``country``: the ledger's word; one that is not known is the book's."""
    known = zones_by_country()
    named = next((c for c in (side.country, country, desk.country) if c in known), "")
    places = (zones.zone(side.zone),) if side.zone else zones.of_country(named)
    days = holidays.of(desk, named, at.year)
    return Clocks(home(desk).rules, places or (home(desk),), named, days)


def party_of(desk: Desk, view: AccountView, at: datetime, currency: str = "") -> Party:
    """What is asked about an account that is loaded; ``currency`` ``""``: about all of it."""
    where = clocks(desk, view.dossier.contacting, view.customer.country, at)
    items = [
        i for i in view.items
        if i.open.minor > 0 and (not currency or i.open.currency == currency)
    ]  # fmt: skip
    disputes = view.dossier.disputes.values()
    left = [
        undisputed(items, disputes, code).minor for code in {i.open.currency for i in items}
    ]
    return party(
        view.customer, view.dossier, desk.policy, where,
        all_disputed=bool(left) and not any(left), placed=_placed(desk, view, currency),
    )  # fmt: skip


def _placed(desk: Desk, view: AccountView, currency: str) -> str:
    """Which agency has all that is overdue and not contested, in its own name; nothing where something is ours."""
    if not any(placements.is_placed(each) for each in view.cases):
        return ""
    known, gone, words = view.dossier.disputes.values(), by_item(view.pending), ""
    for code in {i.open.currency for i in view.items if currency in ("", i.open.currency)}:
        late = [i for i in view.items if i.open.currency == code and i.due < desk.today]
        ours = placements.placed(view.cases, late, known, gone, desk.policy, code)
        asked = sum(
            max(0, collectable(i, known).minor - max(0, gone.get(i.ref, 0))) for i in late
        )
        if asked > ours.minor:
            return ""
        words = ours.words if ours.by_item else words
    return words


def may(
    desk: Desk, customer: Who, channel: str = "phone", at: datetime | None = None, *,
    purpose: Purpose = "dunning", role: str = "",
) -> Verdict:  # fmt: skip
    """Whether a customer may be contacted over a channel at a moment (None: now)."""
    id_, currency = accounts.resolve(desk, customer)
    view = accounts.load(desk, id_)
    return may_view(desk, view, channel, at, purpose=purpose, role=role, currency=currency)


def may_view(
    desk: Desk, view: AccountView, channel: str, at: datetime | None = None, *,
    purpose: Purpose = "dunning", role: str = "", currency: str | None = None,
) -> Verdict:  # fmt: skip
    """The same of an account that is loaded already."""
    if channel not in CHANNELS:
        msg = f"{channel!r} is no channel: {', '.join(CHANNELS)}"
        raise Refused(msg)
    at = at or moment(desk)
    asked = party_of(desk, view, at, currency or "")
    return may_contact(
        asked, channel, at, desk.policy.contact, purpose=purpose, role=role,
        debt=currency or "",
    )  # fmt: skip


def awake_now(desk: Desk) -> list[Place]:
    """Of the places where customers are those in which it is neither too early nor too late to call."""
    at, rules, found = moment(desk), desk.policy.contact, list[Place]()
    for place in awake.places(desk.store):
        side = replace(
            NOTHING_SAID, zone=place.zone, country=place.country, party=place.party,
            hours=place.hours,
        )  # fmt: skip
        where = clocks(desk, side, place.ledger_country, at)
        asked = party(Customer("", "", ""), Dossier(contacting=side), desk.policy, where)
        if not may_contact(asked, "phone", at, rules).reasons:
            found.append(place)
    return found


def of_rows(
    desk: Desk, found: Iterable[QueueRow], channel: str = "phone"
) -> Iterator[tuple[QueueRow, Verdict]]:
    """Each account of a list with whether it may be contacted now; many are looked at at once."""
    at, ask, left = moment(desk), question(desk), iter(found)
    while chunk := list(islice(left, CHUNK)):
        which = some(sorted({row.customer for row in chunk}))
        known = rows.customers(desk.store.db, which, ask.lens)
        told = worked.load(desk.store, which, ask, {}, all_items=False)
        for row in chunk:
            each = told.get(row.customer)
            who = known.get(row.customer) or Customer("", row.number, row.name)
            dossier = each.dossier if each is not None else Dossier()
            where = clocks(desk, dossier.contacting, who.country, at)
            disputed = 0 < row.overdue + row.not_due <= row.disputed
            asked = party(who, dossier, desk.policy, where, all_disputed=disputed)
            yield (
                row,
                may_contact(asked, channel, at, desk.policy.contact, debt=row.currency),
            )


def everybody(
    desk: Desk, channel: str = "phone"
) -> Iterator[tuple[Customer, Contact, bool, Verdict]]:
    """Each person known at each customer's, whether they reach nobody, and whether we may contact now.

    As of the desk's day. Of somebody who speaks for the debtor in their own role.
    """
    at, ask = moment(desk), question(desk)
    known = rows.customers(desk.store.db, EVERYBODY, ask.lens)
    for first in range(0, len(known), CHUNK):
        ids = sorted(known)[first : first + CHUNK]
        told = worked.load(desk.store, some(ids), ask, {}, all_items=False)
        for id_ in ids:
            who, each = known[id_], told.get(id_)
            dossier = each.dossier if each is not None else Dossier()
            where = clocks(desk, dossier.contacting, who.country, at)
            asked = party(who, dossier, desk.policy, where)
            for person in (who.contact, *dossier.contacts):
                if person == Contact():
                    continue
                right = is_right(person, dossier.contacting, person.phone or person.email)
                verdict = may_contact(
                    asked, channel, at, desk.policy.contact, role=spoken_for(person)
                )
                yield who, person, not right, verdict


def writing_words(
    desk: Desk, who: Customer, dossier: Dossier, channel: str, currency: str
) -> str:
    """Why a customer may not be written to over a channel on the desk's day; ``""``: they may.

    Hours are the sender's to wait for; quiet days and disputes are rules of the run itself.
    """
    at = moment(desk)
    where = clocks(desk, dossier.contacting, who.country, at)
    asked = replace(party(who, dossier, desk.policy, where), quiet_until=None)
    verdict = may_contact(asked, channel, at, desk.policy.contact, debt=currency)
    words = [
        each.words
        for each in verdict.reasons
        if each.answer == "blocked" and each.rule not in (QUIET_HOURS, WRONG)
    ]
    return "; ".join(words)


def sending_words(
    desk: Desk, customer: int, channel: str, currency: str, *, asks: bool
) -> str:
    """Why a letter or mail must not leave at this moment, hours too; ``""``: it may.

    ``asks``: it asks for money; else it confirms or states.
    """
    view = accounts.load(desk, customer)
    at = moment(desk)
    asked = replace(
        party_of(desk, view, at, currency), quiet_until=None, all_disputed=False
    )
    verdict = may_contact(
        asked, channel, at, desk.policy.contact, purpose="dunning" if asks else "service",
        debt=currency,
    )  # fmt: skip
    if verdict.answer != "blocked":
        return ""
    return f"{verdict.words} ({verdict.change})" if verdict.change else verdict.words


def calling_words(desk: Desk, view: AccountView, currency: str) -> str:
    """What a caller must know first: ``opens Tue 09:00 in Kolkata, 03:30 here``; ``""``: nothing.

    Where only the country is known and its clocks differ, it says so.
    """
    verdict = may_view(desk, view, "phone", currency=currency)
    clock = [each for each in verdict.reasons if each.rule == QUIET_HOURS]
    others = [each for each in verdict.reasons if each.rule != QUIET_HOURS]
    if others:
        return f"{'do not call' if others[0].answer == 'blocked' else 'call'}: {others[0].words}"
    unknown = "zone not known" if zone_words(desk, view) else ""
    return ", ".join(filter(None, (unknown, clock[0].change if clock else "")))


def zone_words(desk: Desk, view: AccountView) -> str:
    """That nobody knows which of a country's clocks a customer lives by, and what says it; ``""``: known."""
    at = moment(desk)
    where = clocks(desk, view.dossier.contacting, view.customer.country, at)
    if not differ(where.zones, at):
        return ""
    return f"{where.country} has several clocks and theirs is not known; :contact prefer sets it"


def for_a_line(desk: Desk, view: AccountView, currency: str) -> dict[str, Verdict]:
    """What speaks against each channel of the book's codes now; what does not is left out.

    A contact about a dispute that is open asks for no money.
    """
    at = moment(desk)
    asked = party_of(desk, view, at, currency)
    about = bool(view.dossier.open_disputes())
    channels = {code.channel for code in desk.policy.codes} & set(CHANNELS)
    found = {}
    for channel in sorted(channels):
        service = about or channel not in ("phone", "visit")
        verdict = may_contact(
            asked, channel, at, desk.policy.contact,
            purpose="service" if service else "dunning", debt=currency,
        )  # fmt: skip
        if verdict.reasons:
            found[channel] = verdict
    return found


def whom(
    desk: Desk, customer: Who, channel: str = "phone", step: str = ""
) -> Contact | None:
    """Whom to ask for over a channel, and at a step of the treatment plan; None: nobody is known."""
    view = accounts.show(desk, customer)
    return preferred_contact(view.customer.contact, view.dossier, channel, step)
