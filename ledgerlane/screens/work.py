"""What the screens ask of the desk, and the one thread on which all of it happens.

`Office` is the list of questions and verbs, which `ledgerlane.screens.office` answers by the desk. `Work`
runs them on a thread of their own, in order: the screen goes on painting, and what is saved stays saved.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from ledgerlane.screens.lists import Lists

if TYPE_CHECKING:
    from ledgerlane.domain.account import Customer, Item
    from ledgerlane.domain.board import Board, Line
    from ledgerlane.domain.matching import Proposal
    from ledgerlane.screens.casework import CaseForm, CaseLine, WaitingLine, Waits
    from ledgerlane.screens.learning import Learnt, Told
    from ledgerlane.screens.pages import Page, PageField
    from ledgerlane.screens.requests import RequestLine, Shown
    from ledgerlane.screens.settling import ConflictLine
    from ledgerlane.screens.widgets.composer import DraftLike, Parse, Parts

T = TypeVar("T")
MOST_READ = 100
"""Marked accounts on which a line is read as it is typed; of more, the first of them."""


@dataclass(frozen=True, slots=True)
class About:
    """What stands in the header: who works, on which book, as of when.

    ``looks_back``: another day is only looked at; ``--record`` was not said.
    """

    actor: str
    currency: str = "EUR"
    practice: bool = False
    as_of: str = ""
    unsent: int = 0
    looks_back: bool = False
    news: str = ""
    notice: str = ""  # what is to be said at the start
    on_the_line: str = ""  # who else is talking to the selected account


class Target(NamedTuple):
    """One account: a customer in one currency."""

    customer: int
    currency: str
    number: str
    name: str

    @property
    def words(self) -> str:
        """``10482 Nordvik Bygg AS``."""
        return f"{self.number} {self.name}".strip()

    @property
    def called(self) -> str:
        """``Nordvik Bygg AS``, or the number of one whose name the books do not know."""
        return self.name or self.number


class Exchanged(NamedTuple):
    """What came of an exchange at each place, in words; ``away``: places that could not be used, and why."""

    words: str
    away: tuple[str, ...] = ()


class Row(Protocol):
    """A line of the queue."""

    @property
    def customer(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def b1(self) -> int: ...
    @property
    def b2(self) -> int: ...
    @property
    def b3(self) -> int: ...
    @property
    def b4(self) -> int: ...
    @property
    def overdue(self) -> int: ...
    @property
    def oldest_due(self) -> date | None: ...
    @property
    def risk(self) -> str: ...
    @property
    def priority(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def why(self) -> str: ...
    @property
    def next_day(self) -> date | None: ...
    @property
    def next_words(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def exit(self) -> str: ...


def target_of(row: Row) -> Target:
    """The account of a queue row."""
    return Target(row.customer, row.currency, row.number, row.name)


class Opened(NamedTuple):
    """A list as it was opened: how many rows, their totals in words, and the first of them.

    ``counted`` false: ``rows`` are only the first; `Office.queue_counted` knows all.
    ``mixed``: it holds more than one currency. ``cash`` says how fresh the cash is.
    """

    rows: int
    totals: str = ""
    first: Sequence[Row | None] = ()
    counted: bool = True
    mixed: bool = False
    cash: str = ""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A payment plan in the list, and its instalments for the part below."""

    id: str
    target: Target
    state: str
    watch: str
    debt: int
    received: int
    scheduled: int
    next_due: date | None
    number: int
    count: int
    instalments: tuple[tuple[int, date, int, int, str], ...] = ()
    words: str = ""
    relieved: int = 0
    left: int = 0


class LetterLine(NamedTuple):
    """An account in the letter run. ``state``: to review, or what it is; ``off``: why it cannot be accepted.

    ``digest`` is of exactly what is proposed.
    """

    target: Target
    letter: str
    language: str
    state: str
    minor: int
    why: str
    off: str = ""
    digest: str = ""
    unresolved: str = ""  # the letter of which nobody knows whether it went

    @property
    def waits(self) -> bool:
        """Whether somebody has to decide on it."""
        return self.state in ("", "edited", "changed")


class LetterRun(NamedTuple):
    """The run of a day, and how many letters rules hold out."""

    day: date
    lines: Sequence[LetterLine]
    held: int
    lacks: str = ""  # what the letterhead does not say yet


class LetterText(NamedTuple):
    """A letter before it goes: to whom, what it is about, and its words line by line."""

    head: str
    about: str
    lines: Sequence[str]


class Outbox(NamedTuple):
    """Letters that were accepted and wait to be sent: by ``mail`` through ``server``, on ``paper``.

    ``server`` ``""``: the settings name none. ``folder`` is where files go; ``lacks`` says
    what is to be written first.
    """

    mail: int = 0
    paper: int = 0
    server: str = ""
    folder: str = ""
    lacks: str = ""


class ReceiptProposal(NamedTuple):
    """What a receipt may be for. ``items`` as they are typed by hand; ``given`` goes back to the desk."""

    whose: str
    why: str
    pays: str
    items: str
    target: Target | None
    given: Proposal


class ReceiptLine(NamedTuple):
    """A receipt that is not used up. ``minor`` is what is left; ``sure``: a rule decides it."""

    receipt: str
    target: Target | None
    payer: str
    day: date
    minor: int
    currency: str
    reference: str
    text: str
    why: str
    sure: bool
    proposals: tuple[ReceiptProposal, ...] = ()
    short: str = ""


class ReceiptList(NamedTuple):
    """How many receipts are not used up; why this person may not match them, or ``""``."""

    receipts: int
    off: str
    first: Sequence[ReceiptLine]


class Accrued(NamedTuple):
    """Late interest of an account: a line for the screen, ``""`` where there is none, and all of it."""

    line: str = ""
    rows: Sequence[str] = ()


class HistoryLine(NamedTuple):
    """One row of an account's timeline."""

    day: date
    actor: str
    kind: str
    words: str
    note: str = ""
    outcome: str = ""
    t: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """An account as the screens show it. Amounts are minor units of the target's currency.

    ``not_due``, ``buckets`` and ``unapplied`` are the ledger's less what is pending.
    """

    target: Target
    customer: Customer
    items: tuple[Item, ...] = ()
    not_due: int = 0
    buckets: tuple[int, int, int, int] = (0, 0, 0, 0)
    unapplied: int = 0
    risk: str = ""
    history: tuple[HistoryLine, ...] = ()
    claims: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()  # open ones, in words
    item_notes: tuple[tuple[str, str], ...] = ()
    kept: int = 0
    promises: int = 0
    open_promises: int = 0
    cash: tuple[str, ...] = ()  # posted here, not in the books yet
    plan: str = ""
    waiting: str = ""
    last: str = ""
    next_day: date | None = None
    next_words: str = ""
    owner: str = ""
    hold: str = ""
    credit: str = ""  # CREDIT HOLD or CASH ONLY
    posted: int = (
        0  # cash posted here for no item: not asked for, though no bucket falls by it
    )
    script: tuple[str, ...] = ()
    ahead: tuple[tuple[date, str], ...] = ()
    risk_words: str = ""
    estimate: str = ""
    zone: str = ""  # that their clock is not known
    calling: str = ""  # what to know before a call: opens ..., do not call: ...

    @property
    def overdue(self) -> int:
        """Past due and to ask for: credits not taken off, cash posted here is."""
        late = sum(self.buckets)
        return late - min(self.posted, max(0, late))


class Office(Lists, Protocol):
    """Questions and verbs; all of them block, and are called on the work thread only."""

    # The names say it all; each answers in domain values or words for the message line.
    # ruff: noqa: D102
    def about(self) -> About: ...
    def learn(self, told: Told, keep: bool) -> Learnt: ...
    def today(self) -> date: ...
    def queue(self, question: str, again: bool = False) -> Opened: ...
    def queue_counted(self) -> Opened: ...
    def done_today(self) -> int: ...
    def queue_rows(self, start: int, stop: int) -> Sequence[Row | None]: ...
    def case_fields(self, form: CaseForm) -> Sequence[tuple[str, str]]: ...
    def case_preview(self, form: CaseForm, values: dict[str, str]) -> Sequence[str]: ...
    def case_do(self, form: CaseForm, values: dict[str, str]) -> str: ...
    def cases(self, target: Target) -> Sequence[CaseLine]: ...
    def credit_preview(self, target: Target, values: dict[str, str]) -> Sequence[str]: ...
    def credit_do(self, target: Target, values: dict[str, str]) -> str: ...
    def what_waits(self, which: str) -> Sequence[WaitingLine]: ...
    def waits_shown(self, line: WaitingLine) -> Waits: ...
    def conflicts(self) -> Sequence[ConflictLine]: ...
    def settle(self, conflict: str, place: int, why: str) -> str: ...
    def exchange(self) -> Exchanged: ...
    def copy_invoices(self, target: Target, items: Sequence[str]) -> str: ...
    def queue_place(self, target: Target) -> int | None: ...
    def why(self, target: Target) -> Sequence[tuple[int, str, str]]: ...
    def account(self, target: Target) -> Seen: ...
    def find(self, text: str) -> Sequence[tuple[Target, str]]: ...
    def grammar(self, targets: Sequence[Target]) -> tuple[Parse, Parts]: ...
    def preview(
        self, targets: Sequence[Target], text: str
    ) -> tuple[str, Sequence[str]]: ...
    def values(self, target: Target, field: str) -> Sequence[tuple[str, str]]: ...
    def record(self, targets: Sequence[Target], text: str, asked: Sequence[str]) -> str: ...
    def news(self) -> str: ...
    def on_the_line(self, seen: Target | None, mine: Target | None) -> str: ...
    def news_on(self, targets: Sequence[Target]) -> str: ...
    def undo(self, older: bool = False) -> str: ...
    def redo(self) -> str: ...
    def hold(self, targets: Sequence[Target], reason: str) -> str: ...
    def release(self, targets: Sequence[Target]) -> str: ...
    def stops(self, target: Target) -> Sequence[tuple[str, str]]: ...
    def stop(self, target: Target, what: str, why: str) -> str: ...
    def resume(self, target: Target, stop: str, why: str) -> str: ...
    def dial(self, target: Target, why: str = "") -> str: ...
    def record_contact(self, target: Target, values: dict[str, str]) -> str: ...
    def no_next(self, targets: Sequence[Target]) -> str: ...
    def reasons(self) -> Sequence[tuple[str, str]]: ...
    def foreseen(self, target: Target, items: Sequence[str]) -> Sequence[str]: ...
    def request_write_off(
        self, target: Target, items: Sequence[str], reason: str, note: str
    ) -> str: ...
    def plan_preview(self, target: Target, terms: dict[str, str]) -> Sequence[str]: ...
    def plan_propose(self, target: Target, terms: dict[str, str]) -> tuple[str, str]: ...
    def plan_act(self, plan: str, what: str, why: str) -> str: ...
    def plan_rest(self, plan: str) -> Sequence[str]: ...
    def plan_careful(self, plan: str) -> Sequence[str]: ...
    def replan_preview(
        self, plan: str, target: Target, terms: dict[str, str]
    ) -> Sequence[str]: ...
    def replan(
        self, plan: str, target: Target, terms: dict[str, str]
    ) -> tuple[str, str]: ...
    def interest(self, target: Target) -> Accrued: ...
    def invoice(self, target: Target, item: str) -> Sequence[str]: ...
    def propose_interest(self, target: Target) -> str: ...
    def cash_reader(self, target: Target | None) -> Callable[[str], DraftLike]: ...
    def post_cash(
        self, target: Target | None, text: str, again: bool
    ) -> tuple[str, str, str]: ...
    def match_cash(self, receipt: str) -> str: ...
    def plans(self) -> Sequence[PlanLine]: ...
    def board(self, period: str, scope: str, currency: str) -> Board: ...
    def board_whole(self, board: Board) -> Board: ...
    def board_measures(self, currency: str) -> Sequence[Line]: ...
    def board_forecast(self, currency: str) -> Sequence[Line]: ...
    def requests(self) -> Sequence[RequestLine]: ...
    def shown(self, request: str) -> Shown: ...
    def decide(self, request: str, what: str, value: str) -> str: ...
    def letters(self) -> LetterRun: ...
    def letter(self, target: Target) -> LetterLine | None: ...
    def letter_text(self, target: Target) -> LetterText: ...
    def letter_act(self, line: LetterLine, what: str, words: str) -> str: ...
    def letters_accept_rest(self) -> str: ...
    def letter_print(self, target: Target, path: str) -> str: ...
    def letter_resolve(self, name: str, went: bool) -> str: ...
    def outbox(self) -> Outbox: ...
    def letters_send(
        self, folder: str, by_mail: bool, tell: Callable[[int, int], None]
    ) -> str: ...
    def cash(self) -> ReceiptList: ...
    def cash_rows(self, start: int, stop: int) -> Sequence[ReceiptLine]: ...
    def cash_accept(
        self, line: ReceiptLine, proposal: ReceiptProposal, again: bool
    ) -> str: ...
    def cash_preview(self, receipt: str, items: str) -> str: ...
    def cash_match(self, receipt: str, items: str) -> str: ...
    def cash_identify(self, receipt: str, target: Target, again: bool) -> str: ...
    def cash_reverse(self, receipt: str, why: str) -> str: ...
    def cash_match_all(self, tell: Callable[[int, int], None]) -> str: ...
    def open_ends(self, what: str, target: Target) -> Sequence[tuple[str, str]]: ...
    def finish(self, what: str, id_: str, outcome: str, note: str) -> str: ...
    def page(self, which: str) -> Page: ...
    def page_below(self, which: str, id_: str) -> Sequence[str]: ...
    def page_fields(self, which: str, what: str, id_: str) -> Sequence[PageField]: ...
    def page_do(self, which: str, what: str, id_: str, values: dict[str, str]) -> str: ...
    def credit_policy(self) -> Sequence[str]: ...
    def paper(self, target: Target, paper: str) -> Sequence[str]: ...
    def paper_accept(self, target: Target, paper: str) -> str: ...
    def contact_wish(self, target: Target, what: str, values: dict[str, str]) -> str: ...
    def export(self, what: str, target: Target | None, path: str) -> str: ...
    def views(self) -> dict[str, str]: ...
    def save_view(self, name: str, text: str) -> None: ...
    def refresh(self) -> None: ...
    def read_date(self, text: str) -> date: ...


class Work:
    """Runs the office's methods on its thread."""

    def __init__(self, office: Office, executor: Executor | None = None) -> None:
        self.office = office
        self.about = office.about()
        self._executor = executor

    async def do(self, verb: Callable[..., T], *arguments: object) -> T:
        """The verb's answer; without an executor it is called at once."""
        if self._executor is None:
            return verb(*arguments)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, lambda: verb(*arguments))

    async def aside(self, verb: Callable[..., T], *arguments: object) -> T:
        """The answer of a verb that only reads and may take seconds: no other waits for it.

        Whoever quits meanwhile does not wait either.
        """
        if self._executor is None:
            return verb(*arguments)
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()

        def run() -> None:
            try:
                value = verb(*arguments)
            except Exception as error:
                _tell(loop, answer, answer.set_exception, error)
            else:
                _tell(loop, answer, answer.set_result, value)

        Thread(target=run, name="aside", daemon=True).start()
        return await answer

    @property
    def today(self) -> date:
        """The book's business date."""
        return self.office.today()


def _tell(
    loop: asyncio.AbstractEventLoop,
    answer: asyncio.Future[T],
    tell: Callable[..., None],
    value: object,
) -> None:
    """Hand a value to whoever waits for it; nobody may wait any more."""

    def hand_over() -> None:
        if not answer.done():
            tell(value)

    with suppress(RuntimeError):  # the loop ended with the app
        loop.call_soon_threadsafe(hand_over)
