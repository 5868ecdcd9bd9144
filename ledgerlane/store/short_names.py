"""Short names of receipts: what a person types where a bank's key holds account, day and amount."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

LEAST_LETTERS = 3
"""A shorter part of a key is in too many of them."""


def of(db: Any, refs: Iterable[str]) -> dict[str, str]:
    """A short name of each receipt that one receipt alone has; of one that has none, all of it.

    The bank's own reference; else day and amount, of a key that begins with the account; of the
    books' receipts the number.
    """
    wanted = {ref: _candidates(ref) for ref in refs}
    words = json.dumps(sorted({word for some in wanted.values() for word in some}))
    exact = dict(
        db.execute(
            "SELECT j.value, (SELECT count(*) FROM source s CROSS JOIN receipt_now r"
            " ON r.source = s.id AND r.key = j.value)"
            " + (SELECT count(*) FROM cash c WHERE c.receipt = j.value) FROM json_each(?) j",
            [words],
        ).fetchall()
    )
    ends = Counter[str]()
    if any(len(some) > 1 for some in wanted.values()):
        for (key,) in db.execute(_OF_BANKS):
            ends.update(_candidates(f"/{key}")[:-1])

    def is_one(word: str, key: str) -> bool:
        return exact[word] == 1 if word == key else exact[word] == 0 and ends[word] == 1

    return {
        ref: next((word for word in some if is_one(word, ref.partition("/")[2])), ref)
        for ref, some in wanted.items()
    }


_OF_BANKS = (
    "SELECT r.key FROM receipt_now r WHERE r.origin = 'file' AND instr(r.key, ':') > 0"
)


def _candidates(ref: str) -> tuple[str, ...]:
    """Shorter ways to write a reference, the shortest first."""
    if "/" not in ref:
        return ()
    key = ref.partition("/")[2]
    parts = key.split(":")
    found = [key]
    if (
        len(parts) > 3 and parts[-1] and parts[-2]
    ):  # account, day, amount, the bank's reference
        found.insert(0, parts[-1])
    if len(parts) > 2:
        tail = key.partition(":")[2]
        found.insert(len(found) - 1, tail)
    return tuple(word for word in found if len(word) >= LEAST_LETTERS or word == key)


def meant(db: Any, part: str) -> list[str]:
    """References of the ledger's receipts that a bank's own reference, or a part of their key, means; at most 3.

    Those whose key ends with it go before those that hold it.
    """
    if len(part) < LEAST_LETTERS:
        return []
    found = db.execute(
        "SELECT s.name || '/' || r.key, substr(r.key, -length(?1) - 1) = ':' || ?1 AS ends"
        " FROM receipt_now r JOIN source s ON s.id = r.source"
        " WHERE r.origin = 'file' AND instr(s.name || '/' || r.key, ?1) > 0 ORDER BY ends DESC, 1 LIMIT 20",
        [part],
    ).fetchall()
    ends = [ref for ref, at_end in found if at_end]
    return ends[:3] or [ref for ref, _ in found[:3]]
