"""Exchanging a book with its other copies: what is new there comes in, what is new here goes out.

What comes in is proved before any of it is taken; what does not prove is left where it is and
named. Nothing is ever deleted by an exchange, and one that was cut short is simply done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from ledgerlane.desk import imports
from ledgerlane.desk.book import whoami
from ledgerlane.desk.desk import Desk
from ledgerlane.domain.errors import Misused, Refused, Unproven
from ledgerlane.store import (
    arriving,
    batches,
    connection,
    generations,
    heads,
    machine,
    refresh,
    remotes,
    settings,
    settlements,
    staged,
    travelling,
)
from ledgerlane.store.connection import Store, now_ms
from ledgerlane.store.generations import Known
from ledgerlane.store.ledger import Stage
from ledgerlane.store.remotes import RemoteRow
from ledgerlane.sync.remotes.folder import FolderRemote
from ledgerlane.sync.remotes.remote import Head, segment_of

CHUNK = 2_000
"""Events taken in one transaction."""
MANY = 20_000
"""New events from which on everything is derived anew, and not account by account."""
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


def open_remote(desk: Desk, place: str) -> FolderRemote:
    """The remote of a name or a place. Raises Misused for what is none."""
    named = {row.name: row.place for row in remotes.listed(desk.store.db)}
    return at(named.get(place, place))


def at(place: str) -> FolderRemote:
    """The remote at a place: a folder."""
    kind, colon, _ = place.partition("://")
    if colon and kind != "file":
        msg = f"{place}: no such kind of place; a folder is known"
        raise Misused(msg)
    return FolderRemote(Path(place.removeprefix("file://")))


def add(desk: Desk, name: str, place: str) -> str:
    """Give a place a name; the place as it is kept."""
    kept = str(at(place).folder.absolute())
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


def status(desk: Desk) -> list[Standing]:
    """How this copy stands beside each place with a name; places that are away raise Unavailable."""
    mine = travelling.ends(desk.store, machine.fingerprint(desk.store.path))
    found = []
    for row in listed(desk):
        theirs = at(row.place).heads()
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


def with_remote(desk: Desk, place: str, told: Told = lambda _: None) -> Exchange:
    """Exchange this book with a place, both ways. Refused where another book lies there."""
    remote = open_remote(desk, place)
    _same_book(desk, remote)
    done = Exchange()
    _ledger_in(desk, remote, done, told)
    _events_in(desk, remote, done, told)
    _events_out(desk, remote, done, told)
    _ledger_out(desk, remote, done, told)
    with desk.store.writing() as db:
        remotes.note(db, str(remote.folder.absolute()), desk.clock(), done.unproven)
    return done


def clone(
    path: Path, place: str, told: Told = lambda _: None, clock: Callable[[], int] = now_ms
) -> Exchange:
    """Make a new book at ``path`` that is a copy of the one at the place, and goes on from it.

    Refused where nothing lies there; what was made is taken away again where it fails.
    """
    remote = at(place)
    book = remote.book()
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
        done = with_remote(desk, place, told)
        if done.unproven:
            raise Unproven("; ".join(done.unproven))
        with store.writing() as db:
            remotes.add(db, "origin", str(remote.folder.absolute()))
            remotes.note(db, str(remote.folder.absolute()), desk.clock(), ())
    except BaseException:
        store.close()
        connection.remove(path)
        raise
    store.close()
    return done


def _same_book(desk: Desk, remote: FolderRemote) -> None:
    found, mine = remote.book(), settings.read(desk.store)
    if found is None:
        remote.begin({
            "ledgerlane": 1, "id": mine.id, "currency": mine.currency, "zone": mine.zone,
            "country": mine.country, "practice": "1" if mine.practice else "0",
            **({"root": root} if (root := settings.root(desk.store)) else {}),
        })  # fmt: skip
    elif found.get("id") != mine.id:
        msg = f"{remote.folder}: another book lies there; each book has a place of its own"
        raise Refused(msg)


# -- events ----------------------------------------------------------------------------------


def _events_in(desk: Desk, remote: FolderRemote, done: Exchange, told: Told) -> None:
    store = desk.store
    mine = travelling.ends(store, machine.fingerprint(store.path))
    theirs = remote.heads()
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
    for head in wanted:
        try:
            _prove(store, remote, head)
        except Unproven as why:
            done.unproven.append(str(why))
        else:
            proved.append(head)
    count = sum(
        head.seq - (mine[head.stream].seq if head.stream in mine else 0) for head in proved
    )
    if count:
        _take(desk, remote, proved, count, told)
        done.events_in += count
        _skew(store, done)


def _prove(store: Store, remote: FolderRemote, head: Head) -> None:
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


def _take(
    desk: Desk, remote: FolderRemote, found: list[Head], count: int, told: Told
) -> None:
    """Lay proved streams down, a chunk in a transaction, with what depends on them."""
    store, taken, rules_came = desk.store, 0, False
    with _judging_anew(store, anew=count > MANY) as anew:
        for head in found:
            proof = travelling.proof(store, head.stream, head.actor)
            rows = proof.rows(remote.read(head.stream, proof.seq), head.seq)
            while some := list(islice(rows, CHUNK)):
                with store.writing():
                    travelling.insert(store, proof, some)
                    if proof.seq == head.seq:  # what was signed counts from here on
                        heads.set_head(store, _told_head(head))
                        if not anew:
                            _derive(store, proof.aggs)
                taken += len(some)
                told(f"{taken} of {count} events")
            rules_came |= not proof.aggs.isdisjoint(RULES)
    if rules_came and not count > MANY:
        with _judging_anew(store, anew=True):
            pass
    desk.policy = settings.policy(store)


def _derive(store: Store, aggs: set[str]) -> None:
    refresh.after_entry(store, aggs, settings.policy(store), settings.today(store))


@contextmanager
def _judging_anew(store: Store, *, anew: bool) -> Iterator[bool]:
    """What comes in is derived as a whole at the end; cut short, the next start does it."""
    if not anew:
        yield False
        return
    with batches.only_importer(store.path):
        with store.writing():
            refresh.stale(store)
        yield True
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


def _events_out(desk: Desk, remote: FolderRemote, done: Exchange, told: Told) -> None:
    store = desk.store
    theirs = remote.heads()
    mine = travelling.ends(store, machine.fingerprint(store.path))
    for name, end in sorted(mine.items()):
        there = theirs.get(name)
        if there is not None and there.seq > end.seq:
            continue
        if there is not None and there.seq == end.seq and there.whole:
            continue
        if there is not None and travelling.hash_at(store, name, there.seq) != there.hash:
            continue  # told already
        first = segment_of(there.seq + 1) if there is not None and there.whole else 1
        head = _signed(store, end)
        remote.publish(head, travelling.lines(store, name, first, end.seq), first)
        done.events_out += end.seq - (there.seq if there is not None else 0)
        told(f"{done.events_out} events laid down")


# -- ledger ----------------------------------------------------------------------------------


def _ledger_in(desk: Desk, remote: FolderRemote, done: Exchange, told: Told) -> None:
    store = desk.store
    names = [name[7:-3] for name in remote.list_blobs()]
    known = generations.known(store.db)
    fresh = [name for name in names if name not in known]
    if not fresh:
        return
    with batches.only_importer(store.path):
        imports.clean_up(desk)
        _name_own(store)
        waiting = {}
        for name in fresh:
            try:
                content = remote.get_blob(f"import/{name}.gz")
                waiting[name] = (generations.unpacked(store, name, content)[0], content)
            except Unproven as why:
                done.unproven.append(str(why))
        while ready := _next(store, waiting):
            content = waiting.pop(ready)[1]
            try:
                _arrive(desk, ready, content, done)
            except Unproven as why:
                done.unproven.append(str(why))
                break
            done.ledgers_in += 1
            told(f"ledger: {done.ledgers_in} of {len(fresh)} imports")
        done.unproven += [
            f"ledger {name[:12]}: what it comes after is not there yet"
            for name in sorted(waiting)
        ]


def _next(store: Store, waiting: dict[str, Any]) -> str | None:
    """The next generation whose forerunners are all here: the earliest day first, then by name."""
    known = generations.known(store.db)
    ready = [
        (arriving.as_of(heading), name)
        for name, (heading, _) in waiting.items()
        if all(each in known for each in heading.after)
    ]
    return min(ready)[1] if ready else None


def _arrive(desk: Desk, name: str, content: bytes, done: Exchange) -> None:
    store = desk.store
    db, generation = store.db, store.generation + 1
    mine = generations.known(db)
    heading, rows = generations.unpacked(store, name, content)
    beside = arriving.is_beside(heading, mine)
    place = generations.placed(name, heading.after, arriving.as_of(heading), mine)
    stage = Stage(db, store.writing, generation, 0)
    try:
        with batches.checkpoint_after(db), staged.workspace(db, store.path):
            made = arriving.take(stage, heading, rows, place if beside else "")
            touched = settlements.touched_customers(stage)
            with store.writing():
                ids = {batches.add(db, batch, generation): batch for batch in made}
                _switch(db, generation, ids)
                came = Known(name, generation, heading.after, place)
                generations.keep(db, came, content)
    except BaseException:
        imports.clean_up(desk, always=True)
        raise
    refresh.refresh_after_import(store, touched)
    if beside:
        sources = ", ".join(sorted({batch["source"] for batch in heading.batches}))
        done.notices.append(
            f"{sources}: imported here and elsewhere at the same time; of each row the later day's word counts;"
            " import the newest file again to be sure"
        )


def _switch(db: Any, generation: int, made: dict[int, batches.NewBatch]) -> None:
    """Show a generation that came from elsewhere; one that took another back does so here.

    It became known when it was imported there.
    """
    known_at = max(batch.known_at for batch in made.values())
    undone = [batch.undoes for batch in made.values() if batch.undoes is not None]
    if undone:
        row = next(each for each in batches.listed(db) if each.id == undone[0])
        batches.switch_back(db, generation, row, known_at)
    else:
        reports = {id_: batch.report for id_, batch in made.items()}
        batches.switch(db, generation, reports, known_at)


def _name_own(store: Store) -> None:
    """Give what was imported here its names, in order."""
    for generation in generations.unnamed(store.db):
        after = generations.newest(generations.known(store.db))
        known, _ = generations.packed(store, generation, after)
        with store.writing() as db:
            generations.keep(db, known)


def _ledger_out(desk: Desk, remote: FolderRemote, done: Exchange, told: Told) -> None:
    store = desk.store
    with batches.only_importer(store.path):
        imports.clean_up(desk)
        _name_own(store)
    there = {name[7:-3] for name in remote.list_blobs()}
    for known in generations.known(store.db).values():
        if known.sha256 in there:
            continue
        content = generations.content_of(store, known)
        remote.put_blob(f"import/{known.sha256}.gz", content)
        done.ledgers_out += 1
        told(f"ledger: {done.ledgers_out} imports laid down")


def last_seen(desk: Desk, row: RemoteRow) -> str:
    """The day of the last exchange in the book's zone, or ``never``."""
    if row.synced_at is None:
        return "never"
    return settings.day_in(desk.zone, row.synced_at).isoformat()
