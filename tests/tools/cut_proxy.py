"""A TCP proxy on loopback that counts bytes and cuts connections where a test wants it. Standard library only."""

import contextlib
import socket
import threading

_CHUNK = 65536


class CutProxy:
    """Passes bytes to a port of this machine. ``up_bytes`` and ``down_bytes`` count what passed, TLS included."""

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._guard = threading.Lock()
        self._open: set[socket.socket] = set()
        self._left: int | None = None
        self._each: int | None = None
        self.up_bytes = 0
        self.down_bytes = 0
        self.turns = 0
        self._last_up = False
        self.connections = 0
        self._threads: list[threading.Thread] = []
        self._start(self._accept)

    def cut_after(self, size: int | None) -> None:
        """Cut every open connection once, when this many more bytes have passed either way; None never."""
        with self._guard:
            self._left = size

    def cut_each_after(self, size: int | None) -> None:
        """Cut each new connection when this many bytes of it have passed; None never."""
        with self._guard:
            self._each = size

    def reset(self) -> None:
        """Count from zero."""
        with self._guard:
            self.up_bytes = self.down_bytes = self.turns = self.connections = 0
            self._last_up = False

    def close(self) -> None:
        """Cut everything and stop."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._cut_all()
        for thread in self._threads:
            thread.join(10)

    def _start(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]  # a bound method
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self._target_port))
            except OSError:
                near.close()
                continue
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._guard:
                self.connections += 1
                self._open |= {near, far}
                allowance = [self._each] if self._each is not None else []
            self._start(self._pump, near, far, allowance, True)
            self._start(self._pump, far, near, allowance, False)

    def _pump(self, source: socket.socket, sink: socket.socket, allowance: list[int], up: bool) -> None:
        try:
            while part := source.recv(_CHUNK):
                passed, cut_all, cut_this = self._account(part, allowance, up)
                sink.sendall(passed)
                if cut_all:
                    self._cut_all()
                if cut_all or cut_this:
                    break
        except OSError:
            pass
        self._drop(source, sink)

    def _account(self, part: bytes, allowance: list[int], up: bool) -> tuple[bytes, bool, bool]:
        """Return (what may pass, whether everything is cut now, whether this connection is)."""
        with self._guard:
            room = len(part)
            if self._left is not None:
                room = min(room, self._left)
            if allowance:
                room = min(room, allowance[0])
            passed = part[:room]
            cut_all = cut_this = False
            if self._left is not None:
                self._left -= room
                if room < len(part) or self._left == 0:
                    cut_all, self._left = True, None
            if allowance:
                allowance[0] -= room
                cut_this = allowance[0] <= 0
            if up:
                self.up_bytes += room
                self.turns += not self._last_up
            else:
                self.down_bytes += room
            self._last_up = up
            return passed, cut_all, cut_this

    def _cut_all(self) -> None:
        with self._guard:
            ends = list(self._open)
        self._drop(*ends)

    def _drop(self, *ends: socket.socket) -> None:
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
            with self._guard:
                self._open.discard(end)
