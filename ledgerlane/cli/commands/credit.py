"""Credit: what the credit role decides by itself, and an account's credit file.

Recommendations, and the decisions on them, are made from their table (`cases`).
"""

from __future__ import annotations

import click

from ledgerlane.cli.commands import cases
from ledgerlane.cli.session import Command, Session, one_of, pass_session
from ledgerlane.domain.cases.credit import CREDIT
from ledgerlane.domain.cases.prospect import PROSPECT

credit = cases.group(CREDIT)
credit.add_command(cases.group(PROSPECT))


def _deciding(name: str, action: str, words: str) -> None:
    @click.argument("customer")
    @click.argument("text", required=False, default="", metavar="[TEXT]")
    @click.option("--json", "as_json", is_flag=True)
    @pass_session
    def run(session: Session, /, customer: str, text: str, as_json: bool) -> None:
        from ledgerlane.cli.words import credit as said
        from ledgerlane.desk import credit_deciding

        with session.desk() as desk:
            view = credit_deciding.terms(desk, customer, action, text)
            if as_json:
                session.out.json(said.one(desk, view))
                return
            session.out.line(said.said(view))

    made = click.command(name, cls=Command, help=f"{words}. May be done by: credit.")(run)
    credit.add_command(made)


_deciding("hold", "hold", "Deliver nothing to a customer; TEXT says why")
_deciding(
    "cash-only", "cash-only", "Deliver against payment in advance only; TEXT says why"
)


@credit.command("restore", cls=Command)
@click.argument("customer")
@click.argument("text", required=False, default="", metavar="[TEXT]")
@click.option(
    "--cause", help="End the hold of this act alone (PL-..., WO-...), before the act does."
)
@click.option("--json", "as_json", is_flag=True)
@pass_session
def restore(
    session: Session, customer: str, text: str, cause: str | None, as_json: bool
) -> None:  # fmt: skip
    """Deliver on open account again; TEXT says why. What another act holds stays. May be done by: credit."""
    from ledgerlane.cli.words import credit as said
    from ledgerlane.desk import credit_deciding

    with session.desk() as desk:
        if cause is not None:
            view = credit_deciding.free(desk, customer, cause, text)
        else:
            view = credit_deciding.terms(desk, customer, "restore", text)
        if as_json:
            session.out.json(said.one(desk, view))
            return
        session.out.line(said.said(view))


@credit.command("terms", cls=Command)
@click.argument("customer")
@click.argument("text", required=False, default="", metavar="[TEXT]")
@click.option("--books", is_flag=True, help="End our word on the terms; that of the books counts again. TEXT says why. May be done by: credit.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@pass_session
def terms(session: Session, customer: str, text: str, books: bool, as_json: bool) -> None:
    """Show how a customer is delivered to: each hold, whose it is, and what ends it."""
    from ledgerlane.cli.words import credit as said
    from ledgerlane.desk import accounts, credit_deciding

    if text and not books:
        msg = "TEXT says why our word ends; it belongs to --books"
        raise click.UsageError(msg)
    with session.desk() as desk:
        if books:
            view = credit_deciding.books_terms(desk, customer, text)
        else:
            view = accounts.show(desk, customer)
        if as_json:
            session.out.json(said.one(desk, view))
            return
        for line in said.terms(view):
            session.out.line(line)


@credit.command("limit", cls=Command)
@click.argument("customer")
@click.argument("amount", required=False, default="")
@click.argument("text", required=False, default="", metavar="[TEXT]")
@click.option("--books", metavar="CUR", help="End our limit in this currency; that of the books counts again.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@pass_session
def limit(
    session: Session, customer: str, amount: str, text: str, books: str | None, as_json: bool
) -> None:  # fmt: skip
    """Set the limit of a customer; TEXT says why. May be done by: credit."""
    from ledgerlane.cli.words import credit as said
    from ledgerlane.desk import credit_deciding

    with session.desk() as desk:
        if books is not None:
            why = " ".join(filter(None, (amount, text)))
            view = credit_deciding.books_limit(desk, customer, books, why)
        else:
            view = credit_deciding.limit(desk, customer, amount, text)
        if as_json:
            session.out.json(said.one(desk, view))
            return
        session.out.line(said.said(view))


@credit.command("show", cls=Command)
@click.argument("what", metavar="CUSTOMER|CASE")
@click.option("--json", "as_json", is_flag=True)
@pass_session
def show(session: Session, what: str, as_json: bool) -> None:
    """Show the credit file of a customer, or a recommendation with its evidence then and now."""
    from ledgerlane.cli.words import cases as case_words
    from ledgerlane.cli.words import credit as said
    from ledgerlane.desk import accounts, credit_reading
    from ledgerlane.desk import cases as verbs

    with session.desk() as desk:
        kind = next(
            (x for x in (CREDIT, PROSPECT) if f"{what}-".startswith(f"{x.prefix}-")), None
        )
        if kind is not None:
            case, view = verbs.load(desk, what, kind.name)
            if as_json:
                then, now = credit_reading.evidence(desk, case, view)
                told = {"evidence": list(then), "evidence_now": list(now)}
                session.out.json(case_words.one(case, view.customer) | told)
                return
            found = credit_reading.lines(desk, case, view)
        else:
            view = accounts.show(desk, what)
            if as_json:
                session.out.json(said.one(desk, view))
                return
            found = said.lines(desk, view)
        for line in found:
            session.out.line(line)


@credit.command("list", cls=Command)
@click.option(
    "--over", is_flag=True, help="Accounts whose exposure is over the limit in force."
)
@click.option(
    "--held", is_flag=True, help="Customers on hold or cash-only, with exposure and limit."
)
@click.option(
    "--proposed", is_flag=True, help="Those whose reason is gone: open account is proposed."
)
@click.option(
    "--all", "everything", is_flag=True, help="Recommendations that have ended, too."
)
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def list_(
    session: Session, over: bool, held: bool, proposed: bool, everything: bool, as_json: bool,
    plain: bool,
) -> None:  # fmt: skip
    """List recommendations that wait, and the holds whose reason is gone; or who is held, or over."""
    from ledgerlane.cli.words import credit_lists as said
    from ledgerlane.desk import cases as verbs
    from ledgerlane.desk import credit_lists

    one_of({"--over": over, "--held": held, "--proposed": proposed})
    with session.desk() as desk:
        if over:
            table = said.over(credit_lists.over(desk))
        elif held or proposed:
            table = said.held(
                credit_lists.proposed(desk) if proposed else credit_lists.held(desk)
            )
        else:
            rows = verbs.list_(desk, kind=CREDIT.name, open_only=not everything)
            asked = verbs.list_(desk, kind=PROSPECT.name, open_only=not everything)
            gone, arrived = credit_lists.proposed(desk), credit_lists.arrived(desk)
            known = {each.case.id for each in arrived}
            rows += [row for row in asked if row.id not in known]
            table = said.waiting(rows, gone, arrived, desk.today)
        today = desk.today
    if as_json:
        session.out.json({"v": 1, "as_of": today.isoformat(), "rows": table.json})
        return
    if not table.rows:
        session.out.say(table.none)
        return
    session.out.table(table.headings, table.rows, right=table.right, plain=plain)
