"""Each forgery is named by `verify`, with what it is, and nothing of it is effective."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builders import TODAY, M
from signed_book import ACCOUNT, REQUEST, SignedBook
from small_book import SmallBook

from ledgerlane.domain.errors import NotPermitted, Unproven
from ledgerlane.domain.events import (
    KeyRevoked,
    NoteAdded,
    PersonAdded,
    PolicySet,
    RoleGranted,
)
from ledgerlane.domain.key_facts import StreamEnd
from ledgerlane.domain.policy import DEFAULT
from ledgerlane.store import (
    chain,
    enrolling,
    given_up,
    heads,
    history,
    keys,
    people,
    settings,
    signatures,
)
from ledgerlane.store.connection import Store
from ledgerlane.store.verify import verify

EDIT = "UPDATE event SET body = replace(body, '\"d\"', '\"e\"') WHERE kind = 'request.approved'"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[SignedBook]:
    """Signed and proven, with two write-offs of 50 EUR that anna asked for."""
    book = SignedBook(tmp_path)
    book.ask()
    book.ask(name="WO-2")
    book.note("anna", "one")
    for who in ("ada", "anna", "bo"):
        book.look(who)
    yield book
    book.store.close()


def stream_of(book: SignedBook, login: str) -> str:
    row = book.store.db.execute("SELECT stream FROM stream WHERE actor = ?", [login])
    return str(row.fetchone()[0])


def test_a_request_that_nobody_who_might_approved_was_never_given_up(
    book: SignedBook,
) -> None:
    """What the books close of it was paid (`given_up.entries` reads the same)."""
    given = f"SELECT count(*) FROM request WHERE {given_up.WAS_APPROVED}"
    book.approve("kim")  # whose role ended yesterday
    book.refresh()
    assert book.store.db.execute(given).fetchone()[0] == 0
    book.approve("bo")
    book.refresh()
    assert book.store.db.execute(given).fetchone()[0] == 1


def test_what_is_signed_by_whoever_might_counts(book: SignedBook) -> None:
    book.approve("bo")
    assert book.found() == []
    assert book.found("anna") == []
    assert (book.asked().state, book.asked().decided_by) == ("approved", "bo")
    assert signatures.told(book.store) == "signed by ada, anna, bo, kim"
    assert book.notes() == ["one"]


def edited_row(book: SignedBook) -> None:
    book.approve("bo")
    book.freely(EDIT)


def recomputed_hashes(book: SignedBook) -> None:
    """The digest of an approval is changed, and every hash after it made to fit."""
    stream = book.approve("bo").stream
    book.freely(EDIT)
    made, before = [], chain.FIRST
    for row in book.store.db.execute(
        f"SELECT {chain.COLUMNS} FROM event WHERE stream = ? ORDER BY seq", [stream]
    ):
        before = chain.chained(before, "b1", row)
        made.append(f"UPDATE event SET hash = x'{before.hex()}' WHERE stream = '{stream}' AND seq = {row[3]}")  # fmt: skip
    book.freely(
        *made, f"UPDATE stream SET hash = x'{before.hex()}' WHERE stream = '{stream}'"
    )


def swapped_stream(book: SignedBook) -> None:
    """An approval is moved into the stream of the one who asked."""
    event, other = book.approve("bo"), stream_of(book, "anna")
    book.freely(
        f"UPDATE event SET stream = '{other}', seq = (SELECT seq + 1 FROM stream WHERE stream = '{other}')"
        f" WHERE stream = '{event.stream}' AND seq = {event.seq}"
    )


def replay(book: SignedBook) -> None:
    """An approval is copied, signature and all, to the next number and another request."""
    with book.home("bo"):
        event = book.say("bo", "request:WO-2", book.approval())[0]
    names = history._COLUMNS
    copied = (
        names.replace("seq", "seq + 1")
        .replace(" t,", " t + 1,")
        .replace("agg", f"'{REQUEST}'")
    )
    book.freely(
        f"INSERT INTO event ({names}) SELECT {copied} FROM event WHERE stream = '{event.stream}' AND seq = {event.seq}",
        f"UPDATE stream SET seq = seq + 1 WHERE stream = '{event.stream}'",
    )


def wrong_key(book: SignedBook) -> None:
    """anna writes on in bo's stream and signs with her own key."""
    with book.home("anna"):
        book.forge(stream_of(book, "bo"), "bo", REQUEST, book.approval(), sign=True)


def hand_made_file(book: SignedBook) -> None:
    """A stream of events in a supervisor's name, by somebody with a key of their own."""
    with book.home("mallory"):
        key = keys.public()
        book.forge("f" * 32, "bo", REQUEST, book.approval(), row_key=key, sign=True)


def hand_made_unsigned(book: SignedBook) -> None:
    book.forge("e" * 32, "bo", REQUEST, book.approval())


def hand_made_with_a_borrowed_key(book: SignedBook) -> None:
    """The stream's row names bo's key, and nobody signed."""
    key = book.store.db.execute("SELECT key FROM stream WHERE actor = 'bo'").fetchone()[0]
    book.forge("d" * 32, "bo", REQUEST, book.approval(), row_key=key)


def revoked_key(book: SignedBook) -> None:
    """bo signs on after the key was revoked, and dates it as he likes."""
    key, ends = enrolled(book, "bo")
    with book.home("ada"):
        book.say("ada", "people", KeyRevoked(on=TODAY, login="bo", key=key, ends=ends))
    with book.home("bo"):
        book.forge(stream_of(book, "bo"), "bo", REQUEST, book.approval(), sign=True)


def revoked_earlier(book: SignedBook) -> None:
    """A stolen key is revoked with an earlier event as the last that counts: what follows it is out."""
    book.approve("bo")
    key, (end,) = enrolled(book, "bo")
    before = StreamEnd(end.stream, end.seq - 1, "")
    with book.home("ada"):
        book.say("ada", "people", KeyRevoked(on=TODAY, login="bo", key=key, ends=(before,)))


def over_limit(book: SignedBook) -> None:
    """Signed with the approver's own key, past the desk."""
    book.ask(amount="150.00 EUR")
    book.approve("bo")


def own_request(book: SignedBook) -> None:
    book.ask(by="bo")
    book.approve("bo")


def two_devices_of_one_person(book: SignedBook) -> None:
    """Asked on one device, approved on another: two keys, two streams, one person."""
    book.ask(by="bo")
    book.enrol("bo", home="laptop")
    book.approve("bo", home="laptop")


def expired_delegation(book: SignedBook) -> None:
    """kim's role as a supervisor ended yesterday."""
    book.approve("kim")


def no_role(book: SignedBook) -> None:
    book.ask(by="bo")
    book.approve("anna")


def role_for_oneself(book: SignedBook) -> None:
    """anna makes herself a supervisor, and approves what bo asked."""
    book.ask(by="bo")
    limits = (M("900.00 EUR"),)
    with book.home("anna"):
        book.say("anna", "people", RoleGranted(on=TODAY, login="anna", role="supervisor", limits=limits))  # fmt: skip
    book.approve("anna")


FORGERIES: list[tuple[Callable[[SignedBook], None], str]] = [
    (edited_row, "does not count: it, or the one before, was changed after it was signed"),
    (recomputed_hashes, "this decision is not signed by the key of bo"),
    (swapped_stream, "does not count: not written in a stream of bo"),
    (replay, "its hash does not prove"),
    (wrong_key, "its head is not signed by the key of bo that it names"),
    (hand_made_file, "does not count after its event 0: not signed by a key of bo that is enrolled"),
    (hand_made_unsigned, "does not count after its event 0: not signed by a key of bo that is enrolled"),
    (hand_made_with_a_borrowed_key, "does not count after its event 0: the head of its stream is not signed"),
    (revoked_key, "the key of bo was revoked on 2026-06-30, this is after what counts of it"),
    (revoked_earlier, "the key of bo was revoked on 2026-06-30, this is after what counts of it"),
    (over_limit, "does not count: 150.00 EUR was over the limit of bo, 100.00 EUR"),
    (own_request, "does not count: bo decided on a request of their own"),
    (two_devices_of_one_person, "does not count: bo decided on a request of their own"),
    (expired_delegation, "does not count: kim had no role for it on 2026-06-30"),
    (no_role, "does not count: anna had no role for it on 2026-06-30"),
    (role_for_oneself, "does not count: anna had no role for it on 2026-06-30: admin"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("forge", "words"), FORGERIES, ids=[forge.__name__ for forge, _ in FORGERIES]
)
def test_a_forged_decision_is_named_and_decides_nothing(
    book: SignedBook, forge: Callable[[SignedBook], None], words: str
) -> None:
    forge(book)
    found = book.found()
    assert any(words in line for line in found), found
    assert book.asked().state == "waiting"
    assert "supervisor" not in people.load(book.store).roles("anna", TODAY)


def enrolled(book: SignedBook, login: str) -> tuple[str, tuple[StreamEnd, ...]]:
    (key,) = [each for each in people.load(book.store).keys if each.login == login]
    return key.key, enrolling.ends(book.store, key.key)


def cut_tail(book: SignedBook) -> None:
    """The last event is taken out, and the stream's row made to fit."""
    stream = stream_of(book, "anna")
    book.freely(
        f"DELETE FROM event WHERE stream = '{stream}' AND seq = (SELECT seq FROM stream WHERE stream = '{stream}')",
        f"UPDATE stream SET seq = seq - 1, hash = (SELECT e.hash FROM event e WHERE e.stream = '{stream}'"
        f" AND e.seq = stream.seq - 1) WHERE stream = '{stream}'",
    )


def restored_old_file(book: SignedBook) -> None:
    """A copy of the file is put back after more was recorded and seen."""
    book.store.close()
    old = book.folder / "old"
    shutil.copyfile(book.path, old)
    book.store = Store(book.path)
    book.note("anna", "two")
    for who in ("ada", "anna"):
        book.look(who)
    book.store.close()
    shutil.copyfile(old, book.path)
    book.store = Store(book.path)


@pytest.mark.parametrize(
    ("forge", "words"),
    [
        (cut_tail, "is gone: its tail was cut off, or an older file put back"),
        (restored_old_file, "is gone: its tail was cut off, or an older file put back"),
    ],
    ids=["cut_tail", "restored_old_file"],
)
def test_what_was_seen_and_is_gone_is_named(
    book: SignedBook, forge: Callable[[SignedBook], None], words: str
) -> None:
    forge(book)
    assert any(words in line for line in book.found()), book.found()


def test_nobody_goes_on_with_a_stream_that_was_seen_further(book: SignedBook) -> None:
    """An older file was put back in its place: what is recorded there begins a stream, and forks none."""
    stream = stream_of(book, "anna")
    restored_old_file(book)
    assert book.notes() == ["one"]
    assert book.note("anna", "three").stream != stream
    assert book.note("anna", "four").seq == 2
    assert book.notes() == ["one", "three", "four"]


def test_a_cut_that_others_had_seen_is_named_by_whoever_looks(book: SignedBook) -> None:
    book.note("bo", "two")  # bo had seen anna's word
    cut_tail(book)
    said = f"stream {stream_of(book, 'anna')}: others had seen its event"
    assert any(line.startswith(said) for line in book.found("stranger"))


def test_a_copied_store_goes_on_in_a_stream_of_its_own_with_the_same_key(
    book: SignedBook,
) -> None:
    stream = stream_of(book, "anna")
    book.store.close()
    shutil.copyfile(book.path, book.folder / "copy.book")
    book.path = book.folder / "copy.book"
    book.store = Store(book.path)
    assert book.note("anna", "in the copy").stream != stream
    assert book.notes() == ["one", "in the copy"]
    assert book.found() == []


def test_a_note_in_the_name_of_somebody_with_a_key_does_not_count(book: SignedBook) -> None:
    with book.home("mallory"):
        book.forge("f" * 32, "bo", ACCOUNT, NoteAdded(on=TODAY, note="never"))
    assert book.notes() == ["one"]
    assert any(
        "not signed by a key of bo that is enrolled" in line for line in book.found()
    )


def test_a_note_put_behind_a_signed_head_does_not_count(book: SignedBook) -> None:
    with book.home("ada"):
        book.forge(
            stream_of(book, "anna"), "anna", ACCOUNT, NoteAdded(on=TODAY, note="never")
        )
        assert book.notes() == ["one"]  # ada had seen how far anna had signed
        assert any(
            "its head is not signed by the key of anna" in line for line in book.found()
        )


def test_a_book_signed_anew_by_somebody_else_is_not_the_one_that_was_seen(
    book: SignedBook,
) -> None:
    book.freely(
        "DELETE FROM book WHERE name = 'root'",
        "DELETE FROM event WHERE kind = 'key.enrolled'",
    )
    assert any(
        line.startswith("people: the book was signed from event") for line in book.found()
    )


def test_without_its_first_key_nobody_decides(book: SignedBook) -> None:
    book.freely("DELETE FROM event WHERE kind = 'key.enrolled' AND body LIKE '%seals%'")
    assert people.load(book.store).roles("bo", TODAY) == frozenset()
    assert any(
        "the key that everything else hangs on is gone" in line for line in book.found()
    )


def test_who_has_no_enrolled_key_records_and_does_not_decide(book: SignedBook) -> None:
    with book.home("ada"):
        book.say("ada", "people", RoleGranted(on=TODAY, login="eve", role="supervisor"))
    assert book.note("eve", "two").seq == 1
    assert book.notes() == ["one", "two"]
    with pytest.raises(
        NotPermitted, match=r"would not count: no key of eve is enrolled\. An admin"
    ):
        book.approve("eve")
    assert signatures.notes(book.store) == ["eve: 1 events without an enrolled key"]
    assert book.found() == []


def test_a_second_device_works_once_it_is_enrolled(book: SignedBook) -> None:
    with (
        book.home("laptop"),
        pytest.raises(NotPermitted, match="not signed by a key of anna that is enrolled"),
    ):
        book.say("anna", ACCOUNT, NoteAdded(on=TODAY, note="two"))
    book.enrol("anna", home="laptop")
    with book.home("laptop"):
        book.say("anna", ACCOUNT, NoteAdded(on=TODAY, note="two"))
    assert book.notes() == ["one", "two"]
    assert book.found() == []


def test_only_the_policy_of_an_admin_is_in_force(book: SignedBook) -> None:
    with book.home("bo"):
        book.say("bo", "policy", PolicySet(on=TODAY, text=""))
    assert history.events(book.store, "policy") == []
    assert any(
        "bo had no role for it on 2026-06-30: admin" in line for line in book.found()
    )


def test_what_was_unsigned_is_sealed_by_the_first_key_and_said_to_be(
    tmp_path: Path,
) -> None:
    """A book of before: its events count, and nobody can say that they were signed."""
    old = SmallBook(tmp_path / "old.book")
    old.record("people", PersonAdded(on=TODAY, login="ada"), RoleGranted(on=TODAY, login="ada", role="admin"))  # fmt: skip
    with old.store.writing() as db:
        settings.write(db, {"practice": "0"})
    assert signatures.notes(old.store) == ["unsigned: nobody's key is enrolled; `ledgerlane people enrol` begins"]  # fmt: skip
    with old.store.writing():
        enrolling.begin(old.store, "ada", TODAY, 1)
    assert people.load(old.store).roles("ada", TODAY) == {"admin"}
    assert signatures.notes(old.store) == [
        "anna: 2 events of before were sealed at enrolment"
    ]
    assert verify(old.store, DEFAULT, TODAY) == []
    old.store.close()


def test_a_head_proves_where_it_comes_to_and_a_changed_one_does_not(
    book: SignedBook,
) -> None:
    stream = stream_of(book, "anna")
    head = heads.head_of(book.store, stream)
    heads.prove_head(book.store, head)
    for name, value in (("seq", head["seq"] + 1), ("hash", "00" * 32), ("actor", "bo"), ("signed_from", 2)):  # fmt: skip
        with pytest.raises(
            Unproven, match="its head is not signed by the key that it names"
        ):
            heads.prove_head(book.store, {**head, name: value})
    unsigned = {**head, "key": None, "sig": None, "signed_from": None}
    with pytest.raises(Unproven, match="it was signed by another key before"):
        heads.prove_head(book.store, unsigned)
    with pytest.raises(Unproven, match="its head is not one"):
        heads.prove_head(book.store, {**head, "key": None})
