"""The book's rules: show, check, set, rehearse."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ledgerlane.cli.session import DAY, Group, Session, pass_session

FILE = click.Path(path_type=Path)


@click.group(cls=Group)
def policy() -> None:
    """Buckets, plans, limits, scores, reasons: the rules the book goes by."""


@policy.command("show")
@pass_session
def show(session: Session) -> None:
    """Print the whole policy in force, as a file that `policy set` takes."""
    from ledgerlane.desk import policy as verbs

    with session.desk() as desk:
        text = verbs.text_in_force(desk)
    for line in text.splitlines():
        session.out.line(line)


@policy.command("text")
@pass_session
def text(session: Session) -> None:
    """Print the credit policy, the text that the team goes by and new customers are sent."""
    from ledgerlane.desk import policy as verbs

    with session.desk() as desk:
        words = verbs.credit_policy(desk)
    for line in words.splitlines():
        session.out.line(line)


@policy.command("check")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True)
@pass_session
def check(session: Session, file: Path, as_json: bool) -> None:
    """Say whether FILE is a policy, and in what it differs from the one in force."""
    from ledgerlane.desk import policy as verbs
    from ledgerlane.domain.letter_words import lacking

    new, _ = verbs.read(file)
    with session.desk() as desk:
        keys = verbs.differs(desk, new)
    if as_json:
        lacks = [f"letterhead.{key}" for key in new.letterhead.lacks]
        session.out.json({"v": 1, "file": str(file), "differs_in": keys, "lacks": lacks})
        return
    session.out.line(f"{file}: a policy; differs in {', '.join(keys) or 'nothing'}")
    if words := lacking(new.letterhead):
        session.out.say(words)


@policy.command("set")
@click.argument("file", type=FILE)
@pass_session
def set_(session: Session, file: Path) -> None:
    """Make FILE the book's policy (role admin); every account is judged by it at once."""
    from ledgerlane.desk import policy as verbs

    new, _ = verbs.read(file)
    with session.desk() as desk:
        keys, gone = verbs.differs(desk, new), verbs.dropped(desk, new)
        rows = verbs.set_(desk, file, session.out.say)
    differs = ", ".join(keys) or "nothing"
    session.out.line(f"{file}: the policy in force; differs in {differs}; {rows} rows of the queue judged by it")  # fmt: skip
    if gone:
        session.out.line(f"back to what the program has, for {file} does not name it: {', '.join(gone)}")  # fmt: skip


@policy.command("edit")
@pass_session
def edit(session: Session) -> None:
    """Open the policy in force in the editor (VISUAL, EDITOR), and make it the book's when it is saved."""
    from ledgerlane.desk import policy as verbs
    from ledgerlane.domain.errors import Misused, Refused

    with session.desk() as desk:
        before = text = verbs.text_in_force(desk)
        while True:
            edited = click.edit(text, extension=".toml")
            if edited is None or edited == before:
                msg = "left as it was"
                raise Refused(msg)
            try:
                new = verbs.said(edited, "the edited policy")
                break
            except Misused as why:
                if not session.asks or not session.sure(f"{why}. Edit it again?"):
                    raise
                text = edited
        keys = verbs.differs(desk, new)
        rows = verbs.set_text(desk, new, edited, session.out.say)
    session.out.line(f"the policy in force; differs in {', '.join(keys)}; {rows} rows of the queue judged by it")  # fmt: skip


@policy.command("rehearse")
@click.argument("file", type=FILE)
@click.option("--from", "first", type=DAY, required=True, help="The first day.")
@click.option("--to", "last", type=DAY, required=True, help="The last day; today at the latest.")  # fmt: skip
@click.option("--calls", type=click.IntRange(1, 10_000), default=40, show_default=True, help="What a collector can call in a day.")  # fmt: skip
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, help="Accounts shown at most; 0: all.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def rehearse(
    session: Session, file: Path, first: date, last: date, calls: int, limit: int,
    as_json: bool, plain: bool,
) -> None:  # fmt: skip
    """Run FILE over the book's own past, beside the policy in force."""
    from ledgerlane.cli.words import policy as words
    from ledgerlane.desk import accounts
    from ledgerlane.desk import policy as verbs

    new, _ = verbs.read(file)
    out = session.out
    with session.desk() as desk:
        keys = verbs.differs(desk, new)
        found = verbs.rehearse(desk, new, first, last, calls=calls, told=out.say)
        changes = found.changes()
        shown = changes if as_json else changes[: limit or None]
        names = accounts.names(desk, sorted(words.people(found, shown)))
    if as_json:
        out.json(words.as_json(found, changes, names, keys))
        return
    for line in words.opening(found, keys):
        out.line(line)
    out.table(words.COST_HEADINGS, words.cost_cells(found), right=words.COST_RIGHT, plain=plain)  # fmt: skip
    out.line(f"Head of the list on {found.days[-1].day.isoformat()}")
    out.table(words.HEAD_HEADINGS, words.head_cells(found.days[-1], names), plain=plain)
    out.line(words.change_counts(changes))
    if shown:
        out.table(words.CHANGE_HEADINGS, words.change_cells(shown, names), plain=plain)
