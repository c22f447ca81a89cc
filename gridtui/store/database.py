"""The office's store: one SQLite file, many readers, one writer at a time.

``Store.reading`` and ``Store.transaction`` are the only ways in. A thread has one connection for reading and one for
writing; a forked child makes its own. No connection, cursor, model instance or ``n`` leaves this package's callers'
``with`` blocks except as tuples and records.
"""

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import peewee

from gridtui.core.errors import StoreFault
from gridtui.core.time import Clock
from gridtui.store.connection import errors_as_faults, open_database, raw_connection
from gridtui.store.gate import Gate
from gridtui.store.keeper import Keeper
from gridtui.store.opening import SCHEMA_NUMBER, back_up, bring_up, join_users, prepare_folder

if TYPE_CHECKING:
    from gridtui.store.writer import Writer

FILE_NAME: Final = "office.db"
GATE_NAME: Final = "office.gate"
KEEPER_WAIT_SECONDS: Final = 0.2

Parameter = int | str | bytes | None
Parameters = Sequence[Parameter] | Mapping[str, Parameter]
Row = tuple[Any, ...]

_abandoned: list[object] = []
"""Connections a fork carried into this process; kept so that no destructor touches the parent's files."""


class Reader:
    """One read transaction: every statement sees the same state of the store. Belongs to one thread."""

    def __init__(self, store: "Store", database: peewee.SqliteDatabase) -> None:
        self.store = store
        self.database = database
        self._connection = raw_connection(database)

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return all rows of a statement."""
        return self._connection.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """Return the first row of a statement, None if there is none."""
        found: Row | None = self._connection.execute(sql, parameters).fetchone()
        return found

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """Return the first column of the first row, None if there is no row."""
        found = self._connection.execute(sql, parameters).fetchone()
        return None if found is None else found[0]

    def each(self, sql: str, parameters: Parameters = ()) -> Iterator[Row]:
        """Iterate over the rows of a statement without holding them all."""
        return iter(self._connection.execute(sql, parameters))


class Transaction(Reader):
    """One write transaction behind the gate. It is committed, with a flush, when its ``with`` block ends well."""

    @property
    def in_transaction(self) -> bool:
        """Whether SQLite still has the transaction open; it ends one by itself when the disk is full."""
        return self._connection.in_transaction

    def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Run a statement; return how many rows it changed."""
        return self._connection.execute(sql, parameters).rowcount

    def insert(self, sql: str, parameters: Parameters = ()) -> int:
        """Run an INSERT; return the ``n`` it was given."""
        return self._connection.execute(sql, parameters).lastrowid or 0

    def executemany(self, sql: str, parameters: Iterable[Parameters]) -> None:
        """Run a statement once for each row of parameters."""
        self._connection.executemany(sql, parameters)


class Store:
    """An open store. Threads may share it; after a fork the child's first use makes new connections."""

    def __init__(self, folder: Path, users: int | None) -> None:
        self.folder = folder
        self.path = folder / FILE_NAME
        self.gate = Gate(folder / GATE_NAME)
        self._keeper = self._new_keeper()
        self._users = users
        self._open()

    def _open(self) -> None:
        self._pid = os.getpid()
        self._closed = False
        self._readers = open_database(self.path, query_only=True)
        self._writers = open_database(self.path)
        self._guard = threading.Lock()
        self._connections: list[tuple[threading.Thread, sqlite3.Connection]] = []
        self._local = threading.local()

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> "Store":
        """Open the store of a data folder, bringing its schema up to this program's first.

        ``create`` makes the folder (0700) and the file (0600) where they are missing. Raises StoreFault:
        ``store.missing``, ``store.no_permission``, ``store.network_share``, ``store.corrupt``, ``store.foreign``,
        ``store.newer`` (found, known), ``store.backup_failed``, ``store.disk_full``, ``store.busy``.
        """
        file = folder / FILE_NAME
        prepare_folder(folder, file, create=create)
        with Gate(folder / GATE_NAME).held():
            users, unclean = join_users(folder / "users.lock", file)
            try:
                waits = bring_up(file, create=create, check=unclean)
            except BaseException:
                if users is not None:
                    os.close(users)
                raise
        store = cls(folder, users)
        if waits:
            store._read_again()
        return store

    def close(self) -> None:
        """Close every connection of this process and stop its keeper. Closing twice does nothing."""
        if self._closed or self._pid != os.getpid():
            return
        self._closed = True
        self._keeper.stop()
        with self._guard:
            for _, connection in self._connections:
                connection.close()
            self._connections.clear()
        self._keeper.close()
        if self._users is not None:
            os.close(self._users)
            self._users = None

    def start_keeper(self) -> None:
        """Start this process's part in looking after the log, in a background thread; more calls do nothing."""
        self._enter()
        self._keeper.start()

    def back_up(self, target: Path) -> Path:
        """Write a checked copy of the store as it is now, log included, to a file (0600); others go on saving.

        Raises StoreFault ``store.backup_failed``; a copy that was there before is then still there.
        """
        self._enter()
        with errors_as_faults(self.path):
            return back_up(raw_connection(self._connected(self._readers)), target)

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Give a Reader for the ``with`` block; a block inside another of the same thread shares its state."""
        self._enter()
        outer: Reader | None = getattr(self._local, "reader", None)
        if outer is not None:
            yield outer
            return
        with errors_as_faults(self.path):
            reader = Reader(self, self._connected(self._readers))
            reader.rows("BEGIN")
            self._local.reader = reader
            try:
                yield reader
            finally:
                self._local.reader = None
                reader.rows("ROLLBACK")

    @contextmanager
    def transaction(self, *, of_any_schema: bool = False) -> Iterator[Transaction]:
        """Give a Transaction for the ``with`` block: gate, BEGIN IMMEDIATE, then COMMIT, or ROLLBACK if it raises.

        Raises StoreFault ``store.busy`` if the gate stays shut for ten seconds, ``store.upgraded`` if a newer
        program has taken the store over, ``store.disk_full`` and the other meanings of SQLite's errors. A block
        inside another of the same thread is a mistake and raises RuntimeError. ``of_any_schema`` is for rows that
        migrations only ever add columns to and that a program which has to end still keeps: drafts.
        """
        self._enter()
        if getattr(self._local, "writing", False):
            raise RuntimeError("a transaction is already open on this thread")
        with self.gate.held(), errors_as_faults(self.path):
            self._local.writing = True
            try:
                transaction = Transaction(self, self._connected(self._writers))
                transaction.execute("BEGIN IMMEDIATE")
                try:
                    if not of_any_schema:
                        self._check_schema(transaction)
                    yield transaction
                    transaction.execute("COMMIT")
                except BaseException:
                    # SQLite may have rolled back by itself already, as it does when the disk is full.
                    if transaction.in_transaction:
                        transaction.execute("ROLLBACK")
                    raise
            finally:
                self._local.writing = False

    @contextmanager
    def writing(self, clock: Clock) -> "Iterator[Writer]":
        """Give the Writer of a transaction: the only way entity rows and their operations change."""
        from gridtui.store.writer import Writer

        with self.transaction() as transaction:
            writer = Writer(transaction, clock)
            yield writer
            writer.finish()

    def _read_again(self) -> None:
        from gridtui.store.rebuild import read_again

        with self.transaction() as transaction:
            read_again(transaction)

    def _new_keeper(self) -> Keeper:
        # Where the gate is shut somebody saves, and the log is copied another time.
        gate = Gate(self.folder / GATE_NAME, wait_seconds=KEEPER_WAIT_SECONDS)
        return Keeper(self.path, self.folder / "keeper.lock", gate)

    def _check_schema(self, transaction: Transaction) -> None:
        found = transaction.value("PRAGMA user_version")
        if found != SCHEMA_NUMBER:
            raise StoreFault("store.upgraded", path=str(self.path), found=found, known=SCHEMA_NUMBER)

    def _connected(self, database: peewee.SqliteDatabase) -> peewee.SqliteDatabase:
        if database.is_closed():
            database.connect()
            with self._guard:
                for thread, connection in self._connections:
                    if not thread.is_alive():
                        connection.close()
                self._connections = [pair for pair in self._connections if pair[0].is_alive()]
                self._connections.append((threading.current_thread(), raw_connection(database)))
        return database

    def _enter(self) -> None:
        """Refuse a closed store, and leave everything a fork carried along to the parent."""
        if self._pid == os.getpid():
            if self._closed:
                raise StoreFault("store.closed", path=str(self.path))
            return
        _abandoned.append((self._readers, self._writers, self._connections, self._local, self._keeper))
        self._keeper = self._new_keeper()
        self._open()
