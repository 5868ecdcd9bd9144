"""Post mortems: why our own systems made a bad debt, and what is changed (procedure.md 2.11).

A meeting gives the cause, actions have an owner and a day, follow-up meetings look again; it is
closed when the cause is known and every action is done, or dropped with a reason.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ledgerlane.domain.cases.common import DUE, WORKERS, because, day, note, word
from ledgerlane.domain.cases.complaint import causes
from ledgerlane.domain.cases.table import (
    CODE,
    DAY,
    LOGIN,
    NAME,
    TASK,
    Field,
    Kind,
    State,
    Step,
    Task,
)
from ledgerlane.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ledgerlane.domain.cases.case import Case, Values
    from ledgerlane.domain.policy import Policy

LEADERS = ("supervisor", "management", "admin")
"""Who holds the meetings and says that nothing more is to be done."""

DOERS = (
    *WORKERS, "management", "department", "credit", "marketing", "legal", "sales", "clerk", "support",
)  # fmt: skip
"""Who can be given an action: everybody who may change anything."""

DONE, DROPPED = "done", "dropped"


def tasks(case: Case) -> tuple[Task, ...]:
    """The next meeting, and every action with what came of it."""
    leader = case.word("owner") or LEADERS[0]
    meeting: date | None = None
    found: dict[str, Task] = {}
    for move in case.moves:
        if move.step == "meeting":
            meeting = None
        meeting = day(move.values, "next") or day(move.values, "due") or meeting
        name = word(move.values, "action")
        if name in found:
            found[name] = _after(found[name], move.step, move.values)
        elif move.step == "action" and (until := day(move.values, "until")) is not None:
            said, who = word(move.values, "text"), word(move.values, "who")
            found[name] = Task(name, "action", said, who, until)
    if meeting is not None and case.open:
        number = len(case.taken("meeting")) + 1
        found["meeting"] = Task("meeting", "meeting", f"meeting {number}", leader, meeting)
    return tuple(found.values())


def _after(task: Task, step: str, values: Values) -> Task:
    state = {"done": DONE, "drop": DROPPED, "again": "open"}.get(step, task.state)
    return replace(
        task, who=word(values, "who") or task.who, due=day(values, "until") or task.due,
        state=state, said=word(values, "text") if state != "open" else "",
    )  # fmt: skip


def _actions(case: Case, *states: str) -> Mapping[str, str]:
    return {
        each.id: f"{each.words} ({each.who}, {each.due.isoformat()})"
        for each in case.tasks
        if each.what == "action" and each.state in states
    }


def _open(case: Case) -> Mapping[str, str]:
    return _actions(case, "open")


def _ended(case: Case) -> Mapping[str, str]:
    return _actions(case, DONE, DROPPED)


def _nothing_left(case: Case, _values: Values) -> None:
    """Refuse to close a post mortem that has no cause, or an action that nobody finished."""
    if not case.word("cause"):
        msg = f"{case.id} has no cause yet; review cause {case.id} --cause ... says it"
        raise Refused(msg)
    left = _open(case)
    if left:
        shown = "; ".join(f"{name} {words}" for name, words in left.items())
        msg = f"{case.id} has open actions: {shown}. review done, or review drop with the reason, ends each."
        raise Refused(msg)


def _days(policy: Policy) -> int:
    return policy.cases.review_days


CAUSE = Field("cause", "the root cause", CODE, choices=causes)
ACTION = Field("action", "which action, where several are open", NAME, among=_open)
_LIVE = ("open", "held")

REVIEW = Kind(
    "review", "PM",
    "The post mortem of a bad debt that our own systems caused: meeting, cause, actions.",
    states=(
        State("open", "waits for the first meeting", waits_for=TASK),
        State("held", "waits for actions and follow-ups", waits_for=TASK),
        State("closed", "cause known, every action done or dropped", ends=True),
        State("withdrawn", "there was nothing to look into", ends=True),
    ),
    opens=Step(
        "open", ("",), "open", (*WORKERS, "management", "credit", "legal"), "open a post mortem",
        "post mortem opened",
        (
            Field("request", "the write-off it is about", NAME),
            Field("owner", "who leads it", LOGIN),
            Field("due", "the day of the meeting", DAY),
            Field("text", "what happened", needed=True, main=True),
        ),
    ),
    steps=(
        Step("meeting", _LIVE, "held", LEADERS, "record a meeting: who was there, what was said",
             "post mortem: meeting", (
                 Field("people", "who was there", needed=True),
                 CAUSE,
                 Field("next", "the day of the follow-up meeting", DAY),
                 Field("text", "the minutes", needed=True, main=True),
             ), verb="hold the meeting of a post mortem"),
        Step("cause", _LIVE, "", LEADERS, "say the root cause", "post mortem: cause", (
            Field("cause", CAUSE.words, CODE, needed=True, choices=causes),
            because("how it came about"),
        ), verb="say the cause of a post mortem"),
        Step("action", _LIVE, "", LEADERS, "somebody is to change something by a day",
             "post mortem: action", (
                 Field("who", "who does it", LOGIN, needed=True),
                 Field("until", "by which day", DAY, needed=True),
                 Field("text", "what is to be done", needed=True, main=True),
             ), verb="give out the actions of a post mortem"),
        Step("done", _LIVE, "", DOERS, "an action is done", "post mortem: action done",
             (ACTION, because("what was done")), verb="finish an action of a post mortem"),
        Step("drop", _LIVE, "", LEADERS, "an action is not to be done any more, and why",
             "post mortem: action dropped", (ACTION, because()), verb="drop an action of a post mortem"),
        Step("postpone", _LIVE, "", LEADERS, "another day or person for an action, and why",
             "post mortem: action postponed", (
                 ACTION, Field("who", "who does it now", LOGIN),
                 Field("until", "by which day", DAY, needed=True), because(),
             ), verb="postpone an action of a post mortem"),
        Step("again", _LIVE, "", LEADERS, "an action was not finished after all",
             "post mortem: action open again", (
                 Field("action", "which action, where several ended", NAME, among=_ended), because(),
             ), verb="open an action of a post mortem again"),
        Step("assign", _LIVE, "", (*LEADERS, "collector"), "say who leads it, and when they meet",
             "post mortem assigned", (Field("owner", "who leads it", LOGIN), DUE)),
        note(_LIVE, DOERS),
        Step("close", ("held",), "closed", LEADERS, "everything is done; what was learnt",
             "post mortem closed", (because("what was learnt", needed=False),), check=_nothing_left),
        Step("reopen", ("closed",), "held", LEADERS, "it happened again, or more is to be done",
             "post mortem reopened", (because(),)),
        Step("withdraw", ("open",), "withdrawn", LEADERS, "there is nothing to look into",
             "post mortem withdrawn", (because(),)),
    ),
    days=_days, command="review", tasks=tasks, listed="actions",
)  # fmt: skip
