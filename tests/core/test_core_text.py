"""Cleaning of text, and the many spellings of days and small numbers."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.core.errors import InputFault
from gridtui.core.text import (
    chinese_number,
    clean_line,
    clean_text,
    is_wordless,
    normalise_width,
    parse_day,
)

any_text = st.text(st.characters(exclude_categories=()), max_size=60)
TODAY = date(2026, 11, 21).toordinal()  # a Saturday
HIDDEN = [
    "\x00",
    "\x07",
    "\x1b",
    "\x7f",
    "\x9b",
    "\u200b",
    "\u200d",
    "\u200e",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\u00ad",
    "\ud800",
    "\ufffe",
]


def day(text: str) -> int:
    """Return the ordinal of an ISO date."""
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_draws_nothing_is_stripped(hidden: str) -> None:
    """Controls, bidi marks, zero-widths, byte-order marks, surrogates and non-characters are in no record."""
    assert clean_line(f"刘{hidden}秀芬") == "刘秀芬"
    assert clean_text(f"刘{hidden}秀芬") == "刘秀芬"


def test_a_line_has_single_spaces_and_none_at_the_ends() -> None:
    """Every kind of white space counts: tab, line break, NBSP, ideographic."""
    assert clean_line("\u3000张\t三\u2028 李\u00a0四\r\n") == "张 三 李 四"


def test_a_text_keeps_its_lines_and_indents() -> None:
    """A diary is kept as written; only ends of lines and blank lines around it go."""
    assert clean_text("\r\n\n  一\t二 \r三\u2029　四\n\n") == "  一 二\n三\n　四"


def test_text_is_composed() -> None:
    """Equal texts are equal bytes: NFC."""
    assert clean_line("e\u0301") == "é"


def test_rare_hanzi_in_the_private_area_stay() -> None:
    """Files in GBK carry rare hanzi as private-use characters; dropping them would lose a name."""
    assert clean_line("\ue170家村") == "\ue170家村"


@given(any_text)
def test_cleaning_settles_and_leaves_no_control(text: str) -> None:
    """Cleaning twice is cleaning once, on any Unicode at all."""
    for clean, allowed in ((clean_line, ""), (clean_text, "\n")):
        cleaned = clean(text)
        assert clean(cleaned) == cleaned
        assert unicodedata.is_normalized("NFC", cleaned)
        assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in cleaned if c not in allowed)


def test_full_width_ascii_becomes_ascii() -> None:
    """Input methods left in full-width mode type 6＃."""
    assert normalise_width("６＃４单元６０２　Ａ") == "6#4单元602 A"


@pytest.mark.parametrize("text", ["", "  ", "无", "暂无", "-", "——", "/", "N/A", "没有", "。"])
def test_there_is_none_is_wordless(text: str) -> None:
    """A cell that says there is none is as good as blank."""
    assert is_wordless(text)


@pytest.mark.parametrize("text", ["0", "无锡路", "张三"])
def test_a_word_is_not_wordless(text: str) -> None:
    """Anything that says something is kept."""
    assert not is_wordless(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一", 1),
        ("两", 2),
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("九十九", 99),
        ("零", 0),
        ("", None),
        ("百", None),
        ("十十", None),
        ("一二", None),
        ("3", None),
    ],
)
def test_small_numerals(text: str, number: int | None) -> None:
    """三单元 is entrance 3."""
    assert chinese_number(text) == number


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1998.2.8", "1998-02-08"),
        ("2001年4月21日", "2001-04-21"),
        ("1976-12-08", "1976-12-08"),
        ("1938/3/16", "1938-03-16"),
        ("20010421", "2001-04-21"),
        ("２０２６－１１－２１", "2026-11-21"),
        (" 1976-12-08 00:00:00 ", "1976-12-08"),
        ("2001 年 4 月 21 日", "2001-04-21"),
        ("2001年4月21号", "2001-04-21"),
        ("今天", "2026-11-21"),
        ("昨天", "2026-11-20"),
        ("-3", "2026-11-18"),
        ("+3", "2026-11-24"),
        ("－３", "2026-11-18"),
    ],
)
def test_days_that_mean_the_same_looking_either_way(text: str, iso: str) -> None:
    """Full dates and distances do not depend on the direction."""
    assert parse_day(text, TODAY, latest_past=True) == day(iso)
    assert parse_day(text, TODAY, latest_past=False) == day(iso)


@pytest.mark.parametrize(
    ("text", "past", "future"),
    [
        ("21", "2026-11-21", "2026-11-21"),
        ("22", "2026-10-22", "2026-11-22"),
        ("20日", "2026-11-20", "2026-12-20"),
        ("31", "2026-10-31", "2026-12-31"),
        ("11-21", "2026-11-21", "2026-11-21"),
        ("11-22", "2025-11-22", "2026-11-22"),
        ("11.20", "2026-11-20", "2027-11-20"),
        ("3月5日", "2026-03-05", "2027-03-05"),
        ("2-29", "2024-02-29", "2028-02-29"),
        ("z1", "2026-11-16", "2026-11-23"),
        ("Z6", "2026-11-21", "2026-11-21"),
        ("周日", "2026-11-15", "2026-11-22"),
        ("星期五", "2026-11-20", "2026-11-27"),
        ("礼拜天", "2026-11-15", "2026-11-22"),
    ],
)
def test_short_days_are_the_latest_past_or_the_next(text: str, past: str, future: str) -> None:
    """In visits a short date means the latest past, in deadlines the next future; today is both."""
    assert parse_day(text, TODAY, latest_past=True) == day(past)
    assert parse_day(text, TODAY, latest_past=False) == day(future)


def test_a_31st_is_found_across_a_short_month() -> None:
    """On 1 March the latest 31st is January's."""
    assert parse_day("31", day("2026-03-01"), latest_past=True) == day("2026-01-31")
    assert parse_day("30", day("2026-02-01"), latest_past=False) == day("2026-03-30")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "无",
        "32",
        "0",
        "2-30",
        "13-1",
        "2026-02-29",
        "98.2.8",
        "0021-01-01",
        "20011341",
        "z8",
        "周八",
        "-",
        "5/6/7",
        "2026-11-21 10:20",
        "+99999",
        "２０２６年１３月１日",
    ],
)
def test_an_unreadable_day_is_refused(text: str) -> None:
    """No guess is made: two-digit years, dates that do not exist and times of day are refused."""
    with pytest.raises(InputFault) as caught:
        parse_day(text, TODAY, latest_past=True)
    assert caught.value.code == "date.unreadable"


@given(any_text, st.booleans())
def test_any_text_is_a_day_or_a_fault(text: str, latest_past: bool) -> None:
    """Nothing else is ever raised."""
    try:
        found = parse_day(text, TODAY, latest_past=latest_past)
    except InputFault:
        return
    assert date.fromordinal(found).year >= 1800


@given(st.integers(1, 31), st.dates(date(1900, 1, 1), date(2190, 1, 1)), st.booleans())
def test_a_day_of_the_month_is_near_and_on_the_right_side(number: int, today: date, latest_past: bool) -> None:
    """A typed day of the month is at most two months off, never on the wrong side of today."""
    found = date.fromordinal(parse_day(str(number), today.toordinal(), latest_past=latest_past))
    assert found.day == number
    assert abs((found - today).days) <= 62
    assert (found <= today) if latest_past else (found >= today)
