"""The server's epoch (P10): raised whenever the database may be older than what the offices have seen.

The epoch stands in the database and in a file beside the server's keys. A missing or different file at start means
that one of the two was restored: a new epoch begins, and each scope's base says how far its log reached, so that
offices send again what the restored log lacks.
"""

import os
from pathlib import Path
from typing import Final

from gridtui.server.database import ServerDatabase, Transaction
from gridtui.sync.signing import write_secret

MARKER_FILE: Final = "epoch"
_RANDOM_BITS: Final = 16


def read_marker(keys: Path) -> int | None:
    """Return the epoch of the file beside the keys, None if it is missing or not a number."""
    try:
        return int((keys / MARKER_FILE).read_text("ascii"))
    except (FileNotFoundError, ValueError):
        return None


def current_epoch(tx: Transaction) -> int:
    """Return the epoch the database stands in, 0 before its first start."""
    row = tx.row("SELECT value FROM server_meta WHERE key='epoch'")
    return 0 if row is None else int(row[0])


def enter_epoch(database: ServerDatabase, keys: Path, now_ms: int) -> tuple[int, bool]:
    """Return (epoch to serve in, whether it is new). Call it once at start, before the first request is answered.

    The database is written first: a crash between the two writes makes one epoch more, never one too few.
    """
    marker = read_marker(keys)
    with database.writing() as tx:
        stored = current_epoch(tx)
        if stored and marker == stored:
            return stored, False
        fresh = now_ms << _RANDOM_BITS | int.from_bytes(os.urandom(_RANDOM_BITS // 8), "big")
        epoch = max(fresh, stored + 1, (marker or 0) + 1)
        tx.execute(
            "INSERT INTO server_meta(key, value) VALUES('epoch', ?)"
            " ON CONFLICT(key) DO UPDATE SET value=excluded.value",
            (str(epoch).encode(),),
        )
        for (tenant,) in tx.rows("SELECT tenant FROM street"):
            begin_epoch(tx, tenant, epoch)
    write_secret(keys / MARKER_FILE, str(epoch).encode())
    return epoch, True


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
