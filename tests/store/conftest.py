"""The small office every test of a read begins with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.store_seed import Desk, small_office


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Give the small office; ``desk.write()`` adds rows, ``desk.reading()`` reads."""
    with small_office(tmp_path) as (store, office):
        yield Desk(store, office)
