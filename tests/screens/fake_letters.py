"""The letter run of the mock-up, in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from ledgerlane.screens.work import LetterLine, LetterRun, LetterText, Outbox, Target


def _line(customer: int, number: str, name: str, letter: str, language: str, state: str,
          minor: int, why: str, off: str = "") -> LetterLine:  # fmt: skip
    target = Target(customer, "NOK", number, name)
    return LetterLine(target, letter, language, state, minor, why, off, f"digest-{number}")


LINES = [
    _line(1, "10482", "Nordvik Bygg AS", "Demand", "nb", "", 8431050, "74 d late, last letter 07 Nov"),
    _line(2, "20911", "Hansen & Sønn", "Firm (2)", "da", "", 1240000, "47 d late, last letter 12 Nov"),
    _line(3, "30077", "Østfold Marine", "Final", "nb", "", 15190000, "91 d late, last letter 11 Nov"),
    _line(5, "55120", "Café Lumière", "Firm (2)", "fr", "held", 399000, "all that is overdue is disputed",
          "held out: all that is overdue is disputed"),
    _line(7, "60014", "Vesterheim Kjøkken", "Courtesy", "nb", "", 1980500, "due 30 Nov"),
    _line(9, "80345", "Jansen Metaal BV", "Firm (2)", "nl", "held", 2845075, "promise 10 000.00 by 25 Nov",
          "held out: promise 10 000.00 by 25 Nov"),
]  # fmt: skip
TEXT = """\
DEMAND FOR PAYMENT                             Oslo, 23 November 2026

Invoices 8812 and 8840, in total NOK 84 310.50, are 74 and 53 days overdue.
You promised 15 000.00 by 20 November; we have not received it.

Pay at least 25 000.00 within 10 days or we will pass the matter on.

Anna Berg
"""


@dataclass
class FakeLetters:
    """Letters of an office in memory; ``decided`` is what was done about them."""

    letter_lines: list[LetterLine] = field(default_factory=lambda: list(LINES))
    letters_decided: list[tuple[str, str, str]] = field(default_factory=list)
    mail_server: str = "mail.acme.example"
    lacks: str = ""
    sent_to: list[tuple[str, bool]] = field(default_factory=list)

    def letters(self) -> LetterRun:
        return LetterRun(date(2026, 11, 23), tuple(self.letter_lines), 2)

    def letter(self, target: Target) -> LetterLine | None:
        return next((each for each in self.letter_lines if each.target == target), None)

    def letter_text(self, target: Target) -> LetterText:
        line = self.letter(target)
        assert line is not None
        head = f"To {target.name}  Att: Kari Moe   mail in {line.language}   {line.letter}"
        state = f"{line.state}: " if line.state else ""
        return LetterText(
            head,
            f"2 invoices, 2026-08-18 to 2026-09-01 · {state}{line.why}",
            TEXT.splitlines(),
        )

    def letter_act(self, line: LetterLine, what: str, words: str) -> str:
        self.letters_decided.append((line.target.number, what, words))
        state = {"accept": "accepted", "skip": "skipped", "hold": "held", "edit": "edited"}[
            what
        ]
        at = self.letter_lines.index(line)
        off = "" if what == "edit" else f"{state} already"
        self.letter_lines[at] = line._replace(state=state, off=off, why=words or line.why)
        return f"{line.target.number} {line.letter} {state}"

    def letters_accept_rest(self) -> str:
        waiting = [each for each in self.letter_lines if each.waits]
        for line in waiting:
            self.letter_act(line, "accept", "")
        return f"{len(waiting)} letters accepted"

    def letter_print(self, target: Target, path: str) -> str:
        self.letters_decided.append((target.number, "print", path))
        return f"written: {path}"

    def _accepted(self) -> int:
        return sum(each.state == "accepted" for each in self.letter_lines)

    def outbox(self) -> Outbox:
        return Outbox(
            self._accepted(), 0, self.mail_server, "/books/acme.outbox", self.lacks
        )

    def letters_send(
        self, folder: str, by_mail: bool, tell: Callable[[int, int], None]
    ) -> str:
        self.sent_to.append((folder, by_mail))
        count = self._accepted()
        for at, line in enumerate(self.letter_lines):
            if line.state == "accepted":
                tell(at, count)
                self.letter_lines[at] = line._replace(state="sent", off="sent already")
        return f"{count} sent by mail" if by_mail else f"{count} written to {folder}"

    def letter_resolve(self, name: str, went: bool) -> str:
        self.letters_decided.append((name, "resolve", str(went)))
        return f"{name}: {'counts as sent' if went else 'may go again'}"
