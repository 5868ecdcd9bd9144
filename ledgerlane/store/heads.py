"""The end of a stream as it travels: what its owner signed, and whether it proves here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledgerlane.domain.errors import Unproven
from ledgerlane.store import settings, trust
from ledgerlane.store.connection import Store
from ledgerlane.store.trust import Line

Head = Mapping[str, Any]
"""``stream, actor, seq, hash, key, signed_from, sig``: texts in hex, numbers, None where unsigned."""


def head_of(store: Store, stream: str) -> dict[str, Any]:
    """Where a stream of the book ends. Raises KeyError for one that is not there."""
    row = store.db.execute(
        "SELECT actor, seq, hash, key, signed_from, sig FROM stream WHERE stream = ?",
        [stream],
    ).fetchone()
    if row is None:
        raise KeyError(stream)
    actor, seq, hash_, key, first, sig = row
    return {
        "stream": stream, "actor": actor, "seq": seq, "hash": hash_.hex(),
        "key": key.hex() if key else None, "signed_from": first, "sig": sig.hex() if sig else None,
    }  # fmt: skip


def prove_head(store: Store, head: Head) -> None:
    """Raise Unproven for a head that its key did not sign, or a change of the key that signs."""
    stream, line = _line(head)
    where = f"stream {stream} of {line.actor}"
    if line.key is not None and not trust.head_proves(
        settings.book_id(store.db), stream, line
    ):
        msg = f"{where}: its head is not signed by the key that it names"
        raise Unproven(msg)
    row = store.db.execute(
        "SELECT actor, key FROM stream WHERE stream = ?", [stream]
    ).fetchone()
    if row is None:
        return
    if row[0] != line.actor:
        msg = f"{where}: it is a stream of {row[0]} here"
        raise Unproven(msg)
    if row[1] is not None and row[1] != line.key:
        msg = f"{where}: it was signed by another key before"
        raise Unproven(msg)


def set_head(store: Store, head: Head) -> None:
    """Keep a proven head with the stream whose events are here. Inside ``store.writing()``."""
    stream, line = _line(head)
    store.db.execute(
        "UPDATE stream SET key = ?, signed_from = ?, sig = ? WHERE stream = ? AND seq = ? AND hash = ?",
        [line.key, line.signed_from, line.sig, stream, line.seq, line.hash],
    )


def _line(head: Head) -> tuple[str, Line]:
    """The head's values. Raises Unproven for what is no head."""
    try:
        key, first, sig = head.get("key"), head.get("signed_from"), head.get("sig")
        if (key is None, sig is None) != (first is None, first is None):
            raise ValueError
        return str(head["stream"]), Line(
            str(head["actor"]), bytes.fromhex(key) if key else None, int(first) if first else None,
            int(head["seq"]), bytes.fromhex(head["hash"]), bytes.fromhex(sig) if sig else None,
        )  # fmt: skip
    except (KeyError, ValueError, TypeError):
        msg = f"stream {head.get('stream', '?')}: its head is not one"
        raise Unproven(msg) from None
