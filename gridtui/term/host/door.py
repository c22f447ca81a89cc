"""The host's door: a socket in a folder only its own account can write; one host at a time, handed on in upgrades."""

import fcntl
import grp
import os
import socket
import stat
from pathlib import Path
from typing import Final

from gridtui.core.errors import StoreFault

WAITING_LOGINS: Final = 128
"""Logins the kernel keeps waiting while the host is busy or being replaced."""

_LOCK = "host.lock"
_HANDED_OVER: Final = 3
"""The descriptor at which a service manager, or the host's own predecessor, leaves the socket."""


class Door:
    """The listening socket, and the lock that says a host is here."""

    def __init__(self, path: Path, listener: socket.socket, lock: int) -> None:
        self.path = path
        self.listener = listener
        self._lock = lock

    def leave(self) -> None:
        """Close this process's copies; another process that has them goes on listening."""
        self.listener.close()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def shut(self) -> None:
        """Stop listening: a login finds nobody from here on."""
        self.path.unlink(missing_ok=True)
        self.leave()

    def hand_on(self) -> dict[str, str]:
        """Leave the socket where the next program image finds it, and return what its environment has to say.

        To be called immediately before ``exec``: the descriptor it takes may be another's.
        """
        os.dup2(self.listener.fileno(), _HANDED_OVER)
        # Where the socket is there already, dup2 leaves it closing at exec.
        os.set_inheritable(_HANDED_OVER, True)
        return {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}


def open_door(path: Path, group: str = "") -> Door:
    """Listen at a path; ``group`` names the system group whose members may log in, '' for the own account alone.

    A socket that was handed over is used where there is one. Raises StoreFault ``host.running`` where a host listens
    already, ``host.folder_unsafe`` (path) where others may write into the folder, ``host.no_group`` (group),
    ``host.no_socket`` (path, reason).
    """
    try:
        given = _handed_over()
        members = grp.getgrnam(group).gr_gid if group else None
        _make_folder(path.parent, members)
        lock = os.open(path.parent / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return Door(path, given or _listen(path, members), lock)
        except BaseException:
            os.close(lock)
            raise
    except KeyError as error:
        raise StoreFault("host.no_group", group=group) from error
    except BlockingIOError as error:
        raise StoreFault("host.running", path=str(path)) from error
    except OSError as error:
        raise StoreFault("host.no_socket", path=str(path), reason=error.strerror or "") from error


def _make_folder(folder: Path, members: int | None) -> None:
    """Make the folder 0700, or 0710 where a group may knock; one that others may write is refused."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.stat()
    if found.st_uid not in {os.geteuid(), 0} or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise StoreFault("host.folder_unsafe", path=str(folder))
    if members is not None and found.st_uid == os.geteuid():
        os.chown(folder, -1, members)
        folder.chmod(0o710)


def _listen(path: Path, members: int | None) -> socket.socket:
    """Listen under a new name, then take the old one's place in one step: no login finds half a socket."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        draft = path.with_name(path.name + ".new")
        draft.unlink(missing_ok=True)
        listener.bind(str(draft))
        if members is not None:
            os.chown(draft, -1, members)
        draft.chmod(0o600 if members is None else 0o660)
        listener.listen(WAITING_LOGINS)
        listener.setblocking(False)
        draft.rename(path)
    except BaseException:
        listener.close()
        raise
    return listener


def _handed_over() -> socket.socket | None:
    """Return the socket a service manager or the host's predecessor left (the protocol of sd_listen_fds)."""
    meant = os.environ.pop("LISTEN_PID", "") == str(os.getpid())
    count = os.environ.pop("LISTEN_FDS", "")
    if not meant or count != "1":
        return None
    os.set_inheritable(_HANDED_OVER, False)
    listener = socket.socket(fileno=_HANDED_OVER)
    listener.setblocking(False)
    return listener
