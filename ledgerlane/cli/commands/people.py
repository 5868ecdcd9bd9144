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
    """LOGIN, a user of this machine, may act in the book."""
    from ledgerlane.desk import people as verbs

    with session.desk() as desk:
        verbs.add(desk, login, name)
        known = desk.practice or verbs.is_login(login)
    if not known:
        session.out.say(
            f"{login} is no login of this machine; whoever acts in the book logs in by that name"
        )
    session.out.line(f"{login} may act in this book; next: people role {login} collector")


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
@click.option("--yes", is_flag=True, help="Do not ask when LOGIN is you.")
@pass_session
def revoke(session: Session, login: str, yes: bool) -> None:
    """LOGIN acts no more; what they did stays."""
    from ledgerlane.desk import people as verbs

    with session.desk() as desk:
        if login == desk.actor:
            session.require_yes(f"{login} is you: nothing more could be done here as {login}. Revoke?", yes=yes)  # fmt: skip
        verbs.revoke(desk, login)
    session.out.line(f"{login} acts no more in this book")


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
