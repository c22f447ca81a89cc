"""A real office on a real store for imports, set up once a run and copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gridtui.core.time import FixedClock, instant_of
from gridtui.office.session import OfficeSession, opened_session
from gridtui.office.setup import FirstPerson, set_up_office
from gridtui.settings import OfficeTable, Settings
from tests.exchange.roster_files import TODAY

ACCOUNT = "tester"
SETTINGS = Settings(office=OfficeTable(division="620103006001"))
COUNTED = ("unit", "dwelling", "household", "resident", "tag")


def make_office(folder: Path) -> None:
    """Set an office of one community with its secretary up."""
    people = (FirstPerson("钟伟", ACCOUNT, "community_secretary"), FirstPerson("何静", "leader", "contact_leader"))
    set_up_office(folder, SETTINGS, people, FixedClock(instant_of(TODAY, 600)))


@contextmanager
def office(template: Path, folder: Path, account: str = ACCOUNT) -> Iterator[OfficeSession]:
    """Open a session on a copy of an office that was set up; the copy is made once."""
    if not folder.exists():
        shutil.copytree(template, folder)
    clock = FixedClock(instant_of(TODAY, 600))
    with opened_session(folder, account=account, clock=clock, settings=SETTINGS) as session:
        yield session


def live_records(session: OfficeSession) -> dict[str, int]:
    """Return how many live records of each type the store holds."""
    with session.store.reading() as reader:
        return {table: reader.value(f"SELECT count(*) FROM {table} WHERE live = 1") for table in COUNTED}
