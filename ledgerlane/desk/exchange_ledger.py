"""The ledger's part of an exchange: each import once, under the name of what is in it, in its order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ledgerlane.desk import imports
from ledgerlane.desk.desk import Desk
from ledgerlane.domain.errors import Unproven
from ledgerlane.store import arriving, batches, generations, refresh, settlements, staged
from ledgerlane.store.connection import Store
from ledgerlane.store.generations import Known
from ledgerlane.store.ledger import Stage
from ledgerlane.sync.remotes.remote import Remote

if TYPE_CHECKING:
    from ledgerlane.desk.exchange import Exchange, Told


def take_in(
    desk: Desk, remote: Remote, blobs: Sequence[str], done: Exchange, told: Told
) -> None:
    """Take in the imports that lie there and are not here; what does not prove is named."""
    store = desk.store
    names = [name[7:-3] for name in blobs]
    if not _unknown(store, names):
        return
    with batches.only_importer(store.path):
        imports.clean_up(desk)
        _name_own(store)  # in a copy of a file it may be what lies there
        fresh, waiting = _unknown(store, names), {}
        remote.ahead([("get_blob", f"import/{name}.gz") for name in fresh])
        for name in fresh:
            try:
                content = remote.get_blob(f"import/{name}.gz")
                waiting[name] = (generations.unpacked(store, name, content)[0], content)
            except Unproven as why:
                done.unproven.append(str(why))
        while ready := _next(store, waiting):
            content = waiting.pop(ready)[1]
            try:
                _arrive(desk, ready, content, done)
            except Unproven as why:
                done.unproven.append(str(why))
                break
            done.ledgers_in += 1
            told(f"ledger: {done.ledgers_in} of {len(fresh)} imports")
        done.unproven += [
            f"ledger {name[:12]}: what it comes after is not there yet"
            for name in sorted(waiting)
        ]


def _unknown(store: Store, names: Sequence[str]) -> list[str]:
    known = generations.known(store.db)
    return [name for name in names if name not in known]


def _next(store: Store, waiting: dict[str, Any]) -> str | None:
    """The next generation whose forerunners are all here: the earliest day first, then by name."""
    known = generations.known(store.db)
    ready = [
        (arriving.as_of(heading), name)
        for name, (heading, _) in waiting.items()
        if all(each in known for each in heading.after)
    ]
    return min(ready)[1] if ready else None


def _arrive(desk: Desk, name: str, content: bytes, done: Exchange) -> None:
    store = desk.store
    db, generation = store.db, store.generation + 1
    mine = generations.known(db)
    heading, rows = generations.unpacked(store, name, content)
    beside = arriving.is_beside(heading, mine)
    place = generations.placed(name, heading.after, arriving.as_of(heading), mine)
    stage = Stage(db, store.writing, generation, 0)
    try:
        with batches.checkpoint_after(db), staged.workspace(db, store.path):
            made = arriving.take(stage, heading, rows, place if beside else "")
            touched = settlements.touched_customers(stage)
            with store.writing():
                ids = {batches.add(db, batch, generation): batch for batch in made}
                _switch(db, generation, ids)
                came = Known(name, generation, heading.after, place)
                generations.keep(db, came, content)
    except BaseException:
        imports.clean_up(desk, always=True)
        raise
    refresh.refresh_after_import(store, touched)
    if beside:
        sources = ", ".join(sorted({batch["source"] for batch in heading.batches}))
        done.notices.append(
            f"{sources}: imported here and elsewhere at the same time; of each row the later day's word counts;"
            " import the newest file again to be sure"
        )


def _switch(db: Any, generation: int, made: dict[int, batches.NewBatch]) -> None:
    """Show a generation that came from elsewhere; one that took another back does so here.

    It became known when it was imported there.
    """
    known_at = max(batch.known_at for batch in made.values())
    undone = [batch.undoes for batch in made.values() if batch.undoes is not None]
    if undone:
        row = next(each for each in batches.listed(db) if each.id == undone[0])
        batches.switch_back(db, generation, row, known_at)
    else:
        reports = {id_: batch.report for id_, batch in made.items()}
        batches.switch(db, generation, reports, known_at)


def _name_own(store: Store) -> None:
    """Give what was imported here its names, in order."""
    for generation in generations.unnamed(store.db):
        after = generations.newest(generations.known(store.db))
        known, _ = generations.packed(store, generation, after)
        with store.writing() as db:
            generations.keep(db, known)


def lay_down(
    desk: Desk, remote: Remote, blobs: Sequence[str], done: Exchange, told: Told
) -> None:
    """Lay down the imports that are here and do not lie there."""
    store = desk.store
    with batches.only_importer(store.path):
        imports.clean_up(desk)
        _name_own(store)
    there = {name[7:-3] for name in blobs}
    for known in generations.known(store.db).values():
        if known.sha256 in there:
            continue
        content = generations.content_of(store, known)
        remote.put_blob(f"import/{known.sha256}.gz", content)
        done.ledgers_out += 1
        told(f"ledger: {done.ledgers_out} imports laid down")
