"""Coverage, timeliness and effort of units and posts for a period (E9): each number by its one definition.

Effort stands beside outcome, in the order of the org tree; nobody is ranked by raw counts. Behind every number are
records that can be listed: doors, visits, duties.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from gridtui.core.errors import InputFault
from gridtui.core.ids import show_id
from gridtui.core.records import Post, Unit
from gridtui.core.words import Channel, UnitKind
from gridtui.office.activity_views import BuildingRow, MissedDoor
from gridtui.office.asked import VISITS_REACH_DAYS, Asked, Facts, facts_of
from gridtui.office.board import household_rules, is_asked_of, judged_on, planned_rules
from gridtui.office.campaign_pages import building_row
from gridtui.office.coverage_views import CoverageRow, CoverageView, LateDuty, Timeliness
from gridtui.office.places import short_address
from gridtui.office.session import OfficeSession
from gridtui.office.ways import Ways, ways_of
from gridtui.rules.coverage import DoorCounts, counted
from gridtui.rules.segments import since_marks, wanted_marks
from gridtui.rules.timeliness import Fallen, fallen_due, timeliness
from gridtui.scheme import acts
from gridtui.scheme.model import CadenceRule
from gridtui.store import (
    read_campaigns,
    read_duties,
    read_effort,
    read_former,
    read_posts,
    read_quotas,
    read_units,
)
from gridtui.store.database import Reader
from gridtui.store.read_campaigns import Lacking
from gridtui.store.rows import Window, is_way

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


def timeliness_of(
    session: OfficeSession, *, unit: bytes, first_day: int, last_day: int, post: bytes | None = None
) -> Timeliness:
    """Return how many duties that fell due in a unit between two days were done in time, and which were not.

    Of ``post``: those its role answers for in its unit. Last month is judged by last month's rules. Raises
    InputFault ``post.unknown``, Refused.
    """
    session.require(acts.COVERAGE_VIEW, unit=unit)
    with session.store.reading() as reader:
        judging = judged_on(session, reader, last_day)
        rules = household_rules(judging, last_day, planned_rules(reader, judging, last_day))
        held = read_posts.post(reader, post) if post is not None else None
        if post is not None and held is None:
            raise InputFault("post.unknown", post=show_id(post))
        if held is not None:
            rules = tuple(rule for rule in rules if held.role in judging.scheme.roles_asked(rule))
        if not rules:
            return Timeliness(timeliness(()), ())
        ways = ways_of(reader, judging.scheme, rules)
        facts = facts_of(reader, judging.scheme, ways, last_day, unit=unit, paired_with=post)
        fallen = _fallen(session, reader, facts, ways, (first_day, last_day))
        late = [each for each in fallen if not each[2].in_time]
        lines = read_duties.subject_lines(reader, {walk for _rule, walk, _each in late})
    by_walk = {line.walk: line for line in lines.values()}
    rows = tuple(
        LateDuty(
            by_walk[walk].uid,
            short_address(by_walk[walk].address),
            by_walk[walk].head_name,
            rule.label,
            each.due_day,
            each.done_day,
        )
        for rule, walk, each in late
        if walk in by_walk
    )
    return Timeliness(timeliness(each for _rule, _walk, each in fallen), rows)


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


class _Judged:
    """A rule by which thousands of households are judged; each way a visit was made in is looked at once."""

    def __init__(self, asked: Asked, ways: Ways) -> None:
        self.asked = asked
        self.rule = asked.rule
        self.bit = asked.bit
        self.enough = wanted_marks(asked.rule.segment)
        self.needed = asked.needed
        self._ways = ways
        self._counts: dict[int, bool] = {}

    def counts(self, way: int) -> bool:
        """Return whether a visit made in one way counts towards the rule."""
        known = self._counts.get(way)
        if known is None:
            known = self._counts[way] = is_way(way, self._ways)
        return known


def _fallen(
    session: OfficeSession, reader: Reader, facts: Facts, ways: Mapping[CadenceRule, Ways], days: tuple[int, int]
) -> list[tuple[CadenceRule, int, Fallen]]:
    """Return what fell due under each rule, with the walking key of its household, in walking order."""
    as_of, (first_day, last_day) = session.today, days
    walks = [row[read_duties.WALK] for row in facts.rows]
    # Before the first of the rules began, nothing counts towards any.
    since = max(first_day - VISITS_REACH_DAYS, min(rule.from_day for rule in ways))
    visits = read_quotas.counting_days(reader, walks, since, as_of)
    found: list[tuple[CadenceRule, int, Fallen]] = []
    asked_of = [_Judged(asked, ways[asked.rule]) for asked in facts.asked]
    for row in sorted(facts.rows, key=lambda row: row[read_duties.WALK] or 0):
        uid = row[read_duties.UID]
        arranged = facts.arranged.get(uid)
        for judged in asked_of:
            rule = judged.rule
            if not row[read_duties.SEGMENTS] & judged.bit or not is_asked_of(facts, judged.asked, row):
                continue
            began = since_marks(judged.enough, judged.needed, row[read_duties.MARKS], row[read_duties.FROM_DAY])
            made = [(day, uid) for day, way in visits.get(uid, ()) if judged.counts(way)]
            found += [
                (rule, row[read_duties.WALK], each)
                for each in fallen_due(
                    rule,
                    made,
                    first_day=first_day,
                    last_day=last_day,
                    as_of_day=as_of,
                    from_day=began,
                    plans=arranged.plans_under(rule) if arranged else (),
                    pauses=arranged.pauses_under(rule) if arranged else (),
                )
            ]
    return found
