"""Letters between the desk and the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ledgerlane.domain.errors import Refused
from ledgerlane.domain.letter_words import lacking, line_words, state_words
from ledgerlane.screens.work import LetterLine, LetterRun, Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledgerlane.desk.desk import Desk
    from ledgerlane.desk.letter_run import Line


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
    state = state_words(line)
    why = line.words or (line.proposal.why if line.proposal is not None else "")
    off = f"held out: {line.words}" if line.rule else "" if line.to_review else f"{state} already"  # fmt: skip
    return LetterLine(
        Target(customer, currency, who.number, who.name),
        line_words(line.paper, line.level, desk.policy.dunning), line.language,
        "" if state == "proposed" else state, line.to_pay.minor, why, off,
        line.proposal.digest if line.proposal is not None else "",
    )  # fmt: skip


def text(desk: Desk, target: Target) -> tuple[str, Sequence[str]]:
    """``To Nordvik Bygg AS  Att: Kari Moe  mail in nb`` and the letter's lines."""
    from ledgerlane.desk import papers

    line = _line(desk, target)
    if line is None:
        return f"{target.words}: no letter is due any more", ()
    made = papers.of_line(desk, line)
    contact = line.account.contact.name
    att = f"  Att: {contact}" if contact else ""
    channel = line.proposal.channel if line.proposal is not None else ""
    if line.piece is not None and line.piece.channel:
        channel = line.piece.channel
    changed = ""
    if line.piece is not None and (line.piece.edited or line.piece.remark):
        changed = "   own words" if line.piece.edited else "   changed: + remark"
    words = line_words(line.paper, line.level, desk.policy.dunning)
    head = f"To {target.name}{att}   {channel} in {line.language}   {words}{changed}"
    return head, made.text.splitlines()


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
