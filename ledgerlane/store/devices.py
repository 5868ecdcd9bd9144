"""What the devices are called that streams are written on: each stream is one person on one device."""

from __future__ import annotations

from ledgerlane.domain.events import DeviceNamed
from ledgerlane.store import history, machine
from ledgerlane.store.connection import Store

AGG = "device"


def names(store: Store) -> dict[str, str]:
    """The name of each stream's device that has one, by stream; the last that was given."""
    return {
        event.stream: event.fact.name
        for event in history.events(store, AGG)
        if isinstance(event.fact, DeviceNamed) and event.fact.name
    }


def of_keys(store: Store) -> dict[str, str]:
    """The same by the key (hex) that signs the stream."""
    known = names(store)
    rows = store.db.execute("SELECT stream, key FROM stream WHERE key IS NOT NULL")
    return {key.hex(): known[stream] for stream, key in rows if stream in known}


def own(store: Store, actor: str) -> str:
    """The stream that a person wrote to last on this machine; ``""``: none."""
    row = store.db.execute(
        "SELECT s.stream FROM stream s JOIN event e ON e.stream = s.stream AND e.seq = s.seq"
        " WHERE s.actor = ? AND s.host = ? ORDER BY e.t DESC LIMIT 1",
        [actor, machine.fingerprint(store.path)],
    ).fetchone()
    return str(row[0]) if row else ""
