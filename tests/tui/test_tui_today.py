"""Today: rows by building, a plain visit in three keys, done rows that stay, undo."""

from gridtui.office import browse
from gridtui.office.session import OfficeSession
from tests.tui.person import Person, play


def test_today_shows_who_and_what_is_owed_by_building(session: OfficeSession) -> None:
    """Office, unit, person and post on row 1; areas on row 2; a heading a building."""

    async def story(person: Person) -> None:
        assert person.rows[0].startswith("中院社区 网格03 张三(网格员)")
        assert person.rows[1].startswith("1今日 2住户 3走访 4工单 6活动 7统计 8同步")
        assert "应访4 已访0" in person.rows[2]
        assert person.body[1] == "晏五村 5号楼"
        assert person.marked.startswith(">  1 2-501")
        assert "刘秀芬" in person.marked
        assert "剩9天" in person.marked

    play(session, story)


def test_a_plain_visit_is_a_digit_v_and_enter(session: OfficeSession) -> None:
    """The row stays, marked done; the status line names person and act; the visit is in the store."""

    async def story(person: Person) -> None:
        await person.press("3")
        await person.act("person.visit")
        assert "马玉珍" in person.status
        await person.press("enter")
        assert person.status.startswith("已记：马玉珍 已访 11-21 10:20")
        assert "u撤销" in person.status
        assert "[x]已访" in person.marked
        assert "马玉珍" in person.marked
        assert "应访4 已访1" in person.rows[2]

    play(session, story)
    assert [row.head_name for row in browse.visits(session).rows] == ["马玉珍"]


def test_any_other_key_than_enter_leaves_the_visit_unsaved(session: OfficeSession) -> None:
    """And that key still counts."""

    async def story(person: Person) -> None:
        await person.act("person.visit")
        await person.press("2")
        assert "王建民" in person.marked

    play(session, story)
    assert browse.visits(session).rows == ()


def test_undo_takes_the_visit_back_and_the_row_is_owed_again(session: OfficeSession) -> None:
    """One key, and the row of before."""

    async def story(person: Person) -> None:
        await person.act("person.visit")
        await person.press("enter")
        await person.act("list.undo")
        assert person.status.startswith("已撤销：刘秀芬")
        assert "剩9天" in person.marked

    play(session, story)


def test_an_act_of_a_while_ago_is_undone_only_after_a_look(session: OfficeSession) -> None:
    """Once the status line names it no more, undo says what it would take back and wants Enter."""

    async def story(person: Person) -> None:
        await person.act("person.visit")
        await person.press("enter", "down")
        await person.act("list.undo")
        assert person.status.startswith("撤销：已记：刘秀芬 已访")
        assert "[x]已访" in person.text
        await person.press("enter")
        assert "[x]已访" not in person.text

    play(session, story)


def test_a_done_row_leaves_only_when_the_person_reads_again(session: OfficeSession) -> None:
    """Rows never move by themselves."""

    async def story(person: Person) -> None:
        before = [row[4:16] for row in person.body if row[3:4].isdigit()]
        await person.act("person.visit")
        await person.press("enter")
        assert [row[4:16] for row in person.body if row[3:4].isdigit()] == before

    play(session, story)


def test_every_act_of_a_row_is_reached_by_digits_and_enter_alone(session: OfficeSession) -> None:
    """An input method left in Chinese mode passes no letters."""

    async def story(person: Person) -> None:
        await person.press("2", "enter")
        assert person.status == "2-602 王建民"
        assert person.keys.startswith("1已访 2无人")
        await person.press("1", "enter")
        assert "[x]已访" in person.marked
        await person.press("enter", "+", "left")
        assert person.keys.startswith("数字选行")

    play(session, story)


def test_typed_ahead_keys_keep_their_order(session: OfficeSession) -> None:
    """Four visits typed without a look at the screen."""

    async def story(person: Person) -> None:
        await person.press("1", "v", "enter", "2", "v", "enter", "3", "n", "enter", "4", "v", "enter")
        assert person.text.count("[x]已访") == 3
        assert person.text.count("[x]无人") == 1

    play(session, story)
    assert len(browse.visits(session).rows) == 4


def test_zero_and_a_digit_go_to_an_area_and_back(session: OfficeSession) -> None:
    """An area is where it was left."""

    async def story(person: Person) -> None:
        await person.press("3", "0", "2")
        assert person.rows[2].startswith("住户")
        await person.press("+", "0", "1")
        assert "马玉珍" in person.marked
        await person.press("0", "2")
        assert "第2页" in person.rows[2]

    play(session, story)


def test_leaving_at_the_top_asks_once(session: OfficeSession) -> None:
    """One q does not end the program by accident; Enter is no answer."""

    async def story(person: Person) -> None:
        await person.press("q")
        assert person.status.startswith("退出程序？")
        await person.press("enter")
        assert person.status.startswith("退出程序？")
        await person.press("2")
        assert person.marked

    play(session, story)


def test_back_at_the_top_of_another_area_is_today(session: OfficeSession) -> None:
    """Only Today leads out of the program."""

    async def story(person: Person) -> None:
        await person.press("0", "4", "q")
        assert person.rows[2].startswith("今日")
        await person.press("0", "4")
        assert person.rows[2].startswith("工单")

    play(session, story)


def test_leaving_ends_the_program_with_status_zero(session: OfficeSession) -> None:
    """1 is yes."""

    async def story(person: Person) -> None:
        await person.press("q")
        await person.press("1")

    assert play(session, story).return_value == 0


def test_a_question_does_not_hear_what_was_typed_before_it_was_seen(session: OfficeSession) -> None:
    """Typing ahead never ends the program."""

    async def story(person: Person) -> None:
        await person.press("q", "1", "1")
        assert person.status.startswith("退出程序？")
        await person.press("2")

    assert play(session, story).return_value is None


def test_what_was_logged_on_another_screen_shows_in_its_row(session: OfficeSession) -> None:
    """Back from the walk the row is marked where it stood."""

    async def story(person: Person) -> None:
        await person.act("person.walk")
        await person.press("down", "down", "1", "left")
        assert "刘秀芬" in person.marked
        assert "[x]已访" in person.marked
        assert "应访4 已访1" in person.rows[2] or "应访3 已访1" in person.rows[2]

    play(session, story)


def test_why_names_rule_and_source(session: OfficeSession) -> None:
    """The y key answers with the document behind the rule."""

    async def story(person: Person) -> None:
        await person.act("person.why")
        assert "S4-5" in person.text
        assert "还没有算数的走访" in person.text
        await person.press("left")
        assert person.marked

    play(session, story)


def test_a_hanzi_opens_find_with_it(session: OfficeSession) -> None:
    """It never acts."""

    async def story(person: Person) -> None:
        await person.type("马")
        assert person.rows[2].startswith("查找： 马")
        assert "马玉珍" in person.text

    play(session, story)


def test_full_width_digits_pick_rows(session: OfficeSession) -> None:
    """As an input method sends them."""

    async def story(person: Person) -> None:
        await person.press("２")
        assert "王建民" in person.marked

    play(session, story)


def test_a_small_window_is_refused_politely_until_it_grows(session: OfficeSession) -> None:
    """One line, and the screen is back when there is room."""

    async def story(person: Person) -> None:
        await person.pilot.resize_terminal(70, 18)
        await person.settled()
        assert [row for row in person.rows if row] == ["终端窗口现在 70x18，至少要 80x20，请放大。"]
        await person.press("v", "enter")
        await person.pilot.resize_terminal(80, 24)
        await person.settled()
        assert person.marked

    play(session, story)
    assert browse.visits(session).rows == ()


def test_moving_the_mark_repaints_two_lines(session: OfficeSession) -> None:
    """A row move costs two cells on a thin link."""

    async def story(person: Person) -> None:
        before = person.app.page.lines
        await person.press("down")
        after = person.app.page.lines
        assert sum(1 for old, new in zip(before, after, strict=True) if old != new) == 2
        assert person.cursor == (0, 5)

    play(session, story)
