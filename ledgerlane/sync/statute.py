"""The statutes of late interest that come with the program: dated data, each row with its source."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

from ledgerlane.domain.errors import Misused
from ledgerlane.domain.statutes import Fee, Reference, Statute, per_cent_of


@cache
def shipped() -> Mapping[str, Statute]:
    """The statutes by name: eu, uk, dk, no, in."""
    folder = resources.files("ledgerlane.sync") / "statutes"
    found = [
        parse(each.read_text(encoding="utf-8"), each.name)
        for each in folder.iterdir()
        if each.name.endswith(".toml")
    ]
    return {statute.name: statute for statute in sorted(found, key=lambda each: each.name)}


def parse(text: str, origin: str) -> Statute:
    """Read a statute. Raises Misused naming the file and the key that cannot be used."""
    try:
        raw = tomllib.loads(text)
        return Statute(
            name=raw["name"], words=raw["words"], source=raw["source"],
            references=tuple(_reference(each) for each in raw["reference"]),
            margin=_number(raw, "margin", "0"), factor=_number(raw, "factor", "1"),
            day_count=raw["day_count"], monthly_rests=raw.get("monthly_rests", False),
            fixed_at_start=raw.get("fixed_at_start", False),
            fees=tuple(_fee(each) for each in raw.get("fee", ())),
            covers_until=raw.get("covers_until"), notes=tuple(raw.get("notes", ())),
        )  # fmt: skip
    except KeyError as missing:
        msg = f"{origin}: {missing.args[0]} is missing"
        raise Misused(msg) from None
    except tomllib.TOMLDecodeError as error:
        msg = f"{origin}: {error}"
        raise Misused(msg) from None


def _reference(raw: Mapping[str, Any]) -> Reference:
    return Reference(
        raw["since"], _number(raw, "per_cent"), raw["source"], raw.get("verified", True)
    )


def _fee(raw: Mapping[str, Any]) -> Fee:
    since = {"since": raw["since"]} if "since" in raw else {}
    return Fee(raw["currency"], raw["units"], raw.get("from_units", 0), **since)


def _number(raw: Mapping[str, Any], key: str, default: str | None = None) -> Fraction:
    return per_cent_of(raw[key] if default is None else raw.get(key, default), key)
