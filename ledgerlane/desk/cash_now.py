"""Receipts and items as they are on the desk's day and now: of two days the lesser is what can be recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import as_asked, now, question
from ledgerlane.domain.settling import OpenItem
from ledgerlane.store import cash as store_cash
from ledgerlane.store.cash import Known
from ledgerlane.store.lens import Lens


def known(desk: Desk, name: str) -> Known:
    """The receipt with what is left of it on the desk's day and now, and whose it is now."""
    then = store_cash.resolve(desk.store, question(desk), name)
    if is_known_now(desk):
        return then
    today = store_cash.resolve(desk.store, now(desk), then.ref)
    left = min(then.left, today.left, key=lambda money: money.minor)
    return replace(today, left=left, incoming=replace(today.incoming, amount=left))


def is_known_now(desk: Desk) -> bool:
    """Whether what the desk's day shows is what is, or nothing can be recorded by it."""
    return desk.is_now or desk.known_ms is not None


def as_shown(desk: Desk, read: Callable[[Lens], list[OpenItem]]) -> list[OpenItem]:
    """Items with what is open of them on the desk's day."""
    with as_asked(desk):
        return read(question(desk).lens)


def still_open(desk: Desk, read: Callable[[Lens], list[OpenItem]]) -> list[OpenItem]:
    """Items with what is open of them on the desk's day and now: of two days the lesser."""
    found = as_shown(desk, read)
    if is_known_now(desk):
        return found
    still = {item.ref: item.open for item in read(now(desk).lens)}
    return [
        replace(item, open=min(item.open, still[item.ref], key=lambda money: abs(money.minor)))
        for item in found
        if item.ref in still and (still[item.ref].minor > 0) == (item.open.minor > 0)
    ]  # fmt: skip
