"""What lists and screens call a letter and its state."""

from __future__ import annotations

from typing import Protocol

from ledgerlane.domain.dunning_rules import Dunning


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
