"""Days and times are the office's, whatever zone the machine is set to: changes of time zone move no visit."""

import os
import time
from collections.abc import Iterator

import msgspec
import pytest

from gridtui.core.time import instant_of, iso_instant
from gridtui.office import browse
from gridtui.office.visits import log_visit, new_visit_form
from tests.tools.office_builder import TODAY, SmallOffice

MIDNIGHT_AND_HALF, HALF_PAST_ELEVEN = 30, 23 * 60 + 30


@pytest.fixture(params=["UTC", "America/New_York", "Pacific/Kiritimati", "Asia/Shanghai", "CST6CDT"])
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """Set the machine to a zone, as a machine that was set up elsewhere is."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize("minute", [MIDNIGHT_AND_HALF, HALF_PAST_ELEVEN])
def test_a_visit_around_midnight_is_of_the_office_s_day(office: SmallOffice, minute: int) -> None:
    """At half past midnight and at half past eleven: the day, the minute, what is due, and the day it counts on."""
    office.go_to(0, minute)
    session = office.session("zhang")
    assert session.today == TODAY
    form = new_visit_form(session, office.homes["王建民"])
    assert (form.day, form.start_minute) == (TODAY, minute)
    log_visit(session, form)
    row = next(row for row in browse.today(session).duties if row.head_name == "王建民")
    assert (row.state, row.last_day) == ("done", TODAY)
    assert iso_instant(instant_of(TODAY, minute)).startswith("2026-11-21T")
    office.go_to(1, MIDNIGHT_AND_HALF)
    assert [row for row in browse.today(session).duties if row.head_name == "王建民" and row.done_today] == []


@pytest.mark.usefixtures("zone")
def test_a_zone_that_changes_between_two_visits_moves_neither(office: SmallOffice) -> None:
    """The machine goes abroad in the afternoon: both are of the same day, in the order they were made."""
    session = office.session("zhang")
    log_visit(session, new_visit_form(session, office.homes["王建民"]))
    os.environ["TZ"] = "Pacific/Pago_Pago"
    time.tzset()
    office.go_to(0, HALF_PAST_ELEVEN)
    log_visit(session, msgspec.structs.replace(new_visit_form(session, office.homes["王建民"]), summary="再访"))
    found = browse.visits(session).rows
    assert [(row.day, row.start_minute) for row in found[:2]] == [(TODAY, HALF_PAST_ELEVEN), (TODAY, 620)]
