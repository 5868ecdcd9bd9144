"""What was received: each money once, by the books and, while they do not show it, here.

The board, the collectors' report and whatever else adds up money that came in read it here.
"""

from __future__ import annotations

from typing import Any

from ledgerlane.store import given_up
from ledgerlane.store.lens import Lens


def received(db: Any, lens: Lens) -> str:
    """SQL of a table (currency, customer, day, minor, posted) of what was received.

    ``customer`` NULL or 0: nobody's; ``posted`` 1: posted here. What was posted here, and what a
    bank said came in, counts as far as the books do not show it; from then on it is theirs, on
    their day. What they took off by our own write-off is no money (`given_up.entries`), nor is
    what bounced, whoever says so first.
    """
    entered = ", ".join(map(str, sorted(given_up.entries(db, lens))))
    return (
        "(SELECT r.currency AS currency, coalesce(r.customer, c.customer) AS customer, r.value_day AS day,"
        " CASE WHEN c.state = 'reversed' AND NOT EXISTS"
        f" (SELECT 1 FROM receipt v WHERE v.reverses = r.id AND {lens.seen('v')}) THEN 0"
        " WHEN c.receipt IS NULL OR c.state = 'reversed' OR NOT c.of_nobody THEN r.amount"
        " WHEN c.ledger NOT IN ('', c.receipt) THEN 0 ELSE c.matched + c.unmatched END AS minor, 0 AS posted"
        " FROM receipt r JOIN source s ON s.id = r.source"
        " LEFT JOIN cash c ON c.receipt = s.name || '/' || r.key"
        f" WHERE {lens.seen('r')} AND r.id NOT IN (SELECT receipt FROM allocation WHERE id IN ({entered}))"
        " UNION ALL SELECT c.currency, c.customer, c.value_day, c.matched + c.unmatched, 1 FROM cash c"
        " WHERE c.state = 'posted' AND c.ledger = '' AND NOT EXISTS (SELECT 1 FROM receipt_now n"
        " JOIN source o ON o.id = n.source WHERE o.name = substr(c.receipt, 1, instr(c.receipt, '/') - 1)"
        " AND n.key = substr(c.receipt, instr(c.receipt, '/') + 1)))"
    )
