"""The few numbers an office keeps about itself as a replica (P6 ``sync_meta``)."""

import os
from typing import Final, Literal

from gridtui.store.database import Reader, Transaction

Key = Literal["office", "scope", "street_scope", "hlc", "offset", "boot", "counter", "grant_version"]
"""``offset`` is the server's clock minus the wall in milliseconds; ``scope`` the office's own community."""

READ: Final = "SELECT value FROM sync_meta WHERE key = ?"
WRITE: Final = "INSERT INTO sync_meta(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value"


def read_number(reader: Reader, key: Key) -> int | None:
    """Return a number, None where it was never written."""
    found = reader.value(READ, (key,))
    return None if found is None else int(found)


def write_number(transaction: Transaction, key: Key, number: int) -> None:
    """Write a number down."""
    transaction.execute(WRITE, (key, number))


def number_once(transaction: Transaction, key: Literal["office", "scope"]) -> int:
    """Return the office's own id or its first scope; minted at random on first use, so that no server is needed."""
    found = read_number(transaction, key)
    if found is None:
        found = (int.from_bytes(os.urandom(8), "big") >> 1) | 1
        write_number(transaction, key, found)
    return found
