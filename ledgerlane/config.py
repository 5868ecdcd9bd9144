"""A person's own settings, from TOML files into one frozen value. Unknown keys are refused.

``settings.toml`` and ``keys.toml`` lie in the settings folder of the platform, or wherever
``--config FILE`` says. Nothing is read at import, and nothing heavy before a file is there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from ledgerlane.domain.errors import Misused

MOST_BYTES = 1_000_000
LONGEST_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Mail:
    """The server that letters go out by: table ``[smtp]``. The password is never here.

    ``security``: starttls, tls or none; ``ca_file``: whom to trust instead of the system's list.
    """

    host: str = ""
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    seconds: int = 30
    ca_file: str = ""


@dataclass(frozen=True, slots=True)
class Ssh:
    """How other machines are reached: table ``[ssh]``.

    ``command``: ssh, part by part, with options of one's own; ``program``: what runs
    ledgerlane over there, as one would type it.
    """

    command: tuple[str, ...] = ("ssh",)
    program: str = "ledgerlane"


@dataclass(frozen=True, slots=True)
class S3:
    """Object stores: table ``[s3]``. What a place does not say itself; no secret is ever here.

    ``key_id``: whose secret the keyring keeps; ``seconds``: how long one request may take.
    """

    endpoint: str = ""
    region: str = ""
    key_id: str = ""
    seconds: int = 60


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person likes; none of it changes what is recorded.

    ``book`` is the book to open without ``--book``; ``view`` the saved view to start with.
    ``dial``: the command that dials, part by part, with ``{number}`` where the number goes.
    ``exchange_minutes``: how often the app exchanges with the other copies by itself; 0: never.
    """

    book: Path | None = None
    view: str = ""
    slow: bool = False
    ascii: bool = False
    accessible: bool = False
    readonly: bool = False
    smtp: Mail = Mail()
    ssh: Ssh = Ssh()
    s3: S3 = S3()
    dial: tuple[str, ...] = ()
    exchange_minutes: int = 0
    file: Path | None = None


DEFAULTS = Settings()


def folder() -> Path:
    """Where this platform keeps the settings of ledgerlane."""
    import platformdirs

    return Path(platformdirs.user_config_dir("ledgerlane", appauthor=False))


def data_folder() -> Path:
    """Where this platform keeps a person's book."""
    import platformdirs

    return Path(platformdirs.user_data_dir("ledgerlane", appauthor=False))


def state_folder() -> Path:
    """Where this platform keeps drafts and crash logs; only this user may read them."""
    import platformdirs

    return Path(platformdirs.user_state_dir("ledgerlane", appauthor=False))


def load(path: Path | None = None) -> Settings:
    """The settings of a file; of the usual one, if it is there, when none is named.

    Raises `Misused` naming the file and the key.
    """
    found = path or folder() / "settings.toml"
    if path is None and not found.exists():
        return DEFAULTS
    return _settings(read_toml(found), found)


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises `Misused` naming the file and the place."""
    try:
        if not path.is_file():
            msg = f"{path}: there is no such settings file"
            raise Misused(msg)
        if path.stat().st_size > MOST_BYTES:
            msg = f"{path}: larger than {MOST_BYTES} bytes; this is no settings file"
            raise Misused(msg)
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        msg = f"{path}: not TOML: {error}"
        raise Misused(msg) from None
    except UnicodeDecodeError:
        msg = f"{path}: not UTF-8 text"
        raise Misused(msg) from None
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror}"
        raise Misused(msg) from None


def _settings(values: Mapping[str, Any], file: Path) -> Settings:
    from pydantic import TypeAdapter, ValidationError

    known = [entry.name for entry in fields(Settings) if entry.name != "file"]
    for key in values:
        if key not in known:
            msg = f"{file}: {key}: unknown key; known are {', '.join(known)}"
            raise Misused(msg)
    try:
        read = TypeAdapter(Settings).validate_python({**values, "file": file})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        msg = f"{file}: {key}: {first['msg'].lower()}, not {first['input']!r}"
        raise Misused(msg) from None
    require_minutes(read.exchange_minutes, f"{file}: exchange_minutes")
    return read


def require_minutes(minutes: int, where: str) -> None:
    """Raise `Misused` for an exchange by itself less often than once a day, or never."""
    if not 0 <= minutes <= LONGEST_MINUTES:
        msg = f"{where}: {minutes} is not from 1 to {LONGEST_MINUTES}; 0 is never"
        raise Misused(msg)
