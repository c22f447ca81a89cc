"""A Textual driver for a terminal at the end of a thin, failing line.

Against the stock driver: our own decoder reads the keys, output is encoded in the session's encoding and can never
raise, nothing is asked of the terminal (no mouse, no kitty, no focus, no queries), and a line that drops ends the app
in order. The app gives ``driver_class=PlainDriver`` and may have

``terminal_profile``            a ``Profile``; without it the process environment decides
``terminal_line``               the ``RawLine`` it was asked on, so that it is given back as that found it
``terminal_lost(reason)``       what to do when the terminal is gone (save drafts, then ``exit``), plain or async;
                                without it ``exit`` is called with 128 + the signal's number
"""

import contextlib
import contextvars
import os
import re
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any, Literal

from textual import events
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message

from gridtui.core.time import elapsed_ms
from gridtui.term.capabilities import Assessment
from gridtui.term.decoder import InputDecoder
from gridtui.term.encoding import Encoding, encode
from gridtui.term.keys import CursorReport, DeviceReport, EncodingChanged, InputEvent, Key, Paste
from gridtui.term.output import FrameWriter
from gridtui.term.profile import Profile, locale_encoding
from gridtui.term.tty import RawLine
from gridtui.term.wakeup import SignalWakeup

_SignalHandler = Callable[[int, FrameType | None], object] | int | signal.Handlers

LostReason = Literal["hang_up", "terminate"]
"""``hang_up``: the other end is gone (SIGHUP, EIO, end of input). ``terminate``: somebody sent SIGTERM."""

_EXIT_STATUS: dict[LostReason, int] = {"hang_up": 128 + signal.SIGHUP, "terminate": 128 + signal.SIGTERM}

ENTER = "\x1b[?1049h\x1b[?2004h\x1b[?7l"  # alternate screen, bracketed paste, no line wrap
_LEAVE = "\x1b[m\x1b[?7h\x1b[?2004l\x1b[?1049l"
_CLEAR = "\x1b[m\x1b[2J"
OPERATING_SYSTEM_COMMAND = re.compile("\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)")
_READ_BYTES = 4_096
_LAST_WORDS_S = 2.0


class EncodingSwitched(Message, bubble=False):
    """Posted to the app when the terminal turned out to use another encoding; the screen is already repainted."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class PlainDriver(Driver):
    """Input by ``InputDecoder``, output by ``FrameWriter``, on the process's standard input and output."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        self._input = 0 if sys.__stdin__ is None else sys.__stdin__.fileno()
        self._output = 1 if sys.__stdout__ is None else sys.__stdout__.fileno()
        given_line = getattr(app, "terminal_line", None)
        self._line = given_line if isinstance(given_line, RawLine) else RawLine(self._input)
        super().__init__(app, debug=debug, mouse=mouse, size=size or self._line.size())
        self._terminal_app = app
        self._event_loop = self._loop
        self._context = contextvars.copy_context()
        given = getattr(app, "terminal_profile", None)
        self.profile = profile = (
            given if isinstance(given, Profile) else Profile(encoding=locale_encoding(os.environ))
        )
        self._title = profile.title
        self._typed_ahead = profile.typed_ahead
        self._questions = profile.open_questions
        self._decoder = InputDecoder(
            encoding=profile.encoding, key_mode=profile.key_mode, escape_wait_ms=profile.escape_wait_ms
        )
        for _report in range(self._questions.missing_reports if self._questions else 0):
            self._decoder.expect_cursor_report(elapsed_ms())
        self._decoding = threading.Lock()
        self._known_encoding: Encoding | None = profile.encoding if profile.encoding_is_measured else None
        self._writer: FrameWriter | None = None
        self._reader: threading.Thread | None = None
        self._wake: tuple[int, int] | None = None
        self._cursor_is_hidden = False
        self._is_lost = False
        self._size_is_posted = False
        self._was_stopped = False
        self._found_handlers: dict[signal.Signals, _SignalHandler] = {}
        self._wakeup: SignalWakeup | None = None

    # -- what the app may ask

    @property
    def can_suspend(self) -> bool:
        """The app can give the terminal away for a while (an editor, a printer)."""
        return True

    @property
    def encoding(self) -> Encoding:
        """The session's encoding now, for input and output."""
        return self._decoder.encoding

    @property
    def is_lost(self) -> bool:
        """The terminal is gone or the session was told to end; ``terminal_lost`` was called."""
        return self._is_lost

    def use_encoding(self, encoding: Encoding) -> None:
        """Read and write in this encoding from here on, because a person chose it; repaints."""
        self._known_encoding = encoding
        self.repaint()

    def use_assessment(self, assessment: Assessment) -> None:
        """Make use of what the terminal has proved since the first screen left; an encoding a person chose stays."""
        if assessment.reasons.get("encoding") == "measured" and self._known_encoding is None:
            self._known_encoding = assessment.encoding
            if assessment.encoding != self.encoding:
                self.repaint()

    def set_cursor_visible(self, visible: bool) -> None:
        """Show or hide the terminal's own cursor; it is shown at the start and costs nothing while it stays."""
        if visible is self._cursor_is_hidden:
            self._cursor_is_hidden = not visible
            self.write("\x1b[?25h" if visible else "\x1b[?25l")

    def repaint(self) -> None:
        """Clear the terminal and paint everything anew: line noise, ``wall`` or another program spoilt it.

        Noise may have switched the encoding as well: what was measured of the terminal or chosen by a person holds.
        """
        known = self._known_encoding
        if known is not None and known != self.encoding:
            with self._decoding:
                self._decoder.use_encoding(known)
        self.paint_anew()

    def paint_anew(self) -> None:
        """Clear the terminal and paint everything, in the encoding that is in use."""
        self.write(_CLEAR)
        self._terminal_app.refresh(layout=True)

    def terminal_lost(self, reason: LostReason) -> None:
        """Tell the app, once and from any thread, that it has to end; the app decides how."""
        if self._is_lost:
            return
        self._is_lost = True
        leave = getattr(self._terminal_app, "terminal_lost", None)
        if callable(leave):
            self._in_loop(self._terminal_app.call_later, leave, reason)
        else:
            self._in_loop(self._terminal_app.exit, None, _EXIT_STATUS[reason])

    def expect_cursor_report(self) -> None:
        """Say that ``ESC[6n`` was sent: an answer from row 1 has the bytes of Shift+F3."""
        with self._decoding:
            self._decoder.expect_cursor_report(elapsed_ms())

    def cursor_reported(self, report: CursorReport) -> None:
        """Take an answer to ``ESC[6n``, in the input thread; this driver asks for none and drops it."""

    # -- output

    def show(self, update: object) -> bool:
        """Take what Textual's compositor made of the screen; False leaves it to Textual to write it as text."""
        del update
        return False

    def output_written(self) -> None:
        """Hear, in the output thread, that everything was written."""

    def write(self, data: str) -> None:
        """Send text as one frame; operating system commands (pointer shape, clipboard, links) are left out."""
        writer = self._writer
        if writer is not None:
            plain = OPERATING_SYSTEM_COMMAND.sub("", data) if "\x1b]" in data else data
            writer.write(encode(plain, self.encoding))

    def _write_title(self) -> None:
        title, self._title = self._title, None
        if title and self._writer is not None:
            printable = "".join(each for each in title if each.isprintable())
            self._writer.write(encode(f"\x1b]0;{printable}\x07", self.encoding))

    # -- start and stop

    def start_application_mode(self) -> None:
        """Take the terminal: raw line, alternate screen, bracketed paste, input and output threads, signals."""
        if not self._may_use_terminal():
            return
        self._writer = FrameWriter(self._output, lambda: self.terminal_lost("hang_up"), self.output_written)
        if self._wakeup is None and threading.current_thread() is threading.main_thread():
            self._wakeup = SignalWakeup(self._event_loop)
        self._handle_signals(
            {
                signal.SIGWINCH: self._on_window_change,
                signal.SIGHUP: lambda *_: self.terminal_lost("hang_up"),
                signal.SIGTERM: lambda *_: self.terminal_lost("terminate"),
                signal.SIGTSTP: self._on_stop,
                signal.SIGCONT: self._on_continue,
            }
        )
        self._line.enter()
        self.write(ENTER + ("\x1b[?25l" if self._cursor_is_hidden else ""))
        self._write_title()
        self._post_size()
        self._wake = os.pipe()
        self._reader = threading.Thread(
            target=self._read_input, args=(self._wake[0],), name="terminal-input", daemon=True
        )
        self._reader.start()
        if self._was_stopped:
            self._was_stopped = False
            self._in_loop(self._resumed)

    def disable_input(self) -> None:
        """Stop reading keys; what was typed and not read is dropped."""
        reader, self._reader = self._reader, None
        if reader is None or self._wake is None:
            return
        self._handle_signals({signal.SIGWINCH: signal.SIG_DFL})
        os.close(self._wake[1])
        reader.join()
        os.close(self._wake[0])
        self._wake = None
        self._line.drop_input()

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was found; frames nobody will see any more are dropped."""
        self.disable_input()
        if self._writer is not None:
            self._writer.discard_waiting()
            self.write(_LEAVE + ("\x1b[?25h" if self._cursor_is_hidden else ""))
        self._line.leave()

    def suspend_application_mode(self) -> None:
        """Give the terminal back for a while; a hang-up meanwhile still reaches the app."""
        self.stop_application_mode()
        self._end_output()

    def close(self) -> None:
        """Write what is left, two seconds at most, end the output thread and give the signals back."""
        self._end_output()
        found, self._found_handlers = self._found_handlers, {}
        self._handle_signals(found)
        self._found_handlers.clear()
        wakeup, self._wakeup = self._wakeup, None
        if wakeup is not None:
            wakeup.close()

    def _end_output(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.finish(_LAST_WORDS_S)

    def _may_use_terminal(self) -> bool:
        """Go to sleep again if we were continued in the background; the terminal is not ours then."""
        if not os.isatty(self._input):
            return True

        def sleep_again(*_: object) -> None:
            os.kill(os.getpid(), signal.SIGSTOP)

        self._handle_signals({signal.SIGTTOU: sleep_again, signal.SIGTTIN: sleep_again})
        try:
            return self._line.may_write()
        finally:
            self._handle_signals({signal.SIGTTOU: signal.SIG_DFL, signal.SIGTTIN: signal.SIG_DFL})

    # -- signals

    def _handle_signals(self, handlers: dict[signal.Signals, _SignalHandler]) -> None:
        """Set handlers and remember those found; only the main thread may, elsewhere signals stay as they are."""
        if threading.current_thread() is threading.main_thread():
            for number, handler in handlers.items():
                found = signal.signal(number, handler)
                self._found_handlers.setdefault(number, signal.SIG_DFL if found is None else found)

    def _on_window_change(self, _number: int, _frame: FrameType | None) -> None:
        self._post_size()

    def _on_stop(self, _number: int, _frame: FrameType | None) -> None:
        if self._auto_restart and self._writer is not None:
            self.suspend_application_mode()
            self._was_stopped = True
        os.kill(os.getpid(), signal.SIGSTOP)

    def _on_continue(self, _number: int, _frame: FrameType | None) -> None:
        if self._auto_restart and self._was_stopped:
            self.resume_application_mode()

    def _resumed(self) -> None:
        self._terminal_app.post_message(self.SignalResume())
        self.paint_anew()

    def _post_size(self) -> None:
        """Tell the app the window's size; a storm of changes makes one message at a time."""
        if not self._size_is_posted:
            self._size_is_posted = True
            self._in_loop(self._tell_size)

    def _tell_size(self) -> None:
        self._size_is_posted = False
        size = Size(*self._line.size())
        self._post([events.Resize(size, size)])

    # -- input

    def _in_loop(self, act: Callable[..., object], *arguments: object) -> None:
        """Run something on the event loop's thread, in the app's context; nothing happens once the loop is closed."""
        with contextlib.suppress(RuntimeError):
            self._event_loop.call_soon_threadsafe(act, *arguments, context=self._context)

    def _post(self, messages: Iterable[Message]) -> None:
        for message in messages:
            message.set_sender(self._terminal_app)
            self._terminal_app.post_message(message)

    def _read_input(self, wake: int) -> None:
        typed, self._typed_ahead = self._typed_ahead, b""
        if typed:
            self._deliver(typed)
        poll = select.poll()
        poll.register(self._input, select.POLLIN)
        poll.register(wake, select.POLLIN)
        while True:
            deadline_ms = self._decoder.deadline_ms
            wait_ms = None if deadline_ms is None else max(0, deadline_ms - elapsed_ms())
            ready = [descriptor for descriptor, _ in poll.poll(wait_ms)]
            if wake in ready:
                return
            if not ready:
                self._deliver(b"")
                continue
            try:
                raw = os.read(self._input, _READ_BYTES)
            except BlockingIOError:
                continue
            except OSError:
                raw = b""
            if not raw:
                self.terminal_lost("hang_up")
                return
            self._deliver(raw)

    def _deliver(self, raw: bytes) -> None:
        """Post what bytes mean to the app; no bytes deliver what has waited long enough."""
        with self._decoding:
            decoded: list[InputEvent] = self._decoder.feed(raw, elapsed_ms())
        messages: list[Message] = []
        for event in decoded:
            if isinstance(event, Key):
                messages.append(events.Key(event.key, event.character))
            elif isinstance(event, Paste):
                messages.append(events.Paste(event.text))
            elif isinstance(event, CursorReport | DeviceReport):
                self._take_report(event)
            elif isinstance(event, EncodingChanged):
                messages.append(EncodingSwitched(event.name))
                self._in_loop(self.paint_anew)
        if messages:
            self._in_loop(self._post, messages)

    def _take_report(self, report: CursorReport | DeviceReport) -> None:
        """Take an answer, to what was asked before the first screen or to what this driver asked."""
        questions, reassess = self._questions, self.profile.reassess
        if questions is not None and questions.take(report, elapsed_ms()):
            if reassess is not None:
                self._in_loop(self.use_assessment, reassess(questions.answers))
        elif isinstance(report, CursorReport):
            self.cursor_reported(report)


def driver_of(app: App[Any]) -> PlainDriver | None:
    """Return the driver an app runs on; None when it runs headless, as in tests."""
    driver = getattr(app, "_driver", None)  # the seam: Textual offers no public way, another one not even this
    return driver if isinstance(driver, PlainDriver) else None
