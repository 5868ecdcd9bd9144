"""The invoices that a quality report looks at, as the books have them."""

from __future__ import annotations

from collections.abc import Iterator

from ledgerlane.domain.invoice_quality import Invoice
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import Lens
from ledgerlane.store.rows import later_of_item

_DAY_MS = 86_400_000
_EPOCH = 719_163  # 1970-01-01 as an ordinal


def invoices(store: Store, lens: Lens, first: int) -> Iterator[Invoice]:
    """Invoices dated from the day ``first`` (an ordinal) on, each customer's in their order."""
    rows = store.db.execute(
        "SELECT s.name, i.customer, i.number, i.doc_day, i.due_day, i.terms, i.po_number, i.memo,"
        f" i.amount, CASE WHEN i.open + {later_of_item(lens)} = 0 THEN"
        f" (SELECT max(a.day) FROM allocation a WHERE a.item = i.id AND {lens.seen('a')}"
        f" AND a.day <= {lens.day}) END,"
        " (SELECT min(b.known_at) FROM batch b WHERE b.generation ="
        " (SELECT min(f.gen_from) FROM item f WHERE f.id = i.id)),"
        " count(*) OVER (PARTITION BY i.customer, i.number) > 1,"
        " i.terms = coalesce(lag(i.terms) OVER (PARTITION BY i.customer, i.source"
        " ORDER BY i.doc_day, i.id), i.terms)"
        " FROM item i JOIN source s ON s.id = i.source"
        f" WHERE i.kind = 'invoice' AND i.doc_day BETWEEN {first} AND {lens.day} AND {lens.seen('i')}"
        " ORDER BY i.customer, i.doc_day, i.id"
    )
    for row in rows:
        known, twice, same = row[10:]
        day = known // _DAY_MS + _EPOCH
        yield Invoice._make((*row[:10], day, bool(twice), bool(same)))
