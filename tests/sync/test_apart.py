"""The process that reads what is no plain text: whatever happens in it happens to it alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import ledgerlane
from ledgerlane.sync import apart as apart_module
from ledgerlane.sync.apart import Apart, Found
from ledgerlane.sync.files import Unreadable
from ledgerlane.sync.formats import child
from ledgerlane.sync.formats.registry import Format

WICKED = """
import os, sys, time
from ledgerlane.sync.files import refusal
from ledgerlane.sync.formats.table import Table, Inner

def read(data, encoding):
    word = data.decode()
    if word == "memory": bytearray(900 << 20)
    if word == "loop":
        while True: pass
    if word == "sleep": time.sleep(600)
    if word == "abort": os.abort()
    if word == "kill": os.kill(os.getpid(), 11)
    if word == "file": os.write(os.open(os.path.dirname(__file__) + "/note", os.O_CREAT | os.O_WRONLY), b"x")
    if word == "shout": os.write(1, b"x" * 100000)
    if word == "bug": {}["Ann Larsen 4711"]
    if word == "refuse": raise refusal("says no", 7, "Amt")
    yield Table([["environment", ""], *([k, v] for k, v in os.environ.items())], "env")
    yield Table([["a,b", 'c"d'], ["1\\n2", "\\u00e6"]], word, "fmt", True, ["said"], ["not proven"], [(1, 0, "#REF!")])
"""


@pytest.fixture
def format_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Format:
    """A format whose reader does what its bytes say."""
    package = Path(ledgerlane.__file__).parent
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "ledgerlane").symlink_to(package)
    (tmp_path / "root" / "wicked.py").write_text(WICKED, "utf-8")
    monkeypatch.setattr(apart_module, "_ROOT", str(tmp_path / "root"))
    return Format("wicked", "a wicked file", lambda _: True, "wicked")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second on the clock, for a process that waits instead of working."""
    monkeypatch.setattr(apart_module, "_PATIENCE", 0.2)


@pytest.fixture
def apart() -> Iterator[Apart]:
    with Apart() as found:
        yield found


def test_tables_come_back_as_they_are(apart: Apart, format_: Format) -> None:
    for word in ("one", "two"):
        env, found = apart.read("f", word.encode(), format_)
        assert found == Found(
            b'"a,b","c""d"\n"1\n2",\xc3\xa6\n', word, "fmt", hidden=True, notes=("said",),
            unproven=("not proven",), errors=((1, 0, "#REF!"),),
        )  # fmt: skip
        known = {line.partition(",")[0] for line in env.data.decode().splitlines()}
        assert known - {"LC_CTYPE", "__CF_USER_TEXT_ENCODING"} == {"environment"}


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("memory", "f.x: is a wicked file that takes more than 512 MB to read"),
        ("abort", "f.x: is a wicked file that takes more than 512 MB to read"),
        ("kill", "f.x: is a wicked file that cannot be read (signal 11)"),
        ("file", "f.x: is a wicked file that cannot be read (OSError)"),
        ("shout", "f.x: is a wicked file that cannot be read"),
        ("bug", "f.x: is a wicked file that cannot be read (KeyError)"),
        ("refuse", "f.x:7: Amt: says no"),
    ],
)
def test_what_goes_wrong_there_is_a_refusal_here(
    apart: Apart, format_: Format, word: str, says: str
) -> None:
    with pytest.raises(Unreadable) as caught:
        apart.read("f.x", word.encode(), format_)
    assert str(caught.value).startswith(says)
    assert "Ann Larsen" not in str(caught.value)
    assert apart.read("f", b"again", format_)[1].name == "again"


@pytest.mark.usefixtures("quick")
def test_who_only_waits_is_not_waited_for(apart: Apart, format_: Format) -> None:
    with pytest.raises(Unreadable, match="takes more than 5 s to read"):
        apart.read("f", b"sleep", format_)


def test_endless_work_ends(
    apart: Apart, format_: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The processor's time is limited in the process itself, whatever the parent does."""
    monkeypatch.setattr(apart_module, "_PATIENCE", 100)
    with pytest.raises(Unreadable, match="takes more than 5 s to read"):
        apart.read("f", b"loop", format_)


def test_nothing_is_left_running(format_: Format) -> None:
    with Apart() as apart:
        apart.read("f", b"x", format_)
        process = apart._process
        assert process is not None
        assert process.args[0] == sys.executable  # type: ignore[index]
    assert process.returncode == -9


def test_limits_grow_with_the_file() -> None:
    assert [child.seconds(size) for size in (0, 1 << 20, 100 << 20)] == [5, 7, 205]
