"""Real SSH servers on loopback: asyncssh always, the system's sshd where it is installed.

Both run what the client asks for with a shell, as a server does, unless the key is bound to a
command. The client is the system's ``ssh``, with settings, key and known hosts of the test.
"""

from __future__ import annotations

import asyncio
import os
import pty
import pwd
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from shared import ROOT

from ledgerlane.config import Settings, Ssh

SSH = shutil.which("ssh")
SSHD = shutil.which("sshd") or next((p for p in ("/usr/sbin/sshd",) if Path(p).exists()), None)  # fmt: skip

needs_ssh = pytest.mark.skipif(SSH is None, reason="no ssh client is installed here")

LEDGERLANE = (
    f"env PYTHONPATH={shlex.quote(str(ROOT))} {shlex.quote(sys.executable)} -m ledgerlane"
)
"""What a login shell over there would run as ``ledgerlane``."""


@dataclass(frozen=True)
class Server:
    """A server that listens, and how it is reached."""

    port: int
    config: Path

    @property
    def command(self) -> tuple[str, ...]:
        """The client, with the test's own settings."""
        return (str(SSH), "-F", str(self.config))

    @property
    def ssh(self) -> Ssh:
        """The same as a person's settings have it."""
        return Ssh(self.command, LEDGERLANE)

    @property
    def reach(self) -> Settings:
        """And those settings."""
        return Settings(ssh=self.ssh)

    def place(self, folder: Path) -> str:
        """A folder there."""
        return f"ssh://127.0.0.1:{self.port}{folder}"

    def run(self, *arguments: str, before: Sequence[str] = ()) -> subprocess.CompletedProcess[bytes]:  # fmt: skip
        """Run ssh on it, to its end; ``before``: options of ssh."""
        return subprocess.run(
            [*self.command, f"-p{self.port}", "-oBatchMode=yes", *before, "127.0.0.1", *arguments],
            stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=60,
        )  # fmt: skip


Serve = Callable[[Path, str], AbstractContextManager[Server]]


def _files(folder: Path, bound: str) -> None:
    """Keys of host and client, and what the server lets in."""
    folder.mkdir(exist_ok=True)
    for name in ("host", "client"):
        key = asyncssh.generate_private_key("ssh-ed25519")
        key.write_private_key(str(folder / name))
        key.write_public_key(str(folder / f"{name}.pub"))
        (folder / name).chmod(0o600)
    allowed = (folder / "client.pub").read_text()
    (folder / "authorized").write_text(f"{bound} {allowed}" if bound else allowed)


def _reached(folder: Path, port: int) -> Server:
    kind, key, *_ = (folder / "host.pub").read_text().split()
    (folder / "known").write_text(f"[127.0.0.1]:{port} {kind} {key}\n")
    (folder / "config").write_text(
        f"Host *\n User {pwd.getpwuid(os.getuid()).pw_name}\n IdentityFile {folder / 'client'}\n"
        f" IdentitiesOnly yes\n IdentityAgent none\n UserKnownHostsFile {folder / 'known'}\n"
        " GlobalKnownHostsFile /dev/null\n StrictHostKeyChecking yes\n"
    )
    return Server(port, folder / "config")


@contextmanager
def asyncssh_server(folder: Path, bound: str = "") -> Iterator[Server]:
    """``bound``: options of the key, as authorized_keys has them.

    asyncssh forgets what the client asked for when it has ``command`` itself, and lets nobody
    through without being told; so only the command is ours to do.
    """
    _files(folder, "")
    command = re.search(r'command="([^"]*)"', bound)
    process = subprocess.Popen(
        [sys.executable, __file__, str(folder), command[1] if command else ""], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield _reached(folder, int(process.stdout.readline()))
    finally:
        process.kill()
        process.communicate()


@contextmanager
def sshd_server(folder: Path, bound: str = "", more: str = "") -> Iterator[Server]:
    """The system's, as this user, with nothing of its usual settings."""
    _files(folder, bound)
    if os.getuid() == 0:  # it parts from its privileges there
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    names = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "TZ")
    kept = {"HOME": str(folder)} | {name: os.environ[name] for name in names if name in os.environ}  # fmt: skip
    given = " ".join(shlex.quote(f"{name}={value}") for name, value in kept.items())
    settings = (
        f"HostKey {folder / 'host'}\nAuthorizedKeysFile {folder / 'authorized'}\nStrictModes no\n"
        "UsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPidFile none\n"
        f"PermitRootLogin prohibit-password\nPrintMotd no\nMaxStartups 100\nSetEnv {given}\n"
        f"Subsystem sftp internal-sftp\n{more}"
    )
    for _ in range(5):  # a port that was free a moment ago may be taken
        port = _free_port()
        (folder / "sshd").write_text(
            f"{settings}ListenAddress 127.0.0.1\nPort {port}\n"
            if not more
            else f"ListenAddress 127.0.0.1\nPort {port}\n{settings}"
        )
        process = subprocess.Popen(
            [str(SSHD), "-D", "-e", "-f", str(folder / "sshd")], stderr=subprocess.PIPE
        )
        assert process.stderr is not None
        said = b""
        while b"Server listening" not in said and (line := process.stderr.readline()):
            said += line
        if b"Server listening" in said:
            break
        process.wait()
    else:
        raise AssertionError(said.decode())
    try:
        yield _reached(folder, port)
    finally:
        process.terminate()
        process.communicate()


def _free_port() -> int:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


SERVERS = [
    pytest.param(asyncssh_server, id="asyncssh"),
    pytest.param(
        sshd_server, id="sshd",
        marks=pytest.mark.skipif(SSHD is None, reason="no sshd is installed here"),
    ),
]  # fmt: skip


# -- the server of asyncssh, a process of its own ------------------------------------------


class _Host(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return bool(username)


async def _run(process: asyncssh.SSHServerProcess[bytes]) -> None:
    bound = sys.argv[2]
    command = bound or process.command or os.environ.get("SHELL", "/bin/sh")
    given = {"SSH_ORIGINAL_COMMAND": process.command} if process.command else {}
    environment = {**os.environ, **process.env, **given}
    if process.term_type is None:
        code = await _piped(process, command, environment)
    else:
        environment["TERM"] = process.term_type
        code = await _in_terminal(process, command, environment)
    process.exit(code if code >= 0 else 128 - code)


async def _piped(
    process: asyncssh.SSHServerProcess[bytes], command: str, environment: dict[str, str]
) -> int:
    child = await asyncio.create_subprocess_shell(
        command, stdin=-1, stdout=-1, stderr=-1, env=environment
    )
    pumps = [
        asyncio.create_task(_pump(source, goal))
        for source, goal in (
            (process.stdin, child.stdin), (child.stdout, process.stdout), (child.stderr, process.stderr)
        )
    ]  # fmt: skip
    code = await child.wait()
    await asyncio.gather(*pumps[1:])
    pumps[0].cancel()
    return code


async def _pump(source: Any, goal: Any) -> None:
    """Pass bytes on until there are no more, or nobody takes them."""
    try:
        while some := await source.read(8192):
            goal.write(some)
            await goal.drain()
    except (OSError, asyncssh.Error):
        pass
    if isinstance(goal, asyncio.StreamWriter):
        goal.close()


async def _in_terminal(
    process: asyncssh.SSHServerProcess[bytes], command: str, environment: dict[str, str]
) -> int:
    master, slave = pty.openpty()
    child = await asyncio.create_subprocess_shell(
        f"exec setsid --ctty --wait sh -c {shlex.quote(command)}",
        stdin=slave, stdout=slave, stderr=slave, env=environment,
    )  # fmt: skip
    os.close(slave)
    await process.redirect(os.dup(master), master)
    return await child.wait()


async def _listen(folder: Path) -> None:
    server = await asyncssh.create_server(
        _Host, "127.0.0.1", 0, server_host_keys=[str(folder / "host")],
        authorized_client_keys=str(folder / "authorized"), process_factory=_run, encoding=None,
    )  # fmt: skip
    os.write(1, b"%d\n" % server.get_port())
    await server.wait_closed()


if __name__ == "__main__":
    asyncio.run(_listen(Path(sys.argv[1])))
