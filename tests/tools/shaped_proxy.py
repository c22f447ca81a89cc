"""A TCP proxy on loopback that makes a thin line of it: bits per second and a round trip. Standard library only."""

import contextlib
import socket
import threading
import time
from collections import deque
from typing import Literal

from gridtui.core.time import elapsed_ms

Counter = Literal["down_bytes", "up_bytes"]

_PART_BYTES = 48
_POLL_S = 0.02


class ShapedProxy:
    """Passes connections to a port of this machine at ``bits_per_second`` each way, with half the round trip each.

    What comes faster waits in a buffer without bounds, as it does behind a modem. ``down_bytes`` and ``up_bytes``
    count what was delivered to the client and to the port; ``moved_ms`` is when that was last, by ``elapsed_ms``.
    """

    def __init__(self, target_port: int, *, bits_per_second: int, round_trip_ms: int) -> None:
        self._target_port = target_port
        self._bytes_per_ms = bits_per_second / 8_000
        self._half_ms = round_trip_ms / 2
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.down_bytes = 0
        self.up_bytes = 0
        self.moved_ms = elapsed_ms()
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Cut every open connection, as a line that drops does."""
        for each in self._open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Take no more connections and cut those there are."""
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._target_port))
            self._open += [client, server]
            for each in (client, server):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _Way(self, client, server, "up_bytes").start()
            _Way(self, server, client, "down_bytes").start()

    def wait_idle(self, quiet_ms: int, timeout_ms: int = 60_000) -> None:
        """Wait until nothing was delivered either way for ``quiet_ms``."""
        deadline_ms = elapsed_ms() + timeout_ms
        while elapsed_ms() - self.moved_ms < quiet_ms:
            assert elapsed_ms() < deadline_ms, f"the line was never quiet for {quiet_ms} ms"
            time.sleep(_POLL_S)

    def delivered(self, size_bytes: int, counts: Counter) -> None:
        """Count what arrived at an end."""
        if counts == "down_bytes":
            self.down_bytes += size_bytes
        else:
            self.up_bytes += size_bytes
        self.moved_ms = elapsed_ms()

    def half_trip_ms(self) -> float:
        """Return how long a byte is under way."""
        return self._half_ms

    def takes_ms(self, size_bytes: int) -> float:
        """Return how long so many bytes keep the line busy."""
        return size_bytes / self._bytes_per_ms


class _Way:
    """One direction of a connection."""

    def __init__(self, proxy: ShapedProxy, source: socket.socket, sink: socket.socket, counts: Counter) -> None:
        self._proxy, self._source, self._sink, self._counts = proxy, source, sink, counts
        self._waiting: deque[tuple[float, bytes]] = deque()
        self._filled = threading.Condition()

    def start(self) -> None:
        """Relay until an end closes."""
        threading.Thread(target=self._take, daemon=True).start()
        threading.Thread(target=self._give, daemon=True).start()

    def _take(self) -> None:
        free_ms = 0.0
        while True:
            try:
                taken = self._source.recv(65_536)
            except OSError:
                taken = b""
            free_ms = max(free_ms, elapsed_ms())
            with self._filled:
                for first in range(0, len(taken), _PART_BYTES):
                    part = taken[first : first + _PART_BYTES]
                    free_ms += self._proxy.takes_ms(len(part))
                    self._waiting.append((free_ms + self._proxy.half_trip_ms(), part))
                if not taken:
                    self._waiting.append((free_ms + self._proxy.half_trip_ms(), b""))
                self._filled.notify()
            if not taken:
                return

    def _give(self) -> None:
        while True:
            with self._filled:
                while not self._waiting:
                    self._filled.wait()
                at_ms, part = self._waiting.popleft()
            time.sleep(max(0.0, (at_ms - elapsed_ms()) / 1_000))
            try:
                if part:
                    self._sink.sendall(part)
                    self._proxy.delivered(len(part), self._counts)
                    continue
                self._sink.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            return
