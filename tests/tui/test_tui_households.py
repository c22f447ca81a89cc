"""Households, find, the card, and changing what is known."""

import asyncio
import threading
from typing import Any

import pytest
from msgspec.structs import replace
from textual.events import Key

from gridtui.core.identity import id_number_check_digit
from gridtui.core.words import Sex
from gridtui.exchange.wording import problem_words
from gridtui.office import browse, households
from gridtui.office.session import OfficeSession
from gridtui.office.tickets import new_ticket_form, open_ticket
from gridtui.office.views import FindView
from gridtui.office.visits import quick_visit
from tests.tui.person import Person, play


async def open_card(person: Person) -> None:
    """Open the card of the first row of Today."""
    await person.act("person.card")


def test_the_list_pages_through_everything(session: OfficeSession) -> None:
    """Forty households, a page at a time, each page full."""

    async def story(person: Person) -> None:
        await person.press("0", "2")
        assert "共40户" in person.rows[2]
        assert sum(1 for row in person.body if "晏五村" in row) == 18
        await person.press("+", "+")
        assert "第3页" in person.rows[2]
        assert sum(1 for row in person.body if "晏五村" in row) == 4

    play(session, story)


def test_a_smaller_window_pages_less_and_hides_no_row(session: OfficeSession) -> None:
    """Every numbered row is on the screen."""

    async def story(person: Person) -> None:
        await person.press("0", "2", "end")
        await person.pilot.resize_terminal(80, 20)
        await person.settled()
        assert sum(1 for row in person.body if "晏五村" in row) == 14
        assert person.marked
        await person.press("+")
        assert "户主" in person.marked

    play(session, story)


def test_the_order_can_be_by_name(session: OfficeSession) -> None:
    """One key, from the first page."""

    async def story(person: Person) -> None:
        await person.press("0", "2")
        await person.act("households.order")
        assert "按姓名" in person.rows[2]
        assert "陈玉洁" in person.marked

    play(session, story)


def test_find_takes_initials_names_and_addresses_in_any_mix(session: OfficeSession) -> None:
    """Enter goes to the rows; the first is marked."""

    async def story(person: Person) -> None:
        await person.act("list.find")
        await person.type("lxf 5-2")
        await person.press("enter")
        assert "找到1户" in person.text
        assert "刘秀芬" in person.marked
        await person.act("person.visit")
        await person.press("enter")
        assert "[x]已访" in person.marked

    play(session, story)


def test_enter_does_not_wait_for_the_search_behind_the_typing(
    session: OfficeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search that has begun and not ended takes no key typed ahead: v acts on the row, not on the words."""
    begun, may_end = threading.Event(), threading.Event()
    find = browse.find

    def slow_first(*args: Any, **kwargs: Any) -> FindView:
        if not begun.is_set():
            begun.set()
            may_end.wait(10)
        return find(*args, **kwargs)

    monkeypatch.setattr(browse, "find", slow_first)

    async def story(person: Person) -> None:
        await person.act("list.find")
        person.app.post_message(Key("马", "马"))
        await asyncio.to_thread(begun.wait, 10)
        for key in ("enter", "v", "enter"):
            person.app.post_message(Key(key, key if len(key) == 1 else None))
        await person.pilot.pause()
        may_end.set()
        await person.settled()
        assert "[x]已访" in person.marked
        assert "马玉珍" in person.marked

    play(session, story)


def test_find_says_when_nobody_fits(session: OfficeSession) -> None:
    """And stays in the field, so that one types on."""

    async def story(person: Person) -> None:
        await person.act("list.find")
        await person.type("zzzz")
        await person.press("enter")
        assert person.status == "没有找到。"
        await person.press("ctrl+u")
        await person.type("myz")
        await person.press("enter")
        assert "马玉珍" in person.marked

    play(session, story)


def test_the_card_shows_members_tags_duties_and_visits(session: OfficeSession) -> None:
    """Numbers are masked."""

    async def story(person: Person) -> None:
        await open_card(person)
        assert "刘洋" in person.text
        assert "独居老人" in person.text
        assert "100****7481" in person.text
        assert "应做 入户 每月必访" in person.text
        await person.act("person.visit")
        await person.press("enter")
        assert "最近走访" in person.text
        assert "[x]已访" in person.text

    play(session, story)


def test_a_long_card_is_turned_by_pages(session: OfficeSession) -> None:
    """The keys say that there is more; the last page is the last, the first the first."""
    home = browse.today(session).duties[0].household
    for number in range(9):
        form = new_ticket_form(session, household=home)
        open_ticket(session, replace(form, title=f"第{number}件事", category="facility"))
    for _number in range(5):
        quick_visit(session, home)

    async def story(person: Person) -> None:
        await open_card(person)
        first = person.body
        assert "+-翻页" in person.keys
        await person.press("+")
        last = person.body
        assert "户主" in first[1]
        assert "户主" not in "".join(last)
        await person.press("+")
        assert person.body == last
        await person.press("-", "-")
        assert person.body == first

    play(session, story)


def test_a_digit_on_the_card_is_its_numbered_act(session: OfficeSession) -> None:
    """The number the menu prints."""

    async def story(person: Person) -> None:
        await open_card(person)
        await person.press("1", "enter")
        assert person.status.startswith("已记：刘秀芬 已访")

    play(session, story)


async def type_id_number(person: Person, number: str) -> None:
    """Type an ID number for the second member, 刘洋, and leave the field."""
    await open_card(person)
    await person.act("card.edit")
    await person.press("3", "down", "down")
    await person.type(number)
    await person.press("enter")


def test_an_id_number_fills_in_birth_and_sex_as_it_is_left(session: OfficeSession) -> None:
    """Invented: area 629901, born 1988-02-29, an even sequence number is a woman's."""
    number = "62990119880229002"
    number += id_number_check_digit(number)

    async def story(person: Person) -> None:
        await type_id_number(person, number)
        assert "出生       1988-02-29" in person.text
        assert "女" in person.rows[5]

    play(session, story)


def test_a_wrong_id_number_is_said_at_once_and_stays(session: OfficeSession) -> None:
    """It is not thrown away: the person may have read it so."""
    number = "62990119880229002"
    wrong = "1" if id_number_check_digit(number) != "1" else "2"

    async def story(person: Person) -> None:
        await type_id_number(person, number + wrong)
        assert problem_words("id_checksum")[:20] in person.text
        assert number + wrong in person.text

    play(session, story)


def test_a_changed_name_is_saved_and_the_card_shows_it(session: OfficeSession) -> None:
    """F2 from the first field."""

    async def story(person: Person) -> None:
        await open_card(person)
        await person.act("card.edit")
        await person.press("2", "end")
        await person.type("芳")
        await person.press("f2")
        assert "刘秀芬芳" in person.text
        assert person.status.startswith("已记：")

    play(session, story)


def test_a_member_is_added(session: OfficeSession) -> None:
    """Name, relation by digit, sex by digit."""

    async def story(person: Person) -> None:
        await open_card(person)
        await person.act("card.member")
        await person.type("刘小雨")
        await person.press("enter", "6", "down", "down", "down", "3", "f2")
        assert "刘小雨" in person.text

    play(session, story)
    found = browse.find(session, "刘小雨").rows[0]
    members = browse.household_card(session, found.uid).household.members
    assert [(m.name, m.sex) for m in members if m.name == "刘小雨"] == [("刘小雨", Sex.FEMALE)]


def test_the_household_note_is_changed(session: OfficeSession) -> None:
    """Only what differs is written."""

    async def story(person: Person) -> None:
        await open_card(person)
        await person.act("card.edit")
        await person.press("1", "down", "down", "down")
        await person.type("门铃坏了")
        await person.press("f2")
        assert "门铃坏了" in person.text

    play(session, story)


def test_undo_of_an_edit_brings_the_old_value_back(session: OfficeSession) -> None:
    """The same key as for a visit."""

    async def story(person: Person) -> None:
        await open_card(person)
        await person.act("card.edit")
        await person.press("1", "down", "down", "down")
        await person.type("门铃坏了")
        await person.press("f2")
        await person.act("list.undo")
        assert "门铃坏了" not in person.text

    play(session, story)


def test_a_tag_is_added_and_ended_by_numbers(session: OfficeSession) -> None:
    """Whom, then which; the card shows it, and the duty it brings."""
    titles = [tag.title for tag in session.scheme.tags]

    async def story(person: Person) -> None:
        await open_card(person)
        await person.act("card.tag")
        await person.press("1", "3")
        assert titles[2] in person.text
        assert person.status.startswith("已记：")
        await person.act("card.tag")
        ending = person.keys.index(f"结束：{titles[2]}")
        await person.press(person.keys[ending - 1])
        assert person.status.startswith("已记：刘秀芬去标签")

    play(session, story)


def test_taking_a_member_off_is_asked_about(session: OfficeSession) -> None:
    """The record is kept, and undo brings the member back."""

    async def story(person: Person) -> None:
        await open_card(person)
        await person.act("card.remove")
        await person.press("2")
        assert person.status.startswith("把刘洋移出这户？")
        await person.press("1")
        assert "刘洋" not in "\n".join(person.body)
        await person.act("list.undo")
        assert "刘洋" in "\n".join(person.body)

    play(session, story)


def test_a_household_is_added_with_its_door_and_head(session: OfficeSession) -> None:
    """Its card opens, and find knows it."""

    async def story(person: Person) -> None:
        await person.press("0", "2")
        await person.act("households.add")
        await person.press("1")
        await person.press("8", "enter", "1", "enter")
        await person.type("301")
        await person.press("enter", "down", "down")
        await person.type("何春敏")
        await person.press("f2")
        assert person.rows[2].startswith("住户卡")
        assert "何春敏" in person.rows[2]

    play(session, story)
    assert [row.address for row in browse.find(session, "hcm").rows] == ["晏五村8-1-301"]


def test_somebody_elses_change_meanwhile_is_not_overwritten(session: OfficeSession) -> None:
    """Two forms open at once: the second to save is told."""
    duty = browse.today(session).duties[0]

    async def story(person: Person) -> None:
        await open_card(person)
        await person.act("card.edit")
        await person.press("1", "down", "down", "down")
        await person.type("门铃坏了")
        households.set_household(session, duty.household, {"note": "有狗"})
        await person.press("f2")
        assert person.rows[2].startswith("修改住户")

    play(session, story)
    assert browse.household_card(session, duty.household).household.note == "有狗"
