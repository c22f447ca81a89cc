"""A curses program that paints the cells the app paints: a screen for every key, curses finds out what to send.

    python tests/bench/peers/curses_list.py SCREENS.json

The file holds screens in the order of the keys: ``{"cursor": [row, column], "rows": [[[text, bold, reverse, colour],
...], ...]}``. The n-th key shows the n-th screen, a change of the window counts as one; after the last the program
ends. Nothing of the package is imported.
"""

import curses
import json
import locale
import sys
from pathlib import Path
from typing import TypedDict

COLOURS = {"black": 0, "red": 1, "green": 2, "brown": 3, "blue": 4, "magenta": 5, "cyan": 6, "white": 7}
_ESCAPE_WAIT_MS = 25


class Screen(TypedDict):
    """One screen: where the cursor stands, and its rows as runs of text with bold, reverse and a colour's name."""

    cursor: tuple[int, int]
    rows: list[list[tuple[str, bool, bool, str]]]


def paint(window: curses.window, screen: Screen) -> None:
    """Put all of a screen into the window and let curses send what differs."""
    window.erase()
    for number, row in enumerate(screen["rows"]):
        column = 0
        for text, bold, reverse, colour in row:
            look = curses.color_pair(COLOURS.get(colour, -1) + 1)
            look |= (curses.A_BOLD if bold else 0) | (curses.A_REVERSE if reverse else 0)
            window.addstr(number, column, text, look)
            column += len(text) + sum(1 for each in text if ord(each) >= 0x1100)
    window.move(*screen["cursor"])
    window.refresh()


def main(window: curses.window) -> None:
    """Show screen after screen."""
    curses.use_default_colors()
    for number in COLOURS.values():
        curses.init_pair(number + 1, number, -1)
    screens: list[Screen] = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    for screen in screens:
        paint(window, screen)
        window.get_wch()


if __name__ == "__main__":
    locale.setlocale(locale.LC_ALL, "")
    curses.set_escdelay(_ESCAPE_WAIT_MS)
    curses.wrapper(main)
