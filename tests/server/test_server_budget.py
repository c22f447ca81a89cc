"""What a sync costs on the line: bytes of TCP payload both ways, TLS and signature included, connection warm."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.office_end import Office
from tests.server.running_server import RunningServer
from tests.tools.cut_proxy import CutProxy

DIARY = "老人身体状况良好，血压偏高，已提醒按时服药。下周再次上门。"


@pytest.fixture
def line(tmp_path: Path) -> Iterator[tuple[CutProxy, Office]]:
    """Give an office with a warm line through a counting proxy."""
    server = RunningServer(tmp_path / "server")
    proxy = CutProxy(server.serving.port)
    office = Office(tmp_path / "office")
    office.enrol(server, "东街", "ZA", f"https://127.0.0.1:{proxy.port}")
    yield proxy, office
    office.close()
    proxy.close()
    server.stop()


def cost(proxy: CutProxy, office: Office) -> tuple[int, int]:
    """Return (bytes both ways, round trips) of one sync."""
    proxy.reset()
    office.sync()
    return proxy.up_bytes + proxy.down_bytes, proxy.turns


def test_empty_check(line: tuple[CutProxy, Office]) -> None:
    """Asking two scopes for news costs one round trip and about 300 bytes (W3)."""
    proxy, office = line
    office.create("household", paper=1)
    office.create("unit", kind=8, name="网格")
    office.sync()
    spent, turns = cost(proxy, office)
    assert turns == 1
    print(spent)
    assert spent <= 304


def test_one_visit(line: tuple[CutProxy, Office]) -> None:
    """Sending one visit and learning its place costs one round trip (W4)."""
    proxy, office = line
    home = office.create("household", paper=1)
    office.sync()
    office.visit(home, DIARY)
    spent, turns = cost(proxy, office)
    assert turns == 1
    print(spent)
    assert spent <= 520
