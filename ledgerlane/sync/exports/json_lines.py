"""JSON Lines: one object a row; amounts are whole minor units of the row's ``currency``."""

from __future__ import annotations

import json
from datetime import date
from typing import TextIO

from ledgerlane.domain.money import Money
from ledgerlane.sync.exports.table import Cell, Table


def write(file: TextIO, table: Table) -> int:
    """Write the table; how many rows."""
    count = 0
    for row in table.rows:
        values = {name: _plain(row[name]) for name in table.headings}
        file.write(json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n")
        count += 1
    return count


def _plain(cell: Cell) -> str | int | bool | None:
    if isinstance(cell, date):
        return cell.isoformat()
    return cell.minor if isinstance(cell, Money) else cell
