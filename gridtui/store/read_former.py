"""Who was in a unit on a day gone by, after grids were merged, split or handed on.

A record of a former grid says that until its day inclusive a household was in another grid than now; of several that
end on or after a day, the first to end holds. Communities and courtyards are not changed that way. Where no change
was made since the day asked for, nothing here costs more than one seek.
"""

import json

from gridtui.store.database import Parameter, Reader
from gridtui.store.read_units import scope_units

CHANGED_SINCE = "SELECT 1 FROM former_grid INDEXED BY former_grid_last WHERE live = 1 AND to_day >= ? LIMIT 1"
GRIDS_OF = """
SELECT f.uid, g.uid, f.to_day FROM household h CROSS JOIN former_grid f INDEXED BY former_grid_household
 ON f.household = h.n LEFT JOIN unit g ON g.n = f.grid
WHERE h.uid = ?1 AND f.live = 1 AND f.to_day >= ?2 ORDER BY f.to_day, f.n
"""
GRID_NOW = "SELECT g.uid FROM household h LEFT JOIN unit g ON g.n = h.grid WHERE h.uid = ?"
MOVED_SINCE = """
SELECT f.household, f.grid, f.to_day, f.n FROM former_grid f INDEXED BY former_grid_last
WHERE f.live = 1 AND f.to_day >= ? AND f.household IS NOT NULL
"""
WITHIN = """
SELECT n FROM household INDEXED BY household_grid WHERE grid IN (SELECT value FROM json_each(:unit))
UNION ALL SELECT n FROM household INDEXED BY household_community
 WHERE community IN (SELECT value FROM json_each(:unit))
UNION ALL SELECT n FROM household INDEXED BY household_courtyard
 WHERE courtyard IN (SELECT value FROM json_each(:unit))
"""
BY_PLACE = """
SELECT n FROM household WHERE n IN (SELECT value FROM json_each(:households))
 AND (community IN (SELECT value FROM json_each(:unit)) OR courtyard IN (SELECT value FROM json_each(:unit)))
"""


def grid_on(reader: Reader, household: bytes, day: int) -> bytes | None:
    """Return the grid a household was in on a day; None for none, and where this store does not know it."""
    rows = reader.rows(GRIDS_OF, (household, day))
    grid: bytes | None = rows[0][1] if rows else reader.value(GRID_NOW, (household,))
    return grid


def former_grids(reader: Reader, household: bytes) -> tuple[tuple[bytes, bytes | None, int], ...]:
    """Return (uid, grid, last day in it) of each grid a household was in before, the oldest first."""
    return tuple((uid, grid, to_day) for uid, grid, to_day in reader.rows(GRIDS_OF, (household, 0)))


def is_changed_since(reader: Reader, day: int) -> bool:
    """Return whether any household was, on a day, in another grid than now."""
    return reader.row(CHANGED_SINCE, (day,)) is not None


def moved_since(reader: Reader, day: int) -> dict[int, int | None]:
    """Return household -> the grid it was in on a day, for those in another grid then; local numbers."""
    found: dict[int, int | None] = {}
    for household, grid, _, _ in sorted(reader.rows(MOVED_SINCE, (day,)), key=lambda row: (row[2], row[3])):
        found.setdefault(household, grid)
    return found


def scope_households(reader: Reader, unit: bytes, day: int) -> list[int]:
    """Return the local numbers of the households in a unit or below it on a day, whether present or not, sorted.

    Stays inside this package, as all local numbers do.
    """
    units = scope_units(reader, unit)
    below: dict[str, Parameter] = {"unit": units}
    found = {row[0] for row in reader.rows(WITHIN, below)}
    moved = moved_since(reader, day) if is_changed_since(reader, day) else {}
    if moved:
        inside = set(json.loads(units))
        asked: dict[str, Parameter] = below | {"households": json.dumps(sorted(moved))}
        # A change of grid leaves a household in its community and its courtyard.
        placed = {row[0] for row in reader.rows(BY_PLACE, asked)}
        found -= {household for household, grid in moved.items() if grid not in inside and household not in placed}
        found |= {household for household, grid in moved.items() if grid in inside}
    return sorted(found)
