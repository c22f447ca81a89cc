"""A day of a 锣鼓塔 neighbour lead in the app with digits, Enter and arrows alone: no letter, no function key.

Greetings, home visits, nobody at home, a pause until a day, an entrance walked, a visit looked at; what the day then
says is what was done.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtui.core.words import Channel, Outcome
from gridtui.locale import language, set_language
from gridtui.office import browse
from gridtui.office.views import DutyRow
from tests.journeys.replay_office import Place, Post, ReplayOffice, Yard, ordinal, replay_office
from tests.tui.person import Person, play

ALLOWED = frozenset((*"0123456789", "enter", "up", "down", "left", "right", "-"))
"""``-`` stands between the numbers of a date and beside the digits of every keyboard."""
COMMUNITY = "锣鼓塔社区"
MONDAY = (3, 9)


class Digits(Person):
    """A person who holds to the keys that are allowed."""

    async def press(self, *keys: str) -> None:
        """Press them; another key is a fault of the test."""
        assert ALLOWED.issuperset(keys), keys
        await super().press(*keys)

    async def choose(self, words: str) -> None:
        """Press the digit of a numbered act of the marked row."""
        digit = self.keys[self.keys.index(words) - 1]
        assert digit.isdigit(), self.keys
        await self.press(digit)

    async def act_on(self, number: int, words: str) -> None:
        """Mark a row by its number, open its numbered acts, and take one."""
        await self.press(*str(number), "enter")
        await self.choose(words)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[ReplayOffice]:
    """Give a neighbour lead five elders living alone and some others, on a Monday when everything is due."""
    place = Place("430811002001", "luoguta", "", ())
    staff = (
        Post("secretary", "覃秀珍", "community_secretary", COMMUNITY),
        Post("he", "何春敏", "neighbor_lead", "一邻"),
    )
    yards = (Yard(COMMUNITY, "一邻", "老街一号院", 12, {"elder_alone": 3, "disability": 2}),)
    before = language()
    set_language("zh_CN")
    with replay_office(tmp_path / "office", place, staff, yards) as made:
        made.go_to(MONDAY)
        yield made
    set_language(before)


def rows_of(office: ReplayOffice) -> list[DutyRow]:
    """Return the lead's day in the order of the screen."""
    return list(browse.today(office.session("he")).duties)


def test_a_day_goes_by_digits_enter_and_arrows(office: ReplayOffice) -> None:
    """From the first greeting to the last look; nothing else is pressed."""
    before = rows_of(office)
    assert len(before) == 10
    greet, visit, missed, paused = 1, 2, 3, 5

    async def story(person: Person) -> None:
        lead = Digits(person.app, person.pilot)
        await lead.act_on(greet, "已访")
        await lead.press("enter")
        await lead.act_on(visit, "已访")
        await lead.press("enter")
        await lead.act_on(missed, "无人")
        await lead.press("enter")
        await lead.act_on(paused, "缓访")
        await lead.press("1", *"3-20", "enter")
        while "1保存" not in (lead.marked or ""):
            await lead.press("enter")
        await lead.press("1")
        assert "缓访" in lead.status
        await lead.act_on(7, "逐户")
        assert "逐户走访" in lead.rows[2]
        await lead.press("1", "2")
        assert "敲门" in lead.rows[2]
        await lead.press("left", "0", "3", "down", "enter")
        assert "走访" in lead.rows[2]
        await lead.press("left", "0", "1")
        assert "今日 03-09" in lead.rows[2]

    play(office.session("he"), story)
    after = {(row.household, row.rule_key): row for row in rows_of(office)}

    def stands(number: int) -> DutyRow:
        row = before[number - 1]
        return after[row.household, row.rule_key]

    assert stands(greet).last_day == stands(visit).last_day == ordinal(MONDAY)
    made = browse.visits(office.session("he")).rows
    assert {row.outcome for row in made} == {Outcome.MET, Outcome.NO_ANSWER}
    assert {row.channel for row in made} >= {Channel.HOME_VISIT, Channel.ONLINE_GREETING}
    paused_rows = browse.today(office.session("he")).paused
    assert [(row.household, row.rule_key) for row in paused_rows] == [
        (before[paused - 1].household, before[paused - 1].rule_key)
    ]
