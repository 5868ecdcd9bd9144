"""What invoices lack, per source and customer, and what it goes with in days late."""

from __future__ import annotations

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import question
from ledgerlane.domain.invoice_quality import Finding, Invoice, findings
from ledgerlane.store import invoice_quality

DAYS = 365


def quality(
    desk: Desk, *, days: int = DAYS, customer: int | None = None, by_customer: bool = False
) -> list[Finding]:
    """Findings over the invoices dated in so many days up to the desk's day.

    A first import brings old invoices at once, so whether one was *sent late* is only asked of
    those dated after the book knew its first.
    """
    found = list(
        invoice_quality.invoices(
            desk.store, question(desk).lens, desk.today.toordinal() - days
        )
    )
    began = min((each.known_day for each in found), default=0)
    told = [_in_time(each) if each.document_day < began else each for each in found]
    chosen = [each for each in told if customer in (None, each.customer)]
    return findings(chosen, desk.today, by_customer=by_customer)


def _in_time(invoice: Invoice) -> Invoice:
    return invoice._replace(known_day=invoice.document_day)
