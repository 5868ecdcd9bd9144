"""What names a place in an object store, and whose keys are taken for it: no store is needed to say so."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ledgerlane.desk import exchange
from ledgerlane.domain.errors import Misused
from ledgerlane.sync.remotes import aws, s3


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "KEY")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")


@pytest.mark.parametrize(
    "at",
    [
        "s3://", "s3:///x", "s3://B/x", "s3://KEY:secret@books/x", "s3://books/a//b", "s3://books/../x",
        "s3://books/x?key=1", "s3://books/x?endpoint=ftp://h", "s3://books/x?endpoint=https://k:s@h",
        "s3://books/x?region=a b", "s3://books/x?region=a&region=b", "s3://books/a%0ab", "s3://books/x#y",
        "s3://books/x?endpoint=",
    ],
)  # fmt: skip
def test_what_is_no_place_is_refused(tmp_path: Path, at: str) -> None:
    with pytest.raises(
        Misused, match=r"no place of the kind|no address of an object store"
    ):
        exchange.clone(tmp_path / "b.book", at)


def test_where_a_store_is_may_be_said_apart() -> None:
    named = s3.named("s3://books/acme", "http://127.0.0.1:8333", "eu-north-1")
    assert named == "s3://books/acme?endpoint=http://127.0.0.1:8333&region=eu-north-1"
    with pytest.raises(Misused, match="says its endpoint or region already"):
        s3.named(named, "http://other", "")


def test_keys_of_the_environment_come_before_those_of_the_files(tmp_path: Path) -> None:
    file = tmp_path / "credentials"
    file.write_text(
        "[default]\naws_access_key_id = A\naws_secret_access_key = a%b\n"
        "[acme]\naws_access_key_id = B\naws_secret_access_key = b\naws_session_token = t\n"
    )
    config = tmp_path / "config"
    config.write_text(
        "[profile acme]\nregion = eu-west-1\nendpoint_url = https://s3.example.com\n"
    )
    files = {"AWS_SHARED_CREDENTIALS_FILE": str(file), "AWS_CONFIG_FILE": str(config)}
    assert aws.keys("", files) == ("A", "a%b", "")
    acme = files | {"AWS_PROFILE": "acme"}
    assert aws.keys("", acme) == ("B", "b", "t")
    assert (aws.region(acme), aws.endpoint(acme)) == ("eu-west-1", "https://s3.example.com")
    assert (aws.region({**acme, "AWS_REGION": "x"}), aws.region(files)) == (
        "x",
        "us-east-1",
    )
    own = {"AWS_ACCESS_KEY_ID": "C", "AWS_SECRET_ACCESS_KEY": "c"}
    assert aws.keys("", acme | own) == ("C", "c", "")


def test_no_keys_is_told_with_every_way_to_have_some(tmp_path: Path) -> None:
    files = {"AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"), "AWS_PROFILE": "acme"}
    with pytest.raises(Misused) as told:
        aws.keys("", files)
    for words in ("AWS_ACCESS_KEY_ID", "keyring set ledgerlane", str(tmp_path / "none"), "profile acme", "aws sso"):  # fmt: skip
        assert words in str(told.value)
    (tmp_path / "none").write_text("aws_secret_access_key = hidden\n")
    with pytest.raises(Misused, match="is no file of profiles") as told:
        aws.keys("", files)
    assert "hidden" not in str(told.value)


def test_without_the_extra_one_is_told_how_to_have_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    with pytest.raises(Misused, match=r"pip install 'ledgerlane\[s3\]'"):
        exchange.clone(tmp_path / "b.book", "s3://books/x")
