"""`make fuzz`: atheris on one reader, from its real files; a count at the end.

    python -m fuzz READER RUNS      in tests/

No traceback, no input that takes over 5 s, no more than 512 MB. What fails is written to
`build/fuzz`; make it a case of tests/fuzz/test_found.py.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["ledgerlane.sync"]):
    from fuzz.readers import READERS

LONGEST_SECONDS = 5
MEMORY_MB = 512


def main() -> None:
    """Fuzz one reader."""
    name, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0
    fuzzed = READERS[name]
    runs = runs or fuzzed.runs
    made = Path("build/fuzz")
    made.mkdir(parents=True, exist_ok=True)
    corpus = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    for number, seed in enumerate(fuzzed.all_seeds()):
        (corpus / str(number)).write_bytes(seed)
    words = corpus.with_suffix(".dict")
    lines = (
        '"' + "".join(f"\\x{byte:02x}" for byte in word) + '"' for word in fuzzed.words
    )
    words.write_text("\n".join(lines) + "\n")
    started, count, slowest = time.monotonic(), 0, 0.0

    def one(data: bytes) -> None:
        nonlocal count, slowest
        began = time.monotonic()
        fuzzed.try_one(data)
        slowest = max(slowest, time.monotonic() - began)
        count += 1
        if count == runs:
            took = time.monotonic() - started
            words = f"{count} executions in {took:.0f} s, the slowest {slowest:.2f} s"
            sys.stdout.write(f"{name}: {words}: no fault\n")
            sys.stdout.flush()

    atheris.Setup(
        [
            sys.argv[0], f"-runs={runs}", f"-timeout={LONGEST_SECONDS}", f"-rss_limit_mb={MEMORY_MB}",
            f"-max_len={fuzzed.longest}", f"-artifact_prefix={made}/{name}-", f"-dict={words}",
            "-print_final_stats=0", "-verbosity=0", str(corpus),
        ],
        one,
    )  # fmt: skip
    atheris.Fuzz()


if __name__ == "__main__":
    main()
