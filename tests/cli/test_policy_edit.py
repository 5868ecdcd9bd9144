"""`policy edit`: what the editor saves becomes the policy, or nothing does."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.line import Line


def editor(folder: Path, *commands: str) -> str:
    """An editor that runs sed over the file."""
    script = folder / "editor"
    script.write_text(
        "#!/bin/sh\nsed -i " + " ".join(f"-e '{c}'" for c in commands) + ' "$1"\n'
    )
    script.chmod(0o755)
    return str(script)


def test_what_is_saved_is_the_policy(
    line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.ok("init", "--practice")
    monkeypatch.setenv("VISUAL", editor(tmp_path, "s/^quiet_days = 7/quiet_days = 3/"))
    done = line.ok("policy", "edit")
    assert (
        done.out
        == "the policy in force; differs in quiet_days; 0 rows of the queue judged by it\n"
    )
    assert "quiet_days = 3" in line.ok("policy", "show").out


def test_a_broken_one_names_line_and_key_and_the_old_one_stays(
    line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.ok("init", "--practice")
    monkeypatch.setenv("VISUAL", editor(tmp_path, 's/^quiet_days = 7/quiet_days = "x"/'))
    done = line("policy", "edit")
    assert done.code == 2
    assert "the edited policy: line " in done.err
    assert "quiet_days: 'x' is not accepted; write a whole number" in done.err
    assert "quiet_days = 7" in line.ok("policy", "show").out
    monkeypatch.setenv("VISUAL", editor(tmp_path, "s/nothing/nothing/"))
    assert line("policy", "edit").err == "ledgerlane: left as it was\n"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[[timings]]\nrisk = "bad"', "line 2: timings[0].risk: 'bad' is not accepted; write one of"),
        ('[[timings]]\nclock = "sun"', "timings[0].clock: 'sun' is not accepted; write one of due, invoice"),
        ('[[timings]]\nclock = "invoice"\nfrom_usual = true', "timings[0]: from_usual counts from the due date"),
        ('[[assignment]]\nowner = "bo"\nsize = "huge"', "assignment[0].size: 'huge' is not accepted"),
        ("most_usual_days = -1", "line 1: most_usual_days: -1 is not accepted; write 0 or more"),
    ],
    ids=["risk", "clock", "usual", "size", "days"],
)  # fmt: skip
def test_a_plan_that_is_none_is_refused(
    line: Line, tmp_path: Path, text: str, complaint: str
) -> None:
    line.ok("init", "--practice")
    file = tmp_path / "policy.toml"
    file.write_text(text)
    done = line("policy", "set", str(file))
    assert (done.code, complaint in done.err) == (2, True), done.err
