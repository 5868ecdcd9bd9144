"""What a legal case rests on, as it is shown to whoever authorises it; every sum with its arithmetic."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ledgerlane.domain.cases.case import Case, Values
from ledgerlane.domain.cases.common import word
from ledgerlane.domain.cases.legal import ORDINARY, SMALL
from ledgerlane.domain.courts import CourtLimit
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import Money, total


@dataclass(frozen=True, slots=True)
class Seen:
    """What the book says of a case now: what is open of each item, and the days that count.

    ``barred``: the day after which the claim is time-barred, None where none is known, or
    it was interrupted (``interrupted`` says when). ``letters``: days of attorney's letters.
    ``contested``: what the customer disputes of each item that is claimed.
    """

    open: tuple[tuple[str, Money], ...]
    country: str
    limit: CourtLimit | None = None
    barred: date | None = None
    interrupted: date | None = None
    letters: tuple[date, ...] = ()
    contested: tuple[tuple[str, Money], ...] = ()

    @property
    def claim(self) -> Money | None:
        """What of the items is open."""
        if not self.open:
            return None
        return total((amount for _, amount in self.open), self.open[0][1].currency)


def expected(case: Case, seen: Seen) -> tuple[Money, Money, Money] | None:
    """What may be won (chance of what is expected), what it costs, and the difference.

    None where cost and chance were not said, or not in the claim's currency. Rounded once, half-even, to the minor unit.
    """
    chance, cost, claim = case.word("chance"), case.amount("cost"), seen.claim
    won = case.amount("expect") or claim
    if not chance or cost is None or won is None:
        return None
    fee = case.amount("fee") or Money(0, cost.currency)
    if len({won.currency, cost.currency, fee.currency}) > 1:
        return None
    share = won.share(Fraction(int(chance), 100))
    return share, cost + fee, share - (cost + fee)


def lines(case: Case, seen: Seen) -> tuple[str, ...]:
    """The case as it stands, in the words that `digest` binds."""
    return tuple(
        f"{name:<8}  {words}"
        for name, words in (
            ("CLAIM", _claim(case, seen)),
            *_contested(seen),
            ("STRONG", _answer(case, "strength", "strong", "documents")),
            ("ASSETS", _answer(case, "assets", "assets", "source")),
            *_cost(case, seen),
            *_court(seen),
            ("LETTER", _letter(case, seen)),
            ("BARRED", _barred(case, seen)),
        )
    )


def digest(case: Case, seen: Seen) -> str:
    """SHA-256 over the case's name and the lines that are shown."""
    return hashlib.sha256("\n".join((case.id, *lines(case, seen))).encode()).hexdigest()


def _claim(case: Case, seen: Seen) -> str:
    was, now = case.about, seen.claim
    if was is None or now is None:
        return "nothing is claimed"
    parts = ", ".join(f"{number} {amount}" for number, amount in seen.open)
    came = was - now
    paid = f"; {came} came in since the case was opened" if came.minor > 0 else ""
    return f"{now} ({parts}){paid}"


def _contested(seen: Seen) -> list[tuple[str, str]]:
    """What of the claim the customer disputes: a court will hear of it."""
    parts = ", ".join(f"{number} {amount}" for number, amount in seen.contested)
    return [("DISPUTED", f"{parts}: settle it, or be ready to prove it")] if parts else []


def _answer(case: Case, step: str, name: str, more: str) -> str:
    """``yes: signed-order, delivery-proof “signed by Kari”``."""
    taken = case.taken(step)
    if not taken:
        return "not answered"
    said = taken[-1].values
    proof, text = word(said, more).replace(",", ", "), word(said, "text")
    told = " ".join(filter(None, (proof, f"“{text}”" if text else "")))
    return f"{word(said, name)}: {told}" if told else word(said, name)


def _cost(case: Case, seen: Seen) -> list[tuple[str, str]]:
    """What it costs, what may be won, and the difference: each sum on a line of its own."""
    found = expected(case, seen)
    if found is None:
        return [("COST", "not said")]
    share, cost, rest = found
    own, fee = case.amount("cost"), case.amount("fee")
    won = case.amount("expect") or seen.claim
    over = ": it costs more than it may bring" if rest.minor < 0 else ""
    return [
        ("COST", f"{own} + court {fee} = {cost}" if fee is not None else f"{cost}"),
        ("CHANCE", f"{case.word('chance')} % of {won} = {share}"),
        ("RESULT", f"{share} - {cost} = {rest}{over}"),
    ]


def _court(seen: Seen) -> list[tuple[str, str]]:
    claim, limit = seen.claim, seen.limit
    if claim is None or limit is None:
        country = seen.country or "the country"
        words = f"no limit of small claims is known for {country} (cases.courts)"
        return [("COURT", words)]
    court, is_ = (SMALL, "within") if limit.fits(claim) else (ORDINARY, "over")
    return [("COURT", f"{court}: {claim} is {is_} {limit.words}"), ("BY", limit.source)]


def _letter(case: Case, seen: Seen) -> str:
    days = [*seen.letters, *([day] if (day := case.day("sent")) is not None else [])]
    if not days:
        return "no attorney's letter was sent"
    return f"attorney's letter sent {max(days).isoformat()}"


def _barred(case: Case, seen: Seen) -> str:
    if seen.barred is not None:
        return f"after {seen.barred.isoformat()}"
    if seen.interrupted is not None:
        law = f" ({case.word('law')})" if case.word("law") else ""
        return f"interrupted {seen.interrupted.isoformat()}{law}"
    return "no day is known (deadline set ACCOUNT limitation DAY)"


def must_be_in_time(case: Case, seen: Seen, today: date) -> None:
    """Refuse what is time-barred."""
    if seen.barred is not None and seen.barred < today:
        msg = (
            f"{case.id}: the claim was time-barred after {seen.barred.isoformat()}; where it was"
            " acknowledged or interrupted, `deadline met ACCOUNT limitation` says so"
        )
        raise Refused(msg)


def must_be_as_asked(case: Case, seen: Seen, said: str) -> str:
    """The digest of what is shown now. Refused where it was another when asked, or is not what was said."""
    now = digest(case, seen)
    if case.word("digest") != now:
        msg = (
            f"{case.id} reads otherwise than when it was asked for: money came in, or an answer,"
            f" a letter or a deadline changed; legal ask {case.id} asks for it as it stands now"
        )
        raise Refused(msg)
    if said and not now.startswith(said):
        msg = f"digest: {case.id} is {now[:12]} now, not {said[:12]}; read it again"
        raise Refused(msg)
    return now


def must_be_worth_it(case: Case, seen: Seen, why: str) -> None:
    """Refuse without words what costs more than it may bring."""
    found = expected(case, seen)
    if found is not None and found[2].minor < 0 and not why:
        msg = f"{case.id}: it costs {-found[2]} more than it may bring; say why it goes to court all the same"
        raise Refused(msg)


_FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "hearing": ("file", "appeal"),
    "appeal-by": ("file", "appeal"),
    "next": ("judgment",),
}
"""Days that a step says, and the steps that they cannot precede."""
_TAKEN = {
    "file": "filed with the court",
    "appeal": "taken to the higher court",
    "judgment": "judged",
}


def must_follow(case: Case, values: Values) -> None:
    """Refuse a day that is before the step it follows from: what, where, and the first day that is taken."""
    for field, said in values.items():
        steps = _FOLLOWS.get(field, ())
        before = [each for each in case.moves if each.step in steps]
        if before and isinstance(said, date) and said < before[-1].on:
            first = before[-1].on.isoformat()
            msg = (
                f"{field}: {said.isoformat()} is before {case.id} was {_TAKEN[before[-1].step]},"
                f" {first}; a day from {first} on is taken"
            )
            raise Refused(msg)
    sent, answer = values.get("sent"), values.get("answer-by")
    if isinstance(sent, date) and isinstance(answer, date) and answer < sent:
        msg = (
            f"answer-by: {answer.isoformat()} is before the letter was sent, {sent.isoformat()};"
            f" a day from {sent.isoformat()} on is taken"
        )
        raise Refused(msg)


def must_fit(court: str, seen: Seen) -> None:
    """Refuse the small claims court for a claim that is over its limit."""
    claim, limit = seen.claim, seen.limit
    if court == SMALL and claim is not None and limit is not None and not limit.fits(claim):
        msg = f"court: {claim} is over {limit.words} ({limit.source}); --court {ORDINARY}"
        raise Refused(msg)
