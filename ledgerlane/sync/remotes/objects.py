"""Objects of one bucket below one prefix: listed, read, laid down, taken away, with an end to all waiting.

The client is obstore (the extra ``s3``), loaded when a place of this kind is first reached. What
the server says of trouble is told in words: its code and message, and never what was signed.
"""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from ledgerlane.domain.errors import Misused, Unavailable, Unproven
from ledgerlane.domain.plain_text import clean
from ledgerlane.sync.remotes.aws import Keys
from ledgerlane.sync.remotes.remote import MAX_BLOB

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")

AT_ONCE = 8
"""Requests that are under way at once."""
CONNECT_SECONDS = 5
"""How long a connection may take."""
RETRY_SECONDS = 20
"""How long a request that failed is tried again."""
PART = 5 << 20
"""Bytes of one request: what is larger goes, and comes, in parts. A server takes no smaller ones."""

_CODE = re.compile(r"(?:<Code>|\(code: )(\w{1,64})(?:</Code>|\))")
_MESSAGE = re.compile(r"<Message>([^<]{0,300})")
_KIND = re.compile(r"kind: (\w+)")
_STATUS = re.compile(r"status code: (\d{3} [\w ]{1,40})")
_WORDS = {
    "NoSuchBucket": "there is no bucket of this name there; an admin of the store makes it first",
    "InvalidAccessKeyId": "the key {key} is not known there",
    "SignatureDoesNotMatch": "the secret of the key {key} is not the right one",
    "ExpiredToken": "the keys have ended; get new ones",
    "AccessDenied": "the key {key} may not do this there; it needs to list, read and write below the prefix",
    "RequestTimeTooSkewed": "the clock of this machine is too far off for the server; set it right",
}


class Where(NamedTuple):
    """A prefix in a bucket of a store. ``endpoint`` without a path; ``""``: the one of AWS."""

    bucket: str
    prefix: str
    endpoint: str
    region: str


class Object(NamedTuple):
    """An object as it is listed. ``sum``: its MD5 in hex where the server tells it, as most do."""

    name: str
    size: int
    sum: str


class Taken(Unavailable):
    """An object of this name is there already."""


class Missing(Unavailable):
    """An object that is not there."""


class Objects:
    """What lies below a prefix. Every trouble is raised as Unavailable that begins with the place."""

    def __init__(self, place: str, where: Where, keys: Keys, seconds: int) -> None:
        """``seconds``: how long one request may take; a part is what one request carries."""
        self._place, self._where, self._key = place, where, keys.key
        at = urlsplit(where.endpoint)
        # a session of a server has no network: its wall knows what Python tells it
        sys.audit("socket.getaddrinfo", at.hostname or "s3", at.port or 443, 0, 0, 0)
        try:
            import obstore
            from obstore.store import S3Store
        except ImportError:
            msg = "an object store needs the extra s3: pip install 'ledgerlane[s3]'"
            raise Misused(msg) from None
        self._api: Any = obstore
        said: dict[str, Any] = {
            "prefix": where.prefix, "endpoint": where.endpoint, "region": where.region,
            "access_key_id": keys.key, "secret_access_key": keys.secret, "token": keys.token,
        }  # fmt: skip
        with self._trouble(""):
            self._store = S3Store(
                where.bucket,
                client_options={
                    "allow_http": True, "connect_timeout": timedelta(seconds=min(CONNECT_SECONDS, seconds)),
                    "timeout": timedelta(seconds=seconds),
                },
                retry_config={
                    "max_retries": 8, "retry_timeout": timedelta(seconds=min(RETRY_SECONDS, 2 * seconds)),
                },
                **{name: value for name, value in said.items() if value},
            )  # fmt: skip
        self._pool = ThreadPoolExecutor(AT_ONCE, "objects")

    def close(self) -> None:
        """Let go; what is under way ends by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    # -- one request

    def listed(self, folder: str = "") -> dict[str, Object]:
        """What lies in a folder (``""``: at the top) and not below it; a request for each thousand."""
        with self._trouble(folder):
            found = self._api.list_with_delimiter(self._store, folder or None)["objects"]
        return {
            name: Object(name, each["size"], (each["e_tag"] or "").strip('"'))
            for each in found
            for name in [each["path"].rpartition("/")[2]]
        }

    def get(self, name: str, most: int = MAX_BLOB) -> bytes:
        """All of an object, in parts where it is large. Raises Missing, and Unproven for more than ``most``."""
        with self._trouble(name):
            found = self._api.get(self._store, name, options={"range": (0, PART)})
            size, first = found.meta["size"], bytes(found.bytes())
        if size > most:
            msg = f"{self._place}: {name}: larger than {most >> 20} MB"
            raise Unproven(msg)
        content = bytearray(first)
        while len(content) < size:
            with self._trouble(name):
                part = self._api.get_range(
                    self._store,
                    name,
                    start=len(content),
                    end=min(len(content) + PART, size),
                )
            if not part:
                msg = f"{self._place}: {name}: was cut short; exchange again"
                raise Unavailable(msg)
            content += bytes(part)
        return bytes(content)

    def put(self, name: str, content: bytes) -> None:
        """Lay an object down, whole or not at all; one that is there is replaced."""
        with self._trouble(name):
            self._api.put(self._store, name, content, chunk_size=PART, max_concurrency=4)

    def create(self, name: str, content: bytes) -> None:
        """Lay an object down. Raises Taken where one of this name is there, if the server can tell."""
        with self._trouble(name):
            self._api.put(self._store, name, content, mode="create", use_multipart=False)

    def delete(self, name: str) -> None:
        """Take an object away."""
        with self._trouble(name):
            self._api.delete(self._store, name)

    # -- several under way at once

    def put_all(self, contents: Iterable[tuple[str, bytes]]) -> None:
        """Lay objects down, some at once."""
        for _ in self._at_once(lambda each: self.put(*each), contents):
            pass

    def get_all(self, names: Iterable[str]) -> Iterator[bytes]:
        """What is in objects, in their order; the next ones are fetched meanwhile."""
        return self._at_once(self.get, names)

    def _at_once(
        self, work: Callable[[_Given], _Made], given: Iterable[_Given]
    ) -> Iterator[_Made]:
        waiting = deque["Future[_Made]"]()
        try:
            for each in given:
                waiting.append(self._pool.submit(work, each))
                if len(waiting) >= AT_ONCE:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()

    # -- trouble

    @contextmanager
    def _trouble(self, name: str) -> Iterator[None]:
        try:
            yield
        except self._api.exceptions.AlreadyExistsError:
            msg = f"{self._place}: {name}: is there already"
            raise Taken(msg) from None
        except FileNotFoundError as error:
            if "NoSuchBucket" not in str(error):
                msg = f"{self._place}: {name}: is not there"
                raise Missing(msg) from None
            raise Unavailable(self._words(str(error))) from None
        except self._api.exceptions.BaseError as error:
            raise Unavailable(self._words(str(error))) from None
        except OSError as error:
            raise Unavailable(self._words(str(error))) from None

    def _words(self, said: str) -> str:
        """What a server's answer, or none, means. Of the answer nothing but code and message is shown."""
        code, message, status, kind = (
            found[1] if (found := each.search(said)) else ""
            for each in (_CODE, _MESSAGE, _STATUS, _KIND)
        )
        at = self._where.endpoint or f"the store of region {self._where.region}"
        if code in _WORDS:
            words = f"{_WORDS[code].format(key=self._key)} ({at}: {code})"
        elif code or status:
            words = f"{at} answers {code or status}: {clean(message)}".rstrip(": ")
        elif kind == "Timeout":
            words = f"{at} does not answer in time"
        else:
            words = f"{at} cannot be reached"
        return f"{self._place}: {words}"
