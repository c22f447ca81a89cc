"""Reads of where households stand, for sharing them out among posts and grids: the place, the key persons, who lives.

Every present household of a unit is there, paper households and those behind a vacant door too, as a grid is drawn
around them as well; ``is_lived_in`` tells who counts (S3-3). Nothing of a person is read but how many carry a tag.
"""

import json
from collections.abc import Iterable

import msgspec

from gridtui.core.words import Whereabouts
from gridtui.rules.coverage import is_door
from gridtui.scheme.model import Segment
from gridtui.store.database import Parameter, Reader
from gridtui.store.read_former import is_changed_since, moved_since, scope_households
from gridtui.store.read_segments import subjects_of

HOMES = """
SELECT h.n, h.uid, h.walk, g.uid, c.uid, y.uid, h.building, h.entrance, h.paper, ifnull(d.use, 0),
 h.from_day, h.to_day
FROM json_each(:households) wanted CROSS JOIN household h ON h.n = wanted.value
LEFT JOIN unit g ON g.n = h.grid LEFT JOIN unit c ON c.n = h.community
LEFT JOIN dwelling d ON d.n = h.dwelling LEFT JOIN unit y ON y.n = d.courtyard
WHERE h.live = 1 AND ifnull(h.to_day, 9999999) >= :day
"""
KEY_PERSONS = """
SELECT t.subject_household, count(DISTINCT ifnull(t.subject_resident, 0))
FROM json_each(:households) wanted CROSS JOIN tag t INDEXED BY tag_subject ON t.subject_household = wanted.value
LEFT JOIN resident r ON r.n = t.subject_resident
WHERE t.tag IN (SELECT value FROM json_each(:tags)) AND t.live = 1 AND ifnull(t.from_day, 0) <= :day
 AND ifnull(t.to_day, 9999999) >= :day AND (t.subject_resident IS NULL
  OR (r.live = 1 AND r.lives <> :elsewhere AND ifnull(r.lives_to, 9999999) >= :day))
GROUP BY wanted.key
"""
UNITS_NUMBERED = "SELECT u.n, u.uid FROM json_each(?) wanted CROSS JOIN unit u ON u.n = wanted.value"


class Home(msgspec.Struct, frozen=True, gc=False):
    """A present household. ``key_persons`` carry a care tag; ``is_special``: in the segment asked for (S3-4)."""

    household: bytes
    walk: int
    grid: bytes | None
    community: bytes | None
    courtyard: bytes | None
    building: int
    entrance: int
    is_lived_in: bool
    key_persons: int = 0
    is_special: bool = False
    from_day: int | None = None


def homes(
    reader: Reader, unit: bytes, day: int, *, tags: Iterable[str] = (), special: Segment | None = None
) -> tuple[Home, ...]:
    """Return the households present in a unit or below it on a day, in walking order.

    ``tags`` are those that make a key person, ``special`` the segment of households that are special.
    """
    numbers = scope_households(reader, unit, day)
    among = json.dumps(numbers)
    asked: dict[str, Parameter] = {"households": among, "day": day}
    tagged: dict[str, Parameter] = asked | {"tags": json.dumps(sorted(tags)), "elsewhere": int(Whereabouts.ELSEWHERE)}
    persons: dict[int, int] = dict(reader.rows(KEY_PERSONS, tagged))
    chosen = set(subjects_of(reader, special, day, unit)) if special is not None else set()
    moved = moved_since(reader, day) if is_changed_since(reader, day) else {}
    left = json.dumps(sorted({n for n in moved.values() if n is not None}))
    units: dict[int | None, bytes] = dict(reader.rows(UNITS_NUMBERED, (left,)))
    found = []
    for n, uid, walk, grid, community, courtyard, building, entrance, paper, use, from_day, to_day in reader.rows(
        HOMES, asked
    ):
        home = Home(
            household=uid,
            walk=walk or 0,
            grid=units.get(moved[n]) if n in moved else grid,
            community=community,
            courtyard=courtyard,
            building=building,
            entrance=entrance,
            # Without a door on record yet nobody can be visited there; it goes along with its grid all the same.
            is_lived_in=walk is not None
            and is_door(day=day, is_live=True, paper=paper, use=use, from_day=from_day, to_day=to_day),
            key_persons=persons.get(n, 0),
            is_special=n in chosen,
            from_day=from_day,
        )
        found.append(home)
    return tuple(sorted(found, key=lambda home: (home.walk, home.household)))
