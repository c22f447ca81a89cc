"""Drive a real program in a real pseudo-terminal, with a model of the terminal at the other end.

    with PtySession([sys.executable, "-m", "gridtui"]) as session:
        session.wait_for("今日")
        session.send("2")
        session.press("down", "enter")
        assert "住户" in session.screen()[1]

A thread drains the program's output at all times and gives the answers a terminal gives (CPR, DA), so that neither
side ever waits for the test. Nothing here sleeps: waiting ends when output arrives or a deadline passes.
"""

import contextlib
import fcntl
import os
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

from gridtui.core.time import elapsed_ms
from tests.tools.terminal_model import Profile, TerminalModel

KEY_BYTES: Mapping[str, bytes] = {
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[1~",
    "end": b"\x1b[4~",
    "insert": b"\x1b[2~",
    "delete": b"\x1b[3~",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "f1": b"\x1b[11~",
    "f2": b"\x1b[12~",
    "f3": b"\x1b[13~",
    "f4": b"\x1b[14~",
    "f10": b"\x1b[21~",
    "enter": b"\r",
    "escape": b"\x1b",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "backspace": b"\x7f",
    "space": b" ",
    **{f"ctrl+{letter}": bytes([ord(letter) & 31]) for letter in "abcdefghijklmnopqrstuvwxyz"},
}
"""What PuTTY sends in its default setting for the keys tests press by name."""

_ARROWS = frozenset({"up", "down", "right", "left"})  # sent with ESC O while a program wants application keys
_LAST_SECONDS = 3  # from letting the terminal go to the end
_FORGOTTEN = ("TEXTUAL", "LC_", "COLORTERM", "NO_COLOR", "COLUMNS", "LINES", "ESCDELAY", "GRIDTUI")
_OPEN_AS_CONTROLLING_TERMINAL = 'exec "$@" <"$0" >"$0" 2>&1'


class PtySession:
    """A program in a pseudo-terminal.

    ``command`` is the argument list; ``env`` is laid over this process's environment, from which all that would
    change how a terminal program looks has been taken away. ``size`` is (columns, lines). ``encoding`` is what the
    terminal is set to: it encodes what ``send`` is given as text and decodes what the program writes.
    """

    def __init__(
        self,
        command: Sequence[str],
        env: Mapping[str, str] | None = None,
        size: tuple[int, int] = (80, 24),
        *,
        encoding: str = "utf-8",
        profile: Profile = "putty",
        cwd: str | os.PathLike[str] | None = None,
    ) -> None:
        self.encoding = encoding
        self.terminal = TerminalModel(size, encoding=encoding, profile=profile)
        self.received = bytearray()
        self.writes = 0
        self.arrived_ns = 0
        """When the newest output came, by ``time.perf_counter_ns``, before the terminal's model took it in."""
        self._changed = threading.Condition()
        self._ended = False
        self._master, program_end = os.openpty()
        self._set_window_size(*size)
        self._wake_read, self._wake_write = os.pipe()
        try:
            self.process = subprocess.Popen(
                ["/bin/sh", "-c", _OPEN_AS_CONTROLLING_TERMINAL, os.ttyname(program_end), *command],
                stdin=program_end,
                stdout=program_end,
                stderr=program_end,
                env=_environment(env or {}),
                cwd=cwd,
                start_new_session=True,
            )
        finally:
            os.close(program_end)
        self._reader = threading.Thread(target=self._drain, name="pty-reader", daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- what the person does

    def send(self, keys: bytes | str) -> None:
        """Type bytes, or text in the terminal's encoding; returns when the pseudo-terminal has taken them all."""
        rest = keys.encode(self.encoding) if isinstance(keys, str) else keys
        while rest:
            _, writable, _ = select.select([], [self._master], [], 10)
            if not writable:
                raise AssertionError(f"the program reads no input\n{self.dump()}")
            rest = rest[os.write(self._master, rest[:1024]) :]

    def press(self, *names: str) -> None:
        """Press keys by name (see KEY_BYTES); a single character stands for itself."""
        for name in names:
            if name in _ARROWS and "1" in self.terminal.private_modes:
                self.send(KEY_BYTES[name].replace(b"[", b"O"))
            else:
                self.send(KEY_BYTES.get(name) or name)

    def resize(self, columns: int, lines: int) -> None:
        """Change the window size; the program gets SIGWINCH from the kernel."""
        with self._changed:
            self.terminal.resize(columns, lines)
        self._set_window_size(columns, lines)

    # -- what the person sees

    @property
    def bytes_received(self) -> int:
        """How many bytes the program has written to the terminal so far."""
        with self._changed:
            return len(self.received)

    @property
    def cursor(self) -> tuple[int, int]:
        """Where the cursor stands, (row, column) from zero."""
        with self._changed:
            return self.terminal.screen.cursor.y, self.terminal.screen.cursor.x

    def screen(self) -> list[str]:
        """Return the visible rows, wide characters once, blanks at the right end cut off."""
        with self._changed:
            return self.terminal.rows()

    def dump(self) -> str:
        """Return the screen in a frame, and how the program stands, for a failure message."""
        with self._changed:
            rows, columns = self.terminal.rows(), self.terminal.screen.columns
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(_LAST_SECONDS if self._ended else 0)
        status = self.process.poll()
        state = "running" if status is None else f"ended with {status}"
        body = "\n".join(f"|{row}" for row in rows)
        return f"program {state}, {len(self.received)} bytes received\n+{'-' * columns}\n{body}\n+{'-' * columns}"

    def wait_for(self, text: str, timeout: float = 10) -> list[str]:
        """Wait until ``text`` stands on one row and return the screen; AssertionError shows it after timeout."""
        return self.wait_until(lambda rows: any(text in row for row in rows), f"{text!r} on the screen", timeout)

    def wait_gone(self, text: str, timeout: float = 10) -> list[str]:
        """Wait until ``text`` stands on no row and return the screen."""
        return self.wait_until(lambda rows: all(text not in row for row in rows), f"{text!r} gone", timeout)

    def wait_until(
        self, condition: Callable[[list[str]], bool], what: str = "the condition", timeout: float = 10
    ) -> list[str]:
        """Wait until ``condition(rows)`` holds and return the rows; ``timeout`` in seconds."""
        deadline_ms = elapsed_ms() + int(timeout * 1000)
        with self._changed:
            while not condition(rows := self.terminal.rows()):
                left_ms = deadline_ms - elapsed_ms()
                if left_ms <= 0 or self._ended:
                    break
                self._changed.wait(left_ms / 1000)
            else:
                return rows
        raise AssertionError(f"waited {timeout} s for {what}\n{self.dump()}")

    def settled(self, quiet_ms: int = 200, timeout: float = 10) -> list[str]:
        """Wait until the program has written nothing for ``quiet_ms`` and return the screen."""
        deadline_ms = elapsed_ms() + int(timeout * 1000)
        with self._changed:
            while not self._ended and self._changed.wait(quiet_ms / 1000):
                if elapsed_ms() > deadline_ms:
                    break
            else:
                return self.terminal.rows()
        raise AssertionError(f"the program was never quiet for {quiet_ms} ms\n{self.dump()}")

    # -- how it ends

    def wait_exit(self, timeout: float = 10) -> int:
        """Wait until the program has ended by itself and return its exit status (negative: the signal)."""
        try:
            status = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the program did not end in {timeout} s\n{self.dump()}") from None
        self._reader.join(timeout)
        return status

    def hang_up(self) -> None:
        """Take the terminal away, as a dropped line does; the program gets SIGHUP from the kernel."""
        self._stop_reading()
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def kill9(self) -> None:
        """Kill the program and everything in its process group without a chance to tidy up."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def close(self) -> int:
        """Hang up, wait two seconds, kill what is left, and return the exit status."""
        self.hang_up()
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.kill9()
        return self.process.wait(10)

    # -- the wire

    def _set_window_size(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def _stop_reading(self) -> None:
        if self._wake_write >= 0:
            os.close(self._wake_write)
            self._wake_write = -1
            self._reader.join(10)
            os.close(self._wake_read)

    def _drain(self) -> None:
        while True:
            ready, _, _ = select.select([self._master, self._wake_read], [], [])
            if self._wake_read in ready:
                break
            try:
                output = os.read(self._master, 65_536)
            except OSError:
                break
            if not output:
                break
            arrived_ns = time.perf_counter_ns()
            with self._changed:
                self.arrived_ns = arrived_ns
                self.received += output
                self.writes += 1
                answer = self.terminal.feed(output)
                self._changed.notify_all()
            if answer:
                with contextlib.suppress(OSError):
                    os.write(self._master, answer)
        with self._changed:
            self._ended = True
            self._changed.notify_all()


def _environment(changes: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FORGOTTEN)}
    return {**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8", **changes}
