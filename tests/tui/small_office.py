"""A small real office for tests of the screens: 中院社区, 网格03, 晏五村, some forty households, all invented."""

from pathlib import Path

from gridtui.core.time import Clock, parse_iso_day
from gridtui.core.words import DwellingUse, Relation, Sex, UnitKind
from gridtui.office import households, staffing
from gridtui.office.session import OfficeSession, open_session
from gridtui.office.setup import FirstPerson, set_up_office
from gridtui.settings import OfficeTable, Settings
from gridtui.sync.operation import Value

GRID_WORKER = "zhangsan"
SECRETARY = "limei"

FOLK = (
    ("刘秀芬", 5, 2, "501", "elder_alone"),
    ("王建民", 5, 2, "602", "dibao"),
    ("马玉珍", 5, 3, "101", "elder_alone"),
    ("赵志强", 6, 1, "202", "dibao"),
    ("周海洋", 5, 2, "202", ""),
    ("陈玉洁", 5, 2, "201", ""),
)
"""Head, building, entrance, door, care tag."""

MORE = tuple((f"户主{number:02d}", 7, 1 + number % 3, str(101 + number), "") for number in range(34))


def make_office(folder: Path, clock: Clock) -> None:
    """Set the office up in an empty folder."""
    settings = Settings(office=OfficeTable(division="620103006001", name="中院社区"))
    set_up_office(folder, settings, (FirstPerson("李梅", SECRETARY, "community_secretary"),), clock)
    secretary = open_session(folder, account=SECRETARY, clock=clock, settings=settings)
    try:
        grid = staffing.add_grid(secretary, "网格03").uid
        secretary = _again(secretary, folder, settings)
        staffing.appoint(secretary, name="张三", account=GRID_WORKER, role="grid_worker", unit=grid)
        courtyard = _courtyard(secretary)
        for name, building, entrance, door, tag in (*FOLK, *MORE):
            _household(secretary, grid, courtyard, (name, building, entrance, door, tag))
    finally:
        secretary.store.close()


def _again(session: OfficeSession, folder: Path, settings: Settings) -> OfficeSession:
    """Open the session anew, so that it knows the new units."""
    session.store.close()
    return open_session(folder, account=SECRETARY, clock=session.clock, settings=settings)


def _courtyard(session: OfficeSession) -> bytes:
    values: dict[str, Value] = {"kind": UnitKind.COURTYARD, "name": "晏五村", "parent": session.community.uid}
    with session.store.writing(session.clock) as writer:
        return writer.create("unit", values, actor=session.actor)


def _household(session: OfficeSession, grid: bytes, courtyard: bytes, folk: tuple[str, int, int, str, str]) -> None:
    name, building, entrance, door, tag = folk
    is_first = name == FOLK[0][0]
    head: dict[str, Value] = {
        "name": name,
        "sex": Sex.FEMALE if is_first else Sex.MALE,
        "birth_day": parse_iso_day("1950-03-04"),
        "phone": "10008847481" if is_first else "",
    }
    saved = households.add_household(
        session,
        door={
            "courtyard": courtyard,
            "building": building,
            "entrance": entrance,
            "door": door,
            "use": DwellingUse.OWNER_OCCUPIED,
        },
        grid=grid,
        head=head,
    )
    if is_first:
        households.add_resident(session, saved.uid, {"name": "刘洋", "relation": Relation.SON, "sex": Sex.MALE})
    if tag:
        households.add_tag(session, saved.uid, saved.uid, tag)
