"""Care tags: added to a household or a member, reviewed, ended, and seen by whom."""

from collections.abc import Callable
from datetime import date

import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.office import browse, households
from gridtui.office.undo import undo
from gridtui.office.views import TagLine
from gridtui.rules.periods import months_after
from gridtui.store.rows import HouseholdFilter
from tests.tools.office_builder import TODAY, SmallOffice

RESTRICTED = "severe_mental_illness"


def tags_of(office: SmallOffice, account: str, head: str) -> tuple[TagLine, ...]:
    """Return the tags an account sees on a card."""
    return browse.household_card(office.session(account), office.homes[head]).tags


def test_a_tag_says_whose_it_is_since_when_and_when_it_is_looked_at_again(office: SmallOffice) -> None:
    """Purpose and review are the catalogue's, the source is who entered it."""
    session = office.session("zhang")
    saved = households.add_tag(session, office.people["刘洋"], office.homes["刘秀芬"], "unemployed")
    assert saved.parameters == {"name": "刘洋", "tag": "失业人员"}
    line = tags_of(office, "zhang", "刘秀芬")[-1]
    assert (line.title, line.person, line.source) == ("失业人员", "刘洋", "张三")
    assert (line.from_day, line.to_day, line.review_day) == (TODAY, None, date(2027, 5, 21).toordinal())
    undo(session)
    assert [each.title for each in tags_of(office, "zhang", "刘秀芬")] == ["独居老人"]


def test_a_tag_may_be_the_households_own(office: SmallOffice) -> None:
    """Then it names no person."""
    households.add_tag(office.session("zhang"), office.homes["王建民"], office.homes["王建民"], "temporary_hardship")
    assert tags_of(office, "zhang", "王建民")[-1].person == ""


def test_a_tag_makes_its_duty_at_once_and_its_end_ends_it(office: SmallOffice) -> None:
    """Obligations follow from facts; a tag ended today no longer holds today."""
    session = office.session("zhang")
    home = office.homes["李文彬"]
    assert browse.household_card(session, home).duties == ()
    tag = households.add_tag(session, office.people["李文彬"], home, "dibao").uid
    assert [duty.rule_key for duty in browse.household_card(session, home).duties] == ["needy_monthly"]
    households.end_tag(session, home, tag)
    assert browse.household_card(session, home).duties == ()
    assert tags_of(office, "zhang", "李文彬")[0].to_day == TODAY - 1
    undo(session)
    assert browse.household_card(session, home).duties != ()


@pytest.mark.parametrize(
    ("subject", "key", "code"),
    [("王建民", "watched", "tag.unknown"), ("刘洋", "dibao", "tag.subject_unknown"), ("王建民", "dibao", "tag.held")],
)
def test_what_cannot_be_tagged(office: SmallOffice, subject: str, key: str, code: str) -> None:
    """A key of the catalogue, on somebody of this household, once."""
    with pytest.raises(InputFault) as fault:
        households.add_tag(office.session("zhang"), office.people[subject], office.homes["王建民"], key)
    assert fault.value.code == code


def test_a_tag_that_ended_may_come_again(office: SmallOffice) -> None:
    """Need comes back; both stretches stay on the card."""
    session = office.session("zhang")
    tag = browse.household_card(session, office.homes["王建民"]).tags[0].uid
    households.end_tag(session, office.homes["王建民"], tag)
    with pytest.raises(InputFault) as fault:
        households.end_tag(session, office.homes["王建民"], tag)
    assert fault.value.code == "change.nothing"
    households.add_tag(session, office.people["王建民"], office.homes["王建民"], "dibao")
    assert len(tags_of(office, "zhang", "王建民")) == 2


def test_a_tag_of_another_household_is_not_ended_here(office: SmallOffice) -> None:
    """The card one stands on decides."""
    other = browse.household_card(office.session("chen"), office.homes["刘秀芬"]).tags[0].uid
    with pytest.raises(InputFault) as fault:
        households.end_tag(office.session("zhang"), office.homes["王建民"], other)
    assert fault.value.code == "tag.unknown"


def test_a_restricted_tag_is_seen_by_the_secretary_alone(office: SmallOffice) -> None:
    """Neither on the card nor in the record it carries, neither by a list's row or filter nor by find."""
    assert {line.title for line in tags_of(office, "chen", "仇雪梅")} == {"重性精神疾病", "低保"}
    for account in ("li", "wang", "sun"):
        session = office.session(account, "desk_officer" if account == "sun" else None)
        card = browse.household_card(session, office.homes["仇雪梅"])
        assert [line.title for line in card.tags] == ["低保"]
        assert [tag.tag for tag in card.household.tags] == ["dibao"]
        with pytest.raises(Refused) as fault:
            browse.open_households(session, wanted=HouseholdFilter(as_of_day=TODAY, tag=RESTRICTED))
        assert fault.value.code == "permission.role"
        assert browse.find(session, "重性精神疾病").total == 0
    secretary = browse.open_households(
        office.session("chen"), wanted=HouseholdFilter(as_of_day=TODAY, tag=RESTRICTED)
    )
    assert [row.uid for row in secretary.rows(0, 5)] == [office.homes["仇雪梅"]]
    assert secretary.rows(0, 5)[0].tags == ()


def test_a_restricted_tag_is_set_and_ended_by_who_sees_it(office: SmallOffice) -> None:
    """Nobody enters what he may not see again."""
    home, uid = office.homes["仇雪梅"], office.people["仇雪梅"]
    restricted = next(line.uid for line in tags_of(office, "chen", "仇雪梅") if line.title == "重性精神疾病")
    refused: tuple[Callable[[], object], ...] = (
        lambda: households.end_tag(office.session("li"), home, restricted),
        lambda: households.add_tag(office.session("li"), uid, home, RESTRICTED),
    )
    for act in refused:
        with pytest.raises(Refused):
            act()
    assert households.end_tag(office.session("chen"), home, restricted)


def test_only_titles_that_may_stand_on_a_list_do(office: SmallOffice) -> None:
    """A list row shows a condition only where the definition says so; no shipped tag does."""
    assert {row.tags for row in browse.open_households(office.session("chen")).rows(0, 20)} == {()}


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 11, 21), 12, date(2027, 11, 21)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_a_review_falls_on_the_same_day_of_the_month(day: date, months: int, found: date) -> None:
    """Or on the month's last day, where it has no such day."""
    assert months_after(day.toordinal(), months) == found.toordinal()
