"""Activities: what was held, who came, what recurs, a patrol and its findings."""

from datetime import date

import msgspec
import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.office import activities, activity_pages, browse
from gridtui.office.tickets import TicketForm, open_ticket
from gridtui.office.undo import undo
from tests.tools.office_builder import TODAY, SmallOffice

TUESDAY = date(2026, 11, 17).toordinal()


def patrol(office: SmallOffice, account: str = "zhang") -> bytes:
    """Record today's patrol of an account and return its id."""
    session = office.session(account)
    return activities.record_activity(session, activities.new_activity_form(session, "all_day_round")).uid


def haircuts(office: SmallOffice, from_day: int = TUESDAY - 7) -> bytes:
    """Begin the haircuts of S4-13 and return the series."""
    session = office.session("chen")
    form = activities.new_series_form(session, "free_haircut")
    return activities.start_series(session, msgspec.structs.replace(form, from_day=from_day)).uid


def states(office: SmallOffice, account: str = "chen") -> list[tuple[str, int]]:
    """Return state and day of each row of the list."""
    return [(row.state, row.day) for row in activity_pages.activities(office.session(account))]


def test_a_patrol_is_recorded_for_the_posts_own_grid(office: SmallOffice) -> None:
    """S4-1: title, day, time and who come from the mechanism, the clock and the post."""
    view = activity_pages.activity(office.session("zhang"), patrol(office))
    assert (view.activity.title, view.activity.unit_name, view.activity.day) == ("天天转巡查", "网格03", TODAY)
    assert (view.activity.post_names, view.leaves, view.group) == (("张三",), "findings", "patrol")


def test_an_activity_is_taken_back(office: SmallOffice) -> None:
    """Undo voids it; it leaves list and page."""
    uid = patrol(office)
    undo(office.session("zhang"))
    assert states(office) == []
    with pytest.raises(InputFault) as fault:
        activity_pages.activity(office.session("zhang"), uid)
    assert fault.value.code == "activity.unknown"


def test_a_finding_of_a_patrol_is_a_ticket_that_names_it(office: SmallOffice) -> None:
    """S1-16: it stands on the patrol's page, counts on the list, and its own page says where it came from."""
    uid = patrol(office)
    session = office.session("zhang")
    form = TicketForm(title="路灯不亮", category="facility", place="晏五村东门", activity=uid)
    found = open_ticket(session, form).uid
    held = activity_pages.activity(session, uid).activity
    page = browse.ticket(session, found)
    assert (page.came_of, page.came_of_day) == (held.title, held.day)
    assert [row.title for row in activity_pages.activity(session, uid).findings] == ["路灯不亮"]
    assert activity_pages.activities(session)[0].findings == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": " "}, "activity.no_title"),
        ({"kind": "parade"}, "activity.kind"),
        ({"day": TODAY + 1}, "activity.future"),
        ({"heads": -1}, "activity.heads"),
        ({"posts": ()}, "activity.nobody"),
        ({"posts": (b"x" * 16,)}, "activity.post_unknown"),
        ({"start_minute": 600, "end_minute": 599}, "activity.times"),
    ],
)
def test_what_cannot_have_been_held(office: SmallOffice, change: dict[str, object], code: str) -> None:
    """Each fault is named, and nothing is saved."""
    session = office.session("zhang")
    form = msgspec.structs.replace(activities.new_activity_form(session, "all_day_round"), **change)
    with pytest.raises(InputFault) as fault:
        activities.record_activity(session, form)
    assert fault.value.code == code
    assert states(office) == []


def test_a_post_records_where_it_may(office: SmallOffice) -> None:
    """A neighbour lead holds nothing for the community."""
    session = office.session("he")
    form = msgspec.structs.replace(
        activities.new_activity_form(session, "all_day_round"), unit=office.session("chen").community.uid
    )
    with pytest.raises(Refused):
        activities.record_activity(session, form)


def test_haircuts_recur_every_tuesday_morning(office: SmallOffice) -> None:
    """S4-13: the mechanism gives weekday and half day; past days without a record and days to come are listed."""
    haircuts(office)
    assert states(office) == [
        ("unrecorded", TUESDAY - 7),
        ("unrecorded", TUESDAY),
        ("upcoming", TUESDAY + 7),
        ("upcoming", TUESDAY + 14),
    ]
    assert activity_pages.activities(office.session("chen"))[0].start_minute == 9 * 60


def test_a_recorded_day_of_a_series_is_no_longer_to_come(office: SmallOffice) -> None:
    """The same day is recorded once."""
    series = haircuts(office, TUESDAY)
    session = office.session("chen")
    form = activities.form_for_series(session, activity_pages.series_day(session, series), TUESDAY)
    activities.record_activity(session, form)
    assert ("unrecorded", TUESDAY) not in states(office)
    with pytest.raises(InputFault) as fault:
        activities.record_activity(session, form)
    assert fault.value.code == "activity.recorded"


def test_a_series_ends_and_comes_back(office: SmallOffice) -> None:
    """Ended: nothing of it is to come; taken back: it is."""
    series = haircuts(office, TUESDAY)
    session = office.session("chen")
    activities.end_series(session, series)
    assert ("upcoming", TUESDAY + 7) not in states(office)
    with pytest.raises(InputFault) as fault:
        activities.end_series(session, series)
    assert fault.value.code == "series.ended"
    undo(session)
    assert ("upcoming", TUESDAY + 7) in states(office)


def test_a_series_needs_weekdays(office: SmallOffice) -> None:
    """A patrol has none in the mechanism; the form must say them."""
    session = office.session("chen")
    with pytest.raises(InputFault) as fault:
        activities.start_series(session, activities.new_series_form(session, "all_day_round"))
    assert fault.value.code == "series.weekdays"


def test_who_came_is_a_resident_or_a_name_once(office: SmallOffice) -> None:
    """The roster counts with the heads; taking one off is undone."""
    session = office.session("chen")
    form = msgspec.structs.replace(activities.new_activity_form(session, "free_haircut"), heads=12)
    uid = activities.record_activity(session, form).uid
    activities.add_attendance(session, uid, resident=office.people["刘秀芬"])
    activities.add_attendance(session, uid, name="过路的大爷")
    with pytest.raises(InputFault) as fault:
        activities.add_attendance(session, uid, resident=office.people["刘秀芬"])
    assert fault.value.code == "attendance.held"
    came = activity_pages.activity(session, uid).came
    assert [(each.name, each.household) for each in came] == [
        ("刘秀芬", office.homes["刘秀芬"]),
        ("过路的大爷", None),
    ]
    assert activity_pages.activities(session)[0].people == 14
    activities.remove_attendance(session, uid, came[1].uid)
    assert activity_pages.activities(session)[0].people == 13
    undo(session)
    assert activity_pages.activities(session)[0].people == 14


def test_a_recorded_activity_is_changed_and_changed_back(office: SmallOffice) -> None:
    """Only what differs is set; undo sets the old values."""
    session = office.session("zhang")
    uid = patrol(office)
    seen = activities.form_of(activity_pages.activity(session, uid).activity)
    activities.change_activity(session, uid, msgspec.structs.replace(seen, place="晏五村", summary="无异常"), seen)
    assert activity_pages.activity(session, uid).activity.summary == "无异常"
    undo(session)
    assert activity_pages.activity(session, uid).activity.summary == ""
    with pytest.raises(InputFault) as fault:
        activities.change_activity(session, uid, seen, seen)
    assert fault.value.code == "change.nothing"


def test_the_list_is_narrowed_by_kind_and_group(office: SmallOffice) -> None:
    """What recurs is narrowed with it."""
    patrol(office)
    haircuts(office, TUESDAY)
    session = office.session("chen")
    assert {row.kind for row in activity_pages.activities(session, group="patrol")} == {"all_day_round"}
    assert {row.kind for row in activity_pages.activities(session, kind="free_haircut")} == {"free_haircut"}
