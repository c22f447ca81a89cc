"""Reading and writing: one state for a reader, one writer at a time, all or nothing, nothing kept over a fork."""

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gridtui.core.errors import StoreFault
from gridtui.store.connection import fault_of
from gridtui.store.database import FILE_NAME, Store
from gridtui.store.opening import SCHEMA_NUMBER
from tests.store.store_seed import new_store, settled

ADD = "INSERT INTO meta(key, value) VALUES(?, ?)"
COUNT = "SELECT count(*) FROM meta"
RAISE = "UPDATE meta SET value = value + 1 WHERE key = 'counter'"
COUNTING = f"""
import sys
from pathlib import Path
from gridtui.store.opening import SCHEMA_NUMBER
from gridtui.store.database import FILE_NAME, Store
store = Store.open(Path(sys.argv[1]))
for _ in range(100):
    with store.transaction() as transaction:
        transaction.execute({RAISE!r})
store.close()
"""


def count(store: Store) -> int:
    """Return how many rows the tests have written."""
    with store.reading() as reader:
        found: int = reader.value(COUNT)
    return found


def test_a_transaction_is_there_for_the_next_reader(tmp_path: Path) -> None:
    """What ended well is read by every later block, also after the store was closed."""
    store = new_store(tmp_path)
    with store.transaction() as transaction:
        transaction.execute(ADD, ("a", 1))
        transaction.executemany(ADD, [("b", 2), ("c", 3)])
        assert transaction.rows("SELECT key FROM meta ORDER BY key") == [("a",), ("b",), ("c",)]
    assert count(store) == 3
    store.close()
    again = Store.open(store.folder)
    assert count(again) == 3
    again.close()


def test_an_exception_takes_everything_back(tmp_path: Path) -> None:
    """A save that fails half way has not happened, and the next one can."""
    store = new_store(tmp_path)

    def fail() -> None:
        with store.transaction() as transaction:
            transaction.execute(ADD, ("a", 1))
            raise KeyError("a")

    with pytest.raises(KeyError):
        fail()
    with store.transaction() as transaction:
        transaction.execute(ADD, ("b", 1))
    assert count(store) == 1
    store.close()


def test_a_reader_sees_one_state(tmp_path: Path) -> None:
    """What is saved meanwhile does not show inside a block, nor in a block within it."""
    store = new_store(tmp_path)
    with store.reading() as reader:
        assert reader.value(COUNT) == 0
        with store.transaction() as transaction:
            transaction.execute(ADD, ("a", 1))
        with store.reading() as inner:
            assert inner.value(COUNT) == 0
        assert list(reader.each("SELECT key FROM meta")) == []
    assert count(store) == 1
    store.close()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    """A read is a read, whatever statement it is given."""
    store = new_store(tmp_path)
    with pytest.raises(StoreFault), store.reading() as reader:
        reader.rows(ADD, ("a", 1))
    assert count(store) == 0
    store.close()


def test_a_transaction_inside_another_is_a_mistake(tmp_path: Path) -> None:
    """It would wait for itself for ever."""
    store = new_store(tmp_path)
    with store.transaction(), pytest.raises(RuntimeError), store.transaction():
        pass
    with store.transaction() as transaction:
        transaction.execute(ADD, ("a", 1))
    store.close()


def test_threads_read_while_one_writes(tmp_path: Path) -> None:
    """Each thread has its own connection; a reader never waits for a writer."""
    store = new_store(tmp_path)
    found: list[int] = []
    with store.transaction() as transaction:
        transaction.execute(ADD, ("a", 1))
        thread = threading.Thread(target=lambda: found.append(count(store)))
        thread.start()
        thread.join(5)
    assert found == [0]
    store.close()


def test_connections_of_finished_threads_are_closed(tmp_path: Path) -> None:
    """A store that lives for days does not collect connections."""
    store = new_store(tmp_path)
    for _ in range(5):
        thread = threading.Thread(target=lambda: count(store))
        thread.start()
        thread.join()
    count(store)
    assert len(store._connections) == 1
    store.close()


def test_processes_take_turns(tmp_path: Path) -> None:
    """Three processes that raise one number a hundred times each raise it by three hundred."""
    store = new_store(tmp_path)
    with store.transaction() as transaction:
        transaction.execute(ADD, ("counter", 0))
    command = [sys.executable, "-c", COUNTING, str(store.folder)]
    running = [
        subprocess.Popen(command, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}) for _ in range(3)
    ]
    assert [process.wait(30) for process in running] == [0, 0, 0]
    with store.reading() as reader:
        assert reader.value("SELECT value FROM meta WHERE key = 'counter'") == 300
    store.close()


def test_a_full_disk_takes_the_save_back(tmp_path: Path) -> None:
    """The fault says so, what was saved before stays, and saving works again once there is room."""
    store = new_store(tmp_path)
    with store.transaction() as transaction:
        transaction.execute(ADD, ("a", 1))
        pages = transaction.value("PRAGMA page_count")

    def fill(limit: int) -> None:
        with store.transaction() as transaction:
            transaction.value(f"PRAGMA max_page_count = {limit}")
            transaction.executemany(ADD, [(f"b{number}", b"x" * 4096) for number in range(100)])

    with pytest.raises(StoreFault) as caught:
        fill(pages + 10)
    assert caught.value.code == "store.disk_full"
    assert count(store) == 1
    fill(pages + 1_000)
    assert count(store) == 101
    store.close()


def test_a_session_older_than_the_store_does_not_write(tmp_path: Path) -> None:
    """A newer program has changed the schema meanwhile: reading goes on, saving says what happened."""
    store = new_store(tmp_path)
    newer = sqlite3.connect(store.path)
    newer.execute(f"PRAGMA user_version = {SCHEMA_NUMBER + 1}")
    newer.close()
    with pytest.raises(StoreFault) as caught, store.transaction():
        pass
    assert caught.value.code == "store.upgraded"
    assert count(store) == 0
    store.close()


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    """Nobody reads or writes a store that was closed, and closing again does nothing."""
    store = new_store(tmp_path)
    assert count(store) == 0
    store.close()
    store.close()
    for way_in in (store.reading, store.transaction):
        with pytest.raises(StoreFault) as caught, way_in():
            pass
        assert caught.value.code == "store.closed"


def test_a_copy_holds_what_was_saved_before_it(tmp_path: Path) -> None:
    """The log included, while somebody else is in the middle of saving; the copy is private and opens by itself."""
    folder = tmp_path / "copy"
    folder.mkdir()
    store = new_store(tmp_path)
    with store.transaction() as transaction:
        transaction.execute(ADD, ("a", 1))
    with store.transaction() as transaction:
        transaction.execute(ADD, ("b", 1))
        copy = store.back_up(folder / FILE_NAME)
    assert copy.stat().st_mode & 0o777 == 0o600
    again = Store.open(copy.parent)
    assert count(again) == 1
    again.close()
    store.close()


def test_closing_folds_the_log_away(tmp_path: Path) -> None:
    """After a clean end the store is one file, which a copy of the folder holds whole."""
    store = new_store(tmp_path)
    with store.transaction() as transaction:
        transaction.execute(ADD, ("a", 1))
    store.close()
    assert not list(store.folder.glob("*-wal"))


def test_a_forked_child_makes_its_own_connections(tmp_path: Path) -> None:
    """The child reads and writes through connections of its own; the parent's stay as they were."""
    store = new_store(tmp_path)
    with store.transaction() as transaction:
        transaction.execute(ADD, ("parent", 1))
    inherited = store._connections[:]
    child = os.fork()
    if child == 0:
        status = 1
        try:
            with store.transaction() as transaction:
                transaction.execute(ADD, ("child", 1))
            own = [pair for pair in store._connections if pair in inherited]
            status = 0 if count(store) == 2 and not own else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert count(store) == 2
    assert store._connections[0] == inherited[0]
    store.close()


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (sqlite3.SQLITE_FULL, "store.disk_full"),
        (sqlite3.SQLITE_CORRUPT_VTAB, "store.corrupt"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "store.busy"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "store.no_permission"),
        (sqlite3.SQLITE_IOERR_FSYNC, "store.disk_failing"),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, None),
        (sqlite3.SQLITE_ERROR, None),
    ],
)
def test_result_codes_mean_one_fault(number: int, code: str | None) -> None:
    """Extended codes mean what their primary code means; mistakes of this program are no fault of the store."""
    error = sqlite3.OperationalError("as the driver raises it")
    error.sqlite_errorcode = number
    fault = fault_of(error, Path("office.db"))
    assert (fault.code if fault else None) == code


def test_the_gate_gives_up_with_a_fault(tmp_path: Path) -> None:
    """Whoever waits in vain is told so, and leaves nothing locked behind."""
    store = new_store(tmp_path)
    store.gate._wait_seconds = 0.05
    opened = threading.Event()
    release = threading.Event()

    def hold() -> None:
        with store.gate.held():
            opened.set()
            release.wait(5)

    holder = threading.Thread(target=hold)
    holder.start()
    opened.wait(5)
    with pytest.raises(StoreFault) as caught, store.transaction():
        pass
    assert caught.value.code == "store.busy"
    release.set()
    holder.join()
    store.gate._wait_seconds = 5
    with store.transaction() as transaction:
        transaction.execute(ADD, ("a", 1))
    assert settled(lambda: not [thread for thread in threading.enumerate() if thread.name == "gate"])
    store.close()


def test_the_gate_lets_waiters_through_in_turn(tmp_path: Path) -> None:
    """Eight threads that save at once all save."""
    store = new_store(tmp_path)

    def save(name: int) -> None:
        for number in range(10):
            with store.transaction() as transaction:
                transaction.execute(ADD, (f"{name}-{number}", 1))

    threads = [threading.Thread(target=save, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert count(store) == 80
    store.close()
