"""Waiting for something that will be so: asked again and again, and at the latest until a deadline."""

from __future__ import annotations

import time
from collections.abc import Callable

STEP_SECONDS = 0.02


def until(so: Callable[[], bool], seconds: float, why: Callable[[], str] = str) -> None:
    """Come back as soon as it is so; fail, with what ``why`` says, if it is not so in time."""
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end, f"not so after {seconds:g} s: {why()}"
        time.sleep(STEP_SECONDS)
