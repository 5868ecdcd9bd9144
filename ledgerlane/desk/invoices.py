"""One document of an account, with everything that was done about it."""

from __future__ import annotations

from collections.abc import Sequence

from ledgerlane.desk import accounts
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.disputes import item_of
from ledgerlane.domain import invoice_story
from ledgerlane.store.lens import lens
from ledgerlane.store.printed import printed


def story(desk: Desk, customer: Who, name: str) -> Sequence[str]:
    """The lines of an open document, named by number or reference. Raises Refused for one that is not open."""
    id_, _ = accounts.resolve(desk, customer)
    view = accounts.load(desk, id_, with_settlements=True)
    item = item_of(view, name)
    found = printed(desk.store.db, item.ref, lens(desk.store, desk.today, desk.known_ms))
    return list(invoice_story.lines(item, found, view, desk.policy, desk.today))
