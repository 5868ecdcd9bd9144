"""A place on another machine, from the command line and from the app."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import ledgerlane
from ssh_server import LEDGERLANE, SERVERS, Serve, Server, needs_ssh

from ledgerlane.screens.office import DeskOffice

pytestmark = needs_ssh


@pytest.fixture(scope="module", params=SERVERS)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    serve: Serve = request.param
    with serve(tmp_path_factory.mktemp("ssh"), "") as found:
        yield found


def settings(server: Server, folder: Path) -> Path:
    """What a person writes so that this server is reached."""
    file = folder / "settings.toml"
    file.write_text(
        f"[ssh]\ncommand = {json.dumps(server.command)}\nprogram = {json.dumps(server.ssh.program)}\n"
    )
    return file


def test_a_book_on_two_machines(server: Server, tmp_path: Path) -> None:
    place, liked = server.place(tmp_path / "meeting"), settings(server, tmp_path)
    book, laptop = tmp_path / "acme.book", tmp_path / "laptop.book"

    def run(which: Path, *arguments: str) -> str:
        done = ledgerlane(which, "--config", str(liked), *arguments)
        assert done.code == 0, done.err + done.out
        return done.out

    run(book, "init", "--practice")
    run(book, "sync", "remote", "add", "office", place)
    assert place in run(book, "sync", "remote", "list")
    (row,) = json.loads(run(book, "sync", "status", "--json"))["rows"]
    assert (row["name"], row["behind"], row["synced_at"]) == ("office", 0, None)
    assert json.loads(run(book, "sync", "with", "office", "--json"))["events"]["out"] > 0
    assert "events:" in run(laptop, "sync", "clone", place)
    run(book, "people", "add", "anna")
    assert pressed(book, liked) == "office: 0 in, 1 out"
    assert pressed(laptop, liked) == "origin: 1 in, 0 out"
    assert "anna" in run(laptop, "people", "list")


def pressed(book: Path, liked: Path) -> str:
    """What R says in the app."""
    office = DeskOffice.open(book, as_of=None, as_name=None, readonly=False)
    office.config = liked
    try:
        return office.exchange().words
    finally:
        office.close()


@pytest.mark.parametrize("serve", SERVERS)
def test_a_key_that_is_bound_to_a_folder_reaches_no_other(
    serve: Serve, tmp_path: Path
) -> None:
    """``command="ledgerlane sync serve --stdio FOLDER",restrict``: whatever the client asks for."""
    meeting = tmp_path / "meeting"
    bound = f'command="{LEDGERLANE} sync serve --stdio {meeting}",restrict'
    with serve(tmp_path / "ssh", bound) as found:
        liked, book = settings(found, tmp_path), tmp_path / "acme.book"
        assert ledgerlane(book, "init", "--practice").code == 0
        elsewhere = found.place(tmp_path / "elsewhere")
        done = ledgerlane(book, "--config", str(liked), "sync", "with", elsewhere)
        assert done.code == 0, done.err
        assert not (tmp_path / "elsewhere").exists()
        assert (meeting / "book.json").is_file()
        shell = found.run("touch", str(tmp_path / "pwned"))
        assert (shell.returncode, shell.stdout) == (3, b"ledgerlane sync 1\n")
        assert not (tmp_path / "pwned").exists()
