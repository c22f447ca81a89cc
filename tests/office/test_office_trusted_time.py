"""The day an office works by when its machine's clock is wrong: due dates rest on what is known of the time."""

import msgspec
import pytest

from gridtui.core.time import MS_PER_DAY, MS_PER_MINUTE, day_of
from gridtui.core.words import Channel
from gridtui.office import browse
from gridtui.office.session import OfficeSession
from gridtui.office.visits import correct_visit, new_visit_form, quick_visit
from gridtui.store import read_visits
from gridtui.store.read_sync import LAST_SYNC
from gridtui.store.sync_meta import WRITE, write_number
from gridtui.sync.clock import hlc_of
from tests.tools.office_builder import TODAY, SmallOffice

YEARS_MS = 6_000 * MS_PER_DAY
"""How far a battery that died sets a clock back."""


def synced(office: SmallOffice, offset_ms: int = 0) -> None:
    """Note a sync that ended now, with the server's clock so far from the machine's."""
    with office.store.transaction() as transaction:
        write_number(transaction, "offset", offset_ms)
        transaction.execute(WRITE, (LAST_SYNC, office.clock.ms))
        write_number(transaction, "hlc", hlc_of(office.clock.ms + offset_ms))


def reread(office: SmallOffice) -> OfficeSession:
    """Return the grid worker's session as a new process has it."""
    office.renewed()
    return office.session("zhang")


def owed(session: OfficeSession) -> list[tuple[bytes, str, str, int | None]]:
    """Return what is due for a post, as Today says it."""
    return [(row.household, row.rule_key, row.state, row.due_day) for row in browse.today(session).duties]


@pytest.mark.parametrize("offset_ms", [-YEARS_MS, -MS_PER_DAY, 0, MS_PER_DAY, YEARS_MS])
def test_due_dates_rest_on_the_server_s_day(office: SmallOffice, offset_ms: int) -> None:
    """Whatever the machine's clock shows, once a server told how far it is off; the entries are not in doubt."""
    right = owed(reread(office))
    office.clock.ms -= offset_ms
    synced(office, offset_ms)
    session = reread(office)
    assert session.today == browse.today(session).day == TODAY
    assert owed(session) == right
    assert browse.header(session).clock_wrong == (offset_ms != 0)
    saved = quick_visit(session, office.homes["王建民"])
    with office.store.reading() as reader:
        visit = read_visits.visit(reader, saved.uid)
    assert visit is not None
    assert (visit.day, visit.clock_doubt, day_of(visit.entered_ms)) == (TODAY, False, TODAY)


@pytest.mark.parametrize("back_ms", [YEARS_MS, MS_PER_DAY, 11 * MS_PER_MINUTE])
def test_a_clock_set_back_after_a_sync_stands_at_what_the_server_said(office: SmallOffice, back_ms: int) -> None:
    """Until it is put right: due dates do not fall back, the first row says so, and entries are marked."""
    synced(office)
    right = owed(reread(office))
    office.clock.ms -= back_ms
    session = reread(office)
    assert session.today == TODAY
    assert owed(session) == right
    assert browse.header(session).clock_wrong
    saved = quick_visit(session, office.homes["王建民"])
    with office.store.reading() as reader:
        visit = read_visits.visit(reader, saved.uid)
    assert visit is not None
    assert (visit.day, visit.clock_doubt) == (TODAY, True)
    assert owed(session) != right
    office.clock.ms += back_ms
    assert not browse.header(reread(office)).clock_wrong


def test_a_clock_a_little_behind_is_a_clock(office: SmallOffice) -> None:
    """Ten minutes are the noise of two clocks; nothing is said and nothing is marked."""
    synced(office)
    office.clock.ms -= 9 * MS_PER_MINUTE
    session = reread(office)
    assert session.now_ms() == office.clock.ms
    assert not browse.header(session).clock_wrong


def test_a_clock_put_right_since_the_last_sync_counts_again(office: SmallOffice) -> None:
    """The correction for a clock that ran years ahead is not taken off the right one."""
    office.clock.ms += YEARS_MS
    synced(office, -YEARS_MS)
    office.clock.ms += MS_PER_DAY - YEARS_MS
    session = reread(office)
    assert session.today == TODAY + 1
    assert browse.header(session).clock_wrong


@pytest.mark.parametrize("behind_ms", [YEARS_MS, MS_PER_DAY])
@pytest.mark.parametrize("later_ms", [60 * MS_PER_MINUTE, 2 * MS_PER_DAY])
def test_a_clock_that_was_behind_and_was_put_right_is_the_day(
    office: SmallOffice, behind_ms: int, later_ms: int
) -> None:
    """Who does as the first row asks does not live in tomorrow until the next sync; entries are marked till then."""
    office.clock.ms -= behind_ms
    synced(office, behind_ms)
    office.clock.ms += behind_ms + later_ms
    session = reread(office)
    assert session.now_ms() == office.clock.ms
    saved = quick_visit(session, office.homes["王建民"])
    with office.store.reading() as reader:
        visit = read_visits.visit(reader, saved.uid)
    assert visit is not None
    assert (visit.day, visit.clock_doubt) == (session.today, True)
    synced(office)
    assert not browse.header(reread(office)).clock_wrong


def test_a_correction_under_a_doubtful_clock_is_marked(office: SmallOffice) -> None:
    """As what is entered for the first time is."""
    saved = quick_visit(office.session("zhang"), office.homes["王建民"])
    synced(office)
    office.clock.ms -= MS_PER_DAY
    session = reread(office)
    form = msgspec.structs.replace(new_visit_form(session, office.homes["王建民"]), summary="补正")
    corrected = correct_visit(session, saved.uid, form)
    with office.store.reading() as reader:
        visit = read_visits.visit(reader, corrected.uid)
    assert visit is not None
    assert visit.clock_doubt


def test_without_a_server_a_dead_clock_stands_at_what_was_saved_last(office: SmallOffice) -> None:
    """One before the program was made is no clock; one of another time is all there is, and is said to be wrong."""
    quick_visit(office.session("zhang"), office.homes["王建民"], channel=Channel.HOME_VISIT)
    office.clock.ms -= YEARS_MS
    session = reread(office)
    assert session.today == TODAY
    assert browse.header(session).clock_wrong
    office.clock.ms += YEARS_MS - 30 * MS_PER_DAY
    session = reread(office)
    assert session.today == TODAY - 30
    assert browse.header(session).clock_wrong


def test_a_session_learns_of_a_sync_with_its_first_row(office: SmallOffice) -> None:
    """The day changes under whoever is at work; no new login is needed."""
    session = reread(office)
    office.clock.ms -= MS_PER_DAY
    assert session.today == TODAY - 1
    synced(office, MS_PER_DAY)
    browse.header(session)
    assert session.today == TODAY
