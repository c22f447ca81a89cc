"""Freshness: what is past its shelf life is asked again, one act says it is unchanged, an edit says so too."""

from dataclasses import replace
from datetime import date

import msgspec
import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.core.registry import BY_NAME
from gridtui.core.words import Outcome, Whereabouts
from gridtui.office import browse
from gridtui.office.freshness import confirm_unchanged, stale_facts
from gridtui.office.households import set_resident
from gridtui.office.undo import undo
from gridtui.office.visits import log_visit, new_visit_form
from gridtui.store.read_confirmations import confirmations_of
from tests.tools.office_builder import SETTLED_DAY, TODAY, SmallOffice

PHONE = BY_NAME["resident"].field("phone").number
LIVES = BY_NAME["resident"].field("lives").number


def stale(office: SmallOffice, head: str = "刘秀芬", account: str = "zhang") -> list[tuple[str, str]]:
    """Return (name, field) of the stale facts of a household."""
    facts = stale_facts(office.session(account), office.homes[head])
    return [(fact.name, fact.field) for fact in facts]


def test_what_was_entered_long_ago_is_asked_again(office: SmallOffice) -> None:
    """The office's file says six months for where somebody lives; entered on 5 January, stale on 21 November."""
    assert stale(office) == [("刘秀芬", "lives"), ("刘洋", "lives")]


def test_longer_shelf_lives_run_longer(office: SmallOffice) -> None:
    """The phone is good for twelve months: not stale the day a year is full, stale the day after."""
    office.go_to(SETTLED_DAY - TODAY + (date(2027, 1, 5) - date(2026, 1, 5)).days)
    assert ("刘秀芬", "phone") not in stale(office)
    office.go_to(SETTLED_DAY - TODAY + 366)
    assert ("刘秀芬", "phone") in stale(office)


def test_unchanged_makes_a_fact_fresh_from_today_on(office: SmallOffice) -> None:
    """One confirmation for each person, with the fields it is about."""
    session, home = office.session("zhang"), office.homes["刘秀芬"]
    facts = [fact.key for fact in stale_facts(session, home)]
    saved = confirm_unchanged(session, home, facts)
    assert (saved.message, saved.parameters["count"]) == ("facts.unchanged", 2)
    assert stale(office) == []
    with office.store.reading() as reader:
        kept = confirmations_of(reader, home)
    assert {(each.resident, each.fields, each.day) for each in kept} == {
        (office.people["刘秀芬"], (LIVES,), TODAY),
        (office.people["刘洋"], (LIVES,), TODAY),
    }


def test_unchanged_is_taken_back(office: SmallOffice) -> None:
    """It is asked again."""
    session, home = office.session("zhang"), office.homes["刘秀芬"]
    saved = confirm_unchanged(session, home, [fact.key for fact in stale_facts(session, home)])
    undo(session, saved.undo)
    assert len(stale(office)) == 2


def test_editing_a_fact_makes_it_fresh_too(office: SmallOffice) -> None:
    """Whoever states it anew has asked."""
    set_resident(office.session("zhang"), office.people["刘洋"], {"lives": Whereabouts.ELSEWHERE})
    assert stale(office) == [("刘秀芬", "lives")]


def test_an_empty_field_is_missing_and_not_stale(office: SmallOffice) -> None:
    """No phone is on record for 王建民, nothing to ask again of it."""
    office.go_to(800)
    assert ("王建民", "phone") not in stale(office, "王建民")


def test_a_visit_confirms_what_was_asked_at_it(office: SmallOffice) -> None:
    """As of the visit's day, with the visit named, in the one act."""
    session, home = office.session("zhang"), office.homes["刘秀芬"]
    form = new_visit_form(session, home)
    saved = log_visit(session, form, [(office.people["刘秀芬"], LIVES)])
    assert stale(office) == [("刘洋", "lives")]
    with office.store.reading() as reader:
        (kept,) = confirmations_of(reader, home)
    assert (kept.visit, kept.day) == (saved.uid, TODAY)
    undo(session, saved.undo)
    assert len(stale(office)) == 2
    assert all(row.superseded for row in browse.visits(session, since=TODAY).rows)


def test_nobody_met_confirms_nothing(office: SmallOffice) -> None:
    """A knock nobody answered asks nothing; the visit is not saved either."""
    session, home = office.session("zhang"), office.homes["刘秀芬"]
    form = new_visit_form(session, home)
    form = type(form)(
        **{name: getattr(form, name) for name in form.__struct_fields__} | {"outcome": Outcome.NO_ANSWER}
    )
    with pytest.raises(InputFault, match=r"freshness\.nobody_met"):
        log_visit(session, form, [(office.people["刘秀芬"], LIVES)])
    assert browse.visits(session, since=TODAY).rows == ()


@pytest.mark.parametrize("whose", ["王建民", "刘秀芬"])
def test_only_facts_of_the_household_that_state_something_are_confirmed(office: SmallOffice, whose: str) -> None:
    """Not somebody else's, and no field that is empty."""
    wrong = (office.people["王建民"], LIVES) if whose == "王建民" else (office.people["刘洋"], 99)
    with pytest.raises(InputFault, match=r"freshness\.unknown"):
        confirm_unchanged(office.session("zhang"), office.homes["刘秀芬"], [wrong])


def test_nothing_given_saves_nothing(office: SmallOffice) -> None:
    """There must be a fact to confirm."""
    with pytest.raises(InputFault, match=r"freshness\.nothing"):
        confirm_unchanged(office.session("zhang"), office.homes["刘秀芬"], [])


def test_a_late_entry_confirms_as_of_the_day_of_the_visit(office: SmallOffice) -> None:
    """What was true last week is not known to be true today."""
    session, home = office.session("zhang"), office.homes["刘秀芬"]
    facts = [fact.key for fact in stale_facts(session, home)]
    form = msgspec.structs.replace(new_visit_form(session, home), day=TODAY - 7, start_minute=None)
    log_visit(session, form, facts)
    with office.store.reading() as reader:
        assert {each.day for each in confirmations_of(reader, home)} == {TODAY - 7}


def test_who_may_log_a_visit_may_say_unchanged(office: SmallOffice) -> None:
    """A neighbour lead asks at the door; a worker of another grid does not."""
    home = office.homes["刘秀芬"]
    confirm_unchanged(office.session("he"), home, [(office.people["刘秀芬"], LIVES)])
    with pytest.raises(Refused):
        confirm_unchanged(office.session("li"), home, [(office.people["刘秀芬"], LIVES)])


def test_the_card_shows_stale_numbers_masked(office: SmallOffice) -> None:
    """The phone to be asked again is no phone in full."""
    office.go_to(400)
    card = browse.household_card(office.session("zhang"), office.homes["刘秀芬"])
    phones = [str(fact.value) for fact in card.stale if fact.field == "phone"]
    assert phones
    assert all("*" in phone for phone in phones)


def test_without_shelf_lives_nothing_is_stale(office: SmallOffice) -> None:
    """No report states a number: an office that set none is asked nothing."""
    session = office.session("zhang")
    assert any(life.months for life in session.scheme.shelf_lives)
    bare = replace(session, scheme=msgspec.structs.replace(session.scheme, shelf_lives=()))
    assert stale_facts(bare, office.homes["刘秀芬"]) == ()
