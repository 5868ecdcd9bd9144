"""The columns we know, by kind of file, and what each holds."""

from __future__ import annotations

from typing import Literal

Holds = Literal["key", "text", "amount", "date", "days", "currency", "flag"]

ROLES: dict[str, dict[str, Holds]] = {
    "customers": {
        "customer": "key", "name": "text", "parent": "text", "country": "text",
        "currency": "text", "language": "text", "contact": "text", "email": "text",
        "phone": "text", "terms": "text", "credit_limit": "amount", "credit_hold": "flag",
        "salesperson": "text", "risk_given": "text", "opened": "date",
    },
    "items": {
        "number": "key", "kind": "text", "customer": "key", "name": "text",
        "country": "text", "currency": "currency", "doc_date": "date", "due_date": "date",
        "amount": "amount", "open": "amount", "debit": "amount", "credit": "amount",
        "received": "amount",
        "side": "text", "paid": "text", "settled": "date", "settled_after": "days",
        "disputed": "amount",
        "dispute_flag": "flag", "dispute_reason": "text", "dispute_date": "date",
        "terms": "text", "po_number": "text", "related": "text", "company": "text",
        "year": "text", "line": "text", "memo": "text", "due_by": "text",
    },
    "payments": {
        "payment": "key", "customer": "key", "currency": "currency", "value_date": "date",
        "amount": "amount", "unapplied": "amount", "method": "text", "reference": "text",
        "remittance": "text", "reverses": "text", "account": "text", "booked": "date",
        "bank_ref": "text", "end_to_end": "text", "batch": "amount", "payer": "text",
        "payer_account": "text", "record": "text",
    },
    "allocations": {
        "payment": "text", "credit": "text", "number": "text", "day": "date",
        "cash": "amount", "discount": "amount", "writeoff": "amount", "reason": "text",
    },
}  # fmt: skip
"""Role -> what its cells hold. A ``key`` is text that may not be longer than 200.

``debit`` and ``credit`` are one amount in two columns; ``side`` says which of them an amount
is (``S`` and ``H``, ``Dr`` and ``Cr``). ``received`` is what was paid of a document: the
rest of it is open where no column says what is. ``paid`` says in a word whether anything is open, where a
file has no column of open amounts. ``due_by`` are the terms that a due date is worked out from
where the file has none, if they are not the ``terms`` as printed. ``settled_after`` is how many days after its date a document was paid, where a file says that
instead of the day.
"""

MUST_HOLD: dict[str, tuple[str, ...]] = {
    "customers": ("customer",),
    "items": ("doc_date", "amount"),
    "payments": ("payment", "value_date", "amount"),
    "allocations": ("cash",),
}
"""Roles whose cells may not be empty (an open amount may stand for the amount).

An item without a due date needs terms that say one.
"""
