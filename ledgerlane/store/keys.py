"""The key of this person on this device: Ed25519, made at first use, in a file only they can read.

`cryptography` is loaded when something is signed or proved for the first time.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from ledgerlane.domain.errors import Misused, Refused, Unavailable

ask: list[Callable[[], str]] = []
"""How to ask for the passphrase; the program's edge puts it here where somebody can be asked."""

_SCRYPT = {"n": 2**15, "r": 8, "p": 1, "maxmem": 2**26}


def file() -> Path:
    """Where the key lies: in the user's folder of settings."""
    return _file(os.environ.get("XDG_CONFIG_HOME"), os.environ.get("HOME"))


@cache
def _file(*_where: str | None) -> Path:
    from platformdirs import user_config_path

    return user_config_path("ledgerlane", appauthor=False) / "key.json"


def public() -> bytes:
    """The public half of this device's key, made now if there is none. No passphrase is asked for.

    Raises Unavailable when it cannot be read or made, or others could have read it.
    """
    return bytes.fromhex(str(_read()["public"]))


def sign(message: bytes) -> bytes:
    """The signature (64 bytes) of this person on this device. Asks once for a passphrase that was set."""
    return bytes(_private(json.dumps(_read())).sign(message))


def proves(key: bytes, message: bytes, signature: bytes | None) -> bool:
    """Whether the owner of the public key signed exactly this."""
    if signature is None or len(key) != 32:
        return False
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def unlock() -> None:
    """Ask for the passphrase now, where one was set: a full screen cannot ask."""
    if file().exists() and "salt" in (value := _read()):
        _private(json.dumps(value))


def protect(passphrase: str) -> None:
    """Keep the key under a passphrase from now; ``""``: under none."""
    value = _read()
    private = _private(json.dumps(value)).private_bytes_raw()
    _write({"v": 1, "public": value["public"], **_hidden(private, passphrase)})


def _read() -> dict[str, Any]:
    path = file()
    try:
        mode = path.stat().st_mode
        if stat.S_IMODE(mode) & 0o077:
            msg = f"{path}: others can read this key (mode {stat.S_IMODE(mode):04o}); it signs again after `chmod 600 {path}`"
            raise Unavailable(msg)
        value = json.loads(path.read_text("ascii"))
        if not isinstance(value, dict) or len(bytes.fromhex(str(value["public"]))) != 32:
            raise ValueError
    except FileNotFoundError:
        return _made()
    except OSError as error:
        msg = f"{path}: the key cannot be read: {error.strerror}"
        raise Unavailable(msg) from None
    except (ValueError, KeyError):
        msg = f"{path}: is no key of ledgerlane; put it back from a backup, or move it away and have a new one enrolled"
        raise Unavailable(msg) from None
    return value


def _made() -> dict[str, Any]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    made = Ed25519PrivateKey.generate()
    public_ = made.public_key().public_bytes_raw().hex()
    value = {"v": 1, "public": public_, "private": made.private_bytes_raw().hex()}
    _write(value, first=True)
    return _read()


def _write(value: dict[str, Any], *, first: bool = False) -> None:
    """On disk, whole, 0600. ``first``: of two that are made at once the first stays."""
    path = file()
    draft = path.with_name(f"key.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(number, "w", encoding="ascii") as out:
            out.write(json.dumps(value))
            out.flush()
            os.fsync(out.fileno())
        if first:
            with suppress(FileExistsError):  # another process made it a moment ago
                os.link(draft, path)
            draft.unlink()
        else:
            draft.replace(path)
    except OSError as error:
        msg = f"{path}: the key cannot be written: {error.strerror}"
        raise Unavailable(msg) from None


@cache
def _private(text: str) -> Any:
    """The private key of a key file's text; asked for once a run where a passphrase keeps it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    value = json.loads(text)
    private = bytes.fromhex(value["private"])
    if "salt" in value:
        if not ask:
            msg = f"{file()}: the key is under a passphrase, and nobody can be asked for it here"
            raise Misused(msg)
        private = _opened(private, bytes.fromhex(value["salt"]), ask[-1]())
    made = Ed25519PrivateKey.from_private_bytes(private)
    if made.public_key().public_bytes_raw().hex() != value["public"]:
        msg = f"{file()}: its two halves do not belong together"
        raise Unavailable(msg)
    return made


def _hidden(private: bytes, passphrase: str) -> dict[str, str]:
    if not passphrase:
        return {"private": private.hex()}
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    salt = os.urandom(16)
    sealed = ChaCha20Poly1305(_derived(passphrase, salt)).encrypt(salt[:12], private, None)
    return {"private": sealed.hex(), "salt": salt.hex()}


def _opened(sealed: bytes, salt: bytes, passphrase: str) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    try:
        return ChaCha20Poly1305(_derived(passphrase, salt)).decrypt(salt[:12], sealed, None)
    except InvalidTag:
        msg = "that is not the passphrase of the key; nothing was signed"
        raise Refused(msg) from None


def _derived(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(passphrase.encode(), salt=salt, dklen=32, **_SCRYPT)
