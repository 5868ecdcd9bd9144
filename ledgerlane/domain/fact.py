"""What every fact has, and the envelope it travels in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened. ``act`` groups the facts of one command, for undo."""

    kind: ClassVar[str]
    private: ClassVar[tuple[str, ...]] = ()

    on: date
    act: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A fact with its envelope. ``t`` is the hybrid logical clock in microseconds."""

    stream: str
    seq: int
    t: int
    actor: str
    agg: str
    base: tuple[str, ...]
    fact: Fact

    @property
    def id(self) -> str:
        """How other events name this one: ``"stream:seq"``."""
        return f"{self.stream}:{self.seq}"
