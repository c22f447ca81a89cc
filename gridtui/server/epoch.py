"""The server's epoch (P10): raised whenever the database may be older than what the offices have seen.

The epoch and a mark of the last start or stop stand in the database and in a file beside the server's keys. A file
that is missing or says otherwise means that one of the two was restored: a new epoch begins, and each scope's base
says how far its log reached, so that offices send again what the restored log lacks. The mark changes at every start
and stop: so a copy of the database taken earlier is told from the one that was stopped last.
"""

import os
from pathlib import Path
from typing import Final

from gridtui.server.database import ServerDatabase, Transaction
from gridtui.sync.signing import write_secret

MARKER_FILE: Final = "epoch"
_RANDOM_BITS: Final = 16
_MARK_BYTES: Final = 8


def read_marker(keys: Path) -> tuple[int, str] | None:
    """Return (epoch, mark) of the file beside the keys, None if it is missing or says neither."""
    try:
        epoch, mark = (keys / MARKER_FILE).read_text("ascii").split()
        return int(epoch), mark
    except (FileNotFoundError, ValueError):
        return None


def current_epoch(tx: Transaction) -> int:
    """Return the epoch the database stands in, 0 before its first start."""
    return int(_meta(tx, "epoch") or "0")


def _meta(tx: Transaction, key: str) -> str | None:
    row = tx.row("SELECT value FROM server_meta WHERE key=?", (key,))
    return None if row is None else bytes(row[0]).decode("ascii")


def _keep(tx: Transaction, key: str, value: str) -> None:
    tx.execute(
        "INSERT INTO server_meta(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value=excluded.value",
        (key, value.encode("ascii")),
    )


def enter_epoch(database: ServerDatabase, keys: Path, now_ms: int) -> tuple[int, bool]:
    """Return (epoch to serve in, whether it is new). Call it once at start, before the first request is answered.

    The database is written first: a crash between the two writes makes one epoch more, never one too few.
    """
    marker = read_marker(keys)
    mark = os.urandom(_MARK_BYTES).hex()
    with database.writing() as tx:
        stored = current_epoch(tx)
        is_new = not stored or marker != (stored, _meta(tx, "mark"))
        epoch = stored
        if is_new:
            fresh = now_ms << _RANDOM_BITS | int.from_bytes(os.urandom(_RANDOM_BITS // 8), "big")
            epoch = max(fresh, stored + 1, (marker[0] if marker else 0) + 1)
            _keep(tx, "epoch", str(epoch))
            for (tenant,) in tx.rows("SELECT tenant FROM street"):
                begin_epoch(tx, tenant, epoch)
        _keep(tx, "mark", mark)
    write_secret(keys / MARKER_FILE, f"{epoch} {mark}".encode("ascii"))
    return epoch, is_new


def leave_epoch(database: ServerDatabase, keys: Path, epoch: int) -> None:
    """Change the mark when the server stops, so that every earlier copy of the database is an old one."""
    mark = os.urandom(_MARK_BYTES).hex()
    with database.writing() as tx:
        _keep(tx, "mark", mark)
    write_secret(keys / MARKER_FILE, f"{epoch} {mark}".encode("ascii"))


def begin_epoch(tx: Transaction, tenant: int, epoch: int) -> None:
    """Write down where each scope of a tenant stood when an epoch began."""
    last = tx.row("SELECT max(ord) FROM tenant_epoch WHERE tenant=?", (tenant,))
    ordinal = 1 + int((last and last[0]) or 0)
    for scope, seq in tx.rows("SELECT scope, seq FROM scope WHERE tenant=?", (tenant,)):
        tx.execute(
            "INSERT INTO tenant_epoch(tenant, ord, epoch, scope, base) VALUES(?,?,?,?,?)",
            (tenant, ordinal, epoch, scope, seq),
        )


def history(tx: Transaction, tenant: int) -> list[tuple[int, int, dict[int, int]]]:
    """Return (ordinal, epoch, base of each scope) of every epoch of a tenant, oldest first."""
    lines: dict[int, tuple[int, int, dict[int, int]]] = {}
    for ordinal, epoch, scope, base in tx.rows(
        "SELECT ord, epoch, scope, base FROM tenant_epoch WHERE tenant=? ORDER BY ord, scope", (tenant,)
    ):
        lines.setdefault(ordinal, (ordinal, epoch, {}))[2][scope] = base
    return list(lines.values())
