"""A made-up company's ledger, as the files its accounting system would export.

Deterministic: the same size and day give the same bytes. Amounts are whole minor units
until they are written; ``open = amount - what was allocated`` holds for every document,
``unapplied = amount - what was allocated`` for every receipt that did not bounce.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from ledgerlane.domain.money import exact

SIZES = {
    "demo": (60, 700),
    "1k": (90, 1_000),
    "10k": (400, 10_000),
    "100k": (3_000, 100_000),
    "1m": (20_000, 1_000_000),
}
NAMES = """Nordvik Bygg AS|Hansen & Sønn|Østfold Marine|Bakken Rør AS|Café Lumière
Trondheim Frakt|Vesterheim Kjøkken|अग्रवाल ट्रेडर्स|Jansen Metaal BV|Fjordlaks Eksport
Lie Transport|Sund Bilverksted|Kro & Co|De Vries Hout|Konkurs Tre AS|Ålesund Trål
Åkerlund Snickeri AB|Bergström & Co AB|भारत वस्त्र उद्योग|Müller Werkzeuge GmbH|Ægir Sjømat
Acme [EU] Ltd|Lofoten Hotell|Tromsø Elektro|Setesdal Sag|Haugen Regnskap|Sørlandet Plast
Garçon Frères SARL|Peña Cerámica SL|Røros Tweed|Molde Optik|Bryggen Kolonial"""
PLACES = (
    "Oslo Bergen Drammen Hamar Bodø Narvik Larvik Moss Skien Voss Malmö Gent Pune".split()
)
TRADES = "Bygg Marine Elektro Frakt Foods Papir Verktøy Hotell Optikk Mekanisk".split()
PEOPLE = (
    "Kari Moe|Tor Aas|Ingrid Lie|Per Dahl|Åse Berg|Jan Visser|अनिल शर्मा|Eva Holm".split("|")
)
# behaviour: share of customers, days late on average, spread, share never paid
BEHAVIOURS = {
    "prompt": (50, -2, 3, 0.01),
    "habitual": (25, 18, 6, 0.03),
    "slow": (15, 40, 20, 0.08),
    "silent": (5, 60, 30, 0.45),
    "new": (5, 5, 10, 0.30),
}
CURRENCIES = {"NOK": ("NO", "nb", 10), "EUR": ("NL", "nl", 1), "SEK": ("SE", "sv", 10),
              "INR": ("IN", "hi", 80)}  # fmt: skip
HEADINGS = {
    "customers": "customer_id name parent_id country currency language contact email phone terms "
    "credit_limit credit_hold salesperson risk_class opened",
    "documents": "doc_id doc_type customer_id doc_date due_date currency amount open_amount terms "
    "po_number related_doc dispute_code disputed_amount dispute_date salesperson text",
    "payments": "payment_id customer_id value_date currency amount unapplied method "
    "bank_reference remittance reverses",
    "allocations": "payment_id credit_doc_id doc_id alloc_date cash discount writeoff reason",
}


@dataclass(slots=True)
class _Maker:
    random: Random
    today: date
    rows: dict[str, Any]
    counts: dict[str, int] = field(default_factory=lambda: {"INV": 0, "CRN": 0, "P": 0})

    def number(self, kind: str) -> str:
        self.counts[kind] += 1
        return f"{kind}{self.counts[kind]:08}"

    def customer(self, index: int, invoices: int) -> None:
        random = self.random
        names = NAMES.replace("\n", "|").split("|")
        code = _currency(random, names[index] if index < len(names) else "")
        country, language, scale = CURRENCIES[code]
        behaviour = _behaviour(random)
        number = str(10_001 + index * 7)
        name = names[index] if index < len(names) else _name(random, index)
        days = random.choice((14, 30, 30, 30, 45))
        self.rows["customers"].writerow(
            [number, name, "", country, code, language, random.choice(PEOPLE),
             f"ap{index}@customer.example", f"+47 22 {index % 90 + 10} 40 {index % 89 + 10}",
             f"NET{days}", 50_000 * scale, "N", f"S{index % 5 + 1:02}", "",
             (self.today - timedelta(days=500)).isoformat()]
        )  # fmt: skip
        for _ in range(invoices):
            self.invoice(number, code, scale, days, behaviour)
        if random.random() < 0.12:
            self.credit_note(number, code, scale)
        if random.random() < 0.08:
            self.receipt(
                number, code, random.randint(100, 9000) * scale * 10, "", bounced=False
            )
        if random.random() < 0.05:
            self.receipt(
                number, code, random.randint(100, 9000) * scale * 10, "", bounced=True
            )

    def invoice(
        self, number: str, code: str, scale: int, days: int, behaviour: str
    ) -> None:
        random = self.random
        _, late, spread, never = BEHAVIOURS[behaviour]
        age = random.randint(0, 90 if behaviour == "new" else 400)
        made = self.today - timedelta(days=age)
        due = made + timedelta(days=days)
        amount = int(min(random.lognormvariate(6.2, 1.1), 60_000) * scale * 100) + 100
        document = self.number("INV")
        paid = due + timedelta(days=round(random.gauss(late, spread)))
        unpaid = random.random() < never or paid > self.today or paid < made
        cash = 0 if unpaid else amount
        if cash and random.random() < 0.04:
            cash = amount * random.randint(40, 95) // 100
        disputed = amount - cash if cash < amount and random.random() < 0.05 else 0
        self.document(
            "INV", document, number, made, due, code, amount, amount - cash, disputed
        )
        if cash:
            over = random.randint(1, 500) * 10 if random.random() < 0.01 else 0
            self.receipt(number, code, cash + over, document, day=paid, applied=cash)

    def document(
        self, kind: str, document: str, number: str, made: date, due: date, code: str,
        amount: int, still_open: int, disputed: int,
    ) -> None:  # fmt: skip
        self.rows["documents"].writerow(
            [document, kind, number, made.isoformat(), due.isoformat(), code,
             exact(amount, code), exact(still_open, code), "", "", "",
             "PRICE" if disputed else "", exact(disputed, code) if disputed else "",
             due.isoformat() if disputed else "", "", ""]
        )  # fmt: skip

    def credit_note(self, number: str, code: str, scale: int) -> None:
        amount = -self.random.randint(50, 900) * scale * 100
        day = self.today - timedelta(days=self.random.randint(1, 60))
        self.document("CRN", self.number("CRN"), number, day, day, code, amount, amount, 0)

    def receipt(
        self, number: str, code: str, amount: int, document: str, *,
        day: date | None = None, applied: int = 0, bounced: bool = False,
    ) -> None:  # fmt: skip
        day = day or self.today - timedelta(days=self.random.randint(4, 40))
        payment = self.number("P")
        left = 0 if bounced else amount - applied  # the bank took it back
        payments = self.rows["payments"]
        payments.writerow(
            [payment, number, day.isoformat(), code, exact(amount, code), exact(left, code),
             "WIRE", f"B{payment}", document, ""]
        )  # fmt: skip
        if applied:
            self.rows["allocations"].writerow(
                [payment, "", document, day.isoformat(), exact(applied, code), exact(0, code),
                 exact(0, code), ""]
            )  # fmt: skip
        if bounced:
            back = day + timedelta(days=2)
            payments.writerow(
                [self.number("P"), number, back.isoformat(), code, exact(-amount, code),
                 exact(0, code), "RETURN", f"B{payment}", "RETURNED ITEM", payment]
            )  # fmt: skip


def _currency(random: Random, name: str) -> str:
    if any("\u0900" <= letter <= "\u097f" for letter in name):
        return "INR"
    if name.endswith(("BV", "SARL", "SL", "GmbH", "Hout", "Ltd", "Lumière")):
        return "EUR"
    if name.endswith("AB"):
        return "SEK"
    return "NOK" if name else random.choices(list(CURRENCIES), (70, 18, 8, 4))[0]


def _behaviour(random: Random) -> str:
    return random.choices(list(BEHAVIOURS), [share for share, *_ in BEHAVIOURS.values()])[0]


def _name(random: Random, index: int) -> str:
    return f"{random.choice(PLACES)} {random.choice(TRADES)} {index} AS"


def write(folder: Path, size: str, today: date) -> list[Path]:
    """Write the four files of a portfolio as of ``today``; answers their paths, in order."""
    customers, invoices = SIZES[size]
    paths = [folder / f"{name}.csv" for name in HEADINGS]
    files = [path.open("w", encoding="utf-8", newline="") for path in paths]
    try:
        rows = {}
        for (name, heading), file in zip(HEADINGS.items(), files, strict=True):
            rows[name] = csv.writer(file, lineterminator="\n")
            rows[name].writerow(heading.split())
        maker = _Maker(Random(f"ledgerlane {size}"), today, rows)
        share, rest = divmod(invoices, customers)
        for index in range(customers):
            maker.customer(index, share + (index < rest))
    finally:
        for file in files:
            file.close()
    return paths
