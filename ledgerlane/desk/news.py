"""What one is to be told: what colleagues did meanwhile, and what broke before one came."""

from __future__ import annotations

from ledgerlane.desk.desk import Desk
from ledgerlane.domain.timeline import told
from ledgerlane.store import history, letters, news
from ledgerlane.store.called import Called
from ledgerlane.store.news import Mark

MANY = 3
"""So many who wrote are not named one by one."""

__all__ = ["Mark", "mark", "newest", "on_account", "since", "unfinished"]


def mark(desk: Desk) -> Mark:
    """This moment, to ask `since` about."""
    return news.mark(desk.store)


def newest(desk: Desk) -> int:
    """The newest event of the book, to ask `on_account` about."""
    return news.newest(desk.store)


def since(desk: Desk, before: Mark) -> str:
    """``3 changed by bo`` or ``new figures``: what others wrote since then; ``""`` when nothing."""
    if news.version(desk.store) == before.version:
        return ""
    if desk.store.generation != before.generation:
        return "new figures"
    count = news.touched(desk.store, before.event, desk.actor)
    if not count:
        return ""
    who = news.writers(desk.store, before.event, desk.actor)
    return f"{count} changed by {' and '.join(who) if len(who) < MANY else 'others'}"


def on_account(desk: Desk, ref: str, event: int) -> tuple[str, ...]:
    """What others recorded on an account after an event: ``bo: PROMISE 500.00 EUR by 3 Jul``."""
    found = history.by_others(desk.store, f"customer:{ref}", event, desk.actor)
    names = Called(desk.store.db)
    said = ((each.actor, told(each.fact, names)) for each in found)
    return tuple(f"{actor}: {words[3] if words else 'changed it'}" for actor, words in said)


def unfinished(desk: Desk) -> str:
    """Letters that were being sent when something broke, for whoever starts next; ``""``: none."""
    count = len(letters.unresolved(desk.store))
    if not count:
        return ""
    words = "a letter" if count == 1 else f"{count} letters"
    return (
        f"did {words} go? `letters list --state sending` shows, `letters resolve` says it"
    )
