"""Payment plans of the scripted year: agreed on, watched, missed, agreed anew, broken and settled."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from year.days import worked

if TYPE_CHECKING:
    from year.people import Office

Row = dict[str, Any]
FINE = (0, 1)


def week(office: Office) -> None:
    """Tuesday: somebody who owes long agrees to pay in parts; who does not keep to it is told."""
    watch(office)
    rows = [
        row
        for row in office.rows
        if row["oldest_days"] > 30 and row["status"] not in ("PLN", "DSP", "AGY", "LEG", "HLD", "STP")
    ]  # fmt: skip
    if rows:
        propose(office, office.random.choice(rows[:10]))


def propose(office: Office, row: Row) -> None:
    """Three instalments, a fortnight apart; one in eight is declined by them."""
    first = worked(office.today + timedelta(days=10)).isoformat()
    account = f"{row['customer']}/{row['currency']}"
    words = (
        "plan",
        "propose",
        account,
        "--count",
        "3",
        "--every",
        "fortnight",
        "--first",
        first,
    )
    out = office.say("anna", *words, "--json", fine=FINE)
    if not out:
        return
    made = json.loads(out)
    if office.random.random() < 0.12:
        office.say("anna", "plan", "decline", made["plan"], "--why", "too much at a time")
        office.count("plan declined")
        return
    office.say("anna", "plan", "accept", made["plan"], "--by", "their accountant")
    office.count("plan agreed")
    expect(office, row["customer"], made)


def expect(office: Office, customer: str, made: Row) -> None:
    """The world hears of the instalments: they come, or not, as the customer is."""
    text = " ".join(i.number for i in office.world.open_of(customer)[:3])
    for part in made["instalments"]:
        office.world.will_pay(
            customer, part["amount"], date.fromisoformat(part["due"]), text
        )


def watch(office: Office) -> None:
    """What was missed is agreed anew, falls due at once, or breaks the plan; some are settled early."""
    for row in office.ask("anna", "plans", "--state", "active")["rows"]:
        missed = [part for part in row["instalments"] if part["state"] == "missed"]
        name, drawn = row["plan"], office.random.random()
        if not missed and drawn < 0.05:
            office.say("anna", "plan", "settle", name, "--agree", fine=FINE)
            office.count("plan settled")
        if not missed:
            continue
        office.count("instalment missed")
        if drawn < 0.25:
            first = worked(office.today + timedelta(days=10)).isoformat()
            words = ("plan", "replan", name, "--count", "2", "--every", "fortnight", "--first", first)  # fmt: skip
            if out := office.say("anna", *words, "--json", fine=FINE):
                made = json.loads(out)
                office.say(
                    "anna", "plan", "accept", made["plan"], "--by", "their accountant"
                )
                office.count("plan agreed anew")
                expect(office, row["customer"], made)
        elif drawn < 0.4:
            office.say("anna", "plan", "accelerate", name, "--why", "missed", fine=FINE)
            office.count("plan fell due at once")
            office.soon(14, partial(end, office, name))
        else:
            office.say("anna", "plan", "break", name, "--why", "missed", fine=FINE)
            office.count("plan broken")


def end(office: Office, name: str) -> None:
    """A plan that fell due at once and was not paid is ended by us."""
    active = {
        row["plan"] for row in office.ask("anna", "plans", "--state", "active")["rows"]
    }
    if name in active:
        office.say("anna", "plan", "cancel", name, "--why", "nothing came")
        office.count("plan cancelled")
