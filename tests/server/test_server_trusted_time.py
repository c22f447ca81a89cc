"""A sync tells an office the day: one whose machine's clock is off works by the server's from then on."""

from pathlib import Path

import pytest

from gridtui.core.time import MS_PER_DAY, FixedClock, instant_of
from gridtui.office import browse
from gridtui.office.enrolment import enrol
from gridtui.office.session import session_on
from gridtui.office.setup import FirstPerson, set_up_office
from gridtui.office.synchronise import run_sync
from gridtui.settings import OfficeTable, Settings
from gridtui.store.database import Store
from tests.server.running_server import RunningServer
from tests.tools.office_builder import TODAY


@pytest.mark.parametrize("days_off", [-400, -1, 0, 1, 400])
def test_the_server_s_day_is_the_office_s_after_a_sync(tmp_path: Path, days_off: int) -> None:
    """Before it there is only the machine's; setting that back afterwards takes nothing back."""
    server = RunningServer(tmp_path / "server", FixedClock(instant_of(TODAY, 600)))
    clock = FixedClock(instant_of(TODAY - 1_000, 600))
    settings = Settings(office=OfficeTable(division="620103006003", prefix="ZY", schemes=("common", "yanjiaping")))
    set_up_office(tmp_path / "office", settings, (FirstPerson("陈洁", "chen", "community_secretary"),), clock)
    clock.ms = instant_of(TODAY + days_off, 600)
    store = Store.open(tmp_path / "office")
    try:
        enrol(store, clock, server.url, server.invite(name="中院", division="620103006003", prefix="ZY"))
        session = session_on(store, account="chen", clock=clock, settings=settings)
        assert session.today == TODAY + days_off
        run_sync(store, clock)
        assert browse.header(session).clock_wrong == (days_off != 0)
        assert session.today == TODAY
        clock.ms -= 30 * MS_PER_DAY
        assert session.today == TODAY
    finally:
        store.close()
        server.stop()
