"""Hostile and overlong text: saved as plain words or refused with a reason, never cut, never run."""

import unicodedata
from collections.abc import Iterator

import msgspec
import pytest

from gridtui.core.errors import InputFault
from gridtui.core.words import TicketAct, TicketClass
from gridtui.locale.sentences import sentences_for
from gridtui.office import browse, households
from gridtui.office.acts import LONGEST_LINE, LONGEST_NOTE, LONGEST_TEXT
from gridtui.office.undo import undo
from gridtui.office.visits import correct_visit, form_of, log_visit, new_visit_form
from gridtui.sync.operation import MAX_BODY_BYTES
from tests.office.ticket_steps import opened, seen, step
from tests.tools.office_builder import SmallOffice

HOSTILE = "[b]刘[/b][@click=app.quit]x[/]\x1b[31m秀\u202e芬\u200b\x00\x07\x9b1m"
CLEAN = "[b]刘[/b][@click=app.quit]x[/][31m秀芬1m"
HAN, RARE = "好", "𠮷"
"""Three bytes in UTF-8, and four."""


def texts_in(value: object) -> Iterator[str]:
    """Return every text of a record, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_in(part)


def assert_plain(record: object) -> None:
    """Hold every text of a record to what a screen may be given."""
    for text in texts_in(msgspec.to_builtins(record)):
        assert not [char for char in text if char != "\n" and unicodedata.category(char) in {"Cc", "Cf", "Cs"}]


def longest_body(office: SmallOffice) -> int:
    """Return the bytes of the largest operation held."""
    with office.store.reading() as reader:
        found: int = reader.value("SELECT max(length(body)) FROM op")
        return found


def test_record_text_is_saved_without_what_steers_a_terminal(office: SmallOffice) -> None:
    """Markup is only text; controls, bidi marks and zero-widths are gone, the words stay."""
    session = office.session("zhang")
    home = office.homes["刘秀芬"]
    form = msgspec.structs.replace(
        new_visit_form(session, home), diary=f"{HOSTILE}\r\n{HOSTILE}", summary=HOSTILE, gifts=HOSTILE
    )
    visit = browse.visit(session, log_visit(session, form).uid)
    assert visit.diary == f"{CLEAN}\n{CLEAN}"
    assert visit.summary == visit.gifts == CLEAN
    households.set_household(session, home, {"note": HOSTILE})
    households.set_resident(
        session, office.people["刘秀芬"], {"name": HOSTILE, "note": HOSTILE, "education": HOSTILE}
    )
    households.set_dwelling(session, home, {"door": HOSTILE[-20:], "address": HOSTILE})
    assert_plain(browse.household_card(session, home))


def test_tickets_keep_words_only(office: SmallOffice) -> None:
    """Title, detail, place, reporter, notes, and what the status line says."""
    ticket = opened(
        office, "zhang", title=HOSTILE, detail=HOSTILE, place=HOSTILE, reporter_name=HOSTILE, reporter_phone=HOSTILE
    )
    step(office, "zhang", ticket, TicketAct.HANDLED, note=HOSTILE)
    assert_plain(seen(office, "zhang", ticket))
    undo(office.session("zhang"))
    assert_plain(undo(office.session("zhang")))


def test_a_name_of_nothing_visible_is_no_name(office: SmallOffice) -> None:
    """Marks that draw nothing do not make a person."""
    with pytest.raises(InputFault) as fault:
        households.add_resident(office.session("zhang"), office.homes["王建民"], {"name": "\u200b\u202e \x00"})
    assert fault.value.code == "resident.no_name"


@pytest.mark.parametrize("char", [HAN, RARE, "a"])
def test_the_longest_diary_is_saved_whole(office: SmallOffice, char: str) -> None:
    """Two thousand hanzi and a summary are one operation; rare characters take more bytes and may be fewer."""
    session = office.session("zhang")
    everybody = tuple(post.uid for post in browse.colleagues(session))
    most = LONGEST_TEXT if char != RARE else LONGEST_TEXT * 3 // 4
    short = LONGEST_LINE if char != RARE else LONGEST_LINE * 3 // 4
    form = msgspec.structs.replace(
        new_visit_form(session, office.homes["刘秀芬"]),
        diary=char * most,
        summary=char * short,
        gifts=char * short,
        visitors=everybody,
        met=(office.people["刘秀芬"], office.people["刘洋"]),
        prompts=(1, 2, 3, 4, 5, 6),
    )
    uid = log_visit(session, form).uid
    assert browse.visit(session, uid).diary == char * most
    correct_visit(session, uid, form_of(browse.visit(session, uid)))
    undo(session)
    assert longest_body(office) <= MAX_BODY_BYTES


@pytest.mark.parametrize(
    ("char", "count", "over"),
    [(HAN, 2_001, 1), (HAN, 10_000, 8_000), (RARE, 1_501, 1), ("a", 10_000, 8_000), ("a\n", 1_001, 1)],
)
def test_a_longer_diary_is_refused_not_cut(office: SmallOffice, char: str, count: int, over: int) -> None:
    """Nothing of what somebody typed is thrown away silently: the message says by how much it is too long."""
    session = office.session("zhang")
    form = msgspec.structs.replace(new_visit_form(session, office.homes["刘秀芬"]), diary=char * count)
    with pytest.raises(InputFault) as fault:
        log_visit(session, form)
    assert fault.value.code == "text.too_long"
    assert fault.value.parameters["field"] == "diary"
    assert fault.value.parameters["over"] == over
    assert str(over) in "".join(sentences_for(fault.value))


def test_the_fullest_ticket_is_one_operation(office: SmallOffice) -> None:
    """Every text of a ticket at its longest fits."""
    ticket = opened(
        office, "zhang", ticket_class=TicketClass.APPROVAL, title=HAN * 200, detail=HAN * 2_000, place=HAN * 200,
        reporter_name=HAN * 60, reporter_phone="1" * 60,
    )  # fmt: skip
    assert len(seen(office, "zhang", ticket).detail) == 2_000
    step(office, "chen", ticket, TicketAct.ACCEPTED, note=HAN * 2_000)
    assert longest_body(office) <= MAX_BODY_BYTES


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": HAN * 201}, "title"),
        ({"detail": HAN * 2_001}, "detail"),
        ({"place": HAN * 201}, "place"),
        ({"reporter_name": HAN * 61}, "reporter_name"),
        ({"reporter_phone": "1" * 61}, "reporter_phone"),
    ],
)
def test_a_ticket_says_which_text_is_too_long(office: SmallOffice, changes: dict[str, object], field: str) -> None:
    """And no number is spent on it."""
    with pytest.raises(InputFault) as fault:
        opened(office, "zhang", "赵志强", **changes)
    assert (fault.value.code, fault.value.parameters["field"]) == ("text.too_long", field)
    assert seen(office, "zhang", opened(office, "zhang")).number == "ZY26-0001"


def test_the_fullest_person_is_one_operation_and_can_be_taken_back(office: SmallOffice) -> None:
    """Every text of a person at its longest, changed to another of the same length, and back."""
    session, uid = office.session("zhang"), office.people["刘秀芬"]
    for char in (HAN, "坏"):
        households.set_resident(
            session,
            uid,
            {
                "name": char * 60,
                "note": char * LONGEST_NOTE,
                "evidence": char * LONGEST_NOTE,
                "education": char * LONGEST_LINE,
                "politics": char * LONGEST_LINE,
            },
        )
    undo(session)
    assert browse.resident(session, uid).note == HAN * LONGEST_NOTE
    assert longest_body(office) <= MAX_BODY_BYTES


@pytest.mark.parametrize(
    ("field", "most"), [("name", 60), ("note", LONGEST_NOTE), ("evidence", LONGEST_NOTE), ("education", LONGEST_LINE)]
)
def test_a_person_says_which_text_is_too_long(office: SmallOffice, field: str, most: int) -> None:
    """Each text has its own measure."""
    with pytest.raises(InputFault) as fault:
        households.set_resident(office.session("zhang"), office.people["刘秀芬"], {field: HAN * (most + 5)})
    assert (fault.value.parameters["field"], fault.value.parameters["over"]) == (field, 5)


@pytest.mark.parametrize(
    "typed", ['"', "' OR 1=1 --", "*", "NEAR(", "刘\x00秀", "\ud800", "(" * 500, HAN * 5_000, "u1"]
)
def test_find_takes_any_line(office: SmallOffice, typed: str) -> None:
    """Operators of the index, quotes, halves of characters: looked up as words, or found nothing."""
    assert browse.find(office.session("he"), typed).total in {0, 1}


def test_a_record_another_office_wrote_badly_can_be_put_right(office: SmallOffice) -> None:
    """What came by sync rests as it was written and is shown clean; changing it and going back both work."""
    session, uid = office.session("zhang"), office.people["刘秀芬"]
    with office.writing() as writer:
        writer.set(uid, {"note": HOSTILE, "education": HOSTILE}, actor=None)
    assert browse.resident(session, uid).note == CLEAN
    households.set_resident(session, uid, {"note": "好"}, seen={"note": CLEAN})
    undo(session)
    assert browse.resident(session, uid).note == CLEAN
