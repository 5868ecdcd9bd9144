"""Puts the shell, its areas and its verbs together."""

from __future__ import annotations

from functools import partial

from ledgerlane.screens.approve import ApproveArea
from ledgerlane.screens.asking import Asking
from ledgerlane.screens.banking import Banking
from ledgerlane.screens.board import BoardArea
from ledgerlane.screens.casework import Casework
from ledgerlane.screens.cash import CashArea
from ledgerlane.screens.customer import CustomerArea
from ledgerlane.screens.drafting import Drafting
from ledgerlane.screens.finishing import Finishing
from ledgerlane.screens.learning import LearnArea
from ledgerlane.screens.letters import LettersArea
from ledgerlane.screens.pages import PageArea
from ledgerlane.screens.papers import Papers
from ledgerlane.screens.plans import PlansArea
from ledgerlane.screens.queue import QueueArea
from ledgerlane.screens.registry import Keymap
from ledgerlane.screens.settling import ConflictsArea
from ledgerlane.screens.shell import Modes, Shell
from ledgerlane.screens.staff import Staff
from ledgerlane.screens.verbs import Verbs
from ledgerlane.screens.waiting import WaitingArea
from ledgerlane.screens.work import Work

PAGES = (("recoveries", "recoveries"), ("quality", "invoice quality"), ("mail", "mail"))
"""Bindings of lists, and which list each is."""
WAITING = (
    ("area.waiting", ""), ("waiting.support", "support"), ("waiting.claim", "claim"),
    ("waiting.sales", "sales help"), ("waiting.escalation", "escalation"),
    ("waiting.complaint", "complaint"), ("waiting.prospect", "prospect"),
    ("waiting.goods_back", "goods back"),
)  # fmt: skip
"""Bindings of what waits, and the kind of case each shows."""


def build(
    work: Work,
    keymap: Keymap | None = None,
    modes: Modes | None = None,
    view: tuple[str, str] = ("My day", ""),
) -> Shell:
    """The whole app, without a terminal. ``view`` is a name and its text."""
    shell = Shell(work, keymap or Keymap(), modes or Modes())
    queue = QueueArea(shell, view_name=view[0], view=view[1])
    customer = CustomerArea(shell, queue)
    drafting = Drafting(shell, queue, customer)
    asking = Asking(shell, customer, drafting)
    plans, approve = PlansArea(shell, asking), ApproveArea(shell)
    board, letters = BoardArea(shell, queue, customer), LettersArea(shell)
    cash = CashArea(shell, customer, drafting)
    finishing = Finishing(shell, customer, drafting)
    casework = Casework(shell, customer, drafting)
    waiting, learn = WaitingArea(shell, customer, casework), LearnArea(shell)
    pages, settling = PageArea(shell, customer), ConflictsArea(shell, customer)
    shell.areas = {
        "queue": queue, "customer": customer, "plans": plans, "letters": letters,
        "approve": approve, "board": board, "cash": cash, "waiting": waiting, "learn": learn,
        "lists": pages, "conflicts": settling,
    }  # fmt: skip
    shell.verbs = Verbs(shell, queue, customer, drafting, asking, finishing, casework).all()
    banking = Banking(shell, drafting, finishing)

    async def open_customer() -> None:
        targets = shell.area.targets()
        if targets:
            await customer.open(targets[0])

    async def area(name: str) -> None:
        plans.fresh = approve.fresh = board.fresh = letters.fresh = cash.fresh = False
        waiting.fresh = pages.fresh = settling.fresh = False
        await shell.go(name)

    shell.verbs |= {
        "open.customer": open_customer, "queue.post_cash": banking.post,
        "receipt.post": banking.post_anybodys,
        "queue.bounced": banking.bounced, "queue.unmatch": banking.unmatch,
    }  # fmt: skip

    async def of(kind: str) -> None:
        waiting.which = kind
        await area("waiting")

    async def page(which: str) -> None:
        pages.which = which
        await area("lists")

    shell.verbs |= {f"lists.{id_}": partial(page, which) for id_, which in PAGES}
    shell.verbs |= Papers(shell, drafting).verbs() | Staff(shell, queue, casework).verbs()
    shell.verbs |= {id_: partial(of, kind) for id_, kind in WAITING}
    shell.verbs |= {
        "queue.claim": casework.opener("claim"), "queue.ask_sales": casework.opener("sales help"),
        "queue.sales": finishing.sales, "queue.prospect": casework.prospect,
        "queue.resend": casework.resend,
    }  # fmt: skip
    for name in ("plans", "approve", "board", "letters", "cash", "conflicts"):
        shell.verbs[f"area.{name}"] = partial(area, name)
    shell.verbs |= {"area.learn": learn.ask, "area.credit": partial(area, "approve")}
    shell.on_draft = drafting.press
    return shell
