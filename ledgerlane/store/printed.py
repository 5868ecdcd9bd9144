"""What the books print on a document besides its figures: one row, read when somebody opens it."""

from __future__ import annotations

from datetime import date
from typing import Any

from ledgerlane.domain.invoice_story import Printed
from ledgerlane.store.lens import Lens


def printed(db: Any, ref: str, lens: Lens) -> Printed:
    """Order number, terms, related document, text, and what the books say of a dispute."""
    source, _, key = ref.partition("/")
    row = db.execute(
        "SELECT i.po_number, i.terms, i.related, i.memo, i.dispute_reason, i.dispute_day"
        " FROM item i JOIN source s ON s.id = i.source"
        f" WHERE s.name = ? AND i.key = ? AND {lens.seen('i')}",
        [source, key],
    ).fetchone()
    if row is None:
        return Printed()
    order, terms, related, text, dispute, day = row
    disputed_on = date.fromordinal(day) if day else None
    return Printed(order, terms, related, text, dispute, disputed_on)
