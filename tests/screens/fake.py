# ruff: noqa: ARG002
"""An office in memory: the ten accounts of the mock-ups, and a list of what was recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from screens.fake_cases import FakeCases
from screens.fake_cash import FakeCash
from screens.fake_letters import FakeLetters
from screens.fake_pages import FakePages

from ledgerlane.domain.account import Contact, Customer, Item
from ledgerlane.domain.board import Board, Line, Payer, Period, scope_words
from ledgerlane.domain.conditions import COLUMNS
from ledgerlane.domain.errors import Refused, Unsaid
from ledgerlane.domain.metrics.measure import Window
from ledgerlane.domain.money import Money
from ledgerlane.screens.keys import typed
from ledgerlane.screens.requests import RequestLine, Shown
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.widgets.composer import Parse, Parts
from ledgerlane.screens.work import (
    About,
    Accrued,
    HistoryLine,
    Opened,
    PlanLine,
    Seen,
    Target,
)

TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class FakeRow:
    number: str
    name: str
    priority: str
    overdue: int
    old: int
    status: str
    why: str
    next_day: date | None
    customer: int = 0
    currency: str = "NOK"
    risk: str = "habitual"
    owner: str = "anna"
    next_words: str = ""
    exit: str = ""

    @property
    def b1(self) -> int:
        return self.overdue if self.old <= 30 else 0

    @property
    def b2(self) -> int:
        return self.overdue if 30 < self.old <= 60 else 0

    @property
    def b3(self) -> int:
        return self.overdue if 60 < self.old <= 90 else 0

    @property
    def b4(self) -> int:
        return self.overdue if self.old > 90 else 0

    @property
    def oldest_due(self) -> date:
        return TODAY - timedelta(self.old)


ROWS = [
    replace(row, customer=n + 1)
    for n, row in enumerate(
        [
            FakeRow("10482", "Nordvik Bygg AS", "C", 8431050, 74, "BRK", "promise 15k broken Fri", TODAY),
            FakeRow("20911", "Hansen & Sønn", "B", 1240000, 47, "", "call 45-50d step", TODAY),
            FakeRow("30077", "Østfold Marine", "C", 15190000, 91, "DEM", "demand expired 21 Nov", TODAY),
            FakeRow("10233", "Bakken Rør AS", "A", 815025, 33, "", "slow payer, deteriorating", TODAY),
            FakeRow("55120", "Café Lumière", "B", 399000, 38, "DSP", "deduction 990 unmatched", TODAY),
            FakeRow("41860", "Trondheim Frakt", "B", 4720000, 62, "PLN", "plan inst. 3 due tomorrow", date(2026, 11, 24)),
            FakeRow("60014", "Vesterheim Kjøkken og Bad Norge AS", "A", 1980500, 29, "", "pre-due courtesy", date(2026, 11, 24)),
            FakeRow("70731", "अग्रवाल ट्रेडर्स", "C", 6600000, 58, "ESC", "escalated to manager", date(2026, 11, 24)),
            FakeRow("80345", "Jansen [EU] Metaal BV", "B", 2845075, 51, "PTP", "promise 10 000 due Wed", date(2026, 11, 25)),
            FakeRow("10990", "Fjordlaks \x1b[31mEksport", "A", 21034000, 12, "", "large; courtesy call", date(2026, 11, 25)),
        ]
    )
]  # fmt: skip


@dataclass
class FakeDraft:
    words: str
    questions: Sequence[str] = ()
    problems: Sequence[str] = ()
    complete: bool = True


def parse(text: str) -> FakeDraft:
    if text.startswith("l bad"):
        return FakeDraft("", problems=("bad is no code",), complete=False)
    if "24.12" in text:
        return FakeDraft(text.upper(), questions=("24.12: amount or date?",))
    return FakeDraft(f"WILL SAVE {text.strip()}")


@dataclass
class FakeOffice(FakeLetters, FakeCash, FakeCases, FakePages):
    recorded: list[tuple[str, str]] = field(default_factory=list)
    acts: list[int] = field(default_factory=list)
    undone: list[list[tuple[str, str]]] = field(default_factory=list)
    view: str = ""
    own: bool = False
    refusing: str = ""
    gone: str = ""
    """The number of an account that is no longer in the ledger."""
    arises: tuple[str, ...] = ()
    """Questions that a line raises, whatever it says."""
    schedule: Sequence[str] = ()
    decided: list[tuple[str, str, str]] = field(default_factory=list)
    waiting: bool = True
    day: date = TODAY
    boards: int = 0
    outlooks: int = 0
    broken: Exception | None = None
    """What reading measures or forecast ends with."""
    saved_views: dict[str, str] = field(default_factory=lambda: {"My day": ""})

    def about(self) -> About:
        return About("anna", "NOK", unsent=3)

    def today(self) -> date:
        return self.day

    def queue(self, question: str, again: bool = False) -> Opened:
        self.view = view = question
        words = [w.casefold() for w in view.split() if ":" not in w]
        self.rows = [r for r in ROWS if all(w in r.name.casefold() for w in words)]
        total = f"{sum(r.overdue for r in self.rows) / 100:,.2f}".replace(",", " ")
        return Opened(len(self.rows), f"{total} NOK")

    def queue_counted(self) -> Opened:
        return self.queue(self.view)

    def done_today(self) -> int:
        return len({number for number, _ in self.recorded})

    def queue_rows(self, start: int, stop: int) -> Sequence[FakeRow]:
        return self.rows[start:stop]

    def queue_place(self, target: Target) -> int | None:
        return next(
            (n for n, r in enumerate(self.rows) if r.customer == target.customer), None
        )

    def why(self, target: Target) -> Sequence[tuple[int, str, str]]:
        return [
            (40, "broken", "promise of 15 000.00 broken"),
            (20, "age", "74 days past due"),
        ]

    def account(self, target: Target) -> Seen:
        if target.number == self.gone:
            msg = f"customer {target.number} is not in the ledger"
            raise Refused(msg)

        def item(number: str, due: date, minor: int) -> Item:
            money = Money(minor, "NOK")
            return Item(
                f"erp/{number}",
                number,
                "invoice",
                due - timedelta(30),
                due,
                money,
                money,
                Money(0, "NOK"),
            )

        contact = Contact("Kari Moe", "AP", "+47 22 19 40 11", "kari@nordvik.example")
        return Seen(
            target,
            Customer("erp/" + target.number, target.number, target.name, "NO", "no", contact=contact,
                     credit_limit=Money(10000000, "NOK")),
            (item("8812", date(2026, 9, 10), 6300000), item("8840", date(2026, 10, 1), 2131050),
             item("8907", date(2026, 12, 19), 1580000)),
            1580000, (0, 2131050, 6300000, 0), 0, "habitual",
            (HistoryLine(date(2026, 11, 20), "anna", "promise", "PROMISE 15 000.00 by 20 Nov", "cash flow", "BROKEN"),
             HistoryLine(date(2026, 11, 14), "anna", "call", "no answer")),
            kept=2, promises=5, last="20 Nov promise 15 000.00 by 20 Nov", next_day=TODAY,
            next_words="call: broken promise", owner="anna", risk_words="pays about 9 d late",
            script=("Restate: 15 000.00 was promised for Fri 20 Nov.",
                    "What changed? What can be sent today?", "Get amount, date, how, and who signs.",
                    "Confirm in writing (m)."),
            ahead=((TODAY, "call 2, then mail"), (date(2026, 11, 26), "supervisor + visit"),
                   (date(2026, 12, 1), "final demand (min 84 310.50)"),
                   (date(2026, 12, 10), "agency review")),
        )  # fmt: skip

    def find(self, text: str) -> Sequence[tuple[Target, str]]:
        return [
            (Target(r.customer, r.currency, r.number, r.name), "name")
            for r in ROWS
            if text.casefold() in r.name.casefold() or r.number.startswith(text)
        ]

    def grammar(self, targets: Sequence[Target]) -> tuple[Parse, Parts]:
        arises = tuple(self.arises)
        return (
            lambda text: replace(parse(text), questions=(*parse(text).questions, *arises)),
            lambda text: dict(zip(("what", "amount"), text.split(), strict=False)),
        )

    def preview(self, targets: Sequence[Target], text: str) -> tuple[str, Sequence[str]]:
        return f"{text} · on {len(targets)} accounts", ()

    def values(self, target: Target, field_: str) -> Sequence[tuple[str, str]]:
        return (
            [("cf", "cash flow"), ("ad", "awaiting documents")]
            if field_ == "reason"
            else []
        )

    def record(
        self, targets: Sequence[Target], text: str, asked: Sequence[str] = ()
    ) -> str:
        if text.endswith("boom"):
            msg = "no promise: dispute open, d shows it"
            raise Refused(msg)
        questions = (*parse(text).questions, *self.arises)
        if not set(questions) <= set(asked):
            raise Refused("; ".join(questions))
        taken = [target for target in targets if target.number != self.refusing]
        if not taken:
            msg = "dispute open"
            raise Refused(msg)
        self.recorded += [(target.number, text) for target in taken]
        self.acts.append(len(taken))
        if len(targets) == 1:
            return f"logged {text} on {targets[0].words}"
        refused = [f"not on {t.number}: dispute open" for t in targets if t not in taken]
        return "; ".join((f"logged {text} · on {len(taken)} accounts", *refused))

    def news(self) -> str:
        return ""

    def news_on(self, targets: Sequence[Target]) -> str:
        return ""

    def undo(self, older: bool = False) -> str:
        if not self.recorded:
            msg = "nothing of yours to take back"
            raise Refused(msg)
        number, text = self.recorded[-1]
        count = self.acts.pop() if self.acts else 1
        self.undone.append(self.recorded[-count:])
        del self.recorded[-count:]
        return f"taken back: {text} on {number}"

    def redo(self) -> str:
        if not self.undone:
            msg = "nothing was taken back since your last act"
            raise Refused(msg)
        back = self.undone.pop()
        self.recorded += back
        self.acts.append(len(back))
        return f"brought back: {back[-1][1]}"

    def hold(self, targets: Sequence[Target], reason: str) -> str:
        return self.record(targets, f"hold {reason}")

    def release(self, targets: Sequence[Target]) -> str:
        return self.record(targets, "release")

    def stops(self, target: Target) -> Sequence[tuple[str, str]]:
        return [("ST-1", "a lawyer speaks for them")] if target.number == "20911" else []

    def stop(self, target: Target, what: str, why: str) -> str:
        return f"{target.number}: {what}, {why}"

    def resume(self, target: Target, stop: str, why: str) -> str:
        return f"{target.number}: {stop} lifted, {why}"

    def dial(self, target: Target, why: str = "") -> str:
        if target.number == "20911" and not why:
            msg = "20911: spoke on 2026-11-20: why all the same?"
            raise Unsaid(msg)
        return f"dialling {target.number} {why}".strip()

    def record_contact(self, target: Target, values: dict[str, str]) -> str:
        return self.record([target], f"contact {values['name']}")

    def no_next(self, targets: Sequence[Target]) -> str:
        return self.record(targets, "no next")

    def reasons(self) -> Sequence[tuple[str, str]]:
        return [("uncollectible", "cannot be collected"), ("bankrupt", "bankruptcy")]

    def foreseen(self, target: Target, items: Sequence[str]) -> Sequence[str]:
        return (
            f"84 310.50 NOK of {', '.join(item.partition('/')[2] for item in items)}",
            "it cannot be approved yet: 60.00 NOK of the customer's cash is unapplied",
            "sam (up to 100 000.00 NOK) decides",
        )

    def request_write_off(
        self, target: Target, items: Sequence[str], reason: str, note: str
    ) -> str:
        self.recorded.append(
            (target.number, f"W {' '.join(items)} {reason} {note}".strip())
        )
        return "write-off WO-1 asked for"

    def plan_preview(self, target: Target, terms: dict[str, str]) -> Sequence[str]:
        return self.schedule or [f"1  {terms['parts']} parts"]

    def plan_propose(self, target: Target, terms: dict[str, str]) -> tuple[str, str]:
        self.recorded.append((target.number, f"P {terms['parts']} {terms['every']}"))
        return "PLN-1", "plan PLN-1 proposed"

    def plan_act(self, plan: str, what: str, why: str) -> str:
        self.recorded.append((plan, f"{what} {why}".strip()))
        return f"{what}: {plan}"

    def plan_careful(self, plan: str) -> Sequence[str]:
        return []

    def plan_rest(self, plan: str) -> Sequence[str]:
        return [f"{plan}  if all is paid today", "  owed      16 000.00 NOK"]

    def replan_preview(
        self, plan: str, target: Target, terms: dict[str, str]
    ) -> Sequence[str]:
        return [f"1  {terms['parts']} parts in place of {plan}"]

    def replan(self, plan: str, target: Target, terms: dict[str, str]) -> tuple[str, str]:
        self.recorded.append((plan, f"t {terms['parts']} {terms['every']}"))
        return "PLN-2", f"plan PLN-2 proposed in place of {plan}"

    def invoice(self, target: Target, item: str) -> Sequence[str]:
        return [f"AMOUNT    of {item}", "ORDER     the books name no order number"]

    def interest(self, target: Target) -> Accrued:
        if target.number != "10482":
            return Accrued()
        return Accrued(
            "INTEREST 1 326.62 + 400.00 fees accrued",
            ["  under no: 8812", "    63 000.00 NOK x 12 % x 74/365 = 1532.71232877"],
        )

    def propose_interest(self, target: Target) -> str:
        self.recorded.append((target.number, "interest"))
        return (
            f"1 726.62 NOK proposed on 1 item of {target.words}; somebody else charges it"
        )

    def cash_reader(self, target: Target | None) -> Callable[[str], FakeDraft]:
        return parse

    def plans(self) -> Sequence[PlanLine]:
        target = Target(6, "NOK", "41860", "Trondheim Frakt")
        rows = tuple(
            (n, date(2026, 8 + n, 24), 800000, 800000 if n < 3 else 0, "paid" if n < 3 else "looming" if n == 3 else "ok")
            for n in range(1, 5)
        )  # fmt: skip
        return [
            PlanLine(
                "PLN-0091",
                target,
                "active",
                "looming",
                3200000,
                0,
                800000,
                date(2026, 11, 24),
                3,
                4,
                rows,
            )
        ]

    def board(self, period: str, scope: str, currency: str) -> Board:
        self.boards += 1
        whose = scope or "mine"
        labels = ("not_due", "1-30", "31-60", "61-90", "91+")
        columns = (41200000, 26844500, 15676000, 13320000, 11190000)
        end = scope_words(whose, currency or "NOK")
        aging = tuple(
            Line(label, 0, minor, f"in:{name} off:show {end}")
            for label, name, minor in zip(labels, COLUMNS, columns, strict=True)
        )
        attention = (
            Line("promises broken, nothing new agreed", 4, 4100000, f"is:broken off:show {end}"),
            Line("plans with an instalment missed or short", 2, 950000, area="plans"),
            Line("next steps whose day has passed", 3, 20410000, f"is:expired off:show {end}"),
            Line("paying later than usual", 1, 815025, f"risk:deteriorating off:show {end}",
                 detail="Bakken Rør, lately 12.0 d later"),
        )  # fmt: skip
        return Board(TODAY, currency or "NOK", ("NOK", "EUR"), whose, period,
                     Window(TODAY - timedelta(4), TODAY), labels, columns, 320000, aging, attention)  # fmt: skip

    def board_measures(self, currency: str) -> Sequence[Line]:
        self.outlooks += 1
        if self.broken is not None:
            raise self.broken
        behind = f"is:overdue off:show sort:-old {scope_words('all', currency)}"
        return (
            Line("DSO, one month", view=behind, detail="45.00 days",
                 rows=("formula: open / sales x days", "inputs: open 912 000.00 NOK")),
            Line("Overdue share of what is open", detail="56.82 %", series=(451, 536, 472, 568)),
            Line("Recovery rate", detail="no answer: nothing was written off in the window",
                 rows=("formula: recovered / written off",)),
        )  # fmt: skip

    def board_forecast(self, currency: str) -> Sequence[Line]:
        self.outlooks += 1
        if self.broken is not None:
            raise self.broken
        payers = tuple(Payer(r.customer, r.number, r.name, r.overdue) for r in ROWS[:3])
        return (
            Line("24 Nov - 30 Nov", 3, 24_861_050, detail="180 000.00 to 310 000.00",
                 rows=("plans 8 000.00, promises 60 000.00, habits 180 610.50",), payers=payers,
                 parts=(800_000, 6_000_000, 18_061_050)),
            Line("01 Dec - 07 Dec", 0, 10_000_000, detail="0.00 to 200 000.00", rows=("habits 100 000.00",)),
            Line("later", minor=5_000_000),
        )  # fmt: skip

    def board_whole(self, board: Board) -> Board:
        did = Period((9, 14, 12, 21, 5), 19, 21230000, 13, 19, 11, 18, 34090000, 29000000,
                     4, 4100000, 38)  # fmt: skip
        received = Line("receipts that nobody has matched yet", 7, 4480000, area="cash")
        waiting = (received,) if board.scope == "all" else ()
        return replace(board, period=did, attention=(*board.attention, *waiting))

    def requests(self) -> Sequence[RequestLine]:
        off = "your own request: somebody else decides" if self.own else ""
        target = Target(3, "NOK", "30077", "Østfold Marine")
        line = RequestLine(
            "WO-118",
            target,
            11190000,
            "waiting",
            "anna",
            date(2026, 11, 20),
            "91 d, demand expired",
            off,
        )
        return [line] if self.waiting else []

    def shown(self, request: str) -> Shown:
        return Shown(
            ("write off 111 900.00 NOK", "EVIDENCE  letters 4", "INVOICES  7711 62 400.00"),
            "3f2a9c",
        )

    def decide(self, request: str, what: str, value: str) -> str:
        self.decided.append((request, what, value))
        self.waiting = False
        return f"{request}: {what}"

    def open_ends(self, what: str, target: Target) -> Sequence[tuple[str, str]]:
        return []

    def finish(self, what: str, id_: str, outcome: str, note: str) -> str:
        return f"{what} {id_}"

    def disputes(self) -> Sequence[tuple[Target, str]]:
        return []

    deductions = placements = proposed = suits = tasks = disputes

    def export(self, what: str, target: Target | None, path: str) -> str:
        of = f" of {target.number}" if target is not None else ""
        return f"{what}{of} written to {path}"

    def views(self) -> dict[str, str]:
        return self.saved_views

    def save_view(self, name: str, text: str) -> None:
        self.saved_views[name] = text

    def refresh(self) -> None:
        pass

    def read_date(self, text: str) -> date:
        return date.fromisoformat(text)


async def press(shell: Shell, text: str, *names: str) -> None:
    """Type ``text`` (⏎ is Enter), then press the named keys."""
    from ledgerlane.screens.keys import Key

    for key in (*typed(text), *(Key(name) for name in names)):
        await shell.press(key)
