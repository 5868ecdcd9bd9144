"""The tour: what to press next, said over the app itself, one lesson after the other.

A lesson ends when what it asks for was done. It asks for *marks*, one after the other: the id of
a binding that ran, the area that is open after a key, `RECORDED` or `CLOSED`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ledgerlane.screens.painting import Line, line, pad, said_rule, wrap


@dataclass(frozen=True, slots=True)
class Lesson:
    """``words`` fit two rows of 80 columns; ``marks`` are what has to happen, in this order."""

    words: str
    marks: tuple[str, ...]


RECORDED = "recorded"
"""Something was written into the book."""
CLOSED = "closed"
"""Nothing lies over the screen, and no line is being written."""

LESSONS = (
    Lesson(
        "This is today's work, the most urgent account first. Press j twice: the lines below"
        " the list tell of each account.",
        ("go.down", "go.down"),
    ),
    Lesson(
        "Why does an account stand where it is? Press i for the reasons with their points;"
        " esc closes them.",
        ("queue.why", CLOSED),
    ),
    Lesson(
        "Nobody answers the phone: press n. The call is logged, a new try is set, and the"
        " cursor is on the next account.",
        ("queue.no_answer", RECORDED),
    ),
    Lesson(
        "That was a mistake: press u. It takes back the last thing that was recorded,"
        " whatever it was.",
        ("app.undo",),
    ),
    Lesson(
        "They promise to pay: press p, type 1500 fri, read the line above it, which says what"
        " will be saved, and press Enter.",
        ("queue.promise", RECORDED),
    ),
    Lesson(
        "They contest an invoice: press d, type 2 pallets broken, Enter. What is contested is"
        " not asked for.",
        ("queue.dispute", RECORDED),
    ),
    Lesson(
        "Press Enter: invoices, history, next step, what to say. J goes on to the next"
        " account. Press 1 for the list again.",
        ("customer", "queue"),
    ),
    Lesson(
        "Press g, type part of a name, a number, an invoice or a phone number, and Enter: any"
        " account is found.",
        ("go.account", "customer"),
    ),
    Lesson(
        "Many at once: press 1, space on two accounts, then o, a few words and Enter. u takes"
        " it back from both.",
        ("queue", "list.mark", "list.mark", "queue.note", RECORDED, "app.undo"),
    ),
    Lesson(
        "Press f and choose a view, like promises broken. - comes back to where you were.",
        ("queue.views", CLOSED),
    ),
    Lesson(
        "What will not come in: press W, choose an invoice, a reason, a note. Somebody else"
        " decides it in area 5.",
        ("queue.write_off", CLOSED),
    ),
    Lesson(
        "Press 6: where the company stands. j and Enter open the accounts behind a line;"
        " 1 is the list again.",
        ("board", "queue"),
    ),
    Lesson(
        "Press ? for every key of the screen you are on; : has everything by name. Press esc"
        " to end the tour.",
        ("app.help", CLOSED),
    ),
)
"""Ten minutes; docs/tutorial.md says more of each, and goes on."""


@dataclass
class Tour:
    """Where somebody is in the tour."""

    at: int = 0
    reached: int = 0
    """Marks of the lesson that were reached."""

    @property
    def over(self) -> bool:
        """Whether nothing is left to be learned here."""
        return self.at >= len(LESSONS)

    def saw(self, shown: Collection[str]) -> bool:
        """Count the marks that a key reached, each once; whether that ended a lesson."""
        marks, before = LESSONS[self.at].marks, self.reached
        for mark in marks[before:]:
            if mark not in shown or mark in marks[before : self.reached]:
                break
            self.reached += 1
        if self.reached < len(marks):
            return False
        self.skip()
        return True

    def skip(self) -> None:
        """Go on to the next lesson."""
        self.at, self.reached = self.at + 1, 0

    def paint(self, columns: int) -> list[Line]:
        """The lesson, in `HEIGHT` rows."""
        said = f"tour, {self.at + 1} of {len(LESSONS)}: :tour goes on or leaves it"
        rows = wrap(LESSONS[self.at].words, columns - 2)[: HEIGHT - 1]
        rows += [""] * (HEIGHT - 1 - len(rows))
        return [
            said_rule(said, columns),
            *(pad(line((f" {row}", "head")), columns) for row in rows),
        ]


HEIGHT = 3
"""Rows that the tour takes from the list."""
