"""Exchanging a book with its other copies: what is new there comes in, what is new here goes out.

What comes in is proved before any of it is taken; what does not prove is left where it is and
named. Nothing is ever deleted by an exchange, and one that was cut short is simply done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from ledgerlane.config import DEFAULTS, Settings
from ledgerlane.desk import devices, exchange_ledger, places
from ledgerlane.desk.book import whoami
from ledgerlane.desk.desk import Desk
from ledgerlane.domain.errors import Misused, Refused, Unproven
from ledgerlane.store import (
    batches,
    connection,
    heads,
    machine,
    refresh,
    remotes,
    settings,
    travelling,
)
from ledgerlane.store.connection import Store, now_ms
from ledgerlane.store.remotes import RemoteRow
from ledgerlane.sync.remotes.remote import Ask, Head, Remote, segment_of

MANY = 10_000
"""New events up to which all of them are taken in one transaction with what follows from them; of more
everything is derived anew, and not account by account."""
CHUNK = 2_000
"""Events taken in one transaction where there are so many."""
SKEW_US = 5 * 60 * 1_000_000
"""A clock that is further ahead than this is told."""

RULES = ("people", "policy")
"""Aggregates by which every account is judged."""
_SIGNED = ("key", "signed_from", "sig")

Told = Callable[[str], None]


@dataclass(slots=True)
class Exchange:
    """What an exchange did: events and generations in and out; what did not prove, in words."""

    events_in: int = 0
    events_out: int = 0
    ledgers_in: int = 0
    ledgers_out: int = 0
    notices: list[str] = field(default_factory=list)
    unproven: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Standing:
    """How this copy stands beside a place: events it lacks, events the place lacks."""

    remote: RemoteRow
    behind: int
    ahead: int


def add(desk: Desk, name: str, place: str, endpoint: str = "", region: str = "") -> str:
    """Give a place a name, and say where its object store is; the place as it is kept."""
    kept = places.at(places.named(place, endpoint, region), DEFAULTS).place
    with desk.store.writing() as db:
        remotes.add(db, name, kept)
    return kept


def remove(desk: Desk, name: str) -> None:
    """Forget a place; what lies there stays."""
    with desk.store.writing() as db:
        remotes.remove(db, name)


def listed(desk: Desk) -> list[RemoteRow]:
    """Every place with a name."""
    return remotes.listed(desk.store.db)


def status(desk: Desk, reach: Settings = DEFAULTS) -> list[Standing]:
    """How this copy stands beside each place with a name; places that are away raise Unavailable."""
    mine = _mine(desk)
    found = []
    for row in listed(desk):
        with closing(places.at(row.place, reach)) as remote:
            theirs = remote.heads(_ends(mine))
        names = mine.keys() | theirs.keys()
        pairs = [
            (
                mine[name].seq if name in mine else 0,
                theirs[name].seq if name in theirs else 0,
            )
            for name in names
        ]
        behind = sum(max(0, there - here) for here, there in pairs)
        found.append(
            Standing(row, behind, sum(max(0, here - there) for here, there in pairs))
        )
    return found


def _meant(desk: Desk, place: str) -> str:
    """The place of a name, or the place itself: a word that is neither is no folder to be made."""
    named = {row.name: row.place for row in listed(desk)}
    if place in named or "/" in place or Path(place).is_dir():
        return named.get(place, place)
    known = ", ".join(sorted(named)) or "none"
    msg = f"{place}: no place has that name here ({known}); a folder that is not there yet goes by its path, ./{place}"
    raise Misused(msg)


def with_remote(
    desk: Desk, place: str, told: Told = lambda _: None, reach: Settings = DEFAULTS
) -> Exchange:
    """Exchange this book with a place, by name or as it is, both ways; ``reach``: how places are reached.

    Raises Misused for what is no place, Refused where another book lies there.
    """
    with closing(places.at(_meant(desk, place), reach)) as remote:
        done = Exchange()
        if words := _same_book(desk, remote, remote.book()):
            done.notices.append(words)
        devices.introduce(desk)
        return _exchange(desk, remote, done, told)


def _exchange(desk: Desk, remote: Remote, done: Exchange, told: Told) -> Exchange:
    blobs, heads_ = remote.list_blobs(), remote.heads(_ends(_mine(desk)))
    exchange_ledger.take_in(desk, remote, blobs, done, told)
    _events_in(desk, remote, heads_, done, told)
    if done.ledgers_in or done.events_in:  # which took its time: others may have been there
        remote.ahead([("heads",), ("list_blobs",)])
        heads_, blobs = remote.heads(_ends(_mine(desk))), remote.list_blobs()
    _events_out(desk, remote, heads_, done, told)
    exchange_ledger.lay_down(desk, remote, blobs, done, told)
    with desk.store.writing() as db:
        remotes.note(db, remote.place, desk.clock(), done.unproven)
    return done


def clone(
    path: Path, place: str, told: Told = lambda _: None, clock: Callable[[], int] = now_ms,
    reach: Settings = DEFAULTS,
) -> Exchange:  # fmt: skip
    """Make a new book at ``path`` that is a copy of the one at the place, and goes on from it.

    Refused where nothing lies there; what was made is taken away again where it fails.
    """
    with closing(places.at(place, reach)) as remote:
        return _clone(path, remote, told, clock)


def _clone(path: Path, remote: Remote, told: Told, clock: Callable[[], int]) -> Exchange:
    place, book = remote.place, remote.book()
    if book is None:
        msg = f"{place}: no book lies there; `ledgerlane sync with` lays one down"
        raise Refused(msg)
    wanted = ("id", "currency", "zone", "country", "practice")
    optional = ("root",) if isinstance(book.get("root"), str) else ()
    if not all(isinstance(book.get(name), str) for name in wanted):
        msg = f"{place}: book.json does not say what book this is"
        raise Unproven(msg)
    settings.require_zone(book["zone"])
    store = Store(path, create=True, clock=clock)
    try:
        with store.writing() as db:
            settings.write(db, {name: book[name] for name in (*wanted, *optional)})
        desk = Desk(
            store, whoami(), book["practice"] == "1", settings.policy(store), book["currency"],
            book["zone"], book["country"], clock=store.clock,
        )  # fmt: skip
        done = _exchange(desk, remote, Exchange(), told)
        if done.unproven:
            raise Unproven("; ".join(done.unproven))
        with store.writing() as db:
            remotes.add(db, "origin", place)
            remotes.note(db, place, desk.clock(), ())
    except BaseException:
        store.close()
        connection.remove(path)
        raise
    store.close()
    return done


def _same_book(desk: Desk, remote: Remote, found: dict[str, Any] | None) -> str:
    """Make it a place of this book, if it is of none yet; what people should know of it then."""
    mine = settings.read(desk.store)
    if found is None:
        return remote.begin({
            "ledgerlane": 1, "id": mine.id, "currency": mine.currency, "zone": mine.zone,
            "country": mine.country, "practice": "1" if mine.practice else "0",
            **({"root": root} if (root := settings.root(desk.store)) else {}),
        })  # fmt: skip
    if found.get("id") != mine.id:
        msg = f"{remote.place}: another book lies there; each book has a place of its own"
        raise Refused(msg)
    return ""


def _mine(desk: Desk) -> dict[str, travelling.End]:
    """Where each stream ends here."""
    return travelling.ends(desk.store, machine.fingerprint(desk.store.path))


def _ends(mine: Mapping[str, travelling.End]) -> dict[str, Head]:
    """The same as heads, without what was signed."""
    return {
        name: Head(name, end.actor, end.seq, end.hash, {}) for name, end in mine.items()
    }


# -- events ----------------------------------------------------------------------------------


def _events_in(
    desk: Desk, remote: Remote, theirs: Mapping[str, Head], done: Exchange, told: Told
) -> None:
    store, mine = desk.store, _mine(desk)
    wanted = [
        head for name, head in sorted(theirs.items())
        if name not in mine or head.seq > mine[name].seq
    ]  # fmt: skip
    for head in theirs.values():
        end = mine.get(head.stream)
        if (
            end
            and head.seq <= end.seq
            and travelling.hash_at(store, end.stream, head.seq) != head.hash
        ):
            done.unproven.append(
                f"stream {head.stream} of {head.actor} goes on differently there from event {head.seq} or before:"
                " two copies of one file were written to, or somebody changed it; both are kept"
            )
    proved = list[Head]()
    remote.ahead(_reads(wanted, mine))
    for head in wanted:
        try:
            _prove(store, remote, head)
        except Unproven as why:
            done.unproven.append(str(why))
        else:
            proved.append(head)
    if proved:
        count = sum(head.seq - _last(mine, head) for head in proved)
        remote.ahead(_reads(proved, mine))
        _take(desk, remote, proved, count, told)
        done.events_in += count
        _skew(store, done)


def _last(mine: Mapping[str, travelling.End], head: Head) -> int:
    """The number of the last event of a stream that is here."""
    return mine[head.stream].seq if head.stream in mine else 0


def _reads(found: list[Head], mine: Mapping[str, travelling.End]) -> list[Ask]:
    """Asks for what follows the ends here."""
    return [("read", head.stream, _last(mine, head)) for head in found]


def _prove(store: Store, remote: Remote, head: Head) -> None:
    """Follow a stream to its head, and prove who signed it, without taking a line of it."""
    heads.prove_head(store, _told_head(head))
    proof = travelling.proof(store, head.stream, head.actor)
    before = proof.seq
    for _ in proof.rows(remote.read(head.stream, before), head.seq):
        pass
    where = f"stream {head.stream} of {head.actor}"
    if proof.seq < head.seq:
        msg = f"{where}: events {proof.seq + 1} to {head.seq} are not there yet; nothing of it was taken"
        raise Unproven(msg)
    if proof.hash.hex() != head.hash:
        msg = (
            f"{where}: events {before + 1} to {head.seq} do not follow from what is known of it:"
            " changed there, or written to in two copies of one file; nothing of it was taken"
        )
        raise Unproven(msg)


def _take(desk: Desk, remote: Remote, found: list[Head], count: int, told: Told) -> None:
    """Lay proved streams down with what depends on them: at once, or where there are many in chunks."""
    store = desk.store
    pieces = _pieces(store, remote, found, min(count, CHUNK) if count > MANY else count)
    if count > MANY:
        taken = 0
        with _judging_anew(store):
            for piece in pieces:
                with store.writing():
                    _lay_down(store, piece)
                taken += len(piece.rows)
                told(f"{taken} of {count} events")
    else:
        whole = list(pieces)
        aggs = set().union(*(piece.proof.aggs for piece in whole))
        rules_came = not aggs.isdisjoint(RULES)
        with store.writing():
            for piece in whole:
                _lay_down(store, piece)
            refresh.after_entry(store, aggs, settings.policy(store), settings.today(store))
            if rules_came:
                refresh.stale(store)
        if rules_came:
            with _judging_anew(store):
                pass
    desk.policy = settings.policy(store)


class _Piece(NamedTuple):
    """Some events of a stream, proved as far as they go; ``last``: they end where its head is."""

    head: Head
    proof: travelling.Proof
    rows: list[tuple[Any, ...]]
    last: bool


def _pieces(store: Store, remote: Remote, found: list[Head], size: int) -> Iterator[_Piece]:
    """The streams in pieces. Raises Unproven where they are not those any more that were proved."""
    for head in found:
        proof = travelling.proof(store, head.stream, head.actor)
        rows = proof.rows(remote.read(head.stream, proof.seq), head.seq)
        while some := list(islice(rows, size)):
            last = proof.seq == head.seq
            if last and proof.hash.hex() != head.hash:
                break
            yield _Piece(head, proof, some, last)
        else:
            if proof.seq == head.seq:
                continue
        msg = f"stream {head.stream} of {head.actor}: was changed while it was read; exchange again"
        raise Unproven(msg)


def _lay_down(store: Store, piece: _Piece) -> None:
    travelling.insert(store, piece.proof, piece.rows)
    if piece.last:  # what was signed counts from here on
        heads.set_head(store, _told_head(piece.head))


@contextmanager
def _judging_anew(store: Store) -> Iterator[None]:
    """What comes in is derived as a whole at the end; cut short, the next start does it."""
    with batches.only_importer(store.path):
        with store.writing():
            refresh.stale(store)
        yield
        refresh.learn(store)
        refresh.refresh_after_import(store, None)


def _signed(store: Store, end: travelling.End) -> Head:
    """A stream's head as it goes out, with what its owner signed of it."""
    told = heads.head_of(store, end.stream)
    proof = {name: told[name] for name in _SIGNED if told[name] is not None}
    return Head(end.stream, end.actor, end.seq, end.hash, proof)


def _told_head(head: Head) -> dict[str, Any]:
    """A head as `heads` proves it."""
    own = {"stream": head.stream, "actor": head.actor, "seq": head.seq, "hash": head.hash}
    return {**{name: head.proof.get(name) for name in _SIGNED}, **own}


def _skew(store: Store, done: Exchange) -> None:
    ahead = travelling.newest(store) - store.clock() * 1000
    if ahead > SKEW_US:
        minutes = ahead // 60_000_000
        done.notices.append(
            f"a clock is {minutes} minutes ahead of this one; nothing is lost by it, but its owner should know"
        )


def _events_out(
    desk: Desk, remote: Remote, theirs: Mapping[str, Head], done: Exchange, told: Told
) -> None:
    store, mine, waiting = desk.store, _mine(desk), set[str]()
    for name, end in sorted(mine.items()):
        there = theirs.get(name)
        if there is not None and there.seq > end.seq:
            continue
        if there is not None and there.seq == end.seq and there.whole:
            continue
        if there is not None and travelling.hash_at(store, name, there.seq) != there.hash:
            continue  # told already
        if not remote.lays_down(end.actor):
            waiting.add(end.actor)
            continue
        first = segment_of(there.seq + 1) if there is not None and there.whole else 1
        head = _signed(store, end)
        lines = travelling.lines(store, name, first, end.seq)
        remote.publish(head, _counted(lines, end.seq - first + 1, told), first)
        done.events_out += end.seq - (there.seq if there is not None else 0)
        told(f"{done.events_out} events laid down")
    if waiting:
        done.notices.append(
            f"what {', '.join(sorted(waiting))} recorded here is not there yet; only they may lay it down, with an exchange of their own"
        )


def _counted(lines: Iterator[str], count: int, told: Told) -> Iterator[str]:
    """The lines, and now and then how far they are."""
    for number, line in enumerate(lines):
        if number and number % CHUNK == 0:
            told(f"{number} of {count} events of a stream laid down")
        yield line


def last_seen(desk: Desk, row: RemoteRow) -> str:
    """The day of the last exchange in the book's zone, or ``never``."""
    if row.synced_at is None:
        return "never"
    return settings.day_in(desk.zone, row.synced_at).isoformat()
