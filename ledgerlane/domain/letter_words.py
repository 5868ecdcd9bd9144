"""What lists and screens call a letter and its state, and what a letterhead does not say yet."""

from __future__ import annotations

from typing import Protocol

from ledgerlane.domain.dunning_rules import Dunning
from ledgerlane.domain.letter import Sender


class Shown(Protocol):
    """A line of the run."""

    @property
    def state(self) -> str:
        """proposed, kept, or the letter's."""

    @property
    def changed(self) -> bool:
        """Whether what was accepted is not what today's book gives."""

    @property
    def rule(self) -> str:
        """Why it is held out."""


WHERE = "[letterhead] of the policy (`ledgerlane policy edit`)"
_AS = {"account": "account (iban, or number)", "email": "email (for mails)"}

_PAPERS = {
    "confirmation": "Confirmation", "statement": "Statement", "attorney": "Attorney",
    "copy": "Copy", "terms": "Terms", "": "",
}  # fmt: skip


def line_words(paper: str, level: int, rules: Dunning) -> str:
    """``Firm (2)``, ``Demand``, ``Courtesy``."""
    return _PAPERS[paper] if paper in _PAPERS else rules.words(level)


def state_words(line: Shown) -> str:
    """``held`` by a rule, ``changed`` since accepted, else the state itself."""
    if line.state == "kept":
        return "held"
    if line.state == "accepted" and line.rule:
        return "stopped"
    return "changed" if line.changed else line.state


def lacking(sender: Sender) -> str:
    """What the letterhead does not say yet and where it is written; ``""``: nothing."""
    lacks = ", ".join(_AS.get(key, key) for key in sender.lacks)
    return f"Letters lack {lacks}: write it in {WHERE}" if lacks else ""


def unpayable(sender: Sender) -> str:
    """Why a letterhead that is there cannot ask for money; ``""``: it can."""
    return f"no account to pay to: {WHERE}" if sender.name and not sender.payable else ""
