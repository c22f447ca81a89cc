"""Logging visits: what a form begins with, what is refused, what counts and who is said to have gone."""

import msgspec
import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.core.records import Visit
from gridtui.core.registry import BY_NAME
from gridtui.core.words import Channel, HalfDay, Outcome
from gridtui.office import browse
from gridtui.office.session import OfficeSession
from gridtui.office.visits import VisitForm, log_visit, log_walk_door, new_visit_form, quick_visit
from gridtui.store import read_visits
from gridtui.store.sync_meta import write_number
from gridtui.sync.clock import hlc_of
from tests.tools.office_builder import MINUTE, TODAY, SmallOffice

LIVES = BY_NAME["resident"].field("lives").number


def form_for(office: SmallOffice, account: str, head: str, **changes: object) -> VisitForm:
    """Return a plain form with some fields typed otherwise."""
    form = new_visit_form(office.session(account), office.homes[head])
    return msgspec.structs.replace(form, **changes)


def last_counted(office: SmallOffice, head: str, channel: int = Channel.HOME_VISIT) -> Visit | None:
    """Return the visit that counts last."""
    with office.store.reading() as reader:
        return read_visits.last_counting_visit(reader, office.homes[head], (channel,), TODAY)


def test_a_plain_form_says_today_now_me_at_home_and_the_head(office: SmallOffice) -> None:
    """A plain visit costs two keys, because everything is filled in."""
    form = form_for(office, "zhang", "刘秀芬")
    assert (form.day, form.start_minute) == (TODAY, MINUTE)
    assert form.visitors == (office.posts["zhang"],)
    assert (form.channel, form.outcome) == (Channel.HOME_VISIT, Outcome.MET)
    assert form.met == (office.people["刘秀芬"],)


def test_a_saved_visit_is_read_back_as_it_was_typed(office: SmallOffice) -> None:
    """The diary is kept verbatim, the summary beside it (S0-13)."""
    session = office.session("zhang")
    form = form_for(
        office, "zhang", "刘秀芬", diary="  血压正常。\n孙子来过。", summary="平安", gifts="米 一袋", card_left=True,
        prompts=(1, 6), half_day=HalfDay.MORNING,
    )  # fmt: skip
    saved = log_visit(session, form)
    visit = browse.visit(session, saved.uid)
    assert (visit.diary, visit.summary, visit.gifts) == ("  血压正常。\n孙子来过。", "平安", "米 一袋")
    assert (visit.prompts, visit.card_left, visit.half_day) == ((1, 6), True, HalfDay.MORNING)
    assert visit.entered_by == office.posts["zhang"]
    assert saved.message == "visit.logged"
    assert saved.parameters == {"name": "刘秀芬", "outcome": Outcome.MET, "day": TODAY, "time": MINUTE}


def test_a_late_entry_counts_on_the_day_of_the_visit(office: SmallOffice) -> None:
    """A missed entry is made later: the visit's date decides, the row says late (补录)."""
    session = office.session("zhang")
    log_visit(session, form_for(office, "zhang", "王建民", day=TODAY - 4, start_minute=None))
    counted = last_counted(office, "王建民")
    assert counted is not None
    assert counted.day == TODAY - 4
    row = browse.visits(session, household=office.homes["王建民"]).rows[0]
    assert row.late
    assert not browse.visits(session, household=office.homes["赵志强"]).rows[0].late


@pytest.mark.parametrize("minute", [0, 23 * 60 + 30])
def test_any_hour_is_allowed(office: SmallOffice, minute: int) -> None:
    """Evening and weekend visits are allowed: nothing blocks an hour (S0-15)."""
    assert log_visit(office.session("zhang"), form_for(office, "zhang", "王建民", day=TODAY - 1, start_minute=minute))


def test_a_day_ahead_is_refused(office: SmallOffice) -> None:
    """Nobody visits tomorrow."""
    with pytest.raises(InputFault) as fault:
        log_visit(office.session("zhang"), form_for(office, "zhang", "王建民", day=TODAY + 1, start_minute=None))
    assert (fault.value.code, fault.value.parameters["field"]) == ("visit.future", "day")


def test_an_hour_ahead_is_refused_but_a_fast_watch_is_not(office: SmallOffice) -> None:
    """Ten minutes are the difference between a watch and the machine; an hour is a slip."""
    session = office.session("zhang")
    log_visit(session, form_for(office, "zhang", "王建民", start_minute=MINUTE + 9))
    with pytest.raises(InputFault) as fault:
        log_visit(session, form_for(office, "zhang", "王建民", start_minute=MINUTE + 60))
    assert fault.value.parameters["field"] == "start_minute"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"day": 0}, "visit.day"),
        ({"start_minute": 1440}, "visit.time"),
        ({"start_minute": -1}, "visit.time"),
        ({"visitors": ()}, "permission.role"),
        ({"channel": 9}, "visit.unknown_choice"),
        ({"outcome": 0}, "visit.unknown_choice"),
        ({"half_day": 7}, "visit.unknown_choice"),
        ({"household": b"0" * 16}, "household.unknown"),
    ],
)
def test_what_cannot_have_been_is_refused(office: SmallOffice, changes: dict[str, object], code: str) -> None:
    """A form is checked whole before anything is saved."""
    with pytest.raises((InputFault, Refused)) as fault:
        log_visit(office.session("zhang"), form_for(office, "zhang", "王建民", **changes))
    assert fault.value.code == code


def test_somebody_has_to_have_gone(office: SmallOffice) -> None:
    """A visit without a visitor is none, whoever may enter for others."""
    with pytest.raises(InputFault) as fault:
        log_visit(office.session("chen"), form_for(office, "chen", "王建民", visitors=()))
    assert fault.value.code == "visit.no_visitor"


def test_a_visitor_must_have_held_the_post_on_that_day(office: SmallOffice) -> None:
    """Who began yesterday cannot have visited last week; nor can a post nobody knows."""
    post = office.add_post("new", "周新民", "grid_worker", "网格03")
    with office.writing() as writer:
        writer.set(post, {"from_day": TODAY - 1}, actor=None)
    session = office.session("zhang")
    both = (office.posts["zhang"], post)
    log_visit(session, form_for(office, "zhang", "王建民", visitors=both))
    for visitors, day in ((both, TODAY - 7), ((office.posts["zhang"], b"x" * 16), TODAY)):
        with pytest.raises(InputFault) as fault:
            log_visit(session, form_for(office, "zhang", "王建民", visitors=visitors, day=day, start_minute=None))
        assert fault.value.code == "visit.visitor_unknown"


def test_who_typed_differs_from_who_went(office: SmallOffice) -> None:
    """Entered for another (代录): the clerk types, the worker went."""
    session = office.session("wang")
    saved = log_visit(session, form_for(office, "wang", "王建民", visitors=(office.posts["zhang"],)))
    visit = browse.visit(session, saved.uid)
    assert (visit.entered_by_name, visit.visitor_names) == ("王丽", ("张三",))


def test_a_grid_worker_does_not_enter_for_another(office: SmallOffice) -> None:
    """Entering for another is the secretary's and the clerk's."""
    with pytest.raises(Refused) as fault:
        log_visit(office.session("zhang"), form_for(office, "zhang", "王建民", visitors=(office.posts["li"],)))
    assert fault.value.code == "permission.role"


def test_going_along_needs_no_permission(office: SmallOffice) -> None:
    """With myself among the visitors, colleagues may have come along; each once."""
    session = office.session("zhang")
    pair = (office.posts["zhang"], office.posts["li"], office.posts["zhang"])
    saved = log_visit(session, form_for(office, "zhang", "王建民", visitors=pair))
    assert browse.visit(session, saved.uid).visitor_names == ("张三", "李梅")


def test_only_members_can_have_been_met(office: SmallOffice) -> None:
    """Who was met lives there."""
    with pytest.raises(InputFault) as fault:
        log_visit(office.session("zhang"), form_for(office, "zhang", "王建民", met=(office.people["刘洋"],)))
    assert fault.value.code == "visit.met_unknown"


def test_nobody_is_met_where_nobody_answered(office: SmallOffice) -> None:
    """The head the form began with is not kept when the outcome says nobody was there."""
    session = office.session("zhang")
    saved = log_visit(session, form_for(office, "zhang", "王建民", outcome=Outcome.NO_ANSWER))
    assert browse.visit(session, saved.uid).met == ()


@pytest.mark.parametrize("outcome", [Outcome.NO_ANSWER, Outcome.REFUSED, Outcome.MOVED, Outcome.VACANT])
def test_only_a_visit_that_met_somebody_counts(office: SmallOffice, outcome: Outcome) -> None:
    """Attempts and effective visits are counted apart."""
    before = last_counted(office, "王建民")
    quick_visit(office.session("zhang"), office.homes["王建民"], outcome)
    assert last_counted(office, "王建民") == before


def test_moved_puts_the_residence_in_doubt_and_changes_nothing_else(office: SmallOffice) -> None:
    """Outcome 搬离 marks residence "to be confirmed" (design section 5)."""
    session = office.session("zhang")
    before = browse.household_card(session, office.homes["刘秀芬"]).household
    quick_visit(session, office.homes["刘秀芬"], Outcome.MOVED)
    after = browse.household_card(session, office.homes["刘秀芬"]).household
    assert [member.doubt for member in after.members] == [(LIVES,), (LIVES,)]
    cleared = tuple(msgspec.structs.replace(member, doubt=()) for member in after.members)
    assert msgspec.structs.replace(after, members=cleared) == before


def test_moved_twice_is_one_doubt(office: SmallOffice) -> None:
    """A field is in doubt or it is not."""
    session = office.session("zhang")
    quick_visit(session, office.homes["王建民"], Outcome.MOVED)
    quick_visit(session, office.homes["王建民"], Outcome.MOVED)
    assert browse.household_card(session, office.homes["王建民"]).household.members[0].doubt == (LIVES,)


def test_a_quick_visit_is_now_and_by_me(office: SmallOffice) -> None:
    """One key on the marked row."""
    session = office.session("he")
    saved = quick_visit(session, office.homes["刘秀芬"], channel=Channel.ONLINE_GREETING)
    visit = browse.visit(session, saved.uid)
    assert (visit.day, visit.start_minute, visit.channel) == (TODAY, MINUTE, Channel.ONLINE_GREETING)
    assert (visit.visitor_names, visit.met) == (("何春敏",), (office.people["刘秀芬"],))


def test_a_walk_door_has_a_half_day_instead_of_a_minute(office: SmallOffice) -> None:
    """The round is typed afterwards from paper: day, half day and visitors stand at the top."""
    session = office.session("zhang")
    pair = (office.posts["zhang"], office.posts["he"])
    saved = log_walk_door(
        session, office.homes["王建民"], Outcome.NO_ANSWER, day=TODAY - 1, half_day=HalfDay.AFTERNOON, visitors=pair
    )
    visit = browse.visit(session, saved.uid)
    assert (visit.day, visit.start_minute, visit.half_day) == (TODAY - 1, None, HalfDay.AFTERNOON)
    assert (visit.visitors, visit.met) == (pair, ())


def test_a_walk_door_of_now_keeps_the_minute(office: SmallOffice) -> None:
    """Typed at the door, the minute is known."""
    session = office.session("zhang")
    saved = log_walk_door(session, office.homes["王建民"], Outcome.MET)
    assert browse.visit(session, saved.uid).start_minute == MINUTE


def test_an_entry_under_a_clock_that_stands_behind_is_marked(office: SmallOffice) -> None:
    """The wall clock before what the store saw last by more than ten minutes: the entry says so."""
    session = office.session("zhang")
    assert not _doubts_clock(office, session)
    with office.store.transaction() as transaction:
        write_number(transaction, "hlc", hlc_of(office.clock.now_ms() + 9 * 60_000))
    assert not _doubts_clock(office, session)
    with office.store.transaction() as transaction:
        write_number(transaction, "hlc", hlc_of(office.clock.now_ms() + 11 * 60_000))
    assert _doubts_clock(office, session)


def _doubts_clock(office: SmallOffice, session: OfficeSession) -> bool:
    saved = quick_visit(session, office.homes["王建民"])
    return browse.visit(session, saved.uid).clock_doubt


def test_a_void_household_is_not_visited(office: SmallOffice) -> None:
    """A household that was taken back is kept to be looked at, not to be worked on."""
    form = form_for(office, "zhang", "王建民")
    with office.writing() as writer:
        writer.void(office.homes["王建民"], actor=None)
    with pytest.raises(InputFault) as fault:
        log_visit(office.session("zhang"), form)
    assert fault.value.code == "household.unknown"
