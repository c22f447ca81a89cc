"""The keeper copies the log back when nobody saves, and one process at a time does it."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from gridtui.store import keeper
from gridtui.store.database import Store
from gridtui.store.keeper import Keeper, LogState
from tests.store.store_seed import new_store, settled


class Watch:
    """A clock for spans that the test moves."""

    def __init__(self) -> None:
        self.ms = 0

    def elapsed_ms(self) -> int:
        """Return what the test says has passed."""
        return self.ms


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Let the keeper read the test's clock."""
    made = Watch()
    monkeypatch.setattr(keeper, "elapsed_ms", made.elapsed_ms)
    return made


def write_pages(store: Store, pages: int) -> None:
    """Add that many pages to the log, a little more or less."""
    with store.transaction() as transaction:
        next_key = transaction.value("SELECT count(*) FROM meta")
        rows = [(f"k{next_key + number}", os.urandom(3600)) for number in range(pages)]
        transaction.executemany("INSERT INTO meta(key, value) VALUES(?, ?)", rows)


def keeper_of(store: Store) -> Keeper:
    """Return a keeper as another process would have it."""
    return Keeper(store.path, store.folder / "keeper.lock", store.gate)


def test_the_log_is_read_as_sqlite_counts_it(tmp_path: Path) -> None:
    """Frames in the log and frames copied back are those SQLite reports."""
    store = new_store(tmp_path)
    write_pages(store, 50)
    newest, waiting = LogState(store.path).read()
    connection = sqlite3.connect(store.path)
    _, frames, copied = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    assert (newest, waiting) == (frames, frames)
    assert copied == frames
    assert LogState(store.path).read() == (frames, 0)
    connection.close()
    store.close()
    assert LogState(store.path).read() == (0, 0)


_TRY_TO_BE_THE_FIRST = """
import fcntl, os, sys
index = os.open(sys.argv[1], os.O_RDWR)
fcntl.lockf(index, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 128)
"""
"""Takes the lock by which SQLite finds out whether somebody uses the log's index; whoever gets it cuts it off."""


def test_looking_at_the_log_leaves_its_locks_alone(tmp_path: Path) -> None:
    """Another process that opens the store sees that it is in use, however often the keeper has looked."""
    store = new_store(tmp_path)
    write_pages(store, 5)
    own = keeper_of(store)
    state = LogState(store.path)
    index = store.path.with_name(store.path.name + "-shm")
    for _look in range(2):
        own.tick()
        state.read()
        tried = subprocess.run(
            [sys.executable, "-c", _TRY_TO_BE_THE_FIRST, str(index)], capture_output=True, check=False
        )
        assert b"BlockingIOError" in tried.stderr
    store.close()
    state.close()


def test_a_new_log_is_read_where_the_old_one_is_gone(tmp_path: Path) -> None:
    """The last to close a store deletes its log; the next one's is another file."""
    store = new_store(tmp_path)
    write_pages(store, 50)
    state = LogState(store.path)
    assert state.read()[0] >= 50
    store.close()
    assert state.read() == (0, 0)
    again = Store.open(store.folder)
    write_pages(again, 5)
    assert 0 < state.read()[0] < 50
    again.close()
    state.close()


def test_a_short_log_is_left_alone(tmp_path: Path, watch: Watch) -> None:
    """Below a thousand pages there is nothing worth a write."""
    store = new_store(tmp_path)
    write_pages(store, 500)
    own = keeper_of(store)
    own.tick()
    watch.ms += 10_000
    assert not own.tick()
    store.close()


def test_a_long_log_waits_for_half_a_second_of_quiet(tmp_path: Path, watch: Watch) -> None:
    """While somebody saves, nothing is copied; then all of it, and the next save restarts the log."""
    store = new_store(tmp_path)
    own = keeper_of(store)
    write_pages(store, 1_500)
    assert not own.tick()
    watch.ms += 400
    write_pages(store, 5)
    assert not own.tick()
    watch.ms += 499
    assert not own.tick()
    watch.ms += 1
    assert own.tick()
    assert LogState(store.path).read()[1] == 0
    write_pages(store, 5)
    assert LogState(store.path).read()[0] < 100
    store.close()


def test_sixteen_megabytes_do_not_wait(tmp_path: Path, watch: Watch) -> None:
    """A log that long is copied back at once, quiet or not."""
    store = new_store(tmp_path)
    own = keeper_of(store)
    write_pages(store, keeper.PAGES_AT_LATEST + 50)
    assert own.tick()
    assert watch.ms == 0
    assert LogState(store.path).read()[1] == 0
    store.close()


def test_one_keeper_works_and_the_next_inherits(tmp_path: Path, watch: Watch) -> None:
    """Whoever holds the lock copies; when it ends, another takes over."""
    store = new_store(tmp_path)
    first, second = keeper_of(store), keeper_of(store)
    first.start()
    assert settled(lambda: first._lock is not None)
    write_pages(store, keeper.PAGES_AT_LATEST + 50)
    assert not second.tick()
    assert settled(lambda: LogState(store.path).read()[1] == 0)
    first.stop()
    write_pages(store, keeper.PAGES_AT_LATEST + 50)
    assert second.tick()
    assert watch.ms == 0
    store.close()


def test_a_keeper_never_makes_a_store(tmp_path: Path) -> None:
    """A store that was moved away meanwhile is not created anew."""
    store = new_store(tmp_path)
    own = keeper_of(store)
    store.close()
    store.path.unlink()
    assert not own._copy_back()
    assert not store.path.exists()


def test_a_store_stops_its_keeper(tmp_path: Path) -> None:
    """Closing the store ends the thread and lets the lock go."""
    store = new_store(tmp_path)
    store.start_keeper()
    store.start_keeper()
    assert settled(lambda: store._keeper._lock is not None)
    store.close()
    assert store._keeper._thread is None
    assert store._keeper._lock is None
