"""A made-up company's year, outside ledgerlane: it invoices, customers pay or do not, files are written.

The same seed makes the same year. Customers keep to what they are (`KINDS`) and, where they
promised or agreed to a plan, mostly to that; what they do never depends on a clock.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

KINDS = {  # days late, spread, chance that an invoice is never paid by itself, keeps promises
    "prompt": (-2, 3, 0.01, 0.98),
    "habitual": (18, 4, 0.03, 0.9),
    "slow": (38, 15, 0.10, 0.7),
    "failing": (20, 20, 0.55, 0.25),
    "silent": (60, 30, 0.70, 0.0),
}
LANDS = (  # country, currency, language
    ("NO", "NOK", "nb"), ("DK", "DKK", "da"), ("DE", "EUR", "de"), ("FR", "EUR", "fr"),
    ("NL", "EUR", "nl"), ("GB", "GBP", "en"), ("IN", "INR", "hi"),
)  # fmt: skip
LEFT_ALONE = len(LANDS)
"""So many of them, silent and one of each language, get letters and nothing else."""
HEADINGS = {
    "customers": "customer_id name parent_id country currency language contact email phone terms"
    " credit_limit credit_hold salesperson risk_class opened",
    "documents": "doc_id doc_type customer_id doc_date due_date currency amount open_amount terms"
    " po_number related_doc dispute_code disputed_amount dispute_date salesperson text",
    "payments": "payment_id customer_id value_date currency amount unapplied method"
    " bank_reference remittance reverses",
    "allocations": "payment_id credit_doc_id doc_id alloc_date cash discount writeoff reason",
}


@dataclass
class Customer:
    number: str
    name: str
    kind: str
    country: str
    currency: str
    language: str


@dataclass
class Invoice:
    number: str
    customer: Customer
    made: date
    due: date
    amount: int
    open: int
    pays_on: date | None
    credit: bool = False


@dataclass
class Payment:
    number: str
    customer: Customer
    day: date
    amount: int
    unapplied: int
    text: str
    whose: str
    reverses: str = ""
    reference: str = ""
    bounces_on: date | None = None
    used: list[tuple[Invoice, int]] = field(default_factory=list)


@dataclass
class World:
    """Everything outside the book."""

    seed: str
    start: date
    random: Random = field(init=False)
    today: date = date.min
    given_up: list[tuple[date, Invoice, int, str]] = field(default_factory=list)
    """What the books credited or wrote off: day, invoice, how much, the credit note."""
    alone: set[str] = field(default_factory=set)
    written: dict[str, dict[str, str]] = field(default_factory=dict)
    """Rows of the practice book's own ledger, which the files of an evening repeat."""
    customers: list[Customer] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    named: list[tuple[date, Customer, int, str]] = field(default_factory=list)
    """Money somebody said would come: day, from whom, how much, and the text of the payment."""

    def __post_init__(self) -> None:
        self.random = Random(f"year {self.seed}")
        for kind in (*KINDS, "silent"):  # the last of each language is left alone
            for country, currency, language in LANDS:
                n = len(self.customers)
                name = f"{kind.title()} {country} {n:02}"
                self.customers.append(Customer(f"{1000 + n}", name, kind, country, currency, language))  # fmt: skip
        self.alone = {each.number for each in self.customers[-LEFT_ALONE:]}

    def take_over(
        self, customers: list[dict[str, str]], documents: list[dict[str, str]]
    ) -> None:
        """Go on with the customers and open documents of the practice book, as it exports them."""
        self.written = {row["customer_id"]: row for row in customers}
        theirs = {}
        for row in customers:
            kind = self.random.choice(list(KINDS))
            made = Customer(row["customer_id"], row["name"], kind, row["country"], row["currency"], row["language"])  # fmt: skip
            theirs[made.number] = made
        self.customers += theirs.values()
        for row in documents:
            customer, credit = theirs[row["customer_id"]], row["doc_type"] != "invoice"
            never = self.random.random() < 2 * KINDS[customer.kind][2]
            pays = self.start + timedelta(days=self.random.randint(3, 90))
            invoice = Invoice(
                row["doc_id"], customer, date.fromisoformat(row["doc_date"]),
                date.fromisoformat(row["due_date"]), _minor(row["amount"]),
                _minor(row["open_amount"]), None if credit or never else pays, credit=credit,
            )  # fmt: skip
            self.invoices.append(invoice)
            self.written[invoice.number] = row

    # --- a day passes -------------------------------------------------------------------

    def pass_day(self, today: date) -> None:
        """Invoices go out, money comes in, some of it bounces."""
        self.today = today
        for customer in self.customers:
            if self.random.random() < 1 / 55:
                self._invoice(customer, today)
        self._credit_notes(today)
        for invoice in self.invoices:
            if invoice.pays_on == today and invoice.open > 0:
                self._pay(invoice.customer, invoice.open, invoice.number, today)
        for day, customer, minor, text in [each for each in self.named if each[0] == today]:
            self.named.remove((day, customer, minor, text))
            if self.random.random() < KINDS[customer.kind][3]:
                self._pay(customer, minor, text, today)
        for payment in self.payments:
            if payment.bounces_on == today:
                self._bounce(payment, today)

    def _invoice(self, customer: Customer, today: date) -> None:
        late, spread, never, _ = KINDS[customer.kind]
        amount = self.random.randint(300, 60_000) * 100
        due = today + timedelta(days=30)
        pays: date | None = due + timedelta(days=round(self.random.gauss(late, spread)))
        if self.random.random() < never:
            pays = None
        number = f"F{len(self.invoices) + 1:05}"
        self.invoices.append(Invoice(number, customer, today, due, amount, amount, pays))

    def _credit_notes(self, today: date) -> None:
        if self.random.random() < 0.02 and self.invoices:
            customer = self.random.choice(self.customers)
            number = f"G{len(self.invoices) + 1:05}"
            minor = -self.random.randint(50, 400) * 100
            self.invoices.append(Invoice(number, customer, today, today, minor, minor, None, credit=True))  # fmt: skip

    def _pay(self, customer: Customer, minor: int, text: str, today: date) -> None:
        short = self.random.random()
        if short < 0.15:
            minor = minor * self.random.randint(88, 99) // 100
        whose = customer.number if self.random.random() > 0.05 else ""
        said = text if self.random.random() > 0.15 else "payment"
        number = f"P{len(self.payments) + 1:05}"
        made = Payment(number, customer, today, minor, minor, said, whose)
        if self.random.random() < 0.03:
            made.bounces_on = today + timedelta(days=3)
        self.payments.append(made)
        if whose and said == text:  # the books apply what they can read, the same evening
            self._apply(made, text)

    def _apply(self, payment: Payment, text: str) -> None:
        numbers = text.split()
        for invoice in self.invoices:
            if invoice.number in numbers and invoice.open > 0 and payment.unapplied > 0:
                minor = min(invoice.open, payment.unapplied)
                invoice.open -= minor
                payment.unapplied -= minor
                payment.used.append((invoice, minor))

    def _bounce(self, payment: Payment, today: date) -> None:
        for invoice, minor in payment.used:
            invoice.open += minor
        payment.used, payment.unapplied = [], 0
        number = f"P{len(self.payments) + 1:05}"
        back = Payment(number, payment.customer, today, -payment.amount, 0, "RETURNED", payment.whose, payment.number)  # fmt: skip
        self.payments.append(back)

    def came(self, number: str, minor: int, reference: str, day: date) -> None:
        """Money that a clerk posted today: the books show it in the evening."""
        name = f"P{len(self.payments) + 1:05}"
        customer = next(each for each in self.customers if each.number == number)
        self.payments.append(
            Payment(
                name, customer, day, minor, minor, "payment", number, reference=reference
            )
        )

    def book(self, request: dict[str, Any]) -> None:
        """The books take in what was approved: a credit note for so much of each item.

        What was reversed or paid since is less, or nothing.
        """
        for part in request["items"]:
            number = part["id"].partition("/")[2]
            invoice = next((i for i in self.invoices if i.number == number), None)
            minor = min(part["amount"], invoice.open) if invoice is not None else 0
            if invoice is None or minor <= 0:
                continue
            invoice.open -= minor
            credit = f"G{len(self.invoices) + 1:05}"
            self.invoices.append(Invoice(credit, invoice.customer, self.today, self.today, -minor, 0, None, credit=True))  # fmt: skip
            self.given_up.append((self.today, invoice, minor, credit))

    def will_pay(self, number: str, minor: int, day: date, text: str) -> None:
        """Somebody said so: it comes, or not, as the customer is."""
        customer = next(each for each in self.customers if each.number == number)
        self.named.append((day, customer, minor, text))

    def balance(self, currency: str) -> int:
        """What the books have open in a currency, less the cash that belongs to nothing yet."""
        theirs = sum(i.open for i in self.invoices if i.customer.currency == currency)
        cash = sum(p.unapplied for p in self.payments if p.customer.currency == currency)
        return theirs - cash

    def open_of(self, number: str) -> list[Invoice]:
        """What the books have open of a customer, the oldest first."""
        return [i for i in self.invoices if i.customer.number == number and i.open > 0]

    # --- the files of an evening --------------------------------------------------------

    def files(self) -> dict[str, str]:
        """The four files as the accounting system exports them in the evening, whole."""
        rows: dict[str, list[list[object]]] = {name: [] for name in HEADINGS}
        for c in self.customers:
            if c.number in self.written:
                row = self.written[c.number]
                rows["customers"].append(
                    [row[name] for name in HEADINGS["customers"].split()]
                )
                continue
            rows["customers"].append([
                c.number, c.name, "", c.country, c.currency, c.language, "",
                "" if self._on_paper(c) else f"ap@c{c.number}.example",
                f"+47 22 {c.number[:2]} {c.number[2:]} 00", "NET30", "500000.00", "N", "S01", "",
                self.start.isoformat(),
            ])  # fmt: skip
        for i in self.invoices:
            kind = "CRN" if i.credit else "INV"
            rows["documents"].append([
                i.number, kind, i.customer.number, i.made.isoformat(), i.due.isoformat(),
                i.customer.currency, _sum(i.amount), _sum(i.open),
                *self._more(i),
            ])  # fmt: skip
        for p in self.payments:
            rows["payments"].append([
                p.number, p.whose, p.day.isoformat(), p.customer.currency, _sum(p.amount), _sum(p.unapplied),
                "WIRE", p.reference or f"B{p.number}", p.text, p.reverses,
            ])  # fmt: skip
            for invoice, minor in p.used:
                rows["allocations"].append([
                    p.number, "", invoice.number, p.day.isoformat(), _sum(minor), "0.00", "0.00", "",
                ])  # fmt: skip
        for day, invoice, minor, credit in self.given_up:
            rows["allocations"].append([
                "", credit, invoice.number, day.isoformat(), _sum(minor), "0.00", "0.00", "",
            ])  # fmt: skip
        return {name: _csv(name, found) for name, found in rows.items() if found}

    def _on_paper(self, customer: Customer) -> bool:
        """One of those who are left alone has no mail address."""
        return customer.number in self.alone and customer.language == "hi"

    def _more(self, invoice: Invoice) -> list[str]:
        """What else its row says; what was contested in the books stays so while it is open."""
        row = self.written.get(invoice.number)
        if row is None:
            return [""] * 8
        contested = min(_minor(row["disputed_amount"]), max(invoice.open, 0))
        dispute = [row["dispute_code"], _sum(contested), row["dispute_date"]]
        return [
            row["terms"], row["po_number"], row["related_doc"],
            *(dispute if contested else ["", "", ""]), "", row["text"],
        ]  # fmt: skip


def _sum(minor: int) -> str:
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02}"


def _minor(text: str) -> int:
    return int(Decimal(text or 0).scaleb(2))


def _csv(name: str, rows: list[list[object]]) -> str:
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(HEADINGS[name].split())
    out.writerows(rows)
    return text.getvalue()
