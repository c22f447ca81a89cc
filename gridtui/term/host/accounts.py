"""Who knocks: the kernel's word about the other end of a socket, never the peer's own."""

import pwd
import socket
import struct
from typing import NamedTuple

from gridtui.core.errors import Refused

_CREDENTIALS = struct.Struct("3i")


class Peer(NamedTuple):
    """The process that connected, as the kernel recorded it then."""

    pid: int
    uid: int
    gid: int


def peer_of(connection: socket.socket) -> Peer:
    """Return who is at the other end; raises OSError."""
    stated = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return Peer(*_CREDENTIALS.unpack(stated))


def account_of(uid: int) -> str:
    """Return the name of a system account; raises Refused ``host.no_account``."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError as error:
        raise Refused("host.no_account", uid=uid) from error
