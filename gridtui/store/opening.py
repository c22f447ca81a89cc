"""What happens before a store is used: is the file there, ours, whole, and of this program's schema.

Everything here runs under the gate, once per process. Each refusal is a StoreFault that names the path.
"""

import os
import sqlite3
from pathlib import Path

import peewee

from gridtui.core.errors import StoreFault
from gridtui.store.connection import errors_as_faults, open_database, raw_connection
from gridtui.store.gate import try_lock

SCHEMA_NUMBER = 4
"""The schema this program reads and writes; the number of the last file in ``migrations``."""

APPLICATION_ID = 0x67747569
MIGRATIONS = Path(__file__).parent / "migrations"
READ_AGAIN = "SELECT 1 FROM meta WHERE key = 'read_again'"
"""A migration leaves that key where the store holds what the program before could not read."""

_HEADER = b"SQLite format 3\x00"
_HEADER_BYTES = 100
_WRITE_VERSION, _SCHEMA_COOKIE, _APPLICATION = 18, slice(40, 44), slice(68, 72)
"""Places in the header of a SQLite file (file format 1.3): 2 is a file with a log, 0 a file without tables."""
_FOLDER_MODE = 0o700
_FILE_MODE = 0o600
_NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afs", "ceph", "glusterfs", "fuse.glusterfs", "lustre"}
)
_MOUNTS = Path("/proc/self/mountinfo")


def prepare_folder(folder: Path, file: Path, *, create: bool) -> None:
    """Make sure the folder and the file are there and may be written; creates both where asked (0700, 0600).

    Raises StoreFault ``store.missing``, ``store.foreign``, ``store.no_permission`` or ``store.network_share``.
    """
    try:
        if create:
            folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        if not file.exists():
            if not create:
                raise StoreFault("store.missing", path=str(file))
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, _FILE_MODE))
    except OSError as error:
        raise StoreFault("store.no_permission", path=str(file)) from error
    if not file.is_file():
        raise StoreFault("store.foreign", path=str(file))
    if not os.access(folder, os.W_OK | os.X_OK) or not os.access(file, os.R_OK | os.W_OK):
        raise StoreFault("store.no_permission", path=str(file))
    kind = file_system_of(folder)
    if kind in _NETWORK_FILE_SYSTEMS:
        raise StoreFault("store.network_share", path=str(folder), kind=kind)


def file_system_of(folder: Path, mounts: Path = _MOUNTS) -> str:
    """Return the type of the file system a folder is on, '' where the system does not say."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    place = folder.resolve()
    best, found = -1, ""
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, kinds = before.split(" "), after.split(" ")
        mount = Path(fields[4].replace("\\040", " ")) if len(fields) > 4 else None  # noqa: PLR2004 - mount point is the fifth
        # Later lines cover earlier ones at the same place.
        if mount is not None and place.is_relative_to(mount) and len(mount.parts) >= best:
            best, found = len(mount.parts), kinds[0]
    return found


def join_users(lock: Path, file: Path) -> tuple[int | None, bool]:
    """Enter the file's list of users; return (the descriptor that keeps the entry, was the last end unclean).

    Unclean means that nobody else uses the file, yet a log is left: the last user did not close it.
    """
    alone = try_lock(lock)
    if alone is None:
        return try_lock(lock, shared=True), False
    log = file.with_name(file.name + "-wal")
    unclean = log.exists() and log.stat().st_size > 0
    os.close(alone)
    return try_lock(lock, shared=True), unclean


def bring_up(file: Path, *, create: bool, check: bool) -> bool:
    """Check the file and run the migrations it lacks, after a verified backup if there is anything to lose.

    Return whether operations that an older program kept opaque wait to be read again. ``check`` asks for the full
    look at every page. Raises StoreFault ``store.corrupt``, ``store.foreign``,
    ``store.newer`` and whatever SQLite's errors mean.
    """
    empty = file.stat().st_size == 0
    if empty and not create:
        raise StoreFault("store.corrupt", path=str(file))
    if not empty:
        with file.open("rb") as stream:
            header = stream.read(_HEADER_BYTES)
        if not header.startswith(_HEADER):
            raise StoreFault("store.corrupt", path=str(file))
        if _is_foreign(header):
            raise StoreFault("store.foreign", path=str(file))
    database = open_database(file)
    try:
        with errors_as_faults(file):
            database.connect()
            _bring_up(database, file, check=check and not empty)
            return raw_connection(database).execute(READ_AGAIN).fetchone() is not None
    finally:
        if not database.is_closed():
            database.close()


def _is_foreign(header: bytes) -> bool:
    """Tell from its header that a file is another program's; opening it would already change its journal mode.

    Of a file with a log the header may be older than the log: there the opened file is asked.
    """
    if len(header) < _HEADER_BYTES or header[_WRITE_VERSION] != 1:
        return False
    has_tables = any(header[_SCHEMA_COOKIE])
    return has_tables and int.from_bytes(header[_APPLICATION], "big") != APPLICATION_ID


def _bring_up(database: peewee.SqliteDatabase, file: Path, *, check: bool) -> None:
    connection = raw_connection(database)
    found = _number(connection, "user_version")
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and _number(connection, "application_id") != APPLICATION_ID:
        raise StoreFault("store.foreign", path=str(file))
    if found > SCHEMA_NUMBER:
        raise StoreFault("store.newer", path=str(file), found=found, known=SCHEMA_NUMBER)
    if check:
        quick_check(connection, file)
    if found == SCHEMA_NUMBER:
        return
    if tables:
        back_up(connection, file.with_name(f"{file.name}.before-{SCHEMA_NUMBER}"))
    # The runner costs 20 ms to import and is needed once in a store's life.
    from playhouse.migrations import Runner

    Runner(database, str(MIGRATIONS)).up()


def quick_check(connection: sqlite3.Connection, file: Path) -> None:
    """Look at every page of the file; raises StoreFault ``store.corrupt``."""
    verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise StoreFault("store.corrupt", path=str(file))


def back_up(connection: sqlite3.Connection, target: Path) -> Path:
    """Copy a whole store through SQLite's backup interface and check the copy; return where it is.

    An older copy of the same name is replaced only by a checked one. Raises StoreFault ``store.backup_failed``.
    """
    unfinished = target.with_name(target.name + ".unfinished")
    try:
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, _FILE_MODE))
        copy = sqlite3.connect(unfinished)
        try:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            quick_check(copy, unfinished)
            same = _number(copy, "user_version") == _number(connection, "user_version")
        finally:
            copy.close()
        if not same:
            raise StoreFault("store.backup_failed", path=str(target))
        _flush(unfinished)
        unfinished.replace(target)
        _flush(target.parent)
    except (OSError, sqlite3.Error) as error:
        raise StoreFault("store.backup_failed", path=str(target)) from error
    return target


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
