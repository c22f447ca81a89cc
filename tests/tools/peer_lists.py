"""The programs the app is compared with, in a pty: the list in stock Textual, and the same cells by curses."""

import sys
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from tests.tools.demo_desk import ACCOUNT, NOW_MS, POST
from tests.tools.least_bytes import Cell, State
from tests.tools.pty_session import PtySession

PEERS = Path(__file__).parents[1] / "bench" / "peers"
STOCK_STARTED = "上次走访"
"""Stands on the stock list's first screen once it is complete."""


def stock_command(office: Path, folder: Path) -> list[str]:
    """Return the command that shows the households of a demo office in stock Textual."""
    people = folder / "people.json"
    people.write_bytes(msgspec.json.encode(_households(office)))
    return [sys.executable, str(PEERS / "textual_list.py"), str(people)]


def stock_environment() -> dict[str, str]:
    """Return what a stock program finds in a usual terminal."""
    return {"COLORTERM": "truecolor"}


def curses_command(shown: Sequence[State], folder: Path) -> list[str]:
    """Return the command that paints screens that were shown, one for each key."""
    screens = folder / "screens.json"
    screens.write_bytes(msgspec.json.encode([_screen(state) for state in shown]))
    return [sys.executable, str(PEERS / "curses_list.py"), str(screens)]


def stock_list(office: Path, folder: Path, **options: Any) -> PtySession:
    """Start the list in stock Textual; ``options`` are those of PtySession."""
    return PtySession(stock_command(office, folder), stock_environment(), **options)


def curses_list(shown: Sequence[State], folder: Path, **options: Any) -> PtySession:
    """Start the curses program; ``options`` are those of PtySession."""
    return PtySession(curses_command(shown, folder), {}, **options)


def _households(office: Path) -> list[list[str]]:
    from gridtui.core.time import FixedClock
    from gridtui.office import browse
    from gridtui.office.session import opened_session
    from gridtui.settings import load_settings

    settings = load_settings(office, {})
    with opened_session(office, account=ACCOUNT, clock=FixedClock(NOW_MS), settings=settings, post=POST) as session:
        listed = browse.open_households(session, order="walk")
        households = listed.rows(0, listed.count)
    return [
        [each.address, each.head_name, f"{each.members}人", each.grid_name, _month_and_day(each.last_visit_day)]
        for each in households
    ]


def _month_and_day(day: int | None) -> str:
    return "-" if day is None else f"{date.fromordinal(day):%m-%d}"


def _screen(state: State) -> dict[str, object]:
    return {"cursor": state.cursor, "rows": [_runs(row) for row in state.screen]}


def _runs(row: Sequence[Cell]) -> list[tuple[str, bool, bool, str]]:
    """Return a row as runs of one look, its blank end left out."""
    runs = [
        ("".join(character for character, _ in cells), look[2], look[6], look[0])
        for look, cells in groupby(row, key=lambda cell: cell[1])
    ]
    text, bold, reverse, colour = runs[-1]
    return runs if reverse else [*runs[:-1], (text.rstrip(), bold, reverse, colour)]
