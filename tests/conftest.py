"""What every test stands on: no home, locale, zone or clock of this machine; golden files."""

from __future__ import annotations

import locale
import os
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from desk_book import DeskBook
from hypothesis import HealthCheck, settings

Golden = Callable[[str, str], None]

settings.register_profile("dev", deadline=None, max_examples=50)
settings.register_profile(
    "ci",
    deadline=None,
    max_examples=100,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("long", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="Write golden files instead of comparing.",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files begin, while others fill the other core."""
    longest = (
        "test_year.py",
        "test_postgres.py",
        "test_ssh.py",
        "test_s3.py",
        "test_serve_session.py",
        "test_conservation.py",
    )
    items.sort(key=lambda item: (*longest, item.path.name).index(item.path.name))


@pytest.fixture(scope="session", autouse=True)
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home of its own for the session; no settings, locale or zone of this machine."""
    home = tmp_path_factory.mktemp("home")
    kept = dict(os.environ)
    for name in list(os.environ):
        if (
            name.startswith(("LEDGERLANE", "XDG_", "LC_", "AWS_", "PG"))
            and name not in KEPT
        ):
            del os.environ[name]
    os.environ.update(
        HOME=str(home),
        XDG_DATA_HOME=str(home / "data"),
        XDG_CONFIG_HOME=str(home / "config"),
        XDG_STATE_HOME=str(home / "state"),
        XDG_CACHE_HOME=str(home / "cache"),
        LANG="C.UTF-8",
        LC_ALL="C.UTF-8",
        TZ="UTC",
        TERM="xterm-256color",
        COLUMNS="80",
        LINES="24",
    )
    for name in ("NO_COLOR", "COLORTERM", "SSH_CONNECTION"):
        os.environ.pop(name, None)
    locale.setlocale(locale.LC_ALL, "C.UTF-8")
    time.tzset()
    yield home
    os.environ.clear()
    os.environ.update(kept)


KEPT = {
    "LEDGERLANE_FAULT_ROUNDS", "LEDGERLANE_FAULT_SEED", "LEDGERLANE_SESSION_KEYS",
    "LEDGERLANE_SESSION_SEED",
}  # fmt: skip


@pytest.fixture
def today() -> date:
    """The Monday on which most tests happen."""
    return date(2026, 11, 23)


@pytest.fixture
def still_clock() -> Callable[[], int]:
    """Milliseconds since 1970: 2026-11-23 09:00 UTC, and one more at each reading."""
    state = [1_795_424_400_000]

    def now() -> int:
        state[0] += 1
        return state[0]

    return now


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare text with the file of that name in the folder ``golden`` beside the test."""
    folder = request.path.parent / "golden"

    def check(name: str, text: str) -> None:
        path: Path = folder / name
        if request.config.getoption("--update-golden"):
            folder.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        assert text == path.read_text("utf-8"), f"see {path}; --update-golden rewrites it"

    return check


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[DeskBook]:
    """See `desk_book`."""
    found = DeskBook(tmp_path)
    yield found
    found.desk.close()
