"""The least that a list can be: rows of the book's queue by bare curses, as a peer for the app."""

from __future__ import annotations

import curses
import sqlite3
import sys

WINDOW = "SELECT number, name, overdue, why FROM queue WHERE exit = '' ORDER BY score DESC, id LIMIT ? OFFSET ?"  # fmt: skip


def main(screen: curses.window) -> None:
    """Show, move, page, until q."""
    curses.curs_set(0)
    db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
    count = db.execute("SELECT count(*) FROM queue WHERE exit = ''").fetchone()[0]
    height, width = screen.getmaxyx()
    at = top = 0
    moves = {
        curses.KEY_DOWN: 1, curses.KEY_UP: -1, curses.KEY_NPAGE: height, curses.KEY_PPAGE: -height,
    }  # fmt: skip
    while True:
        top = min(max(top, at - height + 1), at)
        for line, row in enumerate(db.execute(WINDOW, [height, top])):
            text = f" {row[0]:<9}{row[1]:<40.40}{row[2] / 100:>14,.2f}  {row[3]}"
            look = curses.A_REVERSE if top + line == at else curses.A_NORMAL
            screen.addnstr(line, 0, f"{text:<{width - 1}}", width - 1, look)
        screen.refresh()
        key = screen.getch()
        if key == ord("q"):
            return
        at = min(max(0, at + moves.get(key, 0)), count - 1)


curses.wrapper(main)
