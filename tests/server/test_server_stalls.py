"""Peers that stall: each costs the server a connection for a while, and nobody else anything."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtui.core.errors import SyncFault
from gridtui.core.time import SystemClock
from gridtui.server import joined
from gridtui.server.tls import Certificates
from gridtui.sync import transport
from tests.server.running_server import RunningServer

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: g\r\n\r\n"
_MOST_SECONDS = 10.0


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningServer]:
    """Give a server without TLS that waits a moment only for a head."""
    monkeypatch.setattr(joined, "HEAD_SECONDS", 0.05)
    running = RunningServer(tmp_path / "server", plain=True)
    yield running
    running.stop()


def connected(server: RunningServer) -> socket.socket:
    """Return a connection to the server."""
    return socket.create_connection(("127.0.0.1", server.serving.port), timeout=_MOST_SECONDS)


def ended(peer: socket.socket) -> bool:
    """Return whether the server ends the connection without another word."""
    try:
        return peer.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize("begun", [b"", b"GET /hea"])
def test_first_head_that_does_not_come(server: RunningServer, begun: bytes) -> None:
    """A new connection that sends no whole head is let go."""
    with connected(server) as peer:
        peer.sendall(begun)
        assert ended(peer)


def test_later_head_that_does_not_come(server: RunningServer) -> None:
    """A warm connection may be idle, but a head begun on it is not waited for without end."""
    with connected(server) as peer:
        for _ in range(2):
            peer.sendall(HEALTH)
            assert peer.recv(4096).endswith(b"ok")
        peer.settimeout(0.2)
        with pytest.raises(TimeoutError):
            peer.recv(1)
        peer.settimeout(_MOST_SECONDS)
        peer.sendall(HEALTH)
        assert peer.recv(4096).endswith(b"ok")
        peer.sendall(HEALTH[:9])
        assert ended(peer)


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"])
def test_a_server_that_falls_silent_is_told_as_slow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    """The right server takes a request and says nothing, or half of an answer: the office gives up with a word."""
    monkeypatch.setattr(transport, "LEAST_IDLE_SECONDS", 0.2)
    monkeypatch.setattr(transport, "_SLOWEST_BYTES_PER_SECOND", 1e9)
    certificates = Certificates(tmp_path)
    certificates.ensure(SystemClock())
    context = certificates.server_context()
    ended = threading.Event()

    def fall_silent(listener: socket.socket) -> None:
        line, _ = listener.accept()
        with line, context.wrap_socket(line, server_side=True) as secure:
            secure.recv(65_536)
            secure.sendall(begun)
            ended.wait(_MOST_SECONDS)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        silent = threading.Thread(target=fall_silent, args=(listener,))
        silent.start()
        line = transport.Transport(f"https://127.0.0.1:{listener.getsockname()[1]}", certificates.root_pem)
        with pytest.raises(SyncFault) as fault:
            line.exchange(b"request")
        ended.set()
        silent.join(_MOST_SECONDS)
        line.close()
    assert fault.value.code == "sync.slow"
