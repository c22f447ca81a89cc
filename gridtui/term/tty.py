"""The terminal line: raw mode and window size, with every failure of a line that is gone taken calmly."""

import contextlib
import errno
import os
import termios
import tty

FALLBACK_SIZE = (80, 24)
"""What a line that does not know its size is taken for (columns, lines)."""

_INPUT_FLAGS_OFF = (
    termios.BRKINT | termios.ICRNL | termios.IGNCR | termios.INLCR | termios.INPCK
    | termios.ISTRIP | termios.IXANY | termios.IXOFF | termios.IXON
)  # fmt: skip
_LOCAL_FLAGS_OFF = termios.ECHO | termios.ECHONL | termios.ICANON | termios.IEXTEN | termios.ISIG


class RawLine:
    """A terminal line that can be put into raw mode and back; on what is no terminal it does nothing."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._saved: list[object] | None = None

    def enter(self) -> None:
        """Switch echo, line editing, flow control (Ctrl+S, Ctrl+Q), signal keys and output processing off.

        Without output processing a line feed moves straight down and costs one byte.
        """
        with contextlib.suppress(termios.error):
            attributes = termios.tcgetattr(self._descriptor)
            self._saved = self._saved or [*attributes[:-1], list(attributes[-1])]
            attributes[tty.IFLAG] &= ~_INPUT_FLAGS_OFF
            attributes[tty.OFLAG] &= ~termios.OPOST
            attributes[tty.LFLAG] &= ~_LOCAL_FLAGS_OFF
            attributes[tty.CC][termios.VMIN] = 1
            attributes[tty.CC][termios.VTIME] = 0
            termios.tcsetattr(self._descriptor, termios.TCSANOW, attributes)

    def leave(self) -> None:
        """Put the line back as it was found."""
        saved, self._saved = self._saved, None
        if saved is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self._descriptor, termios.TCSANOW, saved)  # type: ignore[arg-type]  # as tcgetattr gave it

    def drop_input(self) -> None:
        """Throw away what was typed and not read, so that a late answer is not typed into a shell."""
        with contextlib.suppress(termios.error):
            termios.tcflush(self._descriptor, termios.TCIFLUSH)

    def is_ours(self) -> bool:
        """Tell whether we may use the terminal now; False in the background of the shell it belongs to.

        A terminal that was handed to us and controls no process of ours is always ours.
        """
        try:
            return os.tcgetpgrp(self._descriptor) == os.getpgrp()
        except OSError:
            return os.isatty(self._descriptor)

    def may_write(self) -> bool:
        """Change nothing, which a process in the background is stopped for; False when that is what happened.

        Any other failure is a line that is gone, which reading it will tell.
        """
        try:
            termios.tcsetattr(self._descriptor, termios.TCSANOW, termios.tcgetattr(self._descriptor))
        except termios.error as error:
            return bool(error.args[0] != errno.EINTR)
        return True

    def size(self) -> tuple[int, int]:
        """Return (columns, lines) of the window; FALLBACK_SIZE when the line does not know."""
        try:
            size = os.get_terminal_size(self._descriptor)
        except OSError:
            return FALLBACK_SIZE
        return (size.columns, size.lines) if size.columns > 0 and size.lines > 0 else FALLBACK_SIZE
