"""The small offices tests of the store begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtui.core.time import FixedClock
from gridtui.store.database import Store
from tests.store.store_seed import Desk, small_office
from tests.store.written_office import NOW


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Give the small office; ``desk.write()`` adds rows, ``desk.reading()`` reads."""
    with small_office(tmp_path) as (store, office):
        yield Desk(store, office)


@pytest.fixture
def clock() -> FixedClock:
    """Give the clock of an office that writes."""
    return FixedClock(NOW)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open an empty store."""
    opened = Store.open(tmp_path / "office", create=True)
    yield opened
    opened.close()
