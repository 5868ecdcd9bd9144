"""What others than the collectors do in the scripted year: complaints, credit, agency, goods back, post mortems.

Each is asked for by somebody, goes on with somebody else a week later, and ends; the rows of
`case list` say what waits for whom.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from year.people import Office

Row = dict[str, Any]
POLICY = """
[placements]
agencies = [
  { code = "NI", name = "Nordic Inkasso", commission = [
    { days = 0, per_cent = "10" }, { days = 91, per_cent = "15" } ] },
  { code = "KS", name = "Kall Senter", handling = "first-party", commission = [{ days = 0, per_cent = "4" }] },
]
"""
ROLES = {
    "cleo": "credit", "leo": "legal", "dag": "department", "mia": "management", "sol": "sales",
    "stig": "support",
}  # fmt: skip
FINE = (0, 1)


def week(office: Office) -> None:
    """Monday: something new of each chapter for one account, and what waits goes on."""
    random = Random(f"chapters {office.world.seed} {office.today}")
    for kind, row in [
        (row["kind"], row) for row in office.ask("anna", "case", "list")["rows"]
    ]:
        if go := _ON.get(kind):
            go(office, random, row)
    rows = [row for row in office.rows if row["overdue"] > 0][:40]
    prospect(office, random)
    starts = (
        complain,
        ask_support,
        send_back,
        recommend,
        place,
        place,
        sue,
        hand_up,
        ask_sales,
    )
    for start in starts:
        if rows:
            old = [row for row in rows if row["oldest_days"] > 50]
            start(office, random, random.choice((start is place and old) or rows))
            rows = [
                row
                for row in rows
                if row["status"] not in ("DSP", "PTP", "PLN", "AGY", "LEG")
            ] or rows


def look_into(office: Office, rows: list[Row]) -> None:
    """What was written off because of us is looked into."""
    for row in [
        row for row in rows if row["kind"] == "write-off" and row["state"] == "approved"
    ][:3]:
        if row["request"] not in office.reviewed:
            office.reviewed.add(row["request"])
            words = (
                "review",
                "open",
                row["customer"],
                "it was never delivered",
                "--request",
                row["request"],
            )
            if office.say("anna", *words, fine=FINE):
                office.count("review")


def _account(row: Row) -> str:
    return f"{row['customer']}/{row['currency']}"


def _soon(office: Office, days: int) -> str:
    return (office.today + timedelta(days=days)).isoformat()


def _invoices(office: Office, row: Row) -> list[Row]:
    items = office.ask("anna", "show", _account(row))["items"]
    return [each for each in items if each["kind"] == "invoice" and each["open"] > 0]


def complain(office: Office, random: Random, row: Row) -> None:
    """The goods came damaged; a part of the invoice is held back."""
    if invoices := _invoices(office, row):
        held = ["--disputed", "50.00"] if random.random() < 0.5 else []
        office.say(
            "bo", "complaint", "open", _account(row), "two pallets were broken",
            "--invoice", invoices[0]["number"], "--kind", "damaged", "--department", "logistics",
            *held, fine=FINE,
        )  # fmt: skip
        office.count("complaint")


def _complaint(office: Office, random: Random, row: Row) -> None:
    if row["state"] == "open":
        outcome = random.choice(["upheld", "rejected"])
        office.say(
            "dag", "complaint", "answer", row["case"], "looked at the delivery", "--outcome", outcome,
            "--cause", "delivery", "--action", "stronger pallets", fine=FINE,
        )  # fmt: skip
        office.count(f"complaint {outcome}")
    else:
        office.say("bo", "complaint", "close", row["case"], "they know", fine=FINE)
        office.count("complaint closed")


def ask_support(office: Office, _: Random, row: Row) -> None:
    """They want a copy."""
    office.say(
        "anna",
        "support",
        "ask",
        _account(row),
        "to their new office",
        "--kind",
        "copy",
        fine=FINE,
    )
    office.count("support")


def _support(office: Office, _: Random, row: Row) -> None:
    if row["state"] == "asked":
        office.say("stig", "support", "answer", row["case"], "sent again", fine=FINE)
        office.count("support answered")


def send_back(office: Office, _: Random, row: Row) -> None:
    """They offer the goods back."""
    if invoices := _invoices(office, row):
        office.say(
            "bo", "goods", "offer", _account(row), "unopened boxes", "--invoice", invoices[0]["number"],
            "--amount", "40.00", fine=FINE,
        )  # fmt: skip
        office.count("goods offered")


def _goods(office: Office, _: Random, row: Row) -> None:
    if row["state"] == "offered" and office.did.get("goods agreed", 0) > office.did.get(
        "goods refused", 0
    ):
        office.say("sam", "goods", "refuse", row["case"], "they were used", fine=FINE)
        office.count("goods refused")
    elif row["state"] == "offered":
        if office.say("sam", "goods", "agree", row["case"], fine=FINE):
            office.count("goods agreed")
        else:
            office.say("bo", "goods", "withdraw", row["case"], "they paid", fine=FINE)
    elif row["state"] == "agreed":
        office.say("stig", "goods", "receive", row["case"], "four boxes", fine=FINE)
    elif row["state"] == "received":
        if office.say("sam", "goods", "credit", row["case"], fine=FINE):
            office.count("goods credited")
        else:
            office.say("sam", "goods", "refuse", row["case"], "it is paid", fine=FINE)


def recommend(office: Office, random: Random, row: Row) -> None:
    """The collector thinks that they should pay in advance."""
    action = random.choice(["hold", "cash-only", "review"])
    office.say(
        "bo",
        "credit",
        "recommend",
        row["customer"],
        "late for weeks",
        "--action",
        action,
        fine=FINE,
    )
    office.count("credit recommended")


def _credit(office: Office, _: Random, row: Row) -> None:
    more = office.did.get("credit grant", 0) > office.did.get("credit deny", 0)
    verb = "deny" if more else "grant"
    if office.say("cleo", "credit", verb, row["case"], "seen the file", fine=FINE):
        office.count(f"credit {verb}")


def place(office: Office, random: Random, row: Row) -> None:
    """Who does not answer is handed over."""
    agency = "KS" if random.random() < 0.3 else "NI"
    why = "their shop is empty"  # what no rule lets go yet goes to the supervisor
    office.say("bo", "place", "ask", _account(row), "--agency", agency, "--text", why, fine=FINE)  # fmt: skip
    office.count("placement asked")


def _placement(office: Office, random: Random, row: Row) -> None:
    if row["state"] == "asked":
        if random.random() < 0.15:
            office.say(
                "sara", "place", "decline", row["case"], "call them once more", fine=FINE
            )
            office.count("placement declined")
        elif office.say("sara", "place", "approve", row["case"], fine=FINE):
            office.count("placed")
        else:
            office.say(
                "bo", "place", "withdraw", row["case"], "they promised since", fine=FINE
            )
        return
    drawn = random.random()
    if drawn < 0.3:
        office.say("anna", "place", "status", row["case"], "--status", "contacted", "--due", _soon(office, 14), fine=FINE)  # fmt: skip
    elif drawn < 0.7:
        reference = f"NI-{row['case']}-{office.today:%m%d}"
        words = (
            "place",
            "remit",
            row["case"],
            "--gross",
            "60.00",
            "--reference",
            reference,
        )
        if office.say("clara", *words, fine=FINE):
            office.count("remitted")
        else:
            office.say("anna", "place", "close", row["case"], "--result", "paid", fine=FINE)
            office.count("placement closed")
    elif drawn < 0.8:
        office.say("anna", "place", "recall", row["case"], "--reason", "paid", fine=FINE)
        office.count("recalled")
    elif drawn < 0.9:
        office.say(
            "anna", "place", "close", row["case"], "--result", "uncollectable", fine=FINE
        )
        office.count("placement closed")


def _review(office: Office, _: Random, row: Row) -> None:
    name = row["case"]
    for who, *words in (
        ("sam", "review", "meeting", name, "what went wrong", "--people", "sam, dag, mia", "--cause", "delivery"),
        ("sam", "review", "action", name, "call before delivery", "--who", "dag", "--until", _soon(office, 30)),
        ("sam", "review", "done", name, "1"),
        ("sam", "review", "close", name, "delivery is announced now"),
    ):  # fmt: skip
        office.say(who, *words, fine=FINE)
    office.count("review held")


def sue(office: Office, _: Random, row: Row) -> None:
    """What is old and large goes to court."""
    text = "nothing else is left"
    if office.say("anna", "legal", "open", _account(row), text, fine=FINE):
        office.count("legal opened")


def _legal(office: Office, random: Random, row: Row) -> None:
    name = row["case"]
    steps: dict[str, tuple[tuple[str, ...], ...]] = {
        "assessing": (
            (
                "anna",
                "strength",
                name,
                "signed order",
                "--strong",
                "yes",
                "--documents",
                "signed-order",
            ),
            ("anna", "assets", name, "--assets", "yes", "--source", "company register"),
            ("anna", "cost", name, "--cost", "100.00", "--chance", "70"),
            ("anna", "ask", name),
        ),
        "asked": (
            ("leo", "authorise" if random.random() < 0.8 else "decline", name, "seen"),
        ),
        "authorised": (
            ("leo", "file", name, "--court", "ordinary", "--where", "Oslo tingrett"),
        ),
        "filed": (("leo", "judgment", name, "--amount", "90.00", "--costs", "10.00"),),
        "judged": (("leo", "enforce", name, "--how", "attachment"),),
        "enforcing": (
            (
                "leo",
                "give-up" if random.random() < 0.5 else "settle",
                name,
                "what there was",
            ),
        ),
    }
    for who, verb, *words in steps.get(row["state"], ()):
        more = ["--settled", "50.00"] if verb == "settle" else []
        if office.say(who, "legal", verb, *words, *more, fine=FINE):
            office.count(f"legal {verb}")
        elif verb == "authorise":
            office.say("anna", "legal", "ask", name, fine=FINE)


def hand_up(office: Office, _: Random, row: Row) -> None:
    """The debtor's manager is for the supervisor."""
    if office.say(
        "bo", "escalation", "ask", _account(row), "their manager decides", fine=FINE
    ):
        office.count("escalated")


def _escalation(office: Office, random: Random, row: Row) -> None:
    if row["state"] == "asked":
        verb = "answer" if random.random() < 0.8 else "decline"
        office.say("sam", "escalation", verb, row["case"], "called him", fine=FINE)
        office.count(f"escalation: {verb}")


def ask_sales(office: Office, random: Random, row: Row) -> None:
    """Whoever sold it is asked for help."""
    kind = random.choice(["visit", "papers"])
    if office.say(
        "bo", "sales", "ask", _account(row), "they know you", "--kind", kind, fine=FINE
    ):
        office.count("sales asked")


def _sales(office: Office, random: Random, row: Row) -> None:
    if row["state"] == "asked":
        verb = "answer" if random.random() < 0.8 else "decline"
        office.say("sol", "sales", verb, row["case"], "was there", fine=FINE)
        office.count(f"sales: {verb}")
    elif row["state"] == "answered":
        office.say("bo", "sales", "close", row["case"], fine=FINE)


def prospect(office: Office, random: Random) -> None:
    """Somebody wants to buy on credit for the first time."""
    if random.random() < 0.4:
        name = f"New Trade {office.today:%W} AS"
        office.say(
            "sol", "credit", "prospect", "record", "--name", name, "--limit", "50000 NOK",
            "--needs", "a pallet a month", "--country", "NO", fine=FINE,
        )  # fmt: skip
        office.count("prospect")


def _prospect(office: Office, random: Random, row: Row) -> None:
    if row["state"] != "asked":
        return
    name, verb = row["case"], "approve" if random.random() < 0.7 else "deny"
    for who, *words in (
        ("sol", "reference", name, "--who", "their bank", "--answer", "good"),
        ("sol", "reference", name, "--who", "another supplier", "--answer", "fair"),
        ("sol", "terms", name, "--to", "Tor Aas", "--how", "mail"),
        ("cleo", verb, name, "seen the papers"),
    ):
        office.say(who, "credit", "prospect", *words, fine=FINE)
    office.count(f"prospect: {verb}")


_ON: dict[str, Callable[[Office, Random, Row], None]] = {
    "complaint": _complaint, "support": _support, "goods back": _goods, "credit": _credit,
    "placement": _placement, "review": _review, "legal": _legal, "escalation": _escalation,
    "sales help": _sales, "prospect": _prospect,
}  # fmt: skip
