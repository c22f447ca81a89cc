"""A plan by which grids are drawn anew (S4-2): which households go into which new grid, and who works there.

It begins with the rules' proposal or with the grids as they are, is changed by hand, and looked at grid by grid. All
of it is values: nothing is saved before ``office.repartition.apply_plan``.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.records import Post, Unit
from gridtui.core.words import UnitKind
from gridtui.office.session import OfficeSession
from gridtui.rules.repartition import KEY_PERSON_HOUSEHOLDS, Placed, repartition
from gridtui.scheme import acts
from gridtui.store import read_homes, read_posts
from gridtui.store.database import Reader
from gridtui.store.read_homes import Home

Building = tuple[bytes | None, int]
"""A courtyard and the number of a building in it."""
_NUMBERED = re.compile(r"^(.*?)(\d+)(\D*)$")


class PlannedGrid(msgspec.Struct, frozen=True):
    """A new grid: its name, its households in walking order, and the old posts that go on in it."""

    name: str
    households: tuple[bytes, ...]
    posts: tuple[bytes, ...] = ()


class GridPlan(msgspec.Struct, frozen=True):
    """The grids that take the place of some others from a day on. A post in no new grid ends with the old one."""

    from_day: int
    olds: tuple[bytes, ...]
    grids: tuple[PlannedGrid, ...]


class Ground(msgspec.Struct, frozen=True):
    """What a plan is made on: the grids of a day, who lives in them, who works there."""

    day: int
    grids: tuple[Unit, ...]
    homes: tuple[Home, ...]
    posts: tuple[Post, ...]

    def homes_of(self, grids: Iterable[bytes | None]) -> list[Home]:
        """Return the households of some grids in walking order; None are those in no grid."""
        wanted = set(grids)
        return [home for home in self.homes if home.grid in wanted]


def read_ground(session: OfficeSession, reader: Reader) -> Ground:
    """Return the grids of today that the acting post may draw anew; raises InputFault ``repartition.no_grids``."""
    scope = session.reach(acts.UNIT_EDIT)
    tags = [tag.key for tag in session.scheme.tags]
    within = session.path(scope)
    grids = tuple(unit for unit in session.units_of(UnitKind.GRID) if session.path(unit.uid).startswith(within))
    if not grids:
        raise InputFault("repartition.no_grids")
    uids = {grid.uid for grid in grids}
    posts = tuple(post for post in read_posts.posts(reader, session.today) if post.unit in uids)
    return Ground(session.today, grids, read_homes.homes(reader, scope, session.today, tags=tags), posts)


def ground_of(session: OfficeSession) -> Ground:
    """Return what a plan is made on; raises as ``read_ground``, Refused without ``unit.edit``."""
    session.accept(session.may_anywhere(acts.UNIT_EDIT), acts.UNIT_EDIT)
    with session.store.reading() as reader:
        return read_ground(session, reader)


def proposed(
    ground: Ground, number: int, *, from_day: int, key_person_households: int = KEY_PERSON_HOUSEHOLDS
) -> GridPlan:
    """Return the rules' proposal of so many grids for everybody; a grid that would stay as it is is left alone.

    Raises InputFault ``grid.fewer_than_communities``, ``grid.more_than_households``.
    """
    homes = [
        Placed(home.household, home.walk, home.community or b"", home.grid, home.is_lived_in, home.key_persons)
        for home in ground.homes
    ]
    drawn = repartition(homes, number, from_day=from_day, key_person_households=key_person_households)
    held = Counter(home.grid for home in ground.homes)
    made = [
        (grid.households, grid.from_grids)
        for grid in drawn.grids
        if not (
            len(grid.from_grids) == 1
            and grid.from_grids[0][0]
            and held[grid.from_grids[0][0]] == len(grid.households)
        )
    ]
    kept = {grid.uid for grid in ground.grids} - {old for _, olds in made for old, _ in olds if old is not None}
    # A grid nobody is in goes as well: it has no place among the new ones.
    olds = tuple(grid.uid for grid in ground.grids if grid.uid not in kept or not held[grid.uid])
    names = _names(ground, len(made), {grid.name for grid in ground.grids if grid.uid in kept and held[grid.uid]})
    plan = GridPlan(from_day, olds, tuple(PlannedGrid(name, each[0]) for name, each in zip(names, made, strict=True)))
    return with_staff(plan, ground)


def as_it_is(ground: Ground, olds: Sequence[bytes], *, from_day: int) -> GridPlan:
    """Return a plan that makes each of some grids anew, to be changed by hand."""
    names = {grid.uid: grid.name for grid in ground.grids}
    grids = [PlannedGrid(names[old], tuple(home.household for home in ground.homes_of((old,)))) for old in olds]
    return with_staff(GridPlan(from_day, tuple(olds), tuple(grids)), ground)


def with_staff(plan: GridPlan, ground: Ground) -> GridPlan:
    """Return a plan in which each post goes where most households of its old grid go; others stay where they are."""
    placed = {post for grid in plan.grids for post in grid.posts}
    heirs = main_heirs(plan, ground)
    posts: dict[int, list[bytes]] = {}
    for post in ground.posts:
        if post.unit in plan.olds and post.uid not in placed and post.unit in heirs:
            posts.setdefault(heirs[post.unit], []).append(post.uid)
    grids = tuple(
        msgspec.structs.replace(grid, posts=(*grid.posts, *posts.get(place, ())))
        for place, grid in enumerate(plan.grids)
    )
    return msgspec.structs.replace(plan, grids=grids)


def main_heirs(plan: GridPlan, ground: Ground) -> dict[bytes, int]:
    """Return old grid -> the place of the new grid that takes most of its households; one without any has none."""
    place_of = {household: place for place, grid in enumerate(plan.grids) for household in grid.households}
    taken: dict[bytes, Counter[int]] = {}
    for home in ground.homes:
        if home.grid is not None and home.household in place_of:
            taken.setdefault(home.grid, Counter())[place_of[home.household]] += 1
    return {old: taken[old].most_common(1)[0][0] for old in plan.olds if old in taken}


def only_changed(plan: GridPlan, ground: Ground) -> GridPlan:
    """Return the plan without grids that stay as they are: name, households and staff of one old grid."""
    kept: set[bytes] = set()
    made: list[PlannedGrid] = []
    for grid in plan.grids:
        same = [old for old in ground.grids if old.uid in plan.olds and _is_same(grid, old, ground)]
        if same:
            kept.add(same[0].uid)
        else:
            made.append(grid)
    return GridPlan(plan.from_day, tuple(old for old in plan.olds if old not in kept), tuple(made))


# -- changes by hand


def taken_whole(plan: GridPlan, ground: Ground, old: bytes, place: int) -> GridPlan:
    """Return the plan with a whole old grid, and who works there, in the new grid at a place."""
    households = {home.household for home in ground.homes_of((old,))}
    posts = {post.uid for post in ground.posts if post.unit == old}
    olds = plan.olds if old in plan.olds else (*plan.olds, old)
    return _moved(msgspec.structs.replace(plan, olds=olds), ground, households, posts, place)


def taken_building(plan: GridPlan, ground: Ground, building: Building, place: int) -> GridPlan:
    """Return the plan with a building's households of the old grids in the new grid at a place: a grid cut in two."""
    households = {
        home.household for home in ground.homes_of(plan.olds) if (home.courtyard, home.building) == building
    }
    return _moved(plan, ground, households, set(), place)


def taken_courtyard(plan: GridPlan, ground: Ground, courtyard: bytes, place: int) -> GridPlan:
    """Return the plan with a courtyard's households of the old grids in the new grid at a place."""
    households = {home.household for home in ground.homes_of(plan.olds) if home.courtyard == courtyard}
    return _moved(plan, ground, households, set(), place)


def renamed(plan: GridPlan, place: int, name: str) -> GridPlan:
    """Return the plan with another name for a new grid."""
    return _with_grid(plan, place, msgspec.structs.replace(plan.grids[place], name=name))


def with_grid(plan: GridPlan, name: str) -> GridPlan:
    """Return the plan with one more new grid, still without households."""
    return msgspec.structs.replace(plan, grids=(*plan.grids, PlannedGrid(name, ())))


def without_grid(plan: GridPlan, place: int) -> GridPlan:
    """Return the plan without a new grid; its households have no place until they are given one."""
    return msgspec.structs.replace(plan, grids=(*plan.grids[:place], *plan.grids[place + 1 :]))


def with_post(plan: GridPlan, post: bytes, place: int | None) -> GridPlan:
    """Return the plan with an old post going on in the new grid at a place, or ending with its own (None)."""
    grids = [
        msgspec.structs.replace(grid, posts=tuple(each for each in grid.posts if each != post)) for grid in plan.grids
    ]
    if place is not None:
        grids[place] = msgspec.structs.replace(grids[place], posts=(*grids[place].posts, post))
    return msgspec.structs.replace(plan, grids=tuple(grids))


def buildings_of(plan: GridPlan, ground: Ground) -> tuple[Building, ...]:
    """Return the buildings of the old grids in walking order."""
    return tuple(dict.fromkeys((home.courtyard, home.building) for home in ground.homes_of(plan.olds)))


def _is_same(grid: PlannedGrid, old: Unit, ground: Ground) -> bool:
    households = {home.household for home in ground.homes_of((old.uid,))}
    posts = {post.uid for post in ground.posts if post.unit == old.uid}
    return (grid.name, set(grid.households), set(grid.posts)) == (old.name, households, posts)


def _stays(from_grids: Sequence[tuple[bytes | None, int]], held: Counter[bytes | None]) -> bool:
    """Return whether a proposed grid is one old grid and all of it."""
    (old, households), *others = from_grids
    return not others and old is not None and held[old] == households


def _moved(plan: GridPlan, ground: Ground, households: set[bytes], posts: set[bytes], place: int) -> GridPlan:
    order = {home.household: rank for rank, home in enumerate(ground.homes)}
    grids = []
    for at, grid in enumerate(plan.grids):
        held = (set(grid.households) | households) if at == place else (set(grid.households) - households)
        workers = [post for post in grid.posts if post not in posts]
        workers += sorted(posts) if at == place else []
        walked = tuple(sorted(held, key=lambda household: order[household]))
        grids.append(msgspec.structs.replace(grid, households=walked, posts=tuple(workers)))
    return msgspec.structs.replace(plan, grids=tuple(grids))


def _with_grid(plan: GridPlan, place: int, grid: PlannedGrid) -> GridPlan:
    return msgspec.structs.replace(plan, grids=(*plan.grids[:place], grid, *plan.grids[place + 1 :]))


def _names(ground: Ground, number: int, taken: set[str]) -> list[str]:
    """Return names in the manner of the present ones, 网格01 and on, without those that stay in use."""
    matched = next((found for grid in ground.grids if (found := _NUMBERED.match(grid.name))), None)
    before, digits, after = matched.groups() if matched else ("网格", "00", "")
    numbered = (f"{before}{count:0{len(digits)}d}{after}" for count in range(1, number + len(taken) + 1))
    return [name for name in numbered if name not in taken][:number]
