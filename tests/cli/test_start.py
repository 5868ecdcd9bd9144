"""How the program starts: app or command, and what that may import."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cli.line import Line

from ledgerlane.cli.entry import app_start, book_path

HEAVY = (
    "textual",
    "rich",
    "pydantic",
    "sqlite_utils",
    "platformdirs",
    "sqlite3",
    "pysqlite3",
    "jinja2",
    "obstore",
    "psycopg",
    "babel",
    "segno",
    "typst",
)


@pytest.mark.parametrize(
    ("arguments", "start"),
    [
        ("", {}),
        ("--book x --slow", {"book": "x", "slow": True}),
        (
            "--book=x --as anna --view=>60d",
            {"book": "x", "as_name": "anna", "view": ">60d"},
        ),
        (
            "--as-of 2026-06-30 -q --no-input --ascii",
            {"as_of": "2026-06-30", "ascii_": True},
        ),
        ("queue", None),
        ("--book x queue", None),
        ("--help", None),
        ("--version", None),
        ("--book", None),
        ("--nonsense", None),
    ],
)
def test_the_app_opens_when_there_is_nothing_but_its_options(
    arguments: str, start: dict[str, object] | None
) -> None:
    assert app_start(arguments.split()) == start


@pytest.mark.parametrize(
    "arguments", [["--help"], ["sync", "import", "--help"], ["--version"]]
)
def test_help_loads_nothing_but_click(arguments: list[str]) -> None:
    script = (
        "import sys, json; from ledgerlane.cli import main; code = main(sys.argv[1:]);"
        " sys.stderr.write(json.dumps([code, sorted({name.split('.')[0] for name in sys.modules})]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    code, modules = json.loads(done.stderr)
    assert code == 0
    assert not set(HEAVY).intersection(modules)
    assert "click" in modules
    assert "\\" not in done.stdout


def test_the_way_to_the_app_does_not_load_click() -> None:
    script = "import sys, ledgerlane.cli; print('click' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout == b"False\n"


def test_without_a_terminal_the_app_says_what_works(line: Line) -> None:
    done = line()
    assert done.code == 2
    assert "the app needs a terminal" in done.err


def test_a_bad_day_for_the_app_is_a_usage_error(line: Line) -> None:
    done = line("--as-of", "2026-02-30")
    assert (done.code, done.err) == (
        2, "ledgerlane: --as-of 2026-02-30: no day; accepted is a date like 2026-06-30 (1900 to 2199),"
        " today, yesterday, or -7 for so many days ago\n"
    )  # fmt: skip


def test_which_book(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert book_path(None) == tmp_path / "data/ledgerlane/book"
    settings = tmp_path / "config/ledgerlane/settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('book = "/srv/acme.book"\n')
    assert book_path(None) == Path("/srv/acme.book")
    monkeypatch.setenv("LEDGERLANE_BOOK", "elsewhere")
    assert book_path(None) == Path("elsewhere")
    assert book_path("named") == Path("named")


def test_usage_errors_are_2_and_name_the_help(line: Line) -> None:
    done = line("queue", "--limit", "many")
    assert done.code == 2
    assert "'many' is not a valid integer" in done.err
    assert "ledgerlane queue --help says more" in done.err
    assert line("nonsense").code == 2
    assert line("aging", "--json", "--csv").code == 2
    assert line("--mine", "queue").code == 2
    done = line("approve", "--state", "typo")
    assert done.code == 2
    assert "'typo' is not one of 'all', 'waiting', 'approved'" in done.err
    assert line("sync", "import", "x.csv", "--kind", "invoices").code == 2
    assert line("--as-of", "9999-12-31", "queue").code == 2
    assert line("--as-of", "9999-12-31").code == 2


def test_a_book_that_is_not_there_is_3(line: Line) -> None:
    done = line("queue")
    assert done.code == 3
    assert done.err.endswith("there is no book here; `ledgerlane init` makes one\n")
