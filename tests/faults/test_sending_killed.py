"""kill -9 while letters are sent: none goes twice, and what nobody knows is asked about."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from desk_book import DeskBook
from faults.killing import ROUNDS, SEED, killed, lot, seconds_of
from mail_server import Office, office

from ledgerlane.desk import contacts, letters, policy, sending
from ledgerlane.domain.account import Contact

LETTERS = 12
POLICY = """\
[letterhead]
name = "Acme AS"
account = { iban = "NO9386011117947" }
email = "dunning@acme.example"
[dunning]
most_per_minute = 100000
"""


@pytest.fixture
def full(kept: DeskBook) -> DeskBook:
    """A book with a dozen letters accepted."""
    rows = "".join(
        f"9{n:03},D{n:02},Debtor {n} AS,2026-03-16,2026-04-15,EUR,100.00,100.00\n"
        for n in range(LETTERS)
    )
    kept.take("items", rows)
    file = kept.folder / "policy.toml"
    file.write_text(POLICY, "utf-8")
    policy.set_(kept.sit(kept.me), file)
    for n in range(LETTERS):
        contacts.record(
            kept.desk, f"D{n:02}", Contact(f"P{n}", email=f"p{n}@debtor.example")
        )
    return kept


def names(mails: list[str]) -> Counter[str]:
    """How often each letter came."""
    found = Counter[str]()
    for id_ in mails:
        match = re.match(r"<(lt-\w+)\.", id_)
        assert match, id_
        found[match[1].upper()] += 1
    return found


def settings(folder: Path, post: Office) -> Path:
    file = folder / "settings.toml"
    file.write_text(f'[smtp]\nhost = "127.0.0.1"\nport = {post.port}\nsecurity = "none"\n')
    return file


def accept(book: DeskBook) -> set[str]:
    """Accept what can be; the names of all letters that are to go."""
    desk = book.sit(book.me)
    letters.accept(desk, [f"D{n:02}" for n in range(LETTERS)])
    return {row.id for row in letters.list_(desk, ("accepted",))}


def answered(book: DeskBook, post: Office) -> int:
    """Say of each letter that nobody knows of whether it came; how many there were."""
    desk = book.sit(book.me)
    waiting = sending.unresolved(desk)
    for name in waiting:
        piece = letters.find(desk, name)
        sending.resolve(desk, name, sent=piece.message_id in post.ids())
    return len(waiting)


def test_by_mail_no_letter_goes_twice(full: DeskBook) -> None:
    wanted, random = accept(full), lot("letters by mail")
    full.desk.close()
    counts = Counter[str]()
    with office() as post:
        send = ("--config", str(settings(full.folder, post)), "--as-of", "2026-06-30",
                "letters", "send", "--smtp")  # fmt: skip
        whole = seconds_of(full.path, "letters", "list")
        for _ in range(max(ROUNDS, 20)):
            ended, _ = killed(full.path, *send, after=random.uniform(0.5, 2.0) * whole)
            counts["ended" if ended else "killed"] += 1
            counts["asked about"] += answered(full, post)
            assert max(names(post.ids()).values(), default=0) <= 1
            full.desk.close()
        assert seconds_of(full.path, *send) > 0
        assert names(post.ids()) == Counter(wanted)
    desk = full.sit(full.me)
    assert {row.state for row in letters.list_(desk)} == {"sent"}
    desk.close()
    assert seconds_of(full.path, "verify", "--deep") > 0  # it ends with 0
    print(f"\nletters by mail: seed {SEED}, {dict(counts)}, twice 0, lost 0")  # noqa: T201
    assert counts["killed"] > 0


def test_into_a_folder_no_letter_is_there_twice(full: DeskBook, tmp_path: Path) -> None:
    """What lies in the folder counts as sent without asking; files are there whole."""
    wanted, random = accept(full), lot("letters into a folder")
    full.desk.close()
    out = tmp_path / "out"
    send = ("--as-of", "2026-06-30", "letters", "send", "--out", str(out))
    whole = seconds_of(full.path, "letters", "list")
    for _ in range(max(ROUNDS, 20)):
        killed(full.path, *send, after=random.uniform(0.5, 2.0) * whole)
        desk = full.sit(full.me)
        for name in sending.unresolved(desk):
            piece = letters.find(desk, name)
            there = [file.name for file in out.glob(f"{name.lower()}.*.eml")]
            if not there:
                sending.resolve(desk, name, sent=False)
            else:
                assert piece.message_id.startswith(f"<{there[0].removesuffix('.eml')}@")
        desk.close()
    assert seconds_of(full.path, *send) > 0
    files = Counter(file.name.split(".")[0].upper() for file in out.glob("lt-*.eml"))
    assert files == Counter(wanted)
    assert all(file.read_bytes().endswith(b"--\r\n") for file in out.glob("lt-*.eml"))
    desk = full.sit(full.me)
    assert {row.state for row in letters.list_(desk)} == {"sent"}
