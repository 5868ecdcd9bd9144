"""A made-up company's year, outside ledgerlane: it invoices, customers pay or do not, files are written.

The same seed makes the same year. Customers keep to what they are (`KINDS`) and, where they
promised or agreed to a plan, mostly to that; what they do never depends on a clock.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

KINDS = {  # days late, spread, chance that an invoice is never paid by itself, keeps promises
    "prompt": (-2, 3, 0.01, 0.98),
    "habitual": (18, 4, 0.03, 0.9),
    "slow": (38, 15, 0.10, 0.7),
    "failing": (20, 20, 0.55, 0.25),
    "silent": (60, 30, 0.70, 0.0),
}
LANDS = (  # country, currency, language
    ("NO", "NOK", "nb"), ("NO", "NOK", "nb"), ("DK", "DKK", "da"), ("DE", "EUR", "de"),
    ("FR", "EUR", "fr"), ("NL", "EUR", "nl"), ("GB", "GBP", "en"), ("IN", "INR", "hi"),
)  # fmt: skip
CUSTOMERS = 64
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
    bounces_on: date | None = None
    used: list[tuple[Invoice, int]] = field(default_factory=list)


@dataclass
class World:
    """Everything outside the book."""

    seed: str
    start: date
    random: Random = field(init=False)
    customers: list[Customer] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    named: list[tuple[date, Customer, int, str]] = field(default_factory=list)
    """Money somebody said would come: day, from whom, how much, and the text of the payment."""

    def __post_init__(self) -> None:
        self.random = Random(f"year {self.seed}")
        kinds = list(KINDS)
        for n in range(CUSTOMERS):
            country, currency, language = LANDS[n % len(LANDS)]
            kind = kinds[n * 7 % len(kinds)]
            self.customers.append(
                Customer(f"{1000 + n}", f"{kind.title()} {country} {n:02}", kind, country, currency, language)
            )  # fmt: skip

    # --- a day passes -------------------------------------------------------------------

    def pass_day(self, today: date) -> None:
        """Invoices go out, money comes in, some of it bounces."""
        for customer in self.customers:
            if self.random.random() < 1 / 25:
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

    def will_pay(self, number: str, minor: int, day: date, text: str) -> None:
        """Somebody said so: it comes, or not, as the customer is."""
        customer = next(each for each in self.customers if each.number == number)
        self.named.append((day, customer, minor, text))

    def open_of(self, number: str) -> list[Invoice]:
        """What the books have open of a customer, the oldest first."""
        return [i for i in self.invoices if i.customer.number == number and i.open > 0]

    # --- the files of an evening --------------------------------------------------------

    def files(self) -> dict[str, str]:
        """The four files as the accounting system exports them in the evening, whole."""
        rows: dict[str, list[list[object]]] = {name: [] for name in HEADINGS}
        for c in self.customers:
            rows["customers"].append([
                c.number, c.name, "", c.country, c.currency, c.language, "", f"ap@c{c.number}.example",
                f"+47 22 {c.number[:2]} {c.number[2:]} 00", "NET30", "500000.00", "N", "S01", "",
                self.start.isoformat(),
            ])  # fmt: skip
        for i in self.invoices:
            kind = "CRN" if i.credit else "INV"
            rows["documents"].append([
                i.number, kind, i.customer.number, i.made.isoformat(), i.due.isoformat(),
                i.customer.currency, _sum(i.amount), _sum(i.open), "", "", "", "", "", "", "", "",
            ])  # fmt: skip
        for p in self.payments:
            rows["payments"].append([
                p.number, p.whose, p.day.isoformat(), p.customer.currency, _sum(p.amount), _sum(p.unapplied),
                "WIRE", f"B{p.number}", p.text, p.reverses,
            ])  # fmt: skip
            for invoice, minor in p.used:
                rows["allocations"].append([
                    p.number, "", invoice.number, p.day.isoformat(), _sum(minor), "0.00", "0.00", "",
                ])  # fmt: skip
        return {name: _csv(name, found) for name, found in rows.items() if found}


def _sum(minor: int) -> str:
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02}"


def _csv(name: str, rows: list[list[object]]) -> str:
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(HEADINGS[name].split())
    out.writerows(rows)
    return text.getvalue()
