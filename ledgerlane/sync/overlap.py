"""Statements overlap: which receipts of a file are known already, and which one is taken back.

The same day comes in twice: in the report of the afternoon and the statement of the evening,
in two formats of one bank, in a period that was fetched again. One payment is one receipt.
Functions are pure; amounts are minor units, days ordinals.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from ledgerlane.domain.payers import plain_name

_LEAST_ACCOUNT = 4
_LEAST_REFERENCE = 8
"""Letters that a reference which another format cut off must have to be the same."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A receipt of a bank's file. ``n`` is its row, 0 where the book has it.

    ``days`` are those it counts from and was booked on; ``reversed``: it was taken back.
    """

    n: int
    key: str
    currency: str
    minor: int
    days: frozenset[int]
    account: str = ""
    ref: str = ""
    end_to_end: str = ""
    payer: str = ""
    payer_account: str = ""
    format: str = ""
    batch: int = 0
    reverses: str = ""
    reversed: bool = False


_Amount = tuple[str, int]
"""Currency and minor units."""
_MOST_ALIKE = 50
"""Receipts of one amount and day, or one name, that are looked at for a row."""


@dataclass(slots=True)
class Overlap:
    """``known``: row -> the key the book has it under. ``takes_back``: row -> key of the receipt.

    ``unnamed``: rows that take back a receipt which nothing names.
    """

    known: dict[int, str] = field(default_factory=dict)
    takes_back: dict[int, str] = field(default_factory=dict)
    unnamed: list[Seen] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    by_amount: int = 0


def same_account(one: str, other: str) -> bool:
    """Whether two ways of writing an account are one: an IBAN ends with the bank's own number."""
    first, second = _bare(one), _bare(other)
    if first == second or not first or not second:
        return True
    short, long_ = sorted((first, second), key=len)
    short = _bare(one if first == short else other, own=True)
    return len(short) >= _LEAST_ACCOUNT and long_.endswith(short)


def _bare(account: str, *, own: bool = False) -> str:
    """Letters and digits; ``own``: only what stands behind a bank's code, without leading zeros."""
    if own:
        account = account.rpartition("/")[2].lstrip("0")
    return re.sub(r"[\W_]", "", account).upper()


def compare(staged: Sequence[Seen], known: Sequence[Seen]) -> Overlap:
    """Which rows are receipts that the book has, and what the others take back."""
    found, free = Overlap(), _Free(known)
    for each in staged:
        same = free.by_key.get(each.key)
        if same is not None:
            free.take(each, same, found)
    _pair(staged, free, found, _same_reference)
    _batches(staged, known, free, found)
    _pair(staged, free, found, _may_be)
    if found.by_amount:
        found.notes.append(
            f"{found.by_amount} receipts are taken as known by account, day and amount:"
            " no bank reference is the same on both"
        )
    _reversals(staged, known, found)
    return found


class _Free:
    """What is known and not yet found in the file."""

    def __init__(self, known: Sequence[Seen]) -> None:
        self.by_key = {each.key: each for each in known}
        self.taken = set[str]()
        self.by_day = defaultdict[tuple[str, int, int], deque[Seen]](deque)
        for each in known:
            for day in each.days:
                self.by_day[each.currency, each.minor, day].append(each)

    def take(self, each: Seen, same: Seen, found: Overlap) -> None:
        """A row is this receipt."""
        self.taken.add(same.key)
        found.known[each.n] = same.key
        found.by_amount += not _same_reference(each, same)

    def like(self, each: Seen) -> Iterator[Seen]:
        """What is of the same amount and a day in common; not very many."""
        for day in each.days:
            waiting = self.by_day.get((each.currency, each.minor, day), deque())
            while waiting and waiting[0].key in self.taken:
                waiting.popleft()
            for other in islice(waiting, _MOST_ALIKE):
                if other.key not in self.taken:
                    yield other


def _pair(
    staged: Sequence[Seen], free: _Free, found: Overlap, sure: Callable[[Seen, Seen], bool]
) -> None:
    """Each row with the likest of what is not yet taken and may be it."""
    for each in staged:
        if each.n in found.known:
            continue
        same = [other for other in free.like(each) if sure(each, other)]
        if same:
            free.take(each, max(same, key=lambda other: _alike(each, other)), found)


def _one_format(one: Seen, other: Seen) -> bool:
    return one.format.partition(",")[0] == other.format.partition(",")[0]


def _same_reference(one: Seen, other: Seen) -> bool:
    if not (one.ref and other.ref and _same_place(one, other)):
        return False
    short, long_ = sorted((one.ref, other.ref), key=len)
    return short == long_ or (
        not _one_format(one, other)
        and len(short) >= _LEAST_REFERENCE
        and long_.startswith(short)
    )


def _may_be(one: Seen, other: Seen) -> bool:
    """One format gives a payment one reference: two of them are two payments."""
    if _one_format(one, other) and one.ref and other.ref:
        return False
    return _same_place(one, other)


def _same_place(one: Seen, other: Seen) -> bool:
    return bool(one.days & other.days) and same_account(one.account, other.account)


def _alike(one: Seen, other: Seen) -> tuple[bool, bool, bool, int]:
    """The likest first: references, payer, day; then the first that is known."""
    return (
        bool(one.end_to_end) and one.end_to_end == other.end_to_end,
        bool(one.payer_account) and one.payer_account == other.payer_account,
        one.days == other.days,
        -other.n,
    )


def _batches(
    staged: Sequence[Seen], known: Sequence[Seen], free: _Free, found: Overlap
) -> None:
    """A batch that is known as one sum, or by its payments, is known."""
    sums, parts = (
        defaultdict[_Amount, list[Seen]](list),
        defaultdict[_Amount, list[Seen]](list),
    )
    for each in known:
        if each.batch:
            parts[each.currency, each.batch].append(each)
        else:
            sums[each.currency, each.minor].append(each)
    some = 0
    for each in staged:
        if each.n in found.known:
            continue
        of_it = (
            sums[each.currency, each.batch]
            if each.batch
            else parts[each.currency, each.minor]
        )
        same = [one for one in of_it[:_MOST_ALIKE] if _same_place(each, one)]
        if same:
            found.known[each.n] = same[0].key
            some += 1
        if not each.batch:
            free.taken.update(one.key for one in same)
    if some:
        found.notes.append(
            f"{some} receipts are parts of a batch that is known as one sum, or its sum"
        )


def _reversals(staged: Sequence[Seen], known: Sequence[Seen], found: Overlap) -> None:
    taken = {each.key for each in known if each.reversed}
    back = [each for each in staged if each.minor < 0 and each.n not in found.known]
    if not back:
        return
    named = defaultdict[tuple[str, int, str], list[Seen]](list)
    for each in (*known, *staged):
        if each.minor > 0 and (each.n == 0 or each.n not in found.known):
            for name in {each.key, each.ref, each.end_to_end, *_payer(each)} - {""}:
                named[each.currency, each.minor, name].append(each)
    for each in back:
        one = _taken_back(each, named, taken)
        if one is None:
            found.unnamed.append(each)
        else:
            taken.add(one.key)
            found.takes_back[each.n] = one.key


def _payer(each: Seen) -> set[str]:
    """The names under which a payer is the same one; no reference looks like them."""
    names = (each.payer_account, plain_name(each.payer))
    return {f"payer {name}" for name in names if name}


def _taken_back(
    each: Seen, named: Mapping[tuple[str, int, str], Sequence[Seen]], taken: Collection[str]
) -> Seen | None:
    """The receipt that a reversal names, the latest of several; else the only one of its payer."""

    def under(names: Iterable[str]) -> dict[str, Seen]:
        return {
            other.key: other
            for name in names
            for other in named.get((each.currency, -each.minor, name), ())[:_MOST_ALIKE]
            if other.key not in taken
            and same_account(each.account, other.account)
            and min(other.days, default=0) <= max(each.days, default=0)
        }

    found = under({each.reverses, each.ref, each.end_to_end} - {""})
    if found:
        return max(found.values(), key=lambda other: max(other.days, default=0))
    payers = under(_payer(each))
    return next(iter(payers.values())) if len(payers) == 1 else None
