"""The gate: one writer at a time, in the order they came, and never a wait without an end.

SQLite's own write lock is unfair when writers never pause (worst p99 of 3.0 s with eight); ``flock`` queues them.
"""

import errno
import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gridtui.core.errors import StoreFault

WAIT_SECONDS = 10.0
"""How long a writer stands at the gate before it gives up."""

_NO_FLOCK = {errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK, errno.EINVAL}
"""A file system without flock: SQLite's lock and busy timeout are the only net then."""

_MODE = 0o600


class _Waiter(threading.Thread):
    """Stands in the kernel's queue for the lock, so that the one who asked can stop waiting.

    A blocking flock cannot be interrupted; when nobody waits any more the lock is let go as soon as it comes.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__(name="gate", daemon=True)
        self._descriptor = descriptor
        self._decision = threading.Lock()
        self._abandoned = False
        self._arrived = threading.Event()

    def run(self) -> None:
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        with self._decision:
            self._arrived.set()
            if self._abandoned:
                os.close(self._descriptor)

    def wait(self, seconds: float) -> bool:
        """Return whether the lock came in time; False leaves the descriptor to the thread."""
        if self._arrived.wait(seconds):
            return True
        with self._decision:
            self._abandoned = not self._arrived.is_set()
            return not self._abandoned


class Gate:
    """A lock file beside the store. Each hold has its own descriptor, so threads queue as processes do."""

    def __init__(self, path: Path, wait_seconds: float = WAIT_SECONDS) -> None:
        self._path = path
        self._wait_seconds = wait_seconds

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the gate. Raises StoreFault ``store.busy`` after the waiting time, ``store.no_permission``."""
        descriptor = self._pass()
        try:
            yield
        finally:
            # Unlocked by name, not by closing alone: a child forked meanwhile shares the lock.
            fcntl.flock(descriptor, fcntl.LOCK_UN)
            os.close(descriptor)

    def _pass(self) -> int:
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _MODE)
        except OSError as error:
            raise StoreFault("store.no_permission", path=str(self._path)) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiter = _Waiter(descriptor)
            waiter.start()
            if not waiter.wait(self._wait_seconds):
                raise StoreFault("store.busy", path=str(self._path)) from None
        except OSError as error:
            if error.errno not in _NO_FLOCK:
                os.close(descriptor)
                raise StoreFault("store.no_permission", path=str(self._path)) from error
        return descriptor


def try_lock(path: Path, *, shared: bool = False) -> int | None:
    """Lock a file without waiting and return its descriptor, None if another holds it; ``os.close`` lets go."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _MODE)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError as error:
        if error.errno not in _NO_FLOCK:
            os.close(descriptor)
            raise
    return descriptor
