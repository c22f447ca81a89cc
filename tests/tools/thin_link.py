"""A program in a pty at the far end of a thin link: bytes take their time, as they do behind sshd.

Down, whatever the program writes is taken at once into a buffer without bounds and arrives at the link's rate, half a
round trip later; up, keys and the terminal's answers take half a round trip. ``forwarding`` delivers what is on its
way at once but counts the time it would have taken: for programs that do not look at the link, which could keep a
slow one busy for minutes.
"""

import contextlib
import os
import select
import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import Any

from gridtui.core.time import elapsed_ms
from tests.tools.pty_session import PtySession

_PART_BYTES = 32
_LONGEST_WAIT_S = 0.05
_Part = tuple[float, bytes]


class LinkedSession(PtySession):
    """A session behind a link of ``bits_per_second`` and ``round_trip_ms``.

    ``shown_ms`` is when the newest visible change arrived, on the clock of ``elapsed_ms``.
    """

    def __init__(
        self, command: Sequence[str], *arguments: Any, bits_per_second: int, round_trip_ms: int, **options: Any
    ) -> None:
        self.forwarding = False
        self.shown_ms = float(elapsed_ms())
        self._bytes_per_ms = bits_per_second / 8_000
        self._half_ms = round_trip_ms / 2
        self._free_ms = 0.0
        self._down: deque[_Part] = deque()
        self._up: deque[_Part] = deque()
        self._link = threading.Lock()
        self._lines: dict[int, dict[int, Any]] = {}
        super().__init__(command, *arguments, **options)

    def send(self, keys: bytes | str) -> None:
        """Type bytes, or text in the terminal's encoding; the program gets them half a round trip later."""
        self._send_up(keys.encode(self.encoding) if isinstance(keys, str) else keys)

    def hold(self, key: str, times: int, interval_ms: float) -> float:
        """Press a key as a held one repeats; return when it was let go, on the clock of ``elapsed_ms``."""
        begun_ms = elapsed_ms()
        for number in range(times):
            time.sleep(max(0.0, (begun_ms + number * interval_ms - elapsed_ms()) / 1_000))
            self.press(key)
        return elapsed_ms()

    def arrived(self, quiet_ms: int, timeout: float = 120) -> None:
        """Wait until nothing is on its way and nothing came for ``quiet_ms``; the link is idle then."""
        deadline_ms = elapsed_ms() + timeout * 1_000
        quiet_since_ms = elapsed_ms()
        seen = -1
        while elapsed_ms() - quiet_since_ms < quiet_ms:
            if elapsed_ms() > deadline_ms:
                raise AssertionError(f"still arriving after {timeout} s\n{self.dump()}")
            time.sleep(0.01)
            with self._link:
                is_busy = bool(self._down or self._up)
            if is_busy or seen != len(self.received):
                quiet_since_ms, seen = elapsed_ms(), len(self.received)
        with self._link:
            self._free_ms = 0.0

    def _send_up(self, keys: bytes) -> None:
        with self._link:
            self._up.append((elapsed_ms() + self._half_ms, keys))

    def _drain(self) -> None:
        while True:
            ready, _, _ = select.select([self._master, self._wake_read], [], [], self._wait_s())
            if self._wake_read in ready:
                break
            if self._master in ready and not self._take_output():
                break
            self._deliver_down()
            self._deliver_up()
        while self._down:
            self._deliver_down()
            time.sleep(self._wait_s())
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _wait_s(self) -> float:
        with self._link:
            due = [queue[0][0] for queue in (self._down, self._up) if queue]
        return min([_LONGEST_WAIT_S, *(max(0.0, (each - elapsed_ms()) / 1_000) for each in due)])

    def _take_output(self) -> bool:
        """Put what the program wrote on the link; False when there is no program any more."""
        try:
            output = os.read(self._master, 65_536)
        except OSError:
            return False
        with self._changed:
            self.received += output
            self.writes += 1
        with self._link:
            self._free_ms = max(self._free_ms, elapsed_ms())
            for first in range(0, len(output), _PART_BYTES):
                part = output[first : first + _PART_BYTES]
                self._free_ms += len(part) / self._bytes_per_ms
                self._down.append((self._free_ms + self._half_ms, part))
        return bool(output)

    def _deliver_down(self) -> None:
        now_ms = elapsed_ms()
        while True:
            with self._link:
                if not self._down or (self._down[0][0] > now_ms and not self.forwarding):
                    break
                arrives_ms, part = self._down.popleft()
            with self._changed:
                answer = self.terminal.feed(part)
                if self._has_changed():
                    self.shown_ms = arrives_ms
                self._changed.notify_all()
            if answer:
                self._send_up(answer)

    def _has_changed(self) -> bool:
        """Tell whether any cell looks different from when this was asked before."""
        screen = self.terminal.screen
        lines = {number: dict(screen.buffer[number]) for number in screen.dirty}
        screen.dirty.clear()
        changed = {number: line for number, line in lines.items() if self._lines.get(number) != line}
        self._lines.update(changed)
        return bool(changed)

    def _deliver_up(self) -> None:
        while True:
            with self._link:
                if not self._up or self._up[0][0] > elapsed_ms():
                    return
                _, keys = self._up.popleft()
            with contextlib.suppress(OSError):
                os.write(self._master, keys)
