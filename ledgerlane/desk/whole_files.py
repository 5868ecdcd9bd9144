"""Files that a person asked for: whole or not at all, and never over something unasked."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from ledgerlane.domain.errors import Refused
from ledgerlane.store.connection import belongs_to_book


@contextmanager
def whole_file(path: Path, *, replace: bool = False) -> Iterator[TextIO]:
    """A file that appears under its name when it is finished, and not at all otherwise.

    Only its owner can read it. Raises Refused when something stands there already: a book, a
    backup or no file at all always, another file unless ``replace``.
    """
    path = Path(os.path.realpath(path))
    require_free(path, replace=replace)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(
            draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600
        )
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        require_free(path, replace=replace)  # something may have come meanwhile
        draft.replace(path)
    except BaseException as error:
        if isinstance(error, OSError) and error.filename == str(draft):
            error.filename = str(path)
        with suppress(FileNotFoundError):
            draft.unlink()
        raise


def require_free(path: Path, *, replace: bool = False) -> None:
    """Raise Refused unless a file may be written at ``path``."""
    if not path.exists():
        return
    if not path.is_file():
        msg = f"{path}: not a regular file; name a file to write"
        raise Refused(msg)
    if belongs_to_book(path):
        msg = f"{path}: is a book, a backup or a part of one; nothing is ever written over it, name another file"
        raise Refused(msg)
    if not replace:
        msg = f"{path}: exists already; name another file, or say --force to replace it"
        raise Refused(msg)
