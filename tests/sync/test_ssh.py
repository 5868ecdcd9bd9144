"""Copies that meet at a folder on another machine: through the system's ssh, at real servers."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from replicas import Replicas, worked_apart
from ssh_server import SERVERS, Serve, Server, needs_ssh

from ledgerlane.config import Settings, Ssh
from ledgerlane.desk import accounts, care, entry, exchange, log
from ledgerlane.desk.desk import Desk
from ledgerlane.domain.errors import Misused, Refused, Unavailable, Unproven
from ledgerlane.domain.events import NoteAdded
from ledgerlane.sync.remotes.folder import FolderRemote

pytestmark = needs_ssh
NOTES = 2_500
"""More than goes into one chunk of the taking."""
BYTES = 2 * NOTES * 338
CUT = Path(__file__).parents[1] / "cut_ssh.py"


@pytest.fixture(scope="module", params=SERVERS)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    serve: Serve = request.param
    with serve(tmp_path_factory.mktemp("ssh"), "") as found:
        yield found


def over(server: Server, folder: Path, count: int, skew: tuple[int, ...] = ()) -> Replicas:
    return Replicas(folder, count, skew, server.place, server.reach)


def test_copies_worked_in_apart_come_to_read_the_same(
    server: Server, tmp_path: Path
) -> None:
    copies = over(server, tmp_path, 2, (0, 7_200_000))
    worked_apart(copies, 16)
    desk = copies.sit(1, "anna")
    assert care.verify(desk, deep=True) == []
    assert [row.place for row in exchange.listed(desk)] == [
        server.place(tmp_path / "meeting")
    ]
    desk.close()


def test_one_meets_over_ssh_whom_another_meets_in_the_folder(
    server: Server, tmp_path: Path
) -> None:
    copies = over(server, tmp_path, 2)
    desk = copies.sit(1, "anna")
    log.record(desk, "C1", "p 500 fri")
    desk.close()
    assert copies.sync(1).events_out == 3  # with what the device is called
    desk = copies.sit(0, "bo")
    assert exchange.with_remote(desk, str(copies.remotes[0])).events_in == 3
    desk.close()


@pytest.mark.parametrize(
    ("command", "place", "words"),
    [
        ((), "ssh://127.0.0.1:1/meeting", "Connection refused"),
        (("-oIdentityFile=/dev/null",), "", "Permission denied"),
        (("-oUserKnownHostsFile=/dev/null",), "", "Host key verification failed"),
    ],
)
def test_who_is_not_reached_is_told_why(
    server: Server, tmp_path: Path, command: tuple[str, ...], place: str, words: str
) -> None:
    own = (server.command[0], *command) if command else server.command
    ssh = Ssh((*own, "-oIdentityAgent=none", "-oIdentitiesOnly=yes"), "ledgerlane")
    if "Permission" in words:
        ssh = Ssh((*own, f"-oUserKnownHostsFile={server.config.parent / 'known'}"), "")
    place = place or server.place(tmp_path / "meeting")
    with pytest.raises(Unavailable) as told:
        exchange.clone(tmp_path / "b.book", place, reach=Settings(ssh=ssh))
    assert str(told.value).startswith(f"{place}: ")
    assert words in str(told.value)
    assert not (tmp_path / "b.book").exists()


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("/no/such/ledgerlane", "/no/such/ledgerlane was not found there; `program` in the table [ssh]"),
        ("echo Welcome; true", "no ledgerlane answers there, but 'Welcome'"),
        ("echo ledgerlane sync 9; true", "speaks version 9 of the exchange, this ledgerlane version 1"),
        ("true", "nobody answers there"),
        ("printf 'ledgerlane sync 1\\n\\377\\377\\377\\377\\377\\377'; sh -c 'cat > /dev/null'", "nothing that a ledgerlane says"),
        ("printf 'ledgerlane sync 1\\nD\\000\\000\\000'; true", "the connection was cut"),
        ("printf 'ledgerlane sync 1\\nD\\000\\000\\000\\001[E\\000\\000\\000\\000'; sh -c 'cat > /dev/null'", "no line of JSON"),
        ("echo 'the disk is away' >&2; false", "nobody answers there (the disk is away)"),
    ],
)  # fmt: skip
def test_what_is_no_ledgerlane_is_named(
    server: Server, tmp_path: Path, program: str, words: str
) -> None:
    with pytest.raises(Unavailable) as told:
        exchange.clone(
            tmp_path / "b.book",
            server.place(tmp_path),
            reach=Settings(ssh=Ssh(server.command, program)),
        )
    assert words in str(told.value)
    assert str(told.value).isprintable()


def test_trouble_over_there_is_told_with_the_place(server: Server, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no book lies there"):
        exchange.clone(
            tmp_path / "b.book", server.place(tmp_path / "none"), reach=server.reach
        )
    (tmp_path / "book.json").write_text("{")
    with pytest.raises(Unproven, match=r"^ssh://127.*book\.json: is damaged"):
        exchange.clone(tmp_path / "b.book", server.place(tmp_path), reach=server.reach)


@pytest.mark.parametrize(
    "place",
    [
        "ssh://-oProxyCommand=touch/x", "ssh://a@-host/x", "ssh://-a@host/x", "ssh://host", "ssh://host/",
        "ssh:///x", "ssh://user:secret@host/x", "ssh://host:port/x", "ssh://host/a%0ab", "ssh://ho st/x",
        "ssh://host;id/x", "ftp://host/x",
    ],
)  # fmt: skip
def test_what_is_no_place_is_refused(tmp_path: Path, place: str) -> None:
    with pytest.raises(Misused, match=r"no (such kind of )?place"):
        exchange.clone(tmp_path / "b.book", place)


def test_a_folder_s_name_is_nothing_but_a_name_over_there(
    server: Server, tmp_path: Path
) -> None:
    names = [str(tmp_path / name) for name in ("a b'c", "$(touch pwned)", "Büro")]
    for name in (*names, "/~/-x; touch pwned"):
        with pytest.raises(Refused, match="no book lies there"):
            exchange.clone(
                tmp_path / "b.book", server.place(Path(name)), reach=server.reach
            )
    assert not list(Path.cwd().glob("pwned"))
    assert not list(Path.home().glob("pwned"))


# -- cut short -------------------------------------------------------------------------------


def cutting(server: Server, way: str, limit: int) -> Settings:
    """An ssh that is killed when so many bytes went out, or came in."""
    cut = (sys.executable, str(CUT), way, str(limit))
    return Settings(ssh=Ssh((*cut, *server.command), server.ssh.program))


def busy(copies: Replicas, at: int, notes: int) -> None:
    """Two at a copy write so much that it does not go in one piece."""
    for name in ("anna", "bo"):
        desk = copies.sit(at, name)
        facts = [
            NoteAdded(on=desk.today, note=f"{n} {'words ' * 20}") for n in range(notes)
        ]
        with desk.store.writing():
            ref = accounts.load(desk, accounts.resolve(desk, "C1")[0]).customer.ref
            entry.append(desk, {f"customer:{ref}": facts})
        desk.close()


def lies_whole(folder: Path) -> None:
    """Every head is right, and what it covers is there; what a killed writer left is no file of the place."""
    remote = FolderRemote(folder)
    for head in remote.heads().values():
        assert head.whole
        assert sum(1 for _ in remote.read(head.stream, 0)) >= head.seq


def test_a_push_that_is_cut_leaves_nothing_half_done(
    server: Server, tmp_path: Path
) -> None:
    """Of two streams of one size: cut at the beginning, in the first, and in the second."""
    copies = over(server, tmp_path, 2)
    busy(copies, 0, 1)
    copies.sync(0)
    busy(copies, 0, NOTES)
    for part, left in ((0.0001, 2 * NOTES), (0.3, 2 * NOTES), (0.7, NOTES)):
        copies.reach = cutting(server, "out", int(part * BYTES))
        with pytest.raises(Unavailable, match=r"cut|answers"):
            copies.sync(0)
        lies_whole(copies.remotes[0])
        assert ahead(copies, server) == left
    for dead in copies.remotes[0].rglob(".*"):
        os.utime(dead, (0, 0))  # as if it were an hour later
    copies.reach = server.reach
    assert copies.sync(0).events_out == NOTES  # the first was there already
    copies.settle()
    for stream in (copies.remotes[0] / "streams").iterdir():
        assert list(stream.glob(".*")) == []
    assert copies.derived(0) == copies.derived(1)


def ahead(copies: Replicas, server: Server) -> int:
    """How many events the first copy has to lay down yet."""
    desk = copies.sit(0, "anna")
    exchange.add(desk, "there", copies.place(copies.remotes[0]))
    (standing,) = exchange.status(desk, server.reach)
    exchange.remove(desk, "there")
    desk.close()
    return standing.ahead


@pytest.mark.parametrize("many", [exchange.MANY, NOTES])
def test_a_pull_that_is_cut_goes_on_where_it_was(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    """All is read twice: cut in the proving, and in the taking. Nothing is here, or all that was new.

    Of so much that one transaction cannot take it, what came is here and need not come again.
    """
    monkeypatch.setattr(exchange, "MANY", many)
    copies = over(server, tmp_path, 2)
    busy(copies, 0, NOTES)
    copies.sync(0)
    came = 0 if many > NOTES else exchange.CHUNK
    for part, here in ((0.0001, 0), (0.6, 0), (1.45, came)):
        copies.reach = cutting(server, "in", int(part * BYTES))
        with pytest.raises(Unavailable, match=r"cut|answers"):
            copies.sync(1)
        desk = copies.sit(1, "anna")
        found = {each.what for each in care.verify(desk, deep=True)}
        assert found <= (
            {"others had seen its event 2500, which is gone"} if came else set()
        )
        assert notes(desk) == here
        desk.close()
    copies.reach = server.reach
    assert copies.sync(1).events_in == 2 * NOTES + 1 - came  # and what the device is called
    assert copies.derived(0) == copies.derived(1)
    desk = copies.sit(1, "anna")
    assert care.verify(desk, deep=True) == []
    desk.close()


def notes(desk: Desk) -> int:
    """How many notes are in a copy."""
    found = desk.store.db.execute("SELECT count(*) FROM event WHERE kind = 'note.added'")
    return int(found.fetchone()[0])
