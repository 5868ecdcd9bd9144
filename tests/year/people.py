"""What the people of the year do each day, by public commands and nothing else."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from year import chapters, money, papers, plans
from year.days import plain, worked
from year.world import World

Run = Callable[..., tuple[int, str, str]]
"""A command: its exit code and what it wrote on stdout and stderr."""

ROLES = {
    "anna": "collector", "bo": "collector", "sam": "supervisor", "clara": "clerk", "ove": "auditor",
    "mark": "marketing", "sara": "supervisor",
    **chapters.ROLES,
}  # fmt: skip
POLICY = (
    """
credit_policy = "Terms are net 30 days. Limits are set by credit, and orders are held above them."

[interest]
regime = "eu"
by_country = [
  { country = "NO", regime = "no" }, { country = "DK", regime = "dk" },
  { country = "GB", regime = "uk" }, { country = "IN", regime = "in" },
]

[letterhead]
name = "Fjord Papir AS"
address = ["Storgata 1", "0155 Oslo"]
country = "NO"
account = { iban = "NO9386011117947", bic = "DNBANOKK", number = "86011117947", bank = "DNB" }
email = "faktura@fjordpapir.example"
signer = "Anna Berg"

[counsel]
name = "Advokatfirmaet Lind"
address = ["Rådhusgata 9", "0151 Oslo"]
"""
    + chapters.POLICY
)
Row = dict[str, Any]
LIMITS = tuple(f"1000000 {code}" for code in ("NOK", "EUR", "DKK", "GBP", "INR", "SEK"))
PER_DAY = 4
MATCHING = (0, 2, 4)
"""Days of the week on which cash is matched: it falls into place before the lists are read."""
KEPT_OFF = ("DSP", "PTP", "PLN", "AGY", "LEG", "HLD", "STP", "WOF", "CRM", "SNZ")
LINES = {
    "n": "call: no answer", "v": "call: voicemail", "c": "call: call back", "p": "call: promise",
    "d": "call: dispute", "o": "note",
}  # fmt: skip
FINE = (0, 1)
"""Exit codes where the rules may say no; every no is looked at (test_year)."""


@dataclass
class Office:
    """The people at one book, day after day. ``did`` counts what was done, by its name."""

    run: Run
    world: World
    folder: Path
    today: date = date.min
    did: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    reviewed: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    """Invoices that somebody asked to give up."""
    told_terms: set[str] = field(default_factory=set)
    """Customers whom the terms were sent to."""
    written: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Letters by hand: how many of a paper in a language."""
    rows: list[Row] = field(default_factory=list)
    """This morning's list, whoever is kept off it too."""
    even: bool = True
    """Whether the week is one in which what is done every fortnight is done."""
    told: int = 0
    commands: int = 0
    later: list[tuple[date, Callable[[], None]]] = field(default_factory=list)
    """What somebody does on a later day, because of what was done."""

    def count(self, what: str) -> None:
        self.did[what] = self.did.get(what, 0) + 1

    def say(self, who: str, *words: str, fine: tuple[int, ...] = (0,)) -> str:
        """Run a command as somebody, on the day; what it printed, nothing where it was refused.

        Every refusal is kept; one with another exit code than those that are ``fine`` is
        unexpected whatever it says, and the year goes on.
        """
        self.commands += 1
        code, out, err = self.run("--as", who, "--as-of", self.today.isoformat(), *words)
        if code:
            said = f"{self.today} {who}: {' '.join(words)}: {err.strip() or out.strip()}"
            self.refused.append(
                said if code in fine else f"UNEXPECTED, exit {code}: {said}"
            )
            return ""
        return out

    def ask(self, who: str, *words: str) -> Any:
        """The same as JSON; it has to answer."""
        out = self.say(who, *words, "--json")
        assert out, self.refused[-1]
        return json.loads(out)

    def news(self) -> list[str]:
        """What was refused since this was last asked."""
        new, self.told = self.refused[self.told :], len(self.refused)
        return new

    # --- a day --------------------------------------------------------------------------

    def work(self, today: date) -> None:
        """Everybody's day."""
        self.today = today
        self.random = Random(f"people {self.world.seed} {today}")
        self.even = today.isocalendar().week % 2 == 0
        self.take_files()
        self.clerk()
        for day, act in [each for each in self.later if each[0] <= today]:
            self.later.remove((day, act))
            act()
        self.rows = self.ask("anna", "queue", "--all", "--limit", "0", "--view", "off:show")["rows"]  # fmt: skip
        self.rows = [row for row in self.rows if row["customer"] not in self.world.alone]
        self.stops()
        if today.weekday() == 2:
            papers.week(self)
            self.letters()
            if self.even:
                self.claims()
        if today.weekday() == 3 and self.even:
            self.deadlines()
        self.collect()
        if today.weekday() == 0:
            chapters.week(self)
        if today.weekday() == 1:
            plans.week(self)
            self.give_up()
        if today.weekday() == 4:
            self.decide()
            if self.even:
                self.look()
        if (today + timedelta(days=3)).month != today.month:
            money.interest(self)

    def soon(self, days: int, act: Callable[[], None]) -> None:
        """Do it so many days from now, or on the working day after."""
        self.later.append((self.today + timedelta(days=days), act))

    def take_files(self) -> None:
        """The evening's files, read in the morning."""
        paths = []
        for name, text in self.world.files().items():
            path = self.folder / f"{name}.csv"
            path.write_text(text, "utf-8")
            paths.append(str(path))
        self.say("clara", "sync", "import", *paths)
        self.count("import")

    def clerk(self) -> None:
        """Cash first: match what rules are sure of, then what is left by hand; see the bank."""
        if self.today.weekday() in MATCHING:
            self.say("clara", "cash", "match", "--all")
            self.count("cash matched by rule")
        if self.today.weekday() == 3:
            money.by_hand(self)
        if self.random.random() < 0.2:
            money.from_the_bank(self)

    def collect(self) -> None:
        """The first accounts of the list, each with a word about it; anna and bo take turns."""
        rows = [
            row for row in self.rows if row["status"] not in KEPT_OFF and row["overdue"] > 0
        ]
        for at, row in enumerate(rows[:PER_DAY]):
            self.call("anna" if at % 2 == 0 else "bo", row)

    def call(self, who: str, row: Row) -> None:
        account = f"{row['customer']}/{row['currency']}"
        kind = self.random.choices(
            ["n", "v", "promise", "all", "callback", "note", "dispute", "undo"],
            [20, 15, 25, 8, 10, 8, 4, 3],
        )[0]
        line = {
            "n": "n tried their new number",
            "v": "v asked for a call back",
            "callback": "c +2 asked for copies",
            "note": "o pays on Thursdays",
        }
        if kind in ("promise", "all") and row["overdue"] > 0:
            self.promise(who, account, row, whole=kind == "all")
        elif kind == "dispute":
            self.dispute(who, account)
        elif kind == "undo":
            if self.log(who, account, line["n"]):
                self.say(who, "undo")
                self.count("undo")
        else:
            self.log(who, account, line.get(kind, line["n"]))

    def log(self, who: str, account: str, line: str) -> bool:
        """A composer's line; whether it was taken."""
        before = len(self.refused)
        self.say(who, "log", account, line, fine=FINE)
        if len(self.refused) > before:
            return False
        self.count(LINES[line[0]])
        return True

    def promise(self, who: str, account: str, row: Row, *, whole: bool) -> None:
        """They promise, and the world hears of it."""
        days = self.random.randint(3, 12)
        day = worked(self.today + timedelta(days=days))
        minor = row["overdue"] if whole else max(row["overdue"] // 2 // 100 * 100, 100)
        amount = plain(minor)
        if self.log(who, account, f"p {amount} {day.isoformat()} /cf"):
            text = " ".join(i.number for i in self.world.open_of(row["customer"])[:3])
            self.world.will_pay(row["customer"], minor, day, text)

    def dispute(self, who: str, account: str) -> None:
        """They contest the oldest invoice; a while later it is settled."""
        items = self.ask(who, "show", account)["items"]
        invoices = [each for each in items if each["kind"] == "invoice"]
        if invoices:
            self.log(who, account, f"d #{invoices[0]['number']} pallets broken")

    def letters(self) -> None:
        """Wednesday's run: one is skipped, one held, the rest is accepted and sent."""
        run = self.ask("anna", "letters", "propose")["rows"]
        rows = [row for row in run if row["state"] == "proposed" and row["customer"] not in self.world.alone]  # fmt: skip
        for row, what in zip(rows, ("skip", "hold"), strict=False):
            if self.random.random() < 0.4:
                self.say("anna", "letters", what, row["customer"], "--reason", "spoke to them", fine=FINE)  # fmt: skip
                self.count(f"letters: {what}")
                if what == "hold":
                    self.soon(21, partial(self.release_letters, row["customer"]))
        if any(row["state"] == "proposed" for row in run):
            self.say("anna", "letters", "accept", "--rest", fine=FINE)
        out = str(self.folder / "letters")
        sent = self.ask("anna", "letters", "send", "--approved", "--out", out)
        for _ in range(sent["sent"] + sent["printed"]):
            self.count("letters: sent")

    def release_letters(self, customer: str) -> None:
        self.say("anna", "letters", "release", customer, fine=FINE)
        self.count("letters: released")

    def claims(self) -> None:
        """A short payment is explained by a form; marketing decides; what is right is asked for."""
        for row in self.ask("anna", "deduction", "list")["found"]:
            if self.random.random() < 0.5:
                amount = f"{plain(row['amount'])} {row['currency']}"
                number = row["item"].partition("/")[2]
                self.say("anna", "deduction", "open", row["customer"], number, fine=FINE)
                self.say(
                    "anna", "claim", "record", row["customer"], amount, "--form", "freight",
                    "--evidence", "their letter", "--match", number, fine=FINE,
                )  # fmt: skip
                self.count("claim matched")
        for row in self.ask("mark", "claim", "list")["rows"]:
            if row["state"] == "matched" and self.random.random() < 0.6:
                if self.random.random() < 0.5:
                    self.say("mark", "claim", "confirm", row["claim"], fine=FINE)
                    self.count("claim confirmed")
                else:
                    self.say(
                        "mark",
                        "claim",
                        "deny",
                        row["claim"],
                        "--reason",
                        "not agreed",
                        fine=FINE,
                    )
                    self.count("claim denied")

    def deadlines(self) -> None:
        """Something has to be done for somebody by a day, and is."""
        if self.random.random() < 0.3:
            customer = self.random.choice(self.world.customers).number
            due = (self.today + timedelta(days=40)).isoformat()
            self.say("anna", "deadline", "set", customer, "limitation", due, fine=FINE)
            self.count("deadline")
        for row in self.ask("anna", "deadline", "list")["rows"]:
            if (date.fromisoformat(row["due"]) - self.today).days < 10:
                self.say("anna", "deadline", "met", row["customer"], row["what"], fine=FINE)
                self.count("deadline met")

    def stops(self) -> None:
        """Now and then somebody must not be contacted any more, or may be again."""
        customer = self.random.choice(self.world.customers).number
        if self.random.random() < 0.02:
            kind = self.random.choice(["do-not-contact", "lawyer", "insolvency", "dispute"])
            until = (self.today + timedelta(days=30)).isoformat()
            self.say(
                "anna",
                "contact",
                "stop",
                customer,
                kind,
                "--reason",
                "they wrote",
                "--until",
                until,
            )
            self.count("contact stop")
            if self.random.random() < 0.5:
                self.say(
                    "sam",
                    "contact",
                    "resume",
                    customer,
                    "--reason",
                    "they wrote again",
                    fine=FINE,
                )
                self.count("contact resumed")
        if self.random.random() < 0.05:
            self.say("bo", "hold", customer, "--reason", "management is talking to them", fine=FINE)  # fmt: skip
            self.count("hold")
            self.soon(14, partial(self.release, customer))
        if self.today.day == 1:
            last = (self.today + timedelta(days=10)).isoformat()
            self.say(
                "sam",
                "assign",
                "deputy",
                "bo",
                "--for",
                "anna",
                "--until",
                last,
                fine=FINE,
            )
            self.count("deputy")

    def release(self, customer: str) -> None:
        self.say("sam", "release", customer, "--reason", "they agreed", fine=FINE)
        self.count("hold released")

    def settle(self) -> None:
        """Disputes that are a fortnight old are answered."""
        for row in self.ask("sam", "disputes")["rows"][:2]:
            if (self.today - date.fromisoformat(row["opened"])).days >= 14:
                outcome = self.random.choice(["upheld", "rejected"])
                self.say("sam", "dispute", "settle", row["dispute"], outcome, "--note", "looked at", fine=FINE)  # fmt: skip
                self.count("dispute settled")

    def give_up(self) -> None:
        """What is older than four months and of somebody silent is asked to be written off."""
        old = [row for row in self.rows if row["oldest_days"] > 120 and row["status"] not in ("WOF", "CRM", "PTP", "PLN", "DSP")]  # fmt: skip
        for row in old[:2]:
            invoices = [
                i for i in self.world.open_of(row["customer"])
                if (self.today - i.due).days > 120 and not i.credit and i.number not in self.asked
            ]  # fmt: skip
            if invoices:
                self.asked.add(invoices[0].number)
                self.say(
                    "bo", "writeoff", "request", row["customer"], invoices[0].number,
                    "--reason", "uncollectible", fine=FINE,
                )  # fmt: skip
                self.count("write-off asked")

    def decide(self) -> None:
        """The supervisors' Friday: what one asked for, the other decides."""
        rows = self.ask("sam", "approve", "list", "--state", "all")["rows"]
        waiting = [row for row in rows if row["state"] == "waiting"]
        money.given_up(self, rows)
        chapters.look_into(self, rows)
        for row in (row for row in waiting if row["kind"] in ("write-off", "credit memo")):
            who = "sara" if row["asked_by"] == "sam" else "sam"
            if self.random.random() < 0.2:
                self.say(
                    who,
                    "approve",
                    row["request"],
                    "--decline",
                    "call once more",
                    fine=(0, 1, 5),
                )
                self.count("declined")
            elif self.say(who, "approve", row["request"], fine=(0, 1, 5)):
                self.count("approved")
                self.soon(6, partial(self.world.book, row))
        self.settle()

    def look(self) -> None:
        """What management reads on Fridays."""
        for words in (("report", "all"), ("report", "forecast"), ("board",), ("aging",)):
            self.say("ove", *words, "--json")
        self.count("reports")
