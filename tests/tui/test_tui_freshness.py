"""Facts past their shelf life in the app: marked on the card, asked on the visit form, one key says unchanged."""

from dataclasses import replace
from datetime import date

import msgspec
import pytest

from gridtui.core.time import FixedClock, instant_of
from gridtui.office import browse
from gridtui.office.households import set_resident
from gridtui.office.session import OfficeSession
from gridtui.scheme.model import ShelfLife
from tests.tui.person import Person, play


@pytest.fixture
def later(session: OfficeSession, clock: FixedClock) -> OfficeSession:
    """Return the session a year and a half later, in an office whose phones stay fresh for twelve months."""
    clock.ms = instant_of(date(2028, 5, 21).toordinal(), 620)
    return with_shelf_lives(session, "phone")


def with_shelf_lives(session: OfficeSession, *fields: str) -> OfficeSession:
    """Let the office's mechanism say that these fields of residents stay fresh for twelve months."""
    lives = tuple(ShelfLife(type="resident", field=field, source="test", months=12) for field in fields)
    scheme = msgspec.structs.replace(session.scheme, shelf_lives=lives)
    with session.store.writing(session.clock) as writer:
        writer.keep_scheme(scheme)
    return replace(session, scheme=scheme)


async def to_the_card(person: Person) -> None:
    """Open the card of 刘秀芬, who has a phone."""
    await person.press("0", "2")
    await person.press("/")
    await person.type("lxf")
    await person.press("enter")
    await person.act("person.card")


def stale_of(session: OfficeSession) -> int:
    """Return how many facts of 刘秀芬's household are stale."""
    row = browse.find(session, "lxf").rows[0]
    return len(browse.stale_facts(session, row.uid))


def test_the_card_marks_what_is_stale_and_one_key_says_unchanged(later: OfficeSession) -> None:
    """The number masked, the day it was last known; after the key it is gone, after u it is there again."""

    async def story(person: Person) -> None:
        await to_the_card(person)
        assert "!刘秀芬" in person.text
        assert "该再问" in person.text
        assert "2026-11-02" in person.text
        await person.act("card.unchanged")
        assert "未变" in person.status
        assert "该再问" not in person.text
        await person.act("list.undo")
        assert "该再问" in person.text

    play(later, story)
    assert stale_of(later) == 1


def test_the_visit_form_asks_only_what_is_stale(later: OfficeSession) -> None:
    """One digit says unchanged; the visit and the confirmation are one act."""

    async def story(person: Person) -> None:
        await to_the_card(person)
        await person.act("person.visit_form")
        assert "1项该再问" in person.text
        while "未变" not in person.marked:
            await person.press("tab")
        await person.press("1", "f2")
        assert "已记" in person.text

    play(later, story)
    assert stale_of(later) == 0


def test_a_fresh_household_is_asked_nothing(later: OfficeSession) -> None:
    """Editing the phone was asking for it."""
    row = browse.find(later, "lxf").rows[0]
    member = browse.household_card(later, row.uid).household.members[0]
    set_resident(later, member.uid, {"phone": "10008847482"})

    async def story(person: Person) -> None:
        await to_the_card(person)
        assert "该再问" not in person.text
        await person.act("person.visit_form")
        assert "该再问" not in person.text

    play(later, story)


def test_one_digit_says_that_everything_is_unchanged(later: OfficeSession) -> None:
    """Of several facts the first option is all of them."""
    several = with_shelf_lives(later, "phone", "sex")
    assert stale_of(several) > 2

    async def story(person: Person) -> None:
        await to_the_card(person)
        await person.act("person.visit_form")
        while "未变" not in person.marked:
            await person.press("tab")
        await person.press("1", "f2")
        assert "已记" in person.text

    play(several, story)
    assert stale_of(several) == 0
