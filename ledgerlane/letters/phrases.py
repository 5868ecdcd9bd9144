"""The words that every letter of a language shares: headings, labels, greetings, names of laws."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

Table = Mapping[str, str]


@lru_cache
def phrases(language: str) -> Mapping[str, Table]:
    """The tables of ``phrases/<language>.toml``."""
    text = (files("ledgerlane.letters") / "phrases" / f"{language}.toml").read_text("utf-8")
    return tomllib.loads(text)


def law(language: str, name: str, country: str) -> str:
    """What a regime of interest is called: the country's own law where it has one."""
    known = phrases(language)["laws"]
    return known.get(f"{name}-{country}", known.get(name, name))
