"""What a household is derived to: its head, its place on the walk and in the list by name, its row in ``find``.

A household's walking key is its place, by id, among the live households of its door, so that it follows from the
facts and not from the order they came in. Without a numbered door, or beyond the 256 places of one, it is the tail of
its building plus the local number.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from gridtui.core import names
from gridtui.core.words import Relation, UnitKind
from gridtui.rules.find_keys import find_keys
from gridtui.rules.walking import PLACES_AT_DOOR, RANK_MAX, name_key, walk_ranges
from gridtui.store.database import Row, Transaction
from gridtui.store.read_find import find_facts

FACTS: Final = """
SELECT h.uid, h.live, h.walk, h.community, h.grid, h.dwelling, d.courtyard, d.building, d.entrance, d.door, u.rank
FROM household h LEFT JOIN dwelling d ON d.n = h.dwelling LEFT JOIN unit u ON u.n = d.courtyard WHERE h.n = ?
"""
HEAD: Final = (
    "SELECT n, name FROM resident INDEXED BY resident_household WHERE household = ? AND live = 1"
    f" ORDER BY relation <> {int(Relation.HEAD)}, position, uid LIMIT 1"
)
AT_DOOR: Final = "SELECT uid, n, walk FROM household WHERE walk >= ? AND walk < ?"
OF_DOOR: Final = (
    "SELECT h.uid, h.n, h.walk FROM dwelling d CROSS JOIN household h INDEXED BY household_dwelling"
    " ON h.dwelling = d.n WHERE d.walk_base = ? AND h.live = 1"
)
SET_DERIVED: Final = (
    "UPDATE household SET name_key = ?, head = ?, courtyard = ?, building = ?, entrance = ?, door = ?, community = ?"
    " WHERE n = ?"
)
SET_WALK: Final = "UPDATE household SET walk = ? WHERE n = ?"
FOUND: Final = "SELECT t FROM find WHERE rowid = ?"
FORGET: Final = "DELETE FROM find WHERE rowid = ?"
KEEP: Final = "INSERT INTO find(rowid, t) VALUES(?, ?)"
COMMUNITY_ABOVE: Final = (
    "SELECT c.n FROM unit g CROSS JOIN json_each('[' || replace(trim(g.path, '/'), '/', ',') || ']') step"
    f" CROSS JOIN unit c ON c.n = step.value AND c.kind IN ({int(UnitKind.COMMUNITY)}, {int(UnitKind.VILLAGE)})"
    " WHERE g.n = ? LIMIT 1"
)

_AT_ONCE: Final = 200
_NAMELESS: Final = (511,) * 4
"""A household without a named member stands last in the list by name."""
_PLACE_MASK: Final = PLACES_AT_DOOR - 1

Placed = tuple[bytes, int, int | None]
"""(uid, n, walking key now) of a household."""


class Homes:
    """Brings derived columns of households and their rows in ``find`` up to date."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction
        self._communities: dict[int, int | None] = {}

    def refresh(self, households: Iterable[int]) -> None:
        """Recompute everything derived of these households; others of their doors may move a place."""
        wanted = sorted(set(households))
        self._communities.clear()
        for at in range(0, len(wanted), _AT_ONCE):
            self._refresh(wanted[at : at + _AT_ONCE])

    def reindex(self, households: Sequence[int]) -> None:
        """Write the rows of ``find`` of these households, whose walking keys stand."""
        for at in range(0, len(households), _AT_ONCE):
            self._index(households[at : at + _AT_ONCE])

    def _refresh(self, households: Sequence[int]) -> None:
        doors = _Doors(self._tx)
        for n in households:
            row = self._tx.row(FACTS, (n,))
            if row is not None:
                self._columns(n, row)
                doors.place(n, row)
        self._index([*households, *doors.settle()])

    def _columns(self, n: int, row: Row) -> None:
        """Write head, name key, community and the address copied from the dwelling."""
        _, live, _, community, grid, dwelling, courtyard, building, entrance, door, _ = row
        if dwelling is None:
            courtyard, building, entrance, door = None, 0, 0, ""
        if community is None and grid is not None:
            community = self._community_of(grid)
        head: int | None = None
        key: int | None = None
        if live:
            found = self._tx.row(HEAD, (n,))
            head = found[0] if found else None
            key = name_key((names.name_key(found[1]) if found else ()) or _NAMELESS, n)
        self._tx.execute(SET_DERIVED, (key, head, courtyard, building, entrance, door, community, n))

    def _community_of(self, grid: int) -> int | None:
        if grid not in self._communities:
            self._communities[grid] = self._tx.value(COMMUNITY_ABOVE, (grid,))
        return self._communities[grid]

    def _index(self, households: Sequence[int]) -> None:
        facts = find_facts(self._tx, households)
        walks = self._tx.rows(
            f"SELECT n, walk FROM household WHERE walk IS NOT NULL AND n IN ({','.join('?' * len(households))})",
            households,
        )
        for n, walk in walks:
            text = " ".join(sorted(find_keys(facts[n])))
            found = self._tx.value(FOUND, (walk,))
            if found == text:
                continue
            if found is not None:
                self._tx.execute(FORGET, (walk,))
            self._tx.execute(KEEP, (walk, text))


class _Doors:
    """Who stands at which place of which door, for households whose facts changed."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction
        self._arrivals: dict[int, list[Placed]] = {}
        self._tails: dict[int, int] = {}
        self._placed: set[int] = set()
        self._before: dict[int, int | None] = {}
        self._now: dict[int, int | None] = {}

    def place(self, n: int, row: Row) -> None:
        """Take a household, with its row of ``FACTS``, to the door its facts name."""
        uid, live, walk, _, _, dwelling, courtyard, building, entrance, door, rank = row
        self._placed.add(n)
        self._before[n] = walk
        self._now[n] = None
        if walk is not None and (walk >> 26 & 63) != 63:  # noqa: PLR2004 - entrance 63 is the tail of a building
            self._tails.setdefault(walk & ~_PLACE_MASK, _tail_of(walk))
            self._arrivals.setdefault(walk & ~_PLACE_MASK, [])
        if not live:
            return
        if dwelling is None:
            keys = walk_ranges(RANK_MAX, 0, 0, "")
        else:
            keys = walk_ranges(rank or 0 if courtyard is not None else RANK_MAX, building, entrance, door)
        if len(keys) == 1:
            self._now[n] = keys[0].start + n
        else:
            self._tails[keys[0].start] = keys[1].start
            self._arrivals.setdefault(keys[0].start, []).append((uid, n, walk))

    def settle(self) -> list[int]:
        """Write the walking keys; return the households that moved a place beside those taken here."""
        for first, arrivals in self._arrivals.items():
            members = self._members(first, arrivals)
            for place, (_, n, walk) in enumerate(sorted(members)):
                self._before.setdefault(n, walk)
                self._now[n] = first + place if place < PLACES_AT_DOOR else self._tails[first] + n
        moved = [n for n, walk in self._now.items() if walk != self._before[n]]
        left = [(self._before[n], n) for n in moved if self._before[n] is not None]
        for walk, n in left:
            self._tx.execute(FORGET, (walk,))
            self._tx.execute(SET_WALK, (None, n))
        for n in moved:
            if self._now[n] is not None:
                self._tx.execute(SET_WALK, (self._now[n], n))
        return [n for n in moved if n not in self._placed]

    def _members(self, first: int, arrivals: list[Placed]) -> list[Placed]:
        standing: list[Placed] = [
            (uid, n, walk) for uid, n, walk in self._tx.rows(AT_DOOR, (first, first + PLACES_AT_DOOR))
        ]
        if len(standing) + len(arrivals) >= PLACES_AT_DOOR:
            # Some of this door may stand in the tail and have to come back; only the facts know them.
            return [(uid, n, walk) for uid, n, walk in self._tx.rows(OF_DOOR, (first,))]
        return [member for member in standing if member[1] not in self._placed] + arrivals


def _tail_of(walk: int) -> int:
    return walk >> 32 << 32 | 63 << 26
