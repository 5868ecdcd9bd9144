"""Texts to read: the keys of a screen and the reasons for a place in the queue."""

from __future__ import annotations

from collections.abc import Sequence

from ledgerlane.domain.standing import STATUSES
from ledgerlane.screens.keys import shown
from ledgerlane.screens.painting import Line, fit, line, pad, right
from ledgerlane.screens.registry import COMPOSER_KEYS, NAMED, SCOPES, Keymap
from ledgerlane.screens.views import LANGUAGE

_TITLES = {
    "queue": "This list",
    "customer": "This account",
    "plans": "Plans",
    "approve": "Approvals",
    "letters": "Letters",
    "cash": "Cash",
    "waiting": "What waits",
    "learn": "Learn a profile",
    "lists": "This list",
    "conflicts": "Decided apart",
    "board": "The board",
    "account": "Accounts (on marked ones, all of them)",
    "review": "Reviewing",
    "list": "Lists",
    "all": "Everywhere",
}
_ORDER = tuple(
    "account review plans approve letters cash waiting lists learn conflicts board list queue customer all".split()
)
COLUMNS = (
    ("R", "priority class: A is called first, E last"),
    ("Old", "days past due of the oldest open item"),
    ("St", "what the account is in, if anything"),
    ("Why now", "the strongest event or step; why it is off the list"),
    ("Next", "the day of the next step; the year where it is not this one"),
)
GRAMMAR = (
    "p 15k fri /cf says bank delay   a promise: amount, date, reason, note",
    "dates: fri tom +5 +5b +2w eom 24.12. 24 dec   amounts: 1 500.00 1500,50 15k 1.2m 50% all min",
    "/reason   @contact   the note starts at the first word that is no field, or after ;",
)


def help_lines(keymap: Keymap, area: str, columns: int) -> list[Line]:
    """Every binding heard in the area, then the composer's keys and grammar."""
    rows: list[Line] = []
    for scope in sorted(SCOPES[area], key=_ORDER.index):
        bindings = [b for b in keymap.bindings if b.scope == scope]
        if not bindings:
            continue
        rows.append(line((f" {_TITLES[scope]}", "head")))
        for binding in bindings:
            keys = " ".join(shown(name) for name in binding.keys)
            rows.append(line(("   " + fit(keys, 12), "key"), binding.words))
        rows += [
            line(("   " + fit(":" + b.short, 18), "key"), b.words)
            for b in NAMED
            if b.scope == scope
        ]
    if area == "queue":
        rows += _told("Columns", COLUMNS)
        rows += _told("Status (St): the first that fits", tuple(STATUSES.items()))
        rows += _told("Filters (/) and views", LANGUAGE)
    rows.append(line((" While writing", "head")))
    rows += [line(("   " + fit(key, 12), "key"), words) for key, words in COMPOSER_KEYS]
    rows += [line("   " + words) for words in GRAMMAR]
    return [pad(row, columns) for row in rows]


def _told(title: str, pairs: Sequence[tuple[str, str]]) -> list[Line]:
    rows = [line(("   " + fit(name, 14), "key"), words) for name, words in pairs]
    return [line((f" {title}", "head")), *rows]


def why_lines(points: Sequence[tuple[int, str, str]], columns: int) -> list[Line]:
    """``  +40  broken promise: 15 000 by 20 Nov``, and their sum."""
    rows = [
        line(
            "  ",
            (right(f"{points_:+d}" if points_ else "", 5), "key"),
            f"  {words}",
            (f"   {rule}", "dim"),
        )
        for points_, rule, words in points
    ]
    total = sum(points_ for points_, _, _ in points)
    rows.append(line("  ", (right(str(total), 5), "title"), "  points"))
    return [pad(row, columns) for row in rows]
