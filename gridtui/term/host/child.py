"""A forked session: it takes the terminal it was handed, hears the login's packets as signals, says how it ended.

The terminal stays the controlling terminal of the login, which therefore gets the kernel's signals about it; this
process reads and writes it through the three descriptors alone.
"""

import gc
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Collection, Mapping
from io import TextIOWrapper
from typing import NamedTuple, NoReturn

from gridtui.core.errors import Refused
from gridtui.term.host.accounts import account_of
from gridtui.term.host.passing import ENDED, REFUSED, RELAYED, TERMINAL_VARIABLES, Request, tell
from gridtui.term.profile import locale_encoding

FAULT = 1
"""Exit status of a session that ended by an error of its own."""

_PRIVATE_FILES = 0o077
_PACKET_BYTES = 16


class Login(NamedTuple):
    """Who logged in and what was asked for.

    ``account`` is the kernel's word, never the login's. ``words`` come from the person; so does ``environment``,
    reduced to the names a login may set.
    """

    account: str
    uid: int
    words: tuple[str, ...]
    environment: Mapping[str, str]


Session = Callable[[Login], int]
"""What a session does, returning its exit status; runs in a process of its own, on its own terminal."""


def reset_signals() -> None:
    """Give the parent's signals back to what a new program finds, and let them in."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


class Accepted(NamedTuple):
    """A login the parent let in: its connection, the kernel's word about it, what it asked, its terminal."""

    connection: socket.socket
    uid: int
    request: Request
    terminal: tuple[int, ...]


def run_session(session: Session, accepted: Accepted, own_variables: Collection[str]) -> NoReturn:
    """Be the session of a login, from the fork to the exit; never returns into the parent's frames."""
    connection, uid, request, terminal = accepted
    status = FAULT
    try:
        _take_terminal(terminal)
        environment = _environment(request, own_variables)
        _speak_as(environment)
        reset_signals()
        gc.enable()
        threading.Thread(target=_relay, args=(connection,), name="login", daemon=True).start()
        status = session(Login(account_of(uid), uid, request.words, environment))
        _flush()
    except Refused as refusal:
        tell(connection, REFUSED + refusal.code.encode())
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        # Whatever escaped the session ends here: the frames below belong to the parent.
        escaped = sys.exception()
        if escaped is not None:
            sys.excepthook(type(escaped), escaped, escaped.__traceback__)
        _flush()
        tell(connection, ENDED + bytes([status & 0xFF]))
        os._exit(status & 0xFF)


def _take_terminal(terminal: tuple[int, ...]) -> None:
    os.setsid()
    os.umask(_PRIVATE_FILES)
    os.chdir("/")
    for place, descriptor in enumerate(terminal):
        os.dup2(descriptor, place)
        os.close(descriptor)


def _environment(request: Request, own_variables: Collection[str]) -> dict[str, str]:
    """Return what counts of the login's environment: names that choose files or programs are not its to set."""
    allowed = {*TERMINAL_VARIABLES, *own_variables}
    return {name: value for name, value in request.environment.items() if name in allowed}


def _speak_as(environment: Mapping[str, str]) -> None:
    """Put the login's terminal and language in the place of the parent's, also for what is simply printed."""
    for name in TERMINAL_VARIABLES:
        os.environ.pop(name, None)
    os.environ.update(environment)
    encoding = locale_encoding(os.environ)
    # New streams, as the parent's remember what kind of file they were opened on.
    sys.stdin = sys.__stdin__ = open(0, encoding=encoding, errors="replace", closefd=False)  # type: ignore[misc]  # noqa: SIM115 - open until the exit
    sys.stdout = sys.__stdout__ = _writes_to(1, encoding)  # type: ignore[misc]  # Final only to type checkers
    sys.stderr = sys.__stderr__ = _writes_to(2, encoding)  # type: ignore[misc]


def _writes_to(place: int, encoding: str) -> TextIOWrapper:
    """Return a stream on a standard descriptor; as Python itself does, a terminal gets each line at once."""
    at_once = place == 2 or os.isatty(place)  # noqa: PLR2004 - standard error
    stream = open(place, "w", encoding=encoding, errors="replace", closefd=False)  # noqa: SIM115 - open until the exit
    stream.reconfigure(line_buffering=at_once)
    return stream


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            continue


def _relay(connection: socket.socket) -> None:
    """Turn the login's packets into signals to the thread that draws; a login that is gone is a line that dropped."""
    main = threading.main_thread().ident
    while main is not None:
        try:
            packet = connection.recv(_PACKET_BYTES)
        except OSError:
            packet = b""
        number = RELAYED.get(packet)
        if number is not None:
            signal.pthread_kill(main, number)
        elif not packet:
            signal.pthread_kill(main, signal.SIGHUP)
            return
