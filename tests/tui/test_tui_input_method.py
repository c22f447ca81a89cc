"""An input method left in Chinese mode: full-width digits and its punctuation work as keys and in fields."""

import re

from textual.events import Key

from gridtui.core.time import parse_iso_day
from gridtui.office import browse
from gridtui.office.session import OfficeSession
from gridtui.term.driver import EncodingSwitched
from tests.tui.person import Person, play


def test_digits_and_signs_are_keys_on_lists(session: OfficeSession) -> None:
    """Rows by number, areas by ０ and a digit, pages by ＋, find by 、, the command line by ：."""

    async def story(person: Person) -> None:
        await person.press("２")
        assert person.marked.startswith(">  2")
        await person.press("０", "２")
        assert person.rows[2].startswith(">住户") or "住户" in person.rows[2]
        first = person.body
        await person.press("＋")
        assert person.body != first
        await person.press("、")
        assert person.rows[2].startswith("查找：")
        await person.press("escape", "：")
        assert person.rows[-2].startswith(":")

    play(session, story)


def test_the_command_line_takes_full_width_commands(session: OfficeSession) -> None:
    """An area by its full-width digit, a command by its full-width letter and an ideographic space."""

    async def story(person: Person) -> None:
        await person.press("：", "８", "enter")
        assert person.app.desk.area == "sync"
        await person.press("：")
        await person.type("ｖ　晏五村5-2-501　yf 血压：正常")
        await person.press("enter")
        assert person.status.startswith("已记：刘秀芬 已访")

    play(session, story)
    row = browse.visits(session).rows[0]
    assert browse.visit(session, row.uid).diary == "血压：正常"


def test_a_day_and_a_time_typed_full_width_are_read(session: OfficeSession) -> None:
    """１１－１９ is 19 November, ９：３０ is half past nine; digits choose among options."""

    async def story(person: Person) -> None:
        await person.act("person.visit_form")
        await person.type("１１－１９")
        await person.press("enter")
        assert "补录：走访日期 11-19" in person.text
        await person.type("９：３０")
        await person.press("enter")
        assert "时间 09:30" in person.text
        await person.press("f2")

    play(session, story)
    row = browse.visits(session).rows[0]
    assert (row.day, row.start_minute) == (parse_iso_day("2026-11-19"), 9 * 60 + 30)


def test_a_number_field_takes_full_width_digits(session: OfficeSession) -> None:
    """Building and entrance of a new household; the end of the form is saved by １."""

    async def story(person: Person) -> None:
        await person.press("0", "2")
        await person.act("households.add")
        await person.press("enter")
        await person.type("１２")
        await person.press("enter")
        await person.type("３")
        await person.press("enter")
        assert re.search(r"楼.* 12\b", person.text)
        assert re.search(r"单元.* 3\b", person.text)
        await person.type("５０１")
        await person.press("up", "up")
        await person.type("两")
        await person.press("enter")
        assert "不是" in person.text

    play(session, story)


def test_a_hanzi_on_a_list_opens_find_with_it(session: OfficeSession) -> None:
    """It never acts; what follows is typed into the words."""

    async def story(person: Person) -> None:
        await person.press("刘", "秀")
        assert person.rows[2].startswith("查找：")
        assert person.app.desk.entry.value == "刘秀"
        assert "刘秀芬" in person.text

    play(session, story)


def test_another_encoding_is_said_in_one_line_with_the_way_back(session: OfficeSession) -> None:
    """The status line names it and the command that goes back; the next key clears it."""

    async def story(person: Person) -> None:
        person.app.post_message(EncodingSwitched("gb18030"))
        await person.settled()
        assert "gb18030" in person.status
        assert ":encoding utf-8" in person.status
        person.app.post_message(Key("down", None))
        await person.settled()
        assert "gb18030" not in person.status

    play(session, story)


def test_the_encoding_is_set_by_command(session: OfficeSession) -> None:
    """By its name or what people call it; Tab completes; a name that is none is refused with those that are."""

    async def story(person: Person) -> None:
        asked: list[str] = []
        person.app.use_encoding = asked.append  # type: ignore[assignment,method-assign]  # no driver runs here
        for typed in ("encoding utf-8", "encoding GBK", "ｅｎｃｏｄｉｎｇ　ｕｔｆ－８"):
            await person.press(":")
            await person.type(typed)
            await person.press("enter")
        assert asked == ["utf-8", "gb18030", "utf-8"]
        assert "utf-8" in person.status
        await person.press(":")
        await person.type("en")
        await person.press("tab")
        await person.type("g")
        await person.press("tab", "enter")
        assert asked[-1] == "gb18030"
        await person.press(":")
        await person.type("encoding latin1")
        await person.press("enter")
        assert "latin1" in person.rows[-3]
        assert asked[-1] == "gb18030"

    play(session, story)
