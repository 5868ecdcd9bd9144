"""A remote that is a prefix in a bucket of an object store: AWS, SeaweedFS, Ceph, MinIO and others.

What lies there never changes: each object is named by what is in it, and laid down whole or not
at all. So nothing has to be locked, and what is there already is not sent again. ::

    book.json                          what book this is; created, never replaced
    import-SHA.gz                      an import
    stream-ID.SEQ.HASH.MD5.gz          the end of a stream: its head, and its newest events
    sealed/ID/FIRST.SHA.gz             a thousand events before those

One listing tells of everything but the sealed. Of several ends of a stream the furthest is its
end; who lays down a further one takes those before it away, where the store lets them.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from ledgerlane.domain.errors import Misused, Refused, Unavailable, Unproven
from ledgerlane.sync.remotes import aws
from ledgerlane.sync.remotes.objects import Missing, Object, Objects, Taken, Where
from ledgerlane.sync.remotes.remote import (
    MAX_BLOB,
    MAX_LINE,
    NONE,
    SEGMENT,
    Ask,
    Head,
)

BOOK = "book.json"
UNCONDITIONAL = (
    "this store replaces what it is told to create only (it knows no If-None-Match): let one copy lay the book down"
    " before others meet it; everything else lies under the name of its content and needs no condition"
)
_MAX_BOOK = 1 << 16
_MAX_FIRST = 64 << 20
"""Bytes of the first line of an end at most: 67 for each thousand events before its own."""
_END = re.compile(r"stream-([0-9a-f]{32})\.([0-9]{12})\.([0-9a-f]{64})\.([0-9a-f]{32})\.gz")
_IMPORT = re.compile(r"import-([0-9a-f]{64}\.gz)")
_SUM = re.compile(r"[0-9a-f]{64}")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_REGION = re.compile(r"[A-Za-z0-9-]{1,40}")
_KNOWN = ("endpoint", "region")
_TRIES = 8
"""How often ends are looked for that others take away meanwhile."""
_DAMAGED = "is damaged or was changed; the next exchange of a copy that has its events lays it down again"


def where(place: str) -> Where:
    """The prefix that ``s3://BUCKET/PREFIX[?endpoint=URL&region=NAME]`` names. Raises Misused for anything else."""
    try:
        parts = urlsplit(place)
    except ValueError as error:  # brackets that do not match
        msg = f"{place}: no place ({error}); one of an object store is s3://BUCKET/PREFIX"
        raise Misused(msg) from None
    said = parse_qsl(parts.query, keep_blank_values=True)
    names, given = [name for name, _ in said], dict(said)
    prefix = unquote(parts.path).strip("/")
    endpoint, region = given.get("endpoint", ""), given.get("region", "")
    fits = (
        parts.scheme == "s3"
        and _BUCKET.fullmatch(parts.netloc)
        and not parts.fragment
        and prefix.isprintable()
        and not any(each in ("", ".", "..") for each in prefix.split("/") if prefix)
        and len(names) == len(given)
        and given.keys() <= set(_KNOWN)
        and ("region" not in given or _REGION.fullmatch(region))
    )
    if not fits:
        msg = (
            f"{place}: no place of the kind s3://BUCKET/PREFIX?endpoint=URL&region=NAME (the last two may be left out);"
            " keys have no place in it: they come from the environment, the keyring or the AWS files"
        )
        raise Misused(msg)
    if "endpoint" in given:
        require_endpoint(endpoint)
    return Where(parts.netloc, prefix, endpoint, region)


def require_endpoint(url: str) -> None:
    """Raise Misused for what is no address of a store."""
    try:
        at = urlsplit(url)
        fits = at.scheme in ("http", "https") and at.hostname and "@" not in at.netloc
        fits = (
            fits
            and at.path in ("", "/")
            and not at.query
            and not at.fragment
            and at.port != 0
        )
    except ValueError:
        fits = False
    if not fits or not url.isprintable():
        msg = f"{url}: no address of an object store; one is like https://s3.example.com or http://127.0.0.1:8333"
        raise Misused(msg)


def named(place: str, endpoint: str, region: str) -> str:
    """The place with an endpoint and a region said in it; what it says itself may not be said again."""
    found = where(place)
    if (endpoint and found.endpoint) or (region and found.region):
        msg = f"{place}: says its endpoint or region already"
        raise Misused(msg)
    said = {"endpoint": endpoint or found.endpoint, "region": region or found.region}
    query = urlencode({name: value for name, value in said.items() if value}, safe="/:")
    whole = f"s3://{found.bucket}/{quote(found.prefix)}".rstrip("/") + (
        f"?{query}" if query else ""
    )
    where(whole)
    return whole


class _End(NamedTuple):
    """The end of a stream as its name tells it, in the order in which the furthest is last."""

    seq: int
    whole: bool
    hash: str
    sum: str
    name: str


class S3Remote:
    """The six verbs on a prefix. ``endpoint`` and ``region`` count where the place says none."""

    def __init__(
        self, place: str, endpoint: str = "", region: str = "", key_id: str = "", seconds: int = 60
    ) -> None:  # fmt: skip
        self.place = place
        found = where(place)
        at = found.endpoint or endpoint or aws.endpoint()
        if at:
            require_endpoint(at)
        self._where = Where(
            found.bucket,
            found.prefix,
            at.rstrip("/"),
            found.region or region or aws.region(),
        )
        self._key_id, self._seconds = key_id, seconds
        self._open: Objects | None = None
        self._there: dict[str, Object] = {}
        self._answered = {"book", "list_blobs", "heads"}
        """Which verbs have told of the listing that is here; they ask for a new one the next time."""
        self._contents: dict[str, bytes] = {}
        self._planned: Iterator[tuple[str, bytes]] = iter(())

    # -- what lies there

    @property
    def _objects(self) -> Objects:
        if self._open is None:
            keys = aws.keys(self._key_id)
            self._open = Objects(self.place, self._where, keys, self._seconds)
        return self._open

    def _listing(self, verb: str) -> dict[str, Object]:
        """What lies at the top. The first of each verb share one listing, and so on."""
        if verb in self._answered:
            self._there, self._answered = self._objects.listed(), set()
        self._answered.add(verb)
        return self._there

    def close(self) -> None:
        """Let go of the connections."""
        if self._open is not None:
            self._open.close()

    def book(self) -> dict[str, Any] | None:
        """What the place says of the book it is of."""
        if BOOK not in self._listing("book"):
            return None
        return self._json(BOOK, self._objects.get(BOOK, _MAX_BOOK))

    def begin(self, told: dict[str, Any]) -> str:
        """Make it a place of this book: created only, and tried again, to see whether the store can tell."""
        content = _text(told)
        try:
            self._objects.create(BOOK, content)
        except Taken:
            pass
        else:
            try:
                self._objects.create(BOOK, content)
            except Taken:
                return ""
        if self._objects.get(BOOK, _MAX_BOOK) != content:
            msg = f"{self.place}: somebody else laid a book down just now; exchange again"
            raise Refused(msg)
        return UNCONDITIONAL

    # -- streams

    def lays_down(self, actor: str) -> bool:  # noqa: ARG002
        """Whoever reaches the place lays down what they have."""
        return True

    def heads(self, mine: Mapping[str, Head] = NONE) -> dict[str, Head]:
        """Where each stream ends there. Only of those that end otherwise than here more than the name is read."""
        there = self._listing("heads")
        for _ in range(_TRIES):
            found = {stream: ends[-1] for stream, ends in _ends(there).items()}
            try:
                self._keep([
                    end.name for name, end in found.items() if not _same(mine.get(name), end)
                ])  # fmt: skip
            except Missing:  # somebody laid down a further end since
                there = self._there = self._objects.listed()
            else:
                break
        return {
            name: here if here and _same(here, end) else self._head(name, end, here)
            for name, end in found.items()
            for here in [mine.get(name)]
        }

    def _head(self, stream: str, end: _End, mine: Head | None) -> Head:
        """The head that an end tells of; of a damaged one what its name tells, and that it is not whole."""
        content = self._content(end.name)
        try:
            head = Head.of(self._told(end.name)["head"], whole=_md5(content) == end.sum)
        except Unproven:
            head = None
        if head is None or (head.stream, head.seq, head.hash) != (
            stream,
            end.seq,
            end.hash,
        ):
            return Head(
                stream, mine.actor if mine else "?", end.seq, end.hash, {}, whole=False
            )
        return head

    def read(self, stream: str, after: int) -> Iterator[str]:
        """The lines after number ``after``, as far as they are there."""
        name = self._end(stream)
        if name is None:
            return
        before = after // SEGMENT
        sealed = [
            _sealed(stream, number * SEGMENT + 1, sum_)
            for number, sum_ in enumerate(self._told(name)["sealed"])
        ]
        skip = after - min(before, len(sealed)) * SEGMENT
        wanted = sealed[before:]
        for each, content in zip(wanted, self._objects.get_all(wanted), strict=True):
            yield from islice(self._lines(each, content), skip, None)
            skip = 0
        yield from islice(self._lines(name, self._content(name)), 1 + skip, None)

    def publish(self, head: Head, lines: Iterable[str], first: int) -> None:
        """Sealed segments first, and those only that are not there; then the end, and away with those before it."""
        stream, ends = head.stream, _ends(self._there).get(head.stream, [])
        sealed: list[str] = []
        if first > 1:
            before = self._end(stream)
            sealed = list(self._told(before)["sealed"]) if before else []
            if len(sealed) * SEGMENT < first - 1:
                msg = (
                    f"{self.place}: stream {stream}: was changed meanwhile; exchange again"
                )
                raise Unavailable(msg)
            del sealed[(first - 1) // SEGMENT :]
        tail = list[str]()
        self._objects.put_all(self._parts(stream, iter(lines), first, sealed, tail))
        told = json.dumps({"head": head.told, "sealed": sealed}, ensure_ascii=False)
        content = gzip.compress("".join((told, "\n", *tail)).encode(), 6, mtime=0)
        sum_ = _md5(content)
        name = f"stream-{stream}.{head.seq:012d}.{head.hash}.{sum_}.gz"
        self._objects.put(name, content)
        own = _End(head.seq, True, head.hash, sum_, name)
        for end in ends:
            if end < own and end.name != name:
                self._take_away(end.name)

    def _parts(
        self, stream: str, lines: Iterator[str], first: int, sealed: list[str], tail: list[str]
    ) -> Iterator[tuple[str, bytes]]:  # fmt: skip
        """The sealed segments that have to be sent; ``sealed`` and ``tail`` are filled on the way."""
        there: Mapping[str, Object] | None = None
        while part := list(islice(lines, SEGMENT)):
            if len(part) < SEGMENT:
                tail += part
                return
            content = "".join(part).encode()
            sealed.append(hashlib.sha256(content).hexdigest())
            name = _sealed(stream, first, sealed[-1])
            first += SEGMENT
            if there is None:
                there = self._objects.listed(f"sealed/{stream}")
            if name.rpartition("/")[2] not in there:
                yield name, gzip.compress(content, 6, mtime=0)

    def _take_away(self, name: str) -> None:
        """Take an end away that nobody needs. A store that lets nobody take away keeps it; it does no harm."""
        try:
            self._objects.delete(name)
        except Unavailable as why:
            if "AccessDenied" not in str(why):
                raise

    # -- ends

    def _end(self, stream: str) -> str | None:
        """The name of a stream's end that is here; where it was taken away, of the further one."""
        ends = _ends(self._there).get(stream, [])
        if ends:
            try:
                self._keep([ends[-1].name])
            except Missing:
                self._there = self._objects.listed()
                ends = _ends(self._there).get(stream, [])
        return ends[-1].name if ends else None

    def _keep(self, names: Sequence[str]) -> None:
        """Fetch ends that are not here yet. One that somebody took away meanwhile gave way to a further one."""
        wanted = [name for name in names if name not in self._contents]
        for name, content in zip(wanted, self._objects.get_all(wanted), strict=True):
            self._contents[name] = content

    def _content(self, name: str) -> bytes:
        self._keep([name])
        return self._contents[name]

    def _told(self, name: str) -> dict[str, Any]:
        """What the first line of an end tells: its head, and the sums of what is sealed."""
        told = self._json(
            name, next(self._lines(name, self._content(name), _MAX_FIRST), "")
        )
        match told:
            case {"head": dict(), "sealed": list(sealed)} if all(
                isinstance(each, str) and _SUM.fullmatch(each) for each in sealed
            ):
                return told
        msg = f"{self.place}: {name}: {_DAMAGED}"
        raise Unproven(msg)

    def _lines(self, name: str, content: bytes, most: int = MAX_LINE) -> Iterator[str]:
        try:
            with gzip.open(
                BytesIO(content), "rt", encoding="utf-8", newline="\n"
            ) as stream:
                while line := stream.readline(most):
                    yield line
        except (EOFError, zlib.error, gzip.BadGzipFile, UnicodeDecodeError):
            msg = f"{self.place}: {name}: {_DAMAGED}"
            raise Unproven(msg) from None

    def _json(self, name: str, text: bytes | str) -> dict[str, Any]:
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict):
            msg = f"{self.place}: {name}: is damaged or was changed; it should be a line of JSON"
            raise Unproven(msg)
        return told

    # -- blobs

    def put_blob(self, name: str, content: bytes) -> None:
        """A blob that is there already stays as it is."""
        there = self._there.get(_flat(name))
        if there is None or there.size != len(content):
            self._objects.put(_flat(name), content)

    def get_blob(self, name: str) -> bytes:
        """The bytes of a blob, at most `MAX_BLOB` of them."""
        for planned, content in self._planned:
            if planned == name:
                return content
            break
        return self._objects.get(_flat(name), MAX_BLOB)

    def list_blobs(self) -> list[str]:
        """Names of the blobs that are there, sorted."""
        found = (_IMPORT.fullmatch(name) for name in self._listing("list_blobs"))
        return sorted(f"import/{each[1]}" for each in found if each)

    def ahead(self, asks: Sequence[Ask]) -> None:
        """Blobs are fetched some at once, while those before them are taken in; events come with the heads."""
        names = [str(given[0]) for verb, *given in asks if verb == "get_blob"]
        if names:
            contents = self._objects.get_all(_flat(name) for name in names)
            self._planned = zip(names, contents, strict=True)


def _ends(there: Mapping[str, Object]) -> dict[str, list[_End]]:
    """The ends of each stream, the furthest last."""
    found: dict[str, list[_End]] = {}
    for name, each in there.items():
        if told := _END.fullmatch(name):
            stream, seq, hash_, sum_ = told.groups()
            if int(seq):
                end = _End(int(seq), each.sum == sum_, hash_, sum_, name)
                found.setdefault(stream, []).append(end)
    return {stream: sorted(ends) for stream, ends in found.items()}


def _same(mine: Head | None, end: _End) -> bool:
    """Whether a stream ends there as it does here, and what lies there is what its name says."""
    return mine is not None and end.whole and (mine.seq, mine.hash) == (end.seq, end.hash)


def _sealed(stream: str, first: int, sum_: str) -> str:
    return f"sealed/{stream}/{first:012d}.{sum_}.gz"


def _flat(name: str) -> str:
    """A blob's name as the object is called: beside the heads, so that one listing tells both."""
    return name.replace("/", "-")


def _md5(content: bytes) -> str:
    """What most servers call an object's tag; it proves nothing, and tells what is damaged for nothing."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _text(told: dict[str, Any]) -> bytes:
    return (json.dumps(told, ensure_ascii=False, sort_keys=True) + "\n").encode()
