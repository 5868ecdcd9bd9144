"""What is said on a call, in the customer's language: one module a language, the same keys.

Polite, firm, and ending in an amount and a day (procedure.md section 3). Only what is said
to the customer is here; what the collector is told stands in `ledgerlane.domain.talking`.
"""

from __future__ import annotations

from collections.abc import Mapping

from ledgerlane.domain.scripts.da import DA
from ledgerlane.domain.scripts.de import DE
from ledgerlane.domain.scripts.en import EN
from ledgerlane.domain.scripts.fr import FR
from ledgerlane.domain.scripts.hi import HI
from ledgerlane.domain.scripts.nb import NB
from ledgerlane.domain.scripts.nl import NL
from ledgerlane.domain.scripts.script import Script

SCRIPTS: Mapping[str, Script] = {
    "en": EN, "nb": NB, "da": DA, "de": DE, "nl": NL, "fr": FR, "hi": HI,
}  # fmt: skip
"""By language, as `ledgerlane.domain.letter.LANGUAGES`."""
