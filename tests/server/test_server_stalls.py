"""Peers that stall: each costs the server a connection for a while, and nobody else anything."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtui.server import joined
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
