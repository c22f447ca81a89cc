"""The first row: whose session it is and what is unfinished, as much of it as 79 columns have room for."""

from collections.abc import Iterator

import pytest

from gridtui.core.time import parse_iso_day
from gridtui.locale import language, set_language
from gridtui.office.views import Header
from gridtui.tui.look import COLUMNS
from gridtui.tui.widgets.frame import header_line
from gridtui.tui.widgets.plain import line_width, plain_text

TODAY = parse_iso_day("2026-11-21")


@pytest.fixture(autouse=True)
def spoken_afterwards() -> Iterator[None]:
    """Leave the language as it was."""
    before = language()
    yield
    set_language(before)


def row_1(spoken: str, *, post: str, unsent: int, clock_wrong: bool = False) -> str:
    """Return the row, which has to fit."""
    set_language(spoken)
    header = Header(
        office_name="中院社区",
        unit_name="网格01",
        post_title=post,
        staff_name="李建国",
        drafts=0,
        unsent=unsent,
        overdue=3,
        urgent=2,
        conflicts=0,
        last_sync_ms=None,
        clock_wrong=clock_wrong,
    )
    row = header_line(header, TODAY)
    assert line_width(row) <= COLUMNS
    return plain_text(row)


def test_in_chinese_everything_has_room() -> None:
    """Office, unit, person and post stand in front of the counts."""
    assert row_1("zh_CN", post="网格员", unsent=4_961).startswith("中院社区 网格01 李建国(网格员) ")


def test_a_clock_that_is_wrong_is_said_on_every_screen() -> None:
    """In front of the counts, in either language; nothing stands there while it is right."""
    assert "时钟不准" in row_1("zh_CN", post="网格员", unsent=4_961, clock_wrong=True)
    assert "clock wrong" in row_1("en", post="grid worker", unsent=4_961, clock_wrong=True)
    assert "时钟" not in row_1("zh_CN", post="网格员", unsent=4_961)


def test_in_english_the_office_gives_way_and_no_title_is_cut() -> None:
    """The longer words of the counts leave no room for the office, which is the same on every day."""
    row = row_1("en", post="grid worker", unsent=7)
    assert row.startswith("网格01 李建国 (grid worker) ")
    assert "drafts 0 unsent 7 overdue 3 urgent 2" in row


def test_then_counts_of_nothing_give_way() -> None:
    """Before a title does."""
    row = row_1("en", post="community secretary", unsent=4_961)
    assert row.startswith("网格01 李建国 (community secretary) ")
    assert row.endswith(" unsent 4961 overdue 3 urgent 2 never synced")


def test_a_person_is_named_in_any_case() -> None:
    """The unit gives way to a long title, and a title that still has no room to the person."""
    assert row_1("en", post="comprehensive desk officer", unsent=4_961).startswith(
        "李建国 (comprehensive desk officer) "
    )
    longest = row_1("en", post="head of the comprehensive governance centre", unsent=4_961)
    assert longest.startswith("李建国 ")
    assert "(" not in longest
