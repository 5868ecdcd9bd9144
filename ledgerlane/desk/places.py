"""Where copies of a book meet: what kind of place a word names."""

from __future__ import annotations

from pathlib import Path

from ledgerlane.config import Settings
from ledgerlane.domain.errors import Misused
from ledgerlane.sync.remotes.folder import FolderRemote
from ledgerlane.sync.remotes.remote import Remote

KINDS = "a folder, ssh://[user@]host[:port]/path, and s3://BUCKET/PREFIX"


def at(place: str, reach: Settings) -> Remote:
    """The remote at a place; ``reach`` says how. Nothing is connected yet; raises Misused for what is no place."""
    kind, colon, rest = place.partition("://")
    match kind if colon else "":
        case "":
            return FolderRemote(Path(place))
        case "file":
            return FolderRemote(Path(rest))
        case "ssh":
            from ledgerlane.sync.remotes.ssh import SshRemote

            return SshRemote(place, reach.ssh.command, reach.ssh.program)
        case "s3":
            from ledgerlane.sync.remotes.s3 import S3Remote

            own = reach.s3
            return S3Remote(place, own.endpoint, own.region, own.key_id, own.seconds)
    msg = f"{place}: no such kind of place; known are {KINDS}"
    raise Misused(msg)


def named(place: str, endpoint: str, region: str) -> str:
    """The place with where its object store is; Misused for one of another kind."""
    if not (endpoint or region):
        return place
    if not place.startswith("s3://"):
        msg = f"{place}: has no endpoint or region; a place s3://BUCKET/PREFIX has"
        raise Misused(msg)
    from ledgerlane.sync.remotes import s3

    return s3.named(place, endpoint, region)
