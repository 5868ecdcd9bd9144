"""An ssh whose connection is lost: ``cut_ssh.py out|in BYTES ssh ...`` kills it when so many bytes have passed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading


def pass_on(source: int, goal: int, limit: int, whole: subprocess.Popen[bytes]) -> None:
    """Pass bytes on; at the limit the connection is gone."""
    while limit > 0 and (some := os.read(source, min(limit, 4096))):
        limit -= len(some)
        try:
            while some:
                some = some[os.write(goal, some) :]
        except BrokenPipeError:
            break
    if limit <= 0:
        whole.kill()
    os.close(goal)


def main() -> int:
    """Pass on what both sides say."""
    way, limit = sys.argv[1], int(sys.argv[2])
    ssh = subprocess.Popen(sys.argv[3:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert ssh.stdin is not None
    assert ssh.stdout is not None
    endless = 1 << 60
    out = (0, os.dup(ssh.stdin.fileno()), limit if way == "out" else endless, ssh)
    ssh.stdin.close()
    threading.Thread(target=pass_on, args=out, daemon=True).start()
    pass_on(ssh.stdout.fileno(), 1, limit if way == "in" else endless, ssh)
    return ssh.wait()


if __name__ == "__main__":
    os._exit(main() & 255)
