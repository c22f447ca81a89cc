"""The real app on a small demo office that is the same every day: what bytes, keys and screens are counted on.

    folder = make_demo_office(tmp_path / "office")
    with demo_desk(folder) as session:
        session.wait_for("今日")

The office is ``gridtui demo``'s, its first doors only, on a day that does not pass: 2026-11-21 at 10:20. Run as a
program it opens the app on such a folder as ``gridtui`` does, with that clock, and tells tests in files of every
defect it outlived, and what the terminal should show.
"""

import contextlib
import logging
import os
import sys
import traceback
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from unittest import mock

from gridtui.core.time import Clock, FixedClock, instant_of, parse_iso_day
from tests.tools.pty_session import PtySession

if TYPE_CHECKING:
    from gridtui.tui.app import GridtuiApp
    from gridtui.tui.keys import KeyPress

NOW_MS = instant_of(parse_iso_day("2026-11-21"), 10 * 60 + 20)
ACCOUNT = "demo"
POST = "李建国"
"""The grid worker of the grid that the first doors belong to."""
DOORS = 240
PLAIN_DRIVER = "DEMO_DESK_PLAIN_DRIVER"
"""Environment variable; set, it has the app find a Textual whose seam moved, and take the plain driver."""
BARE_TERMINAL: Mapping[str, str] = MappingProxyType(
    {"GRIDTUI_ECH": "off", "GRIDTUI_REP": "off", "GRIDTUI_SCROLL": "off"}
)
"""The environment that makes of a terminal one that can only move, write, colour, and erase to the end."""
DEFECTS = "DEMO_DESK_DEFECTS"
"""Environment variable: the file that gets a trace of every defect that was outlived."""
TRUTH = "DEMO_DESK_TRUTH"
"""Environment variable: the file that gets what the terminal should show each time TELL_KEY is pressed: a line with
column and row of the cursor, then the rows as Textual composed them. Every key pressed before has been done by then.
"""
TELL_KEY = "f20"
STARTED = "应访"
"""Stands on the first screen once it is complete."""


def make_demo_office(folder: Path, clock: Clock | None = None, account: str = ACCOUNT) -> Path:
    """Build the office in ``folder``, which must not exist; the same folder is returned. Takes about a second."""
    from gridtui.demo import build
    from gridtui.demo.people import InventedDoor, PeopleMaker

    class FirstDoors(PeopleMaker):
        def doors(self) -> Iterator[InventedDoor]:
            return islice(super().doors(), DOORS)

    folder.mkdir(parents=True)
    with mock.patch.object(build, "PeopleMaker", FirstDoors):
        build.build_demo(folder, clock or FixedClock(NOW_MS), account, lambda _done, _total: None)
    return folder


def desk_command(folder: Path) -> list[str]:
    """Return the command that opens the app on the folder."""
    return [sys.executable, "-m", "tests.tools.demo_desk", str(folder)]


def desk_environment(**more: str) -> dict[str, str]:
    """Return what the command needs around it: Chinese, and the way to the package."""
    return {"GRIDTUI_LANGUAGE": "zh_CN", "PYTHONPATH": str(Path(__file__).parents[2]), **more}


def demo_desk(
    folder: Path,
    size: tuple[int, int] = (80, 24),
    *,
    environment: Mapping[str, str] | None = None,
    kind: type[PtySession] = PtySession,
    **options: Any,
) -> PtySession:
    """Start the app on the folder in a terminal of a kind; ``options`` are the kind's."""
    return kind(desk_command(folder), desk_environment(**(environment or {})), size, **options)


def main() -> int:
    """Open the app on the folder of the first argument, as ``gridtui`` does; return its exit status."""
    from gridtui.locale import set_language
    from gridtui.office.mechanism import OWN_CONFIG
    from gridtui.office.session import session_on
    from gridtui.settings import load_settings
    from gridtui.store.database import Store
    from gridtui.term import seam
    from gridtui.tui.run import run_app

    folder = Path(sys.argv[1])
    if os.environ.get(PLAIN_DRIVER):
        seam.CALLS = (("textual.app", "App", "_display", "a_name_that_is_gone"), *seam.CALLS[1:])
    set_language("zh_CN")
    settings = load_settings(folder, os.environ)
    store = Store.open(folder)
    try:
        session = session_on(store, account=ACCOUNT, clock=FixedClock(NOW_MS), settings=settings, post=POST)
        store.start_keeper()
        if DEFECTS in os.environ:
            logging.getLogger("gridtui").addHandler(_Traces(logging.ERROR))
        with _telling():
            return run_app(session, folder=folder / OWN_CONFIG, title=session.office_name)
    finally:
        store.close()


def _telling() -> Any:
    """Have the app tell what it wants the terminal to show; where nobody asks, not even a module is loaded."""
    if TRUTH not in os.environ:
        return contextlib.nullcontext()
    from gridtui.term.profile import prepare

    prepare(os.environ)  # before Textual is imported, as the app itself does
    from gridtui.tui.desk import Desk

    press = Desk.press

    async def pressed(desk: Desk, key: "KeyPress") -> None:
        if key.name == TELL_KEY:
            app: Any = desk.terminal
            app.call_after_refresh(_tell, app)
        else:
            await press(desk, key)

    return mock.patch.object(Desk, "press", pressed)


def _tell(app: "GridtuiApp") -> None:
    """Write the rows Textual composed, and in front of them column and row of the cursor.

    Where terminals differ on the width of a character another stands for it, as in every frame.
    """
    from gridtui.term.cell_model import narrowed
    from gridtui.term.strips import cells_of_strip

    column, row = app.cursor_position.clamp(app.size.width, app.size.height)
    profile = app.terminal_profile
    is_wide = profile is not None and profile.capabilities.wide_ambiguous
    cells = [cells_of_strip(strip).characters for strip in app.screen._compositor.render_strips()]
    rows = ["".join(map(narrowed, row) if is_wide else row).rstrip() for row in cells]
    truth = Path(os.environ[TRUTH])
    truth.with_suffix(".new").write_text("\n".join([f"{column} {row}", *rows]), "utf-8")
    truth.with_suffix(".new").rename(truth)


class _Traces(logging.Handler):
    """Writes down where every defect that is logged came from; the log itself does not quote it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write what is logged, and the trace of the exception in work."""
        with Path(os.environ[DEFECTS]).open("a", encoding="utf-8") as traces:
            traces.write(f"{record.getMessage()}\n{traceback.format_exc()}\n")


if __name__ == "__main__":
    sys.exit(main())
