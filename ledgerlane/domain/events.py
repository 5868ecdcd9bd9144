"""Every fact our people can record, in one place: those of plans and interest in files of their own.

Facts are forever: kinds and optional fields are added, never renamed or reinterpreted.
A correction is a fact of its own. ``on`` is always the business date; when the fact was
recorded by the clock stands in the event's envelope. Fields named in ``private`` hold
personal data or free text: they travel beside the chain, which commits only to a salted
hash of them, so that a person can be erased and the chain still verifies.

Items, customers and receipts of the ledger are named by reference: ``"source/key"``.
Facts about receipts stand in `ledgerlane.domain.cash_facts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.case_facts import CASE_FACTS as CASE_FACTS
from ledgerlane.domain.case_facts import CaseAmount as CaseAmount
from ledgerlane.domain.case_facts import CaseDay as CaseDay
from ledgerlane.domain.case_facts import CaseMoved as CaseMoved
from ledgerlane.domain.case_facts import CaseOpened as CaseOpened
from ledgerlane.domain.case_facts import CaseWord as CaseWord
from ledgerlane.domain.cash_facts import RECEIPT_FACTS as RECEIPT_FACTS
from ledgerlane.domain.cash_facts import CashIdentified as CashIdentified
from ledgerlane.domain.cash_facts import CashMatched as CashMatched
from ledgerlane.domain.cash_facts import CashPosted as CashPosted
from ledgerlane.domain.cash_facts import CashReversed as CashReversed
from ledgerlane.domain.cash_facts import CashUnmatched as CashUnmatched
from ledgerlane.domain.cash_facts import MatchLine as MatchLine
from ledgerlane.domain.claim_facts import CLAIM_DECISIONS as CLAIM_DECISIONS
from ledgerlane.domain.claim_facts import CLAIM_ENTRIES as CLAIM_ENTRIES
from ledgerlane.domain.claim_facts import ClaimMatched as ClaimMatched
from ledgerlane.domain.claim_facts import ClaimRecorded as ClaimRecorded
from ledgerlane.domain.claim_facts import ClaimUnmatched as ClaimUnmatched
from ledgerlane.domain.claim_facts import ClaimWithdrawn as ClaimWithdrawn
from ledgerlane.domain.claim_facts import DeductionDecided as DeductionDecided
from ledgerlane.domain.claim_facts import DeductionReopened as DeductionReopened
from ledgerlane.domain.conflict_facts import CONFLICT_FACTS as CONFLICT_FACTS
from ledgerlane.domain.conflict_facts import ConflictSettled as ConflictSettled
from ledgerlane.domain.contact_facts import CONTACT_RULE_FACTS as CONTACT_RULE_FACTS
from ledgerlane.domain.contact_facts import ConsentGiven as ConsentGiven
from ledgerlane.domain.contact_facts import ContactPreferred as ContactPreferred
from ledgerlane.domain.contact_facts import ContactResumed as ContactResumed
from ledgerlane.domain.contact_facts import ContactStopped as ContactStopped
from ledgerlane.domain.credit_facts import CREDIT_FACTS as CREDIT_FACTS
from ledgerlane.domain.credit_facts import CreditFreed as CreditFreed
from ledgerlane.domain.credit_facts import CreditHeld as CreditHeld
from ledgerlane.domain.credit_facts import CreditLimitEnded as CreditLimitEnded
from ledgerlane.domain.credit_facts import CreditLimitSet as CreditLimitSet
from ledgerlane.domain.credit_facts import CreditTermsEnded as CreditTermsEnded
from ledgerlane.domain.credit_facts import CreditTermsSet as CreditTermsSet
from ledgerlane.domain.deadline_facts import DEADLINE_FACTS as DEADLINE_FACTS
from ledgerlane.domain.deadline_facts import DeadlineMet as DeadlineMet
from ledgerlane.domain.deadline_facts import DeadlineSet as DeadlineSet
from ledgerlane.domain.deputy_facts import DEPUTY_FACTS as DEPUTY_FACTS
from ledgerlane.domain.deputy_facts import DeputyEnded as DeputyEnded
from ledgerlane.domain.deputy_facts import DeputyNamed as DeputyNamed
from ledgerlane.domain.deputy_facts import LatitudeEnded as LatitudeEnded
from ledgerlane.domain.deputy_facts import LatitudeGranted as LatitudeGranted
from ledgerlane.domain.device_facts import DeviceNamed as DeviceNamed
from ledgerlane.domain.erasure_facts import CustomerErased as CustomerErased
from ledgerlane.domain.fact import Event as Event
from ledgerlane.domain.fact import Fact as Fact
from ledgerlane.domain.interest_facts import INTEREST_FACTS as INTEREST_FACTS
from ledgerlane.domain.interest_facts import InterestCharged as InterestCharged
from ledgerlane.domain.interest_facts import InterestLine as InterestLine
from ledgerlane.domain.interest_facts import InterestProposed as InterestProposed
from ledgerlane.domain.interest_facts import InterestWaived as InterestWaived
from ledgerlane.domain.interest_facts import InterestWithdrawn as InterestWithdrawn
from ledgerlane.domain.key_facts import KEY_FACTS as KEY_FACTS
from ledgerlane.domain.key_facts import KeyEnrolled as KeyEnrolled
from ledgerlane.domain.key_facts import KeyRevoked as KeyRevoked
from ledgerlane.domain.key_facts import StreamEnd as StreamEnd
from ledgerlane.domain.letter_facts import LETTER_FACTS as LETTER_FACTS
from ledgerlane.domain.letter_facts import OUTSIDE_FACTS as OUTSIDE_FACTS
from ledgerlane.domain.letter_facts import REVIEW_FACTS as REVIEW_FACTS
from ledgerlane.domain.letter_facts import LetterAccepted as LetterAccepted
from ledgerlane.domain.letter_facts import LetterAnswered as LetterAnswered
from ledgerlane.domain.letter_facts import LetterBounced as LetterBounced
from ledgerlane.domain.letter_facts import LetterEdited as LetterEdited
from ledgerlane.domain.letter_facts import LetterFailed as LetterFailed
from ledgerlane.domain.letter_facts import LetterHeld as LetterHeld
from ledgerlane.domain.letter_facts import LetterItem as LetterItem
from ledgerlane.domain.letter_facts import LetterRead as LetterRead
from ledgerlane.domain.letter_facts import LetterReleased as LetterReleased
from ledgerlane.domain.letter_facts import LetterSending as LetterSending
from ledgerlane.domain.letter_facts import LetterSent as LetterSent
from ledgerlane.domain.letter_facts import LetterSkipped as LetterSkipped
from ledgerlane.domain.letter_facts import LetterWithdrawn as LetterWithdrawn
from ledgerlane.domain.money import Money
from ledgerlane.domain.plan_facts import PLAN_FACTS as PLAN_FACTS
from ledgerlane.domain.plan_facts import InstalmentTerms as InstalmentTerms
from ledgerlane.domain.plan_facts import PlanAccelerated as PlanAccelerated
from ledgerlane.domain.plan_facts import PlanAccepted as PlanAccepted
from ledgerlane.domain.plan_facts import PlanBroken as PlanBroken
from ledgerlane.domain.plan_facts import PlanCancelled as PlanCancelled
from ledgerlane.domain.plan_facts import PlanDeclined as PlanDeclined
from ledgerlane.domain.plan_facts import PlanItem as PlanItem
from ledgerlane.domain.plan_facts import PlanProposed as PlanProposed
from ledgerlane.domain.plan_facts import PlanReplaced as PlanReplaced
from ledgerlane.domain.plan_facts import PlanSettled as PlanSettled
from ledgerlane.domain.request_facts import REQUEST_FACTS as REQUEST_FACTS
from ledgerlane.domain.request_facts import CreditMemoRequested as CreditMemoRequested
from ledgerlane.domain.request_facts import CreditMemoReversed as CreditMemoReversed
from ledgerlane.domain.request_facts import RecoveryReversed as RecoveryReversed
from ledgerlane.domain.request_facts import RequestApproved as RequestApproved
from ledgerlane.domain.request_facts import RequestDeclined as RequestDeclined
from ledgerlane.domain.request_facts import RequestEndorsed as RequestEndorsed
from ledgerlane.domain.request_facts import RequestReturned as RequestReturned
from ledgerlane.domain.request_facts import RequestWithdrawn as RequestWithdrawn
from ledgerlane.domain.request_facts import WriteOffRecovered as WriteOffRecovered
from ledgerlane.domain.request_facts import WriteOffRequested as WriteOffRequested
from ledgerlane.domain.request_facts import WriteOffReversed as WriteOffReversed
from ledgerlane.domain.step_facts import STEP_FACTS as STEP_FACTS
from ledgerlane.domain.step_facts import PaymentSaid as PaymentSaid
from ledgerlane.domain.step_facts import StepDeparted as StepDeparted


# --- customer:REF -----------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLogged(Fact):
    """An attempt to reach the customer, and what came of it. ``agency``: it was theirs, in our name."""

    kind = "contact.logged"
    private = ("reached", "note")

    code: str
    channel: str
    outcome: str
    currency: str = ""
    reason: str = ""
    reached: str = ""
    note: str = ""
    agency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMade(Fact):
    """The customer said: this much by that day. Replaces the open promises it had seen.

    ``named``: they said for which ``items``; else those are what the amount covers.
    """

    kind = "promise.made"
    private = ("by", "note")

    promise: str
    amount: Money
    due: date
    items: tuple[str, ...]
    code: str = "p"
    channel: str = "phone"
    reason: str = ""
    by: str = ""
    note: str = ""
    named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseWithdrawn(Fact):
    """The promise does not stand any more."""

    kind = "promise.withdrawn"
    private = ("why",)

    promise: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeOpened(Fact):
    """The customer contests this much of an item; the rest stays collectable.

    ``receipt``: by this one it was kept, a deduction. ``books``: it takes up what the books
    themselves call disputed, and adds nothing to it.
    """

    kind = "dispute.opened"
    private = ("note",)

    dispute: str
    item: str
    amount: Money
    reason: str = ""
    code: str = "d"
    note: str = ""
    receipt: str = ""
    books: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeSettled(Fact):
    """``outcome``: ``upheld`` (they are right), ``rejected``, ``withdrawn``."""

    kind = "dispute.settled"
    private = ("note",)

    dispute: str
    outcome: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded(Fact):
    """Something worth knowing about the account."""

    kind = "note.added"
    private = ("note",)

    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStepSet(Fact):
    """What is to be done next, and on which day. ``about``: the case that it follows up.

    ``currency``: it is about what is owed in it; ``""``: about the account.
    """

    kind = "step.set"
    private = ("what",)

    due: date
    what: str
    about: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStepCleared(Fact):
    """The collector says that nothing is to be done next."""

    kind = "step.cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned(Fact):
    """The account belongs to ``owner`` (a login) from now; ``""``: to nobody."""

    kind = "account.assigned"

    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snoozed(Fact):
    """Not on anybody's list before ``until``."""

    kind = "account.snoozed"
    private = ("reason",)

    until: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Fact):
    """No collection work on this account until released."""

    kind = "account.held"
    private = ("reason",)

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Released(Fact):
    """Ends a hold."""

    kind = "account.released"
    private = ("reason",)

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated(Fact):
    """Handed up: ``to`` is a role or a login, ``case`` what it waits in (books of before had none)."""

    kind = "account.escalated"
    private = ("reason",)

    to: str
    reason: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRecorded(Fact):
    """A person or number at the customer's, as we learnt it."""

    kind = "contact.recorded"
    private = ("name", "phone", "email", "note")

    name: str = ""
    role: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactWrong(Fact):
    """A number or address that does not reach them."""

    kind = "contact.wrong"
    private = ("value", "note")

    channel: str
    value: str = ""
    note: str = ""
    code: str = "w"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone(Fact):
    """The facts of these events are taken back; they stay in the history."""

    kind = "entry.undone"

    events: tuple[str, ...]


# --- people -----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAdded(Fact):
    """A login of the operating system may act in this book."""

    kind = "person.added"
    private = ("name",)

    login: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRevoked(Fact):
    """This person acts no more."""

    kind = "person.revoked"

    login: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGranted(Fact):
    """``limits``: what one write-off request may reach, for each currency."""

    kind = "role.granted"

    login: str
    role: str
    limits: tuple[Money, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRevoked(Fact):
    """Ends a grant."""

    kind = "role.revoked"

    login: str
    role: str


# --- book, batch:SHA, policy ------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class BookMade(Fact):
    """The first event of a book. ``practice`` is permanent."""

    kind = "book.made"

    currency: str
    zone: str
    country: str
    practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchImported(Fact):
    """A ledger file became what the books say, as of ``as_of``."""

    kind = "batch.imported"
    private = ("file",)

    sha256: str
    source: str
    ledger_kind: str
    as_of: date
    rows: int
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchUndone(Fact):
    """An import was taken back."""

    kind = "batch.undone"

    sha256: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySet(Fact):
    """The book's rules from now: the text of the policy file (TOML)."""

    kind = "policy.set"

    text: str


CUSTOMER_FACTS = (
    ContactLogged, PromiseMade, PromiseWithdrawn, DisputeOpened, DisputeSettled, NoteAdded,
    NextStepSet, NextStepCleared, Assigned, Snoozed, Held, Released, Escalated,
    ContactRecorded, ContactWrong, *CONTACT_RULE_FACTS, *STEP_FACTS, *DEADLINE_FACTS, Undone,
    *CLAIM_ENTRIES, *CREDIT_FACTS,
)  # fmt: skip
PEOPLE_FACTS = (
    PersonAdded,
    PersonRevoked,
    RoleGranted,
    RoleRevoked,
    *DEPUTY_FACTS,
    *KEY_FACTS,
)
BOOK_FACTS = (BookMade, BatchImported, BatchUndone, PolicySet, DeviceNamed)

_EVERY = (
    *CUSTOMER_FACTS, *CLAIM_DECISIONS, *INTEREST_FACTS, *LETTER_FACTS, *PLAN_FACTS, *REQUEST_FACTS, *RECEIPT_FACTS,
    *CASE_FACTS,
    *PEOPLE_FACTS, *BOOK_FACTS, CustomerErased, *CONFLICT_FACTS,
)  # fmt: skip
KINDS: dict[str, type[Fact]] = {fact.kind: fact for fact in _EVERY}
