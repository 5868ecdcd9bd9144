"""Every line-mode command on a terminal: nothing of a hostile name arrives raw, no word is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e.terminal import Terminal
from hostile import hostile_book
from hostile.hostile_book import BATCH, number
from hostile.names import GENERATOR, generated, names
from hostile.whitelist import raw_names, strangers
from program import PROGRAM, asked, ok

from ledgerlane.domain.plain_text import clean, is_clean

ALL = "owner:all off:show"
FIRST_DAY = "2020-01-01"
READING = """
queue --limit 0|queue --limit 0 --why|queue --limit 0 --json|queue --limit 0 --plain
aging|aging --by collector|aging --json|aging --csv|aging --plain
promises|promises --json|promises --plain|plans|plans --json|plans --plain
disputes|disputes --json|disputes --plain
approve list|approve list --json|approve list --plain
people list|people list --json|people list --plain|whoami
sync batches|sync batches --json|sync profiles
sync export items|sync export aging|sync export queue|sync export activities
sync export promises|sync export plans|sync export customers|sync export everything
sync export journal|sync export journal --format hledger|sync export journal --format beancount
sync export items --format jsonl|sync export customers --raw
report all|report all --json|report all --csv|report causes --plain
board --all|board --all --json|board --all --plain
report estimate --limit 0|report estimate --json|report estimate --plain|report forecast|report forecast --json
report risk --limit 0|report risk --limit 0 --json|report risk --plain
policy show
verify --deep|doctor|config|rebuild
""".replace("\n", "|").strip("|").split("|")  # fmt: skip
NASTY = [at for at, name in enumerate(names()) if not is_clean(name) or "[" in name]
WIDE = 4000


def on_a_terminal(book: Path, *arguments: str, answer: str = "") -> tuple[int, bytes]:
    """Run a command on a pty; its exit code and every byte it sent."""
    argv = [*PROGRAM, "--book", str(book), *arguments]
    with Terminal(
        argv, columns=9000, env={"COLUMNS": "9000"}
    ) as terminal:  # tables are cut to the width they get
        if answer:
            terminal.expect("?")
            terminal.send(answer)
        return terminal.wait(60), bytes(terminal.raw)


def safe(sent: bytes) -> str:
    """The stream as text, after it was proven: no control but line ends, no name raw."""
    assert strangers(sent) == []
    for erase in (b"\r\x1b[K", b" rows \x1b[K"):  # the import's line of progress
        sent = sent.replace(erase, b"")
    assert b"\x1b" not in sent
    assert raw_names(sent, names()) == []
    return sent.decode().replace("\r\n", "\n")


def test_the_generators_names_are_here() -> None:
    if not generated():
        pytest.skip(f"{GENERATOR} is absent: only our own list was used")
    assert len(names()) > 100


@pytest.mark.parametrize("command", READING)
def test_a_command_that_tells(book: Path, command: str) -> None:
    arguments = [
        *command.split(),
        *(["--view", ALL] if command.startswith("queue") else []),
    ]
    code, sent = on_a_terminal(book, *arguments)
    text = safe(sent)
    assert code == 0, text
    if command in ("aging", "queue --limit 0", "sync export customers --raw"):
        no_word_is_lost(text)


def no_word_is_lost(text: str) -> None:
    """Every word of every name is there, as a sign where it could act."""
    words = set(text.replace('"', " ").replace(",", " ").split())
    for name in names():
        for word in clean(name).replace('"', " ").replace(",", " ").split():
            assert word in words, (name, word)


@pytest.mark.parametrize("part", range(6))
def test_an_account_is_shown_with_every_word_of_its_name(book: Path, part: int) -> None:
    for at in NASTY[part::6]:
        code, sent = on_a_terminal(book, "show", number(at))
        text = safe(sent)
        assert code == 0, text
        assert clean(names()[at]).strip() in text


def test_verbs_that_answer_with_a_name(book: Path, tmp_path: Path) -> None:
    request = asked(book, "approve", "list")["rows"][0]["request"]
    plan = next(r for r in asked(book, "plans")["rows"] if r["state"] == "proposed")["plan"]
    dispute = asked(book, "disputes")["rows"][0]["dispute"]
    ok(book, "log", number(7), "p 300 fri")
    promise = asked(book, "show", number(7))["promises"][-1]["id"]
    evil, account = "\x1b[31mx\u202ey", number(5)
    ledgers = [str(path) for path in hostile_book.files(tmp_path, hostile_book.today())]
    for code, *arguments in (
        (0, "log", account, f"o {evil}"),
        (0, "log", account, f"p 200 fri {evil}", "--dry-run"),
        (0, "log", account, "n", "--json"),
        (1, "log", account, f"p 99999999 {evil}"),
        (1, "log", account, f"?{evil}"),
        (1, "log", evil, "n"),
        (0, "undo"),
        (0, "hold", account, "--reason", evil),
        (0, "release", account, "--reason", evil),
        (0, "assign", account, "--to", "anna"),
        (1, "assign", account, "--to", evil),
        (0, "promises", "--withdraw", promise, "--why", evil),
        (0, "dispute", "settle", dispute, "rejected", "--note", evil),
        (0, "plan", "accept", plan, "--by", evil),
        (0, "plan", "break", plan, "--why", evil),
        (0, "people", "add", "eva", "--name", evil),
        (1, "writeoff", "request", account, evil, "--reason", "uncollectible"),
        (0, "--as", "sam", "approve", request, "--return", evil),
        (5, "whoami", "--as", evil),
        (1, "show", evil),
        (1, "queue", "--view", f"sort:{evil}"),
        (2, evil),
        (2, "queue", f"--{evil}"),
        (2, "--as-of", evil, "queue"),
        (2, "sync", "export", evil),
        (1, "sync", "undo", evil),
        (1, "sync", "import", evil),
        (2, "sync", "import", ledgers[0], "--profile", evil),
        (0, "sync", "import", "--dry-run", *ledgers),
        (0, "sync", "import", "--dry-run", "--json", *ledgers),
        (0, "backup", str(tmp_path / f"b{evil}")),
        (3, "--book", str(tmp_path / f"no{evil}"), "queue"),
    ):
        found, sent = on_a_terminal(book, *arguments)
        text = safe(sent)
        assert found == code, (arguments, text)
        assert "mistake of" not in text, (arguments, text)


def test_the_question_before_an_approval_is_safe_too(book: Path) -> None:
    for row in asked(book, "approve", "list")["rows"][:3]:
        code, sent = on_a_terminal(
            book, "--as", "sam", "approve", row["request"], answer="n\r"
        )
        assert "not approved" in safe(sent)
        assert code == 1


def test_a_refused_file_is_quoted_safely(book: Path, tmp_path: Path) -> None:
    header = "invoice_no,customer_id,customer_name,issue_date,due_date,currency,amount\n"
    for at, name in enumerate(names()):
        quoted = '"' + name.replace('"', '""') + '"'
        path = tmp_path / f"{at}.csv"
        path.write_text(
            f"{header}1,C1,x,{quoted},2026-02-01,{quoted},{quoted}\n", newline=""
        )
    files = [str(tmp_path / f"{at}.csv") for at in NASTY[:40:3]]
    for file in files:
        code, sent = on_a_terminal(book, "sync", "import", file)
        text = safe(sent)
        assert (code, ".csv:" in text) == (1, True), text


def test_the_ledgers_own_name_is_shown_and_not_obeyed(book: Path) -> None:
    _, sent = on_a_terminal(book, "sync", "batches")
    assert clean(BATCH) in safe(sent)
