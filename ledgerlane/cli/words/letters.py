"""The letter run as lines and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledgerlane.domain.letter_words import line_words, state_words
from ledgerlane.domain.money import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ledgerlane.desk.letter_run import Change, Difference, Line, Run
    from ledgerlane.desk.sending import Sent
    from ledgerlane.domain.dunning_rules import Dunning
    from ledgerlane.domain.pieces import Piece
    from ledgerlane.letters.rendering import Rendered
    from ledgerlane.store.letters import LetterRow

HEADINGS = (
    "account",
    "customer",
    "cur",
    "letter",
    "lang",
    "by",
    "overdue",
    "to pay",
    "state",
    "why",
)
LIST_HEADINGS = (
    "letter", "account", "customer", "cur", "paper", "level", "lang", "by", "overdue", "to pay", "state",
    "day", "who",
)  # fmt: skip
DIFF_HEADINGS = ("account", "customer", "cur", "what", "before", "now", "to pay", "why")
RIGHT = ("overdue", "to pay")
SPARE = ("lang", "by", "who", "level")
"""What a narrow terminal leaves out, the first one first."""


def cells(line: Line, rules: Dunning) -> tuple[str, ...]:
    """A line of the run."""
    who = line.account.who
    channel = line.proposal.channel if line.proposal is not None else ""
    if line.piece is not None and line.piece.channel:
        channel = line.piece.channel
    return (
        who.number, who.name, line.key[1], line_words(line.paper, line.level, rules),
        line.language, channel, _overdue(line.amount.minor, line.to_pay.minor, line.key[1]),
        sum_(line.to_pay.minor, line.key[1]), state_words(line),
        line.words or (line.proposal.why if line.proposal is not None else ""),
    )  # fmt: skip


def sum_(minor: int, currency: str) -> str:
    """An amount that is asked for; nothing where a hold or a skip asks for none."""
    return plain(minor, currency) if minor else ""


def _overdue(listed: int, to_pay: int, currency: str) -> str:
    """What the documents come to, where credit or charges make the letter's total another one."""
    return plain(listed, currency) if listed != to_pay else ""


def needed(
    headings: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """The table without its column *overdue* where that says of no letter more than *to pay*."""
    at = headings.index("overdue")
    if any(row[at] for row in rows):
        return headings, rows
    return without(headings, at), [without(row, at) for row in rows]


def without(row: Sequence[str], at: int) -> Sequence[str]:
    """A row less one cell."""
    return (*row[:at], *row[at + 1 :])


def accepted(line: Line) -> str:
    """``C1: letter over 1 200.00 EUR accepted (overdue 1 500.00 EUR)``."""
    beside = f" (overdue {line.amount})" if line.amount != line.to_pay else ""
    return f"{line.number}: letter over {line.to_pay} accepted{beside}"


def summary(run: Run) -> str:
    """``Letters of 2026-06-30: 4 to review, 2 held out by rule, 1 decided``."""
    waiting, held = len(run.waiting), len(run.kept)
    decided = len(run.lines) - waiting - held
    return f"Letters of {run.day.isoformat()}: {waiting} to review, {held} held out by rule, {decided} decided"


def run_json(run: Run) -> dict[str, Any]:
    """The stable shape of ``letters propose --json``."""
    return {
        "v": 1, "as_of": run.day.isoformat(),
        "to_review": len(run.waiting), "held_by_rule": len(run.kept),
        "rows": [_line(line) for line in run.lines],
    }  # fmt: skip


def _line(line: Line) -> dict[str, Any]:
    made, piece = line.proposal, line.piece
    shown = piece.items if piece is not None and piece.items else made.items if made else ()
    return {
        "customer": line.number, "name": line.account.who.name, "currency": line.key[1],
        "paper": line.paper, "level": line.level, "language": line.language,
        "amount": line.amount.minor, "to_pay": line.to_pay.minor, "state": line.state, "rule": line.rule, "why": line.words,
        "changed": line.changed, "letter": piece.id if piece is not None else None,
        "minimum": made.minimum.minor if made is not None and made.minimum is not None else None,
        "digest": made.digest if made is not None else None,
        "items": [{"id": i.item, "level": i.level, "amount": i.amount.minor} for i in shown],
    }  # fmt: skip


def change_cells(change: Change, rules: Dunning) -> tuple[str, ...]:
    """A line of the difference."""
    line = change.now or change.before
    assert line is not None
    why = change.now.words if change.now is not None else ""
    return (
        change.number, change.name, change.currency, change.what, _side(change.before, rules),
        _side(change.now, rules), sum_(line.to_pay.minor, change.currency), why,
    )  # fmt: skip


def _side(line: Line | None, rules: Dunning) -> str:
    if line is None:
        return ""
    return f"{line_words(line.paper, line.level, rules)} {state_words(line)}".strip()


def difference_json(found: Difference) -> dict[str, Any]:
    """The stable shape of ``letters diff --json``."""
    return {
        "v": 1, "as_of": found.now.day.isoformat(),
        "against": found.before.day.isoformat() if found.before is not None else None,
        "changes": [
            {"customer": c.number, "name": c.name, "currency": c.currency, "what": c.what,
             "before": _line(c.before) if c.before is not None else None,
             "now": _line(c.now) if c.now is not None else None}
            for c in found.changes
        ],
    }  # fmt: skip


def row_cells(row: LetterRow) -> tuple[str, ...]:
    """A letter of ``letters list``."""
    day = row.sent_day or row.decided_day
    return (
        row.id, row.number, row.name, row.currency, row.paper or "hold", str(row.level),
        row.language, row.channel, _overdue(row.listed, row.minor, row.currency) if row.listed else "",
        sum_(row.minor, row.currency), row.state,
        day.isoformat() if day is not None else "", row.by,
    )  # fmt: skip


def row_json(row: LetterRow) -> dict[str, Any]:
    """A letter of ``letters list --json``."""
    return {
        "letter": row.id, "customer": row.number, "name": row.name, "currency": row.currency,
        "paper": row.paper, "level": row.level, "language": row.language,
        "channel": row.channel, "amount": row.listed, "to_pay": row.minor, "state": row.state, "by": row.by,
        "decided": row.decided_day.isoformat() if row.decided_day is not None else None,
        "sent": row.sent_day.isoformat() if row.sent_day is not None else None,
        "via": row.via, "message_id": row.message_id, "sha256": row.sha256,
    }  # fmt: skip


def piece_json(piece: Piece) -> dict[str, Any]:
    """One letter with its exact text: ``letters show LT-... --json``."""
    return {
        "v": 1, "letter": piece.id, "paper": piece.paper, "level": piece.level,
        "language": piece.language, "currency": piece.currency, "channel": piece.channel,
        "state": piece.state, "amount": piece.amount.minor, "to_pay": piece.to_pay.minor, "by": piece.by,
        "minimum": piece.minimum.minor if piece.minimum is not None else None,
        "by_date": piece.by_date.isoformat() if piece.by_date is not None else None,
        "items": [{"id": i.item, "level": i.level, "amount": i.amount.minor} for i in piece.items],
        "sent": piece.sent_on.isoformat() if piece.sent_on is not None else None,
        "read": piece.read_on.isoformat() if piece.read_on is not None else None,
        "via": piece.via, "to": piece.to, "message_id": piece.message_id,
        "sha256": piece.sha256, "subject": piece.subject, "text": piece.text,
        "reason": piece.reason,
    }  # fmt: skip


def preview_json(line: Line, made: Rendered) -> dict[str, Any]:
    """What would be sent today: ``letters show CUSTOMER --json``."""
    return {"v": 1, **_line(line), "subject": made.subject, "text": made.text, "sha256": made.digest}  # fmt: skip


def sent_lines(done: Sent) -> Iterator[str]:
    """The summary of a sending."""
    yield (
        f"{done.sent} sent by mail, {done.printed} put into the folder, {len(done.stopped)} stay,"
        f" {len(done.failed)} not taken, {len(done.unresolved)} unresolved"
        + (f", {done.left} left for later" if done.left else "")
    )
    yield from (f"  stays      {name}  {why}" for name, why in done.stopped)
    yield from (f"  not taken  {name}  {why}" for name, why in done.failed)
    for name in done.unresolved:
        yield f"  unresolved {name}  nobody knows whether it went: `letters resolve {name} --sent` or `--not-sent`"


def sent_json(done: Sent) -> dict[str, Any]:
    """The stable shape of ``letters send --json``."""
    return {
        "v": 1, "sent": done.sent, "printed": done.printed, "left": done.left,
        "stopped": [{"letter": name, "why": why} for name, why in done.stopped],
        "not_taken": [{"letter": name, "why": why} for name, why in done.failed],
        "unresolved": list(done.unresolved),
    }  # fmt: skip
