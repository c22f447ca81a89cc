"""A plan of new grids as a file that is read, changed and kept: TOML with the office's own names.

Each ``[[grid]]`` has a ``name``; ``takes`` are old grids, each in one new grid only, which gets what is not given
away; ``areas`` are courtyards (晏五村), buildings (晏五村 6) or entrances (晏五村 6-2) of the old grids, the smaller
before the larger; ``households`` are single ones by id; ``staff`` are old posts that go on there, by id, whatever
stands behind it.
"""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.ids import show_id
from gridtui.core.time import iso_day
from gridtui.office.repartition_plan import GridPlan, Ground, PlannedGrid, main_heirs
from gridtui.office.session import OfficeSession
from gridtui.store.read_homes import Home

Place = tuple[bytes | None, ...]
"""A courtyard, a building in it, or an entrance of that."""


class GridEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A ``[[grid]]`` of the file."""

    name: str
    takes: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    households: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()


class PlanFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file: the first day of the new grids, each of them, and old grids without anybody that end."""

    first_day: date = msgspec.field(name="from")
    grids: tuple[GridEntry, ...] = msgspec.field(name="grid")
    ends: tuple[str, ...] = ()


def plan_text(session: OfficeSession, plan: GridPlan, ground: Ground) -> str:
    """Return a plan as the text of a file; read again it is the same plan."""
    names = {grid.uid: grid.name for grid in ground.grids}
    heirs = main_heirs(plan, ground)
    areas, single = _given_away(_yards(session), plan, ground, heirs)
    posts = {post.uid: post for post in ground.posts}
    empty = [names[old] for old in plan.olds if old not in heirs]
    parts = [f"from = {iso_day(plan.from_day)}\n" + (f"ends = {_array(empty)}\n" if empty else "")]
    for place, grid in enumerate(plan.grids):
        entry: dict[str, Iterable[str]] = {
            "takes": [names[old] for old in plan.olds if heirs.get(old, -1) == place],
            "areas": areas.get(place, ()),
            "households": single.get(place, ()),
            "staff": [
                f"{show_id(post)} {posts[post].staff_name} {session.role_title(posts[post].role)}"
                for post in grid.posts
            ],
        }
        lines = [f"{key} = {_array(texts)}" for key, texts in entry.items() if texts]
        parts.append("\n".join(["[[grid]]", f"name = {_quoted(grid.name)}", *lines]) + "\n")
    return "\n".join(parts)


def plan_from_text(session: OfficeSession, text: str, name: str, ground: Ground) -> GridPlan:
    """Return the plan a file states.

    Raises InputFault ``repartition.unreadable``, ``repartition.place_unknown``, ``repartition.placed_twice``,
    ``repartition.post_unknown``.
    """
    try:
        read = msgspec.convert(tomllib.loads(text), PlanFile)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise InputFault("repartition.unreadable", file=name, problem=str(fault)) from fault
    olds, ending = _whole_grids(read, ground)
    yards = _yards(session)
    reached = [home for home in ground.homes if home.grid is None or home.grid in olds]
    place_of: dict[bytes, int] = {home.household: olds[home.grid] for home in reached if home.grid is not None}
    for level in (_courtyard, _building, _entrance):
        place_of |= _areas_given(yards, read, reached, level)
    place_of |= _singles_given(read, reached)
    posts = {show_id(post.uid): post.uid for post in ground.posts if post.unit in olds or post.unit in ending}
    grids = [
        PlannedGrid(
            entry.name,
            tuple(home.household for home in reached if place_of.get(home.household) == place),
            tuple(_post(posts, each) for each in entry.staff),
        )
        for place, entry in enumerate(read.grids)
    ]
    ordered = tuple(grid.uid for grid in ground.grids if grid.uid in olds or grid.uid in ending)
    return GridPlan(read.first_day.toordinal(), ordered, tuple(grids))


def _courtyard(home: Home) -> Place:
    return (home.courtyard,)


def _building(home: Home) -> Place:
    return home.courtyard, _number(home.building)


def _entrance(home: Home) -> Place:
    return home.courtyard, _number(home.building), _number(home.entrance)


def _number(number: int) -> bytes:
    return str(number).encode()


_LEVELS: Final[tuple[Callable[[Home], Place], ...]] = (_courtyard, _building, _entrance)


def _given_away(
    yards: Mapping[bytes, str], plan: GridPlan, ground: Ground, heirs: Mapping[bytes, int]
) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Return what leaves the rest of its old grid: areas where all of one goes to a new grid, else households."""
    place_of = {household: place for place, grid in enumerate(plan.grids) for household in grid.households}
    reached = [home for home in ground.homes if home.grid is None or home.grid in plan.olds]
    away = [
        home
        for home in reached
        if home.household in place_of and place_of[home.household] != (heirs.get(home.grid) if home.grid else None)
    ]
    areas: dict[int, list[str]] = {}
    for level in _LEVELS:
        whole: dict[Place, set[int]] = {}
        for home in reached:
            whole.setdefault(level(home), set()).add(place_of.get(home.household, -1))
        texts = {level(home): _area_text(yards, level(home)) for home in away}
        taken = {area for area, text in texts.items() if text and len(whole[area]) == 1}
        for area in dict.fromkeys(level(home) for home in away):
            if area in taken:
                areas.setdefault(min(whole[area]), []).append(texts[area])
        away = [home for home in away if level(home) not in taken]
    single: dict[int, list[str]] = {}
    for home in away:
        single.setdefault(place_of[home.household], []).append(show_id(home.household))
    return areas, single


def _yards(session: OfficeSession) -> dict[bytes, str]:
    """Return the names of units that are theirs alone: what an area can be called by."""
    units = session.units
    named = Counter(unit.name for unit in units.values())
    return {uid: unit.name for uid, unit in units.items() if named[unit.name] == 1}


def _area_text(yards: Mapping[bytes, str], area: Place) -> str:
    """Return how a file names an area; '' for one without a courtyard that can be named."""
    courtyard, *numbers = area
    yard = yards.get(courtyard or b"", "")
    number = "-".join(each.decode() for each in numbers if each)
    return f"{yard} {number}".rstrip() if yard else ""


def _areas_given(
    yards: Mapping[bytes, str], read: PlanFile, reached: list[Home], level: Callable[[Home], Place]
) -> dict[bytes, int]:
    """Return household -> new grid, for the areas of one size."""
    homes: dict[str, list[Home]] = {}
    for home in reached:
        homes.setdefault(_area_text(yards, level(home)), []).append(home)
    known = {_area_text(yards, every(home)) for every in _LEVELS for home in reached}
    given: dict[str, int] = {}
    for place, entry in enumerate(read.grids):
        for text in entry.areas:
            if not text or text not in known:
                raise InputFault("repartition.place_unknown", text=text)
            if given.setdefault(text, place) != place:
                raise InputFault("repartition.placed_twice", text=text)
    return {home.household: place for text, place in given.items() for home in homes.get(text, ())}


def _whole_grids(read: PlanFile, ground: Ground) -> tuple[dict[bytes, int], frozenset[bytes]]:
    """Return old grid -> the new grid that takes it, and the old grids that end without anybody."""
    named: dict[str, list[bytes]] = {}
    for grid in ground.grids:
        named.setdefault(grid.name, []).append(grid.uid)

    def one(text: str) -> bytes:
        if len(named.get(text, ())) != 1:
            raise InputFault("repartition.place_unknown", text=text)
        return named[text][0]

    given: dict[bytes, int] = {}
    for place, entry in enumerate(read.grids):
        for text in entry.takes:
            if given.setdefault(one(text), place) != place:
                raise InputFault("repartition.placed_twice", text=text)
    return given, frozenset(map(one, read.ends))


def _singles_given(read: PlanFile, reached: list[Home]) -> dict[bytes, int]:
    known = {show_id(home.household): home.household for home in reached}
    given: dict[bytes, int] = {}
    for place, entry in enumerate(read.grids):
        for text in entry.households:
            uid = known.get(text.partition(" ")[0])
            if uid is None:
                raise InputFault("repartition.place_unknown", text=text)
            if given.setdefault(uid, place) != place:
                raise InputFault("repartition.placed_twice", text=text)
    return given


def _post(posts: Mapping[str, bytes], text: str) -> bytes:
    found = posts.get(text.partition(" ")[0])
    if found is None:
        raise InputFault("repartition.post_unknown", text=text)
    return found


def _array(texts: Iterable[str]) -> str:
    return "[" + ", ".join(map(_quoted, texts)) + "]"


def _quoted(text: str) -> str:
    """Return a TOML basic string; its escapes are those of JSON."""
    return msgspec.json.encode(text).decode()
