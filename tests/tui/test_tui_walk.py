"""The building walk: a digit an outcome, the mark drops to the next door, counts stand apart."""

from gridtui.core.words import DwellingUse, HalfDay, Outcome
from gridtui.office import browse
from gridtui.office.session import OfficeSession
from tests.tui.person import Person, play


async def begin(person: Person) -> None:
    """Walk the entrance of the first row of Today: building 5, entrance 2, four doors."""
    await person.act("person.walk")


def test_doors_stand_in_walking_order_and_digits_fill_them(session: OfficeSession) -> None:
    """Three digits, three doors, the mark on the fourth."""

    async def story(person: Person) -> None:
        await begin(person)
        assert person.marked.split()[1] == "201"
        await person.press("1", "2", "3")
        assert person.marked.split()[1] == "602"
        assert "敲门3 已访1 无人1 拒访1" in person.rows[2]

    play(session, story)
    rows = browse.visits(session).rows
    assert sorted(row.outcome for row in rows) == [Outcome.MET, Outcome.NO_ANSWER, Outcome.REFUSED]
    assert {row.half_day for row in rows} == {HalfDay.MORNING}


def test_a_door_is_not_logged_twice(session: OfficeSession) -> None:
    """Going up and pressing again says so."""

    async def story(person: Person) -> None:
        await begin(person)
        await person.press("1", "up", "1")
        assert "今天已记" in person.status

    play(session, story)
    assert len(browse.visits(session).rows) == 1


def test_undo_opens_the_door_again(session: OfficeSession) -> None:
    """A slip of the finger costs one key."""

    async def story(person: Person) -> None:
        await begin(person)
        await person.press("2")
        await person.act("list.undo")
        assert "敲门0" in person.rows[2]

    play(session, story)


def test_space_skips_a_door(session: OfficeSession) -> None:
    """Nothing is logged for it."""

    async def story(person: Person) -> None:
        await begin(person)
        await person.press("space")
        assert person.marked.split()[1] == "202"

    play(session, story)
    assert browse.visits(session).rows == ()


def test_plus_turns_to_the_next_entrance(session: OfficeSession) -> None:
    """In walking order, the first door without an outcome marked."""

    async def story(person: Person) -> None:
        await begin(person)
        await person.press("+")
        assert "马玉珍" in person.marked
        await person.press("-")
        assert "陈玉洁" in person.marked

    play(session, story)


def test_day_and_visitors_hold_for_the_whole_round(session: OfficeSession) -> None:
    """Typed once, after the round, from paper."""

    async def story(person: Person) -> None:
        await begin(person)
        await person.act("walk.day")
        await person.type("20")
        await person.press("enter", "2", "2", "f2")
        assert "11-20下午 张三 李梅" in person.rows[2]
        await person.press("1", "1")

    play(session, story)
    rows = browse.visits(session).rows
    assert {(row.late, row.half_day, row.visitor_names) for row in rows} == {
        (True, HalfDay.AFTERNOON, ("张三", "李梅"))
    }


def test_a_second_miss_in_a_month_shows(session: OfficeSession) -> None:
    """Said in words, not by colour alone."""

    async def story(person: Person) -> None:
        await begin(person)
        await person.act("walk.day")
        await person.type("19")
        await person.press("f2")
        await person.press("2", "left")
        await begin(person)
        await person.press("2")
        assert "(本月第2次)" in person.text

    play(session, story)


def test_the_ticket_digit_opens_the_form_for_the_door(session: OfficeSession) -> None:
    """6 is a ticket."""

    async def story(person: Person) -> None:
        await begin(person)
        await person.press("6")
        assert person.rows[2].startswith("新建工单")
        assert "陈玉洁" in person.rows[2]

    play(session, story)


def test_vacant_is_an_outcome_like_the_others(session: OfficeSession) -> None:
    """5 where somebody is registered is what was found that day; the register stays."""

    async def story(person: Person) -> None:
        await begin(person)
        await person.press("5")
        assert "空置" in person.text

    play(session, story)
    uid = browse.visits(session).rows[0].household
    dwelling = browse.household_card(session, uid).household.dwelling
    assert dwelling is not None
    assert dwelling.use == DwellingUse.OWNER_OCCUPIED
