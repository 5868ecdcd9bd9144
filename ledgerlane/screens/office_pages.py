"""The part of the office behind the lists by name: recoveries, invoice quality, mail, and papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ledgerlane.domain.money import Money
from ledgerlane.screens.pages import Page, PageField, PageLine
from ledgerlane.screens.painting import amount, short_day
from ledgerlane.screens.work import Target

if TYPE_CHECKING:
    from ledgerlane.desk.desk import Desk

MOST_LETTERS = 500
"""Letters of which is told what became of them, the latest."""


class PageOffice:
    """Lists that are read and forms that record on them."""

    desk: Desk

    def page(self, which: str) -> Page:
        """A list by its name; reads the book on a connection of its own."""
        with self._own_desk() as desk:  # type: ignore[attr-defined]
            return PAGES[which].read(desk)

    def page_below(self, which: str, id_: str) -> Sequence[str]:
        """What is said of a line."""
        return PAGES[which].tell(self.desk, id_)

    def page_fields(self, which: str, what: str, id_: str) -> Sequence[PageField]:
        """What is asked before something is recorded."""
        return PAGES[which].fields(self.desk, what, id_)

    def page_do(self, which: str, what: str, id_: str, values: dict[str, str]) -> str:
        """Record it; what in words."""
        return PAGES[which].record(self.desk, what, id_, values)

    def credit_policy(self) -> Sequence[str]:
        """The book's credit policy, line by line. Refused where it has none."""
        from ledgerlane.desk import policy

        return policy.credit_policy(self.desk).splitlines()

    def paper(self, target: Target, paper: str) -> Sequence[str]:
        """A statement, the terms or a lawyer's letter as it would go out today, line by line."""
        from ledgerlane.desk import papers

        made = papers.on_demand(self.desk, (target.customer, target.currency), paper)
        return made.text.splitlines()

    def paper_accept(self, target: Target, paper: str) -> str:
        """Let it go out with the next sending."""
        from ledgerlane.desk import papers

        name = papers.accept(self.desk, (target.customer, target.currency), paper)
        return f"{target.words}: {name} accepted; 4 and S send it"


# --- recoveries ---------------------------------------------------------------------------


def _recoveries(desk: Desk) -> Page:
    """Write-offs that were approved, what came of each since, and what is still missing."""
    from ledgerlane.desk import approvals

    found = [
        row for row in approvals.list_(desk, state="approved") if row.kind == "write-off"
    ]
    lines = [
        PageLine(
            row.id, Target(row.customer, row.currency, row.number, row.name),
            (
                row.id, row.name, amount(row.minor, row.currency),
                amount(row.recovered, row.currency) if row.recovered else "",
                amount(row.minor - row.recovered, row.currency), row.currency,
                short_day(row.decided_day, desk.today),
            ),
        )
        for row in found
    ]  # fmt: skip
    return Page(
        "Recoveries: money after a write-off",
        (("Ref", 9), ("Customer", 0), ("Given up", -12), ("Came back", -11), ("Missing", -11), ("Cur", 3), ("Since", 6)),
        lines, "nothing was written off", "record money", "take back",
    )  # fmt: skip


def _request_told(desk: Desk, id_: str) -> Sequence[str]:
    from ledgerlane.desk import requests

    told = requests.shown(desk, id_).lines
    return [text for text in told if not text.startswith(("TAX", "STATE", "ASKED"))]


def _recovery_fields(desk: Desk, what: str, id_: str) -> Sequence[PageField]:
    from ledgerlane.desk import requests

    asked = requests.shown(desk, id_).request
    if what == "back":
        known = [each for each in asked.recoveries if each.back_on is None]
        names = ", ".join(f"{each.id} {each.amount}" for each in known) or "none stands"
        first = known[-1].id if known else ""
        return [PageField("recovery", first, names), PageField("reason", "", "it bounced, or was none")]  # fmt: skip
    left = asked.amount - asked.recovered
    return [
        PageField("amount", "", f"{left} is missing; in {left.currency}"),
        PageField("day", "", "when it came; empty: today"),
        PageField("receipt", "", "the receipt it came by, where there is one"),
        PageField("note", "", ""),
    ]


def _recovery_record(desk: Desk, what: str, id_: str, values: dict[str, str]) -> str:
    from ledgerlane.desk import log, requests, write_offs
    from ledgerlane.domain.errors import Refused

    if what == "back":
        name = write_offs.take_recovery_back(desk, id_, values["recovery"].split(" ")[0], values["reason"])  # fmt: skip
        return f"{name}: taken back"
    currency = requests.shown(desk, id_).request.amount.currency
    try:
        money = Money.parse(f"{values['amount'].removesuffix(currency).strip()} {currency}")
    except ValueError as why:
        raise Refused(str(why)) from None
    day = log.day(desk, values["day"]) if values["day"] else None
    name = write_offs.recover(desk, id_, money, day, receipt=values["receipt"], note=values["note"])  # fmt: skip
    return f"{name}: {money} of {id_} recovered; its entry is in the journal"


# --- invoice quality ----------------------------------------------------------------------


def _quality(desk: Desk) -> Page:
    """What invoices of a year lack, customer by customer, the costliest first."""
    from ledgerlane.desk import accounts, invoice_quality

    found = invoice_quality.quality(desk, by_customer=True)
    names = accounts.names(desk, sorted({each.customer for each in found if each.customer}))
    lines = []
    for each in found:
        if each.customer is None:
            continue
        number, name = names[each.customer][:2]
        target = Target(each.customer, desk.currency, number, name)
        lines.append(PageLine(
            f"{each.customer} {each.defect}", target,
            (number, name, each.defect, f"{each.invoices} of {each.of}", _days(each.late_with),
             _days(each.late_without), _days(each.cost_days)),
        ))  # fmt: skip
    return Page(
        "Invoice quality: what delays payment, a year back",
        (("Acct", 6), ("Customer", 0), ("Lacks", 16), ("Invoices", -10), ("Late", -5), ("Else", -5), ("Costs", -6)),
        lines, "nothing is lacking on these invoices",
    )  # fmt: skip


def _days(value: Fraction | None) -> str:
    """Days, rounded; nothing where too few invoices say it."""
    return "" if value is None else f"{round(value)} d"


def _defect_told(desk: Desk, id_: str) -> Sequence[str]:
    from ledgerlane.domain.invoice_quality import DEFECTS, LEAST

    del desk
    defect = id_.partition(" ")[2]
    return [
        f"{defect}: {DEFECTS[defect][0]}",
        "Late: days late with it; Else: without it; Costs: what it goes with, in days"
        f" (from {LEAST} invoices on either side).",
    ]


# --- mail ---------------------------------------------------------------------------------

CAME = {
    "sending": "nobody knows",
    "bounced": "came back",
    "answered": "answered",
    "sent": "sent",
}
"""What became of a letter, by its state; what wants something of a person first."""


def _mail(desk: Desk) -> Page:
    """Letters that left, and what is known of each since."""
    from ledgerlane.desk import letters
    from ledgerlane.domain.letter_words import line_words

    rules, order = desk.policy.dunning, list(CAME)
    found = letters.list_(desk, tuple(CAME))[:MOST_LETTERS]
    found.sort(key=lambda row: order.index(row.state))
    lines = [
        PageLine(
            row.id, Target(row.customer, row.currency, row.number, row.name),
            (
                row.id, row.name, line_words(row.paper, row.level, rules),
                short_day(row.sent_day or row.decided_day, desk.today), CAME[row.state],
                amount(row.minor, row.currency) if row.minor else "", row.currency,
            ),
        )
        for row in found
    ]  # fmt: skip
    return Page(
        "Mail: what became of the letters",
        (("Letter", 9), ("Customer", 0), ("Kind", 10), ("Left", 6), ("What came", 12), ("To pay", -12), ("Cur", 3)),
        lines, "no letter has left yet", "take mails in",
    )  # fmt: skip


def _letter_told(desk: Desk, id_: str) -> Sequence[str]:
    from ledgerlane.desk import letters

    piece, today = letters.find(desk, id_), desk.today
    way = {"smtp": "by mail", "folder": "into the folder"}.get(piece.via, "")
    days = (
        ("left", piece.sent_on or piece.on),
        ("answered" if piece.state == "answered" else "read", piece.read_on),
        ("came back", piece.returned_on),
    )
    told = [f"{piece.id} to {piece.to}, {way}", piece.subject]
    told += [f"{what}, {short_day(day, today)}" for what, day in days if day is not None]
    told += [f"because {piece.reason}"] if piece.reason else []
    if piece.unresolved:
        told.append("nobody knows whether it went: 4, and a on it, says it")
    return told


def _mail_fields(desk: Desk, what: str, id_: str) -> Sequence[PageField]:
    del desk, what, id_
    return [PageField("from", "", "a file (.eml, mbox) or a folder of them")]


def _mail_record(desk: Desk, what: str, id_: str, values: dict[str, str]) -> str:
    from ledgerlane.desk import inbound
    from ledgerlane.domain.errors import Refused

    del what, id_
    path = Path(values["from"]).expanduser()
    if not values["from"] or not path.exists():
        msg = f"{values['from'] or 'nothing'}: there is no such file or folder"
        raise Refused(msg)
    box = inbound.take(desk, [path])
    parts = [
        f"{len(box.found)} matched to letters", f"{box.known} known already",
        f"{len(box.strangers)} about no letter of ours", f"{len(box.problems)} no mails",
    ]  # fmt: skip
    return ", ".join(parts)


class _Page(NamedTuple):
    """How a page is read, told of, asked about and recorded on."""

    read: Callable[[Desk], Page]
    tell: Callable[[Desk, str], Sequence[str]]
    fields: Callable[[Desk, str, str], Sequence[PageField]] = lambda _desk, _what, _id: ()
    record: Callable[[Desk, str, str, dict[str, str]], str] = (
        lambda _desk, _what, _id, _values: ""
    )


PAGES = {
    "recoveries": _Page(_recoveries, _request_told, _recovery_fields, _recovery_record),
    "invoice quality": _Page(_quality, _defect_told),
    "mail": _Page(_mail, _letter_told, _mail_fields, _mail_record),
}
"""By name, as it is typed after ``:``."""
