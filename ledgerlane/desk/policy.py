"""The book's rules: read, checked, and set."""

from __future__ import annotations

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import append, require
from ledgerlane.domain.events import PolicySet
from ledgerlane.domain.policy import Policy
from ledgerlane.store import history, refresh, settings


def text(desk: Desk) -> str:
    """The policy file that is in force, as it was set; ``""`` while the advised rules are."""
    events = history.events(desk.store, "policy", desk.as_of, desk.known_ms)
    texts = [event.fact.text for event in events if isinstance(event.fact, PolicySet)]
    return texts[-1] if texts else ""


def check(policy: str) -> Policy:
    """The rules that a policy file (TOML) says. Raises Misused or Refused naming the key."""
    return settings.policy_of(policy)


def set_(desk: Desk, policy: str) -> None:
    """Make a policy file the book's rules from now, and judge every account by them."""
    found = check(policy)
    with desk.store.writing():
        require(desk, ("admin",), "set the policy")
        append(desk, {"policy": [PolicySet(on=desk.today, text=policy)]})
    desk.policy = found
    refresh.refresh(desk.store, None, found, desk.clock_day)
