"""A set of amounts with a given sum, if there is exactly one."""

from __future__ import annotations

from collections.abc import Sequence


def only_subset(amounts: Sequence[int], target: int, most: int) -> tuple[int, ...] | None:
    """The places of the amounts that sum to ``target``, when one set of them does; else None.

    All sums of the two halves are made, so of more than ``most`` amounts none is searched.
    """
    if not 0 < len(amounts) <= most:
        return None
    half = len(amounts) // 2
    first, second = _sums(amounts[:half]), _sums(amounts[half:])
    found: list[int] = []
    for total, masks in first.items():
        for mask in masks:
            found += [mask | other << half for other in second.get(target - total, ())]
        if len(found) > 1 + (target == 0):
            return None
    chosen = [mask for mask in found if mask]
    if len(chosen) != 1:
        return None
    return tuple(at for at in range(len(amounts)) if chosen[0] >> at & 1)


def _sums(amounts: Sequence[int]) -> dict[int, list[int]]:
    """Each sum of some of the amounts, with the first two sets (as bits) that have it."""
    found: dict[int, list[int]] = {0: [0]}
    for at, amount in enumerate(amounts):
        before = [(total, tuple(masks)) for total, masks in found.items()]
        for total, masks in before:
            known = found.setdefault(total + amount, [])
            known += [mask | 1 << at for mask in masks][: 2 - len(known)]
    return found
