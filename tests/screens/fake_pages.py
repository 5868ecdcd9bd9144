"""Lists by name, in memory: recoveries, and papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ledgerlane.screens.pages import Page, PageField, PageLine
from ledgerlane.screens.work import Target

TARGET = Target(1, "NOK", "10482", "Nordvik Bygg AS")


@dataclass
class FakePages:
    """``pages_recorded`` is what was recorded on a page, ``papers_accepted`` which papers go out."""

    pages_recorded: list[tuple[str, str, str, dict[str, str]]] = field(default_factory=list)
    papers_accepted: list[tuple[str, str]] = field(default_factory=list)

    def page(self, which: str) -> Page:
        line = PageLine("WO-118", TARGET, ("WO-118", "Nordvik Bygg AS", "111 900.00"))
        columns = (("Ref", 9), ("Customer", 0), ("Given up", -12))
        return Page(which, columns, [line], "nothing here", "record money", "take back")

    def page_below(self, which: str, id_: str) -> Sequence[str]:
        return [f"{which} {id_}", "111 900.00 NOK is missing"]

    def page_fields(self, which: str, what: str, id_: str) -> Sequence[PageField]:
        del which, id_
        return [PageField("amount" if what == "record" else "reason", "", "")]

    def page_do(self, which: str, what: str, id_: str, values: dict[str, str]) -> str:
        self.pages_recorded.append((which, what, id_, values))
        return f"{what} on {id_}"

    def credit_policy(self) -> Sequence[str]:
        return ["We deliver on 30 days net."]

    def paper(self, target: Target, paper: str) -> Sequence[str]:
        return [f"{paper} for {target.name}"]

    def paper_accept(self, target: Target, paper: str) -> str:
        self.papers_accepted.append((target.number, paper))
        return f"{target.words}: LT-1 accepted; 4 and S send it"
