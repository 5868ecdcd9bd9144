"""A summary by age: what is open of each age as one balance, due on the latest day that fits it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ledgerlane.sync.formats.delimited import Row
from ledgerlane.sync.shape import Shape


@dataclass(frozen=True, slots=True)
class Ages:
    """The ages of one file, counted from the day it is of."""

    shape: Shape
    as_of: date

    def of(self, row: Row) -> Iterator[tuple[str, str, str]]:
        """A row's balances: the age, the day they count as due on, the amount; empty ones are left out."""
        for bucket in self.shape.buckets:
            text = row[bucket.index]
            if any(char in "123456789" for char in text):
                yield (
                    bucket.heading,
                    (self.as_of - timedelta(bucket.days)).isoformat(),
                    text,
                )
