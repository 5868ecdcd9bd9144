"""Where an object store is and who may use it, as other programs know it: environment, keyring, AWS files.

What is secret is read when it is needed and kept nowhere else.
"""

from __future__ import annotations

import configparser
import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ledgerlane.domain.errors import Misused
from ledgerlane.sync import keyrings

REGION = "us-east-1"
"""Where nobody says a region; many stores of one's own have none."""
_MAX_FILE = 1 << 20


class Keys(NamedTuple):
    """Who asks. ``token`` only with keys that end."""

    key: str
    secret: str
    token: str = ""


def keys(key_id: str, environment: Mapping[str, str] = os.environ) -> Keys:
    """The keys of the environment, else of ``key_id`` in the keyring, else of the AWS files.

    Raises Misused where there are none.
    """
    if environment.get("AWS_ACCESS_KEY_ID"):
        secret = environment.get("AWS_SECRET_ACCESS_KEY", "")
        if not secret:
            msg = "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not; set both"
            raise Misused(msg)
        token = environment.get("AWS_SESSION_TOKEN", "")
        return Keys(environment["AWS_ACCESS_KEY_ID"], secret, token)
    if key_id and (secret := keyrings.secret(key_id)):
        return Keys(key_id, secret)
    own = _profile("credentials", environment)
    key, secret = own.get("aws_access_key_id", ""), own.get("aws_secret_access_key", "")
    if key and secret:
        return Keys(key, secret, own.get("aws_session_token", ""))
    ring = f"`key_id` in the table [s3] of the settings with {keyrings.how(key_id or 'KEY_ID')}"
    msg = (
        f"no keys for an object store: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or {ring},"
        f" or keep them in {_file('credentials', environment)}, profile {_name(environment)}"
        " (of a login with `aws sso`: `aws configure export-credentials --format env` prints them)"
    )
    raise Misused(msg)


def endpoint(environment: Mapping[str, str] = os.environ) -> str:
    """The store's address as other programs have it; ``""`` for the one of AWS."""
    said = environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL")
    return said or _profile("config", environment).get("endpoint_url", "")


def region(environment: Mapping[str, str] = os.environ) -> str:
    """The region as other programs have it."""
    said = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION")
    return said or _profile("config", environment).get("region", "") or REGION


def _name(environment: Mapping[str, str]) -> str:
    return environment.get("AWS_PROFILE") or "default"


def _file(which: str, environment: Mapping[str, str]) -> Path:
    variable = {"credentials": "AWS_SHARED_CREDENTIALS_FILE", "config": "AWS_CONFIG_FILE"}
    return Path(environment.get(variable[which]) or Path.home() / ".aws" / which)


def _profile(which: str, environment: Mapping[str, str]) -> Mapping[str, str]:
    """The chosen profile of one of the AWS files; empty where there is none."""
    path, name = _file(which, environment), _name(environment)
    try:
        with path.open("rb") as file:
            text = file.read(_MAX_FILE).decode()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: cannot be read: {getattr(error, 'strerror', None) or 'not UTF-8 text'}"
        raise Misused(msg) from None
    read = configparser.RawConfigParser(strict=False)
    try:
        read.read_string(text)
    except (
        configparser.Error
    ) as error:  # its words may quote the line, and the line a secret
        msg = f"{path}: is no file of profiles ({type(error).__name__}): lines of the kind `name = value` under [{name}]"
        raise Misused(msg) from None
    for section in (name, f"profile {name}"):
        if read.has_section(section):
            return dict(read[section])
    return {}
