"""The words of the timeline: one plain line for each fact of an account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledgerlane.domain import credit
from ledgerlane.domain.cases.kinds import KINDS as CASES
from ledgerlane.domain.events import (
    Assigned,
    CaseMoved,
    CaseOpened,
    CashIdentified,
    CashMatched,
    CashPosted,
    CashReversed,
    CashUnmatched,
    ClaimMatched,
    ClaimRecorded,
    ClaimUnmatched,
    ClaimWithdrawn,
    ConflictSettled,
    ConsentGiven,
    ContactLogged,
    ContactPreferred,
    ContactRecorded,
    ContactResumed,
    ContactStopped,
    ContactWrong,
    CreditMemoRequested,
    CreditMemoReversed,
    CustomerErased,
    DeadlineMet,
    DeadlineSet,
    DeductionDecided,
    DeductionReopened,
    DisputeOpened,
    DisputeSettled,
    Escalated,
    Event,
    Fact,
    Held,
    InterestCharged,
    InterestProposed,
    InterestWaived,
    InterestWithdrawn,
    LetterAccepted,
    LetterAnswered,
    LetterBounced,
    LetterEdited,
    LetterFailed,
    LetterHeld,
    LetterRead,
    LetterReleased,
    LetterSending,
    LetterSent,
    LetterSkipped,
    LetterWithdrawn,
    NextStepCleared,
    NextStepSet,
    NoteAdded,
    PaymentSaid,
    PlanAccelerated,
    PlanAccepted,
    PlanBroken,
    PlanCancelled,
    PlanDeclined,
    PlanProposed,
    PlanReplaced,
    PlanSettled,
    PromiseMade,
    PromiseWithdrawn,
    RecoveryReversed,
    Released,
    RequestApproved,
    RequestDeclined,
    RequestEndorsed,
    RequestReturned,
    RequestWithdrawn,
    Snoozed,
    StepDeparted,
    Undone,
    WriteOffRecovered,
    WriteOffRequested,
    WriteOffReversed,
)
from ledgerlane.domain.money import Money
from ledgerlane.domain.told import PLAIN, Names, Told, joined, name_of

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_CHANNELS = {"phone": "call", "": "call", "mail": "mail", "email": "mail", "letter": "mail"}


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of the timeline. ``subject``: the promise or dispute it is about, or ``""``.

    ``act`` is the command it was recorded by.
    """

    event_id: str
    day: date
    t: int
    actor: str
    kind: str
    code: str
    currency: str
    words: str
    note: str
    outcome: str
    undone: bool
    subject: str = ""
    act: str = ""


def short_day(day: date, near: date | None = None) -> str:
    """``20 Nov``, with the year where it is another one than that of ``near``."""
    text = f"{day.day:02d} {_MONTHS[day.month - 1]}"
    return text if near is None or near.year == day.year else f"{text} {day.year}"


def activity(event: Event, undone: bool, names: Names = PLAIN) -> Activity | None:
    """The line for an event; None for a kind this version does not know."""
    line = told(event.fact, names)
    if line is None:
        return None
    return Activity(
        event.id, event.fact.on, event.t, event.actor, line.kind, line.code, line.currency,
        line.words, line.note, line.outcome, undone, line.subject, event.fact.act,
    )  # fmt: skip


def activities(
    events: Iterable[Event], undone: Iterable[str], names: Names = PLAIN
) -> tuple[Activity, ...]:
    """The lines for events, in their order; ``undone`` are ids of those taken back."""
    gone = frozenset(undone)
    found = (activity(event, event.id in gone, names) for event in events)
    return tuple(each for each in found if each is not None)


def told(fact: Fact, names: Names = PLAIN) -> Told | None:
    """The line for a fact; None for a kind this version does not know. ``names``: what documents are called."""
    match fact:
        case ContactLogged():
            by = f"by agency {fact.agency}" if fact.agency else ""
            words = joined(fact.outcome, fact.reached, fact.reason, by)
            kind = _CHANNELS.get(fact.channel, fact.channel)
            return Told(kind, fact.code, fact.currency, words, fact.note, fact.outcome, "")
        case PromiseMade():
            words = f"PROMISE {fact.amount} by {short_day(fact.due, fact.on)}"
            words = "  ".join(
                part for part in (words, joined(fact.by, fact.reason)) if part
            )
            return Told(
                "promise", fact.code, fact.amount.currency, words, fact.note, "", fact.promise,
            )  # fmt: skip
        case PaymentSaid():
            words = f"WILL PAY {fact.amount} on {short_day(fact.due, fact.on)}"
            words = joined(words, fact.by)
            return Told(
                "call", fact.code, fact.amount.currency, words, fact.note, "will pay", ""
            )
        case DeadlineSet():
            words = f"{fact.what} deadline {short_day(fact.due, fact.on)}"
            return Told("deadline", "", "", words, fact.note, "", "")
        case DeadlineMet():
            return Told("deadline", "", "", f"{fact.what} deadline met", fact.note, "", "")
        case StepDeparted():
            words = f"plan: {fact.step} {fact.how}"
            return Told(
                "departure", "", "", words, fact.reason, f"{fact.how} {fact.step}", ""
            )
        case PromiseWithdrawn():
            return Told(
                "promise withdrawn", "", "", "promise withdrawn", fact.why, "", fact.promise
            )
        case DisputeOpened():
            of = f" of {names.document(fact.item)}" if fact.item else ""
            amount = f" {fact.amount}" if fact.amount.minor else ", invoice not said yet"
            words = joined(f"DISPUTE{amount}{of}", fact.reason)
            return Told(
                "dispute" if fact.code else "deduction",
                fact.code,
                fact.amount.currency,
                words,
                fact.note,
                "",
                fact.dispute,
            )
        case DisputeSettled():
            words = f"dispute answered: {fact.outcome}"
            return Told("answer", "", "", words, fact.note, fact.outcome, fact.dispute)
        case NoteAdded():
            return Told("note", "o", "", "note", fact.note, "", "")
        case NextStepSet():
            words = f"next: {fact.what} on {short_day(fact.due, fact.on)}"
            return Told("step", "", "", words, "", "", "")
        case NextStepCleared():
            return Told("step", "", "", "no next step", "", "", "")
        case (
            InterestProposed() | InterestWithdrawn() | InterestCharged() | InterestWaived()
        ):
            return _of_interest(fact, names)
        case _:
            return _of_account(fact, names)


def _of_interest(
    fact: InterestProposed | InterestWithdrawn | InterestCharged | InterestWaived,
    names: Names,
) -> Told:
    if isinstance(fact, InterestProposed):
        fee = f" + fee {fact.fee}" if fact.fee.minor else ""
        number = names.document(fact.item)
        words = f"interest {fact.interest}{fee} proposed on {number}, {fact.charge}"
        return Told("interest", "", fact.interest.currency, words, "", "", fact.charge)
    reason = fact.reason if isinstance(fact, InterestWaived) else ""
    words = f"interest {fact.charge} {fact.kind.rpartition('.')[2]}"
    return Told("interest", "", "", words, reason, "", fact.charge)


def _of_account(fact: Fact, names: Names) -> Told | None:
    match fact:
        case Assigned():
            words = f"assigned to {fact.owner}" if fact.owner else "assigned to nobody"
            return Told("assign", "a", "", words, "", "", "")
        case Snoozed():
            words = joined(f"snoozed until {short_day(fact.until, fact.on)}", fact.reason)
            return Told("snooze", "z", "", words, "", "", "")
        case Held():
            return Told("hold", "", "", joined("on hold", fact.reason), "", "", "")
        case Released():
            return Told("hold", "", "", joined("hold released", fact.reason), "", "", "")
        case Escalated():
            words = joined(f"escalated to {fact.to}", fact.reason)
            return Told("escalate", "e", "", words, "", "", "")
        case ContactRecorded():
            words = joined(
                f"contact {fact.name}".strip(), fact.role, fact.phone, fact.email
            )
            return Told("contact", "", "", words, fact.note, "", "")
        case ContactWrong():
            words = joined(f"wrong {fact.channel or 'contact'}", fact.value)
            kind = "wrong contact" if fact.code else "contact"  # tried, or learnt otherwise
            return Told(kind, fact.code, "", words, fact.note, "wrong", "")
        case Undone():
            count = len(fact.events)
            words = f"took back {count} {'entry' if count == 1 else 'entries'}"
            return Told("undo", "u", "", words, "", "", "")
        case ConflictSettled():
            words = f"settled: {fact.verdict or 'none of them stands'}"
            return Told("settle", "", "", words, fact.why, "", "")
        case CustomerErased():
            return Told("note", "", "", "personal data erased", fact.reason, "", "")
        case _:
            return (
                _of_cash(fact, names)
                or _of_plan(fact)
                or _of_request(fact)
                or _of_letter(fact)
                or _of_rules(fact)
                or _of_claim(fact)
                or _of_case(fact)
                or _of_credit(fact)
            )


def _of_cash(fact: Fact, names: Names) -> Told | None:
    currency = why = ""
    match fact:
        case CashPosted():
            words = f"{fact.amount} of {short_day(fact.value_date, fact.on)} posted"
            currency = fact.amount.currency
        case CashIdentified():
            whose = names.customer(fact.customer) if fact.customer else "nobody"
            words = f"{name_of(fact.receipt)} is of {whose}"
        case CashMatched():
            numbers = ", ".join(
                names.document(line.item) for line in fact.lines if line.item
            )
            words = f"{name_of(fact.receipt)} matched to {numbers}, {fact.rule}"
        case CashUnmatched():
            words, why = f"{name_of(fact.receipt)} unmatched", fact.why
        case CashReversed():
            words, why = f"{name_of(fact.receipt)} bounced", fact.why
        case _:
            return None
    return Told("cash", "", currency, words, why, "", fact.receipt)


def _of_rules(fact: Fact) -> Told | None:
    """What was said about contacting them: no contact itself."""
    note = ""
    match fact:
        case ContactStopped():
            what = (
                f"consent to {fact.channel} withdrawn"
                if fact.what == "consent"
                else fact.what
            )
            of = f" by {fact.channel}" if fact.channel and fact.what != "consent" else ""
            until = f" until {short_day(fact.until, fact.on)}" if fact.until else ""
            words = joined(f"STOP {what}{of}{until}", fact.by, fact.evidence)
            note = fact.reason
        case ContactResumed():
            words, note = f"contact resumed: {', '.join(fact.stops)}", fact.reason
        case ConsentGiven():
            words = joined(f"consent to {fact.channel}", fact.by, fact.evidence)
        case ContactPreferred():
            said = (fact.party, fact.country, fact.zone, fact.hours, fact.language)
            gone = f"not known any more: {', '.join(fact.cleared)}" if fact.cleared else ""
            words = joined("contact preferences", *said, gone)
        case _:
            return None
    return Told("contact rule", "", "", words, note, "", getattr(fact, "stop", ""))


def _of_case(fact: Fact) -> Told | None:
    """A step of a case: no contact itself. None where the kind or step is of a newer version."""
    if not isinstance(fact, CaseOpened | CaseMoved) or fact.matter not in CASES:
        return None
    kind = CASES[fact.matter]
    step = kind.opens if isinstance(fact, CaseOpened) else kind.step(fact.step)
    if step is None:
        return None
    made = {each.name for each in step.fields if each.made} | kind.untold
    amounts = [str(each.amount) for each in fact.amounts if each.name not in made]
    codes = [each.value for each in fact.words if each.name not in made]
    note = next((each.value for each in fact.texts if each.name == "text"), "")
    words = joined(f"{step.told}, {fact.case}", *codes, *amounts)
    return Told("case", "", "", words, note, "", fact.case)


def _of_credit(fact: Fact) -> Told | None:
    said = credit.told(fact)
    if said is None:
        return None
    words, currency, reason, case = said
    return Told("credit", "", currency, words, reason, "", case)


def _of_plan(fact: Fact) -> Told | None:
    match fact:
        case PlanProposed():
            debt = Money(
                sum(i.amount.minor for i in fact.items), fact.items[0].amount.currency
            )
            words = f"PLAN {fact.plan} proposed: {debt} over {len(fact.instalments)}"
            return Told("plan", "", debt.currency, words, fact.note, "", "")
        case PlanAccepted():
            words = joined(f"plan {fact.plan} accepted", fact.by)
            return Told("plan", "", "", words, "", "", "")
        case PlanDeclined():
            return Told("plan", "", "", f"plan {fact.plan} declined", fact.why, "", "")
        case PlanBroken():
            return Told("plan", "", "", f"plan {fact.plan} broken", fact.why, "", "")
        case PlanCancelled():
            return Told("plan", "", "", f"plan {fact.plan} cancelled", fact.why, "", "")
        case PlanReplaced():
            words = f"plan {fact.plan} replaced by {fact.by}"
            return Told("plan", "", "", words, "", "", "")
        case PlanSettled() | PlanAccelerated():
            why = fact.why if isinstance(fact, PlanAccelerated) else ""
            words = f"plan {fact.plan} {fact.kind.partition('.')[2]}"
            words = joined(words, f"{fact.rebate} rebated")
            return Told("plan", "", "", words, why, "", "")
        case _:
            return None


def _of_letter(fact: Fact) -> Told | None:
    """A letter that left counts as a contact (kind ``letter``); what is decided of it does not."""
    kind, note = "letter review", ""
    match fact:
        case LetterSent():
            kind = "letter"
            how = (
                ""
                if fact.via == "smtp"
                else " into the folder"
                if fact.via == "folder"
                else ""
            )
            words = f"{paper_words(fact.paper, fact.level)} {fact.letter} sent{how}"
        case LetterAccepted():
            words = f"{paper_words(fact.paper, fact.level)} {fact.letter} accepted"
        case LetterSkipped():
            words, note = f"{paper_words(fact.paper, fact.level)} skipped", fact.reason
        case LetterHeld():
            until = f" until {short_day(fact.until, fact.on)}" if fact.until else ""
            words, note = f"letters held{until}", fact.reason
        case LetterReleased():
            words = "letters released"
        case LetterEdited():
            words = f"{paper_words(fact.paper, fact.level)} edited"
        case LetterSending():
            words = f"letter {fact.letter} handed over"
        case LetterFailed():
            words, note = f"letter {fact.letter} not sent", fact.why
        case LetterBounced():
            words, note = f"letter {fact.letter} came back", fact.why
        case LetterRead():
            words = f"letter {fact.letter} was read"
        case LetterAnswered():
            kind, words, note = "mail", f"answer to letter {fact.letter}", fact.subject
        case LetterWithdrawn():
            words, note = f"letter {fact.letter} withdrawn", fact.reason
        case _:
            return None
    currency = getattr(fact, "currency", "")
    return Told(kind, "", currency, words, note, "", fact.letter)


def paper_words(paper: str, level: int) -> str:
    """``letter 3 (reminder)``, ``courtesy letter``, ``statement``."""
    if paper in ("reminder", "demand", "final", "attorney") and level > 0:
        return f"letter {level} ({paper})"
    return f"{paper} letter" if paper in ("courtesy", "confirmation", "attorney") else paper


def _of_request(fact: Fact) -> Told | None:
    """The line of a request; its name says what kind it is (``WO-``, ``CM-``)."""
    match fact:
        case WriteOffRequested() | CreditMemoRequested():
            total = Money(
                sum(i.amount.minor for i in fact.items), fact.items[0].amount.currency
            )
            memo = isinstance(fact, CreditMemoRequested)
            what = "CREDIT MEMO" if memo else "WRITE-OFF"
            words = joined(f"{what} {fact.request} asked: {total}", fact.reason)
            kind = "credit memo" if memo else "write-off"
            return Told(kind, "", total.currency, words, fact.note, "", "")
        case RequestEndorsed():
            done, note = "agreed to, a second person decides", ""
        case RequestApproved():
            done, note = "approved", ""
        case RequestDeclined():
            done, note = "declined", fact.reason
        case RequestReturned():
            done, note = "returned", fact.reason
        case RequestWithdrawn():
            done, note = "withdrawn", ""
        case WriteOffReversed() | CreditMemoReversed():
            done, note = "reversed", fact.reason
        case WriteOffRecovered():
            done, note = f"recovered {fact.amount}", fact.note
        case RecoveryReversed():
            done, note = f"recovery {fact.recovery} taken back", fact.reason
        case _:
            return None
    kind = "credit memo" if fact.request.startswith("CM-") else "write-off"
    return Told(kind, "", "", f"{kind} {fact.request} {done}", note, "", "")


def _of_claim(fact: Fact) -> Told | None:
    match fact:
        case ClaimRecorded():
            words = joined(f"CLAIM {fact.claim} {fact.amount}", fact.form, fact.program)
            return Told("claim", "", fact.amount.currency, words, fact.note, "", fact.claim)
        case ClaimMatched():
            words = f"claim {fact.claim}: {fact.amount} of {fact.dispute}"
            return Told("claim", "", fact.amount.currency, words, "", "", fact.claim)
        case ClaimUnmatched():
            words = f"claim {fact.claim} not of {fact.dispute}"
            return Told("claim", "", "", words, fact.why, "", fact.claim)
        case ClaimWithdrawn():
            return Told("claim", "", "", f"claim {fact.claim} withdrawn", fact.why, "", fact.claim)  # fmt: skip
        case DeductionDecided():
            parts = (
                (fact.confirmed, "confirmed"),
                (fact.denied, "denied"),
                (fact.paid, "paid already"),
            )
            said = " · ".join(
                f"{amount} {word}" for amount, word in parts if amount and amount.minor
            )
            words = joined(f"deduction {fact.dispute}: {said}", fact.claim, fact.request)
            currency = fact.confirmed.currency
            return Told("deduction", "", currency, words, fact.note, "", fact.dispute)
        case DeductionReopened():
            words = f"deduction {fact.dispute} open again"
            return Told("deduction", "", "", words, fact.why, "", fact.dispute)
        case _:
            return None
