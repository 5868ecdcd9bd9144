"""What this user has seen and proved, kept in their own state folder, outside every book.

Who can change a book's file cannot change this: a tail cut off, an older file put back or a
book signed by other keys differ from what was seen. Signatures that proved once are not
proved again, so that a command need not load `cryptography` to read.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ledgerlane.store import keys

_MOST = 250_000
_SIZE = 16


@dataclass(slots=True)
class Seen:
    """Of a book: the event that began its keys, and how far each stream went (number, hash)."""

    root: str = ""
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)


def seen(book: str) -> Seen:
    """What was seen of a book; nothing where nothing was, or the note cannot be read."""
    try:
        value = json.loads(_file(book).read_text("ascii"))
        heads = {
            str(stream): (int(seq), str(hash_))
            for stream, (seq, hash_) in value["heads"].items()
        }
        return Seen(str(value["root"]), heads)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Seen()


def note(book: str, now: Seen) -> None:
    """Remember how far the streams went; what was seen further stays remembered."""
    before = seen(book)
    heads = dict(before.heads)
    for stream, (seq, hash_) in now.heads.items():
        if seq > heads.get(stream, (0, ""))[0]:
            heads[stream] = (seq, hash_)
    after = Seen(before.root or now.root, heads)
    if after != before:
        text = json.dumps({"root": after.root, "heads": after.heads}, sort_keys=True)
        _replace(_file(book), text.encode())


def forget(book: str) -> None:
    """A backup is put back on purpose: what came after it is not missed any more."""
    with suppress(OSError):
        _file(book).unlink()


def proves(key: bytes, message: bytes, signature: bytes | None) -> bool:
    """Whether the signature proves; once it did, it is known to."""
    if signature is None:
        return False
    mark = _mark(key, message, signature)
    known = _known()
    if mark in known:
        return True
    if not keys.proves(key, message, signature):
        return False
    _remember(mark)
    return True


def sign(message: bytes) -> bytes:
    """A signature of our own, which needs no proof later."""
    signature = keys.sign(message)
    _remember(_mark(keys.public(), message, signature))
    return signature


def _mark(key: bytes, message: bytes, signature: bytes) -> bytes:
    parts = (len(key).to_bytes(2), key, signature, message)
    return hashlib.sha256(b"".join(parts)).digest()[:_SIZE]


_loaded: dict[Path, set[bytes]] = {}
_fresh: list[bytes] = []


def _known() -> set[bytes]:
    file = _folder() / "proved"
    if file not in _loaded:
        try:
            text = file.read_bytes()
        except OSError:
            text = b""
        _loaded[file] = {text[at : at + _SIZE] for at in range(0, len(text), _SIZE)}
    return _loaded[file]


def _remember(mark: bytes) -> None:
    _known().add(mark)
    _fresh.append(mark)


def keep() -> None:
    """Write down what proved since; a state folder that cannot be written only costs time."""
    if not _fresh:
        return
    marks, file = b"".join(_fresh), _folder() / "proved"
    _fresh.clear()
    if len(_known()) > _MOST:
        _loaded[file] = {marks[at : at + _SIZE] for at in range(0, len(marks), _SIZE)}
        _replace(file, marks)
        return
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        try:
            os.write(number, marks)
        finally:
            os.close(number)


def _replace(file: Path, text: bytes) -> None:
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError):  # it only costs time, or a warning that comes later
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        try:
            os.write(number, text)
        finally:
            os.close(number)
        draft.replace(file)


def _file(book: str) -> Path:
    name = (
        book
        if re.fullmatch(r"[0-9a-f]{1,64}", book)
        else hashlib.sha256(book.encode()).hexdigest()
    )
    return _folder() / "seen" / f"{name}.json"


def _folder() -> Path:
    return _folder_of(os.environ.get("XDG_STATE_HOME"), os.environ.get("HOME"))


@cache
def _folder_of(*_where: str | None) -> Path:
    from platformdirs import user_state_path

    return user_state_path("ledgerlane", appauthor=False)
