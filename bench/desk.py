"""The desk's verbs on an open book, in this process: what the store takes, without a screen."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from random import Random

from bench import timing
from bench.place import Place
from bench.rows import Figure, Row
from ledgerlane.desk import accounts, log, queue
from ledgerlane.desk.desk import Desk
from ledgerlane.store import queue as store_queue
from ledgerlane.store import refresh, search
from ledgerlane.store.queue import ORDERS, View

Sampler = Callable[[Place], list[float]]
VIEWS = [View(sort=sort) for sort in ORDERS] + [View(sort="open", reverse=True)]


def at(share: float, sampler: Sampler, note: str = "") -> Callable[[Place], Figure]:
    """That quantile of samples (seconds) as milliseconds."""

    def measure(place: Place) -> Figure:
        return Figure(timing.quantile(place.once(sampler), share) * 1000, note=note)

    return measure


def _rows(desk: Desk) -> list[store_queue.QueueRow]:
    return queue.rows(desk, scope="all", limit=None)


def pages(place: Place) -> list[float]:
    """Pages of 50 from the top, the middle and the end, in every order."""
    taken = []
    desk = place.desk()
    for view in VIEWS:
        everything = store_queue.page(desk.store, view, limit=10_000_000)
        for part in (0, len(everything) // 2, max(0, len(everything) - 60)):
            after = store_queue.place_of(everything[part], view) if part else None
            for _ in range(5):
                taken.append(timing.sample(lambda v=view, a=after: store_queue.page(desk.store, v, a)))  # fmt: skip
    desk.close()
    return timing.calm(taken)


def cold_page(place: Place) -> list[float]:
    """Opening the book and its first page, when the kernel has forgotten the file."""
    taken = []
    for _ in range(5):
        with place.book.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

        def work() -> None:
            desk = place.desk()
            queue.rows(desk, scope="all")
            desk.close()

        taken.append(timing.sample(work))
    return timing.calm(taken)


def snapshots(place: Place) -> list[float]:
    """Fixing the order of the whole list, which a thread does beside the first paint."""
    desk = place.desk()
    reader = desk.store.reader()
    taken = [timing.sample(lambda v=v: store_queue.snapshot(reader, v)) for v in VIEWS * 3]
    reader.close()
    desk.close()
    return timing.calm(taken)


def customers(place: Place) -> list[float]:
    """Everything about one account: 200 by chance, and the twenty at the top of the list."""
    desk = place.desk()
    rows = _rows(desk)
    chosen = rows[:20] + Random(1).sample(rows, min(200, len(rows)))
    taken = [timing.sample(lambda r=r: accounts.load(desk, r.customer)) for r in chosen]
    desk.close()
    return timing.calm(taken)


def entries(place: Place) -> list[float]:
    """One entry, durable, with everything derived from it: calls and promises in turn."""
    desk = place.desk(place.copy())
    rows = [row for row in _rows(desk) if row.overdue >= 10_000]  # no line asks
    taken = []
    for turn in range(300):
        row = rows[turn % len(rows)]
        line = ("n", "p 10 +5 says the bank is slow", "v", "o rings on Friday")[turn % 4]
        who = (row.customer, row.currency)
        taken.append(timing.sample(lambda w=who, t=line: log.record(desk, w, t)))
    desk.close()
    return timing.calm(taken)


def turned(days: int, times: int) -> Sampler:
    """The business day turns after that many days, over and over."""

    def sample(place: Place) -> list[float]:
        desk = place.desk(place.copy())
        taken, day = [], desk.clock_day
        for _ in range(times):
            day += timedelta(days=days)
            taken.append(timing.sample(lambda d=day: refresh.turn_day(desk.store, desk.policy, d)))  # fmt: skip
        desk.close()
        return timing.calm(taken)

    return sample


ONE_DAY, A_WEEK = turned(1, 5), turned(7, 3)


def _texts(kind: str, place: Place) -> list[str]:
    desk = place.desk()
    rows = Random(2).sample(_rows(desk), 50)
    found = []
    for row in rows:
        if kind == "typed":
            found += [row.name[:end] for end in (1, 2, 3, 5, 8)]
        elif kind == "typo" and len(row.name) > 8:
            found.append(row.name[:4] + row.name[5:9])
        elif kind == "number":
            found.append(row.number)
        elif kind == "phone":
            found.append(accounts.load(desk, row.customer).customer.contact.phone)
        elif kind == "invoice":
            found += [item.number for item in accounts.load(desk, row.customer).items[:1]]
    desk.close()
    return [text for text in found if text]


def found(kind: str) -> Callable[[Place], Figure]:
    """p95 of finding accounts by texts of one kind, beside LIKE over the same columns."""

    def measure(place: Place) -> Figure:
        texts = _texts(kind, place)
        desk = place.desk()
        like = "SELECT id FROM party WHERE name LIKE ? OR phone LIKE ? LIMIT 20"
        if kind == "invoice":
            like = "SELECT customer FROM item WHERE number LIKE ? OR number = ? LIMIT 20"

        def plainly(text: str) -> timing.Sample:
            bound = [f"%{text}%"] * 2
            return timing.sample(lambda: desk.store.db.execute(like, bound).fetchall())

        mine = [timing.sample(lambda t=text: search.find(desk.store, t)) for text in texts]
        theirs = [plainly(text) for text in texts]
        desk.close()
        ours, peer = (
            timing.quantile(timing.calm(each), 0.95) * 1000 for each in (mine, theirs)
        )
        return Figure(ours, peer, peer / ours)

    return measure


LIKE = "LIKE over names and phones"
ROWS = (
    Row("queue page, any order and depth, p95", at(0.95, pages), at_most=1),
    Row("cold file: open the book, first page", at(0.5, cold_page), at_most=25),
    Row("order of the whole list (a thread's work), p95", at(0.95, snapshots)),
    Row("customer opens, p50", at(0.5, customers)),
    Row("customer opens, p95", at(0.95, customers), at_most=10),
    Row("one entry and all derived, durable, p50", at(0.5, entries), at_most=3),
    Row("one entry, p99", at(0.99, entries), at_most=20),
    Row("the day turns", at(0.5, ONE_DAY), at_most=150),
    Row("the day turns after 7 days off", at(0.5, A_WEEK), at_most=1000),
    Row("find as typed, p95", found("typed"), at_most=5, peer=LIKE),
    Row("find with one letter lost, p95", found("typo"), at_most=5, peer=LIKE + " (finds none)"),
    Row("find by number, p95", found("number"), at_most=5, peer=LIKE),
    Row("find by phone, p95", found("phone"), at_most=5, peer=LIKE),
    Row("find by invoice, p95", found("invoice"), at_most=5, peer="LIKE over invoice numbers"),
)  # fmt: skip
