"""Reads an import asks for: who is on record under an ID number, who lives at a door, who is listed in a grid."""

import json
from collections.abc import Collection, Iterator

import msgspec

from gridtui.store.database import Reader

BY_ID_NUMBERS = """
SELECT r.id_number, r.uid, h.uid FROM json_each(?) wanted
CROSS JOIN resident r INDEXED BY resident_id_number ON r.id_number = wanted.value AND r.id_number <> ''
JOIN household h ON h.n = r.household WHERE r.live = 1 AND h.live = 1 ORDER BY r.n
"""
AT_DOOR = """
SELECT d.uid, h.uid, r.name FROM unit c
CROSS JOIN dwelling d INDEXED BY dwelling_walk ON d.courtyard = c.n AND d.building = ?2 AND d.entrance = ?3
LEFT JOIN household h INDEXED BY household_dwelling ON h.dwelling = d.n AND h.live = 1 AND h.to_day IS NULL
LEFT JOIN resident r ON r.n = h.head
WHERE c.uid = ?1 AND d.live = 1 AND d.door = ?4 AND d.address = ?5 ORDER BY d.n, h.n
"""
PRESENT = """
SELECT h.uid, r.name, y.name, d.building, d.entrance, d.door, d.address FROM household h
LEFT JOIN unit c ON c.n = h.community LEFT JOIN unit g ON g.n = h.grid
LEFT JOIN dwelling d ON d.n = h.dwelling LEFT JOIN unit y ON y.n = d.courtyard LEFT JOIN resident r ON r.n = h.head
WHERE h.live = 1 AND h.to_day IS NULL AND c.uid = ?1 AND ifnull(g.name, '') IN (SELECT value FROM json_each(?2))
ORDER BY h.walk
"""


class IdNumberHolder(msgspec.Struct, frozen=True, gc=False):
    """A resident on record under an ID number, with the household."""

    resident: bytes
    household: bytes


class DoorHousehold(msgspec.Struct, frozen=True, gc=False):
    """A household at a door; ``household`` is None for a dwelling nobody is listed in."""

    dwelling: bytes
    household: bytes | None
    head_name: str


class PresentHousehold(msgspec.Struct, frozen=True, gc=False):
    """A household on record, with the words a diff names it by."""

    uid: bytes
    head_name: str
    courtyard: str
    building: int
    entrance: int
    door: str
    address: str


def holders_of(reader: Reader, id_numbers: Collection[str]) -> dict[str, list[IdNumberHolder]]:
    """Return the present residents on record under each of several ID numbers, oldest first."""
    holders: dict[str, list[IdNumberHolder]] = {}
    for number, resident, household in reader.rows(BY_ID_NUMBERS, (json.dumps(list(id_numbers)),)):
        holders.setdefault(number, []).append(IdNumberHolder(resident, household))
    return holders


def at_door(
    reader: Reader, courtyard: bytes, building: int, entrance: int, door: str, address: str
) -> tuple[DoorHousehold, ...]:
    """Return the dwelling of a door with each household in it, oldest first; empty where there is no such dwelling."""
    rows = reader.rows(AT_DOOR, (courtyard, building, entrance, door, address))
    return tuple(DoorHousehold(dwelling, household, head or "") for dwelling, household, head in rows)


def present_households(reader: Reader, community: bytes, grids: Collection[str]) -> Iterator[PresentHousehold]:
    """Yield the households listed in grids of a community, '' being those without a grid, in walking order."""
    rows = reader.each(PRESENT, (community, json.dumps(list(grids))))
    for uid, head, yard, building, entrance, door, address in rows:
        yield PresentHousehold(uid, head or "", yard or "", building or 0, entrance or 0, door or "", address or "")
