"""Lines that break, stall and lie: nothing saved is lost, nothing is doubled, and nobody else waits."""

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtui.core.errors import SyncFault
from gridtui.office import synchronise
from tests.server.office_end import Office
from tests.server.running_server import RunningServer, settled
from tests.tools.cut_proxy import CutProxy

HALF_HEAD = b"POST /s HT"
HALF_BODY = b"POST /s HTTP/1.1\r\nHost: g\r\nContent-Length: 900\r\n\r\ngs"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    """Give a server over TLS on a free port."""
    running = RunningServer(tmp_path / "server")
    yield running
    running.stop()


@pytest.fixture
def proxy(server: RunningServer) -> Iterator[CutProxy]:
    """Give a proxy in front of the server."""
    between = CutProxy(server.serving.port)
    yield between
    between.close()


@pytest.fixture
def office(
    server: RunningServer, proxy: CutProxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """Give an office that reaches the server through the proxy, and does not wait long between tries."""
    monkeypatch.setattr(synchronise, "_PAUSE_SECONDS", 0.001)
    end = Office(tmp_path / "office")
    end.enrol(server, "东街", "ZA", f"https://127.0.0.1:{proxy.port}")
    yield end
    end.close()


def saved(office: Office) -> list[bytes]:
    """Return the ids of every operation saved at an office."""
    with office.store.reading() as reader:
        return [row[0] for row in reader.rows("SELECT id FROM op ORDER BY id")]


def logged(server: RunningServer) -> list[bytes]:
    """Return the ids of every operation in the server's log, and check that its numbers have no gap."""
    with server.opened.database.reading() as tx:
        rows = tx.rows("SELECT scope, seq, op_id FROM log ORDER BY scope, seq")
    for scope in {row[0] for row in rows}:
        numbers = [row[1] for row in rows if row[0] == scope]
        assert numbers == list(range(1, len(numbers) + 1))
    return sorted(row[2] for row in rows)


def test_cut_at_every_few_bytes_of_a_warm_line(server: RunningServer, proxy: CutProxy, office: Office) -> None:
    """Wherever a push with its answer is cut, the operations end in the log exactly once (I2, I3, I7)."""
    home = office.create("household", paper=1, note="x")
    office.sync()
    for size in range(1, 700, 13):
        office.visit(home, f"第{size}次上门，家中无人，下周再来")
        proxy.cut_after(size)
        office.sync()
        proxy.cut_after(None)
    assert logged(server) == saved(office)
    assert office.state()["pending"] == []


def test_line_that_never_carries_enough(server: RunningServer, proxy: CutProxy, office: Office) -> None:
    """On a line that dies within each handshake or answer a sync fails by name, and a later one loses nothing."""
    home = office.create("household", paper=1)
    for size in (1, 200, 400, 600, 800, 1000, 1200):
        office.visit(home, f"{size}")
        office.hang_up()
        proxy.cut_each_after(size)
        with pytest.raises(SyncFault) as caught:
            office.sync()
        assert caught.value.code in ("sync.cut", "sync.absent")
    proxy.cut_each_after(None)
    office.hang_up()
    office.sync()
    assert logged(server) == saved(office)
    assert office.state()["pending"] == []


def test_first_pull_over_a_dying_line(server: RunningServer, proxy: CutProxy, office: Office, tmp_path: Path) -> None:
    """A line that dies every 20 kB still brings a first pull to its end, with little sent twice."""
    source = Office(tmp_path / "source")
    source.enrol(server, "西街", "ZB")
    with source.store.writing(source.clock) as writer:
        for n in range(1, 1201):
            writer.create("household", {"paper": n, "note": f"{n}" * 8}, actor=None)
    source.sync()
    proxy.cut_each_after(20_000)
    office.hang_up()
    fails = 0
    while office.state()["cursor"] != source.state()["cursor"]:
        try:
            office.sync()
        except SyncFault:
            fails += 1
            assert fails < 60
            office.hang_up()
    assert office.state() == source.state()
    source.close()


def test_stalled_peers_stop_nobody(server: RunningServer, office: Office) -> None:
    """Twenty peers that stall before the handshake, in the head and in the body do not delay an honest request."""
    context = ssl.create_default_context(cadata=server.opened.certificates.root_pem)
    context.check_hostname = False
    stalled: list[socket.socket] = []
    for place in range(20):
        raw = socket.create_connection(("127.0.0.1", server.serving.port))
        stalled.append(context.wrap_socket(raw) if place % 3 else raw)
        if place % 3:
            stalled[-1].sendall(HALF_HEAD if place % 3 == 1 else HALF_BODY)
    settled(lambda: len(stalled) == 20, "peers")
    office.create("household", paper=1)
    assert office.sync().sent == 1
    assert all(peer.fileno() >= 0 for peer in stalled)
    for peer in stalled:
        peer.close()
