"""What `verify` says of signatures: who did not sign what counts, and what was seen and is gone."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ledgerlane.domain.conflict_facts import ConflictSettled
from ledgerlane.domain.counting import DECISIONS
from ledgerlane.store import chain, history, memory, settings, trust
from ledgerlane.store.connection import Store
from ledgerlane.store.memory import Seen
from ledgerlane.store.sqlite import Error
from ledgerlane.store.trust import Line, Trust

Said = tuple[str, str]
"""(where, what)."""


def findings(store: Store, *, seen: bool = True) -> Iterator[Said]:
    """Every signature that does not prove, and everything that does not count, with the reason.

    ``seen``: and what this user had seen of the book and is gone.
    """
    book = settings.book_id(store.db)
    for stream, *told in store.db.execute(
        "SELECT stream, actor, key, signed_from, seq, hash, sig FROM stream ORDER BY stream"
    ).fetchall():
        line = Line(*told)
        signed = (line.key, line.signed_from, line.sig)
        if signed != (None, None, None) and not trust.head_proves(book, stream, line):
            yield (
                f"stream {stream}",
                f"its head is not signed by the key of {line.actor} that it names",
            )
    yield from _own_signatures(store)
    known = trust.of(store)
    if known is not None:
        yield from _not_counting(store, known)
    else:
        yield from _without_effect(store)
    if seen:
        yield from _gone(store, book, known)


def _own_signatures(store: Store) -> Iterator[Said]:
    """Decisions carry a signature from where their stream is signed; nothing else does."""
    marks = json.dumps(sorted(DECISIONS))
    rows = store.db.execute(
        "SELECT e.stream, e.seq, e.kind, e.hash, e.sig, s.key, s.signed_from, e.actor FROM event e"
        " LEFT JOIN stream s ON s.stream = e.stream WHERE e.sig IS NOT NULL"
        " OR e.kind IN (SELECT value FROM json_each(?)) ORDER BY e.stream, e.seq",
        [marks],
    )
    for stream, seq, kind, hash_, sig, key, first, actor in rows.fetchall():
        where = f"event {stream}:{seq}"
        if kind not in DECISIONS or first is None or seq < first:
            if sig is not None:
                yield where, "carries a signature where none was made"
        elif not memory.proves(key or b"", chain.decision_text(hash_), sig):
            yield where, f"this decision is not signed by the key of {actor}"


def _not_counting(store: Store, known: Trust) -> Iterator[Said]:
    for id_, why in known.denied.items():
        yield f"event {id_}", f"does not count: {why}"
    for stream, actor, last in store.db.execute(
        "SELECT stream, min(actor), max(seq) FROM event GROUP BY stream ORDER BY stream"
    ).fetchall():
        far = known.reach_of(stream, actor)
        if last > far.last:
            yield (
                f"stream {stream}",
                f"does not count after its event {far.last}: {far.why}",
            )
    rows = store.db.execute(
        "SELECT e.stream, e.seq, e.t, e.actor, e.kind, e.kv, e.agg, e.base, e.body, e.priv FROM event e"
        " LEFT JOIN stream s ON s.stream = e.stream WHERE e.agg <> 'people'"
        " AND (e.actor IS NOT s.actor OR e.kind IN (SELECT value FROM json_each(?)))"
        " ORDER BY e.t, e.stream, e.seq",
        [json.dumps(sorted(DECISIONS))],
    )
    for row in rows.fetchall():
        event = history.event_of(row)
        if event.seq > known.reach_of(event.stream, event.actor).last:
            continue  # its stream was named
        why = trust.why_not(store, known, event)
        if why:
            yield f"event {event.id}", f"does not count: {why}"


def _without_effect(store: Store) -> Iterator[Said]:
    """Choices between what contradicts nothing, in a book that nobody signs."""
    rows = store.db.execute(
        "SELECT stream, seq, t, actor, kind, kv, agg, base, body, priv FROM event"
        " WHERE kind = ? ORDER BY t, stream, seq",
        [ConflictSettled.kind],
    )
    for event in map(history.event_of, rows.fetchall()):
        if why := trust.settles_nothing(store, event):
            yield f"event {event.id}", f"does not count: {why}"


def _gone(store: Store, book: str, known: Trust | None) -> Iterator[Said]:
    """What this user had seen of the book, and what is not there any more."""
    before = memory.seen(book)
    root = known.root if known is not None else ""
    if before.root and root != before.root:
        yield (
            "people",
            f"the book was signed from event {before.root} on when it was last seen here",
        )
    for stream, (seq, hash_) in sorted(before.heads.items()):
        row = store.db.execute(
            "SELECT hash FROM event WHERE stream = ? AND seq = ?", [stream, seq]
        ).fetchone()
        if row is None:
            yield (
                f"stream {stream}",
                (
                    f"its event {seq} was seen here and is gone: its tail was cut off, or an older file put back"
                ),
            )
        elif row[0].hex() != hash_:
            yield f"stream {stream}", f"its event {seq} is another one than was seen here"


def remember(store: Store) -> None:
    """Note how far the streams of a signed book went that prove; what was seen further stays noted."""
    try:
        known = trust.of(store)
    except Error:
        return  # a damaged file has nothing to be remembered
    if known is not None and known.seals:
        heads = {
            stream: (line.seq, line.hash.hex())
            for stream, line in known.lines.items()
            if trust.head_proves(known.book, stream, line)
        }
        memory.note(known.book, Seen(known.root, heads))
    memory.keep()


def told(store: Store) -> str:
    """In a few words, who signs."""
    known = trust.of(store)
    if known is None:
        return "unsigned"
    live = {key.login for key in known.people.keys if key.revoked is None}
    unsigned = sorted({line.actor for line in known.lines.values() if line.seq} - live)
    without = f", without a key: {', '.join(unsigned)}" if unsigned else ""
    return f"signed by {', '.join(sorted(live)) or 'nobody'}{without}"


def notes(store: Store) -> list[str]:
    """What `verify` says besides: who records unsigned, and what was sealed when and by whom."""
    known = trust.of(store)
    if known is None:
        return [] if not trust.signs(store.db) else [
            "unsigned: nobody's key is enrolled; `ledgerlane people enrol` begins"
        ]  # fmt: skip
    said = []
    for stream, line in sorted(known.lines.items()):
        sealed = next((end.seq for end in known.seals if end.stream == stream), 0)
        first = line.signed_from or line.seq + 1
        if min(sealed, first - 1) > 0:
            said.append(
                f"{line.actor}: {min(sealed, first - 1)} events of before were sealed at enrolment"
            )
        if (
            not any(key.login == line.actor for key in known.people.keys)
            and line.seq > sealed
        ):
            said.append(f"{line.actor}: {line.seq - sealed} events without an enrolled key")
    return said
