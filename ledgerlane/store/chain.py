"""What an event's hash covers, and what is signed: one event's hash, or the head of a stream.

    hash(n) = SHA-256(hash(n-1) + canonical JSON of the envelope)

The envelope holds SHA-256(salt + priv) instead of the private part, so a person can be
erased and the chain still verifies.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from ledgerlane.store import wire

FIRST = bytes(32)
"""What the first event of a stream is chained to."""

COLUMNS = "v, scope, stream, seq, t, actor, kind, kv, agg, base, body, priv, salt, priv_hash, hash"
"""The columns of an event that travel, its own signature aside."""


def chained(before: bytes, book: str, row: Sequence[Any]) -> bytes:
    """The hash of an event after ``before``; ``row`` holds the table's columns up to priv_hash."""
    base, body = (wire.canonical(json.loads(text)) for text in row[9:11])
    return hashed(before, book, (*row[:9], base, body, *row[11:]))


def hashed(before: bytes, book: str, row: Sequence[Any]) -> bytes:
    """The same where ``base`` and ``body`` are canonical: then so is the header made of them."""
    v, scope, stream, seq, t, actor, kind, kv, agg, base, body, _, _, priv_hash = row[:14]
    text, priv = wire.quoted, f'"{priv_hash.hex()}"' if priv_hash else "null"
    header = (
        f'{{"actor":{text(actor)},"agg":{wire.canonical(agg)},"base":{base},"body":{body},"book":{text(book)},'
        f'"kind":{text(kind)},"kv":{kv:d},"priv":{priv},"scope":{text(scope)},'
        f'"seq":{seq:d},"stream":{text(stream)},"t":{t:d},"v":{v:d}}}'
    )
    return hashlib.sha256(before + header.encode()).digest()


def follows(before: bytes, book: str, row: Sequence[Any]) -> bool:
    """Whether an event's hash follows from the one before; what is no JSON follows from nothing."""
    try:
        return bool(chained(before, book, row) == row[14])
    except (TypeError, ValueError, RecursionError):
        return False


def decision_text(hash_: bytes) -> bytes:
    """What is signed of a decision: its hash, which covers all of it and all before it."""
    return b"ledgerlane decision 1\n" + hash_


def head_text(
    book: str, stream: str, actor: str, signed_from: int, seq: int, hash_: bytes
) -> bytes:
    """What is signed of a stream: where it ends, and from where it is signed."""
    told = (
        "ledgerlane head 1",
        book,
        stream,
        actor,
        str(signed_from),
        str(seq),
        hash_.hex(),
    )
    return "\n".join(told).encode()
