"""Statements overlap: which receipts of a file are known already, and which one is taken back.

The same day comes in twice: in the report of the afternoon and the statement of the evening,
in two formats of one bank, in a period that was fetched again. One payment is one receipt.
Functions are pure; amounts are minor units, days ordinals.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

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


_Free = defaultdict[tuple[str, int], list[Seen]]
"""What is known and not yet found in the file, by currency and amount."""


@dataclass(slots=True)
class Overlap:
    """``known``: row -> the key the book has it under. ``takes_back``: row -> key of the receipt.

    ``unnamed``: rows that take back a receipt which nothing names.
    """

    known: dict[int, str] = field(default_factory=dict)
    takes_back: dict[int, str] = field(default_factory=dict)
    unnamed: list[Seen] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


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
    found = Overlap()
    free = defaultdict[tuple[str, int], list[Seen]](list)
    for each in known:
        free[each.currency, each.minor].append(each)
    _pair(staged, free, found, _same_key)
    _pair(staged, free, found, _same_reference)
    _batches(staged, known, free, found)
    _pair(staged, free, found, _may_be)
    _reversals(staged, known, found)
    return found


def _pair(
    staged: Sequence[Seen], free: _Free, found: Overlap, sure: Callable[[Seen, Seen], bool]
) -> None:
    """Each row with the likest of what is not yet taken and may be it."""
    by_amount = 0
    for each in staged:
        if each.n in found.known:
            continue
        same = [other for other in free[each.currency, each.minor] if sure(each, other)]
        if same:
            best = max(same, key=lambda other: _alike(each, other))
            free[each.currency, each.minor].remove(best)
            found.known[each.n] = best.key
            by_amount += not _same_reference(each, best)
    if by_amount:
        found.notes.append(
            f"{by_amount} receipts are taken as known by account, day and amount:"
            " no bank reference is the same on both"
        )


def _one_format(one: Seen, other: Seen) -> bool:
    return one.format.partition(",")[0] == other.format.partition(",")[0]


def _same_key(one: Seen, other: Seen) -> bool:
    return one.key == other.key


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
    sums, parts = defaultdict[tuple[str, int], list[Seen]](list), dict(free)
    for each in known:
        if each.batch:
            sums[each.currency, each.batch].append(each)
    some = 0
    for each in staged:
        if each.n in found.known:
            continue
        if each.batch:
            same = [
                one for one in parts.get((each.currency, each.batch), ()) if not one.batch
            ]
        else:
            same = sums[each.currency, each.minor]
        same = [one for one in same if _same_place(each, one)]
        if same:
            found.known[each.n] = same[0].key
            some += 1
        if not each.batch:
            for one in same:
                if one in free[one.currency, one.minor]:
                    free[one.currency, one.minor].remove(one)
    if some:
        found.notes.append(
            f"{some} receipts are parts of a batch that is known as one sum, or its sum"
        )


def _reversals(staged: Sequence[Seen], known: Sequence[Seen], found: Overlap) -> None:
    taken = {each.key for each in known if each.reversed}
    money_in = [each for each in known if each.minor > 0]
    money_in += [each for each in staged if each.minor > 0 and each.n not in found.known]
    by_amount = defaultdict[tuple[str, int], list[Seen]](list)
    for each in money_in:
        by_amount[each.currency, each.minor].append(each)
    for each in staged:
        if each.minor >= 0 or each.n in found.known:
            continue
        candidates = [
            other for other in by_amount[each.currency, -each.minor]
            if other.key not in taken and same_account(each.account, other.account)
            and min(other.days, default=0) <= max(each.days, default=0)
        ]  # fmt: skip
        one = next(_taken_back(each, candidates), None)
        if one is None:
            found.unnamed.append(each)
        else:
            taken.add(one.key)
            found.takes_back[each.n] = one.key


def _taken_back(each: Seen, candidates: Sequence[Seen]) -> Iterator[Seen]:
    """The receipt that a reversal names, the latest of several; else the only one of its payer."""
    named = [
        other for other in candidates
        if (each.reverses and each.reverses in (other.ref, other.key))
        or (each.ref and each.ref == other.ref)
        or (each.end_to_end and each.end_to_end == other.end_to_end)
    ]  # fmt: skip
    if named:
        yield max(named, key=lambda other: max(other.days, default=0))
    payers = [
        other for other in candidates
        if (each.payer_account and each.payer_account == other.payer_account)
        or (plain_name(each.payer) and plain_name(each.payer) == plain_name(other.payer))
    ]  # fmt: skip
    if len(payers) == 1:
        yield payers[0]
