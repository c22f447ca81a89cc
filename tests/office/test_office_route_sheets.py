"""The route sheet: a post's day on paper, found again days later by its number and its labels."""

import msgspec
import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.core.words import HalfDay, Outcome
from gridtui.office import browse
from gridtui.office.households import remove_resident
from gridtui.office.occurrences import new_occurrence_form, note_occurrence, triggers
from gridtui.office.route_entry import enter, read_line, with_outcome
from gridtui.office.route_sheets import KEPT_DAYS, make_sheet, posts_for_sheets, round_of, route_sheet, route_sheets
from gridtui.office.route_views import RouteSheet, SheetEntry, SheetRound
from gridtui.office.undo import undo
from gridtui.office.views import Saved
from gridtui.office.visits import quick_visit
from gridtui.rules.row_codes import number_of
from tests.tools.office_builder import TODAY, SmallOffice


def printed(office: SmallOffice, account: str = "zhang") -> RouteSheet:
    """Print somebody's own day."""
    return make_sheet(office.session(account))


def type_line(office: SmallOffice, sheet: RouteSheet, text: str, account: str = "zhang") -> Saved:
    """Type one line as it stands on the paper."""
    session = office.session(account)
    fresh = route_sheet(session, sheet.number)
    return enter(session, fresh, read_line(session, fresh, text), round_of(fresh))


def label_of(office: SmallOffice, sheet: RouteSheet, head: str) -> str:
    """Return the label of the row somebody stands on."""
    return next(row.label for row in sheet.rows if row.household == office.homes[head])


def test_a_sheet_holds_the_households_of_today_in_walking_order(office: SmallOffice) -> None:
    """Each household once, whatever is owed there, in the order of the screen."""
    session = office.session("zhang")
    owed = [duty.household for duty in browse.today(session).duties if duty.state in {"due", "overdue"}]
    sheet = printed(office)
    assert [row.household for row in sheet.rows] == list(dict.fromkeys(owed))
    assert all(row.duties for row in sheet.rows)
    assert len(set(sheet.labels)) == len(sheet.rows)
    assert all(number_of(label) is not None for label in sheet.labels)


def test_the_same_day_printed_again_keeps_its_number(office: SmallOffice) -> None:
    """A second copy is the same sheet; once a row is done the day is another one."""
    first = printed(office)
    assert printed(office).labels == first.labels
    assert printed(office).number == first.number
    quick_visit(office.session("zhang"), first.rows[0].household)
    assert printed(office).number == first.number + 1


def test_labels_find_their_households_after_the_day_has_changed(office: SmallOffice) -> None:
    """A month later the duties are others, the paper is not."""
    sheet = printed(office)
    office.go_to(31)
    again = route_sheet(office.session("zhang"), sheet.number)
    assert [(row.label, row.household) for row in again.rows] == [(row.label, row.household) for row in sheet.rows]


def test_a_sheet_is_forgotten_after_two_months(office: SmallOffice) -> None:
    """When the next one is printed; its number is then unknown."""
    sheet = printed(office)
    office.go_to(KEPT_DAYS + 1)
    printed(office)
    with pytest.raises(InputFault, match=r"route\.sheet_unknown"):
        route_sheet(office.session("zhang"), sheet.number)


def test_no_label_stands_on_two_kept_sheets(office: SmallOffice) -> None:
    """So a label typed under another number finds nobody, and the right number is named."""
    sheets = [printed(office, "zhang"), printed(office, "li"), printed(office, "he")]
    for days in range(1, 30):
        office.go_to(days)
        sheets.append(printed(office))
    labels = [label for sheet in {sheet.number: sheet for sheet in sheets}.values() for label in sheet.labels]
    assert len(labels) == len(set(labels))


def test_a_label_of_another_sheet_is_refused_with_its_number(office: SmallOffice) -> None:
    """It does not resolve to somebody else."""
    session = office.session("zhang")
    first = printed(office)
    office.go_to(1)
    other = printed(office)
    with pytest.raises(InputFault, match=r"route\.label_of_sheet") as caught:
        read_line(session, other, f"{first.rows[0].label} 1")
    assert caught.value.parameters["sheet"] == first.number


@pytest.mark.parametrize("form", ["{label} 1", "{label}1", " {label}  1 ", "{label}\u3000１"])
def test_a_label_and_a_digit_make_a_visit_of_the_sheets_day(office: SmallOffice, form: str) -> None:
    """Late entry: the sheet's day, the sheet's post as the visitor, the head met; no minute is made up."""
    sheet = printed(office)
    office.go_to(3)
    saved = type_line(office, sheet, form.format(label=sheet.rows[0].label.lower()))
    visit = browse.visit(office.session("zhang"), saved.uid)
    assert (visit.household, visit.day, visit.outcome) == (sheet.rows[0].household, TODAY, Outcome.MET)
    assert (visit.visitors, visit.start_minute) == ((office.posts["zhang"],), None)
    assert len(visit.met) == 1


@pytest.mark.parametrize(("digit", "outcome"), [(2, Outcome.NO_ANSWER), (3, Outcome.REFUSED), (5, Outcome.VACANT)])
def test_the_digits_are_those_of_the_building_walk(office: SmallOffice, digit: int, outcome: Outcome) -> None:
    """One set of digits to learn; nobody is said to be met where nobody was."""
    sheet = printed(office)
    visit = browse.visit(office.session("zhang"), type_line(office, sheet, f"{sheet.rows[1].label} {digit}").uid)
    assert (visit.outcome, visit.met) == (outcome, ())


def test_a_remark_becomes_the_diary(office: SmallOffice) -> None:
    """What stood in the last column of the paper."""
    sheet = printed(office)
    saved = type_line(office, sheet, f"{sheet.rows[0].label} 2 周末再来")
    assert browse.visit(office.session("zhang"), saved.uid).diary == "周末再来"


def test_the_round_decides_day_half_day_and_visitors(office: SmallOffice) -> None:
    """Typed once at the top for all the lines below it."""
    session = office.session("zhang")
    sheet = printed(office)
    walked = SheetRound(TODAY - 1, (office.posts["zhang"], office.posts["he"]), HalfDay.AFTERNOON)
    saved = enter(session, sheet, SheetEntry(0, Outcome.MET), walked)
    visit = browse.visit(session, saved.uid)
    assert (visit.day, visit.half_day) == (TODAY - 1, HalfDay.AFTERNOON)
    assert set(visit.visitors) == set(walked.visitors)


def test_a_wrong_check_names_the_likely_row_and_saves_nothing(office: SmallOffice) -> None:
    """Never taken for another household."""
    session = office.session("zhang")
    sheet = printed(office)
    row = sheet.rows[0]
    wrong = row.label[:3] + ("2" if row.label[3] != "2" else "3")
    with pytest.raises(InputFault, match=r"route\.label_near") as caught:
        read_line(session, sheet, f"{wrong} 1")
    assert f"{row.label} " in str(caught.value.parameters["likely"])
    assert row.head_name in str(caught.value.parameters["likely"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "route.line_unreadable"),
        ("8K3M", "route.line_unreadable"),
        ("路线", "route.line_unreadable"),
        ("{label} 12", "route.line_unreadable"),
        ("{label} 7", "route.result_unknown"),
        ("{label} 0", "route.result_unknown"),
        ("!!!! 1", "route.label_wrong"),
        ("\x1b[2J 1", "route.label_wrong"),
        ("9" * 5000 + " 1", "route.label_wrong"),
    ],
)
def test_what_cannot_be_a_line_is_refused(office: SmallOffice, text: str, code: str) -> None:
    """Each with its own sentence."""
    sheet = printed(office)
    with pytest.raises(InputFault, match=code.replace(".", r"\.")):
        read_line(office.session("zhang"), sheet, text.format(label=sheet.rows[0].label))


def test_the_same_label_twice_says_so(office: SmallOffice) -> None:
    """Within one sitting, and when the sheet is opened again."""
    session = office.session("zhang")
    sheet = printed(office)
    entry = read_line(session, sheet, f"{sheet.rows[0].label} 1")
    enter(session, sheet, entry, round_of(sheet))
    for present in (with_outcome(sheet, entry), route_sheet(session, sheet.number)):
        with pytest.raises(InputFault, match=r"route\.entered"):
            enter(session, present, entry, round_of(sheet))
    assert len(browse.visits(session, since=TODAY).rows) == 1


def test_a_visit_already_logged_by_that_post_that_day_is_not_logged_again(office: SmallOffice) -> None:
    """However it was logged; somebody else's visit of the day does not stand in the way."""
    sheet = printed(office)
    quick_visit(office.session("he"), sheet.rows[0].household)
    quick_visit(office.session("zhang"), sheet.rows[1].household)
    type_line(office, sheet, f"{sheet.rows[0].label} 1")
    with pytest.raises(InputFault, match=r"route\.entered"):
        type_line(office, sheet, f"{sheet.rows[1].label} 1")


def test_an_undone_line_can_be_typed_again(office: SmallOffice) -> None:
    """Undo is the visit's own."""
    session = office.session("zhang")
    sheet = printed(office)
    saved = type_line(office, sheet, f"{sheet.rows[0].label} 3")
    undo(session, saved.undo)
    assert route_sheet(session, sheet.number).rows[0].outcome == 0
    type_line(office, sheet, f"{sheet.rows[0].label} 1")
    assert route_sheets(session)[0].entered == 1


def test_a_sheet_of_tomorrow_cannot_be_entered_today(office: SmallOffice) -> None:
    """It may be printed the evening before; a visit ahead of the clock is refused."""
    session = office.session("zhang")
    sheet = make_sheet(session, day=TODAY + 1)
    assert sheet.day == TODAY + 1
    with pytest.raises(InputFault, match=r"visit\.future"):
        type_line(office, sheet, f"{sheet.rows[0].label} 1")


def test_a_window_clerk_prints_and_enters_for_a_neighbour_lead(office: SmallOffice) -> None:
    """For those without a device: the visitor is the lead, the clerk is who typed."""
    clerk = office.session("wang")
    sheet = make_sheet(clerk, post=office.posts["he"])
    assert (sheet.staff_name, sheet.post) == ("何春敏", office.posts["he"])
    saved = type_line(office, sheet, f"{sheet.rows[0].label} 1", "wang")
    visit = browse.visit(clerk, saved.uid)
    assert (visit.visitors, visit.entered_by) == ((office.posts["he"],), office.posts["wang"])


def test_a_worker_neither_prints_nor_opens_somebody_elses_sheet(office: SmallOffice) -> None:
    """Only who may log visits for another."""
    theirs = printed(office, "li")
    with pytest.raises(Refused):
        make_sheet(office.session("zhang"), post=office.posts["li"])
    with pytest.raises(Refused):
        route_sheet(office.session("zhang"), theirs.number)
    assert [post.uid for post in posts_for_sheets(office.session("zhang"))] == [office.posts["zhang"]]
    assert route_sheets(office.session("zhang")) == ()


def test_a_household_that_left_is_shown_as_gone_and_not_entered(office: SmallOffice) -> None:
    """The row keeps its label; the rest of the sheet is as it was."""
    sheet = printed(office)
    with office.writing() as writer:
        writer.void(sheet.rows[0].household, actor=None)
    again = route_sheet(office.session("zhang"), sheet.number)
    assert again.rows[0].gone
    assert again.labels == sheet.labels
    with pytest.raises(InputFault, match=r"route\.row_gone"):
        type_line(office, sheet, f"{sheet.rows[0].label} 1")


def test_a_household_of_nobody_is_still_entered(office: SmallOffice) -> None:
    """Its people were taken off since; there is nobody to have met."""
    sheet = printed(office)
    label = label_of(office, sheet, "王建民")
    remove_resident(office.session("zhang"), office.people["王建民"])
    visit = browse.visit(office.session("zhang"), type_line(office, sheet, f"{label} 1").uid)
    assert visit.met == ()


def test_numbers_nobody_printed_are_unknown(office: SmallOffice) -> None:
    """Whatever is typed as a number."""
    for number in (-1, 0, 7, 10**30):
        with pytest.raises(InputFault, match=r"route\.sheet_unknown"):
            route_sheet(office.session("zhang"), number)


def test_limits_of_a_sheet(office: SmallOffice) -> None:
    """Fewer rows on request, only what presses on request, and no empty sheet."""
    session = office.session("zhang")
    assert len(make_sheet(session, most_rows=2).rows) == 2
    lead = office.session("he")
    pressing = {duty.household for duty in browse.today(lead).duties if duty.pressing}
    assert pressing
    assert {row.household for row in make_sheet(lead, only_pressing=True).rows} == pressing
    far_back = TODAY - 1_000
    with pytest.raises(InputFault, match=r"route\.nothing_owed"):
        make_sheet(session, day=far_back)


def test_a_sheet_carries_no_numbers_and_no_notes(office: SmallOffice) -> None:
    """Paper leaves the office: what is owed and where, nothing else about anybody."""
    held = msgspec.json.encode(printed(office, "he").rows).decode()
    assert "刘秀芬" in held
    assert "8847481" not in held
    assert "629901" not in held


def test_where_something_happened_stands_first_and_what_it_was_does_not(office: SmallOffice) -> None:
    """What must be attended is part of the day; the paper says only that one must go."""
    session = office.session("zhang")
    trigger = next(each for each in triggers(session) if each.act == "attend" and "grid_worker" in each.roles)
    home = office.homes["李文彬"]
    note_occurrence(session, new_occurrence_form(session, trigger.key, home))
    sheet = make_sheet(session)
    assert sheet.rows[0].household == home
    assert [row.household for row in sheet.rows if row.called] == [home]
    assert trigger.title not in msgspec.json.encode(sheet.rows).decode()
