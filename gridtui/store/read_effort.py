"""Reads of effort: how often was called and how often somebody was met, by posts and in units.

Every live visit is an attempt, whatever came of it; *effective* are those that count. A visit of two posts is one of
each, and one of its unit.
"""

import json
from collections.abc import Iterable
from typing import NamedTuple

from gridtui.store.database import Parameter, Reader
from gridtui.store.read_former import scope_households
from gridtui.store.read_units import number_of

_MADE = "v.live = 1 AND v.superseded = 0 AND v.withdrawn = 0"
BY_POST = """
SELECT s.post, sum(s.attempts), sum(s.effective) FROM visit_sum s
WHERE s.day BETWEEN :first AND :last AND s.channel IN (SELECT value FROM json_each(:channels)) GROUP BY s.post
"""
OF_UNIT = f"""
SELECT count(*), ifnull(sum(v.counts), 0) FROM json_each(:households) wanted
CROSS JOIN json_each(:channels) channel CROSS JOIN visit v INDEXED BY visit_door
WHERE v.subject = wanted.value AND v.channel = channel.value AND v.day BETWEEN :first AND :last AND {_MADE}
"""
BY_GRID = f"""
SELECT h.grid, count(*), sum(v.counts) FROM visit v INDEXED BY visit_list CROSS JOIN household h ON h.n = v.subject
WHERE v.day BETWEEN :first AND :last AND {_MADE} AND v.channel IN (SELECT value FROM json_each(:channels))
 AND h.grid IS NOT NULL
GROUP BY h.grid
"""


class Effort(NamedTuple):
    """Visits attempted, and those of them that were effective."""

    attempts: int = 0
    effective: int = 0


def effort_of_posts(
    reader: Reader, channels: Iterable[int], first_day: int, last_day: int, posts: Iterable[bytes]
) -> dict[bytes, Effort]:
    """Return what posts did between two days by some channels; each post asked for is there."""
    named = {number_of(reader, "post", uid): uid for uid in posts}
    found = dict.fromkeys(named.values(), Effort())
    for n, attempts, effective in reader.rows(BY_POST, _parameters(channels, first_day, last_day)):
        if n in named:
            found[named[n]] = Effort(attempts, effective)
    return found


def effort_of_grids(
    reader: Reader, channels: Iterable[int], first_day: int, last_day: int, grids: Iterable[bytes]
) -> dict[bytes, Effort]:
    """Return what was done in grids between two days, as their households lie today; each grid asked for is there."""
    made = {n: Effort(*numbers) for n, *numbers in reader.rows(BY_GRID, _parameters(channels, first_day, last_day))}
    return {uid: made.get(number_of(reader, "unit", uid) or 0, Effort()) for uid in grids}


def effort_in_unit(reader: Reader, channels: Iterable[int], first_day: int, last_day: int, unit: bytes) -> Effort:
    """Return what was done in a unit between two days, by whomever; who was in it is asked as of the last of them."""
    given = _parameters(channels, first_day, last_day)
    given["households"] = json.dumps(scope_households(reader, unit, last_day))
    attempts, effective = reader.rows(OF_UNIT, given)[0]
    return Effort(attempts, effective)


def _parameters(channels: Iterable[int], first_day: int, last_day: int) -> dict[str, Parameter]:
    return {"first": first_day, "last": last_day, "channels": json.dumps(sorted(set(channels)))}
