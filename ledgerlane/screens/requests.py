"""What waits for a decision, as the screens have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from ledgerlane.screens.work import Target


@dataclass(frozen=True, slots=True)
class RequestLine:
    """What waits for a decision. ``off``: why this person may not approve it, ``barred``: nor decline it; None: as ``off``."""

    id: str
    target: Target
    minor: int
    state: str
    asked_by: str
    asked: date
    reason: str
    off: str = ""
    kind: str = "write-off"
    asks: str = ""  # the question before it is approved, where the kind has one of its own
    ref: str = ""  # what its first column says, where that is not its id
    barred: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A request as the approver sees it; ``digest`` is of exactly that."""

    lines: tuple[str, ...]
    digest: str
    warning: str = ""
