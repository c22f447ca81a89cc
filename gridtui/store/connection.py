"""Connections to the office's SQLite file: how they are opened, and what each of SQLite's errors means.

Nothing else in the package opens the file. A connection belongs to one thread and to one process.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import peewee

from gridtui.core.errors import StoreFault

BUSY_TIMEOUT_MS = 10_000
"""How long a statement waits for another process's lock; a second net behind the gate (data access, "Writing")."""

PRAGMAS: dict[str, str | int] = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": 1,
    "busy_timeout": BUSY_TIMEOUT_MS,
    "cache_size": -16384,
    "journal_size_limit": 67_108_864,
    "wal_autocheckpoint": 20_000,
    "temp_store": "MEMORY",
}
"""Set on every connection; ``wal_autocheckpoint`` is a safety net, the keeper checkpoints long before. What SQLite
puts aside while it works stays in memory: no record is to lie in the machine's temporary folder."""

_CACHED_STATEMENTS = 512

_CODES: dict[int, str] = {
    sqlite3.SQLITE_FULL: "store.disk_full",
    sqlite3.SQLITE_CORRUPT: "store.corrupt",
    sqlite3.SQLITE_NOTADB: "store.corrupt",
    sqlite3.SQLITE_FORMAT: "store.corrupt",
    sqlite3.SQLITE_BUSY: "store.busy",
    sqlite3.SQLITE_LOCKED: "store.busy",
    sqlite3.SQLITE_PROTOCOL: "store.busy",
    sqlite3.SQLITE_READONLY: "store.no_permission",
    sqlite3.SQLITE_PERM: "store.no_permission",
    sqlite3.SQLITE_AUTH: "store.no_permission",
    sqlite3.SQLITE_CANTOPEN: "store.no_permission",
    sqlite3.SQLITE_IOERR: "store.disk_failing",
    sqlite3.SQLITE_NOMEM: "store.no_memory",
    sqlite3.SQLITE_TOOBIG: "store.too_big",
}
"""Primary result code -> code of the fault. Codes that are not here are mistakes of this program."""

_PRIMARY_CODE = 0xFF


def open_database(path: Path, *, query_only: bool = False) -> peewee.SqliteDatabase:
    """Describe a database that connects once per thread, on request; no file is touched yet.

    ``query_only`` makes SQLite refuse every write on its connections.
    """
    pragmas = PRAGMAS | {"query_only": 1} if query_only else PRAGMAS
    return peewee.SqliteDatabase(
        str(path),
        pragmas=pragmas,
        timeout=BUSY_TIMEOUT_MS / 1000,
        lock_type="IMMEDIATE",
        autoconnect=False,
        check_same_thread=False,
        cached_statements=_CACHED_STATEMENTS,
    )


def raw_connection(database: peewee.SqliteDatabase) -> sqlite3.Connection:
    """Return the driver's connection of this thread; the hot statements run on it without Peewee between."""
    connection: sqlite3.Connection = database.connection()  # type: ignore[no-untyped-call]  # Peewee's stubs lack it
    return connection


def fault_of(error: BaseException, path: Path) -> StoreFault | None:
    """Return what an error of SQLite (or Peewee around one) means to a person, None for a mistake of this program.

    This is the only place where result codes are read. Every fault carries ``path``.
    """
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, sqlite3.Error):
        cause = cause.__cause__ or cause.__context__
    if cause is None:
        return None
    number = getattr(cause, "sqlite_errorcode", None)
    if number is None:
        return None
    code = _CODES.get(number & _PRIMARY_CODE)
    return StoreFault(code, path=str(path)) if code else None


@contextmanager
def errors_as_faults(path: Path) -> Iterator[None]:
    """Turn the errors of SQLite inside the block into the StoreFault they mean; mistakes of this program pass."""
    try:
        yield
    except (sqlite3.Error, peewee.PeeweeException) as error:
        fault = fault_of(error, path)
        if fault is None:
            raise
        raise fault from error
