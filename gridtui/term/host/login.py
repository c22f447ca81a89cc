"""The login program: hands its terminal to the host and stays to pass on what happens to it, until the session ends.

    gridtui-login [--socket PATH] [WORDS]     by hand
    gridtui-login -c "gridtui WORDS"          as a login shell: sshd calls it so
    gridtui-login                             as ForceCommand: the words are in SSH_ORIGINAL_COMMAND

It starts in a few hundredths of a second and is in memory once for each session, so it loads the standard library
alone, and the sentences only when it has one to say. Where no host listens it says so and runs the program itself.
"""

import contextlib
import os
import signal
import socket
import sys
import termios
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

from gridtui.term.host import passing

FAILED = 1
_PROGRAM = "gridtui"
_THIS_PROGRAM = "gridtui-login"
_PACKET_BYTES = 256
_SIGNALLED = 128
_RESTORE = b"\x1b[m\x1b[?7h\x1b[?2004l\x1b[?25h\x1b[?1049l"
"""What undoes anything a session does to a terminal: colours, no wrap, paste, hidden cursor, second screen."""


def main(argv: Sequence[str] | None = None) -> int:
    """Log in, and return the session's exit status; 128 and the signal's number where a signal ended it."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    path = os.environ.get(passing.SOCKET_VARIABLE) or passing.DEFAULT_SOCKET
    if len(arguments) > 1 and arguments[0] == "--socket":
        path = arguments[1]
        arguments = arguments[2:]
    words = words_asked(arguments, os.environ)
    if words is None:
        _say("host.only_gridtui")
        return FAILED
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        _run_alone(words)
    with connection:
        return _stay(connection, passing.Request(words, asked_environment(os.environ)))


def words_asked(arguments: Sequence[str], environ: Mapping[str, str]) -> tuple[str, ...] | None:
    """Return the words after ``gridtui`` that were asked for; None where another program was.

    A login shell is given ``-c`` and a line; a forced command finds what the person asked for in its environment.
    """
    forced = environ.get("SSH_ORIGINAL_COMMAND", "")
    if arguments[:1] == ["-c"]:
        words = _words_of(" ".join(arguments[1:]))
        return words if words != (_THIS_PROGRAM,) else words_asked((), environ)
    if arguments or not forced:
        return tuple(arguments)
    return _words_of(forced)


def _words_of(line: str) -> tuple[str, ...] | None:
    """Return what follows the program's name; the login program's own name alone where that was asked for."""
    import shlex

    try:
        program, *words = shlex.split(line)
    except ValueError:
        return None
    name = program.rpartition("/")[2]
    if name == _THIS_PROGRAM and not words:
        return (name,)
    return tuple(words) if name == _PROGRAM else None


def asked_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what the host is told of the environment: terminal, language, and the program's own names."""
    return {
        name: value
        for name, value in environ.items()
        if name in passing.TERMINAL_VARIABLES or name.startswith(passing.OWN_PREFIX)
    }


def _stay(connection: socket.socket, request: passing.Request) -> int:
    """Hand the terminal over, pass signals on, and return how the session ended."""
    give_back = _terminal_as_found()
    for packet, number in passing.RELAYED.items():
        signal.signal(number, _passing_on(connection, packet))
    for number in (signal.SIGTSTP, signal.SIGTTOU, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    # A host that refuses before it reads has left its reason in the socket.
    with contextlib.suppress(OSError):
        passing.hand_over(connection, request, (0, 1, 2))
    last = _last_packet(connection)
    kind, said = last[:1], last[1:]
    if kind == passing.ENDED:
        return said[0]
    if kind == passing.REFUSED:
        _say(said.decode("ascii", "replace"))
        return FAILED
    killed_by = said[0] if kind == passing.KILLED else 0
    if killed_by not in {signal.SIGHUP, signal.SIGTERM}:
        give_back()
        _say("host.session_failed")
    return _SIGNALLED + killed_by if killed_by else FAILED


def _passing_on(connection: socket.socket, packet: bytes) -> Callable[[int, FrameType | None], None]:
    return lambda _number, _frame: passing.tell(connection, packet)


def _last_packet(connection: socket.socket) -> bytes:
    """Wait for the session's end; b'' where host and session are gone without a word."""
    try:
        return connection.recv(_PACKET_BYTES)
    except OSError:
        # The kernel tells of the refused request first, of the packet that says why after it.
        with contextlib.suppress(OSError):
            return connection.recv(_PACKET_BYTES)
    return b""


def _terminal_as_found() -> Callable[[], None]:
    """Return what gives the terminal back as it is now: a session that was killed could not."""
    try:
        modes = termios.tcgetattr(0)
    except termios.error:
        return lambda: None

    def give_back() -> None:
        with contextlib.suppress(OSError, termios.error):
            termios.tcsetattr(0, termios.TCSANOW, modes)
            os.write(1, _RESTORE)

    return give_back


def _run_alone(words: tuple[str, ...]) -> None:
    """Become the program itself; does not return."""
    _say("host.absent")
    os.execv(sys.executable, [sys.executable, "-m", _PROGRAM, *words])  # noqa: S606 - ourselves, without a shell


def _say(code: str) -> None:
    """Write what a code means in one line to standard error."""
    from gridtui.core.errors import Refused
    from gridtui.locale import LANGUAGES, preferred_language, set_language
    from gridtui.locale.sentences import sentences_for

    asked = os.environ.get("GRIDTUI_LANGUAGE", "")
    set_language(asked if asked in LANGUAGES else preferred_language(os.environ))
    sys.stderr.write(" ".join(sentences_for(Refused(code))) + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
