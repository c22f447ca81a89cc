"""One small real office, made once and copied for each test; the app runs on it headless, at 80x24."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtui.core.time import FixedClock, instant_of, parse_iso_day
from gridtui.locale import set_language
from gridtui.office.session import OfficeSession, open_session
from gridtui.settings import Settings, load_settings
from tests.tui.small_office import GRID_WORKER, make_office

NOW_MS = instant_of(parse_iso_day("2026-11-21"), 10 * 60 + 20)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the office every test begins with."""
    folder = tmp_path_factory.mktemp("office") / "office"
    folder.mkdir()
    make_office(folder, FixedClock(instant_of(parse_iso_day("2026-11-02"), 9 * 60)))
    return folder


@pytest.fixture
def clock() -> FixedClock:
    """Return Saturday 2026-11-21, 10:20 in the office."""
    return FixedClock(NOW_MS)


@pytest.fixture
def session(template: Path, tmp_path: Path, clock: FixedClock) -> Iterator[OfficeSession]:
    """Return the grid worker's session on a copy of the office, in Chinese."""
    set_language("zh_CN")
    folder = tmp_path / "office"
    shutil.copytree(template, folder)
    settings: Settings = load_settings(folder, {})
    opened = open_session(folder, account=GRID_WORKER, clock=clock, settings=settings)
    yield opened
    opened.store.close()
    set_language("en")
