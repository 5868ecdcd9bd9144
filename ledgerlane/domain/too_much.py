"""What was given up, paid or used apart, and together is more than there is (sync.md, State).

On one copy nobody can: who decides is held against what others decided before. Here that is done
again over everything, in the order of the clocks: what does not fit beside the earlier ones is
*late*. Money that came in yields to no request, so a request is late beside cash whatever came first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from ledgerlane.domain.apart import apart
from ledgerlane.domain.cash import CashReceipt, Match
from ledgerlane.domain.conflict_facts import LIMIT, PAID, TWICE, USED
from ledgerlane.domain.events import Event, RequestApproved
from ledgerlane.domain.money import Money
from ledgerlane.domain.requests import Request


@dataclass(frozen=True, slots=True)
class Claim:
    """What takes of something: an approved request, or a match of a receipt.

    ``wants``: of which item (or receipt) how much, minor units.
    """

    name: str
    event: Event
    wants: Mapping[str, int]
    asked: Request | None = None
    match: Match | None = None
    receipt: str = ""

    @property
    def place(self) -> tuple[int, str]:
        """Its place in the order on which every copy agrees."""
        return (self.event.t, self.event.id)


@dataclass(frozen=True, slots=True)
class TooMuch:
    """Claims that cannot all stand, in their order: ``room`` is what there is for them.

    ``about``: the item, receipt, or whose limit; ``late``: names of those that do not fit.
    """

    what: str
    about: str
    room: Money
    claims: tuple[Claim, ...]
    late: frozenset[str]

    def wants(self, claim: Claim) -> int:
        """What a claim takes of it, minor units."""
        if self.what == LIMIT:
            return claim.asked.amount.minor if claim.asked is not None else 0
        return claim.wants.get(self.about, 0)


Then = Callable[[str, Claim], int | None]
"""What there was of an item or receipt as the author of a claim saw it, minor units; None: unknown."""


def of_requests(requests: Iterable[Request]) -> list[Claim]:
    """The approved ones, as claims on their items."""
    return [
        Claim(
            each.id,
            each.approval,
            {line.ref: line.amount.minor for line in each.items},
            asked=each,
        )
        for each in requests
        if each.state == "approved" and each.approval is not None
    ]


def of_matches(cash: Iterable[CashReceipt]) -> list[Claim]:
    """What receipts were matched to, as claims on the items."""
    found = []
    for receipt in cash:
        for match in receipt.matches if receipt.reversed_on is None else ():
            wants = {
                line.item: abs(line.settles.minor) for line in match.lines if line.item
            }
            if match.event is not None:
                found.append(
                    Claim(match.id, match.event, wants, match=match, receipt=receipt.ref)
                )
    return found


def found(
    requests: Iterable[Request], cash: Iterable[CashReceipt], then: Then
) -> list[TooMuch]:
    """Everything of one customer that was given up, paid or used apart and is too much."""
    matches = _once(of_matches(cash))
    walk = _Walk(then)
    for claim in _rivals([*of_requests(requests), *matches]):
        walk.take(claim)
    made = list(walk.outcome())
    late = {name for each in made for name in each.late}
    kept = [each for each in of_requests(requests) if each.name not in late]
    made += _over_limit(
        kept,
        "of the customer",
        lambda fact: fact.customer_limit,
        lambda each: each.customer,
    )
    used = _Walk(then)
    for claim in _rivals([_of_receipt(each) for each in matches]):
        used.take(claim)
    return [*made, *used.outcome()]


def _rivals(claims: Sequence[Claim]) -> list[Claim]:
    """The claims that want what another wants, too, in their order: alone, each was held against what there is."""
    wanted = Counter(ref for each in claims for ref in each.wants)
    rivals = [each for each in claims if any(wanted[ref] > 1 for ref in each.wants)]
    return sorted(rivals, key=lambda each: each.place)


def _of_receipt(claim: Claim) -> Claim:
    """A match as what it takes of its receipt."""
    assert claim.match is not None, claim
    minor = sum(line.cash.minor for line in claim.match.lines)
    return replace(claim, wants={claim.receipt: minor})


def of_requester(requests: Iterable[Request], late: Iterable[str]) -> list[TooMuch]:
    """What was approved for one who asks, of any customers, and passes the limit for it.

    ``late``: requests that wait already.
    """
    waits = frozenset(late)
    kept = [each for each in of_requests(requests) if each.name not in waits]
    return list(
        _over_limit(
            kept,
            "of requests by",
            lambda fact: fact.requester_limit,
            lambda each: each.asked_by,
        )
    )


def _once(claims: Sequence[Claim]) -> list[Claim]:
    """Without what was matched apart and alike: that is one match."""
    kept = list[Claim]()
    for claim in sorted(claims, key=lambda each: each.place):
        assert claim.match is not None, claim
        alike = (
            each
            for each in kept
            if each.receipt == claim.receipt
            and each.match is not None
            and each.match.lines == claim.match.lines
        )
        if not any(apart(each.event, claim.event) for each in alike):
            kept.append(claim)
    return kept


@dataclass(slots=True)
class _Place:
    """One item or receipt while claims on it are counted. ``taken``: what of each is not shown yet."""

    open: int
    taken: list[tuple[Claim, int]] = field(default_factory=list)

    def now(self, is_open: int) -> None:
        """So much is open of it now: what it fell by is shown of the claims, in order."""
        fell, self.open = max(0, self.open - is_open), is_open
        left = list[tuple[Claim, int]]()
        for claim, minor in self.taken:
            part = min(fell, minor)
            fell -= part
            if minor > part:
                left.append((claim, minor - part))
        self.taken = left

    def over(self, want: int) -> int:
        """By how much a claim passes what is left beside others; 0 where there are none."""
        taken = sum(minor for _, minor in self.taken)
        return max(0, want + taken - self.open) if taken else 0


class _Walk:
    """Claims in their order, each held against those before it."""

    def __init__(self, then: Then) -> None:
        self.then = then
        self.places: dict[str, _Place] = {}
        self.room: dict[str, int] = {}
        self.contended: dict[str, dict[str, Claim]] = {}
        self.late: set[str] = set()

    def take(self, claim: Claim) -> None:
        """Let a claim take what it wants, unless it is a request for which there is no room."""
        for ref, want in claim.wants.items():
            is_open = self.then(ref, claim)
            if is_open is None or want <= 0:
                continue
            place = self.places.setdefault(ref, _Place(abs(is_open)))
            self.room.setdefault(ref, abs(is_open))
            place.now(abs(is_open))
            if claim.match is not None:
                self._yield(ref, claim, want)
            if place.over(want):
                others = [each for each, _ in place.taken]
                self._contend(ref, *others, claim)
                self.late.add(claim.name)
        if claim.match is not None or claim.name not in self.late:
            for ref, want in claim.wants.items():
                if ref in self.places and want > 0:
                    self.places[ref].taken.append((claim, want))

    def _yield(self, ref: str, claim: Claim, want: int) -> None:
        """Requests make room for cash, the last first."""
        place = self.places[ref]
        requests = [each for each, _ in place.taken if each.match is None]
        for asked in reversed(requests):
            if not place.over(want):
                return
            self._contend(ref, asked, claim)
            self.late.add(asked.name)
            for other in self.places.values():
                other.taken = [each for each in other.taken if each[0].name != asked.name]

    def _contend(self, ref: str, *claims: Claim) -> None:
        self.contended.setdefault(ref, {}).update({each.name: each for each in claims})

    def outcome(self) -> Iterator[TooMuch]:
        """What was contended for, each with those that did not fit."""
        for ref, named in sorted(self.contended.items()):
            claims = tuple(sorted(named.values(), key=lambda each: each.place))
            cash = sum(each.match is not None for each in claims)
            what = USED if cash == len(claims) else PAID if cash else TWICE
            late = self.late.intersection(named)
            room = Money(self.room[ref], _currency(claims[0]))
            yield TooMuch(what, ref, room, claims, frozenset(late))


def _currency(claim: Claim) -> str:
    if claim.asked is not None:
        return claim.asked.amount.currency
    assert claim.match is not None, claim
    return claim.match.lines[0].cash.currency


def _over_limit(
    claims: Sequence[Claim],
    whose: str,
    limit_of: Callable[[RequestApproved], int],
    name_of: Callable[[Request], str],
) -> Iterator[TooMuch]:
    """Approvals that pass a limit of the window which their approver kept, for what was known there.

    Beside each late one stand the last of others' approvals without which it would have fitted.
    """
    standing = list[Claim]()
    for claim in sorted(claims, key=lambda each: each.place):
        asked, fact = claim.asked, claim.event.fact
        assert asked is not None, claim
        assert isinstance(fact, RequestApproved), fact
        limit, on = limit_of(fact), asked.decided_on or fact.on
        since = on - timedelta(days=max(0, fact.window_days - 1))
        before = [
            each
            for each in standing
            if each.asked is not None
            and (each.asked.kind, each.asked.amount.currency)
            == (asked.kind, asked.amount.currency)
            and name_of(each.asked) == name_of(asked)
            and (each.asked.decided_on or since) >= since
        ]
        over = _sum(before) + asked.amount.minor - limit
        if not limit or over <= 0:
            standing.append(claim)
            continue
        rivals = list[Claim]()
        for each in reversed(before):
            if over > _sum(rivals) and each.event.stream != claim.event.stream:
                rivals.append(each)
        if over > _sum(rivals):  # nobody's but one's own: it was no decision apart
            standing.append(claim)
            continue
        room = Money(limit - _sum(before) + _sum(rivals), asked.amount.currency)
        about = f"{whose} {name_of(asked)}" if whose.endswith("by") else whose
        yield TooMuch(
            LIMIT, about, room, (*reversed(rivals), claim), frozenset({claim.name})
        )


def _sum(claims: Iterable[Claim]) -> int:
    return sum(each.asked.amount.minor for each in claims if each.asked is not None)
