"""What journeys begin with: an office that was set up by commands once, copied for each of them."""

import shutil
from pathlib import Path

import pytest

from tests.tools.office_host import OfficeHost


@pytest.fixture(scope="session")
def set_up_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an office with a roster of 400 households, a secretary and two grid workers."""
    host = OfficeHost(tmp_path_factory.mktemp("set_up"))
    host.set_up()
    return host.office


@pytest.fixture
def host(set_up_once: Path, tmp_path: Path) -> OfficeHost:
    """Return a host with an office of its own."""
    host = OfficeHost(tmp_path)
    shutil.copytree(set_up_once, host.office)
    return host
