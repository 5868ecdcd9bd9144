"""One line on several accounts: what it does on all of them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from ledgerlane.domain.composer import Draft
from ledgerlane.domain.money import Money

MOST_NAMED = 3
"""Accounts that do not take a line which are named one by one."""


def together(drafts: Sequence[tuple[str, Draft]]) -> Draft:
    """The drafts of one line on accounts (their numbers), as one.

    It is complete when any account takes the line; its words say how many do, how much that
    is in each currency, and who does not and why. Its questions are those of all that do.
    """
    taking = [draft for _, draft in drafts if draft.complete]
    if not taking:
        return drafts[0][1]
    first = taking[0]
    words = [
        _words(taking),
        f"on {len(taking)} account{'s' * (len(taking) != 1)}",
        *_notices(taking),
    ]
    refusing = [
        f"not on {name}: {'; '.join((*draft.problems, *draft.questions))}"
        for name, draft in drafts
        if not draft.complete
    ]
    words += islice(refusing, MOST_NAMED)
    if len(refusing) > MOST_NAMED:
        words.append(f"nor on {len(refusing) - MOST_NAMED} more")
    questions = dict.fromkeys(words for draft in taking for words in draft.questions)
    return replace(first, words=" · ".join(words), questions=tuple(questions))


def _words(taking: Sequence[Draft]) -> str:
    """What is recorded, each currency's sum in place of the first account's amount."""
    first = taking[0]
    words = first.words.removesuffix("".join(f" · {notice}" for notice in first.notices))
    if first.amount is None or not first.amount.minor:
        return words
    for at, said in enumerate(_amounts(first)):
        total = ", ".join(map(str, _total(taking, at)))
        words = words.replace(str(said), total, 1)
    return words


def _amounts(draft: Draft) -> list[Money]:
    """The amount of a line, and those that it promises after it."""
    return [draft.amount, *(part.amount for part in draft.then)] if draft.amount else []


def _total(taking: Sequence[Draft], at: int) -> list[Money]:
    """What the drafts say at a place of the line, each currency by itself."""
    sums = Counter[str]()
    for amounts in map(_amounts, taking):
        for said in amounts[at : at + 1]:
            sums[said.currency] += said.minor
    return [Money(minor, code) for code, minor in sorted(sums.items())]


def _notices(taking: Sequence[Draft]) -> list[str]:
    """Each thing worth knowing once, with how many accounts it is about."""
    counts = Counter(notice for draft in taking for notice in draft.notices)
    return [
        notice if count == len(taking) == 1 else f"{notice} ({count} of {len(taking)})"
        for notice, count in counts.most_common(MOST_NAMED)
    ]
