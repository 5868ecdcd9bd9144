"""Every key of the app, in one place: from here come bindings, help, keys.toml and docs/keys.md.

A binding has a stable id (``queue.promise``), the keys that press it, and words. Its `scope`
says where it is heard: ``all`` screens, the ``account`` screens (queue, customer, plans), the
``review`` screens (approve), or one area alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ledgerlane.domain.errors import Misused
from ledgerlane.screens.keys import shown
from ledgerlane.screens.views import LANGUAGE

AREAS = ("queue", "customer", "plans", "letters", "approve", "board")
SCOPES: Mapping[str, tuple[str, ...]] = {
    "queue": ("queue", "list", "account", "all"),
    "customer": ("customer", "account", "all"),
    "plans": ("plans", "account", "all"),
    "approve": ("approve", "review", "all"),
    "letters": ("letters", "all"),
    "cash": ("cash", "all"),
    "waiting": ("waiting", "all"),
    "learn": ("learn", "all"),
    "lists": ("lists", "all"),
    "conflicts": ("conflicts", "all"),
    "board": ("board", "all"),
}
_HEARD_IN = {
    "all": "everywhere",
    "list": "queue",
    "account": "queue, customer, plans",
    "review": "approve",
}
_FIXED = ("escape", "enter")


class Binding(NamedTuple):
    """One thing a key does. ``short`` stands on the key line; ``words`` in the help."""

    id: str
    keys: tuple[str, ...]
    scope: str
    short: str
    words: str


def _b(id_: str, keys: str, scope: str, short: str, words: str) -> Binding:
    return Binding(id_, tuple(keys.split()), scope, short, words)


BINDINGS: tuple[Binding, ...] = (
    _b("queue.promise", "p", "account", "promise", "promise to pay: amount, date, /reason, note"),
    _b("queue.no_answer", "n", "account", "no answer", "no answer: logged at once, next account"),
    _b("queue.voicemail", "v", "account", "voicemail", "left a voicemail: logged at once, next account"),
    _b("queue.call_back", "c", "account", "call back", "call back on a day"),
    _b("queue.dispute", "d", "account", "dispute", "dispute or deduction, on the selected invoice"),
    _b("queue.log", "l", "account", "log", "log a call, or the draft left on this account"),
    _b("queue.mail", "m", "account", "letter", "letter or mail sent"),
    _b("queue.wrong_contact", "w", "account", "wrong contact", "this number or address does not reach them"),
    _b("queue.note", "o", "account", "note", "note on the account"),
    _b("queue.assign", "a", "account", "assign", "give the account to somebody"),
    _b("queue.snooze", "z", "account", "snooze", "off the list until a day, with a reason"),
    _b("queue.escalate", "e", "account", "escalate", "hand it up to the supervisor"),
    _b("queue.plan", "P", "account", "plan", "payment plan: terms, schedule, proposal"),
    _b("queue.write_off", "W", "account", "write-off", "ask for a write-off of chosen items"),
    _b("queue.next_account", "J", "account", "next", "next account"),
    _b("queue.previous_account", "K", "account", "previous", "previous account"),
    _b("queue.why", "i", "account", "why now", "why this account now, rule by rule, with points"),
    _b("queue.resend", "I", "account", "invoice copy", "send a copy of the invoice again, or ask support for it"),
    _b("queue.copy", "y", "account", "copy", "copy: then p phone, m mail, i invoice, s summary"),
    _b("list.mark", "space", "list", "mark", "mark the row; verbs then act on all marked"),
    _b("list.mark_all", "V", "list", "all", "mark all shown, or none"),
    _b("list.filter", "/", "list", "filter", "filter as you type; esc clears"),
    _b("list.sort", "s", "list", "sort", "sort by something else"),
    _b("queue.views", "f", "queue", "views", "pick a saved view"),
    _b("queue.save_view", "F", "queue", "save view", "save what is shown as a view"),
    _b("queue.columns", "C", "queue", "columns", "bucket columns on or off"),
    _b("customer.history", "h", "customer", "history", "the whole history of the account, to read"),
    _b("customer.script", "t", "customer", "talking points", "all that the script says, to read"),
    _b("plans.new_terms", "t", "plans", "new terms", "new terms for this plan's debt"),
    _b("plans.accept", "A", "plans", "accept", "the customer agreed: the plan runs"),
    _b("plans.break", "b", "plans", "break plan", "break the plan: its items are collectable again"),
    _b("approve.accept", "a", "review", "approve", "approve the request; asks once"),
    _b("approve.return", "r", "review", "return", "return it with a question"),
    _b("approve.decline", "d", "review", "decline", "decline it with a reason"),
    _b("letters.accept", "a", "letters", "accept", "let the letter go out as it is shown; next"),
    _b("letters.skip", "r", "letters", "skip", "no letter now: its days are counted anew; next"),
    _b("letters.hold", "h", "letters", "hold", "hold letters to this account, with a reason"),
    _b("letters.edit", "ctrl+e", "letters", "edit", "add a remark to the letter; then accept it"),
    _b("letters.accept_rest", "A", "letters", "accept rest", "accept everything still to be reviewed; asks once"),
    _b("letters.send", "S", "letters", "send", "send what was accepted: by mail, or as files into a folder; asks once"),
    _b("cash.accept", "a", "cash", "accept", "match the receipt as the chosen proposal says; next"),
    _b("cash.proposal", "tab", "cash", "proposal", "the next proposal of the selected receipt"),
    _b("cash.by_hand", "e", "cash", "by hand", "say what it pays: document numbers, each whole or NUMBER=AMOUNT"),
    _b("cash.oldest", "o", "cash", "oldest first", "spread it: fees and interest, then the oldest due; asks once"),
    _b("cash.identify", "i", "cash", "whose", "say which customer's receipt it is"),
    _b("cash.reverse", "r", "cash", "bounced", "the bank took it back, with the reason"),
    _b("cash.match_all", "M", "cash", "match all", "match every receipt that a rule is sure of"),
    _b("waiting.yes", "a", "waiting", "lead on", "lead it on: answer, agree, received, credit, confirm, close"),
    _b("waiting.no", "d", "waiting", "turn down", "turn it down, or ask back, with the reason"),
    _b("waiting.steps", "e", "waiting", "what now", "everything that can be done about it"),
    _b("learn.save", "a", "learn", "keep", "keep the profile, when nothing is left to be said"),
    _b("learn.column", "e", "learn", "column", "say what the column is, or that it is not read"),
    _b("learn.kind", "n", "learn", "kind", "say what the file holds: invoices, customers, receipts, what they paid"),
    _b("learn.decimal", "d", "learn", "decimal", "say which mark parts the decimals"),
    _b("learn.dates", "o", "learn", "days", "say in which order days are written"),
    _b("learn.currency", "c", "learn", "currency", "say the currency of a file without a column for it"),
    _b("learn.scope", "l", "learn", "leaves out", "say whether what such files leave out is closed"),
    _b("learn.unapplied", "w", "learn", "waits", "say whether payments without a column for it wait to be matched"),
    _b("learn.sheet", "t", "learn", "sheet", "say which sheet of a workbook"),
    _b("lists.record", "a", "lists", "record", "record on this list: money that came after a write-off, mails that came in"),
    _b("lists.back", "d", "lists", "take back", "take back what was recorded on it, with the reason"),
    _b("conflicts.accept", "a", "conflicts", "it stands", "the chosen side stands, the others have no effect; asks why"),
    _b("conflicts.side", "tab", "conflicts", "other side", "choose the next side"),
    _b("conflicts.none", "d", "conflicts", "none", "none of the sides stands: it is decided anew"),
    _b("board.panel", "tab", "board", "panel", "next panel: aging, the period, attention, measures, forecast"),
    _b("board.why", "i", "board", "rests on", "what a figure rests on: formula, window, inputs"),
    _b("board.period", "p", "board", "period", "week, month or quarter"),
    _b("board.currency", "c", "board", "currency", "the next currency"),
    _b("board.whose", "m", "board", "whose", "my accounts, or everybody's"),
    _b("go.down", "j down", "all", "down", "one row down"),
    _b("go.up", "k up", "all", "up", "one row up"),
    _b("go.page_down", "pagedown", "all", "page down", "one page down"),
    _b("go.page_up", "pageup", "all", "page up", "one page up"),
    _b("go.first", "home", "all", "first", "first row"),
    _b("go.last", "end", "all", "last", "last row"),
    _b("go.open", "enter", "all", "open", "open what is selected: the account, the invoice, the whole text"),
    _b("go.account", "g", "all", "go to", "go to an account: number, name, invoice or phone"),
    _b("go.back", "-", "all", "previous place", "where you were before"),
    _b("go.out", "escape q", "all", "back", "back, or close what is open"),
    _b("area.queue", "1 f2", "all", "queue", "area 1: the queue"),
    _b("area.customer", "2 f3", "all", "customer", "area 2: the customer"),
    _b("area.plans", "3 f4", "all", "plans", "area 3: payment plans"),
    _b("area.letters", "4 f5", "all", "letters", "area 4: letters"),
    _b("area.approve", "5 f6", "all", "approve", "area 5: approvals"),
    _b("area.board", "6 f7", "all", "board", "area 6: the board"),
    _b("app.commands", ": ctrl+p", "all", "commands", "everything by name"),
    _b("app.undo", "u", "all", "undo", "take the last act back"),
    _b("app.redo", "U", "all", "redo", "bring back what was taken back"),
    _b("app.export", "x", "all", "export", "export what is shown to a file"),
    _b("app.sync", "R", "all", "sync", "exchange with the other copies, beside the work"),
    _b("app.refresh", "ctrl+l", "all", "redraw", "redraw, and read what others changed"),
    _b("app.help", "? f1", "all", "help", "help for this screen"),
    _b("app.suspend", "ctrl+z", "all", "suspend", "to the shell; fg comes back"),
    _b("app.quit", "ctrl+q", "all", "quit", "quit; a draft is kept"),
)  # fmt: skip

NAMED: tuple[Binding, ...] = (
    _b("queue.hold", "", "account", "hold", "no collection work until released, with a reason"),
    _b("queue.release", "", "account", "release", "ends a hold"),
    _b("queue.no_next", "", "account", "no next step", "say that nothing more is to be done here"),
    _b("queue.contact", "", "account", "contact", "record who to talk to: name, role, phone, mail, language"),
    _b("queue.prefer", "", "account", "contact prefer", "when and how they are to be contacted: zone, hours, language"),
    _b("queue.consent", "", "account", "contact consent", "they said yes to a channel: who, or where it can be read"),
    _b("queue.dial", "", "account", "dial", "dial the right person, if they may be called now"),
    _b("queue.dial_next", "", "account", "dial next", "the next account of the list, and dial it"),
    _b("queue.stop", "", "account", "stop contact", "they may not be contacted: a lawyer, insolvency, do not contact, with the reason"),
    _b("queue.resume", "", "account", "resume contact", "lift such a stop, with the reason; for supervisors"),
    _b("queue.came_in", "", "account", "came in", "a message from the customer"),
    _b("queue.says_paid", "", "account", "says paid", "the customer says it is paid"),
    _b("queue.next_step", "", "account", "next step", "set the next step and its day"),
    _b("queue.interest", "", "account", "interest", "late interest of the account, line by line"),
    _b("queue.propose_interest", "", "account", "propose interest", "propose what has accrued; somebody else charges it"),
    _b("area.credit", "", "all", "credit", "what waits for the credit role, among the approvals"),
    _b("area.cash", "", "all", "cash", "receipts to be matched: proposals, by hand, whose, bounced"),
    _b("plans.settle", "", "plans", "settle plan", "all that is left in one sum today, interest rebated to the day"),
    _b("plans.accelerate", "", "plans", "accelerate plan", "after a breach: the whole rest falls due today"),
    _b("queue.complaint", "", "account", "complaint", "record a complaint, for the department that answers it"),
    _b("queue.support", "", "account", "support", "ask support: invoice copy, address, proof of delivery, ..."),
    _b("queue.legal", "", "account", "legal", "propose to sue over what is overdue; cases moves it on"),
    _b("queue.review", "", "account", "post mortem", "look into a bad debt that our own systems caused: meeting, actions"),
    _b("queue.goods_back", "", "account", "goods back", "goods are offered back: amount, what comes; somebody else agrees"),
    _b("queue.credit", "", "account", "recommend credit", "ask credit to reduce or raise the limit, hold, cash-only, restore; with the evidence"),
    _b("queue.credit_decision", "", "account", "credit decision", "for the credit role: hold, cash-only, restore, the limit, or as the books say"),
    _b("queue.prospect", "", "all", "prospect", "who wants to buy on credit and is no customer yet: limit, needs, references, terms"),
    _b("waiting.prospect", "", "all", "prospects", "prospects: references, terms, credit's word, by key"),
    _b("queue.place", "", "account", "place", "hand overdue items to a collection agency; what the policy asks is approved by somebody else"),
    _b("queue.recall", "", "account", "recall", "take a placement back from its agency, with the reason"),
    _b("queue.remit", "", "account", "remit", "money of an agency: gross, commission, net; for clerks"),
    _b("queue.agency_says", "", "account", "agency says", "how a placement stands with its agency, and when it reports next"),
    _b("queue.placements", "", "all", "placements", "what is with agencies, by the day of the next report; enter opens the account"),
    _b("queue.proposed", "", "all", "propose placement", "who is proposed for an agency, and why; enter opens the account"),
    _b("area.learn", "", "all", "learn", "a profile from a ledger file: what its columns are, what must be said; kept as TOML"),
    _b("area.groups", "", "all", "groups", "groups of accounts over their credit limit; enter opens the payer"),
    _b("area.legal", "", "all", "legal cases", "every open legal case, whose turn it is; enter opens the account"),
    _b("area.tasks", "", "all", "actions", "actions of post mortems, days of courts; enter opens the account"),
    _b("queue.cases", "", "account", "cases", "the open cases of the account, and what can be done about each"),
    _b("area.waiting", "", "all", "waiting", "everything that waits for you, or a role of yours: cases of every kind"),
    _b("area.conflicts", "", "all", "conflicts", "what was decided apart on copies of the book, both sides, and settling it"),
    _b("queue.assignment", "", "all", "assignment", "who owns what, and who stands in; enter shows their accounts"),
    _b("app.people", "", "all", "people", "everybody here: roles, limits, who stands in"),
    _b("queue.sales", "", "all", "sales", "large accounts that are sold to: what happened; enter opens the account"),
    _b("waiting.sales", "", "all", "sales list", "what sales people are asked for"),
    _b("queue.ask_sales", "", "account", "ask sales", "ask the sales person: a visit, a call, papers"),
    _b("waiting.support", "", "all", "support list", "what support is asked for, and answers there"),
    _b("queue.claim", "", "account", "claim", "a customer's form that justifies a deduction: form, amount, program, evidence"),
    _b("waiting.claim", "", "all", "claims", "claims to be matched, confirmed or denied, by key"),
    _b("waiting.escalation", "", "all", "escalations", "accounts that were handed up and wait for an answer"),
    _b("waiting.complaint", "", "all", "complaints", "open complaints, those due first"),
    _b("waiting.goods_back", "", "all", "goods list", "goods back that are under way"),
    _b("queue.settle", "", "account", "settle", "answer an open dispute, with a note"),
    _b("queue.withdraw", "", "account", "withdraw", "withdraw an open promise, or a request of your own"),
    _b("queue.reverse", "", "account", "reverse", "reverse an approved write-off, with the reason"),
    _b("queue.post_cash", "", "account", "post cash", "money came in that the books do not show yet: nobody calls about it"),
    _b("receipt.post", "", "cash", "post cash", "money came in that the books do not show yet: of a customer, or of nobody known"),
    _b("queue.bounced", "", "account", "bounced", "the bank took a receipt back, with the reason: what it paid is owed again"),
    _b("queue.unmatch", "", "account", "unmatch", "what we matched of a receipt does not hold"),
    _b("lists.recoveries", "", "all", "recoveries", "write-offs, what came of each since, what is missing; a records money; enter opens the account"),
    _b("lists.quality", "", "all", "invoice quality", "what invoices lack and how many days it goes with; enter opens the account"),
    _b("lists.mail", "", "all", "mail", "what became of the letters: came back, answered, read; a takes mails in; enter opens the account"),
    _b("app.credit_policy", "", "all", "credit policy", "the credit policy of the book, as the team goes by it"),
    _b("queue.terms", "", "account", "terms letter", "the credit policy to a new customer, to be confirmed; asks once"),
    _b("queue.statement", "", "account", "statement", "a statement of account to the customer; asks once"),
    _b("queue.attorney", "", "account", "attorney letter", "the lawyer's letter over all that is overdue; for legal and supervisors"),
    _b("queue.deductions", "", "all", "deductions", "everything kept or contested, short payments that nobody explained, too"),
    _b("queue.disputes", "", "all", "disputes", "every open dispute: amount, since when; enter opens the account"),
    _b("queue.everyone", "", "queue", "everyone's", "show every owner's accounts"),
    _b("queue.mine", "", "queue", "mine", "show only my accounts"),
    _b("approve.verify", "", "review", "verify", "check that the digest is of what is shown"),
    _b("app.keys", "", "all", "keys", "every key of the app"),
    _b("app.tour", "", "all", "tour", "ten minutes of practice, one thing after the other; again: the next, or leave it"),
)  # fmt: skip
"""Heavy and rare ones: only by name, from the command list."""


@dataclass(frozen=True, slots=True)
class Keymap:
    """The bindings in force."""

    bindings: tuple[Binding, ...] = BINDINGS

    def find(self, area: str, name: str) -> Binding | None:
        """What this key does in this area."""
        scopes = SCOPES[area]
        found = [b for b in self.bindings if name in b.keys and b.scope in scopes]
        return min(found, key=lambda b: scopes.index(b.scope), default=None)

    def of(self, area: str) -> tuple[Binding, ...]:
        """All bindings heard in an area, nearest scope first."""
        scopes = SCOPES[area]
        heard = [b for b in self.bindings if b.scope in scopes]
        return tuple(sorted(heard, key=lambda b: scopes.index(b.scope)))

    def key_of(self, id_: str) -> str:
        """The first key of a binding as people write it, or ``""``."""
        for binding in self.bindings:
            if binding.id == id_ and binding.keys:
                return shown(binding.keys[0])
        return ""


def remap(wanted: Mapping[str, object]) -> Keymap:
    """The bindings with the keys of a ``keys.toml``: ``"queue.promise" = "p"``, or a list.

    Raises Misused when an id is unknown, or when a key would do two things in one area.
    """
    known = {b.id for b in BINDINGS}
    for id_ in wanted:
        if id_ not in known:
            msg = f"keys.toml: there is no binding {id_!r}; docs/keys.md lists them"
            raise Misused(msg)
    keymap = Keymap(tuple(_with_keys(b, wanted.get(b.id)) for b in BINDINGS))
    _refuse_conflicts(keymap)
    return keymap


def _with_keys(binding: Binding, wanted: object) -> Binding:
    if wanted is None:
        return binding
    keys = [wanted] if isinstance(wanted, str) else wanted
    if not isinstance(keys, list) or not all(isinstance(k, str) and k for k in keys):
        msg = f"keys.toml: {binding.id}: a key like 'p' or a list like ['p', 'f8']"
        raise Misused(msg)
    return replace_keys(binding, tuple(keys))


def replace_keys(binding: Binding, keys: tuple[str, ...]) -> Binding:
    """The binding on other keys; Esc and Enter stay where they are."""
    kept = tuple(key for key in binding.keys if key in _FIXED and key not in keys)
    return binding._replace(keys=(*keys, *kept))


def _refuse_conflicts(keymap: Keymap) -> None:
    for area, scopes in SCOPES.items():
        taken: dict[str, Binding] = {}
        for binding in keymap.bindings:
            if binding.scope not in scopes:
                continue
            for name in binding.keys:
                other = taken.setdefault(name, binding)
                if other is not binding:
                    msg = (
                        f"keys.toml: {shown(name)} would be both {other.id} ({other.words}) "
                        f"and {binding.id} ({binding.words}) in {area}"
                    )
                    raise Misused(msg)


def markdown(keymap: Keymap | None = None) -> str:
    """docs/keys.md."""
    rows = [
        "# Keys",
        "",
        "Made from `ledgerlane/screens/registry.py`; a test keeps it current. Any of them can be",
        'moved in `keys.toml` in the settings folder, by its id: `"queue.promise" = "p"`.',
        "A key that would then do two things is refused.",
        "",
        "| key | does | where | id |",
        "|---|---|---|---|",
    ]
    bindings = (keymap or Keymap()).bindings
    for b in bindings:
        keys = " ".join(f"`{shown(name)}`" for name in b.keys)
        rows.append(
            f"| {keys} | {b.words} | {_HEARD_IN.get(b.scope, b.scope)} | `{b.id}` |"
        )
    rows += ["", "## Only by name, after `:`", "", "| name | does | id |", "|---|---|---|"]
    rows += [f"| {b.short} | {b.words} | `{b.id}` |" for b in NAMED]
    rows += ["", "## In the composer", "", "| key | does |", "|---|---|"]
    rows += [f"| `{key}` | {words} |" for key, words in COMPOSER_KEYS]
    rows += ["", "## In a filter or a view", "", "| word | means |", "|---|---|"]
    rows += [f"| `{word}` | {words} |" for word, words in LANGUAGE]
    return "\n".join(rows) + "\n"


COMPOSER_KEYS = (
    ("Enter", "save, and open the next account"),
    ("ctrl+s", "save, and stay"),
    ("Tab", "the same draft as labelled fields; Tab again: next field"),
    ("ctrl+space", "list what the field under the cursor can be"),
    ("ctrl+w", "delete the word before the cursor"),
    ("ctrl+u", "delete everything before the cursor"),
    ("↑ ↓", "earlier lines"),
    ("Esc", "leave; the draft is kept, l brings it back"),
)
