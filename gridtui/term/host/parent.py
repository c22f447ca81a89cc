"""The host itself: one thread, one loop. It listens, checks who knocks, forks, counts, and buries.

A session lives in a child and hears its login directly, so it outlives this process: an upgrade replaces the parent
under running sessions. What a login sends is only ever read with a deadline and without waiting for it.
"""

import errno
import gc
import os
import select
import signal
import socket
import sys
from collections import Counter
from collections.abc import Collection
from typing import Literal, NamedTuple

from gridtui.core.time import elapsed_ms
from gridtui.term.host.accounts import Peer, peer_of
from gridtui.term.host.child import Accepted, Session, run_session
from gridtui.term.host.companion import Companion, run_companion
from gridtui.term.host.door import Door
from gridtui.term.host.passing import ENDED, KILLED, REFUSED, take_over, tell

Ending = Literal["stop", "renew"]
"""Why a host ended: told to stop, or to make room for a newer program on the same socket."""

REQUEST_WAIT_MS = 5_000
"""How long a connection may say nothing."""

_SIGNALS = (signal.SIGCHLD, signal.SIGHUP, signal.SIGTERM, signal.SIGINT)


class Limits(NamedTuple):
    """How many sessions, in all and of one account; and how many connections that have not said anything yet."""

    sessions: int = 200
    sessions_of_account: int = 16
    waiting: int = 64
    waiting_of_account: int = 16


class _Waiting(NamedTuple):
    """A connection that has not asked yet."""

    connection: socket.socket
    peer: Peer
    until_ms: int


class _Running(NamedTuple):
    """A session: our copy of its connection says how it ended where it cannot say so itself."""

    connection: socket.socket
    uid: int


class _Beside(NamedTuple):
    """A companion that runs: its process, and our end of the pipe that tells it we are there."""

    pid: int
    pipe: int


class Host:
    """A parent that has everything imported and forks a child for each login.

    ``own_variables`` are names a login may set besides those of its terminal. The caller prepared Textual's
    environment before it imported it, opened no database and started no thread.
    """

    def __init__(
        self,
        door: Door,
        session: Session,
        *,
        limits: Limits | None = None,
        own_variables: Collection[str] = (),
        companion: Companion | None = None,
    ) -> None:
        self._door = door
        self._session = session
        self._limits = limits or Limits()
        self._own_variables = tuple(own_variables)
        self._companion = companion
        self._beside: _Beside | None = None
        self._companion_due_ms = 0
        self._waiting: dict[int, _Waiting] = {}
        self._running: dict[int, _Running] = {}
        self._ending: Ending | None = None
        self._wake_read, self._wake_write = socket.socketpair()
        self._poll = select.poll()

    def run(self) -> Ending:
        """Serve until a signal says otherwise: SIGTERM or SIGINT stop, SIGHUP makes room for a newer program.

        Sessions go on either way. Raises RuntimeError where this process has more than one thread.
        """
        require_one_thread()
        gc.collect()
        gc.disable()
        gc.freeze()
        self._listen_to_signals()
        for readable in (self._door.listener, self._wake_read):
            self._poll.register(readable, select.POLLIN)
        self._reap()
        while self._ending is None:
            self._start_companion()
            for descriptor, _ in self._poll.poll(self._wait_ms()):
                if descriptor == self._door.listener.fileno():
                    self._accept()
                elif descriptor == self._wake_read.fileno():
                    self._hear_signals()
                elif descriptor in self._waiting:
                    self._answer(descriptor)
            self._forget_the_silent()
        hold_signals()
        self._release()
        return self._ending

    # -- signals and children

    def _listen_to_signals(self) -> None:
        for end in (self._wake_read, self._wake_write):
            end.setblocking(False)
        signal.set_wakeup_fd(self._wake_write.fileno(), warn_on_full_buffer=False)
        for number in _SIGNALS:
            signal.signal(number, lambda *_: None)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)

    def _hear_signals(self) -> None:
        heard = set(self._wake_read.recv(4_096))
        if signal.SIGCHLD in heard:
            self._reap()
        if signal.SIGHUP in heard:
            self._ending = "renew"
        if heard & {signal.SIGTERM, signal.SIGINT}:
            self._ending = "stop"

    def _reap(self) -> None:
        """Bury every child that ended, those of the parent before us included."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            ended = self._running.pop(pid, None)
            if ended is not None:
                killed = os.WIFSIGNALED(status)
                number = os.WTERMSIG(status) if killed else os.WEXITSTATUS(status)
                tell(ended.connection, (KILLED if killed else ENDED) + bytes([number]))
                ended.connection.close()
            elif self._beside is not None and pid == self._beside.pid:
                os.close(self._beside.pipe)
                self._beside = None

    def _start_companion(self) -> None:
        companion = self._companion
        if companion is None or self._beside is not None or elapsed_ms() < self._companion_due_ms:
            return
        self._companion_due_ms = elapsed_ms() + int(companion.again_after_seconds * 1000)
        host_end, pipe = os.pipe()
        pid = self._fork()
        if pid == 0:
            os.close(pipe)
            self._let_go_in_child()
            run_companion(companion, host_end)
        os.close(host_end)
        if pid is None:
            os.close(pipe)
        else:
            self._beside = _Beside(pid, pipe)

    def _fork(self) -> int | None:
        """Fork with our signals held, so that the child takes none for the parent; None where the system refuses."""
        require_one_thread()
        sys.stdout.flush()
        held = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        pid: int | None = None
        try:
            pid = os.fork()
        except OSError:
            pid = None
        finally:
            if pid != 0:
                signal.pthread_sigmask(signal.SIG_SETMASK, held)
        return pid

    # -- logins

    def _accept(self) -> None:
        try:
            connection, _ = self._door.listener.accept()
        except OSError as error:
            if error.errno in {errno.EMFILE, errno.ENFILE}:
                self._forget_the_silent(all_of_them=True)
            return
        connection.setblocking(False)
        peer = peer_of(connection)
        counted = Counter(waiting.peer.uid for waiting in self._waiting.values())
        if len(self._waiting) >= self._limits.waiting or counted[peer.uid] >= self._limits.waiting_of_account:
            tell(connection, REFUSED + b"host.busy")
            connection.close()
            return
        self._waiting[connection.fileno()] = _Waiting(connection, peer, elapsed_ms() + REQUEST_WAIT_MS)
        self._poll.register(connection, select.POLLIN)

    def _answer(self, descriptor: int) -> None:
        connection, peer, _ = self._waiting[descriptor]
        try:
            taken = take_over(connection)
        except BlockingIOError:
            return
        self._poll.unregister(connection)
        del self._waiting[descriptor]
        if taken is None:
            tell(connection, REFUSED + b"host.not_understood")
            connection.close()
            return
        request, terminal = taken
        started = self._start_session(Accepted(connection, peer.uid, request, terminal))
        for each in terminal:
            os.close(each)
        if not started:
            tell(connection, REFUSED + b"host.full")
            connection.close()

    def _start_session(self, accepted: Accepted) -> bool:
        own = sum(running.uid == accepted.uid for running in self._running.values())
        if len(self._running) >= self._limits.sessions or own >= self._limits.sessions_of_account:
            return False
        pid = self._fork()
        if pid == 0:
            self._let_go_in_child()
            accepted.connection.setblocking(True)
            run_session(self._session, accepted, self._own_variables)
        if pid is None:
            return False
        self._running[pid] = _Running(accepted.connection, accepted.uid)
        return True

    def _forget_the_silent(self, *, all_of_them: bool = False) -> None:
        now = elapsed_ms()
        for descriptor, waiting in list(self._waiting.items()):
            if all_of_them or waiting.until_ms <= now:
                self._poll.unregister(descriptor)
                del self._waiting[descriptor]
                waiting.connection.close()

    def _wait_ms(self) -> int | None:
        """Return how long nothing has to be done unless something arrives; None for ever."""
        deadlines = [waiting.until_ms for waiting in self._waiting.values()]
        if self._companion is not None and self._beside is None:
            deadlines.append(self._companion_due_ms)
        return max(0, min(deadlines) - elapsed_ms()) if deadlines else None

    # -- ends

    def _let_go_in_child(self) -> None:
        """Close what a child has no business with; its own connection was taken out of the waiting ones."""
        self._door.leave()
        self._release()

    def _release(self) -> None:
        """Close every descriptor of ours but the door; the sessions have their own."""
        signal.set_wakeup_fd(-1)
        for waiting in self._waiting.values():
            waiting.connection.close()
        for running in self._running.values():
            running.connection.close()
        if self._beside is not None:
            os.close(self._beside.pipe)
            self._beside = None
        self._wake_read.close()
        self._wake_write.close()


def hold_signals() -> None:
    """Keep a request for an upgrade waiting until ``Host.run`` can hear it; it would end this process before."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})


def require_one_thread() -> None:
    """Raise RuntimeError unless this process has one thread: a fork copies the others' locks, never the others."""
    with os.scandir("/proc/self/task") as tasks:
        threads = sum(1 for _ in tasks)
    if threads != 1:
        raise RuntimeError(f"{threads} threads: a fork copies one")
