"""The app on a pseudo-terminal of 120x40, measured as a black box by ../shared/bench/ptybench.py."""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from bench import timing
from bench.place import Place
from bench.rows import Figure, Row
from bench.timing import LEDGERLANE
from ledgerlane.desk import queue

PTYBENCH = Path(__file__).parents[2] / "shared" / "bench" / "ptybench.py"
READY, QUIT, BARE_QUIT = "? help", "ctrl+q", "q"
STARTS = {"1k": 8, "10k": 8, "100k": 16, "1m": 16}
IDLE_SECONDS = 4
QUIET_MS = 35
"""An answer is over when nothing came for this long."""

DAY = {
    "cursor": "down*20 up*20 down*20 up*20",
    "to the edge": "down*30",
    "scroll": "down*40",
    "page": "pagedown*5 pageup*5 " * 4,
    "ends": "end home end home end home end home end home end home end home end home",
    "filter": "/ text:berg backspace*4 text:tro backspace*3 text:elek backspace*4 text:1",
    "back": "escape*2",
}
"""Keys by what they are measured as, in this order."""
SORTS = ("-open", "name", "-old", "next", "priority")


@cache
def ptybench() -> Any:
    """The module, or LookupError where it is not on this machine."""
    if not PTYBENCH.exists():
        msg = "ptybench.py is not in ../shared/bench: the screen was not measured"
        raise LookupError(msg)
    spec = importlib.util.spec_from_file_location("ptybench", PTYBENCH)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["ptybench"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass
class Session:
    """What the terminal saw: answers to keys by what they are measured as, and single figures."""

    answers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    memory: float = 0
    memory_after: float = 0
    idle_percent: float = 0
    idle_bytes: float = 0
    lag: float = 0


@contextmanager
def _terminal(place: Place, argv: list[str]) -> Iterator[Any]:
    """A program on a pty, with settings and drafts of its own."""
    home = str(place.folder / "home")
    env = {"XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home, "PYTHONPATH": str(Path.cwd())}
    module = ptybench()
    try:
        with module.Tty(argv, (120, 40), env) as terminal:
            yield terminal
    except (module.Timeout, module.Exited) as error:
        raise RuntimeError(str(error)) from error


def _app(book: Path) -> list[str]:
    return [*LEDGERLANE, "--book", str(book), "--view", "everyone"]


def _bare(place: Place) -> list[str]:
    return [sys.executable, "-m", "bench.bare_curses", str(place.book)]


def _top(place: Place) -> str:
    """The account number that stands first."""
    desk = place.desk()
    row = queue.rows(desk, scope="all", limit=1)[0]
    desk.close()
    return row.number


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from exec: to the first customer on the glass, to the answer of a first key."""

    seen: float
    answered: float


def _start(place: Place, argv: list[str], wanted: str, leave: str) -> Start:
    with _terminal(place, argv) as terminal:
        seen = (terminal.wait_for(wanted) - terminal.t0) / 1e9
        answer = terminal.press("down")
        terminal.send(leave)
        terminal.wait_exit()
    return Start(seen, seen + (answer["first_ms"] or 1000) / 1000)


def _starts(place: Place) -> tuple[list[Start], list[Start]]:
    """Our starts and bare curses', in turn; the first pair warms the caches."""
    wanted, book = _top(place), place.copy()
    taken = [
        (
            _start(place, _app(book), wanted, QUIT),
            _start(place, _bare(place), wanted, BARE_QUIT),
        )
        for _ in range(STARTS[place.size] + 1)
    ]
    return [mine for mine, _ in taken[1:]], [theirs for _, theirs in taken[1:]]


def start(place: Place) -> Figure:
    mine, theirs = place.once(_starts)
    ours, peer = (
        timing.quantile((s.seen for s in each), 0.95) * 1000 for each in (mine, theirs)
    )
    middle = timing.quantile((s.seen for s in mine), 0.5) * 1000
    note = f"{CURSES}; our p50 is {middle:.0f} ms"
    return Figure(ours, peer, peer / ours, note)


def first_key(place: Place) -> Figure:
    return Figure(
        timing.quantile((s.answered for s in place.once(_starts)[0]), 0.95) * 1000
    )


def _pressed(terminal: Any, keys: str) -> Iterator[dict[str, Any]]:
    """Each key after a random pause, so that none marches in step with a timer."""
    random = Random(7)
    for key in ptybench().expand_keys(keys):
        time.sleep(random.uniform(0, 0.025))
        yield terminal.press(key, quiet_ms=QUIET_MS)


def _session(place: Place) -> Session:
    """A stretch of work on a copy of the book, key by key."""
    found = Session()
    with _terminal(place, _app(place.copy())) as terminal:
        terminal.wait_for(READY)
        terminal.wait_quiet(500)
        found.memory = ptybench().proc_stats(terminal.pid)["rss_mb"]
        for name, keys in DAY.items():
            found.answers.setdefault(name, []).extend(_pressed(terminal, keys))
        found.answers["sort"] = [_sorted(terminal, order) for order in SORTS * 2]
        found.answers |= {"opens": [], "saves": [], "customer": []}
        for _ in range(12):
            found.answers["opens"] += _pressed(terminal, "p")
            found.answers["saves"] += _pressed(terminal, "enter")
        for _ in range(12):
            found.answers["customer"] += _pressed(terminal, "enter")
            list(_pressed(terminal, "1 down"))
        found.lag = _held(terminal)
        found.idle_percent, found.idle_bytes = _idle(terminal)
        found.memory_after = ptybench().proc_stats(terminal.pid)["rss_mb"]
        terminal.send(QUIT)
        terminal.wait_exit()
    return found


def _sorted(terminal: Any, order: str) -> dict[str, Any]:
    """The answer to the key that chooses another order."""
    for key in ptybench().expand_keys(f"s text:{order}"):
        terminal.send(key)
    terminal.wait_quiet()
    return next(_pressed(terminal, "enter"))


def _held(terminal: Any) -> float:
    """Milliseconds from the last of 90 keys at 30 Hz to the last paint."""
    began = time.perf_counter_ns()
    for turn in range(90):
        while (left := began + turn * 1e9 / 30 - time.perf_counter_ns()) > 0:
            terminal.pump(min(5.0, left / 1e6))
        terminal.send("down")
    last = time.perf_counter_ns()
    return max(0.0, (terminal.wait_quiet(150) - last) / 1e6)


def _idle(terminal: Any) -> tuple[float, float]:
    """Per cent of a processor and bytes a second while nobody presses anything."""
    terminal.wait_quiet(500)
    before, sent, began = ptybench().proc_stats(terminal.pid), terminal.bytes, time.time()
    while (spent := time.time() - began) < IDLE_SECONDS:
        terminal.pump(100)
    after = ptybench().proc_stats(terminal.pid)
    return 100 * (after["cpu_s"] - before["cpu_s"]) / spent, (terminal.bytes - sent) / spent


def _bare_session(place: Place) -> dict[str, list[dict[str, Any]]]:
    """The same moves in bare curses."""
    with _terminal(place, _bare(place)) as terminal:
        terminal.wait_for(_top(place))
        terminal.wait_quiet(300)
        found = {
            name: list(_pressed(terminal, keys))
            for name, keys in (
                ("cursor", "down*30 up*30"),
                ("page", "pagedown*10 pageup*10"),
            )
        }
        terminal.send(BARE_QUIT)
        terminal.wait_exit()
    return found


def _clean(answers: list[dict[str, Any]]) -> list[float]:
    """Times to the last byte, of keys that did not wait for a processor where that leaves half."""
    painted = [each for each in answers if each["paint_ms"] is not None]
    clean = [each for each in painted if each["wait_ms"] < max(1, 0.1 * each["paint_ms"])]
    return [
        each["paint_ms"] for each in (clean if 2 * len(clean) >= len(painted) else painted)
    ]


def painted(name: str, share: float) -> Callable[[Place], Figure]:
    """A quantile of key → painted in ms, beside bare curses where it has the move."""

    def measure(place: Place) -> Figure:
        ours = timing.quantile(_clean(place.once(_session).answers[name]), share)
        bare = place.once(_bare_session).get(name)
        if bare is None:
            return Figure(ours)
        peer = timing.quantile(_clean(bare), share)
        return Figure(ours, peer, peer / ours)

    return measure


def sent(name: str) -> Callable[[Place], Figure]:
    """The median of bytes an answer takes."""

    def measure(place: Place) -> Figure:
        def middle(answers: list[dict[str, Any]]) -> float:
            return timing.quantile((each["bytes"] for each in answers), 0.5)

        ours = middle(place.once(_session).answers[name])
        bare = place.once(_bare_session).get(name)
        return Figure(ours, middle(bare) if bare else None)

    return measure


def single(name: str) -> Callable[[Place], Figure]:
    return lambda place: Figure(getattr(place.once(_session), name))


CURSES = "bare curses"
ROWS = (
    Row("exec → customer on the glass, p95", start, at_most=350, peer=CURSES),
    Row("exec → first key answered, p95", first_key, at_most=350),
    Row("cursor key → painted, p95", painted("cursor", 0.95), at_most=8, peer=CURSES),
    Row("cursor key, p99", painted("cursor", 0.99), at_most=20, peer=CURSES),
    Row(
        "cursor key at the edge: the list scrolls, p95", painted("scroll", 0.95), at_most=20
    ),
    Row("page, p95", painted("page", 0.95), at_most=20, peer=CURSES),
    Row("End and Home, p95", painted("ends", 0.95), at_most=20),
    Row("filter letter → list, p95", painted("filter", 0.95), at_most=50),
    Row("sort → first page, p95", painted("sort", 0.95), at_most=50),
    Row("customer opens, painted, p95", painted("customer", 0.95), at_most=50),
    Row("composer opens, p95", painted("opens", 0.95), at_most=50),
    Row("composer saves, next account, p95", painted("saves", 0.95), at_most=50),
    Row("bytes: cursor", sent("cursor"), "B", at_most=500, peer=CURSES),
    Row("bytes: cursor at the edge", sent("scroll"), "B", at_most=8000),
    Row("bytes: page", sent("page"), "B", at_most=8000, peer=CURSES),
    Row("bytes: composer saves, next account", sent("saves"), "B", at_most=3000),
    Row("key held at 30 Hz: lag at the end", single("lag"), at_most=50),
    Row("memory at first paint", single("memory"), "MB", at_most=70),
    Row("memory after this work", single("memory_after"), "MB", at_most=130),
    Row("idle: processor", single("idle_percent"), "%", at_most=0.2),
    Row("idle: bytes a second", single("idle_bytes"), "B", at_most=0),
)
