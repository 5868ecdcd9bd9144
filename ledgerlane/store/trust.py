"""Which events of a signed book count: decided here once, for whatever reads the history.

A book is signed from its first enrolled key (`KeyEnrolled` with seals); practice books never
are. Decisions are proved one by one when they are read: own hash, own signature, the role
and limit their author had. Everything else counts as far as its stream does: up to a head
that is signed by an enrolled key of its author, and not beyond a revocation.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from weakref import WeakKeyDictionary

from ledgerlane.domain import people as people_rules
from ledgerlane.domain.apart import COULD_BE_NAMED, saw
from ledgerlane.domain.apart import settles_nothing as contradicts_nothing
from ledgerlane.domain.conflict_facts import BEGINS, ConflictSettled
from ledgerlane.domain.counting import DECISIONS, Asked, Reach, forbidden, reach
from ledgerlane.domain.events import Event, KeyEnrolled
from ledgerlane.domain.key_facts import Key, StreamEnd
from ledgerlane.domain.money import Money
from ledgerlane.domain.people import People
from ledgerlane.store import chain, memory, settings, wire
from ledgerlane.store.connection import Store

_WHOLE = ", ".join(f"e.{name}" for name in chain.COLUMNS.split(", "))
_PROOF = (
    f"SELECT {_WHOLE}, e.sig, p.hash FROM event e LEFT JOIN event p"
    " ON p.stream = e.stream AND p.seq = e.seq - 1"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A stream as its row says it is."""

    actor: str
    key: bytes | None
    signed_from: int | None
    seq: int
    hash: bytes
    sig: bytes | None


@dataclass(slots=True)
class Trust:
    """Who signs a book, and how far each stream counts."""

    root: str
    book: str
    zone: str
    seals: tuple[StreamEnd, ...]
    lines: dict[str, Line]
    people: People = field(default_factory=People)
    course: list[tuple[tuple[int, str, int], People]] = field(default_factory=list)
    denied: dict[str, str] = field(default_factory=dict)
    judged: dict[str, str] = field(default_factory=dict)
    reached: dict[str, Reach] = field(default_factory=dict)

    def reach_of(self, stream: str, actor: str) -> Reach:
        """How far a stream counts."""
        if stream not in self.reached:
            self.reached[stream] = self._reach(stream, actor)
        return self.reached[stream]

    def _reach(self, stream: str, actor: str) -> Reach:
        line = self.lines.get(stream)
        owner = line.actor if line is not None else actor
        signer = line.key.hex() if line is not None and line.key else ""
        found = reach(owner, stream, self.people.keys, signer, self.seals)
        if (
            line is None
            or not signer
            or found.last == 0
            or head_proves(self.book, stream, line)
        ):
            return found
        sealed = next((end.seq for end in self.seals if end.stream == stream), 0)
        seq, hash_ = memory.seen(self.book).heads.get(stream, (0, ""))
        last = max(sealed, seq if hash_ else 0)
        why = "the head of its stream is not signed by its owner's key"
        return replace(
            found, last=min(found.last, last), decided=min(found.decided, last), why=why
        )

    def follows(self, lines: Iterable[Sequence[Any]]) -> bool:
        """Take in where the streams end now; False where one came, or is another's or signed otherwise."""
        told = {stream: Line(*line) for stream, *line in lines}
        if told.keys() != self.lines.keys():
            return False
        for stream, line in told.items():
            was = self.lines[stream]
            if (line.actor, line.key) != (was.actor, was.key):
                return False
            if line != was:
                self.lines[stream] = line
                self.reached.pop(stream, None)
        return True

    def before(self, event: Event) -> People:
        """Everybody as they were when the event was recorded."""
        at = bisect_left(
            self.course, (event.t, event.stream, event.seq), key=lambda e: e[0]
        )
        return self.course[at - 1][1] if at else People()


_known: WeakKeyDictionary[Store, tuple[tuple[int, int], Any, Trust | None]] = (
    WeakKeyDictionary()
)


def of(store: Store) -> Trust | None:
    """Who signs the book; None: it is not signed, and everything counts."""
    moment = (store.others, store.db.total_changes)
    at, was, found = _known.get(store, ((-1, -1), None, None))
    if at == moment:
        return found
    now = _read(store)
    if now is None:
        found = None
    elif found is None or was is None or now[:2] != was[:2] or not found.follows(now[2]):
        found = _judged(store, *now)
    elif at[0] != moment[0]:
        found.judged.clear()  # somebody else wrote, and could have changed what was proved
    _known[store] = (moment, now, found)
    return found


def signs(db: Any) -> bool:
    """Whether what is recorded here is signed: practice books are not."""
    row = db.execute("SELECT value FROM book WHERE name = 'practice'").fetchone()
    return row is not None and row[0] == "0"


def _read(store: Store) -> tuple[Any, ...] | None:
    """What the verdict hangs on: the people's events and the streams; None: nobody signs."""
    db = store.db
    if not signs(db):
        return None
    root = db.execute("SELECT value FROM book WHERE name = 'root'").fetchone()
    known = db.execute(
        "SELECT EXISTS (SELECT 1 FROM event WHERE agg = 'people' AND kind = 'key.enrolled')"
    )
    if root is None and not known.fetchone()[0]:
        return None
    rows = db.execute(f"{_PROOF} WHERE e.agg = 'people' ORDER BY e.t, e.stream, e.seq")
    lines = db.execute("SELECT stream, actor, key, signed_from, seq, hash, sig FROM stream")
    return (root[0] if root else "", rows.fetchall(), lines.fetchall())


def _judged(
    store: Store, said: str, rows: Sequence[Sequence[Any]], lines: Iterable[Sequence[Any]]
) -> Trust:
    """The verdict. Revocations reach back: the second look knows what the first one found."""
    book = settings.read(store)
    streams = {stream: Line(*line) for stream, *line in lines}
    events = [(_event(row), row) for row in rows]
    root = _root(said, events, book.id)
    if root is None:
        return Trust(said, book.id, book.zone, (), streams, denied={
            event.id: "the key that everything else hangs on is gone" for event, _ in events
        })  # fmt: skip
    assert isinstance(root.fact, KeyEnrolled)
    first = Trust(root.id, book.id, book.zone, root.fact.seals, streams)
    _follow(first, events, ())
    second = Trust(root.id, book.id, book.zone, root.fact.seals, streams)
    _follow(second, events, [key for key in first.people.keys if key.revoked])
    return second


def _root(
    said: str, events: Iterable[tuple[Event, Sequence[Any]]], book: str
) -> Event | None:
    """The enrolment that began the book's keys: signed by the very key it enrols."""
    for event, row in events:
        fact = event.fact
        if not isinstance(fact, KeyEnrolled) or not fact.seals or fact.login != event.actor:
            continue
        if said in ("", event.id) and not _unproven(row, fact.key, book):
            return event
    return None


def _follow(
    trust: Trust, events: Iterable[tuple[Event, Sequence[Any]]], revoked: Iterable[Key]
) -> None:
    """Let people, roles and keys become what the events that count make of them."""
    ends = {(key.login, key.key): key for key in revoked}
    for event, row in events:
        keys = [ends.get((key.login, key.key), key) for key in trust.people.keys]
        why = "" if event.id == trust.root else _stop(trust, event, row, keys)
        if why:
            trust.denied[event.id] = why
            continue
        trust.people = people_rules.after(trust.people, event)
        trust.course.append(((event.t, event.stream, event.seq), trust.people))


def _stop(trust: Trust, event: Event, row: Sequence[Any], keys: Iterable[Key]) -> str:
    line = trust.lines.get(event.stream)
    if line is None or line.actor != event.actor:
        return f"not written in a stream of {event.actor}"
    signer = line.key.hex() if line.key else ""
    far = reach(event.actor, event.stream, keys, signer, trust.seals)
    if _sealed(trust, event):
        return ""
    if event.seq > far.decided:
        return far.why
    day = settings.day_in(trust.zone, event.t // 1000)
    return _unproven(row, signer, trust.book) or forbidden(event, trust.people, day, None)


def _sealed(trust: Trust, event: Event) -> bool:
    return any(end.stream == event.stream and event.seq <= end.seq for end in trust.seals)


def _unproven(row: Sequence[Any], key: str, book: str) -> str:
    """Why a decision's own hash and signature do not prove; ``""``: they do."""
    sig, before = row[15], row[16] if row[3] > 1 else chain.FIRST
    if before is None or not chain.follows(before, book, row):
        return "it, or the one before, was changed after it was signed"
    if sig is None:
        return "it is a decision, and not signed"
    if not memory.proves(bytes.fromhex(key), chain.decision_text(row[14]), sig):
        return f"its signature is not by the key of {row[5]}"
    return ""


def head_proves(book: str, stream: str, line: Line) -> bool:
    """Whether a stream ends where the one who signs it says."""
    if line.key is None or line.signed_from is None:
        return False
    text = chain.head_text(book, stream, line.actor, line.signed_from, line.seq, line.hash)
    return memory.proves(line.key, text, line.sig)


def why_not(store: Store, trust: Trust, event: Event) -> str:
    """Why an event does not count; ``""``: it does."""
    if event.agg == "people":
        return trust.denied.get(event.id, "")
    far = trust.reach_of(event.stream, event.actor)
    if event.actor != far.actor:
        return f"not written in a stream of {event.actor}"
    if event.seq > far.last:
        return far.why
    if event.fact.kind not in DECISIONS or _sealed(trust, event):
        return ""
    if event.seq > far.decided:
        return far.why
    if event.id in trust.judged:
        return trust.judged[event.id]
    why = _decided(store, trust, event)
    if not why:  # what it was about, and others' events that it names, may still come
        trust.judged[event.id] = why
    return why


def _decided(store: Store, trust: Trust, event: Event) -> str:
    row = store.db.execute(
        f"{_PROOF} WHERE e.stream = ? AND e.seq = ?", [event.stream, event.seq]
    ).fetchone()
    line = trust.lines.get(event.stream)
    signer = line.key.hex() if line is not None and line.key else ""
    day = settings.day_in(trust.zone, event.t // 1000)
    return (
        _unproven(row, signer, trust.book)
        or forbidden(event, trust.before(event), day, _asked(store, event))
        or settles_nothing(store, event)
    )


def settles_nothing(store: Store, event: Event) -> str:
    """Why a choice has no effect: what it names is not there, or contradicts nothing; ``""``: it has."""
    fact = event.fact
    if not isinstance(fact, ConflictSettled):
        return ""
    known = named(store, (fact.chosen, *fact.over, *fact.caused))
    for name in (fact.chosen, *fact.over, *fact.caused):
        if name and name not in known:
            return f"it names {name}, which is not there; {COULD_BE_NAMED}"
    if why := contradicts_nothing(event, known):
        return why
    acts = {(known[name].actor, known[name].fact.act) for name in fact.over}
    begun = {known[name].agg for name in fact.caused if known[name].fact.kind in BEGINS}
    for name in fact.caused:
        each = known[name]
        if (each.actor, each.fact.act) not in acts and each.agg not in begun:
            return f"{name} ({each.fact.kind}) came of nothing that it decides against; {COULD_BE_NAMED}"
    return ""


def named(store: Store, ids: Iterable[str]) -> dict[str, Event]:
    """The events of these ids that are there, whether they count or not, by id."""
    rows = store.db.execute(
        f"SELECT {_WHOLE} FROM json_each(?) j CROSS JOIN event e ON e.stream ="
        " substr(j.value, 1, instr(j.value, ':') - 1)"
        " AND e.seq = CAST(substr(j.value, instr(j.value, ':') + 1) AS INTEGER)",
        [json.dumps([name for name in ids if name])],
    )
    return {event.id: event for event in map(_event, rows)}


def _asked(store: Store, event: Event) -> Asked | None:
    """What a decision on a request was about: the asking before it that came last."""
    row = store.db.execute(
        "SELECT actor, body FROM event WHERE agg = ? AND kind IN ('writeoff.requested',"
        " 'creditmemo.requested') AND t < ? ORDER BY t DESC, stream DESC, seq DESC LIMIT 1",
        [event.agg, event.t],
    ).fetchone()
    if row is None:
        return None
    amounts = [each["amount"] for each in json.loads(row[1])["items"]]
    agreed = any(
        saw(event, each)
        for each in map(
            _event,
            store.db.execute(
                f"SELECT {_WHOLE} FROM event e WHERE agg = ? AND kind IN ('request.approved',"
                " 'request.endorsed')",
                [event.agg],
            ),
        )
    )
    money = Money(sum(a["minor"] for a in amounts), amounts[0]["currency"])
    return Asked(row[0], money, agreed)


def counted(store: Store, found: Iterable[Event]) -> list[Event]:
    """The events that count, in their order."""
    trust = of(store)
    if trust is None:
        return [event for event in found if not settles_nothing(store, event)]
    return [event for event in found if not why_not(store, trust, event)]


def _event(row: Sequence[Any]) -> Event:
    fact = wire.decode(row[6], row[7], row[10], row[11])
    return Event(row[2], row[3], row[4], row[5], row[8], wire.ids(row[9]), fact)
