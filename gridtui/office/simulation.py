"""What a change of the mechanism would ask of each post, before it is made: the office's people and facts, its rules.

Of a rule about households each visit is one post's work: that of the post paired with the household where the rule
is about pairs, else of the post whose role the rule names on the nearest unit the household lies in; several on that
unit share by turns in walking order. Where nobody holds such a post, the line of nobody says so. Group rules are
reckoned; who is paused today is left out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import NamedTuple

import msgspec

from gridtui.core.errors import SettingsFault
from gridtui.core.records import PauseRecord, Post
from gridtui.office.board import acting_roles, countable
from gridtui.office.quotas import areas_of
from gridtui.office.session import OfficeSession
from gridtui.office.ways import Ways, ways_of
from gridtui.rules.pauses import pause_of
from gridtui.rules.segments import needed_marks, since_marks, wanted_marks
from gridtui.rules.simulation import Overload, PostLoad, Ruled, RuleLoad, Standing
from gridtui.rules.simulation import simulate as simulated
from gridtui.scheme import acts
from gridtui.scheme.model import CadenceRule, Scheme, Segment
from gridtui.store import read_activities, read_duties, read_plans, read_posts, read_quotas
from gridtui.store.database import Reader, Row
from gridtui.store.read_loads import DAYS_A_WEEK, visits_done
from gridtui.store.read_quotas import Places

WEEKS = 4
"""How many weeks are looked at unless somebody asks for another number."""
NOBODY = b""
"""The id of the line of duties for which nobody holds a post."""


class PostLoadRow(msgspec.Struct, frozen=True, gc=False):
    """One post's duties a week. ``old`` and ``new`` from the first week on, ``done`` in as many weeks before.

    ``overloads`` are of the new rules, ``overloads_before`` of the old; ``by_rule`` are the new rules' keys with what
    each asks over all weeks, the most first. ``post`` is ``NOBODY`` for duties nobody holds a post for.
    """

    post: bytes
    staff_name: str
    role_title: str
    unit_name: str
    old: tuple[int, ...]
    new: tuple[int, ...]
    done: tuple[int, ...]
    overloads: tuple[Overload, ...]
    overloads_before: tuple[Overload, ...]
    by_rule: tuple[tuple[str, int], ...]

    @property
    def changes(self) -> bool:
        """Whether any week differs."""
        return self.old != self.new


class SimulationView(msgspec.Struct, frozen=True):
    """What both mechanisms ask of the posts in some weeks. ``faults`` name the new rules that ask the impossible.

    ``titles`` are the rules' by key, the new mechanism's before the old one's.
    """

    first_day: int
    weeks: int
    rows: tuple[PostLoadRow, ...]
    old_rules: tuple[RuleLoad, ...]
    new_rules: tuple[RuleLoad, ...]
    faults: tuple[SettingsFault, ...]
    titles: dict[str, str]

    @property
    def concerned(self) -> tuple[PostLoadRow, ...]:
        """Those of whom anything is asked, or who did anything."""
        return tuple(row for row in self.rows if any((*row.old, *row.new, *row.done)))

    @property
    def overloaded(self) -> tuple[PostLoadRow, ...]:
        """Those with too much in some week under the new rules."""
        return tuple(row for row in self.rows if row.overloads)


class _Aspect(NamedTuple):
    """What of a rule decides whose work its visits are, and whom they are to: rules alike in it are counted once."""

    segment: Segment
    ways: Ways
    posts: tuple[Post, ...]
    pair_roles: frozenset[str]
    paused: frozenset[bytes]


@dataclass(frozen=True)
class _Asking:
    """One simulation: reader, session, the first day of the weeks, and the posts held today within reach."""

    reader: Reader
    session: OfficeSession
    day: int
    posts: tuple[Post, ...]
    pauses: Mapping[bytes, tuple[PauseRecord, ...]]


def simulate(
    session: OfficeSession,
    old: Scheme,
    new: Scheme,
    *,
    first_day: int | None = None,
    weeks: int = WEEKS,
    most_a_week: int | None = None,
) -> SimulationView:
    """Return what two mechanisms ask of every post within the acting post's reach in some weeks, 1 to 53.

    The weeks begin on ``first_day``, None today, under how everybody stands today; ``most_a_week`` is what a post can
    do, None where only the others of its role are its measure. Raises Refused; ValueError for another number of
    weeks.
    """
    session.require(acts.SCHEME_VIEW)
    within = session.reach(acts.HOUSEHOLD_VIEW)
    day = session.today if first_day is None else first_day
    with session.store.reading() as reader:
        posts = _posts_within(session, reader, within)
        pauses = read_plans.pauses_within(reader, session.today)
        asking = _Asking(reader, session, day, posts, pauses)
        rules = [_rules(scheme, day, weeks) for scheme in (old, new)]
        ruled = _ruled(asking, within, (old, new), rules)
        done = _done(asking, weeks)
    found = simulated(
        *ruled,
        first_day=day,
        weeks=weeks,
        done=done,
        capacity={} if most_a_week is None else {post.uid: most_a_week for post in posts},
        roles={post.uid: post.role for post in posts},
    )
    known = {post.uid: post for post in posts}
    return SimulationView(
        first_day=found.first_day,
        weeks=found.weeks,
        rows=tuple(_row(session, load, known.get(load.post)) for load in found.posts),
        old_rules=found.old_rules,
        new_rules=found.new_rules,
        faults=found.faults,
        titles={rule.key: rule.title for each in rules for rule in each},
    )


def _posts_within(session: OfficeSession, reader: Reader, within: bytes) -> tuple[Post, ...]:
    """Return the posts held today in a unit's subtree, and those on a unit above it."""
    path, above = session.path(within), set(session.line_upwards(within))
    held = read_posts.posts(reader, session.today)
    return tuple(post for post in held if post.unit in above or session.path(post.unit).startswith(path))


def _rules(scheme: Scheme, day: int, weeks: int) -> tuple[CadenceRule, ...]:
    """Return the rules in force on any day of some weeks."""
    last = day + weeks * DAYS_A_WEEK - 1
    return tuple(
        rule
        for rule in scheme.rules
        if rule.from_day <= last
        and (rule.to_day is None or rule.to_day >= day)
        and (rule.period.kind != "office_sets" or rule.mode == "once")
    )


def _ruled(
    asking: _Asking, within: bytes, schemes: Iterable[Scheme], rules: Sequence[Sequence[CadenceRule]]
) -> list[list[Ruled]]:
    """Return, for each scheme, its rules with whom they are about, by post."""
    of_rule: list[list[tuple[CadenceRule, _Aspect | None, tuple[Post, ...]]]] = []
    for scheme, its_rules in zip(schemes, rules, strict=True):
        session = replace(asking.session, scheme=scheme)
        visited = set(countable(its_rules))
        ways = ways_of(asking.reader, scheme, visited)
        held = [(rule, _named(session, asking.posts, rule)) for rule in its_rules]
        of_rule.append(
            [
                (rule, _aspect(asking, scheme, rule, ways[rule], posts) if rule in visited else None, posts)
                for rule, posts in held
            ]
        )
    aspects = list(dict.fromkeys(aspect for held in of_rule for _, aspect, _ in held if aspect is not None))
    counted = dict(zip(aspects, _standings(asking, within, aspects), strict=True))
    return [
        [
            Ruled(rule, _quota(asking, rule, posts) if aspect is None else counted[aspect])
            for rule, aspect, posts in held
        ]
        for held in of_rule
    ]


def _named(session: OfficeSession, posts: Iterable[Post], rule: CadenceRule) -> tuple[Post, ...]:
    """Return the posts whose role, or one held with it, a rule names."""
    return tuple(post for post in posts if not acting_roles(session, post.role).isdisjoint(rule.actor_roles))


def _aspect(asking: _Asking, scheme: Scheme, rule: CadenceRule, ways: Ways, posts: tuple[Post, ...]) -> _Aspect:
    paused = frozenset(uid for uid, kept in asking.pauses.items() if _is_paused(asking, rule, kept))
    pair_roles = scheme.roles_asked(rule) if rule.is_by_pair else frozenset[str]()
    return _Aspect(rule.segment, ways, posts, pair_roles, paused)


def _is_paused(asking: _Asking, rule: CadenceRule, kept: Iterable[PauseRecord]) -> bool:
    held = (pause_of(rule, pause) for pause in kept)
    return any(pause.holds(asking.session.today) for pause in held if pause is not None)


def _standings(asking: _Asking, within: bytes, aspects: Sequence[_Aspect]) -> list[dict[bytes, Counter[Standing]]]:
    """Return, for each aspect, its subjects' standings by the post whose work they are."""
    today = asking.session.today
    way_sets = list(dict.fromkeys(aspect.ways for aspect in aspects))
    asked_of = [sum(1 << at for at, aspect in enumerate(aspects) if aspect.ways == each) for each in way_sets]
    rows = read_duties.due_facts(
        asking.reader,
        [aspect.segment for aspect in aspects],
        way_sets,
        as_of_day=today,
        unit=within,
        pair_roles={at: aspect.pair_roles for at, aspect in enumerate(aspects) if aspect.pair_roles},
        asked_of=asked_of,
    )
    rows.sort(key=lambda row: row[read_duties.WALK])
    places = read_quotas.places_at(asking.reader, (row[read_duties.WALK] for row in rows), today)
    pairs = read_quotas.pairs_on(asking.reader, today) if any(aspect.pair_roles for aspect in aspects) else {}
    shares = _Shares(asking.session, places, pairs)
    return [
        shares.standings(aspect, rows, 1 << at, read_duties.FIRST_FACT + way_sets.index(aspect.ways))
        for at, aspect in enumerate(aspects)
    ]


class _Shares:
    """Whose work a visit is, of everybody a rule is about."""

    def __init__(
        self,
        session: OfficeSession,
        places: Mapping[bytes, Places],
        pairs: Mapping[bytes, tuple[tuple[bytes, str], ...]],
    ) -> None:
        self._session = session
        self._places = places
        self._pairs = pairs
        self._around: dict[Places, tuple[bytes, ...]] = {}

    def standings(
        self, aspect: _Aspect, rows: Iterable[Row], bit: int, last_at: int
    ) -> dict[bytes, Counter[Standing]]:
        """Return the standings under one aspect by post; ``rows`` in walking order."""
        on_unit: dict[bytes, list[bytes]] = {}
        for post in aspect.posts:
            on_unit.setdefault(post.unit, []).append(post.uid)
        held = {post.uid for post in aspect.posts}
        turns: dict[tuple[bytes, ...], count[int]] = {}
        near: dict[Places, tuple[bytes, ...]] = {}
        enough, needed = wanted_marks(aspect.segment), needed_marks(aspect.segment, aspect.pair_roles)
        found: dict[bytes, Counter[Standing]] = {}
        for row in rows:
            household = row[read_duties.UID]
            if not row[read_duties.SEGMENTS] & bit or household in aspect.paused:
                continue
            if aspect.pair_roles:
                owing = tuple(post for post, _ in self._pairs.get(household, ()) if post in held)
                if not owing:
                    continue
            else:
                place = self._places[household]
                owing = near.get(place) or near.setdefault(place, self._nearest(place, on_unit))
            turn = next(turns.setdefault(owing, count())) if len(owing) > 1 else 0
            since = since_marks(enough, needed, row[read_duties.MARKS], row[read_duties.FROM_DAY])
            found.setdefault(owing[turn % len(owing)], Counter())[row[last_at], since] += 1
        return found

    def _nearest(self, place: Places, on_unit: Mapping[bytes, list[bytes]]) -> tuple[bytes, ...]:
        """Return the posts on the nearest unit around a place that has one; ``NOBODY`` where none has."""
        around = self._around.get(place)
        if around is None:
            units = (unit for each in (place.grid, place.courtyard, place.community)
                     for unit in self._session.line_upwards(each))  # fmt: skip
            around = self._around[place] = tuple(sorted(dict.fromkeys(units), key=self._depth, reverse=True))
        return next((tuple(on_unit[unit]) for unit in around if unit in on_unit), (NOBODY,))

    def _depth(self, unit: bytes) -> int:
        return len(self._session.line_upwards(unit))


def _quota(asking: _Asking, rule: CadenceRule, posts: Sequence[Post]) -> dict[bytes, list[Standing]]:
    """Return the subjects of a number that a post or an area owes; an area is the first post's that has it."""
    if rule.mode == "per_actor":
        return {post.uid: [(None, post.from_day or 0)] for post in posts}
    found: dict[bytes, list[Standing]] = {}
    seen: set[bytes] = set()
    for post in posts:
        for unit in areas_of(asking.session, rule, post, asking.session.today):
            if unit.uid not in seen:
                seen.add(unit.uid)
                found.setdefault(post.uid, []).append((None, unit.from_day or 0))
    return found


def _done(asking: _Asking, weeks: int) -> dict[bytes, list[int]]:
    """Return what each post did in as many weeks before today: visits that count, and activities."""
    first_day = asking.session.today - weeks * DAYS_A_WEEK
    posts = [post.uid for post in asking.posts]
    within = set(posts)
    found = {post: done for post, done in visits_done(asking.reader, first_day, weeks).items() if post in within}
    taken = read_activities.activities_of_posts(asking.reader, posts, first_day, asking.session.today - 1)
    for post, held in taken.items():
        done = found.setdefault(post, [0] * weeks)
        for activity in held:
            if activity.day is not None:
                done[(activity.day - first_day) // DAYS_A_WEEK] += 1
    return found


def _row(session: OfficeSession, load: PostLoad, post: Post | None) -> PostLoadRow:
    return PostLoadRow(
        post=load.post,
        staff_name=post.staff_name if post else "",
        role_title=session.role_title(post.role) if post else "",
        unit_name=post.unit_name if post else "",
        old=load.old,
        new=load.new,
        done=load.done,
        overloads=load.overloads,
        overloads_before=load.overloads_before,
        by_rule=load.by_rule,
    )
