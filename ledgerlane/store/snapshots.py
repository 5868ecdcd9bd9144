"""What the last accepted file of a source said, line by line: hashes and the items' ids.

Written under the next generation in pieces before the switch, unseen until then: the newest
piece 0 names the generation whose other pieces count. ``part`` is generation << 20 | piece.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ledgerlane.store.ledger import Stage

_LINES = 1 << 16
_SHIFT = 20


@dataclass(slots=True)
class Snapshot:
    """One file's lines: their hashes and, in the same order, the ids of the items they are.

    ``others`` are ids of open items of the source that the file did not mention; ``pairs``
    counts its lines by "currency company"; ``totals`` and ``opens`` are minor units by currency.
    """

    means: str
    totals: dict[str, int]
    opens: dict[str, int]
    pairs: dict[str, int]
    hashes: array[int] = field(default_factory=lambda: array("Q"))
    ids: array[int] = field(default_factory=lambda: array("I"))
    others: array[int] = field(default_factory=lambda: array("I"))
    lies: int = 0
    """The generation under which the pieces of lines lie; 0: nowhere yet."""


def load(db: Any, source: int, kind: str) -> Snapshot | None:
    """The snapshot of the current file of a source; None when there is none that holds."""
    row = db.execute(
        "SELECT part >> ?1, hashes FROM line_hashes WHERE source = ?2 AND kind = ?3"
        " AND part & ((1 << ?1) - 1) = 0 ORDER BY part DESC LIMIT 1",
        [_SHIFT, source, kind],
    ).fetchone()
    if row is None:
        return None
    later = db.execute(
        "SELECT 1 FROM batch WHERE source = ? AND generation > ? AND state <> 'staged'"
        " AND (kind = ? OR undoes IS NOT NULL) LIMIT 1",
        [source, row[0], kind],
    ).fetchone()
    if later or row[0] > db.execute("SELECT current FROM generation").fetchone()[0]:
        return None
    head, _, others = row[1].partition(b"\n")
    told = json.loads(head)
    if "opens" not in told:
        return None  # written before open amounts were counted; the whole file is read once
    found = Snapshot(
        told["means"], told["totals"], told["opens"], told["pairs"], lies=told["lies"]
    )
    found.others.frombytes(others)
    first = found.lies << _SHIFT
    for (blob,) in db.execute(
        "SELECT hashes FROM line_hashes WHERE source = ? AND kind = ? AND part > ? AND part < ?"
        " ORDER BY part",
        [source, kind, first, first + (1 << _SHIFT)],
    ):
        cut = len(blob) // 12 * 8
        found.hashes.frombytes(blob[:cut])
        found.ids.frombytes(blob[cut:])
    return found if len(found.hashes) == told["lines"] else None


def save(stage: Stage, kind: str, snapshot: Snapshot) -> None:
    """Write a snapshot under the next generation, a piece at a time."""
    start = stage.generation << _SHIFT
    put = "INSERT OR REPLACE INTO line_hashes (source, kind, part, hashes) VALUES (?, ?, ?, ?)"
    if not snapshot.lies:
        snapshot.lies = stage.generation
        with stage.writing():  # of another file of this source in the same command
            stage.db.execute(
                "DELETE FROM line_hashes WHERE source = ? AND kind = ? AND part >> ? = ?",
                [stage.source, kind, _SHIFT, stage.generation],
            )
        for number, at in enumerate(range(0, len(snapshot.hashes), _LINES), 1):
            some = slice(at, at + _LINES)
            blob = snapshot.hashes[some].tobytes() + snapshot.ids[some].tobytes()
            with stage.writing():
                stage.db.execute(put, [stage.source, kind, start + number, blob])
    told = {
        "means": snapshot.means, "totals": snapshot.totals, "opens": snapshot.opens,
        "pairs": snapshot.pairs, "lies": snapshot.lies, "lines": len(snapshot.hashes),
    }  # fmt: skip
    head = json.dumps(told).encode() + b"\n" + snapshot.others.tobytes()
    with stage.writing():
        stage.db.execute(put, [stage.source, kind, start, head])


def forget_old(stage: Stage, kind: str) -> None:
    """Take away what an earlier generation left and nothing names any more."""
    mine = [stage.source, kind]
    row = stage.db.execute(
        "SELECT hashes FROM line_hashes WHERE source = ? AND kind = ? AND part = ?",
        [*mine, stage.generation << _SHIFT],
    ).fetchone()
    lies = json.loads(row[0].partition(b"\n")[0])["lies"] if row else -1
    old = stage.db.execute(
        "SELECT part FROM line_hashes WHERE source = ? AND kind = ? AND part >> ? NOT IN (?, ?)",
        [*mine, _SHIFT, lies, stage.generation],
    ).fetchall()
    for (part,) in old:
        with stage.writing():
            stage.db.execute(
                "DELETE FROM line_hashes WHERE source = ? AND kind = ? AND part = ?",
                [*mine, part],
            )


def items_by_line(stage: Stage) -> list[tuple[int, int]]:
    """(line, item's id) of the staged rows that the source knows, by line."""
    return stage.db.execute(  # type: ignore[no-any-return]
        "SELECT s.n, t.id FROM work.stage_item s CROSS JOIN item t ON t.key = s.key"
        f" AND {stage.seen('t')} ORDER BY s.n"
    ).fetchall()


def silent(stage: Stage) -> list[int]:
    """Open items the file did not mention."""
    return [row[0] for row in stage.db.execute("SELECT id FROM work.silent")]


def pairs_staged(stage: Stage) -> list[tuple[str, int, int, int]]:
    """("currency company", rows, minor units, of them open) of the staged rows."""
    return _pairs(stage, "work.stage_item t")


def pairs_of(stage: Stage, ids: Iterable[int]) -> list[tuple[str, int, int, int]]:
    """The same of items as the last file left them."""
    db = stage.db
    db.execute("DROP TABLE IF EXISTS work.lost")
    db.execute("CREATE TABLE work.lost (id INTEGER PRIMARY KEY)")
    db.executemany("INSERT INTO work.lost VALUES (?)", ((id_,) for id_ in ids))
    return _pairs(
        stage, f"work.lost m CROSS JOIN item t ON t.id = m.id WHERE {stage.seen('t')}"
    )


def _pairs(stage: Stage, where: str) -> list[tuple[str, int, int, int]]:
    return stage.db.execute(  # type: ignore[no-any-return]
        "SELECT t.currency || ' ' || t.company, count(*), sum(t.amount), sum(t.open)"
        f" FROM {where} GROUP BY 1"
    ).fetchall()
