"""A line between a client and a server on loopback that passes everything on, and counts: a real one, to be cut."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_REQUEST = re.compile(rb"(?:^|\r\n|\n)(GET|PUT|POST|HEAD|DELETE) (\S+) HTTP/1\.1\r\n")


class Passing:
    """Passes on what comes to ``port``. ``hold``: of the bytes to the server no more than so many, and then none."""

    def __init__(self, host: str, port: int) -> None:
        self._goal = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self.instead: tuple[bytes, bytes] | None = None
        """What the server gets instead of something, of the same length."""
        self.clear()
        threading.Thread(target=self._accept, daemon=True).start()

    def clear(self) -> None:
        """Count anew, and hold nothing."""
        self.requests: list[tuple[str, str]] = []
        self.bytes_out, self.hold = 0, 1 << 60
        self.held = threading.Event()

    def asked(self, verb: str, part: str = "") -> int:
        """How many requests there were of a kind."""
        return sum(1 for each, path in self.requests if each == verb and part in path)

    def cut(self) -> None:
        """Break every connection."""
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._open = []

    def close(self) -> None:
        """Listen no more."""
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self._goal)
            except OSError:
                client.close()
                continue
            self._open += [client, server]
            threading.Thread(target=self._out, args=(client, server), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, client), daemon=True).start()

    def _out(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while some := client.recv(1 << 14):
                with self._lock:
                    self.requests += [
                        (verb.decode(), path.decode())
                        for verb, path in _REQUEST.findall(some)
                    ]
                    self.bytes_out += len(some)
                    if self.bytes_out > self.hold:
                        self.held.set()
                if self.held.is_set():
                    return  # the client waits for ever
                server.sendall(some.replace(*self.instead) if self.instead else some)
            server.shutdown(socket.SHUT_WR)

    def _pass(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while some := server.recv(1 << 14):
                client.sendall(some)
            client.shutdown(socket.SHUT_WR)


@contextmanager
def passing(endpoint: str) -> Iterator[Passing]:
    """A line to the server at ``http://HOST:PORT``, or ``HOST:PORT``."""
    at = urlsplit(endpoint if "://" in endpoint else f"//{endpoint}")
    found = Passing(str(at.hostname), int(at.port or 0))
    try:
        yield found
    finally:
        found.close()
