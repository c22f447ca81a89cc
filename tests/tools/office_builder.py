"""A real small office for tests of use cases, screens, commands and journeys.

It is set up as a person would set it up, with a clock that stands still on Saturday 2026-11-21 at 10:20, in the
community 中院社区. Everybody is invented. What stands where is told by the tables below; ids differ from run to run,
names, doors, dates and numbers do not.

    office = small_office(tmp_path)
    session = office.session("zhang")
    office.homes["刘秀芬"]       a household by its head's name
    office.people["刘洋"]        a resident by name
    office.doors["晏五村5-2-602"] a door by its short address, the vacant one included
    office.close()

Several sessions share one open store; ``office.opened("zhang")`` opens the folder as another process would. Building
takes about 0.1 s the first time in a process, a few milliseconds afterwards: the folder is made once and copied.
"""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from gridtui.core.identity import id_number_check_digit
from gridtui.core.time import FixedClock, instant_of
from gridtui.core.words import Channel, DwellingUse, Outcome, Relation, Residence, Sex, UnitKind, Whereabouts
from gridtui.office.session import OfficeSession, opened_session, session_on
from gridtui.office.setup import FirstPerson, set_up_office
from gridtui.office.visits import VisitForm, log_visit
from gridtui.settings import OfficeTable, Settings, load_settings
from gridtui.store.database import Store
from gridtui.store.writer import Writer
from gridtui.sync.operation import Value

TODAY = date(2026, 11, 21).toordinal()
"""A Saturday, the day of every screen sketch."""
MINUTE = 10 * 60 + 20
COMMUNITY = "620103006003"
SUBDISTRICT = "620103006000"
SCHEMES = ("common", "yanjiaping", "luoguta", "assumed")
"""Monthly rules for grid workers, three- and seven-day rules for neighbour leads, and time limits that run."""
SETTLED_DAY = date(2026, 1, 5).toordinal()
"""The day households and posts began."""


class StaffLine(NamedTuple):
    """One post: who holds it (also the system account's name), the role, and the unit it is held on."""

    account: str
    name: str
    role: str
    unit: str


STAFF = (
    StaffLine("chen", "陈洁", "community_secretary", COMMUNITY),
    StaffLine("zhang", "张三", "grid_worker", "网格03"),
    StaffLine("li", "李梅", "grid_worker", "网格04"),
    StaffLine("he", "何春敏", "neighbor_lead", "网格03"),
    StaffLine("wang", "王丽", "window_clerk", COMMUNITY),
    StaffLine("zhou", "周明", "street_officer", SUBDISTRICT),
    StaffLine("sun", "孙桂英", "desk_officer", COMMUNITY),
    StaffLine("sun", "孙桂英", "neighbor_lead", "网格04"),
)
"""孙桂英 holds two posts and chooses one at login; every other account holds one."""


class Member(NamedTuple):
    """One member. ``sequence``: digits 15 to 17 of the identity number, odd for a man; '' for nobody's number."""

    name: str
    relation: Relation
    sex: Sex
    born: str
    sequence: str = ""
    tags: tuple[str, ...] = ()
    residence: Residence = Residence.USUAL
    phone: str = ""


class Door(NamedTuple):
    """One door with its household; ``members`` () is a door nobody lives behind."""

    courtyard: str
    building: int
    entrance: int
    door: str
    grid: str
    members: tuple[Member, ...]
    paper: bool = False
    use: DwellingUse = DwellingUse.OWNER_OCCUPIED


_M, _F = Sex.MALE, Sex.FEMALE
_HEAD, _WIFE, _SON, _GIRL = Relation.HEAD, Relation.SPOUSE, Relation.SON, Relation.DAUGHTER

DOORS = (
    Door("晏五村", 5, 1, "101", "网格03", (Member("李文彬", _HEAD, _M, "1980-04-12", "431"),)),
    Door(
        "晏五村", 5, 2, "501", "网格03",
        (
            Member("刘秀芬", _HEAD, _F, "1948-03-02", "432", ("elder_alone",), phone="10008847481"),
            Member("刘洋", _SON, _M, "1975-08-19", "433", phone="10012003355"),
        ),
    ),
    Door("晏五村", 5, 2, "602", "网格03", (Member("王建民", _HEAD, _M, "1966-11-30", "435", ("dibao",)),)),
    Door("晏五村", 5, 2, "603", "网格03", (), use=DwellingUse.VACANT),
    Door("晏五村", 5, 3, "101", "网格03", (Member("马玉珍", _HEAD, _F, "1951-06-06", "436", ("disability",)),)),
    Door(
        "晏五村", 6, 1, "202", "网格03",
        (
            Member("赵志强", _HEAD, _M, "1990-01-15", "437", residence=Residence.FLOATING),
            Member("钱小燕", _WIFE, _F, "1991-05-21", "438", residence=Residence.FLOATING),
            Member("赵梓晨", _GIRL, _F, "2016-09-09"),
        ),
    ),
    Door(
        "晏五村", 6, 1, "301", "网格03",
        (Member("吴国华", _HEAD, _M, "1958-02-28", "439", ("dibao",)),),
        paper=True,
    ),
    Door(
        "晏五村", 6, 2, "401", "网格03",
        (Member("覃桂兰", _HEAD, _F, "1944-12-01", "440", ("elder_alone", "dibao")),),
    ),
    Door("晏六村", 1, 1, "101", "网格04", (Member("周海洋", _HEAD, _M, "1985-07-07", "441", ("unemployed",)),)),
    Door(
        "晏六村", 1, 1, "102", "网格04",
        (Member("仇雪梅", _HEAD, _F, "1970-10-10", "442", ("severe_mental_illness", "dibao")),),
    ),
    Door("晏六村", 1, 2, "301", "网格04", (Member("欧阳文", _HEAD, _M, "1949-01-20", "443", ("elder_alone",)),)),
    Door("晏六村", 2, 0, "201", "网格04", (Member("冯建平", _HEAD, _M, "1977-03-03", "445"),)),
    Door("晏六村", 2, 0, "202", "网格04", (Member("郑秋菊", _HEAD, _F, "1963-04-04", "446"),)),
)  # fmt: skip
"""Thirteen doors: eleven lived-in households, one paper household, one vacant door."""

TAGGED_YESTERDAY = "欧阳文"
"""Whose tags began the day before TODAY; everybody else's on SETTLED_DAY."""

VISITS = (
    ("刘秀芬", "he", -9, Channel.HOME_VISIT, Outcome.MET),
    ("刘秀芬", "he", -2, Channel.ONLINE_GREETING, Outcome.MET),
    ("王建民", "zhang", -32, Channel.HOME_VISIT, Outcome.MET),
    ("马玉珍", "he", -3, Channel.HOME_VISIT, Outcome.MET),
    ("马玉珍", "he", -1, Channel.ONLINE_GREETING, Outcome.MET),
    ("赵志强", "zhang", -24, Channel.HOME_VISIT, Outcome.MET),
    ("赵志强", "zhang", -5, Channel.HOME_VISIT, Outcome.NO_ANSWER),
    ("覃桂兰", "zhang", -15, Channel.HOME_VISIT, Outcome.MET),
    ("覃桂兰", "he", -1, Channel.ONLINE_GREETING, Outcome.MET),
    ("周海洋", "li", -12, Channel.HOME_VISIT, Outcome.MET),
)
"""Head, visitor, days from today, channel, outcome; each entered on its own day at 09:30."""


class SmallOffice:
    """The office in a folder, its clock, and the ids of what is in it."""

    def __init__(self, folder: Path, ids: "_Ids") -> None:
        self.folder = folder
        self.clock = FixedClock(instant_of(TODAY, MINUTE))
        self.settings = load_settings(folder, {})
        self.units, self.posts = dict(ids.units), dict(ids.posts)
        self.homes, self.people, self.doors = dict(ids.homes), dict(ids.people), dict(ids.doors)
        self.store = Store.open(folder)
        self._sessions: dict[str, OfficeSession] = {}

    def session(self, account: str, post: str | None = None) -> OfficeSession:
        """Return an account's session; ``post`` chooses by id, name or title as at login. One for each of them."""
        key = f"{account}/{post or ''}"
        if key not in self._sessions:
            self._sessions[key] = session_on(
                self.store, account=account, clock=self.clock, settings=self.settings, post=post
            )
        return self._sessions[key]

    def renewed(self) -> None:
        """Forget the sessions, so that the next ones see units, posts or a scheme that changed."""
        self._sessions.clear()

    @contextmanager
    def opened(self, account: str, post: str | None = None) -> Iterator[OfficeSession]:
        """Open the folder once more, as another process does."""
        with opened_session(
            self.folder, account=account, clock=self.clock, settings=self.settings, post=post
        ) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Give a writer, for what no use case does."""
        with self.store.writing(self.clock) as writer:
            yield writer

    def go_to(self, days: int, minute: int = MINUTE) -> None:
        """Set the clock to a minute of the day so many days from TODAY."""
        self.clock.ms = instant_of(TODAY + days, minute)

    def add_post(self, account: str, name: str, role: str, unit: str) -> bytes:
        """Appoint one more person; ``unit`` is a key of ``units``. The post's key is the account."""
        with self.writing() as writer:
            self.posts[account] = _appoint(writer, StaffLine(account, name, role, unit), self.units[unit])
        self.renewed()
        return self.posts[account]

    def close(self) -> None:
        """Close the store."""
        self.store.close()


def small_office(folder: Path) -> SmallOffice:
    """Return the office described above in ``folder/office``; the caller closes it."""
    made, ids = _template()
    shutil.copytree(made, folder / "office")
    return SmallOffice(folder / "office", ids)


def invented_id_number(born: str, sequence: str) -> str:
    """Return a number of the area 629901, which nobody has: a date of birth, three digits, the check; '' without."""
    if not sequence:
        return ""
    first17 = f"629901{born.replace('-', '')}{sequence}"
    return first17 + id_number_check_digit(first17)


class _Ids(msgspec.Struct, frozen=True):
    units: dict[str, bytes]
    posts: dict[str, bytes]
    homes: dict[str, bytes]
    people: dict[str, bytes]
    doors: dict[str, bytes]


@lru_cache(maxsize=1)
def _template() -> tuple[Path, _Ids]:
    """Make the office once for this process."""
    root = Path(tempfile.mkdtemp(prefix="small-office-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    folder = root / "office"
    clock = FixedClock(instant_of(SETTLED_DAY, MINUTE))
    settings = Settings(office=OfficeTable(division=COMMUNITY, schemes=SCHEMES))
    first = STAFF[0]
    units = set_up_office(folder, settings, (FirstPerson(first.name, first.account, first.role),), clock)
    ids = _Ids(units, {}, {}, {}, {})
    store = Store.open(folder)
    try:
        with store.writing(clock) as writer:
            _fill(writer, ids)
        _visit(store, clock, load_settings(folder, {}), ids)
    finally:
        store.close()
    return folder, ids


def _fill(writer: Writer, ids: _Ids) -> None:
    community = ids.units[COMMUNITY]
    for name in ("网格03", "网格04"):
        ids.units[name] = _unit(writer, UnitKind.GRID, name, community, 0)
    for rank, name in enumerate(("晏五村", "晏六村"), 1):
        ids.units[name] = _unit(writer, UnitKind.COURTYARD, name, community, rank)
    for line in STAFF[1:]:
        key = line.account if line.account not in ids.posts else f"{line.account}2"
        ids.posts[key] = _appoint(writer, line, ids.units[line.unit])
    ids.posts["chen"] = writer.read.value("SELECT uid FROM post ORDER BY n LIMIT 1")
    for door in DOORS:
        _household(writer, ids, door)


def _unit(writer: Writer, kind: UnitKind, name: str, parent: bytes, rank: int) -> bytes:
    return writer.create("unit", {"kind": kind, "name": name, "parent": parent, "rank": rank}, actor=None)


def _appoint(writer: Writer, line: StaffLine, unit: bytes) -> bytes:
    found = writer.read.value("SELECT uid FROM staff WHERE account = ?", (line.account,))
    staff = found or writer.create("staff", {"name": line.name, "account": line.account}, actor=None)
    values: dict[str, Value] = {"staff": staff, "role": line.role, "unit": unit, "from_day": SETTLED_DAY}
    return writer.create("post", values, actor=None)


def _household(writer: Writer, ids: _Ids, door: Door) -> None:
    label = f"{door.courtyard}{door.building}-{door.entrance}-{door.door}".replace("-0-", "-")
    values: dict[str, Value] = {
        "courtyard": ids.units[door.courtyard],
        "building": door.building,
        "entrance": door.entrance,
        "door": door.door,
        "use": door.use,
    }
    dwelling = ids.doors[label] = writer.create("dwelling", values, actor=None)
    if not door.members:
        return
    home = writer.create(
        "household",
        {
            "dwelling": dwelling,
            "grid": ids.units[door.grid],
            "community": ids.units[COMMUNITY],
            "paper": int(door.paper),
            "from_day": SETTLED_DAY,
        },
        actor=None,
    )
    ids.homes[door.members[0].name] = home
    for position, member in enumerate(door.members, 1):
        ids.people[member.name] = _member(writer, home, member, position)


def _member(writer: Writer, home: bytes, member: Member, position: int) -> bytes:
    values: dict[str, Value] = {
        "household": home,
        "name": member.name,
        "relation": member.relation,
        "sex": member.sex,
        "birth_day": date.fromisoformat(member.born).toordinal(),
        "id_number": invented_id_number(member.born, member.sequence),
        "phone": member.phone,
        "lives": Whereabouts.HERE,
        "lives_from": SETTLED_DAY,
        "residence": member.residence,
        "position": position,
    }
    uid = writer.create("resident", values, root=home, actor=None)
    since = TODAY - 1 if member.name == TAGGED_YESTERDAY else SETTLED_DAY
    for tag in member.tags:
        marked: dict[str, Value] = {"subject": uid, "tag": tag, "from_day": since, "source": "入户登记"}
        writer.create("tag", marked, root=home, actor=None)
    return uid


def _visit(store: Store, clock: FixedClock, settings: Settings, ids: _Ids) -> None:
    for head, account, days, channel, outcome in sorted(VISITS, key=lambda visit: visit[2]):
        clock.ms = instant_of(TODAY + days, 9 * 60 + 30)
        session = session_on(store, account=account, clock=clock, settings=settings)
        form = VisitForm(
            household=ids.homes[head],
            day=TODAY + days,
            start_minute=9 * 60 + 15,
            visitors=(ids.posts[account],),
            channel=channel,
            outcome=outcome,
            met=(ids.people[head],) if outcome == Outcome.MET else (),
            diary="身体状况良好，生活正常。" if outcome == Outcome.MET else "家中无人，已电话联系，改日再访。",
        )
        log_visit(session, form)
