"""Facts about whether, when and how a customer may be contacted (history of the customer)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactStopped(Fact):
    """From now to before ``until`` (None: no end) they may not be contacted as before.

    ``what``: do not contact, lawyer, insolvency, deceased, dispute, consent (withdrawn for
    ``channel``). ``by`` told us, ``evidence`` says where that can be read.
    """

    kind = "contact.stopped"
    private = ("by", "reason", "evidence")

    stop: str
    what: str
    channel: str = ""
    until: date | None = None
    by: str = ""
    reason: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactResumed(Fact):
    """These stops do not hold any more."""

    kind = "contact.resumed"
    private = ("reason",)

    stops: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven(Fact):
    """They said yes to a channel; ends what they said against it before."""

    kind = "consent.given"
    private = ("by", "evidence")

    channel: str
    by: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPreferred(Fact):
    """When and how they want to be contacted, or are by law. What is empty stays as it was.

    ``party``: consumer or business. ``hours``: ``09:00-15:00`` by their own clock.
    ``country`` is whose zones and holidays are theirs. ``cleared`` names what is not known
    any more: zone, country, party, hours, language.
    """

    kind = "contact.preferred"

    zone: str = ""
    country: str = ""
    party: str = ""
    hours: str = ""
    language: str = ""
    cleared: tuple[str, ...] = ()


CONTACT_RULE_FACTS = (ContactStopped, ContactResumed, ConsentGiven, ContactPreferred)
