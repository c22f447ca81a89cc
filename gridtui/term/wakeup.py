"""Signals wake the event loop at once, whichever thread the kernel gives them to.

Python runs a handler in the main thread alone, and there only when that thread runs. After SIGSTOP and SIGCONT the
kernel may pick another thread: the main one has returned from its sleep by then, found nothing to handle, and sleeps
on until a key comes. A byte in a socket the loop listens to ends that.
"""

import asyncio
import contextlib
import signal
import socket

_READ_BYTES = 4_096


class SignalWakeup:
    """Wakes a loop, from the main thread, until ``close``; what was woken before is woken again after it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._listening, self._told = socket.socketpair()
        self._listening.setblocking(False)
        self._told.setblocking(False)
        loop.add_reader(self._listening, self._drain)
        self._found = signal.set_wakeup_fd(self._told.fileno(), warn_on_full_buffer=False)

    def close(self) -> None:
        """Wake nobody any more."""
        signal.set_wakeup_fd(self._found)
        self._loop.remove_reader(self._listening)
        self._listening.close()
        self._told.close()

    def _drain(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._listening.recv(_READ_BYTES)
