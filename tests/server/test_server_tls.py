"""The line: TLS 1.3 and nothing older, at both ends."""

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtui.core.time import SystemClock
from gridtui.server.tls import Certificates
from gridtui.sync.transport import _open_context, pinned_context
from tests.server.running_server import RunningServer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    """Give a server over TLS on a free port."""
    running = RunningServer(tmp_path / "server")
    yield running
    running.stop()


def test_older_tls_is_refused(server: RunningServer) -> None:
    """A peer that speaks TLS 1.2 at most gets no connection, one that speaks 1.3 does."""
    context = pinned_context(server.opened.certificates.root_pem)
    with (
        socket.create_connection(("127.0.0.1", server.serving.port), 10) as line,
        context.wrap_socket(line) as secure,
    ):
        assert secure.version() == "TLSv1.3"
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    with (
        socket.create_connection(("127.0.0.1", server.serving.port), 10) as line,
        pytest.raises((ssl.SSLError, OSError)),
        context.wrap_socket(line),
    ):
        pass


def test_office_speaks_nothing_older(tmp_path: Path) -> None:
    """Neither to the server it pinned nor to the one whose root it fetches to compare."""
    certificates = Certificates(tmp_path)
    certificates.ensure(SystemClock())
    for context in (pinned_context(certificates.root_pem), _open_context()):
        assert context.minimum_version == ssl.TLSVersion.TLSv1_3
