"""Numbers a post owes, or its area does: so many different households a month, so many events a year.

A quota of an actor (``per_actor``) counts different households of its scope, each in the rule's segment on the day
of the visit, by whichever of the person's posts it was made. It counts what is kept in this office: where communities
of its scope are kept elsewhere, it says how many are here. A quota of an area (``per_area``) counts visits or
activities, whoever made them.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.records import Post, Unit
from gridtui.core.words import UnitKind
from gridtui.office.board import acting_roles, judged_on
from gridtui.office.duty_views import QuotaRow
from gridtui.office.session import OfficeSession
from gridtui.office.ways import Ways, ways_of
from gridtui.rules.cadence import decide
from gridtui.rules.duty import Duty
from gridtui.rules.segments import holds
from gridtui.rules.visit_facts import Found, Wanted, found_in, wanted_facts
from gridtui.scheme import acts
from gridtui.scheme.model import CadenceRule
from gridtui.store import read_activities, read_duties, read_posts, read_quotas
from gridtui.store.database import Reader
from gridtui.store.read_quotas import PostVisit
from gridtui.store.rows import Window

MODES: Final = frozenset(("per_actor", "per_area"))
AREAS: Final = {
    "building": (UnitKind.BUILDING,),
    "courtyard": (UnitKind.COURTYARD,),
    "grid": (UnitKind.GRID,),
    "group": (UnitKind.GROUP,),
    "area": (UnitKind.AREA,),
    "community": (UnitKind.COMMUNITY, UnitKind.VILLAGE),
    "contact_community": (UnitKind.COMMUNITY, UnitKind.VILLAGE),
}
"""The kinds of units that are the areas of a rule's scope."""


class Quota(msgspec.Struct, frozen=True):
    """One quota of a post on a day. ``counted``: the (day, household or activity) it was decided from."""

    rule: CadenceRule
    post: Post
    unit: bytes
    duty: Duty
    counted: tuple[tuple[int, bytes], ...]
    held: int = 0
    scopes: int = 0


def quota_rules(session: OfficeSession, day: int) -> tuple[CadenceRule, ...]:
    """Return the rules in force that ask for a number of a post or an area."""
    return tuple(
        rule
        for rule in session.scheme.rules_in_force(day)
        if rule.mode in MODES and rule.period.kind != "office_sets"
    )


def quotas_of(reader: Reader, session: OfficeSession, posts: Iterable[Post], day: int) -> tuple[Quota, ...]:
    """Return the quotas of some posts on a day, in the order of posts, then of the mechanism."""
    rules = quota_rules(session, day)
    found: list[Quota] = []
    for post in posts if rules else ():
        roles = acting_roles(session, post.role)
        for rule in rules:
            if roles.isdisjoint(rule.actor_roles):
                continue
            if rule.mode == "per_actor":
                found.append(_of_actor(reader, rule, post, day))
            else:
                ways = ways_of(reader, session.scheme, (rule,))[rule]
                areas = areas_of(session, rule, post, day)
                found += [_of_area(reader, rule, ways, (post, unit), day) for unit in areas]
    return tuple(found)


def quota_row(session: OfficeSession, quota: Quota) -> QuotaRow:
    """Return a quota as a row shows it."""
    rule, duty = quota.rule, quota.duty
    unit = session.units.get(quota.unit)
    return QuotaRow(
        post=quota.post.uid,
        unit=quota.unit,
        unit_name=unit.name if unit else "",
        rule_key=rule.key,
        rule_title=rule.label,
        mode=rule.mode,
        counts=rule.counts,
        done=duty.done,
        wanted=duty.wanted,
        most=rule.times_most,
        missing=max(0, duty.wanted - duty.done),
        state=duty.state.name.lower(),
        due_day=duty.due_day,
        days_left=duty.days_left,
        last_day=duty.last_day,
        missed_previous=duty.missed_previous,
        exceeded=duty.exceeded,
        held=quota.held,
        scopes=quota.scopes,
    )


def own_quota(reader: Reader, session: OfficeSession, rule_key: str, unit: bytes, day: int) -> Quota:
    """Return one quota of the acting post; raises InputFault ``rule.unknown``."""
    posts = (session.post,) if session.post else ()
    for quota in quotas_of(reader, session, posts, day):
        if (quota.rule.key, quota.unit) == (rule_key, unit):
            return quota
    raise InputFault("rule.unknown", rule=rule_key)


def quotas(session: OfficeSession, day: int | None = None) -> tuple[QuotaRow, ...]:
    """Return the acting post's quotas on a day. Raises Refused."""
    session.reach(acts.HOUSEHOLD_VIEW)
    asked = session.today if day is None else day
    posts = (session.post,) if session.post else ()
    with session.store.reading() as reader:
        session = judged_on(session, reader, asked)
        return tuple(quota_row(session, quota) for quota in quotas_of(reader, session, posts, asked))


def areas_of(session: OfficeSession, rule: CadenceRule, post: Post, day: int) -> list[Unit]:
    """Return the areas a post answers for on a day: its own unit, or those of the rule's level below a wider one."""
    kinds = AREAS.get(rule.actor_scope, ())
    path = session.path(post.unit)
    own = session.units.get(post.unit)
    if own is None:
        return []
    if own.kind in kinds or not kinds:
        return [own]
    below = [
        unit
        for unit in session.units_of(*kinds, day=day)
        if session.path(unit.uid).startswith(path) and unit.uid != post.unit
    ]
    return below or [own]


def _of_actor(reader: Reader, rule: CadenceRule, post: Post, day: int) -> Quota:
    wanted = wanted_facts(rule, day)
    counted: tuple[tuple[int, bytes], ...] = ()
    if wanted is not None:
        # The person's other posts on that day: whoever goes as community grid head has been there as leader, too.
        own = {post.uid, *(held.uid for held in read_posts.posts_of(reader, post.staff, day))}
        first_day = _first_day(wanted, max(rule.from_day, post.from_day or 0))
        if rule.counts == "activities":
            counted = _activities_of(reader, rule, own, first_day, day)
        else:
            counted = _visits_of(reader, rule, post, own, (first_day, day))
    held, scopes = _scopes_held(reader, rule, post)
    duty = _decided(rule, post, wanted, counted, day)
    return Quota(rule, post, post.unit, duty, _in_window(wanted, counted), held, scopes)


def _scopes_held(reader: Reader, rule: CadenceRule, post: Post) -> tuple[int, int]:
    if rule.counts == "activities" or rule.is_by_pair:
        return 0, 0
    return read_quotas.communities_held(reader, post.unit)


def _visits_of(
    reader: Reader, rule: CadenceRule, post: Post, own: Iterable[bytes], days: tuple[int, int]
) -> tuple[tuple[int, bytes], ...]:
    """Return (day, household) of the visits that count, each household in the segment on the day it was visited."""
    is_paired = rule.is_by_pair
    visits = read_quotas.visited_by(
        reader,
        own,
        rule.counting_channels,
        rule.segment,
        first_day=days[0],
        last_day=days[1],
        unit=None if is_paired else post.unit,
        paired_with=post.uid if is_paired else None,
    )
    return tuple(
        (visit.day, visit.household)
        for made in visits.values()
        for visit in made
        if holds(rule.segment, _marks_on(visit))
    )


def _marks_on(visit: PostVisit) -> frozenset[str]:
    return frozenset(carried.mark for carried in visit.marks if carried.first <= visit.day <= carried.last)


def _activities_of(
    reader: Reader, rule: CadenceRule, own: Iterable[bytes], first_day: int, day: int
) -> tuple[tuple[int, bytes], ...]:
    taken = read_activities.activities_of_posts(reader, own, first_day, day, kinds=(rule.activity,))
    each = {one.uid: one.day or 0 for held in taken.values() for one in held}
    return tuple((on, uid) for uid, on in each.items())


def _decided(
    rule: CadenceRule, post: Post, wanted: Wanted | None, counted: Sequence[tuple[int, bytes]], day: int
) -> Duty:
    found = Found() if wanted is None else found_in(wanted, counted)
    return decide(
        rule,
        as_of_day=day,
        from_day=post.from_day or 0,
        to_day=post.to_day,
        last_day=found.last_day,
        count=found.count,
        previous_count=found.previous_count,
        nth_last_day=found.nth_last_day,
    )


def _of_area(reader: Reader, rule: CadenceRule, ways: Ways, area: tuple[Post, Unit], day: int) -> Quota:
    post, unit = area
    wanted = wanted_facts(rule, day)
    found = Found() if wanted is None else _found_in_area(reader, rule, ways, wanted, unit.uid)
    duty = decide(
        rule,
        as_of_day=day,
        from_day=unit.from_day or 0,
        to_day=unit.to_day,
        last_day=found.last_day,
        count=found.count,
        previous_count=found.previous_count,
        nth_last_day=found.nth_last_day,
    )
    counted: tuple[tuple[int, bytes], ...] = ()
    if rule.counts == "activities" and wanted is not None:
        held = read_activities.activities(
            reader, wanted.window.first, wanted.window.last, unit=unit.uid, kinds=(rule.activity,)
        )
        counted = tuple((one.day or 0, one.uid) for one in held)
    return Quota(rule, post, unit.uid, duty, counted)


def _found_in_area(reader: Reader, rule: CadenceRule, ways: Ways, wanted: Wanted, unit: bytes) -> Found:
    """Return the facts of an area: counts where it takes a count, the last days where they are asked."""
    if rule.counts == "activities":
        last = read_activities.activities(
            reader, 0, wanted.until_day, unit=unit, kinds=(rule.activity,), limit=wanted.nth
        )
        days = tuple(one.day or 0 for one in last)
    else:
        between = (_first_day(wanted, rule.from_day), wanted.until_day)
        days = read_quotas.area_days(reader, rule.segment, ways, unit=unit, days=between, limit=wanted.nth)
    windows = [None if each is None else (each.first, each.last) for each in (wanted.window, wanted.before)]
    counts = [None if each is None else _count_in_area(reader, rule, ways, each, unit) for each in windows]
    return Found(
        last_day=days[0] if days else None,
        count=counts[0],
        previous_count=counts[1],
        nth_last_day=days[wanted.nth - 1] if len(days) >= wanted.nth else None,
    )


def _count_in_area(reader: Reader, rule: CadenceRule, ways: Ways, window: tuple[int, int], unit: bytes) -> int:
    first, last = window
    if rule.counts == "activities":
        return read_activities.activity_count(reader, rule.activity, first, last, unit=unit)
    return read_duties.area_count(reader, rule.segment, Window(ways, first, last), unit=unit)


def _first_day(wanted: Wanted, began: int) -> int:
    """Return the first day that may matter: of a rolling period the n-th last may lie long ago."""
    first = wanted.window.first if wanted.before is None else wanted.before.first
    return min(first, began) if wanted.nth > 1 or wanted.before is None else first


def _in_window(wanted: Wanted | None, counted: Sequence[tuple[int, bytes]]) -> tuple[tuple[int, bytes], ...]:
    return tuple(each for each in counted if wanted is not None and wanted.window.holds(each[0]))
