"""What people said apart, none having seen the other's word, and what of it counts.

An event names the last event of each stream that its author had seen of the same matter
(``base``). That tells *apart* from *one after the other*, whatever the clocks said.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from ledgerlane.domain.conflict_facts import ConflictSettled
from ledgerlane.domain.fact import Event

COULD_BE_NAMED = (
    "a choice names what was said apart, which its author had seen, and what came of it"
)
"""What a choice that was refused could have named."""

T = TypeVar("T")
Step = Callable[[T | None, Event], T | None]
"""What a matter becomes by an event; the very same where the event changes nothing."""
Mark = Callable[[T | None], Hashable]
"""What of a matter cannot be two things at once: its state."""


def saw(event: Event, other: Event) -> bool:
    """Whether the author of an event had seen another one of the same matter."""
    if event.stream == other.stream:
        return other.seq < event.seq
    for head in event.base:
        stream, _, number = head.rpartition(":")
        if stream == other.stream and number.isdecimal() and int(number) >= other.seq:
            return True
    return False


def apart(one: Event, other: Event) -> bool:
    """Whether neither author had seen the other's event."""
    return one.id != other.id and not saw(one, other) and not saw(other, one)


def last_words(events: Sequence[Event]) -> list[Event]:
    """Those that no author of another one of them had seen: one, unless they were said apart."""
    return [each for each in events if not any(saw(other, each) for other in events)]


def contradicting(
    events: Sequence[Event], verdict: Callable[[Event], Hashable]
) -> tuple[Event, ...]:
    """The last words on one thing, where they were said apart and differ; else nothing."""
    words = last_words(events) if len(events) > 1 else []
    return tuple(words) if len({verdict(each) for each in words}) > 1 else ()


def not_chosen(events: Iterable[Event]) -> frozenset[str]:
    """The ids of events that somebody who settled a conflict decided against, and of what came of them."""
    facts = (event.fact for event in in_force(events))
    return frozenset(
        name
        for fact in facts
        if isinstance(fact, ConflictSettled)
        for name in (*fact.over, *fact.caused)
    )


def in_force(events: Iterable[Event]) -> list[Event]:
    """The choices of who settled a conflict that count.

    Two who settled the same apart, and alike, agree; who settled it otherwise brings it back.
    A choice between what contradicts nothing has no effect (`settles_nothing`).
    """
    events = list(events)
    said = [
        (event, event.fact) for event in events if isinstance(event.fact, ConflictSettled)
    ]
    known = {event.id: event for event in events} if said else {}
    said = [each for each in said if not settles_nothing(each[0], known)]
    standing = [
        (event, fact)
        for event, fact in said
        if not any(saw(other, event) and _same(fact, later) for other, later in said)
    ]
    return [
        event
        for event, fact in standing
        if all(other.chosen == fact.chosen for _, other in standing if _same(fact, other))
    ]


def settles_nothing(event: Event, known: Mapping[str, Event]) -> str:
    """Why a choice has no effect: what of it contradicts nothing, and what could be named; or ``""``.

    ``known`` are the events at hand by id. Who had seen what is told of one history alone, so
    what it names of others is judged only by its being there (`ledgerlane.store.trust`).
    """
    fact = event.fact
    assert isinstance(fact, ConflictSettled), fact
    could = COULD_BE_NAMED
    if not fact.over:
        return f"it decides against nothing; {could}"
    if fact.chosen in fact.over:
        return f"it decides for and against {fact.chosen}; {could}"
    named = {fact.chosen, *fact.over} - {""}
    here = {name: known[name] for name in named | {*fact.caused} if name in known}
    here = {name: other for name, other in here.items() if other.agg == event.agg}
    sides = [here[name] for name in named if name in here]
    for name, each in sorted(here.items()):
        if not saw(event, each):
            return f"its author had not seen {name}; {could}"
        alone = name in fact.over and not any(apart(each, other) for other in sides)
        if alone and len(sides) == len(named):
            return f"{name} ({each.fact.kind}) contradicts nothing that it names; {could}"
    return ""


def _same(one: ConflictSettled, other: ConflictSettled) -> bool:
    """Whether both are about some event that the other one is about, too."""
    return not {one.chosen, *one.over}.isdisjoint({other.chosen, *other.over} - {""})


def decided(
    events: Sequence[Event], step: Step[T], mark: Mark[T],
    matters: Callable[[set[Hashable]], bool] = lambda _: True,
) -> tuple[T | None, tuple[Event, ...]]:  # fmt: skip
    """What a matter comes to by its events in order, and the events that contradict each other.

    Contradicting decisions were made apart from one state and lead to different ones that
    ``matters`` says cannot both be. None of them counts, nor what followed one of them, until
    somebody who has seen all decides again. What was decided alike is decided once.
    """
    now: T | None = None
    trail: list[tuple[T | None, int, T | None]] = []
    at = 0
    several = len({event.stream for event in events}) > 1
    while at < len(events):
        found = _contradicted(events, at, trail, step, mark, matters) if several else None
        if found is not None:
            before, first = found
            sides = _sides(events, before, first, step, mark)
            now, at = _undecided(events, before, first, sides, step, mark)
            if at == len(events):
                return now, tuple(sides)
            trail = []
        after = step(now, events[at])
        if after is not now:
            trail.append((now, at, after))
        now, at = after, at + 1
    return now, ()


def _contradicted(
    events: Sequence[Event], at: int, trail: Sequence[tuple[T | None, int, T | None]],
    step: Step[T], mark: Mark[T], matters: Callable[[set[Hashable]], bool],
) -> tuple[T | None, int] | None:  # fmt: skip
    """What the matter was before the first decision that this event contradicts, and its place."""
    event = events[at]
    for before, place, after in trail:
        if not apart(event, events[place]) or mark(before) == mark(after):
            continue
        otherwise = mark(step(before, event))
        if otherwise not in (mark(before), mark(after)) and matters(
            {
                otherwise,
                mark(after),
            }
        ):
            return before, place
    return None


def _sides(
    events: Sequence[Event], before: T | None, first: int, step: Step[T], mark: Mark[T]
) -> list[Event]:
    """Everything that was decided apart from the first, from the state that it was decided from."""
    sides = [events[first]]
    for event in events[first + 1 :]:
        if all(apart(event, side) for side in sides) and mark(step(before, event)) != mark(
            before
        ):
            sides.append(event)
    return sides


def _undecided(
    events: Sequence[Event], before: T | None, first: int, sides: Sequence[Event],
    step: Step[T], mark: Mark[T],
) -> tuple[T | None, int]:  # fmt: skip
    """The matter while it is open, and the place of the event that decides it; else the end."""
    now = before
    for at in range(first + 1, len(events)):
        event = events[at]
        if event in sides:
            continue
        seen = [saw(event, side) for side in sides]
        after = step(now, event)
        if all(seen) and mark(after) != mark(now):
            return now, at
        if all(seen) or not any(seen):
            now = after if mark(after) == mark(now) else now
    return now, len(events)
