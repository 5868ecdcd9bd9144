"""The registry: one place for keys, words, help and remapping."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledgerlane.domain.errors import Misused
from ledgerlane.screens.keys import Key, key, shown
from ledgerlane.screens.registry import AREAS, BINDINGS, NAMED, Keymap, markdown, remap

DOCS = Path(__file__).parents[2] / "docs" / "keys.md"


def test_keys_md_is_what_the_registry_says() -> None:
    assert DOCS.read_text("utf-8") == markdown()


def test_every_binding_has_an_id_of_its_own_and_words() -> None:
    ids = [b.id for b in (*BINDINGS, *NAMED)]
    assert len(ids) == len(set(ids))
    assert all(b.words and b.short for b in (*BINDINGS, *NAMED))


def test_as_shipped_no_key_does_two_things_in_one_area() -> None:
    assert remap({}) == Keymap()


@pytest.mark.parametrize(
    ("area", "pressed", "id_"),
    [
        ("queue", "p", "queue.promise"),
        ("customer", "d", "queue.dispute"),
        ("approve", "d", "approve.decline"),
        ("approve", "a", "approve.accept"),
        ("plans", "a", "queue.assign"),
        ("queue", "f4", "area.plans"),
        ("board", "1", "area.queue"),
        ("queue", "U", "app.redo"),
        ("queue", "R", "app.sync"),
        ("queue", "x", "app.export"),
    ],
)
def test_a_key_means_what_screens_md_says(area: str, pressed: str, id_: str) -> None:
    found = Keymap().find(area, pressed)
    assert found is not None
    assert found.id == id_


def test_a_key_can_be_moved_and_the_old_one_is_free() -> None:
    keymap = remap({"queue.promise": "f8"})
    assert keymap.find("queue", "p") is None
    moved = keymap.find("queue", "f8")
    assert moved is not None
    assert moved.id == "queue.promise"
    assert keymap.key_of("queue.promise") == "F8"


def test_a_key_used_twice_is_refused_naming_both() -> None:
    with pytest.raises(Misused) as refused:
        remap({"queue.promise": "n"})
    assert "queue.promise" in str(refused.value)
    assert "queue.no_answer" in str(refused.value)


def test_account_and_review_keys_may_be_the_same() -> None:
    assert remap({"approve.return": "p"}).find("approve", "p") is not None


@pytest.mark.parametrize(
    "wanted", [{"queue.dance": "p"}, {"queue.note": 3}, {"queue.note": [""]}]
)
def test_nonsense_in_keys_toml_is_refused(wanted: dict[str, object]) -> None:
    with pytest.raises(Misused, match=r"keys\.toml"):
        remap(wanted)


def test_the_way_out_stays_where_it_is() -> None:
    found = remap({"go.out": "f9"}).find("queue", "escape")
    assert found is not None
    assert found.id == "go.out"


@pytest.mark.parametrize(
    ("name", "character", "expected"),
    [
        ("slash", "/", Key("/", "/")),
        ("space", " ", Key("space", " ")),
        ("enter", "\r", Key("enter")),
        ("ctrl+j", "\n", Key("enter")),
        ("ctrl+at", None, Key("ctrl+space")),
        ("upper_j", "J", Key("J", "J")),
        ("f2", None, Key("f2")),
    ],
)
def test_one_spelling_for_each_key(name: str, character: str | None, expected: Key) -> None:
    assert key(name, character) == expected


def test_every_area_hears_the_way_to_every_other() -> None:
    for area in AREAS:
        for number, name in enumerate(AREAS, start=1):
            found = Keymap().find(area, str(number))
            assert found is not None
            assert found.id == f"area.{name}"
    assert shown("f2") == "F2"
