"""The visit form: digits, phrases, several visitors, late entry, drafts, corrections, ticket from a visit."""

from gridtui.core.time import parse_iso_day
from gridtui.core.words import Outcome
from gridtui.office import browse
from gridtui.office.session import OfficeSession
from tests.tui.person import Person, play


async def open_form(person: Person) -> None:
    """Open the visit form of the first row."""
    await person.act("person.visit_form")


def test_the_form_begins_with_a_plain_visit(session: OfficeSession) -> None:
    """Today, now, the acting post, at home, the head met; the cursor in the first field, not on the last line."""

    async def story(person: Person) -> None:
        await open_form(person)
        assert person.rows[2].startswith("登记走访  晏五村 5号楼 2-501 刘秀芬")
        assert "应做 入户 每月必访" in person.rows[2]
        assert "日期   11-21" in person.rows[3]
        assert "时间 10:20" in person.rows[3]
        assert "走访人 1张三" in person.rows[3]
        assert "见到 1刘秀芬" in person.rows[4]
        assert person.cursor[1] == 3
        assert person.cursor[1] < len(person.rows) - 1

    play(session, story)


def test_f2_saves_from_anywhere(session: OfficeSession) -> None:
    """What was never touched is saved as it stands, and the row behind is marked."""

    async def story(person: Person) -> None:
        await open_form(person)
        await person.press("f2")
        assert person.status.startswith("已记：刘秀芬 已访")
        assert "[x]已访" in person.marked

    play(session, story)
    assert len(browse.visits(session).rows) == 1


def test_a_whole_form_goes_by_digits_and_enter(session: OfficeSession) -> None:
    """Second visitor, no answer would be 2, prompts by digits, a phrase by digit, the end by Enter."""

    async def story(person: Person) -> None:
        await open_form(person)
        await person.press("enter", "enter", "2", "enter")
        await person.press("1", "1", "enter", "1", "3", "enter")
        await person.press("1", "enter", "enter", "1", "enter", "1", "enter")
        assert person.status.startswith("已记：刘秀芬 已访")

    play(session, story)
    row = browse.visits(session).rows[0]
    visit = browse.visit(session, row.uid)
    assert visit.visitor_names == ("张三", "李梅")
    assert visit.prompts == tuple(number for number, _title in browse.prompts(session)[0:3:2])
    assert visit.diary == browse.stock_phrases(session)[0].text


def test_another_day_is_a_late_entry(session: OfficeSession) -> None:
    """补录 is derived from the day: nobody states it. The row it was owed on says when somebody was there."""

    async def story(person: Person) -> None:
        await open_form(person)
        await person.type("19")
        await person.press("enter")
        assert "补录：走访日期 11-19" in person.text
        await person.press("f2")
        assert "[x]已访" in person.marked
        assert "上次11-19" in person.marked

    play(session, story)
    row = browse.visits(session).rows[0]
    assert (row.day, row.late) == (parse_iso_day("2026-11-19"), True)


def test_a_day_that_cannot_be_read_keeps_the_form_where_it_is(session: OfficeSession) -> None:
    """Two sentences, and what was typed is still there."""

    async def story(person: Person) -> None:
        await open_form(person)
        await person.type("77")
        await person.press("enter")
        assert "77" in person.rows[-3]
        assert "日期   77" in person.rows[3]

    play(session, story)


def test_a_form_that_is_left_keeps_its_draft(session: OfficeSession) -> None:
    """Esc never discards: the form opens again as it was, and row 1 counts it."""

    async def story(person: Person) -> None:
        await open_form(person)
        await person.press(*["down"] * 7)
        await person.type("腿疼")
        await person.press("escape")
        assert "草稿1" in person.rows[0]
        await open_form(person)
        assert person.status == "草稿已恢复。"
        assert "腿疼" in person.text
        await person.press("f2")
        assert "草稿0" in person.rows[0]

    play(session, story)
    assert browse.visit(session, browse.visits(session).rows[0].uid).diary == "腿疼"


def test_the_drafts_list_takes_a_form_up_again(session: OfficeSession) -> None:
    """From any list, by one key."""

    async def story(person: Person) -> None:
        await open_form(person)
        await person.press("down", "down", "2", "escape")
        await person.act("list.drafts")
        assert "刘秀芬" in person.marked
        await person.press("enter")
        assert "走访人 1张三 2李梅" in person.rows[3]

    play(session, story)


def test_a_visit_becomes_a_ticket_with_one_key(session: OfficeSession) -> None:
    """The ticket form opens on the visit, what the diary says already in it."""

    async def story(person: Person) -> None:
        await open_form(person)
        await person.press(*["down"] * 7)
        await person.type("漏水")
        await person.press("down", "down", "down", "2", "f2")
        assert person.rows[2].startswith("新建工单")
        assert "漏水" in person.text

    play(session, story)
    assert len(browse.visits(session).rows) == 1


def test_a_correction_is_a_new_record_that_points_at_the_old(session: OfficeSession) -> None:
    """The old one stays, marked."""

    async def story(person: Person) -> None:
        await person.act("person.visit")
        await person.press("enter", "0", "3")
        await person.act("visit.correct")
        assert person.rows[2].startswith("更正走访")
        await person.press("down", "down", "down", "down", "2", "f2")
        assert "(已更正)" in person.text or "已更" in person.text

    play(session, story)
    rows = browse.visits(session).rows
    assert {(row.outcome, row.superseded) for row in rows} == {(Outcome.MET, True), (Outcome.NO_ANSWER, False)}


def test_the_last_late_entry_is_offered_again(session: OfficeSession) -> None:
    """A round from paper is typed in one go: day and visitors stay."""

    async def story(person: Person) -> None:
        await open_form(person)
        await person.type("19")
        await person.press("enter", "enter", "2", "f2", "down")
        await open_form(person)
        assert "日期   11-19" in person.rows[3]
        assert "走访人 1张三 2李梅" in person.rows[3]

    play(session, story)


def test_a_dropped_line_keeps_the_draft(session: OfficeSession) -> None:
    """The driver says that the terminal is gone; what was typed is there at the next login."""

    async def story(person: Person) -> None:
        await open_form(person)
        await person.press(*["down"] * 7)
        await person.type("正说到一半")
        person.app.terminal_lost("hang_up")
        await person.pilot.pause()

    assert play(session, story).return_value == 129

    async def again(person: Person) -> None:
        await open_form(person)
        assert "正说到一半" in person.text

    play(session, again)


def test_a_choice_is_taken_by_initials(session: OfficeSession) -> None:
    """The initials jf are 拒访."""

    async def story(person: Person) -> None:
        await open_form(person)
        await person.press("down", "down", "down", "down", "j", "f")
        assert "结果 3拒访" in person.rows[4]

    play(session, story)


def test_words_typed_where_a_number_chooses_are_said_to_be_lost(session: OfficeSession) -> None:
    """A sentence meant for the diary does not vanish without a word; one that begins an option chooses it."""

    async def story(person: Person) -> None:
        await open_form(person)
        await person.press("enter", "enter")
        await person.type("腿疼好些了")
        assert "没有留下" in person.status
        await person.press("enter")
        assert "没有留下" not in person.status
        await person.type("电")
        assert "电话" in person.rows[4]
        assert "没有留下" not in person.status

    play(session, story)


def test_a_long_diary_is_kept_while_it_is_typed(session: OfficeSession) -> None:
    """A power cut costs the last words, not what was typed before them in the same field."""
    home = browse.today(session).duties[0].household

    async def story(person: Person) -> None:
        await open_form(person)
        await person.press(*["down"] * 7)
        await person.type("腿疼好些了，药还够半月，儿子周末回来。" * 2)
        kept = browse.load_draft(session, "visit", home)
        assert kept is not None
        assert str(kept["diary"]).startswith("腿疼好些了，药还够半月，儿子周末回来。")

    play(session, story)
