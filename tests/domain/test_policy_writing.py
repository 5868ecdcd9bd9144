"""A policy written out is read back as the same policy, and every line of it is found again."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain.assignment import Rule
from ledgerlane.domain.contact_policy import ContactHours, ContactRules, CountryDay
from ledgerlane.domain.policy import DEFAULT, Policy, Reason, Sizes, from_mapping
from ledgerlane.domain.policy_lines import line_of
from ledgerlane.domain.policy_writing import policy_toml
from ledgerlane.domain.rehearsal import differing

OTHER = replace(
    DEFAULT,
    holidays=(date(2026, 12, 25), date(2026, 12, 26)),
    late_reasons=(Reason("q", 'says "no" \\ ø \x7f'),),
    assignment=(Rule(owner="anna"),),
    next_step_leaves_list=False,
    contact=ContactRules(
        business=ContactHours("08:00", "16:00", (0, 1)),
        holidays=(CountryDay("NO", date(2026, 5, 17)),),
    ),
    sizes=replace(Sizes(), large_from="key"),
)


@pytest.mark.parametrize("policy", [DEFAULT, OTHER], ids=["default", "other"])
def test_what_is_written_is_read_back(policy: Policy) -> None:
    assert from_mapping(tomllib.loads(policy_toml(policy))) == policy


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20), st.integers(-30, 30))  # fmt: skip
def test_any_words_and_days(words: str, day: int) -> None:
    step = replace(DEFAULT.large_steps[0], words=words, first=day, last=day)
    policy = replace(DEFAULT, large_steps=(step,), quiet_days=abs(day))
    assert from_mapping(tomllib.loads(policy_toml(policy))) == policy


def test_keys_that_differ_are_named() -> None:
    assert differing(DEFAULT, DEFAULT) == []
    assert differing(DEFAULT, OTHER) == [
        "sizes.large_from", "contact.business", "contact.holidays", "late_reasons", "assignment", "holidays", "next_step_leaves_list",
    ]  # fmt: skip


FILE = """\
quiet_days = 5            # 1
late_reasons = [          # 2
  { code = "a", words = "x" },
  { code = "b" },
]
[promises]                # 6
grace_business_days = 3
[scoring]                 # 8
risk = { new = 1 }
age = [ { day = 1, points = 2, words = "" } ]
[[codes]]                 # 11
letter = "a"
[[codes]]                 # 13
letter = "b"
scoring.max_score = 3
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("quiet_days", 1), ("late_reasons", 2), ("late_reasons[0].words", 3), ("late_reasons[1]", 4),
        ("promises", 6), ("promises.grace_business_days", 7), ("promises.unheard", 6),
        ("scoring.risk.new", 9), ("scoring.age[0].points", 10), ("codes[0].letter", 12),
        ("codes[1].letter", 14), ("codes[1].words", 13), ("weekend", None),
    ],
)  # fmt: skip
def test_the_line_of_a_key(path: str, line: int | None) -> None:
    assert line_of(FILE, path) == line
