"""Deciding on letters: accept, skip, hold, release, edit, withdraw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from ledgerlane.desk import accounts, letter_run, own
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import COLLECTORS, append, require
from ledgerlane.desk.letter_run import Line
from ledgerlane.desk.past import as_asked
from ledgerlane.domain.dunning import Proposal
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import (
    Fact,
    LetterAccepted,
    LetterEdited,
    LetterHeld,
    LetterReleased,
    LetterSkipped,
    LetterWithdrawn,
)
from ledgerlane.domain.pieces import Piece, must_allow
from ledgerlane.store import letters as store
from ledgerlane.store.letters import LetterRow
from ledgerlane.store.plans import resolve

TOGETHER = 200
"""Letters decided on in one transaction; those of one command are one act."""

MOST_CHARACTERS = 20_000
"""A person's own words for one letter."""


def list_(desk: Desk, states: Sequence[str] = (), customer: Who | None = None) -> list[LetterRow]:  # fmt: skip
    """Letters of the book, or of a customer; the latest first."""
    id_ = accounts.resolve(desk, customer)[0] if customer is not None else None
    with as_asked(desk):
        return own.only(desk, store.letters(desk.store, states=tuple(states), customer=id_))


def find(desk: Desk, name: str) -> Piece:
    """One letter by its name, or the beginning of it."""
    return named(desk, name)[1]


def named(desk: Desk, name: str) -> tuple[str, Piece]:
    """The customer's reference and the letter. Raises Refused where there is none."""
    id_, customer = resolve(desk.store, "letter", name)
    view = accounts.load(desk, customer)
    piece = next((each for each in view.pieces if each.id == id_), None)
    if piece is None:
        msg = f"{id_} was decided on after {desk.today.isoformat()}"
        raise Refused(msg)
    return view.customer.ref, piece


Decide = Callable[[Line, str], Fact]


def accept(
    desk: Desk, customers: Sequence[Who], shown: dict[tuple[int, str], str] | None = None
) -> list[Line]:
    """Let letters go out as they are proposed, all or none, as one act.

    ``shown`` are the digests of what was shown, by customer and currency: a letter that has
    changed since is refused. A line that rules hold out is refused with the reason.
    """

    def decided(line: Line, act: str) -> Fact:
        proposal = _decidable(line)
        seen = (shown or {}).get(line.key)
        if seen is not None and seen != proposal.digest:
            msg = f"{line.number}: the letter has changed since it was shown: {proposal.to_pay} now"
            raise Refused(msg)
        piece = line.piece
        if piece is not None and piece.state == "edited" and line.changed:
            msg = f"{line.number}: it was edited for another sum than {proposal.to_pay}; edit it again, or skip it"
            raise Refused(msg)
        waits = piece is not None and piece.state in ("accepted", "edited")
        name = piece.id if piece is not None and waits else desk.new_id("letter")
        return accepted(line, proposal, name, desk.today, act)

    return _decide(desk, customers, "accept letters", decided)


def accepted(line: Line, proposal: Proposal, name: str, on: date, act: str) -> LetterAccepted:  # fmt: skip
    """The fact that this letter is to go out."""
    return LetterAccepted(
        on=on, act=act, letter=name, paper=proposal.paper, level=proposal.level,
        language=line.language, currency=proposal.currency, channel=proposal.channel,
        items=proposal.items, digest=proposal.digest, minimum=proposal.minimum,
        by_date=proposal.by_date,
        to_pay=proposal.to_pay if proposal.to_pay != proposal.amount else None,
    )  # fmt: skip


def accept_rest(desk: Desk) -> int:
    """Accept everything that is still to be reviewed and not edited; how many that were."""
    rest = [
        line for line in letter_run.run(desk).waiting
        if line.state == "proposed"
    ]  # fmt: skip
    if not rest:
        msg = f"no letter is to be reviewed on {desk.today.isoformat()}"
        raise Refused(msg)
    act = desk.new_id("act")
    for at in range(0, len(rest), TOGETHER):
        part = rest[at : at + TOGETHER]
        with desk.store.writing():
            require(desk, COLLECTORS, "accept letters")
            facts: dict[str, list[Fact]] = {}
            for line in letter_run.of(desk, [line.key for line in part]):
                if line.state == "proposed" and line.proposal is not None:
                    name = desk.new_id("letter")
                    fact = accepted(line, line.proposal, name, desk.today, act)
                    facts.setdefault(f"customer:{line.account.who.ref}", []).append(fact)
            append(desk, facts)
    return len(rest)


def skip(desk: Desk, customers: Sequence[Who], reason: str = "") -> list[Line]:
    """No letter now: its days are counted from today again."""

    def decided(line: Line, act: str) -> Fact:
        proposal = _decidable(line)
        piece = line.piece
        name = piece.id if piece is not None and piece.state == "edited" else desk.new_id("letter")  # fmt: skip
        return LetterSkipped(
            on=desk.today, act=act, letter=name, paper=proposal.paper, level=proposal.level,
            currency=proposal.currency, items=proposal.rises, reason=reason.strip(),
        )  # fmt: skip

    return _decide(desk, customers, "skip letters", decided)


def hold(
    desk: Desk, customers: Sequence[Who], reason: str, *, items: Sequence[str] = (),
    until: date | None = None,
) -> list[str]:  # fmt: skip
    """Hold letters about an account, or about some of its items; the names of the holds."""
    if not reason.strip():
        msg = "say why letters are held: whoever releases them reads this"
        raise Refused(msg)
    if until is not None and until <= desk.today:
        msg = f"letters are held until a later day than {desk.today.isoformat()}"
        raise Refused(msg)
    with desk.store.writing():
        require(desk, COLLECTORS, "hold letters")
        act, facts, names = desk.new_id("act"), dict[str, list[Fact]](), list[str]()
        for who in customers:
            id_, said = accounts.resolve(desk, who)
            view = accounts.load(desk, id_)
            currency = accounts.currency_of(desk, view, said)
            known = {i.number: i.ref for i in view.items} | {
                i.ref: i.ref for i in view.items
            }
            missing = [each for each in items if each not in known]
            if missing:
                open_ = ", ".join(i.number for i in view.items) or "nothing"
                msg = f"{view.customer.number} has no open {', '.join(missing)}; open is {open_}"  # fmt: skip
                raise Refused(msg)
            names.append(desk.new_id("letter"))
            fact = LetterHeld(
                on=desk.today, act=act, letter=names[-1], currency=currency,
                items=tuple(known[each] for each in items), until=until, reason=reason.strip(),
            )  # fmt: skip
            facts.setdefault(f"customer:{view.customer.ref}", []).append(fact)
        append(desk, facts)
    return names


def release(desk: Desk, names: Sequence[str]) -> None:
    """End holds, all or none: by their names, or all of an account."""
    with desk.store.writing():
        require(desk, COLLECTORS, "release letters")
        act, facts = desk.new_id("act"), dict[str, list[Fact]]()
        for name in names:
            for ref, piece in _held(desk, name):
                must_allow(piece, LetterReleased.kind)
                fact = LetterReleased(on=desk.today, act=act, letter=piece.id)
                facts.setdefault(f"customer:{ref}", []).append(fact)
        append(desk, facts)


def _held(desk: Desk, name: str) -> list[tuple[str, Piece]]:
    """The hold of that name, or those of the account called so."""
    if name.startswith("LT-"):
        return [named(desk, name)]
    id_, said = accounts.resolve(desk, name)
    view = accounts.load(desk, id_)
    found = [
        (view.customer.ref, piece) for piece in view.pieces
        if piece.state == "held" and said in (None, piece.currency)
    ]  # fmt: skip
    if not found:
        msg = f"no letters to {view.customer.number} are held"
        raise Refused(msg)
    return found


def edit(desk: Desk, customer: Who, text: str = "", remark: str = "") -> Line:
    """Put one's own words in the place of the letter's, or add a remark; it must be accepted then."""
    if (
        not (text.strip() or remark.strip())
        or max(len(text), len(remark)) > MOST_CHARACTERS
    ):
        msg = f"a letter has 1 to {MOST_CHARACTERS} characters, not {len(text.strip() or remark.strip())}"
        raise Refused(msg)

    def decided(line: Line, act: str) -> Fact:
        proposal = line.proposal
        piece = line.piece
        if proposal is None or (line.rule and piece is None):
            proposal = _decidable(line)
        if piece is not None:
            must_allow(piece, LetterEdited.kind)
        return LetterEdited(
            on=desk.today, act=act, letter=piece.id if piece is not None else desk.new_id("letter"),
            paper=proposal.paper, level=proposal.level, language=line.language,
            currency=proposal.currency, digest=proposal.digest, text=text,
            remark=remark.strip(),
        )  # fmt: skip

    [line] = _decide(desk, [customer], "edit letters", decided)
    return line


def withdraw(desk: Desk, name: str, reason: str) -> Piece:
    """Stop a letter that was accepted, or record that one was sent in error."""
    if not reason.strip():
        msg = "say why the letter is withdrawn"
        raise Refused(msg)
    with desk.store.writing():
        require(desk, COLLECTORS, "withdraw letters")
        ref, piece = named(desk, name)
        must_allow(piece, LetterWithdrawn.kind)
        fact = LetterWithdrawn(on=desk.today, letter=piece.id, reason=reason.strip())
        append(desk, {f"customer:{ref}": [fact]})
    return piece


def _decide(desk: Desk, customers: Sequence[Who], what: str, decided: Decide) -> list[Line]:
    with desk.store.writing():
        require(desk, COLLECTORS, what)
        act, facts = desk.new_id("act"), dict[str, list[Fact]]()
        lines = letter_run.of(desk, customers)
        for line in lines:
            aggregate = f"customer:{line.account.who.ref}"
            facts.setdefault(aggregate, []).append(decided(line, act))
        append(desk, facts)
    return lines


def _decidable(line: Line) -> Proposal:
    """What can be decided on. Refused where rules hold it out, or it was decided on already."""
    currency = line.key[1]
    if line.piece is not None and line.state not in ("edited",) and not (
        line.state == "accepted" and line.changed
    ):  # fmt: skip
        msg = f"{line.number}/{currency}: {line.piece.id} is {line.state} already"
        raise Refused(msg)
    if line.rule:
        msg = f"{line.number}/{currency} is held out: {line.words}"
        raise Refused(msg)
    if line.proposal is None:
        msg = f"{line.number}/{currency}: nothing is due any more; withdraw it"
        raise Refused(msg)
    return line.proposal
