"""The book's rules through the command line."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from cli.line import Line
from practice_book import business_day, copied, made


def span(days: int) -> tuple[str, str, str, str]:
    """The last so many days of the demo book."""
    last = business_day()
    return "--from", (last - timedelta(days=days - 1)).isoformat(), "--to", last.isoformat()


@pytest.fixture
def demo(line: Line, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Line:
    line.book = copied(made(tmp_path_factory), tmp_path)
    return line


def test_show_check_set_and_show_again(line: Line, tmp_path: Path) -> None:
    line.ok("init", "--practice")
    file = tmp_path / "policy.toml"
    file.write_text(line.ok("policy", "show").out, "utf-8")
    assert line.ok("policy", "check", str(file)).out == f"{file}: a policy; differs in nothing\n"  # fmt: skip
    file.write_text(file.read_text("utf-8").replace("quiet_days = 7", "quiet_days = 5"))
    assert line.ok("policy", "check", str(file), "--json").json == {
        "v": 1, "file": str(file), "differs_in": ["quiet_days"],
        "lacks": [f"letterhead.{key}" for key in ("name", "address", "account", "email")],
    }  # fmt: skip
    assert (
        "Letters lack name, address, account" in line.ok("policy", "check", str(file)).err
    )
    assert "the policy in force" in line.ok("policy", "set", str(file)).out
    assert "quiet_days = 5" in line.ok("policy", "show").out


def test_a_broken_file_names_line_and_field_and_the_old_one_stays(
    line: Line, tmp_path: Path
) -> None:
    line.ok("init", "--practice")
    before = line.ok("policy", "show").out
    file = tmp_path / "policy.toml"
    file.write_text("quiet_days = 5\n[promises]\ngrace_business_days = 'two'\n", "utf-8")
    for verb in ("check", "set"):
        done = line("policy", verb, str(file))
        assert done.code == 2
        assert f"{file}: line 3: promises.grace_business_days: 'two' is not accepted; write a whole number" in done.err  # fmt: skip
    assert line.ok("policy", "show").out == before


def test_the_present_policy_rehearsed_differs_nowhere(demo: Line, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(demo.ok("policy", "show").out, "utf-8")
    days = span(7)
    found = demo.ok("-q", "policy", "rehearse", str(file), *days, "--json").json
    assert (found["differs_in"], found["changes"]) == ([], [])
    assert len(found["days"]) == 5
    assert found["totals"]["present"] == found["totals"]["new"]
    assert all(day["present"] == day["new"] and day["joined"] == 0 for day in found["days"])
    words = demo.ok("-q", "policy", "rehearse", str(file), *days).out
    assert "The new policy differs in: nothing" in words
    assert "Accounts worked otherwise: 0" in words


def test_a_shorter_quiet_time_means_more_calls(demo: Line, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    shown = demo.ok("policy", "show").out
    file.write_text(shown.replace("quiet_days = 7\n", "quiet_days = 1\n"), "utf-8")
    done = demo.ok("policy", "rehearse", str(file), *span(14), "--json")
    found = done.json
    assert f"{found['to']}, 10 of 10" in done.err
    present, new = found["totals"]["present"], found["totals"]["new"]
    assert found["differs_in"] == ["quiet_days"]
    assert (new["calls"] > present["calls"], new["letters"]) == (True, present["letters"])
    assert {change["kind"] for change in found["changes"]} == {"more"}
    assert sum(sum(day["new"]["calls"].values()) for day in found["days"]) == new["calls"]


def test_a_policy_with_another_weekend_works_on_its_own_days(
    demo: Line, tmp_path: Path
) -> None:
    file = tmp_path / "policy.toml"
    shown = demo.ok("policy", "show").out
    assert "weekend = [5, 6]\n" in shown
    file.write_text(
        shown.replace("weekend = [5, 6]\n", "weekend = [0, 1, 2, 3]\n"), "utf-8"
    )
    found = demo.ok("-q", "policy", "rehearse", str(file), *span(7), "--json").json
    assert len(found["days"]) == 7
    for each in found["days"]:
        weekday = date.fromisoformat(each["day"]).weekday()
        worked = [bool(each[side]["listed"]) for side in ("present", "new")]
        assert worked == [weekday < 5, weekday > 3], each["day"]
        assert weekday == 4 or (each["joined"], each["left"]) == (0, 0)
