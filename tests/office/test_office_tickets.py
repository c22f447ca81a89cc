"""Opening tickets: numbers, what a form begins with, what it must say, where a ticket lies."""

import multiprocessing
from pathlib import Path

import msgspec
import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.core.time import FixedClock
from gridtui.core.words import TicketAct, TicketClass, TicketSource, TicketState
from gridtui.locale import set_language
from gridtui.office import browse
from gridtui.office.session import opened_session
from gridtui.office.tickets import TicketForm, new_ticket_form, open_ticket
from gridtui.office.undo import undo
from gridtui.office.visits import log_visit, new_visit_form
from gridtui.settings import load_settings
from tests.office.ticket_steps import opened, seen
from tests.tools.office_builder import SmallOffice

DAYS_TO_NEW_YEAR = 41


def number(office: SmallOffice, ticket: bytes) -> str:
    """Return a ticket's number."""
    return seen(office, "chen", ticket).number


def test_numbers_run_through_the_year(office: SmallOffice) -> None:
    """Prefix, year, counter (ZY26-0113); a new year begins anew."""
    assert [number(office, opened(office, "zhang")) for _ in range(2)] == ["ZY26-0001", "ZY26-0002"]
    office.go_to(DAYS_TO_NEW_YEAR)
    assert number(office, opened(office, "zhang")) == "ZY27-0001"


def test_a_number_is_never_used_again(office: SmallOffice) -> None:
    """Undoing an opening voids the ticket; its number is gone for good."""
    first = opened(office, "zhang")
    told = undo(office.session("zhang"))
    assert (told.message, told.parameters["number"]) == ("ticket.voided", "ZY26-0001")
    assert number(office, opened(office, "zhang")) == "ZY26-0002"
    void = browse.ticket(office.session("zhang"), first)
    assert (void.ticket.state, void.acts, void.days_left) == (TicketState.VOIDED, (), None)
    assert [row.number for row in browse.tickets(office.session("chen")).rows] == ["ZY26-0002"]


def test_counters_beyond_four_digits_go_on(office: SmallOffice) -> None:
    """Nothing stops at 9999."""
    with office.writing() as writer:
        writer.create("ticket", {"number": "ZY26-9999"}, actor=None)
        writer.create("ticket", {"number": "ZY26-10000"}, actor=None)
    assert number(office, opened(office, "zhang")) == "ZY26-10001"


def _open_many(folder: Path, ms: int, count: int) -> None:
    with opened_session(folder, account="zhang", clock=FixedClock(ms), settings=load_settings(folder, {})) as session:
        for _ in range(count):
            open_ticket(session, TicketForm("路灯", "facility", place="院内", ticket_class=TicketClass.ROUTINE))


def test_two_processes_never_give_one_number(office: SmallOffice) -> None:
    """The counter is read and raised behind the gate."""
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_open_many, args=(office.folder, office.clock.now_ms(), 8)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(20)
    assert [worker.exitcode for worker in workers] == [0, 0]
    page = browse.tickets(office.session("chen"), limit=50)
    assert sorted(row.number for row in page.rows) == [f"ZY26-{counter:04d}" for counter in range(1, 17)]


def test_a_ticket_from_a_visit_is_filled_in(office: SmallOffice) -> None:
    """One key from a visit to a new case (S1-8): household, person and words are there."""
    session = office.session("zhang")
    form = msgspec.structs.replace(new_visit_form(session, office.homes["刘秀芬"]), diary="水管漏水，想请人修。")
    visit = log_visit(session, form).uid
    begun = new_ticket_form(session, visit=visit)
    assert (begun.household, begun.visit, begun.source) == (office.homes["刘秀芬"], visit, TicketSource.VISIT)
    assert (begun.detail, begun.reporter_name, begun.reporter) == (
        "水管漏水，想请人修。", "刘秀芬", office.people["刘秀芬"],
    )  # fmt: skip
    saved = open_ticket(session, msgspec.structs.replace(begun, title="水管漏水", category="facility"))
    ticket = seen(office, "zhang", saved.uid)
    assert (ticket.visit, ticket.reporter, ticket.unit) == (visit, office.people["刘秀芬"], office.units["网格03"])
    assert ticket.reporter_phone == "10008847481"


@pytest.mark.parametrize(
    ("title", "detail", "named"),
    [
        ("", "近日身体不适，已提醒就医。", "近日身体不适"),
        (" ", "水管漏水\n想请人修", "水管漏水"),
        ("", "想" * 60, "想" * 20),
        ("漏水", "水管坏了。", "漏水"),
    ],
)
def test_what_a_visit_noted_need_not_be_typed_again(office: SmallOffice, title: str, detail: str, named: str) -> None:
    """A ticket without a title is named by the first clause of its detail: digits and Enter alone open one."""
    uid = opened(office, "zhang", "赵志强", title=title, detail=detail)
    assert seen(office, "zhang", uid).title == named


def test_a_form_of_nobody_in_particular_is_a_patrols(office: SmallOffice) -> None:
    """A lamp in the yard has no household."""
    form = new_ticket_form(office.session("zhang"))
    assert (form.household, form.source, form.reporter_name, form.detail) == (None, TicketSource.PATROL, "", "")


def test_another_name_than_the_members_is_another_person(office: SmallOffice) -> None:
    """Who raised it may be a visitor or a neighbour: then no resident is named."""
    ticket = opened(office, "zhang", "刘秀芬", reporter=office.people["刘秀芬"], reporter_name="王奶奶")
    found = seen(office, "chen", ticket)
    assert (found.reporter, found.reporter_name, found.reporter_phone) == (None, "王奶奶", "")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": "  "}, "ticket.no_title"),
        ({"category": ""}, "ticket.no_category"),
        ({"category": "weather"}, "ticket.no_category"),
        ({"household": None}, "ticket.no_place"),
        ({"household": None, "place": " "}, "ticket.no_place"),
        ({"household": b"0" * 16}, "household.unknown"),
        ({"kind": 9}, "field.unknown_choice"),
        ({"ticket_class": 0}, "field.unknown_choice"),
        ({"source": 99}, "field.unknown_choice"),
        ({"visit": b"0" * 16}, "visit.unknown"),
    ],
)
def test_what_a_ticket_must_say(office: SmallOffice, changes: dict[str, object], code: str) -> None:
    """A title, a category of the mechanism (S1-6), and where it is."""
    with pytest.raises(InputFault) as fault:
        opened(office, "zhang", "赵志强", **changes)
    assert fault.value.code == code
    assert browse.tickets(office.session("chen")).total == 0


def test_a_visit_belongs_to_the_household_it_was_paid_to(office: SmallOffice) -> None:
    """A ticket does not name a visit to somebody else."""
    session = office.session("zhang")
    visit = log_visit(session, new_visit_form(session, office.homes["刘秀芬"])).uid
    with pytest.raises(InputFault) as fault:
        opened(office, "zhang", "赵志强", visit=visit)
    assert fault.value.code == "ticket.other_visit"


def test_a_place_ticket_lies_in_the_grid_of_its_opener(office: SmallOffice) -> None:
    """A worker's finding stays in the grid, a street officer's comes to the community."""
    for account, unit in (("zhang", "网格03"), ("he", "网格03"), ("zhou", "620103006003"), ("chen", "620103006003")):
        ticket = opened(office, account, household=None, place="院门口")
        assert seen(office, "chen", ticket).unit == office.units[unit]
    assert browse.tickets(office.session("wang")).total == 4


def test_nobody_opens_a_ticket_outside_his_area(office: SmallOffice) -> None:
    """A worker of one grid does not open for a household of the other."""
    with pytest.raises(Refused) as fault:
        opened(office, "zhang", "周海洋")
    assert fault.value.code == "permission.scope"
    assert opened(office, "wang", "周海洋")


@pytest.mark.parametrize(
    ("ticket_class", "owner", "slot"),
    [
        (TicketClass.ROUTINE, "张三", "张三"),
        (TicketClass.COORDINATION, "", "社区"),
        (TicketClass.URGENT, "", "街道"),
        (TicketClass.APPROVAL, "", "社区"),
    ],
)
def test_each_class_goes_where_its_mechanism_says(
    office: SmallOffice, ticket_class: TicketClass, owner: str, slot: str
) -> None:
    """Routine stays with who found it, the others lie at a desk: the third of the five slots says so (S4-4)."""
    view = browse.ticket(office.session("chen"), opened(office, "zhang", ticket_class=ticket_class))
    assert view.ticket.owner_name == owner
    assert [each.name for each in view.slots] == ["张三", "张三", slot, "", "陈洁"]


def test_the_slots_of_a_ticket_are_the_mechanism_s(office: SmallOffice) -> None:
    """Its words in its order, or in English; where it states none, all five without a word of its own."""
    ticket = opened(office, "zhang")
    scheme = office.session("chen").scheme
    few = msgspec.structs.replace(scheme, slots=scheme.slots[:2])
    for slots, expected in (
        (few.slots, ["found", "reported"]),
        ((), ["found", "reported", "owned", "solved", "supervised"]),
    ):
        with office.writing() as writer:
            writer.keep_scheme(msgspec.structs.replace(scheme, slots=slots))
        office.renewed()
        found = browse.ticket(office.session("chen"), ticket).slots
        assert [each.key for each in found] == expected
        assert all(bool(each.title) == bool(slots) for each in found)
    with office.writing() as writer:
        writer.keep_scheme(scheme)
    office.renewed()
    set_language("zh_CN")
    try:
        found = browse.ticket(office.session("chen"), ticket).slots
    finally:
        set_language("en")
    assert [each.title for each in found] == ["巡查", "报告", "负责", "解决", "督查"]


def test_the_clock_starts_when_the_ticket_is_registered(office: SmallOffice) -> None:
    """Opened on a Saturday with three working days: due on Wednesday's closing time (assumed limits)."""
    view = browse.ticket(office.session("chen"), opened(office, "zhang", ticket_class=TicketClass.COORDINATION))
    assert (view.days_left, view.estimated) == (3, False)


def test_only_whoever_replies_sees_the_phone_in_full(office: SmallOffice) -> None:
    """A number is given to be answered, not to be read by everybody."""
    ticket = opened(office, "zhang", "刘秀芬", reporter_name="刘洋", reporter_phone="10012003355")
    assert seen(office, "zhang", ticket).reporter_phone == "10012003355"
    assert seen(office, "li", ticket).reporter_phone == "100****3355"


def test_a_ticket_names_its_category_itself(office: SmallOffice) -> None:
    """No category is offered in advance: one that nobody chose would be counted as chosen."""
    session = office.session("he")
    form = new_ticket_form(session, household=office.homes["刘秀芬"])
    assert form.category == ""
    with pytest.raises(InputFault) as caught:
        open_ticket(session, msgspec.structs.replace(form, title="灯坏了"))
    assert caught.value.code == "ticket.no_category"


def test_the_form_shows_a_phone_to_whoever_may_reveal_it(office: SmallOffice) -> None:
    """A neighbour lead opens the ticket without seeing the number; it is saved all the same."""
    session = office.session("he")
    form = new_ticket_form(session, household=office.homes["刘秀芬"])
    assert form.reporter_phone == ""
    saved = open_ticket(session, msgspec.structs.replace(form, title="灯坏了", category="facility"))
    assert seen(office, "chen", saved.uid).reporter_phone == "10008847481"


def test_a_ticket_of_another_grid_is_seen_by_workers_and_not_by_neighbour_leads(office: SmallOffice) -> None:
    """Workers see the community, a neighbour lead the own grid."""
    ticket = opened(office, "li", "周海洋")
    assert seen(office, "zhang", ticket).uid == ticket
    with pytest.raises(Refused):
        browse.ticket(office.session("he"), ticket)
    assert [
        page.total for page in (browse.tickets(office.session("he")), browse.tickets(office.session("zhang")))
    ] == [
        0,
        1,
    ]


def test_lists_are_paged_and_can_be_mine(office: SmallOffice) -> None:
    """Open ones by due time; mine are those I hold; closed ones newest first."""
    tickets = [opened(office, "zhang") for _ in range(3)]
    session = office.session("zhang")
    first = browse.tickets(session, limit=2)
    assert (len(first.rows), first.total) == (2, 3)
    rest = browse.tickets(session, limit=2, after=first.next)
    assert [row.uid for row in (*first.rows, *rest.rows)] == tickets
    assert rest.next is None
    assert browse.tickets(session, mine=True).total == 3
    assert browse.tickets(office.session("li"), mine=True).total == 0
    assert browse.tickets(session, state_open=None).rows[0].uid == tickets[-1]
    assert browse.tickets(session, state_open=False).total == 0


def test_an_unknown_ticket_is_said_to_be_unknown(office: SmallOffice) -> None:
    """A number that was mistyped, or a row that vanished."""
    with pytest.raises(InputFault) as fault:
        browse.ticket(office.session("chen"), b"0" * 16)
    assert fault.value.code == "ticket.unknown"


def test_a_row_says_what_a_queue_needs(office: SmallOffice) -> None:
    """Number, class, category and place in words, who has it."""
    ticket = opened(office, "zhang", ticket_class=TicketClass.COORDINATION)
    row = browse.tickets(office.session("chen")).rows[0]
    assert (row.uid, row.number, row.category, row.address) == (ticket, "ZY26-0001", "环境卫生", "晏五村6-1-202")
    assert (row.owner_name, row.days_left, row.open, row.state) == ("社区", 3, True, TicketState.REGISTERED)
    assert TicketAct.OPENED not in {event.act for event in seen(office, "chen", ticket).events}
    assert row.opened_ms == office.clock.now_ms()
