"""That a person's data was taken out: the fact stays, the data does not."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerlane.domain.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerErased(Fact):
    """Names, numbers and free text of this customer were erased, here and wherever this event comes to."""

    kind = "customer.erased"

    reason: str
