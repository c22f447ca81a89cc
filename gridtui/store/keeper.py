"""The keeper: copies the log back into the store while nobody saves, so that no save ever has to.

Every process may run one; the one that holds ``keeper.lock`` does the work, the others wait to inherit it.
"""

import os
import sqlite3
import struct
import threading
from pathlib import Path

from gridtui.core.errors import StoreFault
from gridtui.core.time import elapsed_ms
from gridtui.store.connection import PRAGMAS
from gridtui.store.gate import Gate, try_lock

TICK_SECONDS = 0.25
QUIET_MS = 500
"""How long nothing must have been saved before the log is copied back."""
PAGES_WHEN_QUIET = 1_000
PAGES_AT_LATEST = 4_096
"""16 MB of 4,096-byte pages: copied back whether it is quiet or not."""

_NEWEST_FRAME_AT = 16
_COPIED_FRAMES_AT = 96
_INDEX_HEADER = 136


class LogState:
    """How long the log is and how much of it is copied back, read from the log's index without a lock.

    The offsets are those of SQLite's documented wal-index format (newest frame, frames copied back). The index stays
    open, as closing a file takes away all locks this process has on it, SQLite's as well (POSIX): the next process
    that opens the store would then believe to be the first and cut the index off under those that use it.
    """

    def __init__(self, file: Path) -> None:
        self._index = file.with_name(file.name + "-shm")
        self._descriptor: int | None = None

    def read(self) -> tuple[int, int]:
        """Return (newest frame, frames not copied back yet); (0, 0) where there is no log."""
        try:
            self._open_newest()
            head = b"" if self._descriptor is None else os.pread(self._descriptor, _INDEX_HEADER, 0)
        except OSError:
            return 0, 0
        if len(head) < _INDEX_HEADER:
            return 0, 0
        newest = struct.unpack_from("=I", head, _NEWEST_FRAME_AT)[0]
        copied = struct.unpack_from("=I", head, _COPIED_FRAMES_AT)[0]
        return newest, max(0, newest - copied)

    def close(self) -> None:
        """Close the index; only once this process has no connection to the store any more."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _open_newest(self) -> None:
        """Open the index there is now; one that was deleted meanwhile has no locks to lose."""
        newest = self._index.stat()
        if self._descriptor is not None:
            known = os.fstat(self._descriptor)
            if (known.st_dev, known.st_ino) == (newest.st_dev, newest.st_ino):
                return
            self.close()
        self._descriptor = os.open(self._index, os.O_RDONLY | os.O_CLOEXEC)


class Keeper:
    """A background thread that holds ``keeper.lock`` if it is free, and checkpoints."""

    def __init__(self, file: Path, lock: Path, gate: Gate) -> None:
        self._file = file
        self._lock_path = lock
        self._gate = gate
        self._log = LogState(file)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock: int | None = None
        self._seen = (0, 0)
        self._changed_ms = elapsed_ms()

    def start(self) -> None:
        """Start the thread; does nothing when it runs."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop the thread and let the lock go."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        self._thread = None

    def close(self) -> None:
        """Close what a stopped keeper read the log by; only once this process has no connection any more."""
        self._log.close()

    def _run(self) -> None:
        try:
            while not self._stop.wait(TICK_SECONDS):
                self.tick()
        finally:
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None

    def tick(self) -> bool:
        """Look once; return whether the log was copied back."""
        if self._lock is None:
            self._lock = try_lock(self._lock_path)
        if self._lock is None:
            return False
        state = self._log.read()
        now = elapsed_ms()
        if state[0] != self._seen[0]:
            self._changed_ms = now
        self._seen = state
        waiting = state[1]
        quiet = now - self._changed_ms >= QUIET_MS
        if waiting < PAGES_WHEN_QUIET or not (quiet or waiting >= PAGES_AT_LATEST):
            return False
        return self._copy_back()

    def _copy_back(self) -> bool:
        try:
            # mode=rw: a store that was moved away meanwhile is not created anew.
            connection = sqlite3.connect(f"{self._file.as_uri()}?mode=rw", uri=True, timeout=0, isolation_level=None)
        except sqlite3.Error:
            return False
        try:
            connection.execute(f"PRAGMA synchronous = {PRAGMAS['synchronous']}")
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            with self._gate.held():
                # Nobody can add to the log now: what is left is little, and the next save restarts the log.
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        except (sqlite3.Error, StoreFault):
            # A checkpoint that did not happen costs nothing but space; the person who saves next sees the fault.
            return False
        finally:
            connection.close()
        return True
