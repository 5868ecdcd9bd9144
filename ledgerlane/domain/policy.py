"""The rules a book can change, as one value; ``DEFAULT`` is what we advise.

Lists of pairs (`Table`, by name) stand for small dictionaries, so that a policy is a value that can
be compared and remembered by. `ledgerlane.domain.policy_reading` makes one from a file.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property

from ledgerlane.domain.assignment import Rule
from ledgerlane.domain.case_policy import DEFAULT_CASES, CaseRules
from ledgerlane.domain.codes import DEFAULT_CODES, Code
from ledgerlane.domain.contact_policy import DEFAULT_CONTACT, ContactRules
from ledgerlane.domain.deadlines import NO_RULES, Deadlines
from ledgerlane.domain.dunning_rules import Dunning
from ledgerlane.domain.letter import Sender
from ledgerlane.domain.money import minor_digits
from ledgerlane.domain.placement_policy import PlacementRules
from ledgerlane.domain.reason import Reason as Reason
from ledgerlane.domain.steps import LARGE_STEPS as LARGE_STEPS
from ledgerlane.domain.steps import NET_DAYS as NET_DAYS
from ledgerlane.domain.steps import SMALL_STEPS as SMALL_STEPS
from ledgerlane.domain.steps import TIMINGS as TIMINGS
from ledgerlane.domain.steps import Step as Step
from ledgerlane.domain.steps import Timing as Timing

Table = tuple[tuple[str, int], ...]


def lookup(table: Table, key: str, default: int) -> int:
    """The number that ``key`` stands for."""
    return next((value for name, value in table if name == key), default)


@dataclass(frozen=True, slots=True)
class SizeClass:
    """Accounts owing ``units`` or more; a unit is one euro or `Sizes.factors` of another currency."""

    name: str
    units: int
    points: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """Size classes, smallest first. ``large_from`` names the first that gets the large plan."""

    classes: tuple[SizeClass, ...] = (
        SizeClass("tiny", 0, -15),
        SizeClass("small", 500, 5),
        SizeClass("medium", 5_000, 12),
        SizeClass("large", 25_000, 20),
        SizeClass("key", 100_000, 28),
    )
    large_from: str = "large"
    factors: Table = (
        ("CZK", 25), ("DKK", 7), ("HUF", 400), ("IDR", 17_000), ("INR", 90), ("ISK", 140),
        ("JPY", 150), ("KRW", 1_500), ("KWD", 1), ("NOK", 10), ("PLN", 4), ("SEK", 10),
        ("THB", 38), ("TRY", 40), ("VND", 27_000), ("ZAR", 20),
    )  # fmt: skip

    def edges(self, currency: str) -> tuple[int, ...]:
        """The least amount of each class, in minor units of ``currency``."""
        one = self.unit(currency)
        return tuple(size.units * one for size in self.classes)

    def unit(self, currency: str) -> int:
        """About the worth of one euro, in minor units of ``currency``."""
        return lookup(self.factors, currency, 1) * int(10 ** minor_digits(currency))

    def index(self, minor: int, currency: str) -> int:
        """Which class an amount belongs to."""
        return max(0, bisect_right(self.edges(currency), minor) - 1)

    def name(self, minor: int, currency: str) -> str:
        """The name of that class."""
        return self.classes[self.index(minor, currency)].name

    @property
    def large_index(self) -> int:
        """The place of ``large_from`` among the classes."""
        return [size.name for size in self.classes].index(self.large_from)


@dataclass(frozen=True, slots=True)
class Band:
    """``points`` from this day on, until the next band begins."""

    day: int
    points: int
    words: str


@dataclass(frozen=True, slots=True)
class Stake:
    """``points`` where waiting another 30 days may cost ``units`` or more (units as in `SizeClass`)."""

    units: int
    points: int


@dataclass(frozen=True, slots=True)
class Scoring:
    """Points of the named rules, and what they come to."""

    max_score: int = 100
    class_per_cent: tuple[int, int, int, int] = (
        60,
        45,
        30,
        15,
    )  # at least this: A, B, C, D
    age: tuple[Band, ...] = (
        Band(1, 4, "1-30 days late"),
        Band(31, 8, "31-60 days late"),
        Band(61, 12, "61-90 days late"),
        Band(91, 14, "over 90 days late"),
        Band(181, 10, "over 180 days late"),
        Band(366, 6, "over a year late"),
    )
    collectability: tuple[Band, ...] = (
        Band(1, 0, ""),
        Band(60, 10, "best before 90 days"),
        Band(91, 4, "losing value fast"),
        Band(181, 0, ""),
    )
    at_stake: tuple[Stake, ...] = (
        Stake(0, 0),
        Stake(100, 2),
        Stake(1_000, 4),
        Stake(10_000, 8),
    )
    silence: tuple[Band, ...] = (
        Band(0, 0, ""),
        Band(14, 4, "no contact for 14 d"),
        Band(30, 7, "no contact for 30 d"),
        Band(60, 9, "no contact for 60 d"),
    )
    never_contacted: int = 5
    risk: Table = (
        ("deteriorating", 10), ("habitual", 2), ("new", 6), ("promise-breaker", 12), ("prompt", 0),
        ("silent", 10),
    )  # fmt: skip
    deterioration_days: int = 10  # this much later than usual adds `deterioration`
    deterioration: int = 4
    usual_lateness: int = -6  # a habitual payer inside the usual days
    broken_promise: int = 30
    conflict: int = 16  # something was said apart on two copies of the book and waits
    partly_kept: int = 18
    promise_today: int = 20
    promise_in_grace: int = 8
    plan: Table = (
        ("broken", 30), ("late", 24), ("looming", 25), ("missed", 32), ("short", 24),
    )  # fmt: skip
    dispute_answered: int = 18
    dispute_answered_days: int = 14
    step_today: int = 14
    step_overdue: int = 18
    escalated: int = 6


@dataclass(frozen=True, slots=True)
class Promises:
    """When a promise counts as kept."""

    grace_business_days: int = 2
    tolerance_units: int = 1  # whole units of the currency
    tolerance_per_cent: int = 1
    least_per_cent: int = (
        5  # of the overdue; a smaller promise leaves the account on the list
    )

    def is_small(self, minor: int, overdue: int) -> bool:
        """Whether a promise of ``minor`` is too small a share to take the account off the list."""
        return 100 * minor < self.least_per_cent * overdue


@dataclass(frozen=True, slots=True)
class Plans:
    """When an instalment needs attention before its day."""

    looming_days: int = 5
    late_business_days: int = 2
    tolerance_units: int = 1


@dataclass(frozen=True, slots=True)
class RequestLimits:
    """What requests of one kind may come to, in units (as in `SizeClass`); 0: no such limit.

    Over ``two_approvers_units`` two people must agree; ``customer_units`` and
    ``requester_units`` are for all that is approved in ``window_days``, today the last of them.
    """

    item_units: int = 100_000
    two_approvers_units: int = 25_000
    customer_units: int = 250_000
    requester_units: int = 500_000
    window_days: int = 90


@dataclass(frozen=True, slots=True)
class WriteOffs:
    """Giving up: allowed reasons, limits, and accounts of the journal.

    ``tax_relief``: claimed unless a request says otherwise; ``credit_hold``: an approval puts
    the customer on the credit-hold list.
    """

    reasons: tuple[Reason, ...] = (
        Reason("bankrupt", "bankrupt or dissolved"),
        Reason("uncollectible", "uncollectible after all steps"),
        Reason("uneconomic", "small balance, not worth pursuing"),
        Reason("deceased", "deceased without estate"),
        Reason("untraceable", "moved, cannot be traced"),
        Reason("barred", "time-barred"),
        Reason("settled", "settled for less"),
        Reason("our-error", "our own error"),
    )
    receivable: str = "assets:receivables"
    expense: str = "expenses:bad-debts"
    allowance: str = ""  # instead of expense, where the book keeps one
    tax: str = "liabilities:vat"
    tax_per_mille: int = (
        0  # of the net amount, like 250 in Norway: so much of a gross debt is given back
    )
    recovery: str = "income:recoveries"
    bank: str = "assets:bank"  # where money that comes after the write-off goes
    tax_relief: bool = False
    credit_hold: bool = False
    limits: RequestLimits = RequestLimits()
    nag_days: int = 30


@dataclass(frozen=True, slots=True)
class Deductions:
    """Short payments and claims (procedure.md 2.2).

    An item is paid short when a receipt paid it to within ``short_per_cent`` of its amount and
    more than ``least_units`` is left, or what is left is a discount that its terms name. Such a
    rest is chased until somebody says why it was kept.
    """

    find_short_payments: bool = True
    short_per_cent: int = 25
    least_units: int = 1
    chase_business_days: int = 1  # after a denial, until the customer is asked for it again
    forms: tuple[Reason, ...] = (
        Reason("promo", "promotion or marketing program"),
        Reason("price", "price or quantity"),
        Reason("damage", "damaged or missing goods"),
        Reason("return", "goods returned"),
        Reason("freight", "freight or handling"),
        Reason("discount", "early payment discount"),
        Reason("other", "other"),
    )
    account: str = "income:sales-deductions"
    tax_relief: bool = True  # a credit memo takes the tax inside the gross amount back
    limits: RequestLimits = RequestLimits()


COLLECTABLE_PER_MILLE = ((0, 1000), (90, 689), (180, 513), (365, 214))
"""Chance of collecting by days past due (Commercial Collection Agency Association survey, as
cited in procedure.md section 3): log-linear between the points and beyond the last."""


@dataclass(frozen=True, slots=True)
class ReferenceRate:
    """A reference rate that the book adds to a statute's table: per cent a year from a day on."""

    since: date
    per_cent: str


@dataclass(frozen=True, slots=True)
class FixedFee:
    """What the book asks for each late debt of ``from_units`` or more, in whole units."""

    currency: str
    units: int
    from_units: int = 0


@dataclass(frozen=True, slots=True)
class CountryRegime:
    """Customers of this country fall under another regime of late interest."""

    country: str
    regime: str


@dataclass(frozen=True, slots=True)
class Interest:
    """Late interest and fees. ``regime``: eu, uk, dk, no, in, contract, or "": none is charged."""

    regime: str = ""
    by_country: tuple[CountryRegime, ...] = ()
    per_cent: str = ""  # of a contract, a year
    margin_per_cent: str = ""  # instead of the statute's
    rates: tuple[ReferenceRate, ...] = ()
    day_count: str = ""  # instead of the statute's
    rests: str = ""  # none or monthly, instead of the statute's
    fees: tuple[FixedFee, ...] = ()  # instead of the statute's for that currency
    charge_fees: bool = True
    grace_days: int = 0  # late by no more than this: nothing is asked
    least_units: int = 1  # less than this of an item is not proposed
    cap_per_cent: int = 0  # of what was late; 0: no cap
    look_back_days: int = 400  # items paid late longer ago are left alone
    receivable: str = "assets:receivables"
    income: str = "income:late-interest"
    fee_income: str = "income:late-fees"
    nag_days: int = 30  # charged, and the ledger does not show it yet


@dataclass(frozen=True, slots=True)
class TermsRules:
    """Where due dates and discount days go that are not worked: none, following, preceding, modified."""

    due_roll: str = "none"
    discount_roll: str = "none"


@dataclass(frozen=True, slots=True)
class Cash:
    """How receipts are matched (procedure.md 5). Tolerances: the smaller of units and per cent.

    ``order`` names the kinds of item (fee, interest, invoice; charge: fees and interest alike)
    that money which names none goes to first; the others follow, the oldest due first. A posted receipt is the ledger's when amounts agree and
    their value dates are at most ``near_days`` apart. ``subset_items``: of so many open
    items at most all sums are tried.
    """

    order: tuple[str, ...] = ("fee", "interest")
    under_units: int = 1
    over_units: int = 1
    tolerance_per_cent: int = 2
    under_reason: str = "under-tolerance"
    over_reason: str = "over-tolerance"
    discount_grace_days: int = 0
    unearned_reason: str = "unearned discount"
    partial_discount: bool = (
        False  # part of an invoice paid in time earns its part of the discount
    )
    subset_items: int = 12
    near_days: int = 7
    nag_days: int = 10


@dataclass(frozen=True, slots=True)
class Risk:
    """Edges between the risk classes, lateness in days; the chance of collection by age."""

    settled_least: int = 3
    prompt_days: int = 5
    habitual_spread_days: int = 10
    deteriorating_days: int = 10
    far_beyond_days: int = 30  # an unpaid invoice so much later than usual is no habit
    broken_promises: int = 2
    silent_days: int = 60
    silent_attempts: int = 3
    collectable: tuple[tuple[int, int], ...] = COLLECTABLE_PER_MILLE


@dataclass(frozen=True)
class Policy:
    """A book's rules. Compared by value; the hash is worked out once."""

    bucket_edges: tuple[int, ...] = (0, 30, 60, 90)
    sizes: Sizes = Sizes()
    scoring: Scoring = Scoring()
    promises: Promises = Promises()
    plans: Plans = Plans()
    risk: Risk = Risk()
    write_offs: WriteOffs = WriteOffs()
    deductions: Deductions = Deductions()
    interest: Interest = Interest()
    terms: TermsRules = TermsRules()
    cash: Cash = Cash()
    dunning: Dunning = Dunning()  # noqa: RUF009  frozen
    letterhead: Sender = Sender(name="")  # noqa: RUF009  frozen
    counsel: Sender = Sender(name="")  # noqa: RUF009  the lawyer of attorney letters
    contact: ContactRules = DEFAULT_CONTACT
    cases: CaseRules = DEFAULT_CASES
    placements: PlacementRules = PlacementRules()  # noqa: RUF009  frozen
    large_steps: tuple[Step, ...] = LARGE_STEPS
    small_steps: tuple[Step, ...] = SMALL_STEPS
    timings: tuple[Timing, ...] = TIMINGS
    deadlines: Deadlines = NO_RULES
    most_usual_days: int = 30  # so late at most may be usual for the plan to count from it
    steps_on_business_days: bool = True
    late_reasons: tuple[Reason, ...] = (
        Reason("cf", "cash flow"),
        Reason("nr", "invoice not received"),
        Reason("ap", "waiting for approval"),
        Reason("po", "order number missing"),
        Reason("dg", "damaged or wrong goods"),
        Reason("pr", "price or quantity wrong"),
        Reason("cn", "waiting for credit note"),
        Reason("bk", "bank or payment trouble"),
        Reason("ov", "overlooked"),
        Reason("hol", "people away"),
        Reason("ins", "insolvency"),
        Reason("ot", "other"),
    )
    codes: tuple[Code, ...] = DEFAULT_CODES
    assignment: tuple[Rule, ...] = ()
    weekend: tuple[int, ...] = (5, 6)  # Monday is 0
    holidays: tuple[date, ...] = ()
    quiet_days: int = 7
    furthest_days: int = 90  # a day further away is asked about
    next_step_leaves_list: bool = True
    credit_policy: str = ""  # the text that the team goes by and new customers are sent
    _hash: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        values = tuple(getattr(self, entry.name) for entry in fields(self) if entry.compare)
        object.__setattr__(self, "_hash", hash(values))

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def code(self) -> dict[str, Code]:
        """Action codes by letter."""
        return {code.letter: code for code in self.codes}


DEFAULT = Policy()
"""The rules a new book starts with."""


def from_mapping(mapping: object) -> Policy:
    """The default rules with what ``mapping`` (a policy file) says instead.

    Raises `Misused` naming the key and what would be accepted; unknown keys are refused.
    """
    from ledgerlane.domain.policy_reading import read_policy

    return read_policy(mapping)
