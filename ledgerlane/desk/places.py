"""Where copies of a book meet: what kind of place a word names."""

from __future__ import annotations

from pathlib import Path

from ledgerlane.config import Ssh
from ledgerlane.domain.errors import Misused
from ledgerlane.sync.remotes.folder import FolderRemote
from ledgerlane.sync.remotes.remote import Remote

KINDS = "a folder, and ssh://[user@]host[:port]/path"


def at(place: str, ssh: Ssh) -> Remote:
    """The remote at a place. Nothing is connected yet; raises Misused for what is no place."""
    kind, colon, rest = place.partition("://")
    match kind if colon else "":
        case "":
            return FolderRemote(Path(place))
        case "file":
            return FolderRemote(Path(rest))
        case "ssh":
            from ledgerlane.sync.remotes.ssh import SshRemote

            return SshRemote(place, ssh.command, ssh.program)
    msg = f"{place}: no such kind of place; known are {KINDS}"
    raise Misused(msg)
