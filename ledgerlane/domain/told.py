"""What a timeline shows of a fact, and how its words are put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Told(NamedTuple):
    """What a timeline shows of a fact; the fields of an activity in their order."""

    kind: str
    code: str
    currency: str
    words: str
    note: str
    outcome: str
    subject: str


def name_of(ref: str) -> str:
    """What people call a receipt, document or customer: its reference without the source."""
    return ref.partition("/")[2] or ref


class Names:
    """What documents and customers are called, by reference: of itself no more than the reference says.

    A key may hold company and year beside the number, or have lost its zeros: who has the ledger
    at hand knows better (`ledgerlane.store.called`).
    """

    def document(self, ref: str) -> str:
        """A document's number."""
        return name_of(ref)

    def customer(self, ref: str) -> str:
        """A customer's number."""
        return name_of(ref)


PLAIN = Names()


class Known(Names):
    """Names looked up before, by reference; of others what the reference says."""

    def __init__(
        self, documents: Mapping[str, str], customers: Mapping[str, str] | None = None
    ) -> None:
        self._documents, self._customers = documents, customers or {}

    def document(self, ref: str) -> str:
        """A document's number."""
        return self._documents.get(ref, "") or name_of(ref)

    def customer(self, ref: str) -> str:
        """A customer's number."""
        return self._customers.get(ref, "") or name_of(ref)


def joined(*parts: str) -> str:
    """The parts that there are, with a dot between them."""
    return " · ".join(part for part in parts if part)
