"""Route sheets in the app: printed from Today, entered by label or by digits alone, what is wrong is refused."""

import re

from gridtui.core.time import FixedClock, parse_iso_day
from gridtui.core.words import Channel, HalfDay, Outcome
from gridtui.office import browse
from gridtui.office.route_sheets import make_sheet
from gridtui.office.session import OfficeSession
from tests.tui.person import Person, play

TODAY = parse_iso_day("2026-11-21")


async def open_sheet(person: Person, number: int) -> None:
    """Open a sheet by its number, with keys that need no letters but the first."""
    await person.press("0", "9", "enter", "3", "enter")
    await person.type(str(number))
    await person.press("enter")


def test_today_prints_a_sheet_and_says_where_it_lies(session: OfficeSession) -> None:
    """Two files in the office's folder, and the sheet on the list, marked."""

    async def story(person: Person) -> None:
        await person.act("today.sheet")
        await person.press("1", "enter")
        assert "route-sheet-1.docx" in person.status
        assert re.search(r"^> .*1号", person.marked)

    play(session, story)
    assert sorted(path.name for path in (session.folder / "sheets").iterdir()) == [
        "route-sheet-1.docx",
        "route-sheet-1.txt",
    ]


def test_a_label_and_a_digit_record_the_visit_of_the_sheets_day(session: OfficeSession, clock: FixedClock) -> None:
    """Days later, from the area of management; the row shows what came of it."""
    sheet = make_sheet(session)
    clock.ms += 2 * 86_400_000

    async def story(person: Person) -> None:
        await open_sheet(person, sheet.number)
        await person.type(f"{sheet.labels[1].lower()} 1")
        await person.press("enter")
        assert "[x]1已访" in person.marked
        assert sheet.labels[1] in person.marked
        assert f"已录1/{len(sheet.rows)}" in person.rows[2]

    play(session, story)
    (visit,) = browse.visits(session).rows
    assert (visit.household, visit.day, visit.late) == (sheet.rows[1].household, TODAY, True)


def test_a_wrong_check_names_the_likely_row_and_leaves_the_line(session: OfficeSession) -> None:
    """So that one symbol is put right, not the whole line typed again."""
    sheet = make_sheet(session)
    label = sheet.labels[0]
    wrong = label[:3] + ("2" if label[3] != "2" else "3")

    async def story(person: Person) -> None:
        await open_sheet(person, sheet.number)
        await person.type(f"{wrong} 1")
        await person.press("enter")
        assert f"是不是 {label}" in person.text
        assert sheet.rows[0].head_name in person.text
        await person.press("backspace", "backspace", "backspace")
        await person.type(f"{label[3]} 2")
        await person.press("enter")
        assert "[x]2无人" in person.marked

    play(session, story)
    assert len(browse.visits(session).rows) == 1


def test_the_same_label_twice_says_so(session: OfficeSession) -> None:
    """The entry is empty for the next line."""
    sheet = make_sheet(session)

    async def story(person: Person) -> None:
        await open_sheet(person, sheet.number)
        for _each in range(2):
            await person.type(f"{sheet.labels[0]}1")
            await person.press("enter")
        assert "已经记过" in person.text
        await person.type(f"{sheet.labels[1]}1")
        await person.press("enter")

    play(session, story)
    assert len(browse.visits(session).rows) == 2


def test_digits_alone_enter_a_sheet_row_by_row(session: OfficeSession) -> None:
    """Down goes to the rows, a digit records and the mark drops to the next open row; u takes the last back."""
    sheet = make_sheet(session)

    async def story(person: Person) -> None:
        await open_sheet(person, sheet.number)
        await person.press("down", "1", "2", "3")
        assert sheet.labels[3] in person.marked
        await person.act("list.undo")
        assert f"已录2/{len(sheet.rows)}" in person.rows[2]

    play(session, story)
    outcomes = [row.outcome for row in browse.visits(session).rows if not row.superseded]
    assert sorted(outcomes) == [Outcome.MET, Outcome.NO_ANSWER]


def test_u_and_enter_take_the_last_line_back(session: OfficeSession) -> None:
    """While letters are typed as text, a line of one letter is the undo."""
    sheet = make_sheet(session)

    async def story(person: Person) -> None:
        await open_sheet(person, sheet.number)
        await person.type(f"{sheet.labels[0]} 4")
        await person.press("enter", "u", "enter", "enter")
        assert f"已录0/{len(sheet.rows)}" in person.rows[2]

    play(session, story)
    assert all(row.superseded for row in browse.visits(session).rows)


def test_day_half_day_and_visitors_are_set_once_at_the_top(session: OfficeSession) -> None:
    """They hold for every line that follows."""
    sheet = make_sheet(session)

    async def story(person: Person) -> None:
        await open_sheet(person, sheet.number)
        await person.press("d", "enter", "-", "1", "enter", "2", "f2")
        assert "11-20下午" in person.rows[2]
        await person.type(f"{sheet.labels[0]} 1")
        await person.press("enter")

    play(session, story)
    (visit,) = browse.visits(session).rows
    assert (visit.day, visit.half_day, visit.channel) == (TODAY - 1, HalfDay.AFTERNOON, Channel.HOME_VISIT)


def test_a_number_nobody_printed_is_said_to_be_unknown(session: OfficeSession) -> None:
    """And what is no number at all."""

    async def story(person: Person) -> None:
        await open_sheet(person, 77)
        assert "77号路线单" in person.text
        await person.type("x")
        await person.press("enter")
        assert "77x" in person.text

    play(session, story)


def test_a_hostile_name_stays_within_its_row(session: OfficeSession) -> None:
    """Record text never steers the terminal nor becomes markup."""
    sheet = make_sheet(session)
    person_uid = browse.household_card(session, sheet.rows[0].household).household.members[0].uid
    with session.store.writing(session.clock) as writer:
        writer.set(person_uid, {"name": "[red]张\x1b[2J三" + "长" * 60}, actor=None)

    async def story(person: Person) -> None:
        await open_sheet(person, sheet.number)
        assert "[red]张" in person.text
        assert "\x1b" not in person.text

    play(session, story)
