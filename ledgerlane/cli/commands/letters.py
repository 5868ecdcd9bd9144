"""The letter run: proposed, beside the last one, decided on, listed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledgerlane.cli.session import Group, Session, pass_session
from ledgerlane.domain.errors import Misused

if TYPE_CHECKING:
    from datetime import date

    from ledgerlane.desk.desk import Desk

STATES = (
    "edited", "accepted", "skipped", "held", "released", "sending", "sent", "bounced", "answered",
    "withdrawn",
)  # fmt: skip


@click.group(cls=Group)
def letters() -> None:
    """The letter run: what is due to whom and why not, reviewed, sent, answered."""


@letters.command("propose")
@click.option("--to-review", is_flag=True, help="Only what is to be decided on.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def propose(session: Session, to_review: bool, as_json: bool, plain: bool) -> None:
    """Show the run of the day: letters due, what is held out and why, what was decided."""
    from ledgerlane.cli.words import letters as words
    from ledgerlane.desk import letter_run
    from ledgerlane.domain.letter_words import lacking

    with session.desk(readonly=True) as desk:
        found, rules = letter_run.run(desk), desk.policy.dunning
        lacks = lacking(desk.policy.letterhead)
    if as_json:
        session.out.json(words.run_json(found))
        return
    shown = found.waiting if to_review else found.lines
    rows = [words.cells(line, rules) for line in shown]
    session.out.table(*words.needed(words.HEADINGS, rows), right=words.RIGHT, spare=words.SPARE, plain=plain)  # fmt: skip
    session.out.say(words.summary(found))
    if lacks:
        session.out.say(lacks)


@letters.command("diff")
@click.option("--against", metavar="DATE", help="Another day than that of the last run.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def diff(session: Session, against: str | None, as_json: bool, plain: bool) -> None:
    """Lay today's run beside the last one: who moves up, who is held out, and why."""
    from ledgerlane.cli.words import letters as words
    from ledgerlane.desk import letter_run

    with session.desk(readonly=True) as desk:
        found = letter_run.difference(desk, _day(desk, against))
        rules = desk.policy.dunning
    if as_json:
        session.out.json(words.difference_json(found))
        return
    last = f"that of {found.before.day.isoformat()}" if found.before else "none before"
    session.out.table(words.DIFF_HEADINGS, [words.change_cells(c, rules) for c in found.changes], right=words.RIGHT, plain=plain)  # fmt: skip
    session.out.say(f"The run of {found.now.day.isoformat()} beside {last}: {len(found.changes)} accounts")  # fmt: skip


@letters.command("list")
@click.option("--state", "states", type=click.Choice(STATES), multiple=True)
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def list_(session: Session, states: tuple[str, ...], as_json: bool, plain: bool) -> None:
    """List letters that were decided on, the latest first."""
    from ledgerlane.desk import letters as verbs

    with session.desk(readonly=True) as desk:
        rows, today = verbs.list_(desk, states), desk.today
    _rows(session, rows, today, as_json=as_json, plain=plain)


@letters.command("history")
@click.argument("customer")
@click.option("--json", "as_json", is_flag=True)
@click.option("--plain", is_flag=True, help="A label before each value.")
@pass_session
def history(session: Session, customer: str, as_json: bool, plain: bool) -> None:
    """List the letters of one account, the latest first."""
    from ledgerlane.desk import letters as verbs

    with session.desk(readonly=True) as desk:
        rows, today = verbs.list_(desk, (), customer), desk.today
    _rows(session, rows, today, as_json=as_json, plain=plain)


def _rows(session: Session, rows: list, today: date, *, as_json: bool, plain: bool) -> None:  # type: ignore[type-arg]
    from ledgerlane.cli.words import letters as words

    if as_json:
        session.out.json({"v": 1, "as_of": today.isoformat(), "rows": [words.row_json(r) for r in rows]})  # fmt: skip
        return
    shown = words.needed(words.LIST_HEADINGS, [words.row_cells(r) for r in rows])
    session.out.table(*shown, right=words.RIGHT, spare=words.SPARE, plain=plain)


@letters.command("accept")
@click.argument("customers", metavar="[CUSTOMER]...", nargs=-1)
@click.option("--rest", is_flag=True, help="Everything that is still to be reviewed.")
@pass_session
def accept(session: Session, customers: tuple[str, ...], rest: bool) -> None:
    """Let letters go out as they are proposed, all or none."""
    from ledgerlane.cli.words import letters as words
    from ledgerlane.desk import letters as verbs

    if bool(customers) == rest:
        msg = "say which: CUSTOMER..., or --rest"
        raise Misused(msg)
    with session.desk() as desk:
        if rest:
            session.out.line(f"{verbs.accept_rest(desk)} letters accepted")
            return
        for line in verbs.accept(desk, customers):
            session.out.line(words.accepted(line))


@letters.command("skip")
@click.argument("customers", metavar="CUSTOMER...", nargs=-1, required=True)
@click.option("--reason", default="", help="Why there is no letter now.")
@pass_session
def skip(session: Session, customers: tuple[str, ...], reason: str) -> None:
    """No letter now: its days are counted from today again."""
    from ledgerlane.desk import letters as verbs

    with session.desk() as desk:
        done = verbs.skip(desk, customers, reason)
    for line in done:
        over = f" over {line.to_pay}" if line.to_pay.minor else ""
        session.out.line(f"{line.number}: letter{over} skipped")


@letters.command("hold")
@click.argument("customers", metavar="CUSTOMER...", nargs=-1, required=True)
@click.option("--item", "items", multiple=True, help="Only letters about this document; several.")  # fmt: skip
@click.option("--until", metavar="DATE", help="From this day letters go out again.")
@click.option("--reason", required=True)
@pass_session
def hold(
    session: Session, customers: tuple[str, ...], items: tuple[str, ...], until: str | None,
    reason: str,
) -> None:  # fmt: skip
    """Hold letters about an account, or about some of its documents; the rest goes on."""
    from ledgerlane.desk import letters as verbs

    with session.desk() as desk:
        names = verbs.hold(desk, customers, reason, items=items, until=_day(desk, until))
    for who, name in zip(customers, names, strict=True):
        session.out.line(f"{who}: letters held, {name}; `letters release {name}` ends it")


@letters.command("release")
@click.argument("names", metavar="HOLD|CUSTOMER...", nargs=-1, required=True)
@pass_session
def release(session: Session, names: tuple[str, ...]) -> None:
    """End holds of letters: by name, or all of an account."""
    from ledgerlane.desk import letters as verbs

    with session.desk() as desk:
        verbs.release(desk, names)
    session.out.line(f"released: {', '.join(names)}")


@letters.command("edit")
@click.argument("customer")
@click.option("--text", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A file with all the words, UTF-8.")  # fmt: skip
@click.option("--remark", default="", help="A paragraph added to the letter's own words.")
@pass_session
def edit(session: Session, customer: str, file: Path | None, remark: str) -> None:
    """Put one's own words in the place of the proposed letter's, or add some; then accept it."""
    from ledgerlane.desk import letters as verbs

    if (file is None) == (not remark):
        msg = "say which: --text FILE, or --remark WORDS"
        raise Misused(msg)
    try:
        text = file.read_text("utf-8") if file is not None else ""
    except UnicodeDecodeError:
        msg = f"{file}: not UTF-8 text"
        raise Misused(msg) from None
    with session.desk() as desk:
        line = verbs.edit(desk, customer, text, remark)
    session.out.line(f"{line.number}: edited; `letters accept {customer}` lets it go out")


@letters.command("withdraw")
@click.argument("name", metavar="LETTER")
@click.option("--reason", required=True)
@pass_session
def withdraw(session: Session, name: str, reason: str) -> None:
    """Stop a letter that was accepted, or record that one was sent in error."""
    from ledgerlane.desk import letters as verbs

    with session.desk() as desk:
        piece = verbs.withdraw(desk, name, reason)
    session.out.line(f"{piece.id}: withdrawn")


@letters.command("show")
@click.argument("name", metavar="CUSTOMER|LETTER")
@click.option("--json", "as_json", is_flag=True)
@pass_session
def show(session: Session, name: str, as_json: bool) -> None:
    """Show a letter: the exact text that was sent, or that would be sent today."""
    from ledgerlane.cli.words import letters as words
    from ledgerlane.desk import letters as verbs
    from ledgerlane.desk import papers

    with session.desk(readonly=True) as desk:
        if name.startswith("LT-"):
            piece = verbs.find(desk, name)
            shown = (
                words.piece_json(piece),
                piece.text or papers.preview_of(desk, name).text,
            )
        else:
            line, made = papers.preview(desk, name)
            shown = words.preview_json(line, made), made.text
    if as_json:
        session.out.json(shown[0])
        return
    for text in shown[1].splitlines():
        session.out.line(text)


@letters.command("statement")
@click.argument("customer")
@click.option("--accept", "go", is_flag=True, help="Let it go out with the next sending.")
@pass_session
def statement(session: Session, customer: str, go: bool) -> None:
    """Show a statement of account: open items, unapplied cash, age and balance."""
    _paper(session, customer, "statement", go=go)


@letters.command("confirm")
@click.argument("customer")
@click.option("--accept", "go", is_flag=True, help="Let it go out with the next sending.")
@pass_session
def confirm(session: Session, customer: str, go: bool) -> None:
    """Show a confirmation of what was said last, and of the promise or plan that stands."""
    _paper(session, customer, "confirmation", go=go)


@letters.command("copy")
@click.argument("customer")
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER...")
@click.option("--json", "as_json", is_flag=True)
@pass_session
def copy(session: Session, customer: str, numbers: tuple[str, ...], as_json: bool) -> None:
    """Mail copies of open invoices that the folder BOOK.invoices has as NUMBER.pdf; else ask support for them."""
    from ledgerlane.desk import copies

    with session.desk() as desk:
        made = copies.resend(desk, customer, numbers)
    if as_json:
        session.out.json({
            "v": 1, "letter": made.letter or None, "case": made.case or None,
            "why": made.why or None, "to": made.to or None, "invoices": list(made.numbers),
        })  # fmt: skip
        return
    session.out.line(made.words)


@letters.command("terms")
@click.argument("customer")
@click.option("--accept", "go", is_flag=True, help="Let it go out with the next sending.")
@pass_session
def terms(session: Session, customer: str, go: bool) -> None:
    """Show the letter that brings a new customer the book's credit policy, to be confirmed."""
    _paper(session, customer, "terms", go=go)


@letters.command("attorney")
@click.argument("customer")
@click.option("--accept", "go", is_flag=True, help="Let it go out with the next sending.")
@pass_session
def attorney(session: Session, customer: str, go: bool) -> None:
    """Show the letter of the policy's lawyer over all that is overdue (legal or supervisor)."""
    _paper(session, customer, "attorney", go=go)


def _paper(session: Session, customer: str, paper: str, *, go: bool) -> None:
    from ledgerlane.desk import papers

    with session.desk(readonly=not go) as desk:
        made = papers.on_demand(desk, customer, paper)
        name = papers.accept(desk, customer, paper) if go else ""
    for text in made.text.splitlines():
        session.out.line(text)
    if name:
        session.out.say(f"{name} accepted; `letters send` lets it go out")


@letters.command("send")
@click.option("--approved", is_flag=True, help="What was accepted; nothing else is ever sent.")  # fmt: skip
@click.option("--out", type=click.Path(file_okay=False, path_type=Path),
              help="Into this folder: mails as .eml, letters on paper as pages to print.")  # fmt: skip
@click.option("--smtp", is_flag=True, help="Mails by the server of the settings ([smtp]).")
@click.option("--invoices", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="Attach the invoices that this folder has as NUMBER.pdf (else BOOK.invoices, where there is one).")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), help="So many letters at most.")
@click.option("--json", "as_json", is_flag=True)
@pass_session
def send(
    session: Session, approved: bool, out: Path | None, smtp: bool, invoices: Path | None,
    limit: int | None,
    as_json: bool,
) -> int:  # fmt: skip
    """Send what was accepted, each letter once; for cron: one sender at a time, and an exit code.

    Exit 7: of some nobody knows whether they went (`letters resolve`). Exit 6: some were not taken.
    """
    from ledgerlane.cli.words import letters as words
    from ledgerlane.desk import sending
    from ledgerlane.sync.mailing import Server

    del approved  # what was accepted is all that can be sent; cron lines say so
    server = _server(session) if smtp else None
    with session.desk() as desk:
        target = sending.Target(
            Server(*server) if server is not None else None, out, invoices
        )
        done = sending.send(desk, target, most=limit)
    if as_json:
        session.out.json(words.sent_json(done))
    else:
        for text in words.sent_lines(done):
            session.out.line(text)
    return 7 if done.unresolved else 6 if done.failed else 0


def _server(session: Session) -> tuple[str, int, str, str, int, str]:
    """The mail server of the settings. Raises Misused where none is named."""
    from ledgerlane import config

    found = config.load(session.config)
    smtp = found.smtp
    if not smtp.host:
        file = found.file or config.folder() / "settings.toml"
        msg = f"{file}: no mail server: a table [smtp] with host, port, security and user"
        raise Misused(msg)
    return smtp.host, smtp.port, smtp.security, smtp.user, smtp.seconds, smtp.ca_file


@letters.command("resolve")
@click.argument("name", metavar="LETTER")
@click.option("--sent", "went", flag_value=True, type=bool, default=None, help="It went out.")  # fmt: skip
@click.option("--not-sent", "went", flag_value=False, type=bool, help="It did not; it may go again.")  # fmt: skip
@pass_session
def resolve(session: Session, name: str, went: bool | None) -> None:
    """Say of a letter that nobody knows of whether it went: sending broke off between the two."""
    from ledgerlane.desk import sending

    if went is None:
        msg = "say which: --sent, or --not-sent"
        raise Misused(msg)
    with session.desk() as desk:
        piece = sending.resolve(desk, name, sent=went)
    session.out.line(f"{piece.id}: {'counts as sent' if went else 'may go again'}")


@letters.command("receive")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True)
@pass_session
def receive(session: Session, files: tuple[Path, ...], as_json: bool) -> None:
    """Take in bounces, read receipts and answers: .eml and mbox files, or folders of them."""
    from ledgerlane.desk import inbound

    with session.desk() as desk:
        box = inbound.take(desk, files)
    if as_json:
        session.out.json({
            "v": 1, "known": box.known, "strangers": box.strangers,
            "found": [{"letter": n, "came": c, "words": w} for n, c, w in box.found],
            "problems": [str(each) for each in box.problems],
        })  # fmt: skip
        return
    for name, came, words in box.found:
        session.out.line(f"{name}  {came}  {words}".rstrip())
    session.out.say(
        f"{len(box.found)} matched to letters, {box.known} known already,"
        f" {len(box.strangers)} about no letter of ours, {len(box.problems)} no mails"
    )
    for each in box.problems:
        session.out.say(str(each))


def _day(desk: Desk, text: str | None) -> date | None:
    from ledgerlane.desk import log

    return log.day(desk, text) if text else None
