"""Shelf lives: what is asked again, to the day, and what never is."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from gridtui.core.registry import BY_NAME
from gridtui.rules.freshness import StaleField, stale_fields
from gridtui.rules.periods import months_after
from gridtui.scheme.model import ShelfLife

PHONE = BY_NAME["resident"].field("phone").number
NOTE = BY_NAME["resident"].field("note").number
LIVES = (
    ShelfLife(type="resident", field="phone", source="4.18", months=6),
    ShelfLife(type="resident", field="note", source="4.18", months=12),
    ShelfLife(type="resident", field="education", source="4.18", months=0),
    ShelfLife(type="household", field="note", source="4.18", months=1),
)


def day(text: str) -> int:
    """Return the day of 2026-11-21."""
    return date.fromisoformat(text).toordinal()


def test_a_field_is_fresh_to_the_same_day_of_the_month() -> None:
    """A telephone number confirmed on 2026-05-21 for six months is asked again from 2026-11-22 on."""
    confirmed = {PHONE: day("2026-05-21")}
    assert stale_fields(LIVES, "resident", confirmed, day("2026-11-21")) == ()
    assert stale_fields(LIVES, "resident", confirmed, day("2026-11-22")) == (
        StaleField("resident", "phone", PHONE, day("2026-05-21"), day("2026-11-21")),
    )


def test_the_longest_stale_comes_first() -> None:
    """A form asks it first."""
    confirmed = {PHONE: day("2026-01-01"), NOTE: day("2025-01-01")}
    found = stale_fields(LIVES, "resident", confirmed, day("2026-11-21"))
    assert [stale.field for stale in found] == ["note", "phone"]


def test_what_states_nothing_and_what_the_office_has_not_set_is_not_asked() -> None:
    """An empty field is missing, not stale; zero months is no shelf life; another type's fields are another's."""
    education = BY_NAME["resident"].field("education").number
    assert stale_fields(LIVES, "resident", {education: 1}, day("2026-11-21")) == ()
    assert stale_fields(LIVES, "resident", {}, day("2026-11-21")) == ()
    unknown = (ShelfLife(type="resident", field="shoe_size", source="test", months=1),)
    assert stale_fields(unknown, "resident", {PHONE: 1}, day("2026-11-21")) == ()


def test_months_end_where_the_calendar_does() -> None:
    """A month after 31 January is the last day of February, in a leap year the 29th."""
    assert months_after(day("2028-01-31"), 1) == day("2028-02-29")
    assert months_after(day("2027-01-31"), 1) == day("2027-02-28")
    assert months_after(day("2028-02-29"), 12) == day("2029-02-28")
    assert months_after(day("2026-11-30"), 3) == day("2027-02-28")


@given(st.integers(700_000, 760_000), st.integers(0, 120))
def test_months_are_added_as_on_a_calendar(start: int, months: int) -> None:
    """The month is so many months on, and the day the same or the month's last."""
    first, then = date.fromordinal(start), date.fromordinal(months_after(start, months))
    assert (then.year * 12 + then.month) - (first.year * 12 + first.month) == months
    next_day = date.fromordinal(then.toordinal() + 1)
    assert then.day == first.day or (then.day < first.day and next_day.day == 1)
