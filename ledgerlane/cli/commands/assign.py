"""Whose account it is, and who stands in for whom."""

from __future__ import annotations

from datetime import date

import click

from ledgerlane.cli.session import DAY, Group, Session, pass_session
from ledgerlane.domain.errors import Misused

NOBODY = ("nobody", "-")


class Assign(Group):
    """`assign 1001 --to anna` is `assign give 1001 --to anna`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put in the name that was left out."""
        if args and not self.commands.keys() & set(args) and "--help" not in args:
            args = ["give", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Assign)
def assign() -> None:
    """Give accounts to collectors: `assign CUSTOMER... --to LOGIN`, by rule, or in bulk."""


@assign.command("give")
@click.argument("customers", nargs=-1)
@click.option(
    "--to", "owner", metavar="LOGIN", help="The new owner; nobody or - for nobody."
)
@click.option("--by-rule", is_flag=True, help="As the book's rules say; without CUSTOMERS: whichever have no owner.")  # fmt: skip
@pass_session
def give(session: Session, customers: tuple[str, ...], owner: str | None, by_rule: bool) -> None:  # fmt: skip
    """Give accounts to a collector."""
    from ledgerlane.desk import assignment

    if (owner is None) == (not by_rule):
        msg = "say --to LOGIN, or --by-rule"
        raise Misused(msg)
    with session.desk() as desk:
        if owner is None:
            count = assignment.by_rule(desk, customers)
            session.out.line(f"{count} accounts assigned by rule")
            return
        if not customers:
            msg = "name at least one customer"
            raise Misused(msg)
        owner = _login(owner)
        assignment.assign(desk, customers, owner)
    session.out.line(f"{', '.join(customers)}: {owner or 'nobody'}")


@assign.command("rules")
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def rules(session: Session, as_json: bool, plain: bool) -> None:
    """The policy's rules in order, and how many open accounts each decides."""
    from ledgerlane.desk import assignment

    with session.desk() as desk:
        lines, none = assignment.ruled(desk)
    if as_json:
        session.out.json({"v": 1, "without_a_rule": none, "rows": [
            {"owner": each.rule.owner, "rule": str(each.rule), "accounts": each.accounts,
             "unowned": each.unowned, "acts": each.acts}
            for each in lines
        ]})  # fmt: skip
        return
    session.out.table(
        ("", "owner", "rule", "accounts", "of them nobody's", "note"),
        [(str(n), e.rule.owner, str(e.rule), str(e.accounts), str(e.unowned),
          "" if e.acts else "does not act here") for n, e in enumerate(lines, start=1)],
        right=("", "accounts", "of them nobody's"), plain=plain,
    )  # fmt: skip
    session.out.line(f"{none} open accounts fit no rule")


@assign.command("run")
@click.option(
    "--all", "everybody", is_flag=True, help="Also what somebody else owns already."
)
@click.option("--dry-run", is_flag=True, help="Say how many would change hands.")
@pass_session
def run(session: Session, everybody: bool, dry_run: bool) -> None:
    """Give what nobody owns to whom the policy's rules name."""
    from ledgerlane.desk import assignment

    with session.desk() as desk:
        count = assignment.by_rule(desk, everybody=everybody, dry=dry_run)
    session.out.line(f"{count} accounts {'would be ' if dry_run else ''}assigned by rule")


@assign.command("bulk")
@click.option("--from", "old", required=True, metavar="LOGIN", help="Whose; nobody or - for nobody's.")  # fmt: skip
@click.option("--to", "new", required=True, metavar="LOGIN", help="The new owner; nobody or - for nobody.")  # fmt: skip
@click.option("--view", "view_name", metavar="V", help="Only what a view's text asks for, like '>60d'.")  # fmt: skip
@pass_session
def bulk(session: Session, old: str, new: str, view_name: str | None) -> None:
    """Give all that somebody owns to another, or what of it a view shows."""
    from ledgerlane.desk import assignment

    wanted = None
    if view_name is not None:
        from ledgerlane.screens import settings, views

        _, text = settings.view_text(settings.views(), view_name)
        wanted = views.parse(text).wanted()
    with session.desk() as desk:
        count = assignment.bulk(desk, _login(old), _login(new), wanted)
    session.out.line(f"{count} accounts from {_login(old) or 'nobody'} to {_login(new) or 'nobody'}")  # fmt: skip


@assign.command("deputy")
@click.argument("login", required=False)
@click.option("--for", "absent", metavar="LOGIN", help="Who is away.")
@click.option("--until", type=DAY, help="The last day.")
@click.option("--from", "since", type=DAY, help="The first day; else today.")
@click.option("--end", is_flag=True, help="Nobody stands in for them any more.")
@pass_session
def deputy(
    session: Session, login: str | None, absent: str | None, until: date | None,
    since: date | None, end: bool,
) -> None:  # fmt: skip
    """LOGIN stands in for somebody: their accounts are on both lists. Without LOGIN: who does."""
    from ledgerlane.desk import assignment

    with session.desk() as desk:
        if end and absent and not login:
            ended = assignment.end_deputy(desk, absent)
            session.out.line(f"{ended.login} stands in for {absent} no more")
        elif login and absent and until and not end:
            made = assignment.deputy(desk, login, absent, until, since)
            session.out.line(f"{login} stands in for {absent} from {made.since.isoformat()} until {made.until.isoformat()}")  # fmt: skip
        elif not (login or absent or until or end):
            for each in assignment.deputies(desk):
                session.out.line(f"{each.login} for {each.absent}  {each.since.isoformat()} to {each.until.isoformat()}")  # fmt: skip
        else:
            msg = "say LOGIN --for LOGIN --until DAY, or --for LOGIN --end"
            raise Misused(msg)


@assign.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def list_(session: Session, as_json: bool, plain: bool) -> None:
    """Who owns what: open accounts, overdue, on today's list, without a next step."""
    from ledgerlane.desk import assignment
    from ledgerlane.domain.money import plain as amount

    with session.desk() as desk:
        lines = assignment.owners(desk)
    if as_json:
        session.out.json({"v": 1, "rows": [
            {"owner": e.owner, "accounts": e.accounts, "late": e.late, "listed": e.listed,
             "orphans": e.orphans, "deputy": e.deputy, "gone": e.gone,
             "overdue": [{"currency": c, "minor": m} for c, m in sorted(e.overdue.items())]}
            for e in lines
        ]})  # fmt: skip
        return
    session.out.table(
        ("owner", "accounts", "late", "on the list", "no next step", "overdue", "note"),
        [(e.owner or "nobody", str(e.accounts), str(e.late), str(e.listed), str(e.orphans),
          ", ".join(f"{amount(m, c)} {c}" for c, m in sorted(e.overdue.items())),
          "acts no more" if e.gone else f"{e.deputy} stands in" if e.deputy else "")
         for e in lines],
        right=("accounts", "late", "on the list", "no next step"), plain=plain,
    )  # fmt: skip


def _login(word: str) -> str:
    return "" if word in NOBODY else word
