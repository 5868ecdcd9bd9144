"""The step that checks a promise, as it reads once the promise is judged (procedure.md 5)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from ledgerlane.domain.promises import Promise, Verdict

if TYPE_CHECKING:
    from ledgerlane.domain.next_steps import Step

AFTER = {"broken": "ask about the broken promise", "partly kept": "ask for the rest"}
"""What is to be done next, by the verdict that something is owed after."""


def asks(
    step: Step, promises: Mapping[str, Promise], verdicts: Mapping[str, Verdict]
) -> bool:
    """Whether a step checks a promise that came to nothing: what is unpaid says what it is now."""
    call = _call(step, promises, verdicts)
    return any(verdicts[promise.id].state in AFTER for promise in call)


def _call(
    step: Step, promises: Mapping[str, Promise], verdicts: Mapping[str, Verdict]
) -> list[Promise]:
    """The promises of the call in which a step was set, where it is to check one of them."""
    call = [p for name, p in promises.items() if p.act == step.act and name in verdicts]
    is_check = bool(step.act) and any(each.due <= step.due for each in call)
    return call if is_check else []


def steps_now(
    steps: Iterable[Step],
    promises: Mapping[str, Promise],
    verdicts: Mapping[str, Verdict],
    unpaid: Container[str],
) -> tuple[Step, ...]:
    """The open steps as they read now: a check ends with the verdict on its promise.

    A check goes on to the next promise of the same call that is open. Where a promise came to
    nothing and what it was for is ``unpaid`` (references of items), that is to be asked about;
    where it was kept, withdrawn or paid late, nothing is left of the step.
    """
    return tuple(_read(steps, promises, verdicts, unpaid))


def _read(
    steps: Iterable[Step],
    promises: Mapping[str, Promise],
    verdicts: Mapping[str, Verdict],
    unpaid: Container[str],
) -> Iterator[Step]:
    for step in steps:
        call = _call(step, promises, verdicts)
        if not call:
            yield step
            continue
        waiting = [verdicts[p.id] for p in call if verdicts[p.id].state == "open"]
        if waiting:
            yield step._replace(due=min(each.judged_on for each in waiting))
            continue
        owed = [p for p in call if any(ref in unpaid for ref in p.items)]
        found = [verdicts[p.id] for p in owed if verdicts[p.id].state in AFTER]
        if found:
            last = max(found, key=lambda each: each.judged_on)
            yield step._replace(due=last.judged_on, what=AFTER[last.state])
