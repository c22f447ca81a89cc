"""A thin link in virtual time: a terminal far away, a buffer that never seems full, and a program that paces itself.

Down, bytes leave the buffer at the link's rate and arrive half a round trip later; up, keys and answers take half a
round trip. The program holds the newest screen and sends it when its pacer lets it, as the paced driver does.
"""

import heapq
from collections.abc import Callable
from itertools import count

from gridtui.term.brush import UNKNOWN_STYLUS, Capabilities, Stylus
from gridtui.term.cell_model import CellModel
from gridtui.term.encoder import FrameEncoder
from gridtui.term.pacing import Pacer

QUESTION = b"\x1b[6n"
_PROCESSING_MS = 8

Answering = Callable[[int, tuple[int, int]], tuple[int, tuple[int, int]] | None]
"""From (arrival of the question, place of the cursor) to (time the answer leaves, what it says), or None."""


def at_once(arrived_ms: int, place: tuple[int, int]) -> tuple[int, tuple[int, int]]:
    """Answer as a terminal does."""
    return arrived_ms, place


class SimulatedLink:
    """``model`` is the program's screen; ``shown`` the times at which the terminal had shown which state."""

    def __init__(
        self,
        model: CellModel,
        *,
        bits_per_second: float,
        round_trip_ms: int,
        unrest_ms: Callable[[], int] = lambda: 0,
        answering: Answering = at_once,
    ) -> None:
        self.now_ms = 0
        self.model = model
        self.pacer = Pacer()
        self.state = 0
        self.shown: list[tuple[int, int]] = []
        self.frames: list[tuple[int, int]] = []
        self._cursor = (0, 0)
        self._stylus: Stylus = UNKNOWN_STYLUS
        self._encoder = FrameEncoder(Capabilities())
        self._bytes_per_ms = bits_per_second / 8_000
        self._half_ms = round_trip_ms // 2
        self._unrest_ms = unrest_ms
        self._answering = answering
        self._free_ms = 0.0
        self._last_arrival_ms = 0
        self._last_answer_ms = 0
        self._events: list[tuple[int, int, Callable[[], None]]] = []
        self._order = count()
        self._wakes_at_ms: int | None = None
        self._send(b"enter", asks=True)

    @property
    def sent_bytes(self) -> int:
        """The bytes of all frames."""
        return sum(size for _, size in self.frames)

    def press(self, at_ms: int, act: Callable[[], tuple[int, int]]) -> None:
        """Have the person press a key at ``at_ms``; ``act`` changes the model and returns the cursor."""

        def arrive() -> None:
            self._cursor = act()
            self.state += 1
            self._wake(self.now_ms + _PROCESSING_MS)

        self._at(at_ms + self._half_ms + self._unrest_ms(), arrive)

    def run(self) -> None:
        """Let everything happen that will."""
        while self._events:
            self.now_ms, _, act = heapq.heappop(self._events)
            act()

    def _at(self, at_ms: int, act: Callable[[], None]) -> None:
        heapq.heappush(self._events, (max(at_ms, self.now_ms), next(self._order), act))

    def _wake(self, at_ms: int) -> None:
        if self._wakes_at_ms is None or at_ms < self._wakes_at_ms:
            self._wakes_at_ms = at_ms
            self._at(at_ms, lambda: self._woken(at_ms))

    def _woken(self, at_ms: int) -> None:
        if self._wakes_at_ms == at_ms:
            self._wakes_at_ms = None
            self._emit()

    def _emit(self) -> None:
        wait_ms = self.pacer.wait_ms(self.now_ms)
        if wait_ms:
            self._wake(self.now_ms + wait_ms)
            return
        frame = self._encoder.encode(self.model.sent, self.model.wanted, self._cursor, self._stylus)
        if frame.output:
            self.model.accept()
            self._stylus = frame.stylus
            self._send(frame.output, asks=self.pacer.wants_answer(len(frame.output), self.now_ms))

    def _send(self, output: bytes, *, asks: bool) -> None:
        size = len(output) + (len(QUESTION) if asks else 0)
        place = (self._cursor[0] + 1, self._cursor[1] + 1)
        self.pacer.sent(size, self.now_ms, place if asks else None)
        self.frames.append((self.now_ms, size))
        self._free_ms = max(self._free_ms, self.now_ms) + size / self._bytes_per_ms
        arrival_ms = max(self._last_arrival_ms, round(self._free_ms) + self._half_ms + self._unrest_ms())
        self._last_arrival_ms = arrival_ms
        state = self.state
        self._at(arrival_ms, lambda: self._arrived(state, place if asks else None))

    def _arrived(self, state: int, asked: tuple[int, int] | None) -> None:
        self.shown.append((self.now_ms, state))
        answer = None if asked is None else self._answering(self.now_ms, asked)
        if answer is not None:
            leaves_ms, place = answer
            at_ms = max(self._last_answer_ms, leaves_ms + self._half_ms + self._unrest_ms())
            self._last_answer_ms = at_ms
            self._at(at_ms, lambda: self._answered(place))

    def _answered(self, place: tuple[int, int]) -> None:
        self.pacer.reported(*place, self.now_ms)
        if self._wakes_at_ms is not None:
            self._wakes_at_ms = None
            self._wake(self.now_ms)
