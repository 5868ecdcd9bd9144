"""Copies that meet in a database: a real PostgreSQL that lets each person append what they recorded, and no more."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import psycopg
import pytest
from deadlines import until
from passing import Passing, passing
from pg_server import ADMIN, CARRIER, PEOPLE, STRANGER, PgServer, needs_postgres, postgres
from program import ledgerlane
from push import pushing
from replicas import Replicas, worked_apart

from ledgerlane.desk import accounts, care, entry, exchange, places
from ledgerlane.domain.errors import Misused, Refused, Unavailable
from ledgerlane.domain.events import NoteAdded
from ledgerlane.sync.remotes.postgres import PostgresRemote
from ledgerlane.sync.remotes.remote import Head

pytestmark = needs_postgres
NOTES = 3_500
PUSHERS, KILLED = 32, 4
EMPTIED = "DROP SCHEMA IF EXISTS ledgerlane CASCADE"


@pytest.fixture(scope="module")
def running() -> Iterator[PgServer]:
    with postgres() as found:
        yield found


@pytest.fixture
def server(running: PgServer, monkeypatch: pytest.MonkeyPatch) -> PgServer:
    """The server with an empty place."""
    monkeypatch.setenv("PGPASSFILE", str(running.passwords))
    running.run(ADMIN, EMPTIED)
    places.prepare(running.place(ADMIN), PEOPLE, [CARRIER])
    return running


def carried(
    server: PgServer, folder: Path, count: int, line: Passing | None = None
) -> Replicas:
    """Copies of practice books, in which one sits for several: a carrier lays down what all recorded."""
    place = server.place(CARRIER, port=line.port if line else 0)
    return Replicas(folder, count, place=lambda _: place)


def busy(copies: Replicas, at: int, name: str, notes: int) -> None:
    desk = copies.sit(at, name)
    facts = [NoteAdded(on=desk.today, note=f"{n} {'words ' * 20}") for n in range(notes)]
    with desk.store.writing():
        ref = accounts.load(desk, accounts.resolve(desk, "C1")[0]).customer.ref
        entry.append(desk, {f"customer:{ref}": facts})
    desk.close()


def lies_whole(server: PgServer) -> dict[str, int]:
    """Every head there covers what is there; how many events each person has there."""
    remote = PostgresRemote(server.place(CARRIER))
    found = dict[str, int]()
    for head in remote.heads().values():
        assert head.whole
        lines = sum(
            1 for _ in zip(remote.read(head.stream, 0), range(head.seq), strict=False)
        )
        assert lines == head.seq
        found[head.actor] = found.get(head.actor, 0) + head.seq
    remote.close()
    return found


# -- what copies come to ---------------------------------------------------------------------


def test_copies_worked_in_apart_come_to_read_the_same(
    server: PgServer, tmp_path: Path
) -> None:
    copies = Replicas(tmp_path, 2, (0, 7_200_000), lambda _: server.place(CARRIER))
    worked_apart(copies, 24)
    desk = copies.sit(1, "anna")
    assert care.verify(desk, deep=True) == []
    desk.close()


def test_each_lays_down_their_own_and_is_told_of_others(
    server: PgServer, tmp_path: Path
) -> None:
    copies = carried(server, tmp_path, 2)
    before = lies_whole(server)
    busy(copies, 1, "anna", 3)
    busy(copies, 1, "bo", 5)
    desk = copies.sit(1, "anna")
    done = exchange.with_remote(desk, server.place("anna"))
    assert done.events_out == 3 + 1  # and what the device is called
    assert done.notices == [
        "what bo recorded here is not there yet; only they may lay it down, with an exchange of their own"
    ]
    exchange.add(desk, "hub", server.place("anna"))
    (standing,) = [each for each in exchange.status(desk) if each.remote.name == "hub"]
    assert (standing.behind, standing.ahead) == (0, 5)
    assert exchange.with_remote(desk, server.place("bo")).events_out == 5
    desk.close()
    assert lies_whole(server) == before | {"anna": 4, "bo": 5}
    copies.settle()
    assert copies.derived(0) == copies.derived(1)


def test_two_books_at_one_place_at_once_one_is_refused(server: PgServer) -> None:
    start = threading.Barrier(8)

    def begin(number: int) -> str:
        remote = PostgresRemote(server.place("anna"))
        start.wait()
        try:
            return remote.begin({"id": f"book{number}"}) or "begun"
        except Refused as why:
            return str(why).removeprefix(f"{server.place('anna')}: ")
        finally:
            remote.close()

    with ThreadPoolExecutor(8) as pool:
        told = sorted(pool.map(begin, range(8)))
    refused = "somebody else laid a book down just now; exchange again"
    assert told == ["begun"] + [refused] * 7


# -- what the database prevents ----------------------------------------------------------------

MINE, THEIRS, NEW = "a" * 32, "b" * 32, "c" * 32


@pytest.fixture
def laid_down(server: PgServer) -> PgServer:
    """A place in which anna and bo have a stream of one event."""
    for role, stream in (("anna", MINE), ("bo", THEIRS)):
        remote = PostgresRemote(server.place(role))
        remote.publish(Head(stream, role, 1, "00", {}), ["[1]\n"], 1)
        remote.put_blob(f"import/{stream * 2}.gz", b"x")
        remote.close()
    return server


TABLES = ("person", "book", "stream", "event", "head", "blob", "blob_part")
FORBIDDEN = [
    f"INSERT INTO ledgerlane.stream VALUES ('{NEW}', 'bo')",
    f"INSERT INTO ledgerlane.stream VALUES ('{NEW}', '*')",
    f"INSERT INTO ledgerlane.event VALUES ('{THEIRS}', 2, '[2]')",
    f"INSERT INTO ledgerlane.head (stream, seq, told) VALUES ('{THEIRS}', 2, '{{}}')",
    f"INSERT INTO ledgerlane.head (stream, seq, told, by_role) VALUES ('{MINE}', 2, '{{}}', 'bo')",
    f"INSERT INTO ledgerlane.head (stream, seq, told, at) VALUES ('{MINE}', 2, '{{}}', 'yesterday')",
    f"INSERT INTO ledgerlane.blob_part VALUES ('import/{THEIRS * 2}.gz', 1, 'x')",
    f"INSERT INTO ledgerlane.blob_part VALUES ('import/{MINE * 2}.gz', 1, 'x')",
    "INSERT INTO ledgerlane.person VALUES ('anna', 'bo')",
    "UPDATE ledgerlane.person SET login = 'bo'",
    "UPDATE ledgerlane.stream SET actor = 'anna'",
    f"UPDATE ledgerlane.event SET line = '[9]' WHERE stream = '{MINE}'",
    f"INSERT INTO ledgerlane.event VALUES ('{MINE}', 1, '[9]') ON CONFLICT (stream, seq) DO UPDATE SET line = '[9]'",
    "UPDATE ledgerlane.head SET told = '{}'",
    "UPDATE ledgerlane.blob SET parts = 0",
    "UPDATE ledgerlane.book SET told = '{}'",
    *(
        f"{verb} ledgerlane.{table}"
        for table in TABLES
        for verb in ("DELETE FROM", "TRUNCATE", "DROP TABLE")
    ),
    "ALTER TABLE ledgerlane.event DISABLE ROW LEVEL SECURITY",
    "DROP POLICY appends ON ledgerlane.event",
    "CREATE TABLE ledgerlane.own (x text)",
    "DROP SCHEMA ledgerlane CASCADE",
    "SET ROLE bo",
    f"GRANT ledgerlane_people TO {STRANGER}",
]
EVERYTHING = " UNION ALL ".join(
    f"SELECT '{each}', t::text FROM ledgerlane.{each} t" for each in TABLES
)


def test_a_collector_appends_as_nobody_else_and_changes_nothing(
    laid_down: PgServer,
) -> None:
    before = sorted(laid_down.run(ADMIN, EVERYTHING))
    assert {table for table, _ in before} == set(TABLES) - {"book"}
    done = []
    for statement in FORBIDDEN:
        try:
            laid_down.run("anna", statement)
        except psycopg.errors.InsufficientPrivilege:
            continue
        done.append(statement)
    assert done == []
    assert len(FORBIDDEN) == 43
    assert sorted(laid_down.run(ADMIN, EVERYTHING)) == before


def test_a_collector_appends_their_own(laid_down: PgServer) -> None:
    laid_down.run("anna", f"INSERT INTO ledgerlane.event VALUES ('{MINE}', 2, '[2]')")
    assert laid_down.run(ADMIN, "SELECT stream, seq FROM ledgerlane.event ORDER BY 1, 2") == [
        (MINE, 1), (MINE, 2), (THEIRS, 1)
    ]  # fmt: skip


def test_a_stranger_reads_nothing(laid_down: PgServer) -> None:
    for table in ("book", "event", "blob_part", "person"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            laid_down.run(STRANGER, f"SELECT * FROM ledgerlane.{table}")


def test_a_stream_of_somebody_else_is_refused_in_words(laid_down: PgServer) -> None:
    remote = PostgresRemote(laid_down.place("anna"))
    with pytest.raises(
        Unavailable, match="your role may not do this there; an admin lets it"
    ):
        remote.publish(Head(NEW, "bo", 1, "00", {}), ["[1]\n"], 1)
    with pytest.raises(Refused, match=f"stream {THEIRS} is bo's there, and anna's here"):
        remote.publish(Head(THEIRS, "anna", 2, "00", {}), ["[1]\n", "[2]\n"], 1)
    with pytest.raises(Refused, match="goes on differently there from event 1 or after"):
        remote.publish(Head(MINE, "anna", 2, "00", {}), ["[9]\n", "[2]\n"], 1)
    remote.close()


def test_what_its_owner_laid_down_wrong_is_named_and_stops_nobody(
    server: PgServer, tmp_path: Path
) -> None:
    copies = carried(server, tmp_path, 2)
    server.run("anna", f"INSERT INTO ledgerlane.stream VALUES ('{MINE}', 'anna')",
               f"INSERT INTO ledgerlane.head (stream, seq, told) VALUES ('{MINE}', 7, 'no JSON')")  # fmt: skip
    busy(copies, 0, "bo", 2)
    done = copies.sync(0)
    assert done.events_out == 2
    assert len(done.unproven) == 1
    assert done.unproven[0].startswith(f"stream {MINE} of anna: ")
    assert copies.sync(1).events_in == 2


def test_a_large_import_goes_and_comes_in_parts(server: PgServer) -> None:
    name, content = f"import/{'ab' * 32}.gz", Random(1).randbytes(12 << 20)
    remote = PostgresRemote(server.place("anna"))
    for _ in range(2):
        remote.put_blob(name, content)
    assert server.run(ADMIN, "SELECT parts, by_role FROM ledgerlane.blob") == [(2, "anna")]
    assert server.run(ADMIN, "SELECT count(*) FROM ledgerlane.blob_part") == [(2,)]
    assert remote.list_blobs() == [name]
    assert remote.get_blob(name) == content
    with pytest.raises(Unavailable, match="is not there"):
        remote.get_blob(f"import/{'cd' * 32}.gz")
    remote.close()


# -- cut short ---------------------------------------------------------------------------------


def test_a_server_that_crashes_in_mid_push(server: PgServer, tmp_path: Path) -> None:
    """Half is there and no head tells of it; after the restart the rest goes, and not what is there."""
    with passing(f"127.0.0.1:{server.port}") as line:
        copies = carried(server, tmp_path, 2, line)
        before = lies_whole(server)
        busy(copies, 0, "bo", NOTES)
        line.clear()
        line.hold = 600_000
        ended: list[str] = []

        def push() -> None:
            try:
                copies.sync(0)
            except Unavailable as why:
                ended.append(str(why))

        thread = threading.Thread(target=push)
        thread.start()
        until(line.held.is_set, 30)
        server.stop(signal.SIGQUIT)
        line.cut()
        thread.join(30)
        assert len(ended) == 1
        assert ended[0].startswith(f"{server.place(CARRIER, port=line.port)}: ")
        server.start()
        line.clear()
        assert lies_whole(server) == before
        there = server.run(ADMIN, "SELECT count(*) FROM ledgerlane.event e JOIN ledgerlane.stream s USING (stream) WHERE s.actor = 'bo'")[0][0]  # fmt: skip
        assert there in (1_000, 2_000)
        assert copies.sync(1).events_in == 0
        line.clear()
        assert copies.sync(0).events_out == NOTES
        assert line.bytes_out < (NOTES - there) * 400
        assert lies_whole(server) == before | {"bo": NOTES}
        copies.settle()
        assert copies.derived(0) == copies.derived(1)


def test_thirty_two_push_and_a_tenth_of_them_is_killed(
    server: PgServer, tmp_path: Path
) -> None:
    """Those that are killed send 525 kB each, and of all together 450 kB come through; then they come again."""
    copies = carried(server, tmp_path, PUSHERS)
    before = sum(lies_whole(server).values())
    for at in range(PUSHERS):
        busy(copies, at, "anna" if at % 2 else "bo", 1_500 if at < KILLED else 40)
    with passing(f"127.0.0.1:{server.port}") as line:
        line.hold = 450_000
        held = server.place(CARRIER, port=line.port)
        killed = [pushing(copies, at, "anna", held) for at in range(KILLED)]
        with ThreadPoolExecutor(8) as pool:
            done = list(pool.map(copies.sync, range(KILLED, PUSHERS)))
        until(line.held.is_set, 60)
        for each in killed:
            each.kill()
            each.communicate()
        assert [each.returncode for each in killed] == [-signal.SIGKILL] * KILLED
    assert [each.unproven for each in done] == [[]] * (PUSHERS - KILLED)
    assert sum(lies_whole(server).values()) >= before + 40 * (PUSHERS - KILLED)
    with ThreadPoolExecutor(4) as pool:
        assert [each.unproven for each in pool.map(copies.sync, range(KILLED))] == [
            []
        ] * KILLED
    whole = 40 * (PUSHERS - KILLED) + 1_500 * KILLED
    named = PUSHERS // 2  # devices on which anna works: it is she who exchanges
    assert sum(lies_whole(server).values()) == before + whole + named
    gaps = "SELECT count(*) FROM (SELECT stream FROM ledgerlane.event GROUP BY stream HAVING max(seq) <> count(*)) s"
    assert server.run(ADMIN, gaps) == [(0,)]
    last = [copies.sync(at) for at in (0, PUSHERS - 1)]
    assert [each.events_out for each in last] == [0, 0]
    for clock in copies.clocks:
        clock.ms = copies.clocks[0].ms
    assert copies.derived(0) == copies.derived(PUSHERS - 1)


# -- who is not let in, and where nobody is ------------------------------------------------------


def test_a_wrong_password_is_told(
    server: PgServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PGPASSFILE")
    monkeypatch.setenv("PGPASSWORD", "guessed")
    with pytest.raises(Unavailable, match="the password is not the right one") as told:
        exchange.clone(tmp_path / "b.book", server.place("anna"))
    assert "guessed" not in str(told.value)
    assert told.value.exit_code == 3
    monkeypatch.delenv("PGPASSWORD")
    with pytest.raises(Unavailable, match="no password for this role; libpq reads it from"):
        exchange.clone(tmp_path / "b.book", server.place("anna"))


def test_what_is_no_place_yet_is_told_and_made_one(
    server: PgServer, tmp_path: Path
) -> None:
    book = tmp_path / "acme.book"
    server.run(ADMIN, EMPTIED)
    with pytest.raises(
        Unavailable, match="makes it one with `ledgerlane sync remote init`"
    ):
        exchange.clone(tmp_path / "b.book", server.place("anna"))
    done = ledgerlane(
        book, "sync", "remote", "init", server.place(ADMIN), "--person", "nobody"
    )
    assert done.code == 1
    assert "there is no role 'nobody' in the database; make it first" in done.err
    done = ledgerlane(
        book, "sync", "remote", "init", server.place("anna"), "--person", "anna"
    )
    assert done.code == 3
    assert (
        "ledgerlane"
        in ledgerlane(book, "sync", "remote", "init", server.place(ADMIN), "--sql").out
    )
    for _ in range(2):
        done = ledgerlane(
            book, "sync", "remote", "init", server.place(ADMIN), "--person", "root=anna", "--carrier", CARRIER
        )  # fmt: skip
        assert done.code == 0, done.err
        assert done.err == f"{server.place(ADMIN)} is a place; 2 roles may lay down there\n"
    assert ledgerlane(book, "init").code == 0
    assert ledgerlane(book, "sync", "remote", "add", "hub", server.place(CARRIER)).code == 0
    done = ledgerlane(book, "sync", "with", "hub", "--json")
    assert done.code == 0, done.err
    assert done.json["events"]["out"] > 0
    (row,) = ledgerlane(book, "sync", "status", "--json").json["rows"]
    assert (row["name"], row["behind"], row["ahead"]) == ("hub", 0, 0)
    clone = ledgerlane(tmp_path / "laptop.book", "sync", "clone", server.place("anna"))
    assert clone.code == 0, clone.err
    assert b"secret-of-" not in book.read_bytes()


def test_a_database_that_is_not_there_is_told(server: PgServer, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match='database "nothere" does not exist'):
        exchange.clone(tmp_path / "b.book", server.place("anna", "nothere"))


def test_nobody_there_and_a_silent_server_are_told_within_a_bound(
    server: PgServer, tmp_path: Path
) -> None:
    began = time.monotonic()
    with pytest.raises(Unavailable, match="Connection refused"):
        exchange.clone(tmp_path / "b.book", server.place("anna", port=1))
    with passing(f"127.0.0.1:{server.port}") as line:
        line.hold = 0
        remote = PostgresRemote(server.place("anna", port=line.port), 2)
        with pytest.raises(Unavailable, match="timeout"):
            remote.book()
        line.clear()
        assert remote.book() is None
        line.hold = 0
        with pytest.raises(Unavailable, match=server.place("anna", port=line.port)):
            remote.heads()
        remote.close()
    assert time.monotonic() - began < 15


@pytest.mark.parametrize(
    "at",
    [
        "postgresql://", "postgresql://host", "postgresql://host/", "postgresql://anna:secret@host/db",
        "postgresql://host/db?password=secret", "postgresql://host/db?options=-csearch_path=x",
        "postgresql://host:port/db", "postgresql:///db", "postgresql://host/a/b", "postgresql://host/db#x",
        "postgresql://host/d%20b",
    ],
)  # fmt: skip
def test_what_is_no_place_is_refused(tmp_path: Path, at: str) -> None:
    with pytest.raises(Misused, match="a password has no place in it: libpq reads it"):
        exchange.clone(tmp_path / "b.book", at)


def test_only_a_database_is_made_a_place() -> None:
    with pytest.raises(Misused, match="needs no admin to make it a place"):
        places.prepare("ssh://host/x", ["anna"], [])


def test_without_the_extra_one_is_told_how_to_have_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(Misused, match=r"pip install 'ledgerlane\[postgres\]'"):
        exchange.clone(tmp_path / "b.book", "postgresql://host/db")
