"""A real office with invented households, in which a replay plays a reported mechanism day by day.

It is set up as a person would set it up, on its real divisions, under the shipped mechanism and an own file that
states what the report leaves open, each value of it assumed. Grids, courtyards, doors and people are drawn from a
seed: the same seed gives the same office. Everything after that day goes through the use cases.

    with replay_office(folder, PLACE, STAFF, YARDS) as office:
        for day in office.days((3, 2), (3, 31)):
            office.visit("zhang", home)

Days are (month, day) of 2026. Units and posts are found by name and by account; courtyards name what lies in them.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random
from typing import NamedTuple

import msgspec

from gridtui.core.divisions import EDITION, division
from gridtui.core.time import FixedClock, instant_of
from gridtui.core.words import Channel, DwellingUse, Outcome, Relation, Residence, Sex, UnitKind, Whereabouts
from gridtui.office.session import OfficeSession, session_on
from gridtui.office.setup import FirstPerson, set_up_office
from gridtui.office.views import Saved
from gridtui.office.visits import log_visit, new_visit_form
from gridtui.settings import OfficeTable, Settings, load_settings
from gridtui.store.database import Store
from gridtui.store.writer import Writer
from gridtui.sync.operation import Value

YEAR = 2026
SETTLED_DAY = date(YEAR, 1, 1).toordinal()
"""Units, posts, households and tags begun with the year, unless a replay says otherwise."""
MORNING = 9 * 60 + 30
DOORS_ON_A_FLOOR = 2
FLOORS = 5
ENTRANCES = 2

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程"
_GIVEN = "兰英玉梅秀珍桂芳淑华建国志强海燕春生小红文斌永福长顺德明"

MonthDay = tuple[int, int]


class Place(NamedTuple):
    """Where an office is: the division it is set up for, its mechanism, and its own file of assumed values.

    ``others`` are divisions of the same street that are kept in the same office.
    """

    division: str
    scheme: str
    own: str = ""
    others: tuple[str, ...] = ()


class Post(NamedTuple):
    """Who works here: account and name, a role of the mechanism, the name of the unit the post is held on."""

    account: str
    name: str
    role: str
    unit: str


class Yard(NamedTuple):
    """A courtyard of a community and the doors in it.

    ``carriers``: how many of its households carry a tag, no household two. ``floating`` households
    have no tag and live here as floating population. Nobody lives behind a ``vacant`` door, and a ``paper``
    household is only registered there. ``above`` are the units between community and grid, from the top.
    """

    community: str
    grid: str
    name: str
    doors: int
    carriers: Mapping[str, int] = {}
    floating: int = 0
    paper: int = 0
    vacant: int = 0
    above: tuple[tuple[UnitKind, str], ...] = ()


class Home(NamedTuple):
    """One household: where it lives and what it carries; a paper household is not ``lived_in``."""

    uid: bytes
    head: bytes
    yard: str
    grid: str
    community: str
    tags: tuple[str, ...]
    lived_in: bool
    floating: bool


class ReplayOffice:
    """The office in its folder, a clock that is moved, and the ids of what is in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FixedClock(instant_of(SETTLED_DAY, MORNING))
        self.units: dict[str, bytes] = {}
        self.posts: dict[str, bytes] = {}
        self.homes: list[Home] = []
        self.settings = load_settings(folder, {})
        self.store = Store.open(folder)
        self._sessions: dict[tuple[str, str], OfficeSession] = {}

    def go_to(self, day: MonthDay | int, minute: int = MORNING) -> int:
        """Move the clock to a minute of a day and return the day; who works that day logs in anew."""
        asked = day if isinstance(day, int) else ordinal(day)
        self.clock.ms = instant_of(asked, minute)
        self._sessions.clear()
        return asked

    def days(self, first: MonthDay, last: MonthDay) -> Iterator[int]:
        """Yield each day between two, both inclusive, with the clock in its morning."""
        for day in range(ordinal(first), ordinal(last) + 1):
            yield self.go_to(day)

    def session(self, account: str, role: str | None = None) -> OfficeSession:
        """Return the session of an account today; ``role`` chooses among several posts."""
        key = (account, role or "")
        if key not in self._sessions:
            self._sessions[key] = session_on(
                self.store, account=account, clock=self.clock, settings=self.settings, post=role
            )
        return self._sessions[key]

    def renewed(self) -> None:
        """Forget the sessions, so that the next ones see posts that changed."""
        self._sessions.clear()

    def visit(
        self,
        account: str,
        home: Home,
        outcome: int = Outcome.MET,
        channel: int = Channel.HOME_VISIT,
        role: str | None = None,
        **stated: object,
    ) -> Saved:
        """Log a visit of today, or with ``day`` one entered late; ``stated`` are other fields of the form."""
        session = self.session(account, role)
        form = new_visit_form(session, home.uid, channel=channel)
        met = form.met if outcome == Outcome.MET else ()
        if stated.get("day", form.day) != form.day:
            stated["start_minute"] = None
        return log_visit(session, msgspec.structs.replace(form, outcome=outcome, met=met, **stated))

    def living(self, *tags: str, yard: str = "", grid: str = "", community: str = "") -> list[Home]:
        """Return the lived-in households, those that carry one of some tags where any are named, in walking order."""
        return [
            home
            for home in self.homes
            if home.lived_in
            and (not tags or not set(tags).isdisjoint(home.tags))
            and yard in {"", home.yard}
            and grid in {"", home.grid}
            and community in {"", home.community}
        ]

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Give a writer, for what lies before the first day of a replay."""
        with self.store.writing(self.clock) as writer:
            yield writer


def ordinal(day: MonthDay) -> int:
    """Return a day of the year the replays play in."""
    return date(YEAR, *day).toordinal()


@contextmanager
def replay_office(
    folder: Path, place: Place, staff: tuple[Post, ...], yards: tuple[Yard, ...], *, seed: int = 1
) -> Iterator[ReplayOffice]:
    """Set an office up and close it behind the replay; ``staff[0]`` is the first person, on the place itself."""
    own = folder / "config" / "schemes"
    own.mkdir(parents=True)
    (own / "own.toml").write_text(_own_file(place), "utf-8")
    settings = Settings(office=OfficeTable(division=place.division, schemes=(place.scheme, "own")))
    first, clock = staff[0], FixedClock(instant_of(SETTLED_DAY, MORNING))
    made = set_up_office(folder, settings, (FirstPerson(first.name, first.account, first.role),), clock)
    office = ReplayOffice(folder)
    try:
        with office.writing() as writer:
            _units(writer, office, place, yards, made)
            for post in staff[1:]:
                key = post.account if post.account not in office.posts else f"{post.account}/{post.role}"
                office.posts[key] = _appoint(writer, post, office.units[post.unit])
            office.posts[first.account] = writer.read.value("SELECT uid FROM post ORDER BY n LIMIT 1")
        with office.writing() as writer:
            _households(writer, office, yards, Random(seed))
        yield office
    finally:
        office.store.close()


def _own_file(place: Place) -> str:
    head = f'[scheme]\nkey = "own"\ntitle = "回放用假定"\nsource = "回放假定"\nuses = ["{place.scheme}"]\n'
    return head + place.own


def _units(
    writer: Writer, office: ReplayOffice, place: Place, yards: tuple[Yard, ...], made: Mapping[str, bytes]
) -> None:
    """Make the other divisions of the street, then the grids and courtyards the yards name."""
    street = made[f"{place.division[:9]}000"]
    codes = dict(made)
    for code in place.others:
        known = division(code)
        assert known is not None, code
        kind = UnitKind.VILLAGE if code[9] == "2" else UnitKind.COMMUNITY
        named: dict[str, Value] = {"kind": kind, "name": known.display_name, "parent": street}
        codes[code] = writer.create("unit", {**named, "code": code, "edition": EDITION}, actor=None)
    for code, uid in codes.items():
        known = division(code)
        assert known is not None, code
        office.units[known.display_name] = uid
    for rank, yard in enumerate(yards, 1):
        parent = community = office.units[yard.community]
        for kind, name in (*yard.above, (UnitKind.GRID, yard.grid), (UnitKind.COURTYARD, yard.name)):
            if name and name not in office.units:
                below = community if kind == UnitKind.COURTYARD else parent
                values: dict[str, Value] = {"kind": kind, "name": name, "parent": below, "rank": rank}
                office.units[name] = writer.create("unit", values, actor=None)
            parent = office.units[name or yard.community]


def _appoint(writer: Writer, post: Post, unit: bytes) -> bytes:
    found = writer.read.value("SELECT uid FROM staff WHERE account = ?", (post.account,))
    staff = found or writer.create("staff", {"name": post.name, "account": post.account}, actor=None)
    values: dict[str, Value] = {"staff": staff, "role": post.role, "unit": unit, "from_day": SETTLED_DAY}
    return writer.create("post", values, actor=None)


class _Behind(NamedTuple):
    """What is behind one door, before it has an id."""

    yard: Yard
    tags: tuple[str, ...] = ()
    residence: Residence = Residence.USUAL
    paper: bool = False
    vacant: bool = False


def _drawn(yard: Yard, rng: Random) -> list[_Behind]:
    """Return what is behind each door of a yard, shuffled by the seed."""
    doors = [_Behind(yard, (tag,)) for tag, number in yard.carriers.items() for _ in range(number)]
    doors += [_Behind(yard, residence=Residence.FLOATING)] * yard.floating
    doors += [_Behind(yard, paper=True)] * yard.paper + [_Behind(yard, vacant=True)] * yard.vacant
    assert len(doors) <= yard.doors, yard.name
    doors += [_Behind(yard)] * (yard.doors - len(doors))
    rng.shuffle(doors)
    return doors


def _households(writer: Writer, office: ReplayOffice, yards: tuple[Yard, ...], rng: Random) -> None:
    behind = [(place, door) for yard in yards for place, door in enumerate(_drawn(yard, rng))]
    dwellings = writer.bulk_create("dwelling", [_dwelling(office, place, door) for place, door in behind], actor=None)
    lived = [(uid, door) for uid, (_, door) in zip(dwellings, behind, strict=True) if not door.vacant]
    rows: list[dict[str, Value]] = [
        {
            "dwelling": uid,
            "grid": office.units.get(door.yard.grid),
            "community": office.units[door.yard.community],
            "paper": int(door.paper),
            "from_day": SETTLED_DAY,
        }
        for uid, door in lived
    ]
    homes = writer.bulk_create("household", rows, actor=None)
    people = [_head(home, door, rng) for home, (_, door) in zip(homes, lived, strict=True)]
    heads = writer.bulk_create("resident", people, roots=homes, actor=None)
    tagged: list[tuple[bytes, dict[str, Value]]] = [
        (home, {"subject": head, "tag": tag, "from_day": SETTLED_DAY, "source": "入户登记"})
        for home, head, (_, door) in zip(homes, heads, lived, strict=True)
        for tag in door.tags
    ]
    writer.bulk_create("tag", [values for _, values in tagged], roots=[home for home, _ in tagged], actor=None)
    office.homes += [_home(home, head, door) for home, head, (_, door) in zip(homes, heads, lived, strict=True)]


def _home(uid: bytes, head: bytes, door: _Behind) -> Home:
    yard = door.yard
    floating = door.residence == Residence.FLOATING
    return Home(uid, head, yard.name, yard.grid, yard.community, door.tags, not door.paper, floating)


def _dwelling(office: ReplayOffice, place: int, door: _Behind) -> dict[str, Value]:
    floor_of, side = divmod(place, DOORS_ON_A_FLOOR)
    entrance_of, floor = divmod(floor_of, FLOORS)
    building, entrance = divmod(entrance_of, ENTRANCES)
    return {
        "courtyard": office.units[door.yard.name],
        "building": building + 1,
        "entrance": entrance + 1,
        "door": f"{floor + 1}0{side + 1}",
        "use": DwellingUse.VACANT if door.vacant else DwellingUse.OWNER_OCCUPIED,
    }


def _head(home: bytes, door: _Behind, rng: Random) -> dict[str, Value]:
    return {
        "household": home,
        "name": rng.choice(_SURNAMES) + rng.choice(_GIVEN) + rng.choice(_GIVEN),
        "relation": Relation.HEAD,
        "sex": rng.choice((Sex.MALE, Sex.FEMALE)),
        "birth_day": date(rng.randint(1936, 1998), rng.randint(1, 12), rng.randint(1, 28)).toordinal(),
        "lives": Whereabouts.HERE,
        "lives_from": SETTLED_DAY,
        "residence": door.residence,
        "position": 1,
    }
