"""Legal cases: is it worth a court, may we, and what the court and the bailiff bring (procedure.md 2.9).

Nothing is authorised before it was said whether the claim is strong and whether the customer
has assets. The legal role authorises, never who asked, and exactly what was shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledgerlane.domain.cases.common import DUE, WORKERS, because, note
from ledgerlane.domain.cases.table import (
    CODE,
    DAY,
    LOGIN,
    MONEY,
    NAME,
    OPENER,
    PER_CENT,
    Away,
    Field,
    Kind,
    State,
    Step,
    Task,
)
from ledgerlane.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ledgerlane.domain.cases.case import Case, Values
    from ledgerlane.domain.policy import Policy

MATTER = "legal"
LEGAL = ("legal",)
"""Who authorises and goes to court."""

YES, NO = "yes", "no"
DOCUMENTS = (
    "signed-order", "contract", "delivery-proof", "acknowledgement", "invoice", "letters", "guarantee",
)  # fmt: skip
ENFORCEMENT = (
    "attachment", "garnishment", "seizure", "instalments", "lien", "bankruptcy", "other",
)  # fmt: skip
SMALL, ORDINARY = "small", "ordinary"

ASSESSING, ASKED, AUTHORISED = "assessing", "asked", "authorised"
FILED, JUDGED, LOST, APPEALED, ENFORCING = (
    "filed",
    "judged",
    "lost",
    "appealed",
    "enforcing",
)
WITHDRAWN = "withdrawn"
IN_COURT = (AUTHORISED, FILED, JUDGED, LOST, APPEALED, ENFORCING)
"""States in which dunning and calls stop: the matter is the lawyer's."""

OWNER = Field("owner", "the person of legal who handles it", LOGIN)
SHOWN = Field("digest", "what was shown, as one number", NAME, made=True)
_BEFORE, _WON = (ASSESSING, ASKED), (JUDGED, ENFORCING)
_DAYS = (
    ("due", "assess", "to be assessed", (ASSESSING, ASKED)),
    ("answer-by", "answer", "answer to the attorney's letter", (*_BEFORE, AUTHORISED)),
    ("file-by", "file", "to be filed, the claim is barred after it", (AUTHORISED,)),
    ("hearing", "hearing", "hearing", (FILED, APPEALED)),
    ("appeal-by", "appeal", "the time to appeal ends", (JUDGED, LOST)),
    ("next", "enforcement", "ask what the enforcement brought", (ENFORCING,)),
)
"""Days that a case keeps: the field that says one, what it is, and while it is in which states."""


def tasks(case: Case) -> tuple[Task, ...]:
    """The days of a case that are still to come, or whose result nobody has told."""
    who = case.word("owner") or LEGAL[0]
    decided = max((n for n, each in enumerate(case.moves) if each.step in ("judgment", "lose")), default=-1)  # fmt: skip
    found = []
    for field, what, words, states in _DAYS:
        day = case.day(field)
        said = max(
            (n for n, each in enumerate(case.moves) if field in each.values), default=-1
        )
        over = field == "hearing" and said < decided
        if day is None or case.state not in states or over:
            continue
        where = (
            f" at {case.word('where')}" if field == "hearing" and case.word("where") else ""
        )
        doer = case.opened_by if case.state == ASSESSING else who
        found.append(Task(what, what, words + where, doer, day))
    return tuple(found)


def away(case: Case) -> Away | None:
    """Once it is authorised, the matter is the lawyer's."""
    if case.state not in IN_COURT:
        return None
    words = "with legal" if case.state == AUTHORISED else "before the court"
    return Away("LEG", f"{words}: {case.id}")


def filed_on(case: Case) -> date | None:
    """The day it was filed with the court; None where it was not, or was taken back from it."""
    found = case.taken("file")
    return found[-1].on if found and case.state != WITHDRAWN else None


def filed(cases: Iterable[Case]) -> dict[str, date]:
    """By item, the day since which a suit stands filed: over these, and no others, limitation does not run."""
    return {
        item.ref: day
        for case in cases
        if case.kind.name == MATTER and (day := filed_on(case)) is not None
        for item in case.items
    }


def answers(case: Case) -> dict[str, str]:
    """The two questions without whose answers nothing is authorised: yes, no, or ``""``."""
    return {"strong": case.word("strong"), "assets": case.word("assets")}


def _both_answered(case: Case, _values: Values) -> None:
    asks = {"strong": ("is the claim strong", "strength"), "assets": ("does the customer have assets", "assets")}  # fmt: skip
    open_ = [asks[name] for name, said in answers(case).items() if not said]
    if open_:
        words = " and ".join(each[0] for each in open_)
        how = ", ".join(f"legal {each[1]} {case.id}" for each in open_)
        msg = f"{case.id}: {words}? Without the answer nothing is authorised; {how} says it"
        raise Refused(msg)


def _against_a_no(case: Case, values: Values) -> None:
    """Going to court against a no needs words."""
    _both_answered(case, values)
    noes = [name for name, said in answers(case).items() if said == NO]
    if noes and not values.get("text"):
        what = " and ".join("the claim is not strong" if n == "strong" else "no assets are known" for n in noes)  # fmt: skip
        msg = f"{case.id}: {what}; say why it goes to court all the same"
        raise Refused(msg)


def _reasons(policy: Policy) -> tuple[str, ...]:
    return tuple(each.code for each in policy.write_offs.reasons)


def _days(policy: Policy) -> int:
    return policy.cases.legal_days


LEGAL_CASE = Kind(
    MATTER, "LC",
    "Overdue items are taken to court: assessed, authorised by the legal role, filed, judged, enforced.",
    states=(
        State(ASSESSING, "waits for what the claim rests on", waits_for=OPENER),
        State(ASKED, "waits for legal's word", waits_for="legal"),
        State(AUTHORISED, "may be filed", waits_for="legal"),
        State(FILED, "before the court", waits_for="legal"),
        State(JUDGED, "judgment for us", waits_for="legal"),
        State(LOST, "judgment against us", waits_for="legal"),
        State(APPEALED, "before the higher court", waits_for="legal"),
        State(ENFORCING, "the judgment is enforced", waits_for="legal"),
        State("collected", "paid", ends=True),
        State("settled", "settled for less, or out of court", ends=True),
        State("uncollectable", "nothing to be had; to be written off", ends=True),
        State("declined", "legal does not take it to court", ends=True),
        State(WITHDRAWN, "not pursued; back to collection", ends=True),
    ),
    opens=Step(
        "open", ("",), ASSESSING, WORKERS,
        "propose to sue over overdue items; none named: all that are overdue", "legal case opened",
        (OWNER, DUE, Field("text", "why nothing else is left to try", needed=True, main=True)),
        verb="open a legal case",
    ),
    steps=(
        Step("strength", (ASSESSING,), "", (*WORKERS, *LEGAL), "is the claim strong?",
             "legal: strength", (
                 Field("strong", "yes or no", CODE, needed=True, choices=(YES, NO)),
                 Field("documents", "what proves it; several with commas", CODE, choices=DOCUMENTS, many=True),
                 because("what it rests on, what they contest"),
             ), verb="say how strong a claim is"),
        Step("assets", (ASSESSING,), "", (*WORKERS, *LEGAL), "does the customer have assets?",
             "legal: assets", (
                 Field("assets", "yes or no", CODE, needed=True, choices=(YES, NO)),
                 Field("source", "where that is known from", needed=True),
                 because("what they have", needed=False),
             ), verb="say what a customer has"),
        Step("cost", (ASSESSING,), "", (*WORKERS, *LEGAL), "what it costs, against what it may bring",
             "legal: cost", (
                 Field("cost", "what lawyers and witnesses cost us", MONEY, needed=True),
                 Field("fee", "the court's fee", MONEY),
                 Field("chance", "of winning, in per cent", PER_CENT, needed=True),
                 Field("expect", "what could then be collected; empty: what is claimed", MONEY),
                 because("what it rests on", needed=False),
             ), verb="say what a suit costs"),
        Step("letter", (ASSESSING, AUTHORISED), "", (*WORKERS, *LEGAL), "the attorney's letter was sent",
             "legal: attorney's letter sent", (
                 Field("sent", "when it was sent", DAY, needed=True),
                 Field("answer-by", "the day it asks for payment by", DAY),
                 because("what it says", needed=False),
             ), verb="note an attorney's letter"),
        Step("ask", _BEFORE, ASKED, WORKERS, "ask legal to authorise it, as it now stands",
             "legal: authorisation asked", (because("what legal has to know", needed=False), SHOWN),
             check=_both_answered, verb="ask for an authorisation"),
        Step("authorise", (ASKED,), AUTHORISED, LEGAL, "let it go to court, exactly as it is shown",
             "legal: authorised", (
                 OWNER,
                 Field("digest", "of what was shown (case show); it must still be that", NAME),
                 because("why, where an answer is no", needed=False),
             ), apart=True, check=_against_a_no, verb="authorise a suit"),
        Step("decline", (ASKED,), "declined", LEGAL, "do not take it to court", "legal: declined",
             (because(),), apart=True, verb="decline a suit"),
        Step("return", (ASKED,), ASSESSING, LEGAL, "ask something back", "legal asks back",
             (because("the question"),), verb="return a suit"),
        Step("file", (AUTHORISED,), FILED, LEGAL, "filed with the court; that stops the limitation",
             "legal: filed", (
                 Field("court", "small claims or ordinary", CODE, needed=True, choices=(SMALL, ORDINARY)),
                 Field("where", "which court", needed=True),
                 Field("number", "the court's number of it", NAME),
                 because("what is claimed besides", needed=False),
                 Field("law", "by which that stops the limitation", NAME, made=True),
             ), verb="file a suit"),
        Step("hearing", (FILED, APPEALED), "", LEGAL, "the day of a hearing", "legal: hearing", (
            Field("hearing", "the day", DAY, needed=True),
            Field("where", "which court"),
            because("who has to come, with what", needed=False),
        ), verb="set a hearing"),
        Step("judgment", (FILED, APPEALED), JUDGED, LEGAL, "the court gave judgment for us",
             "legal: judgment", (
                 Field("amount", "what they must pay", MONEY, needed=True),
                 Field("interest", "with what interest", MONEY),
                 Field("costs", "with what costs", MONEY),
                 Field("appeal-by", "the last day for an appeal", DAY),
                 because("how it was reasoned", needed=False),
             ), verb="record a judgment"),
        Step("lose", (FILED, APPEALED), LOST, LEGAL, "the court gave judgment against us",
             "legal: lost", (
                 Field("costs", "what we must pay", MONEY),
                 Field("appeal-by", "the last day for an appeal", DAY),
                 because("how it was reasoned"),
             ), verb="record a judgment"),
        Step("appeal", (JUDGED, LOST), APPEALED, LEGAL, "it goes to the higher court", "legal: appeal", (
            Field("by", "who appeals", CODE, needed=True, choices=("us", "them")),
            because("on what ground", needed=False),
        ), verb="record an appeal"),
        Step("enforce", (JUDGED, ENFORCING), ENFORCING, LEGAL, "a step of enforcement",
             "legal: enforcement", (
                 Field("how", "which step", CODE, needed=True, choices=ENFORCEMENT),
                 Field("next", "the day to ask what it brought", DAY),
                 because("of what, by whom", needed=False),
             ), verb="enforce a judgment"),
        Step("charge", IN_COURT, "", LEGAL, "ask the customer for costs; somebody else charges them",
             "legal: costs asked for", (
                 Field("outlay", "how much", MONEY, needed=True),
                 because("what for"),
             ), stands="interest withdraw takes its proposal back", verb="ask for costs of a suit"),
        Step("collect", (AUTHORISED, FILED, APPEALED, *_WON), "collected", LEGAL, "all of it is paid",
             "legal: collected", (because("how", needed=False),), verb="close a suit"),
        Step("settle", (AUTHORISED, FILED, APPEALED, *_WON), "settled", LEGAL, "settled with the customer",
             "legal: settled", (
                 Field("settled", "for how much", MONEY, needed=True), because("on which terms"),
             ), verb="settle a suit"),
        Step("give-up", (AUTHORISED, JUDGED, LOST, ENFORCING), "uncollectable", LEGAL,
             "nothing is to be had; asks for the write-off of what is open, which somebody else decides",
             "legal: uncollectable", (
                 because(),
                 Field("reason", "of the write-off, a code of the book's policy", CODE, choices=_reasons),
                 Field("request", "the write-off that is asked for", NAME, made=True),
             ), verb="give a suit up"),
        Step("withdraw", _BEFORE, WITHDRAWN, (*WORKERS, *LEGAL), "it is not to go to court",
             "legal case withdrawn", (because(),), verb="withdraw a legal case"),
        Step("discontinue", IN_COURT, WITHDRAWN, LEGAL, "take it back from the court",
             "legal: discontinued", (because(),), verb="discontinue a suit"),
        Step("assign", (*_BEFORE, *IN_COURT), "", (*WORKERS, *LEGAL), "say who handles it",
             "legal case assigned", (OWNER, DUE), verb="assign a legal case"),
        note((*_BEFORE, *IN_COURT), (*WORKERS, *LEGAL)),
    ),
    days=_days, command="legal", tasks=tasks, listed="dates", away=away, unnamed="all that is overdue",
    untold=frozenset({"digest"}), tried=True,
)  # fmt: skip
