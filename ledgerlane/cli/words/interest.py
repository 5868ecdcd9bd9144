"""Late interest as lines and JSON: every figure with the arithmetic behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledgerlane.domain.charges import lines_of
from ledgerlane.domain.interest import Line, per_cent_text
from ledgerlane.domain.interest_words import account_lines
from ledgerlane.domain.statutes import LONG_AGO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledgerlane.desk.interest import Shown
    from ledgerlane.domain.charges import Charge, Due
    from ledgerlane.domain.statutes import Statute
    from ledgerlane.store.charges import ChargeRow


def lines(shown: Shown) -> Iterator[str]:
    """What has accrued, item by item, and what was noted of it."""
    who, statute = shown.customer.customer, shown.statute
    yield f"{who.number} {who.name}  interest under {statute.name}: {statute.words}"
    yield from account_lines(
        shown.dues, shown.charges, shown.pending, shown.nagged, shown.customer.names
    )
    for number, why in shown.unknown:
        yield f"  {number}  {why}"


def as_json(shown: Shown, as_of: str) -> dict[str, Any]:
    """The stable shape of ``interest show --json`` (docs/cli.md)."""
    who = shown.customer.customer
    waiting = {each.id for each in shown.pending}
    return {
        "v": 1, "as_of": as_of, "customer": who.number, "name": who.name,
        "regime": shown.statute.name, "law": shown.statute.source,
        "items": [_due(due) for due in shown.dues],
        "charges": [charge(each) | {"pending": each.id in waiting} for each in shown.charges],
    }  # fmt: skip


def _due(due: Due) -> dict[str, Any]:
    return {
        "id": due.item.ref, "number": due.item.number, "currency": due.fee.currency,
        "due": due.item.due.isoformat(), "open": due.item.open.minor,
        "until": due.until.isoformat(), "lines": [_line(line) for line in due.accrual.lines],
        "exact": str(due.accrual.exact), "capped": due.accrual.capped,
        "interest": due.accrual.amount.minor, "fee": due.fee.minor, "noted": due.noted.minor,
        "noted_fee": due.noted_fee.minor, "left": due.left.minor,
        "plan": due.plan,
    }  # fmt: skip


def _line(line: Line) -> dict[str, Any]:
    return {
        "principal": line.principal.minor, "carried": str(line.carried),
        "from": line.first.isoformat(), "until": line.until.isoformat(), "days": line.days,
        "basis": line.basis, "per_cent": per_cent_text(line.per_cent), "exact": str(line.exact),
        "assumed": line.assumed,
    }  # fmt: skip


def charge(each: Charge) -> dict[str, Any]:
    """A charge of ``interest show --json`` and ``show --json``."""
    return {
        "charge": each.id, "item": each.item, "currency": each.interest.currency,
        "interest": each.interest.minor, "fee": each.fee.minor, "until": each.until.isoformat(),
        "regime": each.regime, "state": each.state, "proposed_by": each.proposed_by,
        "proposed": each.proposed_on.isoformat(), "charged_by": each.charged_by,
        "charged": each.charged_on.isoformat() if each.charged_on else None,
        "waived_by": each.waived_by, "reason": each.reason,
        "waived": each.waived_on.isoformat() if each.waived_on else None,
        "lines": [_line(line) for line in lines_of(each)],
    }  # fmt: skip


def row_json(row: ChargeRow) -> dict[str, Any]:
    """A line of ``interest list --json``."""
    return {
        "charge": row.id, "customer": row.number, "name": row.name, "item": row.item,
        "document": row.document,
        "currency": row.currency, "interest": row.interest, "fee": row.fee,
        "until": row.until_day.isoformat(), "regime": row.regime, "state": row.state,
        "proposed_by": row.proposed_by, "proposed": row.proposed_day.isoformat(),
        "decided_by": row.decided_by,
        "decided": row.decided_day.isoformat() if row.decided_day else None,
    }  # fmt: skip


def statute_lines(statute: Statute) -> Iterator[str]:
    """A statute: its law, its formula, and every rate with its source."""
    yield f"{statute.name}  {statute.words}"
    yield f"  law: {statute.source}"
    yield f"  {formula(statute)}"
    for reference in statute.references:
        rate = statute.factor * reference.per_cent + statute.margin
        mark = "" if reference.verified else "  NOT VERIFIED"
        yield (
            f"  {reference.since.isoformat()}  {per_cent_text(reference.per_cent)} %"
            f" -> {per_cent_text(rate)} %  {reference.source}{mark}"
        )
    if statute.covers_until is not None:
        yield f"  after {statute.covers_until.isoformat()} the rate is assumed until the policy sets it (interest.rates)"
    for fee in statute.fees:
        since = f", late from {fee.since.isoformat()}" if fee.since > LONG_AGO else ""
        yield f"  fee {fee.units} {fee.currency} for debts of {fee.from_units} or more{since}"
    yield from (f"  note: {note}" for note in statute.notes)


def formula(statute: Statute) -> str:
    """``reference + 8 %, simple, actual/365``."""
    times = f"{per_cent_text(statute.factor)} x " if statute.factor != 1 else ""
    plus = f" + {per_cent_text(statute.margin)} points" if statute.margin else ""
    kind = "compound with monthly rests" if statute.monthly_rests else "simple"
    fixed = ", the rate of the first day to the end" if statute.fixed_at_start else ""
    return f"{times}reference{plus} a year, {kind}, {statute.day_count}{fixed}"


def statute_json(statute: Statute) -> dict[str, Any]:
    """A statute of ``interest rates --json``."""
    return {
        "regime": statute.name, "words": statute.words, "law": statute.source,
        "factor": per_cent_text(statute.factor), "margin": per_cent_text(statute.margin),
        "day_count": statute.day_count, "monthly_rests": statute.monthly_rests,
        "fixed_at_start": statute.fixed_at_start,
        "covers_until": statute.covers_until.isoformat() if statute.covers_until else None,
        "references": [
            {"since": each.since.isoformat(), "per_cent": per_cent_text(each.per_cent),
             "source": each.source, "verified": each.verified}
            for each in statute.references
        ],
        "fees": [
            {"currency": fee.currency, "units": fee.units, "from_units": fee.from_units,
             "since": fee.since.isoformat()}
            for fee in statute.fees
        ],
        "notes": list(statute.notes),
    }  # fmt: skip
