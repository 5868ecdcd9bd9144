"""Every case of the files beside this (README.md), each on a book of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases.playing import Play
from cases.reading import Case, read

CASES = [
    case for path in sorted(Path(__file__).parent.glob("*.txt")) for case in read(path)
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(case: Case, tmp_path: Path) -> None:
    wrong = Play(case, tmp_path).run()
    assert not wrong, f"{case.title}\n" + "\n".join(wrong)


def test_no_two_cases_have_one_title() -> None:
    names = [case.name for case in CASES]
    assert sorted(names) == sorted(set(names))
