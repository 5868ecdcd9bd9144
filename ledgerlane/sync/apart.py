"""Reading what is no plain text in a process of its own, with limits (`formats.child`)."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import ledgerlane
from ledgerlane.sync.files import Unreadable
from ledgerlane.sync.formats import child
from ledgerlane.sync.formats.registry import Format

_ROOT = str(Path(ledgerlane.__file__).parent.parent)
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); import ledgerlane; sys.path.append(sys.path.pop(0));"
    " from ledgerlane.sync.formats.child import main; main()"
)
"""The very package that asks is the one that reads, and nothing beside it stands before the library."""
_MAX_HEAD = 64 << 20
_PATIENCE = 3
"""Seconds on the clock for each second of the processor's time, on a busy machine."""


@dataclass(frozen=True, slots=True)
class Found:
    """One table as CSV (UTF-8, comma), or the one file of a container (``inner``)."""

    data: bytes
    name: str = ""
    format: str = ""
    inner: bool = False
    hidden: bool = False
    notes: tuple[str, ...] = ()
    unproven: tuple[str, ...] = ()
    errors: tuple[tuple[int, int, str], ...] = ()
    statements: tuple[dict[str, Any], ...] = ()


def command() -> list[str]:
    """What is run: nothing in it comes from anywhere but here."""
    return [sys.executable, "-I", "-B", "-X", "utf8", "-c", _START, _ROOT]


class Apart:
    """The process, started when it is first needed and ended with the ``with`` block."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:  # fmt: skip
        self.close()

    def close(self) -> None:
        """End the process, whatever it does."""
        if self._process is not None:
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                assert pipe is not None
                pipe.close()
            self._process.wait()
            self._process = None

    def read(
        self, name: str, data: bytes, format_: Format, encoding: str = ""
    ) -> list[Found]:
        """What the format's reader finds in the bytes; raises Unreadable.

        ``name`` is what the file is called in messages, ``encoding`` that of text that does not
        say it.
        """
        process = self._running()
        limit = child.seconds(len(data))
        late = threading.Timer(limit * _PATIENCE, process.kill)
        late.start()
        try:
            return list(self._asked(process, name, data, format_, encoding))
        except (BrokenPipeError, EOFError, ValueError):
            raise Unreadable(name, self._ended(process, format_, limit)) from None
        except BaseException:
            self.close()
            raise
        finally:
            late.cancel()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                command(),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env={}, cwd="/", start_new_session=True,
            )  # fmt: skip
        return self._process

    def _asked(
        self,
        process: subprocess.Popen[bytes],
        name: str,
        data: bytes,
        format_: Format,
        encoding: str,
    ) -> list[Found]:
        assert process.stdin
        assert process.stdout
        ask = {"reader": format_.reader, "size": len(data), "encoding": encoding}
        process.stdin.write(json.dumps(ask).encode() + b"\n")
        process.stdin.write(data)
        process.stdin.flush()
        found: list[Found] = []
        while True:
            head, body = _answer(process.stdout)
            match head["is"]:
                case "end":
                    return found
                case "refused":
                    raise Unreadable(name, head["words"], head["line"], head["field"])
                case "failed":
                    self.close()
                    raise Unreadable(name, _failed(format_, head["why"]))
                case "inner":
                    found.append(Found(body, head["name"], inner=True))
                case _:
                    found.append(_table(head, body))

    def _ended(self, process: subprocess.Popen[bytes], format_: Format, limit: int) -> str:
        """Why the process is no longer there."""
        try:
            code = process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            code = 0  # alive, and answering what nobody can read
        self.close()
        if code in (-24, -9):  # SIGXCPU, and what follows it
            return f"is {format_.words} that takes more than {limit} s to read; it is not taken"
        return _failed(
            format_,
            "memory" if code == -6 else f"signal {-code}" if code else "a strange answer",
        )


def _answer(pipe: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    line = pipe.readline(_MAX_HEAD)
    if not line.endswith(b"\n"):
        raise EOFError
    head: dict[str, Any] = json.loads(line)
    size = head["size"]
    body = pipe.read(size) if 0 <= size <= child.MAX_OUTPUT else b""
    if len(body) != size:
        raise EOFError
    return head, body


def _failed(format_: Format, why: str) -> str:
    if why == "memory":
        most = child.MEMORY >> 20
        return f"is {format_.words} that takes more than {most} MB to read; split it, or save it as CSV"
    return f"is {format_.words} that cannot be read ({why}); save it again, or as CSV"


def _table(head: dict[str, Any], body: bytes) -> Found:
    errors = tuple((row, column, words) for row, column, words in head["errors"])
    return Found(
        body, head["name"], head["format"], hidden=head["hidden"], notes=tuple(head["notes"]),
        unproven=tuple(head["unproven"]), errors=errors,
        statements=tuple(head["statements"]),
    )  # fmt: skip
