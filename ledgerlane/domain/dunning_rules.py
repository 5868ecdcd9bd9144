"""What a book says about its letters (`[dunning]` of the policy): levels, days, least sums."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerlane.domain.notices import NOTICES

CHANNELS = ("mail", "letter")
PAPERS = ("reminder", "demand", "final", "attorney")
COURTESY = ("none", "new", "all")
WITHOUT_MAIL = ("letter", "hold")


NOTICE_DAYS = {each.country: each.days for each in NOTICES}
"""Days that a final letter must leave before the matter is referred, by the customer's country."""


@dataclass(frozen=True, slots=True)
class Level:
    """One step of the letters. ``paper``: reminder, demand or final.

    An item reaches it ``days`` past due, and not before ``wait_days`` after the letter that
    raised it to the level below was sent. What has reached it must come to ``least_units``
    and ``least_per_cent`` of what is overdue of the account, else the letter is one level
    lower. The customer is asked to pay within ``pay_days``.
    """

    words: str
    paper: str
    days: int
    wait_days: int = 10
    least_units: int = 10
    least_per_cent: int = 0
    pay_days: int = 10
    channel: str = "mail"
    cash_only: bool = False
    next_step: str = ""  # who gets the matter then: agency, court, or nobody


@dataclass(frozen=True, slots=True)
class Pace:
    """Accounts of a size class or a risk (``""``: any) get letters ``sooner_days``, or none.

    ``reason`` says why there are none.
    """

    size: str = ""
    risk: str = ""
    sooner_days: int = 0
    none: bool = False
    reason: str = ""


LEVELS = (
    Level("Reminder", "reminder", 5, wait_days=0),
    Level("Firm (2)", "reminder", 15),
    Level("Firm (3)", "reminder", 25),
    Level("Demand", "demand", 35, least_units=25, cash_only=True, next_step="agency"),
    Level("Final", "final", 45, least_units=25, next_step="agency"),
)


@dataclass(frozen=True, slots=True)
class Dunning:
    """Letters of a book. ``courtesy`` letters go to nobody, to new payers, or to all.

    They list what is due within ``courtesy_days``. A demand's least amount pays everything
    more than ``current_days`` past due. ``most_per_minute`` letters go out by mail.
    """

    levels: tuple[Level, ...] = LEVELS
    paces: tuple[Pace, ...] = ()
    courtesy: str = "new"
    courtesy_days: int = 7
    current_days: int = 30
    language: str = "en"  # where the customer's has no letters
    without_mail: str = "letter"  # no mail address: a letter on paper, or none
    read_receipt: bool = False
    most_per_minute: int = 60

    def pace(self, size: str, risk: str) -> Pace:
        """The first pace that fits an account."""
        return next(
            (p for p in self.paces if p.size in ("", size) and p.risk in ("", risk)), Pace()
        )

    def template_level(self, level: int) -> int:
        """Which reminder a level of kind reminder is: the first, second or third (and later) one."""
        papers = [each.paper for each in self.levels[:level]]
        return min(3, papers.count("reminder"))

    def words(self, level: int) -> str:
        """What a level is called; a courtesy letter is level 0."""
        if level <= 0 or level > len(self.levels):
            return "Courtesy" if level <= 0 else f"level {level}"
        return self.levels[level - 1].words
