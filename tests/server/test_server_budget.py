"""What a sync costs on the line: bytes of TCP payload both ways, TLS and signature included, connection warm."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.office_end import Office
from tests.server.running_server import RunningServer
from tests.tools.cut_proxy import CutProxy

WORDS = (
    "楼道堆放纸箱杂物",
    "三层声控灯坏了",
    "晚上看不清台阶",
    "约物业上午到场",
    "当面清理张贴提示",
    "家里没人",
    "留了联系卡",
    "微信问候都好",
    "问药还够不够",
    "说够吃一周",
    "提醒降温添衣",
    "聊了供暖的事",
)
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
    """Asking two scopes for news costs one round trip; 13 bytes less for one scope (W3: 300)."""
    proxy, office = line
    office.create("household", paper=1)
    office.create("unit", kind=8, name="网格")
    office.sync()
    spent, turns = cost(proxy, office)
    assert turns == 1
    assert spent <= 304


def test_one_visit(line: tuple[CutProxy, Office]) -> None:
    """Sending one visit and learning its place costs one round trip; 13 bytes less for one scope (W4: 400)."""
    proxy, office = line
    home = office.create("household", paper=1)
    office.sync()
    office.visit(home, DIARY)
    spent, turns = cost(proxy, office)
    assert turns == 1
    assert spent <= 420


def test_day_push(line: tuple[CutProxy, Office]) -> None:
    """A day of 40 visits, 10 tickets and 25 steps of them costs one round trip on a link whose pace is known (W2)."""
    proxy, office = line
    homes = [office.create("household", paper=n) for n in range(1, 41)]
    for _ in range(6):
        office.sync()
    for n, home in enumerate(homes):
        office.visit(home, f"{WORDS[n % 7]}，{WORDS[n % 5 + 2]}，{WORDS[n % 11]}。", start_minute=500 + 7 * n % 300)
    for n in range(10):
        ticket = office.ticket(homes[n], f"ZA26-{n:04d}", WORDS[n])
        office.steps(ticket, [WORDS[n], WORDS[n + 1], WORDS[n % 3]][: 2 + n % 2])
    spent, turns = cost(proxy, office)
    assert turns == 1
    assert spent <= 2000
