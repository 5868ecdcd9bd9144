"""Whom to talk to at a customer's, and whether they may be contacted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import click

from ledgerlane.cli.session import Group, Known, Session, pass_session

KINDS = ("do-not-contact", "lawyer", "insolvency", "deceased", "dispute", "consent")
"""Kinds of stop in the words of the command line."""


def _channels() -> Iterable[str]:
    from ledgerlane.domain.contact_policy import CHANNELS

    return CHANNELS


@click.group(cls=Group)
def contact() -> None:
    """Say who to talk to at a customer's, and whether, when and how they may be contacted."""


@contact.command("list")
@click.argument("customer")
@click.option("--json", "as_json", is_flag=True)
@pass_session
def list_(session: Session, customer: str, as_json: bool) -> None:
    """List the people known at CUSTOMER's, the books' own first."""
    from ledgerlane.desk import contacts

    with session.desk() as desk:
        found = contacts.list_(desk, customer)
    if as_json:
        session.out.json({"v": 1, "rows": [contact_row(each) for each in found]})
        return
    session.out.table(
        ("name", "role", "phone", "mail", "language", "reaches"),
        [
            (c.name, c.role, c.phone, c.email, c.language, "nobody" if c.wrong else "")
            for c in found
        ],
    )


def contact_row(contact: Any) -> dict[str, Any]:
    """A contact as JSON has it."""
    names = ("name", "role", "phone", "email", "language", "wrong")
    return {name: getattr(contact, name) for name in names}


@contact.command("add")
@click.argument("customer")
@click.option("--name", default="", help="Whom to ask for.")
@click.option("--role", default="", help="AP, manager, owner, lawyer, trustee, executor, or what they do there.")  # fmt: skip
@click.option("--phone", default="")
@click.option("--email", default="")
@click.option("--language", default="", help="Two letters, like no.")
@pass_session
def add(
    session: Session, customer: str, name: str, role: str, phone: str, email: str, language: str
) -> None:  # fmt: skip
    """Record who to talk to at CUSTOMER's; a contact of the same name is replaced."""
    from ledgerlane.desk import contacts
    from ledgerlane.domain.account import Contact

    with session.desk() as desk:
        contacts.record(desk, customer, Contact(name, role, phone, email, language))
    said = "  ".join(part for part in (name, role, phone, email, language) if part)
    session.out.line(f"{customer}: contact {said}")


@contact.command("edit")
@click.argument("customer")
@click.argument("name")
@click.option("--role")
@click.option("--phone")
@click.option("--email")
@click.option("--language")
@pass_session
def edit(
    session: Session, customer: str, name: str, role: str | None, phone: str | None,
    email: str | None, language: str | None,
) -> None:  # fmt: skip
    """Change what is known of NAME at CUSTOMER's; what is not said stays."""
    from ledgerlane.desk import contacts

    changes = {"role": role, "phone": phone, "email": email, "language": language}
    said = {key: value for key, value in changes.items() if value is not None}
    with session.desk() as desk:
        made = contacts.edit(desk, customer, name, said)
    parts = (made.name, made.role, made.phone, made.email, made.language)
    session.out.line(f"{customer}: contact {'  '.join(part for part in parts if part)}")


@contact.command("wrong")
@click.argument("customer")
@click.argument("value", metavar="NAME|NUMBER|ADDRESS")
@click.option("--note", default="")
@pass_session
def wrong(session: Session, customer: str, value: str, note: str) -> None:
    """Say that somebody, a number or an address does not reach CUSTOMER."""
    from ledgerlane.desk import contacts

    with session.desk() as desk:
        contacts.wrong(desk, customer, value, note)
    session.out.line(f"{customer}: {value} reaches nobody")


@contact.command("may")
@click.argument("customer")
@click.option("--channel", type=Known(_channels), default="phone", show_default=True)
@click.option("--at", metavar="MOMENT", help="Like 2026-12-24T10:30, by the book's clock; now by default.")  # fmt: skip
@click.option("--to", "role", default="", help="Not the debtor but their lawyer, trustee or executor.")  # fmt: skip
@click.option("--for", "purpose", type=Known(lambda: ("dunning", "service", "claim")), default="dunning",
              show_default=True, help="Asking for money, clearing something up, or filing a claim.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@pass_session
def may(
    session: Session, customer: str, channel: str, at: str | None, role: str, purpose: Any,
    as_json: bool,
) -> None:  # fmt: skip
    """May CUSTOMER be contacted? With the reason, and what would change it. Exit 1: no."""
    from ledgerlane.desk import contacting, holidays
    from ledgerlane.domain.errors import Refused

    with session.desk() as desk:
        when = contacting.moment(desk, at or "")
        verdict = contacting.may(desk, customer, channel, when, purpose=purpose, role=role)
        person = contacting.whom(desk, customer, channel)
    if as_json:
        session.out.json({
            "v": 1, "customer": customer, "channel": channel, "at": when.isoformat(),
            "answer": verdict.answer, "until": _iso(verdict.until),
            "reasons": [
                {"rule": r.rule, "answer": r.answer, "words": r.words, "change": r.change,
                 "until": _iso(r.until)}
                for r in verdict.reasons
            ],
            "contact": contact_row(person) if person is not None else None,
        })  # fmt: skip
        return
    if not holidays.installed():
        session.out.say(holidays.MISSING)
    if verdict.answer == "blocked":
        msg = f"{customer}: no {channel}: {verdict.words} ({verdict.change})"
        raise Refused(msg)
    session.out.line(f"{customer}: {channel} {verdict.answer}: {verdict.words}")
    for reason in verdict.reasons:
        if reason.change:
            session.out.line(f"  {reason.rule}: {reason.change}")
    if person is not None:
        way = {"mail": person.email, "letter": "", "visit": ""}.get(channel, person.phone)
        parts = (person.name, person.role, way)
        session.out.line(f"  ask for {'  '.join(part for part in parts if part)}")


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


@contact.command("stop")
@click.argument("customer")
@click.argument("kind", type=Known(lambda: KINDS))
@click.option("--channel", type=Known(_channels), default=None, help="Only this one; a consent is always of one.")  # fmt: skip
@click.option("--reason", default="", help="Why.")
@click.option("--by", default="", help="Who told us.")
@click.option("--evidence", default="", help="Where it can be read.")
@click.option("--until", metavar="DAY", help="It ends before this day: fri, +30, 2027-01-15.")  # fmt: skip
@pass_session
def stop(
    session: Session, customer: str, kind: str, channel: str | None, reason: str, by: str,
    evidence: str, until: str | None,
) -> None:  # fmt: skip
    """Record that CUSTOMER may not be contacted as before.

    KIND: do-not-contact, lawyer (only theirs may be), insolvency (only a claim is filed),
    deceased, dispute (until it is answered), consent (withdrawn for --channel).
    """
    from ledgerlane.desk import contact_stops
    from ledgerlane.desk import log as verbs

    with session.desk() as desk:
        end = verbs.day(desk, until) if until else None
        what = kind.replace("-", " ")
        name = contact_stops.stop(
            desk, customer, what, channel=channel or "", until=end, by=by, reason=reason,
            evidence=evidence,
        )  # fmt: skip
    of = f" by {channel}" if channel else ""
    session.out.line(
        f"{customer}: {what}{of}, {name}{f', until {end.isoformat()}' if end else ''}"
    )


@contact.command("resume")
@click.argument("customer")
@click.argument("stops", nargs=-1)
@click.option("--reason", required=True, help="Why it is lifted.")
@pass_session
def resume(session: Session, customer: str, stops: tuple[str, ...], reason: str) -> None:
    """Lift STOPS of CUSTOMER's, without any all of them; for supervisors."""
    from ledgerlane.desk import contact_stops

    with session.desk() as desk:
        lifted = contact_stops.resume(desk, customer, stops, reason)
    session.out.line(f"{customer}: lifted {', '.join(lifted)}")


@contact.command("consent")
@click.argument("customer")
@click.argument("channel", type=Known(_channels))
@click.option("--by", default="", help="Who gave it.")
@click.option("--evidence", default="", help="Where it can be read.")
@pass_session
def consent(session: Session, customer: str, channel: str, by: str, evidence: str) -> None:
    """Record that CUSTOMER said yes to a channel."""
    from ledgerlane.desk import contact_stops

    with session.desk() as desk:
        contact_stops.consent(desk, customer, channel, by=by, evidence=evidence)
    session.out.line(f"{customer}: consent to {channel}")


@contact.command("prefer")
@click.argument("customer")
@click.option("--zone", default="", help="Their time zone, like Asia/Kolkata.")
@click.option("--country", default="", help="Whose zones and holidays are theirs, like IN.")
@click.option("--consumer", "party", flag_value="consumer", help="A person.")
@click.option("--business", "party", flag_value="business", help="A company.")
@click.option("--hours", default="", help="Like 09:00-15:00, by their own clock.")
@click.option("--language", default="", help="Two letters, like no.")
@click.option("--clear", multiple=True, metavar="NAME", help="Not known any more: zone, country, party, hours, language.")  # fmt: skip
@pass_session
def prefer(
    session: Session, customer: str, zone: str, country: str, party: str | None, hours: str,
    language: str, clear: tuple[str, ...],
) -> None:  # fmt: skip
    """Record when and how CUSTOMER is to be contacted; what is not said stays."""
    from ledgerlane.desk import contact_stops

    with session.desk() as desk:
        contact_stops.prefer(
            desk, customer, zone=zone, country=country, party=party or "", hours=hours,
            language=language, clear=clear,
        )  # fmt: skip
    said = [part for part in (party or "", country, zone, hours, language) if part]
    said += [f"{name} cleared" for name in clear]
    session.out.line(f"{customer}: {', '.join(said)}")
