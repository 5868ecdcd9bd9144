"""Secrets that the machine's keyring keeps for ledgerlane, where the package ``keyring`` is installed."""

from __future__ import annotations

SERVICE = "ledgerlane"


def secret(user: str) -> str:
    """What ``keyring set ledgerlane USER`` kept; ``""`` where there is none, or no keyring."""
    try:
        import keyring  # type: ignore[import-not-found,unused-ignore]
        from keyring.errors import (  # type: ignore[import-not-found,unused-ignore]
            KeyringError,
        )
    except ImportError:
        return ""
    try:
        return str(keyring.get_password(SERVICE, user) or "")
    except KeyringError:  # a machine without a desktop has none
        return ""


def how(user: str) -> str:
    """How a person puts one there."""
    return f"`pip install keyring` and `keyring set {SERVICE} {user}`"
