"""The book's rules: read from a file and set."""

from __future__ import annotations

from pathlib import Path

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import append, require
from ledgerlane.domain.errors import Misused
from ledgerlane.domain.events import PolicySet
from ledgerlane.domain.policy import Policy
from ledgerlane.store import refresh, settings


def read(path: Path) -> tuple[Policy, str]:
    """The policy a file (TOML) says, and its text. Raises Misused naming what cannot be used."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8"
        msg = f"{path}: {why}; a policy is a TOML file"
        raise Misused(msg) from None
    try:
        return settings.policy_of(text), text
    except Misused as error:
        msg = f"{path}: {error}"
        raise Misused(msg) from None


def set_(desk: Desk, path: Path) -> int:
    """Make a file the book's policy, and judge every account by it; how many rows the queue has."""
    found, text = read(path)
    with desk.store.writing():
        require(desk, ("admin",), "set the policy")
        append(desk, {"policy": [PolicySet(on=desk.today, text=text)]})
    desk.policy = found
    refresh.refresh(desk.store, None, found, desk.clock_day)
    return refresh.rows(desk.store)
