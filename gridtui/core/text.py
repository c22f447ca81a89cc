"""Text as people and files give it: cleaned of what no record may hold, and read as days and numbers.

Records keep what was written, in NFC, less everything that draws nothing or steers a terminal. What a screen may
show of a record is decided in ``core.cells``, whose functions are offered here as well.
"""

import re
import unicodedata
from datetime import MAXYEAR, date, timedelta
from functools import cache

from gridtui.core.cells import cell_width, fit, for_display
from gridtui.core.errors import InputFault

__all__ = [
    "cell_width",
    "chinese_number",
    "clean_line",
    "clean_text",
    "fit",
    "for_display",
    "is_wordless",
    "normalise_width",
    "parse_day",
]

FIRST_YEAR = 1800  # a day before it is a slip of the pen
LAST_YEAR = 2199

_STRIPPED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_BREAKS = frozenset("\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029")
_WIDTHS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_WORDLESS = frozenset(
    ("无", "没有", "暂无", "不详", "未知", "空", "不清楚", "没", "none", "null", "nil", "n/a", "na", "nan"),
)
_DIGITS = {
    char: number
    for number, chars in enumerate(("〇零", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}
_NUMERAL = re.compile(r"([一二三四五六七八九])?(十)([一二三四五六七八九])?")
_WEEKDAYS = {
    char: number for number, chars in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "日天7")) for char in chars
}
_DAY_WORDS = {"前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2}
_SEP = r"\s*[-./年月]\s*"
_YEARS_TO_LOOK = 9  # 29 February can be eight years away (1896 to 1904)


def _is_stripped(char: str) -> bool:
    """Tell whether no record may hold it: controls, bidi marks, zero-widths, lone surrogates, non-characters."""
    code = ord(char)
    return (
        unicodedata.category(char) in _STRIPPED or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF  # noqa: PLR2004 - Unicode's non-characters
    )


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def clean_line(text: str) -> str:
    """Return one line in NFC without controls and invisible characters; white space as single spaces, none around."""
    if not text.isprintable():
        text = "".join(" " if char.isspace() else char for char in text if char.isspace() or not _is_stripped(char))
    return _composed(" ".join(text.split()))


def clean_text(text: str) -> str:
    r"""Return text in NFC whose only control character is ``\n``; no white space at line ends nor blank lines around.

    Indentation and runs of spaces inside a line stay: a diary is kept as it was written.
    """
    if not text.isprintable():
        text = text.replace("\r\n", "\n")
        text = "".join(
            "\n" if char in _BREAKS else " " if char == "\t" else char
            for char in text
            if char in _BREAKS or char == "\t" or not _is_stripped(char)
        )
    lines = [line.rstrip() for line in _composed(text).split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    first = next((index for index, line in enumerate(lines) if line), 0)
    return "\n".join(lines[first:])


def normalise_width(text: str) -> str:
    """Return a text whose full-width ASCII (``６＃Ａ``) and ideographic spaces are plain ASCII."""
    return text if text.isascii() else text.translate(_WIDTHS)


def is_wordless(text: str) -> bool:
    """Tell whether a cell says "there is none" in words or marks: 无, 暂无, -, /, ... Blank counts too."""
    word = clean_line(normalise_width(text)).lower()
    return word in _WORDLESS or not any(char.isalnum() for char in word)


def chinese_number(text: str) -> int | None:
    """Return the value of 零 to 九十九 (两 is 2); None when the text is not such a numeral."""
    if len(text) == 1 and text in _DIGITS:
        return _DIGITS[text]
    found = _NUMERAL.fullmatch(text)
    if found is None:
        return None
    tens, _, ones = found.groups()
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


@cache
def _day_patterns() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a full date, eight digits, month and day, day alone, an offset and a weekday."""
    return (
        re.compile(
            rf"(\d{{4}}){_SEP}(\d{{1,2}}){_SEP}(\d{{1,2}})\s*[日号]?(?:[T ]\s*0?0:00(?::00(?:\.0+)?)?)?", re.ASCII
        ),
        re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII),
        re.compile(rf"(\d{{1,2}}){_SEP}(\d{{1,2}})\s*[日号]?", re.ASCII),
        re.compile(r"(\d{1,2})\s*[日号]?", re.ASCII),
        re.compile(r"([-+]\d{1,4})", re.ASCII),
        re.compile(r"(?:z|周|星期|礼拜)([一二三四五六日天1-7])", re.IGNORECASE),
    )


def _real_day(year: int, month: int, day: int) -> int | None:
    """Return the ordinal of a date, None if there is none or its year is beyond ``FIRST_YEAR``..``LAST_YEAR``."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day).toordinal()
    except ValueError:
        return None


def _nearest_month_day(month: int, day: int, today: int, step: int) -> int | None:
    """Return the nearest such date not after today (step -1) or not before it (step 1)."""
    year = date.fromordinal(today).year
    for distance in range(_YEARS_TO_LOOK):
        found = _real_day(year + step * distance, month, day)
        if found is not None and (found - today) * step >= 0:
            return found
    return None


def _nearest_month_with(day: int, today: int, step: int) -> int | None:
    """Return the nearest such day of a month not after today (step -1) or not before it (step 1)."""
    months = date.fromordinal(today).year * 12 + date.fromordinal(today).month - 1
    for distance in range(3):  # of two neighbouring months one has 31 days; three cover today's own
        year, month = divmod(months + step * distance, 12)
        found = _real_day(year, month + 1, day)
        if found is not None and (found - today) * step >= 0:
            return found
    return None


def _offset_day(days: int, today: int) -> int | None:
    found = today + days
    return found if timedelta(days=1).days <= found <= date(MAXYEAR, 12, 31).toordinal() else None


def _short_day(text: str, today: int, step: int) -> int | None:
    """Return the day nearest today that a short form means, looking back (step -1) or ahead (step 1)."""
    _, _, month_day, day_alone, offset, weekday = _day_patterns()
    day: int | None = None
    if found := month_day.fullmatch(text):
        day = _nearest_month_day(int(found[1]), int(found[2]), today, step)
    elif found := day_alone.fullmatch(text):
        day = _nearest_month_with(int(found[1]), today, step)
    elif found := offset.fullmatch(text):
        day = _offset_day(int(found[1]), today)
    elif found := weekday.fullmatch(text):
        distance = (_WEEKDAYS[found[1]] - (today - 1)) % 7
        day = today + distance if step > 0 else today - (-distance % 7)
    return day


def _day_in(text: str, today: int, step: int) -> int | None:
    """Return the day a cleaned text means, None when it means none."""
    if text in _DAY_WORDS:
        return _offset_day(_DAY_WORDS[text], today)
    full, eight_digits, *_ = _day_patterns()
    if found := full.fullmatch(text) or eight_digits.fullmatch(text):
        return _real_day(int(found[1]), int(found[2]), int(found[3]))
    return _short_day(text, today, step)


def parse_day(text: str, today: int, *, latest_past: bool) -> int:
    """Return the day a typed or imported date means, as an ordinal.

    Short forms of the screens: ``21`` and ``11-21`` and ``z1`` (周一) are the latest such day not after ``today``
    when ``latest_past`` (visits), else the next not before it (deadlines); ``-3`` is three days ago, ``+3`` three
    days ahead. Full dates: 1998.2.8, 2001年4月21日, 1976-12-08, 1938/3/16, 20010421, full-width as well.
    Raises InputFault("date.unreadable") for anything else, for dates that do not exist and for two-digit years.
    """
    cleaned = clean_line(normalise_width(text))
    found = _day_in(cleaned, today, -1 if latest_past else 1)
    if found is None:
        raise InputFault("date.unreadable", text=cleaned[:40])
    return found
