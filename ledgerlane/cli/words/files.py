"""What an import or a batch reads like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledgerlane.domain.money import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledgerlane.desk.imports import BatchLine
    from ledgerlane.desk.learning import Learned
    from ledgerlane.desk.taking_back import Takeback
    from ledgerlane.sync.report import ImportReport

MOST_PROBLEMS = 20


def report(told: ImportReport) -> Iterator[str]:
    """One file's report for people, a line at a time."""
    if not told.kind:
        yield from _problems(told)
        return
    sheet = f", sheet {told.table}" if told.table else ""
    yield f"{told.file}: {told.kind} of {told.source}, profile {told.profile}, {told.scope}{sheet}"
    if told.as_of:
        yield f"  as of {told.as_of.isoformat()} ({told.as_of_origin})"
    yield (
        f"  rows {told.rows}: new {told.new}, changed {told.changed}, unchanged {told.unchanged},"
        f" closed {told.closed}, rejected {told.rejected}"
    )
    receipts = (told.receipts_new, told.receipts_changed, told.receipts_unchanged, told.receipts_closed)  # fmt: skip
    if any(receipts):
        yield "  receipts: new {}, changed {}, unchanged {}, closed {}".format(*receipts)
    rest = "unapplied" if told.kind == "payments" else "open"
    opens = dict(told.opens)
    for currency, minor in told.totals:
        of_it = f", {rest} {plain(opens[currency], currency)} {currency}" if currency in opens else ""  # fmt: skip
        yield f"  amounts {plain(minor, currency)} {currency}{of_it}"
    if not told.committed:
        for name, role in told.columns:
            yield f"  column {name}: {role or 'not read'}"
    for words in told.decisions:
        yield f"  {words}"
    if told.missing:
        yield f"  known and open, but not in the file: {told.missing}"
    if told.would_close:
        yield f"  closed by this file: {', '.join(told.would_close)}"
    yield from _problems(told)
    if told.rejects_file:
        yield f"  rejected lines are in {told.rejects_file}"
    yield f"  {'batch ' + str(told.batch) if told.committed else 'nothing was stored'}"


def _problems(told: ImportReport) -> Iterator[str]:
    for problem in told.problems[:MOST_PROBLEMS]:
        yield f"  {problem}"
    if len(told.problems) > MOST_PROBLEMS:
        yield f"  and {len(told.problems) - MOST_PROBLEMS} more"


def batch_json(line: BatchLine) -> dict[str, Any]:
    """The stable shape of a row of ``sync batches --json``."""
    return {
        "batch": line.id, "state": line.state, "source": line.source, "kind": line.kind,
        "scope": line.scope, "file": line.file, "sha256": line.sha256,
        "as_of": line.as_of.isoformat(), "by": line.actor, "undoes": line.undoes,
    }  # fmt: skip


def ahead(seen: Takeback) -> Iterator[str]:
    """What taking a batch back would do, a line at a time."""
    reach = seen.reach
    yield f"batch {seen.batch} of {seen.source} came in with one command: {', '.join(seen.files)}"
    yield (
        f"  would go: {counted(reach.items, 'item')}, {counted(reach.customers, 'customer')},"
        f" {counted(reach.receipts, 'receipt')}"
    )
    if reach.items_back:
        yield f"  as before again: {counted(reach.items_back, 'item')}"
    stands = [
        counted(number, word)
        for number, word in (
            (reach.promises, "promise"), (reach.plans, "plan"), (reach.requests, "request"),
            (reach.disputes, "dispute"), (reach.charges, "interest charge"),
            (reach.postings, "posting"),
        )
        if number
    ]  # fmt: skip
    if stands:
        yield f"  and stand on what would go: {', '.join(stands)}"


def ahead_json(seen: Takeback) -> dict[str, Any]:
    """The stable shape of ``sync undo --dry-run --json``."""
    return {
        "v": 1, "batch": seen.batch, "source": seen.source, "files": list(seen.files),
        **seen.reach._asdict(),
    }  # fmt: skip


def counted(number: int, word: str) -> str:
    """``1 item``, ``2 items``."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def taken(rows: int, *, dry_run: bool) -> str:
    """A whole book read from a file."""
    return f"{rows} rows of a whole book {'would be' if dry_run else 'were'} taken in"


def learned(seen: Learned, name: str) -> Iterator[str]:
    """What a file taught, a line at a time: its first rows, its columns, what is to be said."""
    lesson = seen.lesson
    yield f"{lesson.kind}, headings in row {lesson.header_line}; the first rows:"
    for row in lesson.rows:
        yield "  " + " | ".join(cell[:24] for cell in row)
    for each in lesson.guesses:
        told = f"{each.role}, {each.why}" if each.role else "not read"
        some = (
            f"  ({', '.join(value[:20] for value in each.values)})" if each.values else ""
        )
        yield f"  column {each.heading}: {told}{some}"
    for question in lesson.questions:
        yield f"  to be said: {question}"
    if lesson.questions:
        yield f"{name}: not kept; say it in the same command"
        return
    yield f"  rows {seen.rows}"
    opens = dict(seen.opens)
    for currency, minor in seen.totals:
        rest = plain(opens.get(currency, 0), currency)
        yield f"  amounts {plain(minor, currency)} {currency}, open {rest} {currency}"
    for words in seen.decisions:
        yield f"  {words}"
    for problem in seen.problems:
        yield f"  {problem}"
    yield from lesson.text.rstrip("\n").split("\n")
    yield f"{name}: kept as {seen.kept}" if seen.kept else f"{name}: not kept"


def learned_json(seen: Learned) -> dict[str, Any]:
    """The stable shape of ``sync profile --learn --json``."""
    lesson = seen.lesson
    return {
        "v": 1, "kind": lesson.kind, "header_line": lesson.header_line,
        "columns": [
            {"heading": g.heading, "read_as": g.role, "why": g.why, "values": list(g.values)}
            for g in lesson.guesses
        ],
        "questions": list(map(str, lesson.questions)), "rows": seen.rows,
        "totals": [{"currency": c, "minor": m} for c, m in seen.totals],
        "opens": [{"currency": c, "minor": m} for c, m in seen.opens],
        "decisions": list(seen.decisions), "problems": list(seen.problems),
        "profile": lesson.text, "kept": seen.kept,
    }  # fmt: skip
