"""What the people of the year do each day, by public commands and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from year import chapters
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
LIMITS = ("1000000 NOK", "1000000 EUR", "1000000 DKK", "1000000 GBP", "1000000 INR")
PER_DAY = 3


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

    def count(self, what: str) -> None:
        self.did[what] = self.did.get(what, 0) + 1

    def say(self, who: str, *words: str, fine: tuple[int, ...] = (0,)) -> str:
        """Run a command as somebody, on the day; what it printed. Another exit code fails the year."""
        code, out, err = self.run("--as", who, "--as-of", self.today.isoformat(), *words)
        assert code in fine, f"{self.today} {who}: {' '.join(words)}\n{out}{err}"
        if code:
            self.refused.append(f"{self.today} {who}: {' '.join(words)}: {err.strip()}")
            return ""
        return out

    def ask(self, who: str, *words: str) -> Any:
        """The same as JSON."""
        return json.loads(self.say(who, *words, "--json"))

    # --- a day --------------------------------------------------------------------------

    def work(self, today: date) -> None:
        """Everybody's day."""
        self.today = today
        self.random = Random(f"people {self.world.seed} {today}")
        self.take_files()
        self.clerk()
        self.stops()
        if today.weekday() == 2:
            self.letters()
            self.claims()
        if today.weekday() == 3:
            self.deadlines()
        for who in ("anna", "bo"):
            self.collect(who)
        if today.weekday() == 0:
            chapters.week(self)
        if today.weekday() == 1:
            self.plan()
            self.give_up()
        if today.weekday() == 4:
            self.decide()
            self.look()
        if (today + timedelta(days=3)).month != today.month:
            self.charge_interest()

    def take_files(self) -> None:
        """The evening's files, read in the morning."""
        paths = []
        for name, text in self.world.files().items():
            path = self.folder / f"{name}.csv"
            path.write_text(text, "utf-8")
            paths.append(str(path))
        self.say("clara", "sync", "import", "--source", "erp", *paths)
        self.count("import")

    def clerk(self) -> None:
        """Cash first: match what rules are sure of, then one by hand."""
        self.say("clara", "cash", "match", "--all")
        self.count("match")
        for row in self.ask("clara", "cash", "worklist")["rows"][:2]:
            if row["customer"] and self.random.random() < 0.3:
                self.say(
                    "clara", "cash", "match", row["receipt"], "--oldest-first", fine=(0, 1)
                )
                self.count("match by hand")

    def collect(self, who: str) -> None:
        """The first accounts of the list, each with a word about it."""
        rows = self.ask(who, "queue", "--all", "--limit", str(PER_DAY * 2))["rows"]
        rows = [row for at, row in enumerate(rows) if at % 2 == (who == "bo")]
        for row in rows[:PER_DAY]:
            self.call(who, row)

    def call(self, who: str, row: dict[str, Any]) -> None:
        account = f"{row['customer']}/{row['currency']}"
        kind = self.random.choices(
            ["n", "v", "promise", "all", "callback", "note", "dispute", "undo"],
            [20, 15, 25, 8, 10, 8, 4, 3],
        )[0]
        line = {
            "n": "n",
            "v": "v",
            "callback": "c +2 asked for copies",
            "note": "o pays on Thursdays",
        }
        if kind in ("promise", "all") and row["overdue"] > 0:
            self.promise(who, account, row, whole=kind == "all")
        elif kind == "dispute":
            self.dispute(who, account)
        elif kind == "undo":
            if self.log(who, account, "n"):
                self.say(who, "undo")
                self.count("undo")
        else:
            self.log(who, account, line.get(kind, "n"))

    def log(self, who: str, account: str, line: str) -> bool:
        """A composer's line; whether it was taken."""
        before = len(self.refused)
        self.say(who, "log", account, line, fine=(0, 1))
        self.count(f"log {line[0]}")
        return len(self.refused) == before

    def promise(self, who: str, account: str, row: dict[str, Any], *, whole: bool) -> None:
        """They promise, and the world hears of it."""
        days = self.random.randint(3, 12)
        day = _worked(self.today + timedelta(days=days))
        minor = row["overdue"] if whole else max(row["overdue"] // 2 // 100 * 100, 100)
        amount = f"{minor // 100}.{minor % 100:02}"
        if self.log(who, account, f"p {amount} {day.isoformat()} /cf"):
            text = " ".join(i.number for i in self.world.open_of(row["customer"])[:3])
            self.world.will_pay(row["customer"], minor, day, text)
            self.count("promise")

    def dispute(self, who: str, account: str) -> None:
        """They contest the oldest invoice; a while later it is settled."""
        items = self.ask(who, "show", account)["items"]
        invoices = [each for each in items if each["kind"] == "invoice"]
        if invoices and self.log(
            who, account, f"d #{invoices[0]['number']} pallets broken"
        ):
            self.count("dispute")

    def letters(self) -> None:
        """Wednesday's run: one is skipped, one held, the rest is accepted and sent."""
        rows = [
            row
            for row in self.ask("anna", "letters", "propose")["rows"]
            if row["state"] == "proposed"
        ]
        for row, what in zip(rows, ("skip", "hold"), strict=False):
            if self.random.random() < 0.4:
                self.say(
                    "anna",
                    "letters",
                    what,
                    row["customer"],
                    "--reason",
                    "spoke to them",
                    fine=(0, 1),
                )
                self.count(f"letter {what}")
        self.say("anna", "letters", "accept", "--rest", fine=(0, 1))
        sent = self.ask(
            "anna", "letters", "send", "--approved", "--out", str(self.folder / "letters")
        )
        for _ in range(sent["sent"] + sent["printed"]):
            self.count("letter sent")

    def claims(self) -> None:
        """A short payment is explained by a form; marketing decides; what is right is asked for."""
        for row in self.ask("anna", "deduction", "list")["found"]:
            if self.random.random() < 0.5:
                amount = f"{_decimal(row['amount'])} {row['currency']}"
                number = row["item"].partition("/")[2]
                self.say("anna", "deduction", "open", row["customer"], number, fine=(0, 1))
                self.say(
                    "anna", "claim", "record", row["customer"], amount, "--form", "freight",
                    "--evidence", "their letter", "--match", number, fine=(0, 1),
                )  # fmt: skip
                self.count("claim")
        for row in self.ask("mark", "claim", "list")["rows"]:
            if row["state"] == "matched" and self.random.random() < 0.6:
                if self.random.random() < 0.5:
                    self.say("mark", "claim", "confirm", row["claim"], fine=(0, 1))
                    self.count("claim confirmed")
                else:
                    self.say(
                        "mark",
                        "claim",
                        "deny",
                        row["claim"],
                        "--reason",
                        "not agreed",
                        fine=(0, 1),
                    )
                    self.count("claim denied")

    def deadlines(self) -> None:
        """Something has to be done for somebody by a day, and is."""
        if self.random.random() < 0.3:
            customer = self.random.choice(self.world.customers).number
            due = (self.today + timedelta(days=40)).isoformat()
            self.say("anna", "deadline", "set", customer, "limitation", due, fine=(0, 1))
            self.count("deadline")
        for row in self.ask("anna", "deadline", "list")["rows"]:
            if (date.fromisoformat(row["due"]) - self.today).days < 10:
                self.say(
                    "anna", "deadline", "met", row["customer"], row["what"], fine=(0, 1)
                )
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
            self.count("stop")
            if self.random.random() < 0.5:
                self.say(
                    "sam",
                    "contact",
                    "resume",
                    customer,
                    "--reason",
                    "they wrote again",
                    fine=(0, 1),
                )
                self.count("resume")
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
                fine=(0, 1),
            )
            self.count("deputy")

    def settle(self) -> None:
        """Disputes that are a fortnight old are answered."""
        for row in self.ask("sam", "disputes")["rows"][:2]:
            if (self.today - date.fromisoformat(row["opened"])).days >= 14:
                outcome = self.random.choice(["upheld", "rejected"])
                self.say("sam", "dispute", "settle", row["dispute"], outcome, "--note", "looked at", fine=(0, 1))  # fmt: skip
                self.count("dispute settled")

    def plan(self) -> None:
        """An account that owes a lot and long agrees to pay in parts."""
        rows = self.ask("anna", "queue", "--all", "--view", ">60d", "--limit", "3")["rows"]
        for row in rows[:1]:
            account = f"{row['customer']}/{row['currency']}"
            out = self.say(
                "anna", "plan", "propose", account, "--count", "3", "--first",
                _worked(self.today + timedelta(days=14)).isoformat(), "--json", fine=(0, 1),
            )  # fmt: skip
            if not out:
                continue
            made = json.loads(out)
            self.say("anna", "plan", "accept", made["plan"], "--by", "their accountant")
            self.count("plan")
            for part in made["instalments"]:
                day = date.fromisoformat(part["due"])
                self.world.will_pay(
                    row["customer"], part["amount"], day, "plan " + made["plan"]
                )

    def give_up(self) -> None:
        """What is older than four months and of somebody silent is asked to be written off."""
        for row in self.ask(
            "bo", "queue", "--all", "--view", ">120d off:show", "--limit", "2"
        )["rows"]:
            invoices = [
                i for i in self.world.open_of(row["customer"])
                if (self.today - i.due).days > 120
            ]  # fmt: skip
            if invoices:
                self.say(
                    "bo", "writeoff", "request", row["customer"], invoices[0].number,
                    "--reason", "uncollectible", fine=(0, 1),
                )  # fmt: skip
                self.count("write-off asked")

    def decide(self) -> None:
        """The supervisors' Friday: what one asked for, the other decides."""
        waiting = self.ask("sam", "approve", "list")[
            "rows"
        ]  # cases go on in their chapters
        for row in (row for row in waiting if row["kind"] not in ("placement", "legal")):
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
            else:
                self.say(who, "approve", row["request"], fine=(0, 1, 5))
                self.count("approved")
        self.settle()

    def charge_interest(self) -> None:
        """Late interest at the month's end: one proposes, another charges."""
        for row in self.ask(
            "anna", "queue", "--all", "--view", ">30d off:show", "--limit", "3"
        )["rows"]:
            self.say("anna", "interest", "propose", row["customer"], fine=(0, 1))
            self.count("interest")

    def look(self) -> None:
        """What management reads on Fridays."""
        for words in (("report", "all"), ("report", "forecast"), ("board",), ("aging",)):
            self.say("ove", *words, "--json")
        self.count("reports")


def _decimal(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


def _worked(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
