"""What banks' files say of receipts: kept beside them, and laid beside a file that comes in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ledgerlane.store.ledger import RECEIPT, Stage
from ledgerlane.store.staged import filling

_RECORD = "account booked bank_ref end_to_end batch payer payer_account raw".split()


class BankRow(NamedTuple):
    """A receipt with what its bank said; ``n`` is its row in the file, 0 where the book has it."""

    n: int
    key: str
    currency: str
    minor: int
    value_day: int
    booked: int | None
    account: str
    bank_ref: str
    end_to_end: str
    payer: str
    payer_account: str
    method: str
    batch: int
    reverses: str
    reversed: int


_SAID = "account, {0}bank_ref, {0}end_to_end, {0}payer, {0}payer_account"


def incoming(stage: Stage) -> list[BankRow]:
    """The staged receipts that a bank's file has."""
    said = _SAID.format("")
    found = stage.db.execute(
        f"SELECT n, key, currency, amount, value_day, booked, {said}, method, batch,"
        " coalesce(reverses_key, ''), 0 FROM work.stage_receipt WHERE raw <> '' ORDER BY n"
    )
    return [BankRow(*row) for row in found]


def known(stage: Stage) -> list[BankRow]:
    """The book's receipts that a staged one may be, be a part of, or take back."""
    wanted = (
        "SELECT currency, amount FROM work.stage_receipt WHERE raw <> '' UNION"
        " SELECT currency, -amount FROM work.stage_receipt WHERE raw <> '' AND amount < 0 UNION"
        " SELECT currency, batch FROM work.stage_receipt WHERE batch <> 0"
    )
    said = _SAID.format("b.")
    found = stage.db.execute(
        f"WITH wanted AS MATERIALIZED ({wanted})"
        f" SELECT 0, r.key, r.currency, r.amount, r.value_day, b.booked, b.{said}, r.method, b.batch, '',"
        f" EXISTS (SELECT 1 FROM receipt v WHERE v.reverses = r.id AND {stage.seen('v')})"
        f" FROM receipt r JOIN bank_record b ON b.receipt = r.id WHERE {stage.seen('r')}"
        " AND ((r.currency, r.amount) IN wanted OR (r.currency, b.batch) IN wanted) ORDER BY r.id"
    )
    return [BankRow(*row) for row in found]


def drop(stage: Stage, rows: Iterable[int]) -> None:
    """Take rows out of the staged receipts: the book has them."""
    with filling(stage.db):
        stage.db.executemany(
            "DELETE FROM work.stage_receipt WHERE n = ?", [(n,) for n in rows]
        )


def mark_unproven(stage: Stage) -> None:
    """The staged receipts are of a file whose figures do not hold."""
    with filling(stage.db):
        stage.db.execute(
            "UPDATE work.stage_receipt SET method = method || ', unproven' WHERE raw <> ''"
        )


def take_back(stage: Stage, pairs: Mapping[int, str]) -> None:
    """These staged rows take back the receipts of these keys: nothing is left of either."""
    names = ", ".join(RECEIPT)
    values = ", ".join("0" if name == "unapplied" else f"r.{name}" for name in RECEIPT)
    db = stage.db
    with filling(db):
        db.execute("UPDATE work.stage_receipt SET reverses_key = NULL WHERE raw <> ''")
        db.executemany(
            "UPDATE work.stage_receipt SET reverses_key = ?, unapplied = 0 WHERE n = ?",
            [(key, n) for n, key in pairs.items()],
        )
        keys = json.dumps(sorted(set(pairs.values())))
        db.execute(
            "UPDATE work.stage_receipt SET unapplied = 0 WHERE key IN (SELECT value FROM json_each(?))",
            [keys],
        )
        db.execute(
            f"INSERT INTO work.stage_receipt (n, key, customer_key, {names})"
            " SELECT (SELECT max(n) FROM work.stage_receipt) + row_number() OVER (ORDER BY r.id), r.key,"
            f" (SELECT c.key FROM customer c WHERE c.id = r.customer AND {stage.seen('c')}), {values}"
            f" FROM json_each(?) j CROSS JOIN receipt r ON r.key = j.value AND {stage.seen('r')}"
            " WHERE r.key NOT IN (SELECT key FROM work.stage_receipt)",
            [keys],
        )


def keep(stage: Stage) -> None:
    """Keep what the file says of its receipts; what the bank said first stands."""
    said = ", ".join(f"s.{name}" for name in _RECORD)
    stage.pieces(
        [
            f"INSERT OR IGNORE INTO bank_record (receipt, {', '.join(_RECORD)})"
            f" SELECT r.id, {said} FROM work.stage_receipt s CROSS JOIN receipt r"
            f" ON r.source = {stage.source} AND r.key = s.key AND {stage.seen('r')}"
            " WHERE s.raw || s.payer || s.payer_account <> '' AND s.n > :a AND s.n <= :b"
        ],
        "stage_receipt",
        noted=False,
    )


class Said(NamedTuple):
    """What a payer wrote of a receipt, and the payer's name; ``""`` where nothing says it."""

    reference: str
    remittance: str
    payer: str


def said(db: Any, refs: Iterable[str]) -> dict[str, Said]:
    """What payers wrote of receipts of the books and of banks (``"source/key"``)."""
    found = db.execute(
        "SELECT s.name || '/' || r.key, r.reference, r.remittance, coalesce(b.payer, '')"
        " FROM json_each(?) j CROSS JOIN source s ON s.name = j.value ->> 0"
        " CROSS JOIN receipt_now r ON r.source = s.id AND r.key = j.value ->> 1"
        " LEFT JOIN bank_record b ON b.receipt = r.id",
        [json.dumps([ref.partition("/")[::2] for ref in refs])],
    )
    return {ref: Said(*words) for ref, *words in found}


def payers(db: Any, refs: Iterable[str]) -> dict[str, str]:
    """Who paid these receipts (``"source/key"``), where a bank's file says it."""
    return {ref: words.payer for ref, words in said(db, refs).items() if words.payer}


def record(db: Any, ref: str) -> str:
    """The record of a receipt as it stood in the bank's file; ``""`` where there is none."""
    row = db.execute(
        "SELECT b.raw FROM source s JOIN receipt_now r ON r.source = s.id"
        " JOIN bank_record b ON b.receipt = r.id WHERE s.name = ? AND r.key = ?",
        [*ref.partition("/")[::2]],
    ).fetchone()
    return str(row[0]) if row else ""
