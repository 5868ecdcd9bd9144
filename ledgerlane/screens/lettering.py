"""Letters between the desk and the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ledgerlane.domain.errors import Refused
from ledgerlane.domain.letter_words import lacking, line_words, state_words
from ledgerlane.screens.work import LetterLine, LetterRun, LetterText, Target

if TYPE_CHECKING:
    from ledgerlane.desk.desk import Desk
    from ledgerlane.desk.letter_run import Line
    from ledgerlane.domain.letter import Letter


def run(desk: Desk) -> LetterRun:
    """The run of the desk's day."""
    from ledgerlane.desk import letter_run

    found = letter_run.run(desk)
    lines = [_shown(desk, line) for line in found.lines]
    return LetterRun(found.day, lines, len(found.kept), lacking(desk.policy.letterhead))


def line_of(desk: Desk, target: Target) -> LetterLine | None:
    """One account's line as it is now."""
    line = _line(desk, target)
    return _shown(desk, line) if line is not None else None


def _line(desk: Desk, target: Target) -> Line | None:
    from ledgerlane.desk import letter_run
    from ledgerlane.store.lens import one

    key = target.customer, target.currency
    return letter_run.run(desk, one(target.customer)).by_key().get(key)


def _shown(desk: Desk, line: Line) -> LetterLine:
    who, (customer, currency) = line.account.who, line.key
    state, piece = state_words(line), line.piece
    unresolved = piece.id if piece is not None and piece.unresolved else ""
    why = line.words or (line.proposal.why if line.proposal is not None else "")
    off = f"held out: {line.words}" if line.rule else "" if line.to_review else f"{state} already"  # fmt: skip
    return LetterLine(
        Target(customer, currency, who.number, who.name),
        line_words(line.paper, line.level, desk.policy.dunning), line.language,
        "" if state == "proposed" else state, line.to_pay.minor,
        "did it go? a says it" if unresolved else why, off,
        line.proposal.digest if line.proposal is not None else "", unresolved,
    )  # fmt: skip


def text(desk: Desk, target: Target) -> LetterText:
    """``To Nordvik Bygg AS  Att: Kari Moe  mail in nb``, what it is about, and the letter's lines."""
    from ledgerlane.desk import letter_making, papers

    line = _line(desk, target)
    if line is None:
        return LetterText(f"{target.words}: no letter is due any more", "", ())
    if letter_making.is_wordless(line) and line.piece is not None:
        return LetterText(
            f"To {target.called}   {state_words(line)}", line.piece.reason, ()
        )
    letter = letter_making.of_line(desk, line)
    contact = line.account.contact.name
    att = f"  Att: {contact}" if contact else ""
    channel = line.proposal.channel if line.proposal is not None else ""
    if line.piece is not None and line.piece.channel:
        channel = line.piece.channel
    changed = ""
    if line.piece is not None and (line.piece.edited or line.piece.remark):
        changed = "   own words" if line.piece.edited else "   changed: + remark"
    words = line_words(line.paper, line.level, desk.policy.dunning)
    head = f"To {target.called}{att}   {channel} in {line.language}   {words}{changed}"
    about = " · ".join(filter(None, (_documents(letter), _overdue(line), _why(line))))
    return LetterText(head, about, papers.of_line(desk, line).text.splitlines())


def _documents(letter: Letter) -> str:
    """``invoice 8812 of 2024-01-03``, ``135 invoices, 2024-01-03 to 2024-11-30``."""
    days = sorted(each.document_date for each in letter.owed)
    if not days:
        return ""
    if len(days) == 1:
        return f"invoice {letter.owed[0].number} of {days[0].isoformat()}"
    span = f"{days[0].isoformat()} to {days[-1].isoformat()}"
    return f"{len(days)} invoices, {span if days[0] != days[-1] else days[0].isoformat()}"


def _overdue(line: Line) -> str:
    """What the documents come to, where the letter asks for another sum."""
    if line.amount == line.to_pay:
        return ""
    return f"overdue {line.amount}, to pay {line.to_pay}"


def _why(line: Line) -> str:
    """Why it is held out, or due."""
    if line.words:
        return f"{state_words(line)}: {line.words}"
    return line.proposal.why if line.proposal is not None else ""


def act(desk: Desk, line: LetterLine, what: str, words: str) -> str:
    """Accept, skip, hold or edit the letter of a line."""
    from ledgerlane.desk import letters

    key = line.target.customer, line.target.currency
    if what == "accept":
        letters.accept(desk, [key], {key: line.digest})
        done = "accepted"
    elif what == "skip":
        letters.skip(desk, [key], words)
        done = "skipped"
    elif what == "hold":
        letters.hold(desk, [key], words)
        done = f"letters held: {words}"
    else:
        letters.edit(desk, key, remark=words)
        done = "edited: accept it (a) to let it go out"
    return f"{line.target.words}: {line.letter} {done}"


def to_file(desk: Desk, target: Target, path: str) -> str:
    """Write a letter: the end of the name says how."""
    from ledgerlane.desk import letter_making, papers
    from ledgerlane.sync.mailing import put

    line = _line(desk, target)
    if line is None:
        msg = f"{target.words}: no letter is due any more"
        raise Refused(msg)
    file = Path(path).expanduser()
    if file.exists():
        msg = f"{file} is there already; another name, please"
        raise Refused(msg)
    made = papers.of_line(desk, line)
    if file.suffix == ".pdf":
        from ledgerlane.letters import pdf

        data = pdf.write(letter_making.of_line(desk, line))
    elif file.suffix == ".html":
        data = made.html.encode()
    elif file.suffix == ".txt":
        data = made.text.encode()
    else:
        msg = f"{file.name}: a letter is written as .txt, .html or .pdf"
        raise Refused(msg)
    put(file.parent, file.name, data)
    return f"written: {file}"
