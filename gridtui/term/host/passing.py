"""What a login and the host say to each other: one packet that hands the terminal over, then single short packets.

The socket is of packets (SOCK_SEQPACKET): one send is one receive, so nothing is ever half read. The login program
imports this file and is in memory once for each session, so it takes little of the standard library.
"""

import array
import os
import signal
import socket

DEFAULT_SOCKET = "/run/gridtui/login.sock"
SOCKET_VARIABLE = "GRIDTUI_SOCKET"

TERMINAL_VARIABLES = (
    "TERM",
    "COLORTERM",
    "NO_COLOR",
    "ESCDELAY",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_CTYPE",
    "LC_MESSAGES",
)
"""What a login says of its terminal and language; programs add names of their own."""

OWN_PREFIX = "GRIDTUI_"

DESCRIPTORS = 3
"""Standard input, output and error."""

LARGEST_REQUEST = 16_384

_GREETING = b"gridtui-login-1"
_END_OF_WORDS = b"\n"

RELAYED: dict[bytes, signal.Signals] = {
    b"w": signal.SIGWINCH,
    b"h": signal.SIGHUP,
    b"t": signal.SIGTERM,
    b"i": signal.SIGINT,
    b"c": signal.SIGCONT,
}
"""Packet of a login -> the signal the session gets."""

ENDED, KILLED, REFUSED = b"e", b"k", b"r"
"""First byte of the host's one packet: + exit status, + number of the signal, + code of the refusal."""


class Request:
    """What a login asks for: the words after the program's name, and its environment."""

    __slots__ = ("environment", "words")

    def __init__(self, words: tuple[str, ...], environment: dict[str, str]) -> None:
        self.words = words
        self.environment = environment


def encoded(request: Request) -> bytes:
    """Return a request as one packet: greeting, words, a line feed, NAME=value, each ended by a zero byte."""
    named = (f"{name}={value}" for name, value in request.environment.items())
    parts = (_GREETING, *map(os.fsencode, request.words), _END_OF_WORDS, *map(os.fsencode, named))
    return b"\0".join(parts) + b"\0"


def decoded(packet: bytes) -> Request | None:
    """Return the request of a packet; None for anything this version did not write."""
    greeting, *parts = packet.split(b"\0")
    if greeting != _GREETING or _END_OF_WORDS not in parts or parts.pop() != b"":
        return None
    end = parts.index(_END_OF_WORDS)
    named = [os.fsdecode(part).partition("=") for part in parts[end + 1 :]]
    return Request(tuple(map(os.fsdecode, parts[:end])), {name: value for name, _, value in named})


def hand_over(connection: socket.socket, request: Request, descriptors: tuple[int, int, int]) -> None:
    """Send a request together with the terminal; raises OSError."""
    rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))
    connection.sendmsg([encoded(request)], [rights])


def take_over(connection: socket.socket) -> tuple[Request, tuple[int, ...]] | None:
    """Return the request that waits and its three descriptors, which the caller closes; None for anything else.

    Raises BlockingIOError where nothing has arrived yet.
    """
    room = socket.CMSG_SPACE(DESCRIPTORS * array.array("i").itemsize)
    try:
        packet, sent_along, flags, _ = connection.recvmsg(LARGEST_REQUEST, room, socket.MSG_CMSG_CLOEXEC)
    except BlockingIOError:
        raise
    except OSError:
        return None
    received: list[int] = []
    for level, kind, content in sent_along:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            numbers = array.array("i")
            numbers.frombytes(content[: len(content) - len(content) % numbers.itemsize])
            received += numbers
    whole = not flags & (socket.MSG_TRUNC | socket.MSG_CTRUNC) and len(received) == DESCRIPTORS
    request = decoded(packet) if whole else None
    if request is None:
        for descriptor in received:
            os.close(descriptor)
        return None
    return request, tuple(received)


def tell(connection: socket.socket, packet: bytes) -> None:
    """Send one short packet; a peer that is gone or does not read misses it."""
    try:
        connection.send(packet, socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
    except OSError:
        return
