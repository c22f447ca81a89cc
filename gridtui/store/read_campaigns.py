"""Reads of campaigns: which run, whose doors they list, how far a sweep came and which doors it missed.

A door counts where somebody is to be met on the window's last day: a household that is present, not on paper only and
not behind a vacant door; of a campaign with a list of doors, those of the list. *Knocked* means a visit by one of the
window's channels was made, whatever came of it; *met* that one of them counts. Who was in a grid is asked as of the
window's last day (``read_former``).
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec

from gridtui.core.records import Campaign, CampaignDoor
from gridtui.core.words import DwellingUse
from gridtui.store.database import Parameter, Reader
from gridtui.store.read_former import is_changed_since, scope_households
from gridtui.store.read_households import household_rows
from gridtui.store.read_units import is_wide, number_of, scope_units
from gridtui.store.rows import BuildingCoverage, HouseholdRow, Window

Lacking = Literal["knocked", "met"]
"""What a missed door lacks."""

_CAMPAIGN = "c.uid, c.key, c.title, u.uid, ifnull(u.name, ''), c.from_day, c.to_day, c.topic, c.note"
_JOIN = "LEFT JOIN unit u ON u.n = c.unit"
CAMPAIGN = f"SELECT {_CAMPAIGN} FROM campaign c {_JOIN} WHERE c.uid = ? AND c.live = 1"
CAMPAIGNS = f"SELECT {_CAMPAIGN} FROM campaign c {_JOIN} WHERE c.live = 1 ORDER BY c.from_day DESC, c.n DESC"
CAMPAIGNS_ON = f"""
SELECT {_CAMPAIGN} FROM campaign c INDEXED BY campaign_within {_JOIN}
WHERE c.live = 1 AND ifnull(c.to_day, 9999999) >= ?1 AND ifnull(c.from_day, 0) <= ?1
ORDER BY c.from_day DESC, c.n DESC
"""
DOORS = """
SELECT d.uid, c.uid, h.uid, d.category FROM campaign c CROSS JOIN campaign_door d INDEXED BY campaign_door_list
 ON d.campaign = c.n CROSS JOIN household h ON h.n = d.household
WHERE c.uid = ? AND d.live = 1 ORDER BY h.walk
"""
OF_HOUSEHOLD = """
SELECT d.uid, c.uid, h.uid, d.category FROM household h CROSS JOIN campaign_door d INDEXED BY campaign_door_household
 ON d.household = h.n CROSS JOIN campaign c ON c.n = d.campaign
WHERE h.uid = ? AND d.live = 1 AND c.live = 1
"""
LISTED = """
SELECT d.household FROM campaign c CROSS JOIN campaign_door d INDEXED BY campaign_door_list ON d.campaign = c.n
WHERE c.uid = ? AND d.live = 1 AND d.household IS NOT NULL
"""
UNIT_OF = "SELECT u.uid FROM campaign c CROSS JOIN unit u ON u.n = c.unit WHERE c.uid = ?"
IN_COURTYARD = "SELECT n, building FROM household INDEXED BY household_courtyard WHERE courtyard = ?"
TOLD = """
SELECT DISTINCT h.uid FROM visit v INDEXED BY visit_told CROSS JOIN json_each(v.told) said
CROSS JOIN campaign c ON c.n = said.value CROSS JOIN household h ON h.n = v.subject
WHERE v.told <> '[]' AND v.day BETWEEN :first AND :last AND c.uid = :campaign
 AND v.live = 1 AND v.superseded = 0 AND v.withdrawn = 0
"""
YARDS = """
SELECT u.n, u.rank, u.uid, u.name FROM json_each(?) wanted CROSS JOIN unit u ON u.n = wanted.value
"""
UID_OF = "SELECT uid FROM unit WHERE n = ?"
_EVERY_DOOR = "household h INDEXED BY household_list"
_WANTED = "json_each(:households) wanted CROSS JOIN household h ON h.n = wanted.value"
_TO_BE_MET = """h.walk IS NOT NULL AND h.live = 1 AND h.paper = 0 AND ifnull(h.to_day, 9999999) >= :last
 AND ifnull(h.from_day, 0) <= :last AND ifnull(d.use, 0) <> :vacant_use"""
_IN_SCOPE = """ AND (h.community IN (SELECT value FROM json_each(:unit))
 OR h.grid IN (SELECT value FROM json_each(:unit)) OR h.courtyard IN (SELECT value FROM json_each(:unit)))"""
_SEEK = """ifnull((SELECT max(v.counts) FROM visit v INDEXED BY visit_door
 WHERE v.subject = h.n AND v.channel = {channel:d} AND v.day BETWEEN :first AND :last
 AND v.live = 1 AND v.superseded = 0 AND v.withdrawn = 0), -1)"""
"""-1 where nobody knocked, 0 where nobody was met, 1 where somebody was."""

_STATES: Final = 4
_BUILDINGS: Final = 1 << 32


def _came(channels: Iterable[int]) -> str:
    """Return what came of the window at a door, over its channels."""
    seeks = [_SEEK.format(channel=channel) for channel in sorted(set(channels))]
    return seeks[0] if len(seeks) == 1 else f"max({', '.join(seeks)})" if seeks else "-1"


def _doors_of(reach: Iterable[str]) -> str:
    """Return FROM and WHERE of the doors: of ``households``, of a wide ``unit``, or of everything the store holds."""
    given = set(reach)
    source = _WANTED if "households" in given else _EVERY_DOOR
    scope = _IN_SCOPE if "unit" in given else ""
    return f"{source} LEFT JOIN dwelling d ON d.n = h.dwelling WHERE {_TO_BE_MET}{scope}"


def coverage_statement(channels: Sequence[int], reach: Iterable[str], *, by_grid: bool = False) -> str:
    """Return the statement of ``coverage``: one integer a door of where it is and what came of it.

    One array of them instead of 40,000 rows: the driver's work for each row would take longer than the search.
    """
    building = f"ifnull(h.courtyard, 0) * {_BUILDINGS} + (h.building & {_BUILDINGS - 1})"
    door = f"({'ifnull(h.grid, 0)' if by_grid else building}) * {_STATES} + 1"
    return f"SELECT json_group_array({door} + {_came(channels)}) FROM {_doors_of(reach)}"


def missed_statement(channels: Sequence[int], reach: Iterable[str]) -> str:
    """Return the statement of ``missed``, in walking order."""
    return f"SELECT h.n FROM {_doors_of(reach)} AND {_came(channels)} < :enough ORDER BY h.walk LIMIT :limit"


def campaigns(reader: Reader, day: int | None = None) -> tuple[Campaign, ...]:
    """Return the campaigns that run on a day, or all there ever were, the last to begin first."""
    rows = reader.rows(CAMPAIGNS) if day is None else reader.rows(CAMPAIGNS_ON, (day,))
    return tuple(Campaign(*row) for row in rows)


def campaign(reader: Reader, uid: bytes) -> Campaign | None:
    """Return a campaign; None where it is void or this store does not know it."""
    row = reader.row(CAMPAIGN, (uid,))
    return Campaign(*row) if row else None


def doors(reader: Reader, campaign: bytes) -> tuple[CampaignDoor, ...]:
    """Return a campaign's list of doors in walking order; empty where it goes to every door of its unit."""
    return tuple(CampaignDoor(*row) for row in reader.rows(DOORS, (campaign,)))


def doors_of_household(reader: Reader, household: bytes) -> tuple[CampaignDoor, ...]:
    """Return what a household is on the lists of all campaigns there ever were."""
    return tuple(CampaignDoor(*row) for row in reader.rows(OF_HOUSEHOLD, (household,)))


def coverage(
    reader: Reader, window: Window, *, unit: bytes | None = None, campaign: bytes | None = None
) -> tuple[BuildingCoverage, ...]:
    """Return doors, knocked and met of each building in walking order.

    Of a campaign: its listed doors, else those of its unit; of ``unit`` those of them in its subtree.
    """
    reach = _reach(reader, window, unit, campaign)
    packed = reader.value(coverage_statement(window.ways, reach), _parameters(window) | reach)
    counted = Counter(msgspec.json.decode(packed, type=list[int]))
    buildings = {key // _STATES for key in counted}
    yards = sorted({building // _BUILDINGS for building in buildings})
    named = {n: (rank, uid, name) for n, rank, uid, name in reader.rows(YARDS, (json.dumps(yards),))}

    def place(building: int) -> tuple[bool, int, int, int]:
        yard, number = divmod(building, _BUILDINGS)
        return yard not in named, named[yard][0] if yard in named else 0, yard, number

    found = []
    for building in sorted(buildings, key=place):
        yard, number = divmod(building, _BUILDINGS)
        unvisited, in_vain, met = (counted[building * _STATES + state] for state in range(3))
        _, uid, name = named.get(yard, (0, None, ""))
        found.append(BuildingCoverage(uid, name, number, unvisited + in_vain + met, in_vain + met, met))
    return tuple(found)


def coverage_of_grids(reader: Reader, window: Window, unit: bytes) -> dict[bytes, tuple[int, int, int]]:
    """Return doors, knocked and met of each grid in a unit, as its households lie today, in one search for all."""
    reach = _reach(reader, window, unit, None)
    packed = reader.value(coverage_statement(window.ways, reach, by_grid=True), _parameters(window) | reach)
    counted = Counter(msgspec.json.decode(packed, type=list[int]))
    found: dict[bytes, tuple[int, int, int]] = {}
    for grid in {key // _STATES for key in counted} - {0}:
        unvisited, in_vain, met = (counted[grid * _STATES + state] for state in range(3))
        found[reader.value(UID_OF, (grid,))] = unvisited + in_vain + met, in_vain + met, met
    return found


def missed(
    reader: Reader,
    window: Window,
    *,
    lacks: Lacking = "knocked",
    unit: bytes | None = None,
    campaign: bytes | None = None,
    courtyard: bytes | None = None,
    building: int | None = None,
    limit: int = -1,
) -> tuple[HouseholdRow, ...]:
    """Return the doors of ``coverage`` that were not knocked at, or where nobody was met, in walking order.

    ``courtyard`` and ``building`` keep those of one line of ``coverage``; ``limit`` -1 is all of them.
    """
    reach = _reach(reader, window, unit, campaign)
    if courtyard is not None:
        yard = reader.rows(IN_COURTYARD, (number_of(reader, "unit", courtyard) or 0,))
        there = {n for n, number in yard if building in (None, number)}
        if "households" in reach:
            there.intersection_update(json.loads(str(reach["households"])))
        reach["households"] = json.dumps(sorted(there))
    given = _parameters(window) | reach | {"enough": 0 if lacks == "knocked" else 1, "limit": limit}
    numbers = reader.rows(missed_statement(window.ways, reach), given)
    return household_rows(reader, [n for (n,) in numbers], window.to_day)


def told(reader: Reader, campaign: bytes, first_day: int, last_day: int) -> frozenset[bytes]:
    """Return the households that were told a campaign's topic between two days."""
    asked: dict[str, Parameter] = {"campaign": campaign, "first": first_day, "last": last_day}
    return frozenset(uid for (uid,) in reader.rows(TOLD, asked))


def _parameters(window: Window) -> dict[str, Parameter]:
    return {"first": window.from_day, "last": window.to_day, "vacant_use": int(DwellingUse.VACANT)}


def _reach(reader: Reader, window: Window, unit: bytes | None, campaign: bytes | None) -> dict[str, Parameter]:
    """Return which doors are asked about: some ``households``, those of a wide ``unit``, all where it is empty."""
    listed = {n for (n,) in reader.rows(LISTED, (campaign,))}
    if campaign is not None and unit is None and not listed:
        unit = reader.value(UNIT_OF, (campaign,))
    if unit is None:
        return {} if campaign is None else {"households": json.dumps(sorted(listed))}
    if not listed and is_wide(reader, unit) and not is_changed_since(reader, window.to_day):
        return {"unit": scope_units(reader, unit)}
    inside = scope_households(reader, unit, window.to_day)
    return {"households": json.dumps(sorted(listed.intersection(inside)) if listed else inside)}
