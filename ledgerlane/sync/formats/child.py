"""The process that reads what is no plain text: bytes in, tables out, and nothing else.

It sees no file, no environment and no book. Its memory, its processor time and what it gives
back are limited, so that a file made to break a reader breaks this process and no other.
What it writes is a line of JSON for each thing found, followed by as many bytes as it names:
the parent never decodes anything that could hold more than text.
"""

from __future__ import annotations

import csv
import importlib
import io
import json
import sys
from collections.abc import Iterable
from typing import Any, BinaryIO

from ledgerlane.sync.files import Unreadable, refusal
from ledgerlane.sync.formats.table import Inner, Table

MEMORY = 512 << 20
SECONDS = 5
SECONDS_PER_MIB = 2
OPEN_FILES = 64
MAX_OUTPUT = 256 << 20
MAX_ERRORS = 1000


def limit(name: str, soft: int) -> None:
    """Lower a resource limit of this process as far as this system lets us."""
    import resource

    kind = getattr(resource, name, None)
    if kind is None:
        return
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    try:
        resource.setrlimit(kind, (soft, hard))
    except (OSError, ValueError):
        return  # macOS takes no limit of the address space; the parent's clock still holds


def confine() -> None:
    """No more memory than needed, no new files, no core dump, no other process."""
    limit("RLIMIT_AS", MEMORY)
    limit("RLIMIT_FSIZE", 0)
    limit("RLIMIT_CORE", 0)
    limit("RLIMIT_NOFILE", OPEN_FILES)
    limit("RLIMIT_NPROC", 0)


def seconds(size: int) -> int:
    """Processor time that a file of this many bytes may take."""
    return SECONDS + SECONDS_PER_MIB * (size >> 20)


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Read one file after the other until the parent closes; a line of JSON begins each."""
    import resource

    while line := source.readline():
        asked = json.loads(line)
        data = source.read(asked["size"])
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime) + 1
        limit("RLIMIT_CPU", spent + seconds(len(data)))
        for head, body in _answers(asked["reader"], data, asked["encoding"]):
            sink.write(json.dumps({**head, "size": len(body)}).encode() + b"\n")
            sink.write(body)
        sink.flush()


def _answers(
    reader: str, data: bytes, encoding: str
) -> Iterable[tuple[dict[str, Any], bytes]]:
    """What was found; the last one says that it is the last, or why there is none."""
    room = MAX_OUTPUT
    try:
        module = importlib.import_module(reader)
        for found in module.read(data, encoding):
            head, body = _told(found, room)
            room -= len(body)
            yield head, body
    except Unreadable as why:
        told = {"is": "refused", "words": why.problem.message, "line": why.problem.line}
        yield {**told, "field": why.problem.field}, b""
    except MemoryError:
        yield {"is": "failed", "why": "memory"}, b""
    except Exception as error:
        yield {"is": "failed", "why": type(error).__name__}, b""
    else:
        yield {"is": "end"}, b""


def _told(found: Table | Inner, room: int) -> tuple[dict[str, Any], bytes]:
    if isinstance(found, Inner):
        return {"is": "inner", "name": found.name}, found.data
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n").writerow
    for row in found.rows:
        write(row)
        if text.tell() > room:
            msg = f"holds more than {MAX_OUTPUT >> 20} MB of text; split it"
            raise refusal(msg)
    head = {
        "is": "table", "name": found.name, "format": found.format, "hidden": found.hidden,
        "notes": found.notes, "unproven": found.unproven, "errors": found.errors[:MAX_ERRORS],
        "statements": found.statements[:MAX_ERRORS],
    }  # fmt: skip
    return head, text.getvalue().encode("utf-8", "surrogatepass")


def main() -> None:
    """Confine this process, then serve."""
    confine()
    serve(sys.stdin.buffer, sys.stdout.buffer)
