"""Who may act in the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledgerlane.cli.session import DAY, Command, Group, Known, Session, one_of, pass_session
from ledgerlane.cli.words import people as words
from ledgerlane.domain.errors import Misused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ledgerlane.domain.money import Money


def _roles() -> Iterable[str]:
    from ledgerlane.domain.people import ROLES

    return ROLES


@click.group(cls=Group)
def people() -> None:
    """Who may act in the book, in which roles, up to which amounts."""


@people.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def list_(session: Session, as_json: bool, plain: bool) -> None:
    """List everybody, their roles and limits."""
    from ledgerlane.desk import people as verbs

    with session.desk() as desk:
        persons = verbs.list_(desk)
    if as_json:
        session.out.json({"v": 1, "rows": [
            {"login": p.login, "name": p.name, "added": p.added.isoformat(),
             "revoked": p.revoked.isoformat() if p.revoked else None,
             "roles": [
                 {"role": g.role, "since": g.since.isoformat(),
                  "until": g.until.isoformat() if g.until else None,
                  "limits": [{"minor": m.minor, "currency": m.currency} for m in g.limits]}
                 for g in p.grants
             ]}
            for p in persons
        ]})  # fmt: skip
        return
    session.out.table(
        ("login", "name", "roles", "limits", ""),
        [
            (p.login, p.name, ", ".join(g.role for g in p.grants),
             words.limits(p.grants),
             f"revoked {p.revoked.isoformat()}" if p.revoked else "")
            for p in persons
        ],
        plain=plain,
    )  # fmt: skip


@people.command("add")
@click.argument("login")
@click.option("--name", default="", help="As people call them.")
@pass_session
def add(session: Session, login: str, name: str) -> None:
    """Put LOGIN, a user of this machine, into the book; `people role` says what they may do."""
    from ledgerlane.desk import people as verbs

    with session.desk() as desk:
        verbs.add(desk, login, name)
        known = desk.practice or verbs.is_login(login)
    if not known:
        session.out.say(
            f"{login} is no login of this machine; whoever acts in the book logs in by that name"
        )
    session.out.line(
        f"{login} is in this book; next, what {login} may do: people role {login} ROLE"
        " (people role --help lists them)"
    )


@people.command("role")
@click.argument("login")
@click.argument("role", type=Known(_roles))
@click.option("--limit", "limits", multiple=True, metavar='"5000 EUR"', help="What one write-off may reach; once a currency.")  # fmt: skip
@click.option("--no-limit", "without", multiple=True, metavar="CUR", help="End the limit in this currency.")  # fmt: skip
@click.option("--until", type=DAY, help="The last day it holds.")
@click.option("--remove", is_flag=True, help="Take the role away.")
@pass_session
def role(
    session: Session, login: str, role: str, limits: tuple[str, ...], without: tuple[str, ...],
    until: date | None, remove: bool,
) -> None:  # fmt: skip
    """Give LOGIN a role, change its limits, or take it away."""
    from ledgerlane.desk import people as verbs

    one_of({"--remove": remove, "--limit": bool(limits)})
    one_of({"--remove": remove, "--no-limit": bool(without)})
    one_of({"--remove": remove, "--until": until is not None})
    with session.desk() as desk:
        if remove:
            verbs.revoke(desk, login, role)
            session.out.line(f"{login}: no longer {role}")
            return
        granted = verbs.grant(
            desk,
            login,
            role,
            tuple(_limit(text) for text in limits),
            until,
            without=without,
        )
    last = f" until {granted.until.isoformat()}" if granted.until else ""
    upto = f", may approve up to {words.limits([granted])}" if granted.limits else ""
    session.out.line(f"{login}: {role}{last}{upto}")


@people.command("latitude")
@click.argument("login")
@click.option("--remove", is_flag=True, help="Ask for reasons again.")
@pass_session
def latitude(session: Session, login: str, remove: bool) -> None:
    """LOGIN departs from the treatment plan without being asked why; it is recorded all the same."""
    from ledgerlane.desk import people as verbs

    with session.desk() as desk:
        verbs.latitude(desk, login, given=not remove)
    session.out.line(f"{login}: {'is asked for reasons' if remove else 'latitude'}")


def _limit(text: str) -> Money:
    from ledgerlane.domain.amounts import read_money

    try:
        limit = read_money(text)
    except ValueError as error:
        msg = f"--limit {error}"
        raise Misused(msg) from None
    if limit.minor < 0:
        msg = f"--limit {text!r}: a limit is not negative"
        raise Misused(msg)
    return limit


@people.command("revoke")
@click.argument("login")
@click.option(
    "--key", help="Only this key, as `people keys` shows it; LOGIN goes on with others."
)
@click.option(
    "--last",
    "last",
    multiple=True,
    metavar="STREAM:N",
    help="With --key: the last event that counts; once a stream.",
)
@click.option("--yes", is_flag=True, help="Do not ask when LOGIN is you.")
@pass_session
def revoke(
    session: Session, login: str, key: str | None, last: tuple[str, ...], yes: bool
) -> None:  # fmt: skip
    """LOGIN acts no more, or signs no more with one key; what they did stays."""
    from ledgerlane.desk import people as verbs

    if last and key is None:
        msg = "--last goes with --key"
        raise Misused(msg)
    with session.desk() as desk:
        if key is not None:
            from ledgerlane.desk import enrolment

            gone = enrolment.revoke(desk, login, key, [_last(text) for text in last])
            session.out.line(f"{login}: {gone.key[: enrolment.SHORT]} signs no more")
            for end in gone.ends:
                session.out.line(f"  {end.stream} counts up to event {end.seq}")
            return
        if login == desk.actor:
            session.require_yes(f"{login} is you: nothing more could be done here as {login}. Revoke?", yes=yes)  # fmt: skip
        verbs.revoke(desk, login)
    session.out.line(f"{login} acts no more in this book")


def _last(text: str) -> tuple[str, int]:
    stream, _, seq = text.partition(":")
    if not stream or not (seq.isascii() and seq.isdigit()):
        msg = f"--last {text!r} is no STREAM:N, like 6f3a…:120"
        raise Misused(msg)
    return stream, int(seq)


@people.command("keys")
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def keys(session: Session, as_json: bool, plain: bool) -> None:
    """List the keys that sign, and those that wait for an admin."""
    from ledgerlane.desk import devices, enrolment

    with session.desk() as desk:
        known, waiting = enrolment.known(desk), enrolment.waiting(desk)
        called = devices.of_keys(desk)
    if as_json:
        session.out.json({"v": 1, "rows": [
            {"login": k.login, "key": k.key, "device": called.get(k.key, k.device), "enrolled": k.enrolled.isoformat(),
             "by": k.by, "revoked": k.revoked.isoformat() if k.revoked else None}
            for k in known
        ] + [
            {"login": o.login, "key": o.key, "device": called.get(o.key, ""), "enrolled": None, "by": None, "revoked": None}
            for o in waiting
        ]})  # fmt: skip
        return
    short = enrolment.SHORT
    session.out.table(
        ("login", "key", "device", "enrolled", ""),
        [
            (k.login, k.key[:short], called.get(k.key, k.device), f"{k.enrolled.isoformat()} by {k.by}",
             f"revoked {k.revoked.isoformat()}" if k.revoked else "")
            for k in known
        ] + [
            (o.login, o.key[:short], called.get(o.key, ""), f"waits, {o.events} events: people enrol {o.login}", "")
            for o in waiting
        ],
        plain=plain,
    )  # fmt: skip


@people.command("key")
@click.option(
    "--passphrase", is_flag=True, help="Set, change or (empty) remove its passphrase."
)
@pass_session
def key(session: Session, passphrase: bool) -> None:
    """Show your key on this device, to have it enrolled; it is made at first use."""
    from ledgerlane.desk import enrolment

    if passphrase:
        if not session.asks:
            msg = "--passphrase is asked for at a terminal, where nobody else reads it"
            raise Misused(msg)
        enrolment.protect(click.prompt(
            "New passphrase (empty: none)", default="", hide_input=True,
            confirmation_prompt=True, show_default=False, err=True,
        ))  # fmt: skip
    with session.desk() as desk:
        session.out.line(enrolment.own(desk))


@people.command("enrol")
@click.argument("login", required=False, default="")
@click.option(
    "--key", default="", help="The key, or its beginning, as LOGIN's `people key` shows it."
)
@pass_session
def enrol(session: Session, login: str, key: str) -> None:
    """LOGIN (you, if none is named) signs with the key that waits, or with --key."""
    from ledgerlane.desk import enrolment

    with session.desk() as desk:
        made = enrolment.enrol(desk, login, key)
    for each in made:
        session.out.line(f"{each.login} signs with {each.key[: enrolment.SHORT]}")
    if not made:
        session.out.line(f"{login or 'your key'}: is enrolled")


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True)
@pass_session
def whoami(session: Session, as_json: bool) -> None:
    """Who you are in this book, and what you may do."""
    from ledgerlane.desk import people as verbs

    with session.desk(readonly=True) as desk:
        mine = [p for p in verbs.list_(desk) if p.login == desk.actor and not p.revoked]
        me, practice, today = desk.actor, desk.practice, desk.today
    grants = [g for p in mine for g in p.grants if g.holds(today)]
    roles = [g.role for g in grants]
    if as_json:
        session.out.json({"v": 1, "login": me, "roles": roles, "practice": practice,
                          "book": str(session.path)})  # fmt: skip
        return
    kind = "practice book" if practice else "book"
    session.out.line(f"{me}: {', '.join(roles) or 'no role'} in the {kind} {session.path}")
    if limits := words.limits(grants):
        session.out.line(f"  may approve up to {limits}")
