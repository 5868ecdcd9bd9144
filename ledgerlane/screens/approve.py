"""Area 5: what waits for a decision; shown exactly as it will be signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.requests import CREDIT_MEMO
from ledgerlane.screens.listed import Listed
from ledgerlane.screens.painting import (
    Line,
    amount,
    indented,
    line,
    pad,
    short_day,
    sides,
)
from ledgerlane.screens.requests import RequestLine, Shown
from ledgerlane.screens.widgets.overlay import Ask, Prompt, Reader
from ledgerlane.screens.widgets.table import Cell, Column
from ledgerlane.screens.work import Target

HINTS = tuple("approve.accept approve.return approve.decline go.open".split())


def columns(width: int) -> list[Column]:
    """The columns that fit."""
    name = max(12, min(34, width - 62))
    reason = max(10, width - name - 47)
    return [
        Column("Ref", 9),
        Column("Customer", name),
        Column("Amount", 16, True),
        Column("By", 6),
        Column("Asked", 7),
        Column("Reason", reason, words=True),
    ]


def cells(request: RequestLine, today: date) -> list[Cell]:
    """What a request's row says; one's own are greyed."""
    style = "dim" if request.off else ""
    currency = request.target.currency
    return [
        Cell((request.ref or request.id)[:9], style),
        Cell(request.target.called, style),
        Cell(f"{amount(request.minor, currency)} {currency}", style),
        Cell(request.asked_by, style),
        Cell(short_day(request.asked, today), style),
        Cell(f"({request.off})" if request.off else request.reason, style),
    ]


@dataclass
class ApproveArea(Listed[RequestLine]):
    """Requests, and the evidence of the selected one."""

    nothing = "nothing waits for a decision"
    name: str = "approve"
    hints: tuple[str, ...] = HINTS
    _shown: tuple[str, Shown] | None = None

    async def show(self) -> None:
        """Load the requests once, and what the selected one shows."""
        work = self.shell.work
        if not self.fresh:
            requests = await work.do(work.office.requests)
            self.listing.replace(len(requests), 0, requests)
            self.fresh, self._shown = True, None
        request = self.listing.selected
        if request is None:
            self._shown = None
        elif self._shown is None or self._shown[0] != request.id:
            self._shown = request.id, await work.do(work.office.shown, request.id)

    def targets(self) -> list[Target]:
        """Account verbs are not heard here."""
        return []

    async def do(self, action: str) -> bool:
        """Approve, return, decline; Enter reads the evidence."""
        request, shown = self.listing.selected, self._shown
        if action == "go.open" and shown is not None:
            room = self.shell.width - 1
            rows = [
                line(text) for each in shown[1].lines for text in indented(" " + each, room)
            ]
            self.shell.overlay = Reader(f"Request {shown[0]}", rows)
            return True
        if not action.startswith("approve."):
            return False
        if request is None or shown is None:
            self.shell.refuse(self.nothing)
        elif self.is_readonly():
            pass
        elif action == "approve.verify":
            self.shell.say(f"digest {shown[1].digest} is of exactly what is shown")
        elif why := self._stops(request, action):
            what = action.removeprefix("approve.").replace("accept", "approve")
            self.shell.refuse(f"{what}: {why}")
        elif action == "approve.accept":
            self._accept(request, shown[1])
        else:
            self._reasoned(request, action.removeprefix("approve."))
        return True

    def _stops(self, request: RequestLine, action: str) -> str:
        """Who may not approve so much may still decline it, or ask back."""
        approves = action == "approve.accept" or request.barred is None
        return request.off if approves else request.barred or ""

    def _accept(self, request: RequestLine, shown: Shown) -> None:
        async def yes() -> None:
            await self._decide(request, "accept", shown.digest)

        currency = request.target.currency
        does = "Credit" if request.kind == CREDIT_MEMO else "Write off"
        asks = request.asks or f"{does} {amount(request.minor, currency)} {currency} of"
        words = f"{asks} {request.target.words}?"
        if shown.warning:
            words = f"{shown.warning}  {words}"
        self.shell.overlay = Ask(
            words, yes, lambda: self.shell.say("not approved"), only=True
        )

    def _reasoned(self, request: RequestLine, what: str) -> None:
        async def done(reason: str) -> None:
            await self._decide(request, what, reason)

        label = "return with which question" if what == "return" else "decline: why"
        self.shell.overlay = Prompt(label, done, needed="it needs words")

    async def _decide(self, request: RequestLine, what: str, value: str) -> None:
        work = self.shell.work
        words = await work.do(work.office.decide, request.id, what, value)
        await self.reload()
        self.shell.say(words)

    def _waiting(self, waiting: Sequence[RequestLine | None], today: date) -> str:
        """``3 waiting  oldest 2 d``."""
        asked = [request.asked for request in waiting if request is not None]
        oldest = f"  oldest {(today - min(asked)).days} d" if asked else ""
        return f"{self.listing.count} waiting{oldest}"

    def paint(self, width: int, height: int) -> list[Line]:
        """Requests above, the selected one's evidence below."""
        today, shown = self.shell.work.today, columns(width)
        lower = min(height - 6, max(8, height // 2))
        self.settle(height, lower)
        waiting = [self.listing.row(at) for at in range(self.listing.count)]
        mine = sum(1 for request in waiting if request is not None and not request.off)
        head = line((f" Approvals: {mine} for you", "header2"))
        head = sides(head, self._waiting(waiting, today), width, "header2")
        rows = self.upper(head, shown, lambda each: cells(each, today), width)
        if self._shown is not None:
            texts = self._shown[1].lines
            rows += [pad(line(" " + text), width) for text in texts[: lower - 1]]
            if len(texts) > lower - 1:
                rows[-1] = pad(
                    line((f" enter reads {len(texts) - lower + 2} more", "dim")), width
                )
            rows.append(pad(line((f" digest {self._shown[1].digest}", "dim")), width))
        return rows
