"""Coverage and effort of units and posts for a period (E9): each number by its one definition.

Effort stands beside outcome, in the order of the org tree; nobody is ranked by raw counts. Behind every number are
records that can be listed: doors, visits, duties.
"""

from datetime import date
from typing import Literal

from gridtui.core.errors import InputFault
from gridtui.core.records import Post, Unit
from gridtui.core.words import Channel, UnitKind
from gridtui.office.activity_views import BuildingRow, MissedDoor
from gridtui.office.campaign_pages import building_row
from gridtui.office.coverage_views import CoverageRow, CoverageView
from gridtui.office.places import short_address
from gridtui.office.session import OfficeSession
from gridtui.rules.coverage import DoorCounts, counted
from gridtui.scheme import acts
from gridtui.store import (
    read_campaigns,
    read_effort,
    read_former,
    read_posts,
    read_units,
)
from gridtui.store.database import Reader
from gridtui.store.read_campaigns import Lacking
from gridtui.store.rows import Window

By = Literal["building", "grid", "post"]
AT_THE_DOOR = (int(Channel.HOME_VISIT),)


def month_so_far(session: OfficeSession) -> tuple[int, int]:
    """Return the first day of the present month, and today: the period where none is stated."""
    return date.fromordinal(session.today).replace(day=1).toordinal(), session.today


def coverage_units(session: OfficeSession) -> tuple[Unit, ...]:
    """Return the units the acting post may see the coverage of, by org tree; raises Refused."""
    within = session.path(session.reach(acts.COVERAGE_VIEW))
    with session.store.reading() as reader:
        return tuple(unit for unit in read_units.units(reader) if session.path(unit.uid).startswith(within))


def coverage(
    session: OfficeSession,
    *,
    unit: bytes | None = None,
    first_day: int | None = None,
    last_day: int | None = None,
    by: By = "building",
) -> CoverageView:
    """Return how far the doors of a unit were covered between two days, by building, grid or post.

    ``unit`` None is all the acting post may see, the days are the month so far. Raises InputFault ``dates.order``,
    ``unit.unknown``; Refused.
    """
    where = session.reach(acts.COVERAGE_VIEW) if unit is None else unit
    if not session.path(where):
        raise InputFault("unit.unknown", unit="", count=0)
    session.require(acts.COVERAGE_VIEW, unit=where)
    window = _window(session, first_day, last_day)
    with session.store.reading() as reader:
        buildings = read_campaigns.coverage(reader, window, unit=where)
        if by == "building":
            rows = [_of_building(building_row(each), where) for each in buildings]
        elif by == "grid":
            rows = _of_grids(session, reader, window, where)
        else:
            rows = _of_posts(session, reader, window, where)
    total = counted(DoorCounts(each.doors, each.knocked, each.met) for each in buildings)
    name = session.units[where].name
    return CoverageView(where, name, window.from_day, window.to_day, by, tuple(rows), total)


def coverage_doors(
    session: OfficeSession,
    *,
    unit: bytes,
    first_day: int,
    last_day: int,
    building: BuildingRow | None = None,
    lacks: Lacking = "met",
) -> tuple[MissedDoor, ...]:
    """Return the doors of a unit, or of one building of it, not knocked at or not met in a period. Raises Refused."""
    session.require(acts.COVERAGE_VIEW, unit=unit)
    with session.store.reading() as reader:
        rows = read_campaigns.missed(
            reader,
            _window(session, first_day, last_day),
            lacks=lacks,
            unit=unit,
            courtyard=building.courtyard if building else None,
            building=building.building if building and building.courtyard else None,
        )
    if building is not None and building.courtyard is None:
        rows = tuple(row for row in rows if row.address.courtyard is None)
    return tuple(MissedDoor(row.uid, short_address(row.address), row.head_name, "") for row in rows if not row.gone)


def _window(session: OfficeSession, first_day: int | None, last_day: int | None) -> Window:
    month, today = month_so_far(session)
    last = min(today, today if last_day is None else last_day)
    first = min(month, last) if first_day is None else first_day
    if last < first:
        raise InputFault("dates.order", field="last_day", first_field="first_day")
    return Window(AT_THE_DOOR, first, last)


def _of_building(building: BuildingRow, unit: bytes) -> CoverageRow:
    counts = DoorCounts(building.doors, building.knocked, building.met)
    return CoverageRow(building.title, unit, counts, building=building)


def _doors_of(reader: Reader, window: Window, unit: bytes) -> DoorCounts:
    found = read_campaigns.coverage(reader, window, unit=unit)
    return counted(DoorCounts(each.doors, each.knocked, each.met) for each in found)


def _of_grids(session: OfficeSession, reader: Reader, window: Window, where: bytes) -> list[CoverageRow]:
    grids = _grids(session, reader, where, window.to_day)
    if not _are_as_today(session, reader, window):
        return [_of_unit(reader, window, each) for each in grids]
    doors = read_campaigns.coverage_of_grids(reader, window, where)
    made = read_effort.effort_of_grids(reader, AT_THE_DOOR, window.from_day, window.to_day, [g.uid for g in grids])
    return [
        CoverageRow(grid.name, grid.uid, DoorCounts(*doors.get(grid.uid, (0, 0, 0))), *made[grid.uid])
        for grid in grids
    ]


def _are_as_today(session: OfficeSession, reader: Reader, window: Window) -> bool:
    """Return whether a door's own grid is the one it counts for: none has changed, and nothing lies below one."""
    above = {unit.parent for unit in session.units.values()}
    has_parts = any(unit.kind == UnitKind.GRID and unit.uid in above for unit in session.units.values())
    return not has_parts and not read_former.is_changed_since(reader, window.to_day)


def _of_unit(reader: Reader, window: Window, unit: Unit) -> CoverageRow:
    effort = read_effort.effort_in_unit(reader, AT_THE_DOOR, window.from_day, window.to_day, unit.uid)
    return CoverageRow(unit.name, unit.uid, _doors_of(reader, window, unit.uid), effort.attempts, effort.effective)


def _of_posts(session: OfficeSession, reader: Reader, window: Window, unit: bytes) -> list[CoverageRow]:
    """Return the posts held in a unit at the end of the period, by org tree, each with its own visits."""
    scope = session.path(unit)
    held = [post for post in read_posts.posts(reader, window.to_day) if session.path(post.unit).startswith(scope)]
    posts = sorted(held, key=lambda post: _place(session, post.unit))
    uids = [post.uid for post in posts]
    made = read_effort.effort_of_posts(reader, AT_THE_DOOR, window.from_day, window.to_day, uids)
    doors: dict[bytes, DoorCounts] = {}
    if _are_as_today(session, reader, window):
        of_grids = read_campaigns.coverage_of_grids(reader, window, unit)
        doors = {uid: DoorCounts(*counts) for uid, counts in of_grids.items()}
    rows = []
    for post in posts:
        if post.unit not in doors:
            doors[post.unit] = _doors_of(reader, window, post.unit)
        rows.append(_of_post(session, post, doors[post.unit], made.get(post.uid, read_effort.Effort())))
    return rows


def _of_post(session: OfficeSession, post: Post, doors: DoorCounts, made: read_effort.Effort) -> CoverageRow:
    title = f"{post.unit_name} {post.staff_name}"
    role = session.role_title(post.role)
    return CoverageRow(title, post.unit, doors, made.attempts, made.effective, post=post.uid, role=role)


def _place(session: OfficeSession, unit: bytes) -> tuple[tuple[int, str], ...]:
    """Return where a unit stands in the org tree: rank and name of each step down to it."""
    steps = []
    at: bytes | None = unit
    while at is not None and at in session.units:
        steps.append((session.units[at].rank, session.units[at].name))
        at = session.units[at].parent
    return tuple(reversed(steps))


def _grids(session: OfficeSession, reader: Reader, unit: bytes, day: int) -> list[Unit]:
    """Return the grids below a unit on a day, itself where it is one or has none: doors are counted as of it."""
    scope = session.path(unit)
    found = [
        each
        for each in read_units.units(reader)
        if session.path(each.uid).startswith(scope)
        and (each.from_day or 0) <= day
        and (each.to_day is None or each.to_day >= day or each.uid == unit)
    ]
    grids = [each for each in found if each.kind == UnitKind.GRID]
    grids.sort(key=lambda each: _place(session, each.uid))
    return grids or [each for each in found if each.uid == unit]
