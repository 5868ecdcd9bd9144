"""A folder remote behind a pair of pipes: what ``sync serve --stdio`` does, one ask after another.

Nothing that arrives is trusted: names are of the folder's grammar or refused, sizes are
bounded, and no ask leads out of the one folder that is served. What a stream or a blob says
is proved by whoever takes it from the folder.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ledgerlane.domain.errors import Refused, Trouble
from ledgerlane.sync.remotes import frames
from ledgerlane.sync.remotes.folder import FolderRemote
from ledgerlane.sync.remotes.frames import Line, Lost, Pieces, lines, pieces, whole
from ledgerlane.sync.remotes.remote import (
    BLOB,
    MAX_BLOB,
    MAX_SEQ,
    SEGMENT,
    STREAM,
    Head,
)

SECONDS = 3_600
"""How long an asker may be silent: a large import is taken in meanwhile."""

_MAX_TOLD = 4_096
"""Bytes of what is said of a book or of a head, at most."""


def serve_stdio(folder: Path) -> None:
    """Serve a folder over stdin and stdout; whatever else would be printed goes to stderr."""
    out = os.dup(1)
    os.dup2(2, 1)
    serve(FolderRemote(folder), Line(0, out, SECONDS))


def serve(folder: FolderRemote, line: Line) -> None:
    """Answer until the other side ends. Raises Lost where it breaks off."""
    line.greet()
    while (frame := line.frame()) is not None:
        _answer(folder, line, frames.asked(frame))


def _answer(folder: FolderRemote, line: Line, asked: dict[str, Any]) -> None:
    verb = asked.get("do")
    content = line.said() if verb in _TAKING else iter(())
    try:
        line.content(_done(folder, asked, content))
    except Lost:
        raise
    except Trouble as trouble:
        for _ in content:  # the asker says it all before it listens
            pass
        line.trouble(trouble)


def _done(folder: FolderRemote, asked: dict[str, Any], content: Pieces) -> Pieces:
    match asked:
        case {"do": "book"}:
            yield _json(folder.book())
        case {"do": "heads"}:
            for head in folder.heads().values():
                yield _json({**head.told, "whole": head.whole})
        case {"do": "list_blobs"}:
            yield from (f"{name}\n".encode() for name in folder.list_blobs())
        case {"do": "read", "stream": str(stream), "after": int(after)} if (
            STREAM.fullmatch(stream) and 0 <= after < MAX_SEQ
        ):
            yield from pieces(folder.read(stream, after))
        case {"do": "get_blob", "name": str(name)} if BLOB.fullmatch(name):
            yield folder.get_blob(name)
        case {"do": "begin", "told": dict(told)} if len(_json(told)) <= _MAX_TOLD:
            _begin(folder, told)
        case {"do": "publish", "head": dict(told), "first": int(first)} if (
            first >= 1 and len(_json(told)) <= _MAX_TOLD
        ):
            _publish(folder, told, first, content)
        case {"do": "put_blob", "name": str(name)} if BLOB.fullmatch(name):
            folder.put_blob(name, whole(content, MAX_BLOB))
        case _:
            msg = "asked for something that no ledgerlane of this version does"
            raise Refused(msg)


_TAKING = ("publish", "put_blob")
"""Asks that are followed by content."""


def _begin(folder: FolderRemote, told: dict[str, Any]) -> None:
    if folder.book() is not None:
        msg = "a book lies there already"
        raise Refused(msg)
    folder.begin(told)


def _publish(
    folder: FolderRemote, told: dict[str, Any], first: int, content: Pieces
) -> None:
    head = Head.of(told, whole=True)
    if head is None or first % SEGMENT != 1 or not first <= head.seq:
        msg = "asked to lay down what is no stream"
        raise Refused(msg)
    folder.publish(head, _exactly(lines(content), head.seq - first + 1), first)


def _exactly(told: Iterator[str], count: int) -> Iterator[str]:
    """So many lines; the head is laid down after them only if they are."""
    for line in told:
        count -= 1
        if count < 0:
            break
        yield line
    if count:
        msg = "other events came than the head of the stream says"
        raise Refused(msg)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False) + "\n").encode()
