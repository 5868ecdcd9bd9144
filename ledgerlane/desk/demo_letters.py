"""The practice book's letters: a letterhead, and runs of the weeks before, accepted and sent.

They go into a folder that is thrown away; the book keeps their exact text, as any book does.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledgerlane.desk.desk import Desk
    from ledgerlane.store.queue import QueueRow

    Sit = Callable[..., Desk]
    """Sits down at the practice book, as somebody and on a day."""

POLICY = """\
[letterhead]
name = "Fjord Papir AS"
address = ["Storgata 1", "0155 Oslo"]
country = "NO"
tax_id = "NO 999 999 999 MVA"
account = { iban = "NO9386011117947", bic = "DNBANOKK", number = "86011117947", bank = "DNB" }
phone = "+47 22 00 00 00"
email = "reskontro@fjordpapir.example"
signer = "Anna Berg"
title = "Collector"

[counsel]
name = "Advokatfirmaet Lind"
address = ["Rådhusgata 9", "0151 Oslo"]

[interest]
by_country = [
  { country = "DK", regime = "dk" }, { country = "GB", regime = "uk" },
  { country = "IN", regime = "in" }, { country = "NL", regime = "eu" },
  { country = "NO", regime = "no" }, { country = "SE", regime = "eu" },
]

[write_offs]
tax_per_mille = 250

[placements]
agencies = [
  { code = "NI", name = "Nordic Inkasso", commission = [
    { days = 0, per_cent = "10" }, { days = 91, per_cent = "15" },
  ] },
  { code = "KS", name = "Kall Senter", handling = "first-party", commission = [
    { days = 0, per_cent = "4" },
  ] },
]
"""
RUNS = (38, 26, 13)
"""Days ago on which letters went out."""

EVERY = 3
"""Every third account is written to; the others are only called."""


def head(sit: Sit, today: date) -> None:
    """Whose letters they are: known before the first of them goes out."""
    from ledgerlane.desk import policy

    desk = sit(as_of=today - timedelta(days=RUNS[0] + 2))
    policy.set_text(desk, policy.said(POLICY, "the practice book's policy"), POLICY)
    desk.store.close()


def send(sit: Sit, rows: Sequence[QueueRow], today: date) -> None:
    """Accept and send, as anna, what the runs of those days propose for some accounts."""
    from ledgerlane.desk import letter_run, letters, sending
    from ledgerlane.store.lens import some

    chosen = some(sorted({row.customer for row in rows[1::EVERY]}))
    with tempfile.TemporaryDirectory(prefix="ledgerlane-demo-") as folder:
        for ago in RUNS:
            desk = sit(as_name="anna", as_of=today - timedelta(days=ago))
            waiting = [line.key for line in letter_run.run(desk, chosen).waiting]
            if waiting:
                letters.accept(desk, waiting)
                sending.send(
                    desk, sending.Target(folder=Path(folder)), pause=lambda _: None
                )
            desk.store.close()
