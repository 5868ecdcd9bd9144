"""``python -m ledgerlane``."""

import sys

from ledgerlane.cli import main

if __name__ == "__main__":
    sys.exit(main())
