"""What a letter says, before it has words: values of one currency, in one language, to one customer.

The dunning run, the statement and the confirmation after a call make a `Letter`;
`ledgerlane.letters` gives it its wording and its form (procedure.md 2.3 and 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ledgerlane.domain.account import Item
from ledgerlane.domain.aging import Aged, Buckets
from ledgerlane.domain.interest import Accrual
from ledgerlane.domain.money import Money, total
from ledgerlane.domain.plan_facts import InstalmentTerms

LANGUAGES = ("en", "nb", "da", "de", "nl", "fr", "hi")
"""The languages that have every letter, by their codes (ISO 639-1)."""

LEVELS = 3
"""Reminders escalate in so many levels; the demand comes after them."""

_SPOKEN = {
    **dict.fromkeys("NO SJ".split(), "nb"),
    **dict.fromkeys("DK GL FO".split(), "da"),
    **dict.fromkeys("DE AT LI".split(), "de"),
    **dict.fromkeys("NL SR".split(), "nl"),
    **dict.fromkeys("FR MC".split(), "fr"),
}


class Kind(StrEnum):
    """What a letter is for. The values name templates, for ever."""

    COURTESY = "courtesy"
    """Before anything is due: did the invoices arrive, are they right, when will they be paid?"""
    REMINDER = "reminder"
    """Overdue; level 1 is friendly, 2 asks for an answer, 3 is firm."""
    DEMAND = "demand"
    """The least that must come by a day, and what follows if it does not."""
    FINAL = "final"
    """The last letter before the matter goes to others; carries a statutory notice where one is due."""
    ATTORNEY = "attorney"
    """The same on a lawyer's letterhead, in our name."""
    CONFIRMATION = "confirmation"
    """What was said and agreed: a conversation, a promise, a plan."""
    STATEMENT = "statement"
    """The account: all open items, unapplied cash, columns of age, balance."""
    COPY = "copy"
    """Copies of invoices, as asked for."""
    TERMS = "terms"
    """The book's credit policy, for whoever buys on credit for the first time."""


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where money is to go: an IBAN (without blanks), or a number as the country writes it."""

    iban: str = ""
    bic: str = ""
    number: str = ""
    bank: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose letterhead it is, who signs, and where money goes. ``country``: two capitals."""

    name: str
    address: tuple[str, ...] = ()
    country: str = ""
    tax_id: str = ""
    account: BankAccount = BankAccount()
    phone: str = ""
    email: str = ""
    signer: str = ""
    title: str = ""

    @property
    def payable(self) -> bool:
        """Whether it says where money is to go."""
        return bool(self.account.iban or self.account.number)

    @property
    def lacks(self) -> tuple[str, ...]:
        """What letters want of it and is not written: whose they are, where to pay, who mails."""
        said = {
            "name": self.name, "address": self.address, "account": self.payable, "email": self.email,
        }  # fmt: skip
        return tuple(key for key, value in said.items() if not value)

    @property
    def place(self) -> str:
        """The town of the address's last line, its postal code left out: ``0150 Oslo`` is ``Oslo``."""
        words = self.address[-1].replace(",", " ").split() if self.address else []
        return " ".join(w for w in words if not any(map(str.isdigit, w)) and not _code(w))


def _code(word: str) -> bool:
    """``AB`` in the Dutch ``1011 AB Amsterdam`` and the like."""
    return len(word) <= 2 and word.isupper()


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom it goes to. ``number`` is the customer's; ``country``: two capitals, or unknown."""

    number: str
    name: str
    attention: str = ""
    address: tuple[str, ...] = ()
    country: str = ""
    email: str = ""

    @property
    def called(self) -> str:
        """Their name; of customers whose name the books do not know the number."""
        return self.name or self.number


@dataclass(frozen=True, slots=True)
class Line:
    """One document. ``open`` is what is asked for, negative for credit; ``kind`` as the ledger's.

    ``denied``: so much of it was deducted, and is not accepted.
    """

    number: str
    document_date: date
    due: date
    amount: Money
    open: Money
    kind: str = "invoice"
    interest: Money | None = None
    denied: Money | None = None

    @classmethod
    def of(
        cls, item: Item, open_: Money | None = None, interest: Money | None = None,
        denied: Money | None = None,
    ) -> Line:  # fmt: skip
        """A ledger's item as the letter lists it; ``open_`` where a part is left out."""
        asked = item.open if open_ is None else open_
        return cls(
            item.number,
            item.document_date,
            item.due,
            item.amount,
            asked,
            item.kind,
            interest,
            denied,
        )

    def days_late(self, on: date) -> int:
        """Days past due on a day; 0 where it is not late."""
        return 0 if self.credit else max(0, (on - self.due).days)

    @property
    def credit(self) -> bool:
        """Whether it is credit of theirs: it is deducted, and is neither due nor late."""
        return self.open.minor < 0


@dataclass(frozen=True, slots=True)
class Cash:
    """Money that came in and belongs to no item yet; ``amount`` is positive."""

    received: date
    amount: Money
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Fee:
    """A fixed sum asked for beside the items. ``law`` names what it rests on, as data says it."""

    kind: str  # "compensation" (fixed by statute) or "reminder" (for the letter itself)
    amount: Money
    law: str = ""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The arithmetic of one document's late interest, line by line, until a day."""

    number: str
    until: date
    accrual: Accrual
    law: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that the law wants before the matter may be referred.

    ``country`` says whose law; ``days`` to pay from the day it is sent; nothing may follow
    until ``expires`` has passed.
    """

    country: str
    days: int
    expires: date


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said, when, with whom. ``channel`` is phone, mail, visit or letter."""

    on: date
    channel: str = "phone"
    person: str = ""
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised. ``broken``: its day has passed without the money."""

    amount: Money
    due: date
    made_on: date | None = None
    by: str = ""
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Agreed:
    """A payment plan as agreed. ``per_cent`` a year, as a decimal number; ``"0"`` bears none."""

    plan: str
    instalments: tuple[InstalmentTerms, ...]
    per_cent: str = "0"
    acceleration: bool = True
    guarantees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything that one letter says; all amounts in its currency.

    ``level`` is the highest dunning level its items have reached. ``minimum`` by ``by_date``
    is what keeps the account; ``next_step`` is who gets the matter then: ``agency``, ``court``
    or nobody. ``counsel`` is the lawyer whose letterhead an attorney letter bears, and
    ``aged`` the columns of a statement, as ``buckets`` cut them. ``reference`` is what the payer is to
    quote, and ``scheme`` its kind (`ledgerlane.domain.payment_reference`).
    """

    kind: Kind
    language: str
    currency: str
    day: date
    sender: Sender
    to: Addressee
    lines: tuple[Line, ...] = ()
    level: int = 0
    cash: tuple[Cash, ...] = ()
    fees: tuple[Fee, ...] = ()
    interest: tuple[Reckoned, ...] = ()
    minimum: Money | None = None
    by_date: date | None = None
    cash_only: bool = False
    next_step: str = ""
    notice: Notice | None = None
    last_letter: date | None = None
    conversation: Conversation | None = None
    promise: Promise | None = None
    plan: Agreed | None = None
    aged: Aged | None = None
    buckets: Buckets = Buckets()  # noqa: RUF009  frozen
    reference: str = ""
    scheme: str = ""
    counsel: Sender | None = None
    remark: str = ""
    terms: str = ""

    def __post_init__(self) -> None:
        assert self.language in LANGUAGES, self.language
        assert {money.currency for money in _amounts(self)} <= {self.currency}, self
        if self.kind == Kind.REMINDER:
            assert 1 <= self.level <= LEVELS, self.level
        if self.kind == Kind.DEMAND:
            assert self.minimum is not None, self
        if self.kind in (Kind.DEMAND, Kind.FINAL, Kind.ATTORNEY):
            assert self.by_date is not None, self
        if self.kind == Kind.STATEMENT:
            assert self.aged is not None, self
        if self.aged is not None:
            assert self.aged.balance == self.balance.minor, self

    @property
    def template(self) -> str:
        """The name of its template: ``reminder-2``, ``demand``."""
        return f"{self.kind}-{self.level}" if self.kind == Kind.REMINDER else str(self.kind)

    @property
    def owed(self) -> tuple[Line, ...]:
        """The documents that are asked for."""
        return tuple(line for line in self.lines if not line.credit)

    @property
    def credits(self) -> tuple[Line, ...]:
        """The credit notes that are deducted."""
        return tuple(line for line in self.lines if line.credit)

    @property
    def owed_total(self) -> Money:
        """What is open of the documents that are asked for, before credit is deducted."""
        return total((line.open for line in self.owed), self.currency)

    @property
    def items_total(self) -> Money:
        """What is open of the documents listed, credit notes deducted."""
        return total((line.open for line in self.lines), self.currency)

    @property
    def interest_total(self) -> Money:
        """Late interest asked for, by document."""
        found = (line.interest for line in self.lines if line.interest is not None)
        return total(found, self.currency)

    @property
    def fees_total(self) -> Money:
        """Fixed sums asked for."""
        return total((fee.amount for fee in self.fees), self.currency)

    @property
    def cash_total(self) -> Money:
        """Money of theirs that belongs to no item yet."""
        return total((each.amount for each in self.cash), self.currency)

    @property
    def balance(self) -> Money:
        """Documents less unapplied cash: not due + buckets - unapplied (procedure.md 5)."""
        return self.items_total - self.cash_total

    @property
    def to_pay(self) -> Money:
        """Documents, interest and fees, less unapplied cash."""
        return self.balance + self.interest_total + self.fees_total

    @property
    def asked(self) -> Money:
        """What the payer is to send now: the minimum of a demand, else all that is to pay."""
        if self.kind == Kind.DEMAND and self.minimum is not None:
            return self.minimum
        return self.to_pay

    @property
    def oldest_days(self) -> int:
        """Days past due of the oldest document listed."""
        return max((line.days_late(self.day) for line in self.lines), default=0)


TEMPLATES = tuple(
    name
    for kind in Kind
    for name in (
        [f"{kind}-{level}" for level in range(1, LEVELS + 1)]
        if kind == Kind.REMINDER
        else [str(kind)]
    )
)
"""The names of all templates, from the mildest letter on."""


def _amounts(letter: Letter) -> Iterator[Money]:
    for line in letter.lines:
        yield line.amount
        yield line.open
        if line.interest is not None:
            yield line.interest
    yield from (each.amount for each in letter.cash)
    yield from (each.amount for each in letter.fees)
    yield from (each.accrual.amount for each in letter.interest)
    if letter.minimum is not None:
        yield letter.minimum
    if letter.promise is not None:
        yield letter.promise.amount
    if letter.plan is not None:
        yield from (each.amount for each in letter.plan.instalments)


def language_of(language: str, country: str = "", otherwise: str = "en") -> str:
    """The language to write in: the customer's, else their country's, else the book's.

    ``no`` and ``nn`` are written in ``nb``; a language that has no letters is nobody's.
    """
    code = language.lower().replace("_", "-").partition("-")[0]
    code = "nb" if code in ("no", "nn") else code
    if code in LANGUAGES:
        return code
    if not code and country in _SPOKEN:
        return _SPOKEN[country]
    return otherwise if otherwise in LANGUAGES else "en"


def by_due(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Documents as a letter lists them: the oldest due first, then by number; credit notes last."""
    return tuple(sorted(lines, key=lambda line: (line.credit, line.due, line.number)))
