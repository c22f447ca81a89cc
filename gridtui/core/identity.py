"""Citizen ID numbers (公民身份号码, GB 11643-1999): area of 6 digits, birth of 8, sequence of 3 (odd is male), check.

Faults are reasons a person should look at the number; notes are what was mended or is merely unusual. A fault means
the number cannot tell birth and sex. The area is the one valid when the number was issued, so that an unknown one is
a note.
"""

import re
import unicodedata
from datetime import date

import msgspec

from gridtui.core.divisions import area_code_known
from gridtui.core.text import clean_line, is_wordless

SEX_UNKNOWN, SEX_MALE, SEX_FEMALE, SEX_UNSTATED = 0, 1, 2, 9
"""GB/T 2261.1."""

FIRST_BIRTH_YEAR = 1880

_LENGTH = 18
_OLD_LENGTH = 15
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PLAIN = re.compile(r"\d{17}[\dX]", re.ASCII)
_GAPS = str.maketrans(dict.fromkeys(" -‐‑–—_.'`’", ""))
_SEX_NAMES = {SEX_MALE: "male", SEX_FEMALE: "female", SEX_UNSTATED: "unstated"}
_SEXES = {
    "男": SEX_MALE,
    "男性": SEX_MALE,
    "m": SEX_MALE,
    "male": SEX_MALE,
    "1": SEX_MALE,
    "女": SEX_FEMALE,
    "女性": SEX_FEMALE,
    "f": SEX_FEMALE,
    "female": SEX_FEMALE,
    "2": SEX_FEMALE,
    "未说明": SEX_UNSTATED,
    "9": SEX_UNSTATED,
}


class IdNumber(msgspec.Struct, frozen=True, gc=False):
    """What an ID number says.

    ``number``: 18 characters with an upper-case X; with a fault of length or characters the text as far as it was
    cleaned; "" if blank. ``birth_day``: ordinal day, None with any fault. ``sex``: GB/T 2261.1, 0 with any fault.
    ``faults``: at most one of id_length, id_characters, id_date, id_checksum. ``notes``: id_blank, id_from_15,
    id_area_unknown, id_width_mended.
    """

    number: str = ""
    birth_day: int | None = None
    sex: int = SEX_UNKNOWN
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def id_number_check_digit(first17: str) -> str:
    """Return the 18th character, ``0`` to ``9`` or ``X``, of 17 digits (ISO 7064, MOD 11-2).

    Raises ValueError for anything but 17 ASCII digits.
    """
    if len(first17) != _LENGTH - 1 or not (first17.isascii() and first17.isdigit()):
        raise ValueError(first17)
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first17, strict=True))
    return _CHECKS[total % 11]


def _birth_day(eight_digits: str, as_of_day: int) -> int | None:
    """Return the day eight digits mean; None if there is none, or it is before 1880 or after ``as_of_day``."""
    year, month, day = int(eight_digits[:4]), int(eight_digits[4:6]), int(eight_digits[6:])
    if year < FIRST_BIRTH_YEAR:
        return None
    try:
        born = date(year, month, day).toordinal()
    except ValueError:
        return None
    return born if born <= as_of_day else None


def _shape_fault(number: str) -> str:
    """Return why a number cannot be taken apart, "" if it can."""
    digits = number.removesuffix("X") if len(number) == _LENGTH else number
    if not (digits.isascii() and digits.isdigit()):
        return "id_characters"
    return "" if len(number) in {_LENGTH, _OLD_LENGTH} else "id_length"


def read_id_number(text: str, *, as_of_day: int) -> IdNumber:
    """Return what an ID number as written says; born after ``as_of_day`` is implausible.

    Full width, blanks, hyphens and a small x are mended; 15 digits (before 1999) become 18 with a birth in 19xx. A
    number whose date and check digit are both wrong has one fault, the date, which tells more. Raises nothing.
    """
    if _PLAIN.fullmatch(text):
        number = text
    elif is_wordless(text):
        return IdNumber(notes=("id_blank",))
    else:
        number = clean_line(unicodedata.normalize("NFKC", text)).translate(_GAPS).upper()
    notes = ["id_width_mended"] if number != text else []
    if fault := _shape_fault(number):
        return IdNumber(number, faults=(fault,), notes=tuple(notes))
    if len(number) == _OLD_LENGTH:
        number = f"{number[:6]}19{number[6:]}"
        number += id_number_check_digit(number)
        notes.append("id_from_15")
    if not area_code_known(number[:6]):
        notes.append("id_area_unknown")
    born = _birth_day(number[6:14], as_of_day)
    if born is None:
        return IdNumber(number, faults=("id_date",), notes=tuple(notes))
    if number[-1] != id_number_check_digit(number[:-1]):
        return IdNumber(number, faults=("id_checksum",), notes=tuple(notes))
    return IdNumber(number, born, SEX_MALE if int(number[16]) % 2 else SEX_FEMALE, (), tuple(notes))


def sex_name(sex: int) -> str:
    """Return the word a sex is called by in files and catalogues: male, female, unstated, else unknown."""
    return _SEX_NAMES.get(sex, "unknown")


def read_sex(text: str) -> int:
    """Return the sex (GB/T 2261.1) a cell states: 男, 女, M, 1, ...; 0 if it states none."""
    return _SEXES.get(clean_line(unicodedata.normalize("NFKC", text)).lower(), SEX_UNKNOWN)


def mask_id_number(number: str) -> str:
    """Return an ID number with area and last four characters only: 629901********4311; others wholly masked."""
    if len(number) != _LENGTH:
        return "*" * len(number)
    return f"{number[:6]}{'*' * 8}{number[-4:]}"
