"""Opening a server folder and serving it with uvicorn until a signal, in one process.

More than one worker is refused: with SQLite there is one writer, and a second process would only wait for the first.
"""

import asyncio
import fcntl
import os
import signal
import socket
import threading
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

import msgspec

from gridtui.core.errors import InputFault, StoreFault
from gridtui.core.time import Clock
from gridtui.server.application import make_application
from gridtui.server.database import ServerDatabase
from gridtui.server.enrolment import Enrolment
from gridtui.server.epoch import enter_epoch, leave_epoch
from gridtui.server.exchange import Exchange
from gridtui.server.keys import ServerKeys, ensure_keys
from gridtui.server.log_lines import note, start_logging
from gridtui.server.tls import Certificates

if TYPE_CHECKING:
    import uvicorn

_KEEP_ALIVE_SECONDS: Final = 660
"""Longer than two checks of an office, so that its connection stays warm."""
_GRACE_SECONDS: Final = 20
_BACKLOG: Final = 2048
LOCK_FILE: Final = "serving.lock"


class Opened(msgspec.Struct, frozen=True):
    """A server's folder, opened: what both the running server and the administrator's commands work on."""

    folder: Path
    database: ServerDatabase
    keys: ServerKeys
    certificates: Certificates


def open_server(folder: Path, clock: Clock) -> Opened:
    """Open a server's folder, making keys, certificates and database where they are missing.

    Raises StoreFault ``server.folder_unusable``, ``server.newer_database`` or ``server.database_unreadable``.
    """
    keys = ensure_keys(folder)
    certificates = Certificates(keys.folder)
    certificates.ensure(clock)
    return Opened(folder, ServerDatabase.open(folder), keys, certificates)


def check_workers(workers: int) -> None:
    """Raise InputFault ``server.one_process`` for more than one worker."""
    if workers != 1:
        raise InputFault("server.one_process", workers=workers)


def _lock(folder: Path) -> int:
    """Return the lock only one serving process holds; raises StoreFault ``server.already_running``."""
    descriptor = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise StoreFault("server.already_running", path=str(folder)) from None
    return descriptor


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        # Only a listening socket keeps others from binding its port.
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise StoreFault("server.port_unusable", host=host, port=port, why=error.strerror or "") from error
    return listener


class Serving:
    """A server bound to ``port``; ``run`` answers until ``stop`` or a signal, ``ready`` tells when it does.

    ``plain`` serves without TLS, for a test that counts bytes or a proxy on the same machine.
    """

    def __init__(self, folder: Path, clock: Clock, *, host: str, port: int, plain: bool = False) -> None:
        self._opened = open_server(folder, clock)
        self._clock = clock
        with ExitStack() as undone:
            undone.callback(self._opened.database.close)
            self._lock = _lock(folder)
            undone.callback(os.close, self._lock)
            self._socket = _listening(host, port)
            undone.pop_all()
        self.epoch, self.is_new_epoch = enter_epoch(self._opened.database, self._opened.keys.folder, clock.now_ms())
        self.port: int = self._socket.getsockname()[1]
        self._server = self._uvicorn(plain=plain)

    def _uvicorn(self, *, plain: bool) -> "uvicorn.Server":
        import uvicorn

        from gridtui.server.joined import JoinedProtocol, QuietServer

        opened = self._opened
        exchange = Exchange(opened.database, opened.keys, self.epoch, self._clock)
        enrolment = Enrolment(opened.database, opened.keys, self._clock)
        application = make_application(opened.database, exchange, enrolment, opened.certificates.root_pem)
        config = uvicorn.Config(
            application,
            http=JoinedProtocol,
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=_GRACE_SECONDS,
            backlog=_BACKLOG,
        )
        config.load()
        if not plain:
            config.ssl = opened.certificates.server_context()
        return QuietServer(config)

    @property
    def ready(self) -> bool:
        """Whether requests are answered."""
        return self._server.started

    def run(self) -> None:
        """Answer until told to stop; requests under way are finished first, then everything is closed."""
        previous = (
            {number: signal.signal(number, self._on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
            if threading.current_thread() is threading.main_thread()
            else {}
        )
        note("serving", port=self.port, new_epoch=int(self.is_new_epoch))
        try:
            asyncio.run(self._server.serve([self._socket]))
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)
            self.close()
            note("stopped")

    def close(self) -> None:
        """Let go of port, database and lock; ``run`` does it at its end."""
        self._socket.close()
        leave_epoch(self._opened.database, self._opened.keys.folder, self.epoch)
        self._opened.database.close()
        os.close(self._lock)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """Ask ``run`` to finish what is under way and return; may be called from any thread."""
        self._server.should_exit = True


def serve(folder: Path, clock: Clock, *, host: str, port: int, workers: int = 1) -> None:
    """Serve a folder until SIGTERM or SIGINT.

    Raises InputFault ``server.one_process`` and StoreFault as ``open_server``, ``server.already_running``,
    ``server.port_unusable``.
    """
    check_workers(workers)
    start_logging()
    Serving(folder, clock, host=host, port=port).run()
