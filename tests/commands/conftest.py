"""One office of two grids with a roster, set up by commands once; most tests only read it."""

import shutil
from pathlib import Path

import pytest

from tests.tools.office_host import OfficeHost


@pytest.fixture(scope="session")
def read_only(tmp_path_factory: pytest.TempPathFactory) -> OfficeHost:
    """Return a host with an office that no test may change."""
    host = OfficeHost(tmp_path_factory.mktemp("read_only"))
    host.set_up()
    return host


@pytest.fixture
def host(read_only: OfficeHost, tmp_path: Path) -> OfficeHost:
    """Return a host with a copy of that office."""
    host = OfficeHost(tmp_path)
    shutil.copytree(read_only.office, host.office)
    return host


@pytest.fixture
def bare(tmp_path: Path) -> OfficeHost:
    """Return a host on which no office is set up."""
    return OfficeHost(tmp_path)
