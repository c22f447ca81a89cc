"""The way out: a thread that writes whole frames to a terminal, so that a slow one does not stop the app.

Nothing is lost: a frame waits in full or has been written in full. Only ``discard_waiting`` drops frames, when the
app leaves and nobody will see them. A frame being written is always finished, so that no sequence is cut.
"""

import os
import select
import threading
from collections import deque
from collections.abc import Callable

BACKLOG_LIMIT_BYTES = 262_144
"""Beyond this many waiting bytes a writer of frames has to wait, so that a stalled terminal slows the app down."""

PATIENCE_S = 0.25
"""How long it waits at most; then its frame is taken all the same and the app stays alive."""

_WRITE_BYTES = 4_096


class FrameWriter:
    """Writes frames to a file descriptor from a thread of its own.

    ``on_gone`` is called once when nobody reads, ``on_empty`` each time everything was written; both in that thread.
    """

    def __init__(
        self, descriptor: int, on_gone: Callable[[], None], on_empty: Callable[[], None] = lambda: None
    ) -> None:
        self.bytes_written = 0
        self._descriptor = descriptor
        self._on_gone = on_gone
        self._on_empty = on_empty
        self._is_writing = False
        self._frames: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._changed = threading.Condition()
        self._is_ending = False
        self._is_gone = False
        self._thread = threading.Thread(target=self._run, name="terminal-output", daemon=True)
        self._thread.start()

    @property
    def is_empty(self) -> bool:
        """Everything was written."""
        with self._changed:
            return not self._frames and not self._is_writing

    def write(self, frame: bytes) -> None:
        """Queue one frame; waits up to PATIENCE_S while more than BACKLOG_LIMIT_BYTES are waiting."""
        with self._changed:
            if self._is_gone or not frame:
                return
            self._changed.wait_for(lambda: self._waiting_bytes < BACKLOG_LIMIT_BYTES or self._is_gone, PATIENCE_S)
            self._frames.append(frame)
            self._waiting_bytes += len(frame)
            self._changed.notify_all()

    def discard_waiting(self) -> None:
        """Drop the frames of which no byte has been written."""
        with self._changed:
            self._frames.clear()
            self._waiting_bytes = 0

    def finish(self, timeout_s: float) -> bool:
        """Write what waits and end the thread; False when the terminal did not take it all in time."""
        with self._changed:
            self._is_ending = True
            self._changed.notify_all()
        self._thread.join(timeout_s)
        return not self._thread.is_alive() and not self._is_gone

    def _run(self) -> None:
        while chunk := self._next_chunk():
            try:
                self._write_all(chunk)
            except OSError:
                with self._changed:
                    self._is_gone = True
                    self._frames.clear()
                    self._waiting_bytes = 0
                    self._changed.notify_all()
                self._on_gone()
                return
            if self._is_done():
                self._on_empty()

    def _next_chunk(self) -> bytes:
        """Return the next whole frames, as many as fit one write and at least one; empty at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._frames or self._is_ending)
            chunk = b""
            while self._frames and (not chunk or len(chunk) + len(self._frames[0]) <= _WRITE_BYTES):
                chunk += self._frames.popleft()
            self._waiting_bytes -= len(chunk)
            self._is_writing = bool(chunk)
            self._changed.notify_all()
            return chunk

    def _is_done(self) -> bool:
        with self._changed:
            self._is_writing = False
            return not self._frames

    def _write_all(self, chunk: bytes) -> None:
        rest = memoryview(chunk)
        while rest:
            try:
                written = os.write(self._descriptor, rest)
            except BlockingIOError:
                select.select([], [self._descriptor], [])
                continue
            self.bytes_written += written
            rest = rest[written:]
