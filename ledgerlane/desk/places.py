"""Where copies of a book meet: what kind of place a word names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ledgerlane.config import Settings
from ledgerlane.domain.errors import Misused
from ledgerlane.sync.remotes.folder import FolderRemote
from ledgerlane.sync.remotes.remote import Remote

KINDS = "a folder, ssh://[user@]host[:port]/path, s3://BUCKET/PREFIX, and postgresql://HOST/DATABASE"


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
        case "postgresql" | "postgres":
            from ledgerlane.sync.remotes.postgres import PostgresRemote

            return PostgresRemote(place)
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


def prepare(place: str, people: Sequence[str], carriers: Sequence[str]) -> None:
    """Make a database a place, as its admin, and say whose events which role may lay down.

    ``people``: logins, or ``LOGIN=ROLE`` where the role is called otherwise; ``carriers``: roles
    that may lay down everybody's. Raises Misused for a place of another kind.
    """
    if not place.startswith(("postgresql://", "postgres://")):
        msg = f"{place}: needs no admin to make it a place; postgresql://HOST/DATABASE does"
        raise Misused(msg)
    from ledgerlane.store import hub_schema
    from ledgerlane.sync.remotes import postgres

    pairs = [
        (login, role or login)
        for login, _, role in (each.partition("=") for each in people)
    ]
    postgres.make(place, [*pairs, *((hub_schema.ANYBODY, role) for role in carriers)])


def script() -> str:
    """What `prepare` does to a database, for an admin to read first."""
    from ledgerlane.store import hub_schema

    return f"CREATE ROLE {hub_schema.PEOPLE} NOLOGIN;  -- where there is none\n{hub_schema.SCHEMA}{hub_schema.policies()}"
