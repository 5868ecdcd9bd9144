"""What a kind of case is: states, steps between them, who may take them and what they need.

A kind is data. The command line and the forms of the app are made from it, and so is
docs/states.md; a step that is not in the table does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from ledgerlane.domain.cases.case import Case, Values
    from ledgerlane.domain.policy import Policy

Choices = Callable[["Policy"], tuple[str, ...]]

TEXT, CODE, DAY, MONEY, LOGIN, NAME = "text", "code", "day", "money", "login", "name"
REFERENCE, PER_CENT = "reference", "per cent"
"""Types of a field: free text (private), one of a list, a day, an amount, a person here, a reference,
a whole number from 0 to 100."""


YES, NO = "a", "d"
"""The keys that lead a case on, and that turn it down."""

OPENER, TASK = "opener", "task"
"""Whose turn it is where the one who opened a case goes on; where the task that is due first says it."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that a case wants done by ``who`` (a login or role) by a day; ``said``: what came of it.

    ``state``: open, done or dropped.
    """

    id: str
    what: str
    words: str
    who: str
    due: date
    state: str = "open"
    said: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """Who has a case's items while it lasts: the list's ``status``, and words.

    ``whole``: nothing of them is collected here; else what the case is about of each, and the rest is ours.
    """

    status: str
    words: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Field:
    """Something a step says. ``choices``: the list it is one of; ``many``: several, with commas.

    ``main``: the words that stand without an option at the end of the command. ``among``: it
    is one of these of the case, by their beginning; left out, the only one there is. ``made``: the
    desk says it, nobody is asked.
    """

    name: str
    words: str
    type: str = TEXT
    needed: bool = False
    choices: Choices | tuple[str, ...] = ()
    main: bool = False
    many: bool = False
    among: Callable[[Case], Mapping[str, str]] | None = None
    made: bool = False

    def accepts(self, policy: Policy) -> tuple[str, ...]:
        """What it can be, by this policy; empty: anything of its type."""
        return self.choices(policy) if callable(self.choices) else self.choices


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that can be done to a case in one of ``froms``; it is then in ``to``.

    ``to`` ``""``: it stays in its state. ``roles`` are who may; ``apart``: never who opened it, or
    brought it to where it is.
    ``told`` are the words of the timeline. ``stands``: no undo takes it back, and the
    command that ends it. ``check`` refuses what the case itself does not allow. ``verb``: what
    one may or may not do, where the name alone does not say it. ``keeps``: texts that the
    program makes (a file that went out); they are kept whole in the history and stand in no list. ``key``: `YES` or `NO` in the
    list of what waits.
    """

    name: str
    froms: tuple[str, ...]
    to: str
    roles: tuple[str, ...]
    words: str
    told: str
    fields: tuple[Field, ...] = ()
    apart: bool = False
    stands: str = ""
    check: Callable[[Case, Values], None] | None = None
    verb: str = ""
    keeps: tuple[str, ...] = ()
    key: str = ""

    def field(self, name: str) -> Field | None:
        """Its field of this name."""
        return next((each for each in self.fields if each.name == name), None)

    @property
    def asked(self) -> tuple[Field, ...]:
        """The fields that a person says."""
        return tuple(each for each in self.fields if not each.made)


@dataclass(frozen=True, slots=True)
class State:
    """A state of a kind. ``ends``: nothing is waited for any more; ``waits_for``: whose turn it is."""

    name: str
    words: str
    ends: bool = False
    waits_for: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of case; ``opens`` is its first step, which leads from nothing to its first state.

    ``command``: its name on the command line; ``topic``: the field that says what it is about; ``days`` gives the business days until it is due;
    ``items``: invoices can be named; ``account``: it is about a customer, not about nobody yet. ``tasks``: what it wants done by whom and when, listed by the
    command ``listed``; the first is its due day. ``away``: who has its items, or a part of
    each, to collect now, None: we do. ``unnamed``: what a case is about where no invoice is named.
    ``bare``: its command opens a case where it names no other step, its invoices after the customer.
    ``untold``: values that a timeline leaves out. ``tried``: before it is recorded a step is tried
    and what comes of it is shown.
    """

    name: str
    prefix: str
    words: str
    states: tuple[State, ...]
    opens: Step
    steps: tuple[Step, ...]
    days: Callable[[Policy], int] | None = None
    items: bool = True
    account: bool = True
    command: str = ""
    topic: str = "kind"
    tasks: Callable[[Case], tuple[Task, ...]] | None = None
    listed: str = ""
    bare: bool = False
    untold: frozenset[str] = frozenset()
    tried: bool = False
    away: Callable[[Case], Away | None] | None = None
    unnamed: str = "the account"

    def state(self, name: str) -> State:
        """Its state of this name."""
        return next(each for each in self.states if each.name == name)

    def step(self, name: str) -> Step | None:
        """Its step of this name, the opening left out."""
        return next((each for each in self.steps if each.name == name), None)

    @property
    def transitions(self) -> Mapping[tuple[str, str], str]:
        """From (state, step) to the next state."""
        return {
            (was, step.name): step.to or was for step in (self.opens, *self.steps) for was in step.froms
        }  # fmt: skip

    @property
    def keeps(self) -> frozenset[str]:
        """Texts that its steps keep, which stand in no list."""
        return frozenset(name for step in (self.opens, *self.steps) for name in step.keeps)

    def possible(self, state: str) -> tuple[str, ...]:
        """The steps that lead on from a state."""
        return tuple(step.name for step in self.steps if state in step.froms)

    @property
    def made(self) -> tuple[Field, ...]:
        """The fields of any step that the desk says."""
        steps = (self.opens, *self.steps)
        return tuple(each for step in steps for each in step.fields if each.made)

    @property
    def roles(self) -> frozenset[str]:
        """Everybody who may take any of its steps."""
        return frozenset(role for step in (self.opens, *self.steps) for role in step.roles)


def diagram(kind: Kind) -> str:
    """The states of a kind as a Mermaid diagram, made from its table."""
    rows = ["stateDiagram-v2"]
    rows += [
        f"    {_id(was) if was else '[*]'} --> {_id(to)}: {step}"
        for (was, step), to in kind.transitions.items()
        if was != to
    ]
    rows += [f"    {_id(each.name)} --> [*]" for each in kind.states if each.ends]
    return "\n".join(rows)


def _id(state: str) -> str:
    return state.replace(" ", "_")


def page(kinds: Mapping[str, Kind]) -> str:
    """The cases' part of docs/states.md: diagram, and who may take which step with what."""
    parts = list[str]()
    for kind in kinds.values():
        parts += [
            f"## {kind.name.capitalize()}",
            "",
            kind.words,
            "",
            "```mermaid",
            diagram(kind),
            "```",
        ]
        parts += [
            "",
            "| step | from | to | who may | what it needs | and may say |",
            "|---|---|---|---|---|---|",
        ]
        parts += [_row(step) for step in (kind.opens, *kind.steps)]
        parts += [""]
    return "\n".join(parts)  # fmt: skip


def _row(step: Step) -> str:
    apart = ", not who opened or asked" if step.apart else ""
    needed = ", ".join(each.name for each in step.fields if each.needed) or "-"
    may = ", ".join(each.name for each in step.asked if not each.needed) or "-"
    froms = ", ".join(filter(None, step.froms)) or "-"
    return (
        f"| {step.name} | {froms} | {step.to or 'the same'} | {', '.join(step.roles)}{apart}"
        f" | {needed} | {may} |"
    )
