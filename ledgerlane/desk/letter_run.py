"""The letter run of a day: what is proposed, what is held out and why, what was decided on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ledgerlane.desk import accounts, contacting
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import question
from ledgerlane.domain.cases.elsewhere import elsewhere
from ledgerlane.domain.dossier import Dossier
from ledgerlane.domain.dunning import Kept, Owed, Proposal, Situation, decide
from ledgerlane.domain.letter import language_of
from ledgerlane.domain.letter_words import unpayable
from ledgerlane.domain.money import Money
from ledgerlane.domain.pieces import OPEN, OUT, Dunned, Piece, dunned
from ledgerlane.domain.timeline import short_day
from ledgerlane.store import letters as store
from ledgerlane.store.lens import EVERYBODY, Some, some
from ledgerlane.store.letters import Debtor

NEVER = Dunned(-1, None)


@dataclass(frozen=True, slots=True)
class Line:
    """One account in the run. ``state``: proposed, kept, or that of the letter decided on.

    ``proposal`` is what today's book gives (None: nothing any more); ``rule`` and ``words``
    say why it is held out, or why a letter that was accepted cannot go. ``account`` is what
    the run looked at.
    """

    state: str
    proposal: Proposal | None
    piece: Piece | None
    rule: str
    words: str
    language: str
    account: Debtor

    @property
    def key(self) -> tuple[int, str]:
        """Customer and currency."""
        return self.account.customer, self.account.standing.currency

    @property
    def number(self) -> str:
        """The customer's number."""
        return self.account.who.number

    @property
    def paper(self) -> str:
        """What kind of letter."""
        if self.proposal is not None and self.state in ("proposed", "kept"):
            return self.proposal.paper
        return self.piece.paper if self.piece is not None else ""

    @property
    def level(self) -> int:
        """Its level."""
        if self.proposal is not None and self.state in ("proposed", "kept"):
            return self.proposal.level
        return self.piece.level if self.piece is not None else 0

    @property
    def amount(self) -> Money:
        """What the documents come to; of a letter only edited or skipped, what today's book gives."""
        return self._asks[0]

    @property
    def to_pay(self) -> Money:
        """The letter's total: the documents with what is charged on them, less credit."""
        return self._asks[1]

    @property
    def _asks(self) -> tuple[Money, Money]:
        piece = self.piece
        if piece is not None and piece.items and self.state not in ("proposed", "kept"):
            return piece.amount, piece.to_pay
        if self.proposal is not None:
            return self.proposal.amount, self.proposal.to_pay
        nothing = Money(0, self.account.standing.currency)
        return nothing, nothing

    @property
    def changed(self) -> bool:
        """Whether what was accepted or edited is not what today's book gives."""
        if self.piece is None or self.piece.state not in ("accepted", "edited"):
            return False
        return self.proposal is None or self.proposal.digest != self.piece.digest

    @property
    def to_review(self) -> bool:
        """Whether somebody has to decide on it."""
        return self.state in ("proposed", "edited") or (
            self.state == "accepted" and self.changed and not self.rule
        )


@dataclass(frozen=True, slots=True)
class Run:
    """The lines of a day, by customer number."""

    day: date
    lines: tuple[Line, ...]

    @property
    def waiting(self) -> tuple[Line, ...]:
        """What is to be reviewed."""
        return tuple(line for line in self.lines if line.to_review)

    @property
    def kept(self) -> tuple[Line, ...]:
        """What rules hold out."""
        return tuple(line for line in self.lines if line.state == "kept")

    def by_key(self) -> dict[tuple[int, str], Line]:
        """Lines by customer and currency."""
        return {line.key: line for line in self.lines}


def run(desk: Desk, who: Some = EVERYBODY) -> Run:
    """The run of the desk's day, over everybody or some."""
    ask = question(desk)
    rules = desk.policy.dunning
    ahead = 0 if rules.courtesy == "none" else rules.courtesy_days
    found = store.debtors(
        desk.store, who, ask, until=desk.today + timedelta(days=ahead),
        stored_patterns=desk.is_now,
    )  # fmt: skip
    lines = [line for debtor in found if (line := _line(desk, debtor)) is not None]
    return Run(desk.today, tuple(sorted(lines, key=_order)))


def _order(line: Line) -> tuple[int, str, str, int]:
    number = line.number
    return len(number), number, line.key[1], line.key[0]


def of(desk: Desk, customers: Iterable[Who]) -> list[Line]:
    """The lines of these accounts, in their order. Refused where one has no letter due."""
    from ledgerlane.domain.errors import Refused

    named = [(accounts.resolve(desk, who), who) for who in customers]
    ids = sorted({id_ for (id_, _), _ in named})
    lines = run(desk, some(ids)).by_key()
    chosen = list[Line]()
    for (id_, currency), _who in named:
        mine = [line for key, line in lines.items() if key[0] == id_]
        fits = [line for line in mine if currency in (None, line.key[1])]
        if not fits:
            number = accounts.load(desk, id_).customer.number
            other = f"; {', '.join(line.key[1] for line in mine)} has" if mine else ""
            msg = f"{number} has no letter due on {desk.today.isoformat()}{other}"
            raise Refused(msg)
        chosen += [line for line in fits if line not in chosen]
    return chosen


def _line(desk: Desk, debtor: Debtor) -> Line | None:
    today = desk.today
    made = decide(
        _owed(debtor, today), situation(desk, debtor), debtor.standing.currency,
        desk.policy.dunning, desk.policy.quiet_days, today,
        desk.policy.sizes.unit(debtor.standing.currency),
    )  # fmt: skip
    who = debtor.who
    language = language_of(
        debtor.contact.language or who.language, who.country, desk.policy.dunning.language
    )
    proposal = made.proposal if isinstance(made, Kept) else made
    rule, words = (made.rule, made.words) if isinstance(made, Kept) else ("", "")
    piece = _shown(debtor.pieces.values(), today, proposal)
    if piece is not None:
        if piece.state in OUT or piece.state not in OPEN:
            rule, words = "", piece.reason
        if piece.unresolved:
            words = f"did it go? `letters resolve {piece.id}`"
        return Line(
            piece.state, proposal, piece, rule, words, piece.language or language, debtor
        )
    if made is None:
        return None
    return Line(
        "kept" if rule else "proposed", proposal, None, rule, words, language, debtor
    )


def _shown(pieces: Iterable[Piece], today: date, proposal: Proposal | None) -> Piece | None:
    """The letter that the run shows instead of a proposal: one that waits, or was decided today."""
    best = None
    for piece in pieces:
        if not piece.paper:
            continue
        if piece.state in OPEN:
            return piece
        mine = today in (piece.on, piece.sent_on) and piece.state != "withdrawn"
        if mine and (piece.state != "skipped" or proposal is None):
            best = piece
    return best


def _owed(debtor: Debtor, today: date) -> list[Owed]:
    """The account's items with how far letters have come with each."""
    pieces, away, charged = debtor.pieces, _away(debtor), debtor.charged
    if not (pieces or away or charged):
        return [Owed(d.item.ref, d.item.number, d.item.due, d.minor) for d in debtor.debts]
    reached, holds = dunned(pieces.values()), _holds(pieces.values(), today)
    if not _all_away(debtor, away):  # else the letter that is due is shown, held
        holds |= away
    made = []
    for debt in debtor.debts:
        known = reached.get(debt.item.ref, NEVER)
        made.append(
            Owed(debt.item.ref, debt.item.number, debt.item.due, debt.minor, *known,
                 held=holds.get(debt.item.ref, ""), charged_minor=charged.get(debt.item.ref, 0))
        )  # fmt: skip
    return made


def _away(debtor: Debtor) -> dict[str, str]:
    """Why an item is not ours to write about: a court or an agency has it."""
    cases = debtor.worked.cases if debtor.worked is not None else ()
    return {ref: each.words for ref, each in elsewhere(cases).items()}


def _all_away(debtor: Debtor, away: dict[str, str]) -> bool:
    return bool(away) and all(debt.item.ref in away for debt in debtor.debts)


def _holds(pieces: Iterable[Piece], today: date) -> dict[str, str]:
    """Why letters about an item (``""``: about the account) are held today."""
    found: dict[str, str] = {}
    for piece in pieces:
        if piece.state == "held" and (piece.until is None or today < piece.until):
            until = f" until {short_day(piece.until, today)}" if piece.until else ""
            for ref in piece.held or ("",):
                found[ref] = f"{piece.reason}{until}"
    return found


def situation(desk: Desk, debtor: Debtor) -> Situation:
    """What else the rules look at."""
    s, today, policy = debtor.standing, desk.today, desk.policy
    small = policy.promises.is_small(s.promise_minor, s.owed)
    promised = s.promise_due is not None and not small
    due = short_day(s.promise_due, today) if s.promise_due is not None else ""
    snoozed = s.snoozed_until is not None and today < s.snoozed_until
    dossier = debtor.worked.dossier if debtor.worked is not None else Dossier()
    no_paper, no_mail = (
        contacting.writing_words(desk, debtor.who, dossier, channel, s.currency)
        for channel in ("letter", "mail")
    )
    return Situation(
        country=debtor.who.country or desk.country,
        size=policy.sizes.name(s.owed, s.currency), risk=s.risk, may=no_paper, no_mail=no_mail if debtor.contact.email else "",
        hold=s.hold, letters_held=_holds(debtor.pieces.values(), today).get("", ""),
        request=debtor.given_up, plan=s.plan if s.plan_state != "broken" else "",
        promise=f"promise {Money(s.promise_minor, s.currency)} by {due}" if promised else "",
        disputed=debtor.disputed, elsewhere=debtor.elsewhere or (s.away_words if _all_away(debtor, _away(debtor)) else ""),
        snoozed=f"snoozed until {short_day(s.snoozed_until, today)}" if snoozed and s.snoozed_until else "",
        credit_minor=_credit(debtor), covered=s.covered, heard=s.last_contact,
        unpayable=unpayable(policy.letterhead),
        mail=bool(debtor.contact.email) and not no_mail, mail_wrong=debtor.contact.wrong,
    )  # fmt: skip


def _credit(debtor: Debtor) -> int:
    """Unmatched cash and credit notes, minor units: the ledger's less what was matched here, and what was posted."""
    currency = debtor.standing.currency
    found = debtor.worked.pending if debtor.worked is not None else ()
    return debtor.standing.unapplied + sum(
        line.amount.minor
        for line in found
        if line.amount.currency == currency and (not line.item or line.amount.minor < 0)
    )


@dataclass(frozen=True, slots=True)
class Change:
    """How an account's line differs from the last run. ``what``: see `CHANGES`."""

    what: str
    number: str
    name: str
    currency: str
    before: Line | None
    now: Line | None


CHANGES = {
    "up": "moves up",
    "new": "new in the run",
    "again": "proposed again, not decided last time",
    "down": "lower: what was oldest is paid",
    "kept": "held out now",
    "still kept": "held out, as last time",
    "free": "was held out, goes out now",
    "gone": "has no letter due any more",
}
"""What can differ between two runs, in the order it is told."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A run beside the last one. ``before`` None: there was none."""

    before: Run | None
    now: Run
    changes: tuple[Change, ...]


def difference(desk: Desk, against: date | None = None) -> Difference:
    """Today's run beside the last day on which letters were decided on, or a day named."""
    now = run(desk)
    last = against or store.last_run(desk.store, desk.today)
    before = run(replace(desk, as_of=last)) if last is not None else None
    then = before.by_key() if before is not None else {}
    here = now.by_key()
    changes = [
        change
        for key in sorted(here.keys() | then.keys())
        if (change := _change(then.get(key), here.get(key))) is not None
    ]
    order = list(CHANGES)
    changes.sort(key=lambda c: (order.index(c.what), len(c.number), c.number, c.currency))
    return Difference(before, now, tuple(changes))


def _change(before: Line | None, now: Line | None) -> Change | None:
    line = now or before
    assert line is not None
    what = _what(before, now)
    if not what:
        return None
    who = line.account.who
    return Change(what, who.number, who.name, line.key[1], before, now)


def _what(before: Line | None, now: Line | None) -> str:
    if now is None:
        return "gone"
    if now.state == "kept":
        return "still kept" if before is not None and before.state == "kept" else "kept"
    if before is None:
        return "new"
    if before.state == "kept":
        return "free"
    if now.level > before.level:
        return "up"
    return "down" if now.level < before.level else "again"


def counted(lines: Sequence[Line]) -> dict[str, int]:
    """How many lines are in each state."""
    found: dict[str, int] = {}
    for line in lines:
        found[line.state] = found.get(line.state, 0) + 1
    return found
