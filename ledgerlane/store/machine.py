"""Which machine this is: a random number kept in the user's state folder, outside the book."""

from __future__ import annotations

import hashlib
import os
import secrets
from functools import cache
from pathlib import Path

from ledgerlane.domain.errors import Unavailable


def fingerprint(book: Path) -> str:
    """Names this machine, this user and this very file, in hex.

    A copied or restored book is another file, so whoever writes to it begins a new stream
    there; two files that continued one stream would be a fork.
    """
    text = f"{_machine()}:{book.stat().st_ino}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@cache
def _machine() -> str:
    from platformdirs import user_state_path

    file = user_state_path("ledgerlane", appauthor=False) / "machine"
    try:
        return file.read_text("ascii")
    except FileNotFoundError:
        pass
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{file}: cannot be read: {error}"
        raise Unavailable(msg) from None
    made = secrets.token_hex(16)
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        own = file.with_name(f"machine.{os.getpid()}")
        own.touch(0o600)
        own.write_text(made, "ascii")
        try:
            os.link(own, file)  # of two at once the first stays
        except FileExistsError:
            made = file.read_text("ascii")
        finally:
            own.unlink()
    except OSError as error:
        msg = f"{file}: cannot be written: {error.strerror}; the history needs to know its machine"
        raise Unavailable(msg) from None
    return made
