"""The driver of the last metre: the newest screen as few bytes, one write a frame, when the line can take it.

It takes the compositor's strips instead of text (``PacedApp`` hands them over), keeps what the terminal shows, and
sends the difference. Frames are written by a thread and only when the one before is gone, so that neither a slow
line nor a full pty ever holds up the app; what is not sent yet is only ever the newest state. The app's
``cursor_position`` is where the terminal's own cursor stands after each frame.
"""

import asyncio
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, ClassVar

from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.geometry import Size

from gridtui.core.time import elapsed_ms
from gridtui.term.brush import UNKNOWN_STYLUS
from gridtui.term.capabilities import Assessment
from gridtui.term.driver import ENTER, OPERATING_SYSTEM_COMMAND, PlainDriver
from gridtui.term.encoder import FrameEncoder
from gridtui.term.keys import CursorReport
from gridtui.term.pacing import Pacer
from gridtui.term.strips import StripPainter

_GATHER_MS = 3  # what one key changes arrives in several updates; they make one frame
_NEAR_MS = 8  # a question and its answer alone take 11 ms at 9,600 bit/s
_AWAIT_LAYOUT_MS = 1_000
_LAST_ANSWERS_MS = 1_000
_QUESTION = b"\x1b[6n"
_HOME = b"\x1b[H"
_BELL = "\a"


class PacedDriver(PlainDriver):
    """``PlainDriver`` with a cell model, an encoder and a pacer; ``pacer`` tells what was measured of the line."""

    takes_frames: ClassVar[bool] = True
    """An app hands it what Textual's compositor made (``PacedApp``)."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.pacer = Pacer()
        self._encoder = FrameEncoder(self.profile.capabilities, self.encoding)
        self._painter = StripPainter(*(size or self._line.size()))
        self._stylus = UNKNOWN_STYLUS
        self._is_changed = False
        self._has_picture = False
        self._awaited_size: Size | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._watchers: list[Callable[[], object]] = []
        self._asked_watchers: list[tuple[int, Callable[[], object]]] = []
        self._answers = threading.Condition()
        self._answers_due = 0

    # -- what the app may ask

    def when_seen(self, then: Callable[[], object]) -> None:
        """Call back once the terminal has shown what is wanted now; a silent one once it was sent."""
        self._watchers.append(then)
        self._wake_in(_GATHER_MS)

    @property
    def is_line_idle(self) -> bool:
        """Nothing waits to be sent, and the terminal has shown all that was, as far as it was asked."""
        return not self._is_changed and self.pacer.deadline_ms is None and self.pacer.wait_ms(elapsed_ms()) == 0

    @property
    def is_line_near(self) -> bool:
        """The terminal answers within milliseconds: no line that we save bytes for can do that."""
        round_trip_ms = self.pacer.round_trip_ms
        return not self.pacer.is_silent and round_trip_ms is not None and round_trip_ms <= _NEAR_MS

    def paint_anew(self) -> None:
        """Clear the terminal and send everything, in the encoding that is in use."""
        self._forget()
        self.pacer.renew(elapsed_ms())
        self._is_changed = True
        self._wake_in(0)

    def use_assessment(self, assessment: Assessment) -> None:
        """Encode from here on with what the terminal has proved; what it was sent before needed none of it."""
        known = self._encoder.capabilities
        self._encoder.capabilities = assessment.capabilities
        if assessment.capabilities.wide_ambiguous != known.wide_ambiguous:
            self.paint_anew()
        super().use_assessment(assessment)

    def set_cursor_visible(self, visible: bool) -> None:
        """Show or hide the terminal's own cursor; what the terminal shows otherwise stays known."""
        painter, stylus = self._painter.model.sent, self._stylus
        super().set_cursor_visible(visible)
        self._painter.model.sent, self._stylus = painter, stylus

    # -- output

    def show(self, update: object) -> bool:
        """Want what the compositor made of the screen; sent soon, and not as often as it changes."""
        if not isinstance(update, LayoutUpdate | ChopsUpdate):
            return False
        self._painter.paint(update)
        if isinstance(update, LayoutUpdate):
            self._has_picture = True
            if update.region.size == self._awaited_size:
                self._awaited_size = None
        self._is_changed = True
        self._wake_in(_GATHER_MS)
        return True

    def write(self, data: str) -> None:
        """Send text past the cell model: a bell leaves it right, after anything else all is painted anew."""
        plain = OPERATING_SYSTEM_COMMAND.sub("", data)
        if plain:
            if plain != _BELL:
                self._forget()
            super().write(plain)

    def output_written(self) -> None:
        """Go on with the newest state."""
        self._in_loop(self._wake_in, 0)

    def _forget(self) -> None:
        self._painter.model.forget()
        self._stylus = UNKNOWN_STYLUS

    def _wake_in(self, wait_ms: int) -> None:
        """Look after ``wait_ms``, or earlier if that was settled before, whether a frame can leave."""
        at = self._event_loop.time() + wait_ms / 1_000
        if self._timer is not None:
            if self._timer.when() <= at:
                return
            self._timer.cancel()
        self._timer = self._event_loop.call_at(at, self._woken, context=self._context)

    def _woken(self) -> None:
        self._timer = None
        now_ms = elapsed_ms()
        self.pacer.expire(now_ms)
        self._tell_watchers()
        is_wanted = bool(self._is_changed or self._watchers) and self._has_picture and self._awaited_size is None
        if is_wanted and self._writer is not None and self._writer.is_empty:
            wait_ms = self.pacer.wait_ms(now_ms)
            if wait_ms:
                self._wake_in(wait_ms)
            else:
                self._emit(now_ms)
        if self._asked_watchers and self.pacer.deadline_ms is not None:
            self._wake_in(max(1, int(self.pacer.deadline_ms) - now_ms + 1))

    def _emit(self, now_ms: int) -> None:
        model, pacer = self._painter.model, self.pacer
        column, row = self._terminal_app.cursor_position
        cursor = min(max(row, 0), model.rows - 1), min(max(column, 0), model.columns - 1)
        self._encoder.encoding = self.encoding
        frame = self._encoder.encode(model.sent, model.wanted, cursor, self._stylus)
        model.accept()
        self._stylus = frame.stylus
        self._is_changed = False
        watchers, self._watchers = self._watchers, []
        asks = pacer.wants_answer(len(frame.output), now_ms) if frame.output else False
        asks = asks or (bool(watchers) and not pacer.is_silent)
        number = self._send(frame.output, cursor if asks else None, now_ms)
        self._asked_watchers += [(number, then) for then in watchers]
        self._tell_watchers()

    def _send(self, output: bytes, asked_at: tuple[int, int] | None, now_ms: int) -> int:
        """Write one frame, ending in a question when ``asked_at`` says where the cursor is; return its number."""
        if self._writer is None or not (output or asked_at):
            return 0
        place = None
        if asked_at is not None:
            output += _QUESTION
            place = (asked_at[0] + 1, asked_at[1] + 1)
            self.expect_cursor_report()
            with self._answers:
                self._answers_due += 1
        self._writer.write(output)
        return self.pacer.sent(len(output), now_ms, place)

    def _tell_watchers(self) -> None:
        settled = self.pacer.settled_number
        told = [then for number, then in self._asked_watchers if number <= settled]
        self._asked_watchers = [each for each in self._asked_watchers if each[0] > settled]
        for then in told:
            then()

    # -- answers

    def cursor_reported(self, report: CursorReport) -> None:
        """Take the answer to a question, in the input thread."""
        with self._answers:
            self._answers_due = max(0, self._answers_due - 1)
            self._answers.notify_all()
        self._in_loop(self._acknowledged, report, elapsed_ms())

    def _acknowledged(self, report: CursorReport, at_ms: int) -> None:
        if self.pacer.reported(report.row, report.column, at_ms):
            self._tell_watchers()
            self._wake_in(0)

    def _await_answers(self) -> None:
        """Wait a moment for answers on their way, so that they are not typed into what uses the terminal next."""
        round_trip_ms = self.pacer.round_trip_ms
        if self._reader is None or self.is_lost or self.pacer.is_silent or round_trip_ms is None:
            return
        with self._answers:
            patience_ms = min(_LAST_ANSWERS_MS, 2 * round_trip_ms + 100)
            self._answers.wait_for(lambda: self._answers_due == 0, patience_ms / 1_000)
            self._answers_due = 0

    # -- start, stop, size

    def start_application_mode(self) -> None:
        """Take the terminal and measure its round trip with the first question."""
        super().start_application_mode()
        if self._writer is not None:
            self._in_loop(self._begin)

    def _begin(self) -> None:
        self.paint_anew()
        self._send(_HOME, (0, 0), elapsed_ms())
        if self._questions is not None:
            left_ms = self._questions.asked_ms + self.profile.silence_ms - elapsed_ms()
            self._event_loop.call_later(max(0, left_ms) / 1_000, self._presume_silent, context=self._context)

    def _presume_silent(self) -> None:
        """Pace no more a terminal that has left all questions unanswered."""
        if self._questions is not None and not self._questions.has_begun and self.pacer.round_trip_ms is None:
            self.pacer.presume_silent(elapsed_ms())
            self._tell_watchers()
            self._wake_in(0)

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was found; what was not sent yet is dropped."""
        self._await_answers()
        super().stop_application_mode()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _on_continue(self, number: int, frame: FrameType | None) -> None:
        """Take the terminal anew also where somebody else stopped us: a shell may have had it since."""
        if self._auto_restart and not self._was_stopped and self._writer is not None and self._line.is_ours():
            self._line.enter()
            self.write(ENTER)
            self._in_loop(self._begin)
        super()._on_continue(number, frame)

    def _tell_size(self) -> None:
        """Hold frames back until Textual has laid the screen out for the new size: the old ones do not fit."""
        size = Size(*self._line.size())
        self._forget()
        self._is_changed = True
        if size != Size(self._painter.model.columns, self._painter.model.rows):
            self._awaited_size = size
            self._event_loop.call_later(_AWAIT_LAYOUT_MS / 1_000, self._stop_awaiting, size)
        else:
            self._awaited_size = None
            self._wake_in(_GATHER_MS)
        super()._tell_size()

    def _stop_awaiting(self, size: Size) -> None:
        if self._awaited_size == size:
            self._awaited_size = None
            self._wake_in(0)
