"""Money in the scripted year: the bank's, the clerk's, late interest, and what came after all."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from year.days import plain

if TYPE_CHECKING:
    from year.people import Office

Row = dict[str, Any]
FINE = (0, 1)


def by_hand(office: Office) -> None:
    """What no rule is sure of: whose it is, then what it pays, the oldest first; some taken back."""
    whose = {f"ledger/{p.number}": p.customer.number for p in office.world.payments}
    rows = office.ask("clara", "cash", "worklist")["rows"]
    for receipt in [row["receipt"] for row in rows if not row["customer"]][:2]:
        if receipt in whose:
            office.say("clara", "cash", "identify", receipt, whose[receipt], fine=FINE)
            office.count("receipt identified")
    for receipt in [row["receipt"] for row in rows if row["customer"]][:3]:
        if office.random.random() < 0.4:
            words = ("cash", "match", receipt, "--oldest-first")
            if office.say("clara", *words, fine=FINE):
                office.count("receipt matched by hand")
                if office.random.random() < 0.2:
                    office.say("clara", "cash", "unmatch", receipt, "--why", "it was for others", fine=FINE)  # fmt: skip
                    office.count("match taken back")


def from_the_bank(office: Office) -> None:
    """The clerk posts what the bank shows today. The books show it tomorrow, or it bounces."""
    rows = [row for row in office.rows if row["overdue"] > 0]
    if not rows:
        return
    row = office.random.choice(rows[:20])
    minor = max(row["overdue"] // 3, 100)
    reference = f"T{office.today:%y%m%d}"
    out = office.say(
        "clara", "cash", "post", f"{plain(minor)} {row['currency']}", row["customer"],
        "--reference", reference, "--json", fine=FINE,
    )  # fmt: skip
    if not out:
        return
    office.count("receipt posted")
    receipt = json.loads(out)["receipt"]
    if office.random.random() < 0.4:
        office.soon(3, partial(bounce, office, receipt))
    else:
        office.world.came(row["customer"], minor, reference, office.today)


def bounce(office: Office, receipt: str) -> None:
    """The bank took it back."""
    office.say("clara", "cash", "reverse", receipt, "--why", "bounced", fine=FINE)
    office.count("receipt bounced")


def interest(office: Office) -> None:
    """Late interest at the month's end: one proposes, another charges or waives it."""
    for row in [row for row in office.rows if row["oldest_days"] > 30][:6]:
        if not office.say("anna", "interest", "propose", row["customer"], fine=FINE):
            continue
        office.count("interest proposed")
        if office.random.random() < 0.6:
            office.say("sara", "interest", "charge", "--of", row["customer"], fine=FINE)
            office.count("interest charged")
        elif office.random.random() < 0.7:
            office.say("sara", "interest", "waive", "--of", row["customer"], "--reason", "goodwill", fine=FINE)  # fmt: skip
            office.count("interest waived")


def given_up(office: Office, rows: list[Row]) -> None:
    """Of what was written off some comes after all, and of that some bounces; a few were mistakes."""
    for row in [
        row for row in rows if row["kind"] == "write-off" and row["state"] == "approved"
    ]:
        if row["recovered"] or office.random.random() > 0.1:
            continue
        name = row["request"]
        if office.random.random() < 0.25:
            office.say("sara", "writeoff", "reverse", name, "--reason", "they pay again", fine=(0, 1, 5))  # fmt: skip
            office.count("write-off taken back")
            continue
        amount = f"{plain(max(row['amount'] // 4, 1))} {row['currency']}"
        out = office.say("clara", "writeoff", "recovery", name, amount, "--note", "from the estate", fine=FINE)  # fmt: skip
        if out:
            office.count("recovery")
            recovery = next(
                (w.strip(":,.") for w in out.split() if w.startswith("REC-")), ""
            )
            if recovery and office.random.random() < 0.25:
                office.soon(5, partial(give_back, office, name, recovery))


def give_back(office: Office, name: str, recovery: str) -> None:
    """The recovery bounced."""
    words = ("writeoff", "recovery", name, "--back", recovery, "--reason", "bounced")
    office.say("clara", *words, fine=FINE)
    office.count("recovery taken back")
