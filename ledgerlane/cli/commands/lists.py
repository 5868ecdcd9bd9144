"""What a collector looks at: the worklist, the aging report, one account."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from ledgerlane.cli.session import Command, Session, one_of, pass_session
from ledgerlane.cli.words import accounts as account_words
from ledgerlane.cli.words import aging as aging_words
from ledgerlane.cli.words import cash as cash_words
from ledgerlane.cli.words import queue as queue_words
from ledgerlane.domain.errors import Misused

if TYPE_CHECKING:
    from ledgerlane.cli.output import Output
    from ledgerlane.store.queue import QueueRow


@click.command(cls=Command)
@click.option("--view", "view_name", metavar="V", help="A saved view, or its text like '>60d >10k'.")  # fmt: skip
@click.option("--mine", is_flag=True, help="Only mine. Without: mine and nobody's.")
@click.option("--all", "everybody", is_flag=True, help="Every owner's.")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="At most so many; 0: all.")  # fmt: skip
@click.option("--why", is_flag=True, help="Every rule's points and words.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def queue(
    session: Session, view_name: str | None, mine: bool, everybody: bool, limit: int,
    why: bool, as_json: bool, plain: bool,
) -> None:  # fmt: skip
    """The worklist, in order, with reasons."""
    scope = {"--mine": "mine", "--all": "all"}.get(
        one_of({"--mine": mine, "--all": everybody}) or "", "mine+nobody"
    )
    from ledgerlane.desk import assignment, cash

    with session.desk() as desk:
        rows, places = _rows(desk, view_name, scope, limit, why=as_json or why)
        fresh = cash.freshness(desk)
        if as_json:
            told = queue_words.as_json(desk, rows, places)
            session.out.json({**told, "cash": cash_words.freshness_json(fresh)})
            return
        today, deputies = desk.today, assignment.standing_in(desk)
    session.out.say(cash_words.freshness_line(fresh))
    _show_queue(session.out, rows, places, today, deputies, plain=plain)
    if limit and len(rows) == limit:
        session.out.say(f"the first {limit}; --limit 0 lists all")


def _rows(
    desk: Any, view_name: str | None, scope: str, limit: int, *, why: bool
) -> tuple[list[QueueRow], Any]:
    """The rows of a view, and where asked for why each is where it is.

    A view says more than its owners: which, and in which order.
    """
    from ledgerlane.desk import queue
    from ledgerlane.store.views import Wanted

    def read(wanted: Any, chosen: str) -> tuple[list[QueueRow], Any]:
        if why:
            return queue.explained(desk, wanted, chosen, limit or None)
        return queue.viewed(desk, wanted, chosen, limit or None), {}

    if view_name is None:
        return read(Wanted(listed=True), scope)
    from ledgerlane.screens import settings, views

    known = settings.views()
    _, text = settings.view_text(known, view_name)
    view = views.parse(text)
    strange = [word for word in view.words if word[0] in "<>" or ":" in word]
    chosen = scope if scope != "mine+nobody" else view.scope
    rows, places = ([], {}) if strange else read(view.wanted(), chosen)
    if strange or (not rows and view.words and view_name not in known):
        no = strange[0] if strange else " ".join(view.words)
        msg = (
            f"--view {no}: neither a view nor a filter"
            f"{'' if strange else ', and no account on the list holds it (off:show looks at those off it, too)'}; views are {', '.join(known)};"
            " filters are like >60d >10k risk:c status:BRK cur:EUR owner:all is:overdue in:31-60"
        )
        raise Misused(msg)
    return rows, places


def _show_queue(
    out: Output, rows: list[QueueRow], places: Any, today: Any, deputies: dict[str, str], *,
    plain: bool,
) -> None:  # fmt: skip
    out.table(
        queue_words.HEADINGS,
        [queue_words.cells(row, today, deputies) for row in rows],
        right=queue_words.RIGHT, plain=plain,
    )  # fmt: skip
    for row in rows if places else ():
        out.line()
        out.line(f"{row.number} {row.name}, {row.currency}: {row.score} points")
        for point in places[row.customer, row.currency].why:
            out.line(f"  {point.points:>5}  {point.rule}: {point.words}")
    if not rows:
        out.say("nothing to do here today")


@click.command(cls=Command)
@click.option("--by", type=click.Choice(("customer", "currency", "collector", "total")), default="customer", show_default=True)  # fmt: skip
@click.option("--basis", type=click.Choice(("due", "document")), default="due", show_default=True)  # fmt: skip
@click.option("--credits", type=click.Choice(("apart", "aged")), default="apart", show_default=True)  # fmt: skip
@click.option("--net", is_flag=True, help="Less what is approved here and not yet in the books.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@click.option("--csv", "as_csv", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def aging(
    session: Session, by: str, basis: str, credits: str, net: bool, as_json: bool,
    as_csv: bool, plain: bool,
) -> None:  # fmt: skip
    """What is open, by how late it is: not due + buckets - unapplied = balance."""
    one_of({"--json": as_json, "--csv": as_csv, "--plain": plain})
    with session.desk() as desk:
        table = aging_words.of(desk, by=by, basis=basis, credits=credits, net=net)
    if as_json:
        session.out.json(aging_words.as_json(table))
    elif as_csv:
        target = aging_words.target(session.out, sys.stdout)
        target.writelines(aging_words.csv_lines(table))
    else:
        session.out.table(
            aging_words.headings(table), aging_words.text_rows(table),
            right=aging_words.headings(table)[3:], plain=plain,
        )  # fmt: skip


@click.command(cls=Command)
@click.argument("customer")
@click.option(
    "--invoice",
    metavar="NUMBER",
    help="Only this open document: what paid it, what stands in its way.",
)
@click.option("--json", "as_json", is_flag=True)
@pass_session
def show(session: Session, customer: str, invoice: str | None, as_json: bool) -> None:
    """Everything about one account: CUSTOMER is a number, or NUMBER/CUR."""
    from ledgerlane.desk import accounts, invoices

    with session.desk() as desk:
        if invoice is not None:
            story = invoices.story(desk, customer, invoice)
            if as_json:
                session.out.json({"v": 1, "invoice": invoice, "lines": story})
                return
            for text in story:
                session.out.line(text)
            return
        view = accounts.show(desk, customer)
        if as_json:
            session.out.json(account_words.as_json(desk, view))
            return
        for line in account_words.lines(desk, view):
            session.out.line(line)
