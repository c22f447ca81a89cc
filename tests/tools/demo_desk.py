"""The real app on a small demo office that is the same every day: what bytes, keys and screens are counted on.

    folder = make_demo_office(tmp_path / "office")
    with demo_desk(folder) as session:
        session.wait_for("今日")

The office is ``gridtui demo``'s, its first doors only, on a day that does not pass: 2026-11-21 at 10:20. Run as a
program it opens the app on such a folder as ``gridtui`` does, with that clock, and leaves a trace in a file of every
defect that a screen was left for.
"""

import os
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest import mock

from gridtui.core.time import Clock, FixedClock, instant_of, parse_iso_day
from tests.tools.pty_session import PtySession

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
"""Environment variable: the file that gets a trace of every defect a screen was left for."""
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
    folder: Path, size: tuple[int, int] = (80, 24), *, environment: Mapping[str, str] | None = None, **options: Any
) -> PtySession:
    """Start the app on the folder in a terminal; ``options`` are those of PtySession."""
    return PtySession(desk_command(folder), desk_environment(**(environment or {})), size, **options)


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
        with _traced_defects():
            return run_app(session, folder=folder / OWN_CONFIG, title=session.office_name)
    finally:
        store.close()


def _traced_defects() -> Any:
    """Write down the traces of defects as they happen."""
    from gridtui.tui.desk import Desk

    path = os.environ.get(DEFECTS)
    survive = Desk._survive  # the one place all of them pass

    def traced(self: Desk, defect: Exception) -> None:
        if path:
            lines: Iterable[str] = traceback.format_exception(defect)
            with Path(path).open("a", encoding="utf-8") as trace:
                trace.writelines(lines)
        survive(self, defect)

    return mock.patch.object(Desk, "_survive", traced)


if __name__ == "__main__":
    sys.exit(main())
