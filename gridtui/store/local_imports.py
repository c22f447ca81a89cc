"""The office's own record of its imports: how far each came, and what each household's rows wrote.

It is what makes an import resumable by (file digest, household) and undoable as one. One change of many records is
kept in the same way, with a digest of its own. Nothing of it is synced.
"""

from collections.abc import Iterable
from enum import IntEnum
from typing import Any, Final

import msgspec

from gridtui.store.database import Reader, Row, Transaction

_COLUMNS = "n, batch, digest, name, account, state, total_rows, done_rows, started_ms, ended_ms"
_LINE = f"SELECT {_COLUMNS} FROM local_import"
_BEGIN = """
INSERT INTO local_import(digest, name, account, state, total_rows, batch, started_ms, kind)
VALUES(?1, ?2, ?3, 0, ?4, ?5, ?6, ?7)
ON CONFLICT(digest) DO UPDATE SET name = ?2, account = ?3, state = 0, total_rows = ?4, done_rows = 0, batch = ?5,
 started_ms = ?6, ended_ms = NULL
"""


Kept = None | int | str | bytes | tuple[int, ...]
"""A field's value, as far as an import writes it."""


ROSTER: Final = "roster"
BULK_EDIT: Final = "bulk_edit"
"""What many records were written by: a file, or one change of many households."""


class ImportState(IntEnum):
    """Where an import stands."""

    RUNNING = 0
    FINISHED = 1
    UNDOING = 2
    UNDONE = 3


class ImportLine(msgspec.Struct, frozen=True):
    """One import. ``done`` is the last household of the file that was written, by its place from 1."""

    n: int
    import_id: bytes
    digest: bytes
    file_name: str
    account: str
    state: int
    rows: int
    done: int
    started_ms: int
    ended_ms: int | None

    @property
    def is_undone(self) -> bool:
        """Whether it was taken back."""
        return self.state == ImportState.UNDONE


class WrittenRow(msgspec.Struct, frozen=True, array_like=True):
    """What one household of the file wrote: records it created, fields it changed as (uid, before, after)."""

    created: list[tuple[str, bytes]]
    changed: list[tuple[bytes, dict[str, Kept], dict[str, Kept]]]


def imports(reader: Reader, kind: str = ROSTER) -> tuple[ImportLine, ...]:
    """Return every import of a kind, the latest first."""
    rows = reader.rows(f"{_LINE} WHERE kind = ? ORDER BY started_ms DESC, n DESC", (kind,))
    return tuple(_line(row) for row in rows)


def import_of_digest(reader: Reader, digest: bytes) -> ImportLine | None:
    """Return the import of a file, None where it was never begun."""
    row = reader.row(f"{_LINE} WHERE digest = ?", (digest,))
    return _line(row) if row else None


def import_of_id(reader: Reader, import_id: bytes, kind: str = ROSTER) -> ImportLine | None:
    """Return an import of a kind by its id, None where there is none."""
    row = reader.row(f"{_LINE} WHERE batch = ? AND kind = ?", (import_id, kind))
    return _line(row) if row else None


def _line(row: Row) -> ImportLine:
    n, batch, *rest = row
    return ImportLine(n, batch, *rest)


def begin_import(
    transaction: Transaction,
    digest: bytes,
    *,
    file_name: str,
    account: str,
    rows: int,
    import_id: bytes,
    now_ms: int,
    kind: str = ROSTER,
) -> int:
    """Record that an import begins, or begins again after it was undone; return its ``n``."""
    transaction.execute(_BEGIN, (digest, file_name, account, rows, import_id, now_ms, kind))
    begun: int = transaction.value("SELECT n FROM local_import WHERE digest = ?", (digest,))
    return begun


def note_rows(transaction: Transaction, n: int, written: Iterable[tuple[int, WrittenRow]], done: int) -> None:
    """Record what households wrote, in the transaction that writes it."""
    encode = msgspec.msgpack.encode
    rows = [(n, number, bool(row.changed) + 1, encode(row)) for number, row in written]
    transaction.executemany("INSERT INTO local_import_row(import, row, outcome, uids) VALUES(?, ?, ?, ?)", rows)
    transaction.execute("UPDATE local_import SET done_rows = ? WHERE n = ?", (done, n))


def set_state(transaction: Transaction, n: int, state: ImportState, now_ms: int | None = None) -> None:
    """Record where an import stands; ``now_ms`` ends it."""
    transaction.execute("UPDATE local_import SET state = ?, ended_ms = ? WHERE n = ?", (int(state), now_ms, n))


def written_rows(reader: Reader, n: int, limit: int = -1) -> list[tuple[int, WrittenRow]]:
    """Return what an import wrote, the last household first; -1 is all of it."""
    statement = "SELECT row, uids FROM local_import_row WHERE import = ? ORDER BY row DESC LIMIT ?"
    rows = reader.rows(statement, (n, limit))
    return [(number, _written(blob)) for number, blob in rows]


def _written(blob: bytes) -> WrittenRow:
    created, changed = msgspec.msgpack.decode(blob)
    return WrittenRow(
        [(type_name, uid) for type_name, uid in created],
        [(uid, _kept(before), _kept(after)) for uid, before, after in changed],
    )


def _kept(values: dict[str, Any]) -> dict[str, Kept]:
    return {field: tuple(value) if isinstance(value, list) else value for field, value in values.items()}


def forget_row(transaction: Transaction, n: int, row: int) -> None:
    """Drop the record of one household, once what it wrote was taken back."""
    transaction.execute("DELETE FROM local_import_row WHERE import = ? AND row = ?", (n, row))
