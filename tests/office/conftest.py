"""The small office every test of a use case begins with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools.office_builder import SmallOffice, small_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[SmallOffice]:
    """Give an office of its own."""
    made = small_office(tmp_path)
    yield made
    made.close()
