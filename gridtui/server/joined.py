"""uvicorn's HTTP protocol with two changes for thin lines.

Head and body of an answer leave in one write, so that they are one TLS record (22 bytes less, one packet less); and a
peer that sends no whole request head is let go, on a new connection or a warm one, as stalled peers come by the
hundred.
"""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

HEAD_SECONDS: Final = 60
"""How long a connection may take to send a request head, from its opening or from the head's first byte."""
FAREWELL_SECONDS: Final = 0.5
"""How long an idle connection may take to close when the server stops."""


class _JoiningTransport(asyncio.Transport):
    """A transport whose writes of one turn of the event loop leave together."""

    def __init__(self, inner: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._inner = inner
        self._loop = loop
        self._parts: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Keep the bytes until the loop's next turn."""
        if not data:
            return
        if not self._parts:
            self._loop.call_soon(self._flush)
        self._parts.append(bytes(data))

    def _flush(self) -> None:
        if self._parts:
            joined = b"".join(self._parts)
            self._parts.clear()
            if not self._inner.is_closing():
                self._inner.write(joined)

    def close(self) -> None:
        """Send what is kept, then close."""
        self._flush()
        self._inner.close()

    def abort(self) -> None:
        """Close at once."""
        self._parts.clear()
        self._inner.abort()

    def is_closing(self) -> bool:
        """Return whether the connection is closing."""
        return self._inner.is_closing()

    def pause_reading(self) -> None:
        """Stop reading."""
        self._inner.pause_reading()

    def resume_reading(self) -> None:
        """Read again."""
        self._inner.resume_reading()

    def get_extra_info(self, name: str, default: object = None) -> object:
        """Return what the inner transport knows."""
        return self._inner.get_extra_info(name, default)


class QuietServer(uvicorn.Server):
    """uvicorn's server without its signal handlers: they raise the signal again after a clean end."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the caller."""
        yield


class JoinedProtocol(H11Protocol):
    """The protocol a connection of an office runs."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn narrows it
        """Begin a connection."""
        super().connection_made(_JoiningTransport(transport, self.loop))
        self._head_due: asyncio.TimerHandle | None = self.loop.call_later(HEAD_SECONDS, self._let_go)

    def data_received(self, data: bytes) -> None:
        """Take in what came; a head that has begun is waited for so long and no longer."""
        super().data_received(data)
        if self._head_due is not None and not self._awaits_head():
            self._head_due.cancel()
            self._head_due = None
        elif self._head_due is None and self._awaits_head():
            self._head_due = self.loop.call_later(HEAD_SECONDS, self._let_go)

    def _awaits_head(self) -> bool:
        """Return whether part of a head is here, or nothing at all yet; an idle connection has uvicorn's timer."""
        cycle: RequestResponseCycle | None = self.cycle
        return self.timeout_keep_alive_task is None and (cycle is None or cycle.response_complete)

    def _let_go(self) -> None:
        self._head_due = None
        if self._awaits_head():
            self.transport.abort()

    def shutdown(self) -> None:
        """Close when idle; a peer that does not answer the farewell is not waited for."""
        super().shutdown()
        if self.transport.is_closing():
            self.loop.call_later(FAREWELL_SECONDS, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """End a connection."""
        if self._head_due is not None:
            self._head_due.cancel()
        super().connection_lost(exc)
