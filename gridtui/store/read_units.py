"""Reads of the org tree, and how a unit stands for everything below it."""

import json

from gridtui.core.records import Unit
from gridtui.core.words import UnitKind
from gridtui.store.database import Reader, Row

_COLUMNS = "u.uid, u.kind, u.name, p.uid, u.code, u.rank, u.from_day, u.to_day"

UNITS = f"SELECT {_COLUMNS} FROM unit u LEFT JOIN unit p ON p.n = u.parent WHERE u.live = 1 ORDER BY u.path"
UNIT = f"SELECT {_COLUMNS} FROM unit u LEFT JOIN unit p ON p.n = u.parent WHERE u.uid = ?"
CHILDREN = f"""
SELECT {_COLUMNS} FROM unit p CROSS JOIN unit u INDEXED BY unit_parent ON u.parent = p.n
WHERE p.uid = ? AND u.live = 1 ORDER BY u.rank, u.n
"""
ANCESTORS = f"""
SELECT {_COLUMNS} FROM unit own
CROSS JOIN json_each('[' || replace(trim(own.path, '/'), '/', ',') || ']') step
CROSS JOIN unit u ON u.n = step.value LEFT JOIN unit p ON p.n = u.parent
WHERE own.uid = ? ORDER BY step.key
"""
BELOW = """
SELECT u.n FROM unit own CROSS JOIN unit u INDEXED BY unit_path
ON u.path >= own.path AND u.path < substr(own.path, 1, length(own.path) - 1) || '0'
WHERE own.uid = ?
"""
WALKED = """
SELECT min(first), max(last) FROM (
 SELECT (SELECT min(walk) FROM household INDEXED BY household_community WHERE community = below.value) AS first,
  (SELECT max(walk) FROM household INDEXED BY household_community WHERE community = below.value) AS last
 FROM json_each(?1) below
 UNION ALL SELECT (SELECT min(walk) FROM household INDEXED BY household_grid WHERE grid = below.value),
  (SELECT max(walk) FROM household INDEXED BY household_grid WHERE grid = below.value) FROM json_each(?1) below
 UNION ALL SELECT (SELECT min(walk) FROM household INDEXED BY household_courtyard WHERE courtyard = below.value),
  (SELECT max(walk) FROM household INDEXED BY household_courtyard WHERE courtyard = below.value)
 FROM json_each(?1) below)
"""
HOUSEHOLDS_OF = """
SELECT count(*) FROM (SELECT 1 FROM household INDEXED BY household_community WHERE community = ? LIMIT ?)
"""


def _unit(row: Row) -> Unit:
    uid, kind, name, parent, code, rank, from_day, to_day = row
    return Unit(uid, kind, name, parent, code, rank, from_day, to_day)


def units(reader: Reader) -> tuple[Unit, ...]:
    """Return every live unit, each after the one above it."""
    return tuple(map(_unit, reader.rows(UNITS)))


def unit(reader: Reader, uid: bytes) -> Unit | None:
    """Return a unit, live or not; None where this store does not know it."""
    row = reader.row(UNIT, (uid,))
    return _unit(row) if row else None


def children(reader: Reader, uid: bytes) -> tuple[Unit, ...]:
    """Return the live units right below one, by rank."""
    return tuple(_unit((*row[:3], uid, *row[4:])) for row in reader.rows(CHILDREN, (uid,)))


def ancestors(reader: Reader, uid: bytes) -> tuple[Unit, ...]:
    """Return the units above one from the top down, itself last."""
    return tuple(map(_unit, reader.rows(ANCESTORS, (uid,))))


def path_of(reader: Reader, uid: bytes) -> str:
    """Return the path of a unit, ``/1/7/``, for scope tests; '' where it is not known. Stays inside this process."""
    return reader.value("SELECT path FROM unit WHERE uid = ?", (uid,)) or ""


def scope_units(reader: Reader, uid: bytes) -> str:
    """Return a unit and all below it as a JSON array of their ``n``, the form the statements of this package take.

    A unit this store does not know has nothing below it: the scope is empty, not everything.
    """
    return json.dumps([row[0] for row in reader.rows(BELOW, (uid,))])


def walked_between(reader: Reader, units: str) -> tuple[int, int]:
    """Return the first and last walking key of the households of units (``scope_units``); (0, -1) where none is.

    Others may lie between them, so that it bounds what is read and decides nothing.
    """
    first, last = reader.rows(WALKED, (units,))[0]
    return (0, -1) if first is None else (first, last)


def is_wide(reader: Reader, uid: bytes, one_in: int = 2) -> bool:
    """Return whether a unit is a street or above, or a community with one in so many of the store's households.

    What is asked of it is then better asked of everything the store holds, and what lies outside left out.
    """
    row = reader.row("SELECT kind, n FROM unit WHERE uid = ?", (uid,))
    if row is None or row[0] <= UnitKind.TOWNSHIP:
        return row is not None
    share = (reader.value("SELECT max(n) FROM household") or 0) // one_in + 1
    return bool(reader.value(HOUSEHOLDS_OF, (row[1], share)) == share)


def number_of(reader: Reader, table: str, uid: bytes) -> int | None:
    """Return the local ``n`` of a row of one of this package's tables, None where it is not known."""
    found: int | None = reader.value(f"SELECT n FROM {table} WHERE uid = ?", (uid,))
    return found


def household_count(reader: Reader) -> int:
    """Return how many households this store keeps, wherever they live."""
    return int(reader.value("SELECT count(*) FROM household WHERE live = 1"))
