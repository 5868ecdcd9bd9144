"""Every kind of case, by name."""

from __future__ import annotations

from ledgerlane.domain.cases.complaint import COMPLAINT
from ledgerlane.domain.cases.credit import CREDIT
from ledgerlane.domain.cases.escalation import ESCALATION
from ledgerlane.domain.cases.goods_back import GOODS_BACK
from ledgerlane.domain.cases.legal import LEGAL_CASE
from ledgerlane.domain.cases.placement import PLACEMENT
from ledgerlane.domain.cases.prospect import PROSPECT
from ledgerlane.domain.cases.review import REVIEW
from ledgerlane.domain.cases.sales import SALES
from ledgerlane.domain.cases.support import SUPPORT
from ledgerlane.domain.cases.table import Kind

KINDS: dict[str, Kind] = {
    each.name: each
    for each in (
        COMPLAINT,
        SUPPORT,
        GOODS_BACK,
        REVIEW,
        LEGAL_CASE,
        CREDIT,
        PLACEMENT,
        PROSPECT,
        SALES,
        ESCALATION,
    )
}
