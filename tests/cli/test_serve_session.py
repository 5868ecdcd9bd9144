"""A key that is bound to a person: they work as that person, and reach nothing but the book."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e.app import QUIT, READY
from e2e.terminal import Terminal
from program import ledgerlane
from shared import ROOT
from ssh_server import LEDGERLANE, SERVERS, Serve, Server, needs_ssh

from ledgerlane.cli import confined
from ledgerlane.cli.commands.serve_session import arguments
from ledgerlane.domain.errors import NotPermitted


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a service account with its book."""
    folder = tmp_path_factory.mktemp("account")
    book = folder / "acme.book"
    done = ledgerlane(book, "demo", "--size", "1k", "--keep", str(book), "--no-open")
    assert done.code == 0, done.err
    (folder / "other.csv").write_text("number,amount\n1,2\n")
    shutil.copy(book, folder / "other.book")
    return folder


@pytest.fixture(scope="module", params=SERVERS)
def server(
    request: pytest.FixtureRequest, account: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    serve: Serve = request.param
    bound = f'command="{LEDGERLANE} --book {account / "acme.book"} serve-session anna",restrict,pty'
    with serve(tmp_path_factory.mktemp("ssh"), bound) as found:
        yield found


@needs_ssh
@pytest.mark.parametrize("asked", ["bash", "ledgerlane -q sync status"])
def test_no_other_program_and_no_other_command_runs(server: Server, asked: str) -> None:
    done = server.run(asked)
    assert (done.returncode, done.stdout) == (5, b""), done.stderr
    assert b"is not run here; ledgerlane alone opens the app" in done.stderr


@needs_ssh
def test_no_shell_reads_what_is_asked_for(server: Server, account: Path) -> None:
    done = server.run("ledgerlane queue --limit 1 -q; touch ../inbox/pwned")
    assert done.returncode == 2, done.stderr
    assert not list(account.rglob("pwned"))


@needs_ssh
def test_who_acts_is_whom_the_key_names(server: Server, account: Path) -> None:
    """Neither a flag nor what the client sends along says so."""
    sent = ("-oSetEnv=USER=kim LOGNAME=kim LEDGERLANE_BOOK=/x XDG_CONFIG_HOME=/x",)
    done = server.run("ledgerlane", "whoami", "--json", before=sent)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["login"] == "anna"
    for flags in ("--as kim", "--as=kim"):
        done = server.run("ledgerlane", "whoami", flags)
        assert done.returncode == 5
        assert b"anna cannot act as kim: the key says who this is" in done.stderr
    (row,) = json.loads(server.run("ledgerlane queue --limit 1 --json").stdout)["rows"]
    done = server.run("ledgerlane", "log", row["customer"], "'n from afar'")
    assert done.returncode == 0, done.stderr
    told = ledgerlane(account / "acme.book", "sync", "export", "activities", "--format", "jsonl")  # fmt: skip
    written = [json.loads(line) for line in told.out.splitlines() if "from afar" in line]
    assert {each["by"] for each in written} == {"anna"}


@needs_ssh
@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("ledgerlane queue --book {0}/other.book", "this session is for {0}/acme.book only"),
        ("ledgerlane queue --book=../../../other.book", "this session is for {0}/acme.book only"),
        ("ledgerlane report pack -o {0}/pack.md", "files are written into {0}/acme.book.people/anna/outbox only"),
        ("ledgerlane report pack -o ../../bo.md", "files are written into {0}/acme.book.people/anna/outbox only"),
    ],
)  # fmt: skip
def test_no_other_file_is_reached(
    server: Server, account: Path, asked: str, words: str
) -> None:
    done = server.run(asked.format(account))
    assert done.returncode in (1, 5), done.stderr
    assert words.format(account) in done.stderr.decode()
    assert {path.suffix for path in account.rglob("*.md")} == set()


@needs_ssh
def test_what_is_written_lies_in_the_outbox(server: Server, account: Path) -> None:
    done = server.run("ledgerlane report pack -o ../outbox/pack.md --force")
    assert done.returncode == 0, done.stderr
    (account / "acme.book.people" / "anna" / "outbox" / "pack.md").unlink()


@needs_ssh
def test_no_files_and_no_tunnels(server: Server, tmp_path: Path) -> None:
    batch = tmp_path / "batch"
    batch.write_text("ls\n")
    sftp = subprocess.run(
        [str(shutil.which("sftp")), *server.command[1:], "-oBatchMode=yes", f"-P{server.port}", f"-b{batch}", "127.0.0.1"],
        capture_output=True, check=False, timeout=60, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert sftp.returncode != 0
    assert sftp.stdout.replace(b"sftp> ls", b"").strip() == b""
    through = server.run(before=("-W", f"127.0.0.1:{server.port}"))
    assert through.returncode != 0
    assert b"SSH-2.0" not in through.stdout
    back = server.run("ledgerlane whoami", before=("-oExitOnForwardFailure=yes", "-R0:127.0.0.1:9"))  # fmt: skip
    assert back.returncode == 255
    assert b"anna" not in back.stdout


@needs_ssh
def test_the_app_opens_and_leads_nowhere(server: Server, account: Path) -> None:
    with Terminal([*server.command, "-tt", f"-p{server.port}", "127.0.0.1"], columns=100, lines=30) as terminal:  # fmt: skip
        terminal.expect(READY, 30)
        terminal.send("\x1a")
        terminal.expect("there is no shell behind this session")
        terminal.send("R")
        terminal.expect("no other copy is known")
        terminal.send(f":learn\r{account / 'other.csv'}\tmine\r")
        terminal.expect("in this session files are read from")
        terminal.send("\x1b\x1b")
        terminal.send(QUIT)
        assert terminal.wait() == 0, terminal.text()


# -- without a server ------------------------------------------------------------------------


def session(book: Path, *script: str) -> subprocess.CompletedProcess[str]:
    """Run lines of Python in a process that is shut in."""
    lines = [
        "import sys, os, subprocess, socket, pathlib",
        "from ledgerlane.cli import confined",
        f"home = confined.enter(pathlib.Path({str(book)!r}), 'anna')",
        *script,
    ]
    return subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60,
    )  # fmt: skip


IN_A_DATABASE = "from ledgerlane.sync.remotes.postgres import PostgresRemote; PostgresRemote('postgresql://127.0.0.1:9/x').book()"
IN_A_BUCKET = (
    "os.environ |= {'AWS_ACCESS_KEY_ID': 'K', 'AWS_SECRET_ACCESS_KEY': 's'};"
    " from ledgerlane.sync.remotes.s3 import S3Remote; S3Remote('s3://books/x', 'http://127.0.0.1:9').book()"
)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("subprocess.run(['/bin/true'])", "no other program"),
        ("subprocess.run([sys.executable, '-c', ''])", "no other program"),
        ("os.system('true')", "no other program"),
        ("os.execv('/bin/true', ['true'])", "no other program"),
        ("os.fork()", "no other program"),
        ("os.posix_spawn('/bin/true', ['true'], {})", "no other program"),
        ("import pty; pty.spawn('/bin/true')", "no other program"),
        ("import ctypes; ctypes.CDLL('libc.so.6')", "no other program"),
        ("socket.create_connection(('127.0.0.1', 9))", "no network"),
        ("socket.socket().bind(('127.0.0.1', 0))", "no network"),
        (IN_A_BUCKET, "no network"),
        (IN_A_DATABASE, "no network"),
        ("open('/etc/passwd')", "are read from"),
        ("open(home.parent / 'bo' / 'key.json')", "are read from"),
        ("os.open('/etc/passwd', os.O_RDONLY)", "are read from"),
        ("os.listdir('/etc')", "are read from"),
        ("open(home.parent.parent / 'x', 'w')", "are written into"),
        ("open(home.parent.parent / 'acme.book.letters.html', 'a')", "are written into"),
        ("os.symlink('/etc', home / 'inbox' / 'etc')", "are written into"),
        ("os.rename(home / 'inbox', home.parent.parent / 'in')", "are written into"),
        ("os.remove(home.parent.parent / 'acme.book.work')", "are written into"),
    ],
)  # fmt: skip
def test_walls(account: Path, line: str, words: str) -> None:
    done = session(account / "acme.book", line)
    assert done.returncode == 1, done.stderr
    assert words in done.stderr.splitlines()[-1]


def test_its_own_reader_of_foreign_files_is_let_through(account: Path) -> None:
    done = session(
        account / "acme.book", "from ledgerlane.sync import apart",
        "subprocess.run(apart.command(), stdin=subprocess.DEVNULL, env={}, cwd='/')",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_a_link_out_of_the_inbox_leads_nowhere(account: Path) -> None:
    book = account / "acme.book"
    assert session(book).returncode == 0
    link = confined.home_of(book, "anna") / "inbox" / "passwd"
    link.symlink_to("/etc/passwd")
    done = session(book, "open('passwd')")
    link.unlink()
    assert "files are read from" in done.stderr


def test_the_environment_is_ours() -> None:
    came = {
        "TERM": "xterm", "LANG": "nb_NO.UTF-8", "LC_ALL": "C", "LC_TIME": "$(id)", "TEXTUAL_DEBUG": "1",
        "PYTHONPATH": "/x", "PYTHONINSPECT": "1", "EDITOR": "vi", "VISUAL": "vi", "PAGER": "less", "LD_PRELOAD": "x",
        "XDG_CONFIG_HOME": "/x", "HOME": "/root", "SHELL": "/bin/sh", "LEDGERLANE_BOOK": "/x", "USER": "kim",
    }  # fmt: skip
    assert confined.environment(came, Path("/h"), "anna") == {
        "TERM": "xterm", "LANG": "nb_NO.UTF-8", "LC_ALL": "C", "HOME": "/h", "USER": "anna",
        "LOGNAME": "anna", "PATH": "/nowhere",
    }  # fmt: skip


def test_a_book_that_others_may_write_has_no_sessions(account: Path) -> None:
    book = account / "other.book"
    book.chmod(0o660)
    done = ledgerlane(book, "serve-session", "anna")
    assert done.code == 5
    assert "belongs to this account alone (mode 0600), and this one is 0660" in done.err
    done = ledgerlane(account / "acme.book", "serve-session", "../anna")
    assert done.code == 2


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", []), ("ledgerlane", []), ("ledgerlane --slow", ["--slow"]),
        ("ledgerlane log 1 'p 1 fri'", ["log", "1", "p 1 fri"]),
    ],
)  # fmt: skip
def test_what_may_be_asked_for(asked: str, found: list[str]) -> None:
    assert arguments(asked) == found


@pytest.mark.parametrize(
    "asked",
    [
        "sh -c id", "ledgerlane sync status", "ledgerlane -q queue", "ledgerlane; id", "ledgerlane policy edit",
        "ledgerlane dial 10001", "ledgerlane serve-session kim", "/bin/ledgerlane queue", "ledgerlane 'queue",
        "scp -f x", "internal-sftp", "/usr/lib/openssh/sftp-server", "rsync --server .", "ledgerlane --help",
    ],
)  # fmt: skip
def test_what_may_not(asked: str) -> None:
    with pytest.raises(NotPermitted, match="is not run here"):
        arguments(asked)
