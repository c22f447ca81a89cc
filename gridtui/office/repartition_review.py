"""A plan of new grids as it is looked at before it is made: numbers before and after, and what stands against it."""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.records import Post
from gridtui.office.acts import line
from gridtui.office.places import short_address
from gridtui.office.repartition_plan import GridPlan, Ground
from gridtui.office.session import OfficeSession
from gridtui.rules.repartition import KEY_PERSON_HOUSEHOLDS
from gridtui.scheme import acts
from gridtui.store import read_campaigns, read_duties, read_former
from gridtui.store.database import Reader
from gridtui.store.read_homes import Home


class GridRow(msgspec.Struct, frozen=True, gc=False):
    """A grid, old or new, as it is reviewed. ``load`` counts each key person as so many households more.

    ``staff`` are names with the titles of their posts; ``names`` the old grids it comes from, with how many
    households of each, for an old one nothing.
    """

    name: str
    households: int
    lived_in: int
    key_persons: int
    load: int
    staff: tuple[tuple[str, str], ...]
    names: tuple[tuple[str, int], ...] = ()


class Review(msgspec.Struct, frozen=True):
    """A plan as it is looked at before it is made.

    ``faults`` are what must be mended first, ``ending`` the posts that do not go on, ``campaigns`` run on an old grid
    and find no door there from the day on.
    """

    from_day: int
    before: tuple[GridRow, ...]
    after: tuple[GridRow, ...]
    unplaced: int
    faults: tuple[InputFault, ...]
    ending: tuple[str, ...]
    campaigns: tuple[str, ...]


def review(
    session: OfficeSession, plan: GridPlan, ground: Ground, *, key_person_households: int = KEY_PERSON_HOUSEHOLDS
) -> Review:
    """Return a plan as numbers before and after, grid by grid, with what stands against it; raises Refused."""
    session.accept(session.may_anywhere(acts.UNIT_EDIT), acts.UNIT_EDIT)
    homes = {home.household: home for home in ground.homes}
    names = {grid.uid: grid.name for grid in ground.grids}
    posts = {post.uid: post for post in ground.posts}
    before = [
        _row(session, names[old], ground.homes_of((old,)), _on(ground.posts, old), key_person_households)
        for old in plan.olds
    ]
    after = []
    for grid in plan.grids:
        held = [homes[household] for household in grid.households if household in homes]
        workers = [posts[post] for post in grid.posts if post in posts]
        row = _row(session, grid.name, held, workers, key_person_households)
        origin = Counter(names.get(home.grid or b"", "") for home in held).most_common()
        after.append(msgspec.structs.replace(row, names=tuple(origin)))
    placed = {post for grid in plan.grids for post in grid.posts}
    ending = [post for post in ground.posts if post.unit in plan.olds and post.uid not in placed]
    with session.store.reading() as reader:
        faults = faults_of(session, reader, plan, ground)
        running = [each for each in read_campaigns.campaigns(reader, plan.from_day) if each.unit in plan.olds]
    return Review(
        from_day=plan.from_day,
        before=tuple(before),
        after=tuple(after),
        unplaced=len(_unplaced(plan, ground)),
        faults=faults,
        ending=tuple(f"{post.staff_name} {session.role_title(post.role)} {post.unit_name}" for post in ending),
        campaigns=tuple(each.title for each in running),
    )


def _row(session: OfficeSession, name: str, held: Sequence[Home], workers: Iterable[Post], weight: int) -> GridRow:
    lived_in, persons = sum(home.is_lived_in for home in held), sum(home.key_persons for home in held)
    staff = tuple((post.staff_name, session.role_title(post.role)) for post in workers)
    return GridRow(name, len(held), lived_in, persons, lived_in + weight * persons, staff)


def _on(posts: Iterable[Post], unit: bytes) -> list[Post]:
    return [post for post in posts if post.unit == unit]


def _unplaced(plan: GridPlan, ground: Ground) -> list[Home]:
    placed = {household for grid in plan.grids for household in grid.households}
    return [home for home in ground.homes_of(plan.olds) if home.household not in placed]


def faults_of(session: OfficeSession, reader: Reader, plan: GridPlan, ground: Ground) -> tuple[InputFault, ...]:
    """Return everything that keeps a plan from being made."""
    faults = [*_faults_of_grids(plan, ground)]
    if plan.from_day > session.today:
        faults.append(InputFault("repartition.future"))
    unknown = [post for grid in plan.grids for post in grid.posts if post not in {each.uid for each in ground.posts}]
    faults += [InputFault("repartition.post_unknown", text=post.hex()) for post in unknown]
    unplaced = _unplaced(plan, ground)
    if unplaced:
        faults.append(_about(reader, "repartition.unplaced", unplaced))
    since = [
        home
        for home in ground.homes_of(plan.olds)
        if any(to_day >= plan.from_day for _, _, to_day in read_former.former_grids(reader, home.household))
    ]
    if since:
        faults.append(_about(reader, "repartition.changed_since", since))
    return tuple(faults)


def _faults_of_grids(plan: GridPlan, ground: Ground) -> list[InputFault]:
    faults: list[InputFault] = []
    homes = {home.household: home for home in ground.homes}
    names = [line(grid.name) for grid in plan.grids]
    names += [grid.name for grid in ground.grids if grid.uid not in plan.olds]
    doubled = [name for name in dict.fromkeys(names) if not name or names.count(name) > 1]
    faults += [InputFault("repartition.name", name=name) for name in doubled]
    seen: set[bytes] = set()
    for grid in plan.grids:
        held = [homes[household] for household in grid.households if household in homes]
        if not held or len(held) < len(grid.households):
            faults.append(InputFault("repartition.empty", name=grid.name))
        if len({home.community for home in held}) > 1:
            faults.append(InputFault("repartition.two_communities", name=grid.name))
        if seen.intersection(grid.households):
            faults.append(InputFault("repartition.placed_twice", text=grid.name))
        seen.update(grid.households)
    if not plan.olds or not plan.grids:
        faults.append(InputFault("repartition.no_grids"))
    return faults


def _about(reader: Reader, code: str, homes: Sequence[Home]) -> InputFault:
    lines = read_duties.subject_lines(reader, [homes[0].walk])
    found = lines.get(homes[0].household)
    return InputFault(code, count=len(homes), address=short_address(found.address) if found else "")
