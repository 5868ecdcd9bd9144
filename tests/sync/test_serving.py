"""What `sync serve --stdio` answers to whatever comes: nothing outside its folder is read or written."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from random import Random
from typing import Any

import pytest
from program import ledgerlane

from ledgerlane.sync.remotes import frames, serving
from ledgerlane.sync.remotes.folder import FolderRemote
from ledgerlane.sync.remotes.frames import GREETING, MAX_FRAME, Line, Lost

STREAM = "ab" * 16
BLOB = f"import/{'cd' * 32}.gz"
HEAD = {"stream": STREAM, "actor": "anna", "seq": 3, "hash": "00"}


def frame(kind: str, content: bytes = b"") -> bytes:
    return kind.encode() + len(content).to_bytes(4) + content


def ask(**asked: Any) -> bytes:
    return frame("Q", json.dumps(asked).encode())


def content(*pieces: bytes) -> bytes:
    return b"".join(frame("D", each) for each in pieces) + frame("E")


def answers(folder: Path, said: bytes, greeting: bytes = GREETING) -> list[str | bytes]:
    """Serve a folder to one who says this; each answer, or the words of its trouble."""
    into, out = folder.with_name("in"), folder.with_name("out")
    into.write_bytes(greeting + said)
    reads, writes = os.open(into, os.O_RDONLY), os.open(out, os.O_RDWR | os.O_CREAT | os.O_TRUNC)  # fmt: skip
    try:
        serving.serve(FolderRemote(folder), Line(reads, writes, 5))
    finally:
        os.close(reads)
        os.close(writes)
    return heard(out)


def heard(out: Path) -> list[str | bytes]:
    found = list[str | bytes]()
    reads = os.open(out, os.O_RDONLY)
    line, had = Line(reads, reads, 5), b""
    while (came := line.frame()) is not None:
        if came.kind == b"D":
            had += came.content
        else:
            found.append(had if came.kind == b"E" else json.loads(came.content)["words"])
            had = b""
    os.close(reads)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that is served, with a file beside it that is nobody's business."""
    made = tmp_path / "served"
    made.mkdir()
    (tmp_path / "secret").write_text("secret\n")
    return made


def test_what_is_laid_down_can_be_read(folder: Path) -> None:
    blob = b"x" * (MAX_FRAME + 1)
    said = answers(
        folder,
        ask(do="begin", told={"id": "1"})
        + ask(do="publish", head=HEAD, first=1)
        + content(b"one\ntw", b"o\nthree\n")
        + ask(do="put_blob", name=BLOB)
        + content(blob[:MAX_FRAME], blob[MAX_FRAME:])
        + ask(do="book") + ask(do="heads") + ask(do="list_blobs")
        + ask(do="read", stream=STREAM, after=1) + ask(do="get_blob", name=BLOB),
    )  # fmt: skip
    assert said[:4] == [b"", b"", b"", b'{"id": "1"}\n']
    assert json.loads(said[4]) == {**HEAD, "whole": True}
    assert said[5:] == [f"{BLOB}\n".encode(), b"two\nthree\n", blob]


@pytest.mark.parametrize(
    "asked",
    [
        {"do": "read", "stream": "../../secret", "after": 0},
        {"do": "read", "stream": f"{STREAM}/..", "after": 0},
        {"do": "read", "stream": f"{STREAM}\n", "after": 0},
        {"do": "read", "stream": STREAM, "after": -1},
        {"do": "read", "stream": STREAM, "after": 10**12},
        {"do": "read", "stream": STREAM, "after": "0"},
        {"do": "read", "stream": [STREAM], "after": 0},
        {"do": "get_blob", "name": "../secret"},
        {"do": "get_blob", "name": "/etc/passwd"},
        {"do": "get_blob", "name": f"import/../{BLOB}"},
        {"do": "get_blob", "name": "book.json"},
        {"do": "begin", "told": "x"},
        {"do": "begin", "told": {"id": "x" * 5_000}},
        {"do": "unlink", "name": BLOB},
        {"do": ["book"]},
        {},
    ],
)
def test_an_ask_that_leads_elsewhere_is_refused(
    folder: Path, asked: dict[str, Any]
) -> None:
    said = answers(folder, ask(**asked) + ask(do="list_blobs"))
    assert said == ["asked for something that no ledgerlane of this version does", b""]
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("asked", "told", "words"),
    [
        ({"do": "publish", "head": HEAD, "first": 1}, b"1\n2\n", "other events came"),
        ({"do": "publish", "head": HEAD, "first": 1}, b"1\n2\n3\n4\n", "other events came"),
        ({"do": "publish", "head": HEAD, "first": 1}, b"1\n2\n\xff\n", "a line that is no text"),
        ({"do": "publish", "head": HEAD, "first": 2}, b"1\n2\n", "what is no stream"),
        ({"do": "publish", "head": HEAD, "first": 1001}, b"", "what is no stream"),
        ({"do": "publish", "head": {**HEAD, "stream": "../x"}, "first": 1}, b"1\n", "what is no stream"),
        ({"do": "publish", "head": {**HEAD, "seq": 10**12}, "first": 1}, b"1\n", "what is no stream"),
        ({"do": "publish", "head": {**HEAD, "actor": "x" * 5_000}, "first": 1}, b"1\n", "asked for something"),
        ({"do": "put_blob", "name": "import/../../x.gz"}, b"1", "asked for something"),
    ],
)  # fmt: skip
def test_what_is_no_stream_and_no_blob_is_not_laid_down(
    folder: Path, asked: dict[str, Any], told: bytes, words: str
) -> None:
    said = answers(folder, ask(**asked) + content(told) + ask(do="heads"))
    assert len(said) == 2
    assert words in str(said[0])
    assert said[1] == b""
    assert not list(folder.rglob("head.json"))
    assert not list(folder.parent.glob("x*"))


def test_limits_hold(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "MAX_LINE", 1_000)
    monkeypatch.setattr(serving, "MAX_BLOB", 1_000)
    long = content(b"x" * 1_001)
    assert answers(
        folder,
        ask(do="publish", head=HEAD, first=1) + long + ask(do="put_blob", name=BLOB) + long,
    ) == ["a line of more than 0 MB is no event", "more than 0 MB came"]
    assert not list(folder.rglob("*.gz"))


def test_a_book_that_lies_there_is_not_replaced(folder: Path) -> None:
    said = answers(
        folder, ask(do="begin", told={"id": "1"}) + ask(do="begin", told={"id": "2"})
    )
    assert said == [b"", "a book lies there already"]
    assert json.loads((folder / "book.json").read_text()) == {"id": "1"}


def test_what_is_damaged_is_said_and_the_next_ask_is_answered(folder: Path) -> None:
    answers(folder, ask(do="publish", head=HEAD, first=1) + content(b"1\n2\n3\n"))
    part = next(folder.rglob("*.t.gz"))
    part.write_bytes(gzip.compress(b"1\n2\n3\n")[:-6])
    said = answers(folder, ask(do="read", stream=STREAM, after=0) + ask(do="list_blobs"))
    assert "is damaged" in str(said[0])
    assert said[1] == b""


@pytest.mark.parametrize(
    ("greeting", "said", "words"),
    [
        (b"", b"", "nobody answers"),
        (b"GET / HTTP/1.1\r\n", b"", "no ledgerlane answers there, but 'GET / HTTP/1.1'"),
        (b"ledgerlane sync 9\n", b"", "version 9"),
        (b"x" * 100, b"", "no ledgerlane answers"),
        (GREETING, b"hello", "nothing that a ledgerlane says"),
        (GREETING, b"Q\xff\xff\xff\xff{", "nothing that a ledgerlane says"),
        (GREETING, ask(do="book")[:-1], "was cut"),
        (GREETING, frame("Q", b"{"), "no line of JSON"),
        (GREETING, frame("Q", b"[" * 100_000), "no line of JSON"),
        (GREETING, frame("Q", b"[]"), "nothing that a ledgerlane asks"),
        (GREETING, frame("D", b"{}"), "nothing that a ledgerlane asks"),
        (GREETING, ask(do="put_blob", name=BLOB) + frame("D", b"x"), "was cut"),
        (GREETING, ask(do="put_blob", name=BLOB) + ask(do="book"), "nothing that a ledgerlane answers"),
    ],
)  # fmt: skip
def test_who_is_no_ledgerlane_is_left(
    folder: Path, greeting: bytes, said: bytes, words: str
) -> None:
    with pytest.raises(Lost, match=words):
        answers(folder, said, greeting)
    assert list(folder.rglob("*.gz")) == []


def test_changed_bytes_change_nothing_but_what_they_name(folder: Path) -> None:
    """400 talks with bytes changed, left out or doubled: it ends, and only files of the grammar lie there."""
    whole = (
        ask(do="begin", told={"id": "1"}) + ask(do="publish", head=HEAD, first=1)
        + content(b"1\n2\n3\n") + ask(do="put_blob", name=BLOB) + content(b"blob")
        + ask(do="heads") + ask(do="read", stream=STREAM, after=0)
    )  # fmt: skip
    random = Random(20261127)
    for _ in range(400):
        talk = bytearray(whole)
        for _ in range(random.randrange(1, 5)):
            at = random.randrange(len(talk))
            talk[at : at + random.randrange(3)] = random.randbytes(random.randrange(3))
        try:
            answers(folder, bytes(talk))
        except Lost:
            continue
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}  # fmt: skip
    for name in names - {"book.json"}:
        assert BLOB[:7] == name[:7] or name.startswith("streams/"), name
    assert (folder.parent / "secret").read_text() == "secret\n"
    assert {path.name for path in folder.parent.iterdir()} == {"served", "secret", "in", "out"}  # fmt: skip


def test_a_person_who_starts_it_is_told_what_does(tmp_path: Path) -> None:
    done = ledgerlane(tmp_path / "b", "sync", "serve", str(tmp_path))
    assert done.code == 2
    assert "sync with ssh://HOST/FOLDER" in done.err
    done = ledgerlane(tmp_path / "b", "sync", "serve", "--stdio", str(tmp_path))
    assert (done.code, done.out) == (3, GREETING.decode())
    assert "nobody answers there" in done.err
