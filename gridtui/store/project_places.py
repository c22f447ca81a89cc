"""What units and dwellings are derived to: paths for scope, and where a door's households stand on the walk."""

from typing import Final

from gridtui.rules.walking import RANK_MAX, walk_ranges
from gridtui.store.database import Transaction

PARENT: Final = "SELECT parent, path FROM unit WHERE n = ?"
CHILDREN: Final = "SELECT n FROM unit WHERE parent = ?"
SET_PATH: Final = "UPDATE unit SET path = ? WHERE n = ?"
DWELLINGS_OF: Final = "SELECT n FROM dwelling INDEXED BY dwelling_walk WHERE courtyard = ?"
DOOR: Final = (
    "SELECT u.rank, d.courtyard, d.building, d.entrance, d.door, d.walk_base FROM dwelling d"
    " LEFT JOIN unit u ON u.n = d.courtyard WHERE d.n = ?"
)
SET_BASE: Final = "UPDATE dwelling SET walk_base = ? WHERE n = ?"

_DEEPEST: Final = 64
"""Levels a path may have: two edits that make units each other's parent must not hold the store up."""


class UnitPaths:
    """Keeps ``unit.path``, ``/n1/n2/`` from the top to the unit itself."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def refresh(self, unit: int) -> list[int]:
        """Bring the path of a unit and of all below it up to date; return the units whose path is another now."""
        changed: list[int] = []
        seen: set[int] = set()
        waiting = [unit]
        while waiting:
            n = waiting.pop()
            if n in seen:
                continue
            seen.add(n)
            row = self._tx.row(PARENT, (n,))
            path = self.path_of(n)
            if row is not None and row[1] != path:
                self._tx.execute(SET_PATH, (path, n))
                changed.append(n)
                waiting.extend(child for (child,) in self._tx.rows(CHILDREN, (n,)))
        return changed

    def path_of(self, unit: int) -> str:
        """Return the path of a unit by its parents; a loop of parents ends where it would begin again."""
        steps: list[int] = []
        at: int | None = unit
        while at is not None and at not in steps and len(steps) < _DEEPEST:
            steps.append(at)
            row = self._tx.row(PARENT, (at,))
            at = row[0] if row is not None else None
        return "/" + "".join(f"{n}/" for n in reversed(steps))


def refresh_walk_base(transaction: Transaction, dwelling: int) -> bool:
    """Bring a dwelling's ``walk_base`` up to date: the first key its households may take. Return whether it changed.

    A door without a courtyard stands behind all courtyards.
    """
    row = transaction.row(DOOR, (dwelling,))
    if row is None:
        return False
    rank, courtyard, building, entrance, door, before = row
    base = first_key(rank or 0 if courtyard is not None else RANK_MAX, building, entrance, door)
    if base == before:
        return False
    transaction.execute(SET_BASE, (base, dwelling))
    return True


def first_key(rank: int, building: int, entrance: int, door: str) -> int:
    """Return the least walking key of a door."""
    return walk_ranges(rank, building, entrance, door)[0].start
