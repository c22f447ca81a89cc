"""Telephone numbers as rosters hold them: mobiles, landlines, 400 numbers, short local ones, several in a cell.

A number has one spelling in the store: ``10008847481``, ``0931-2488218``, ``0931-2488218-801``, ``400-812-3456``,
``2488218``. What cannot be read is kept as it was written, with a fault, so that a person can look at it.
"""

import re
import unicodedata
from functools import cache

import msgspec

from gridtui.core.text import clean_line, is_wordless

_SEPARATORS = re.compile(r"[/、，,；;|\n]|或者?|以及|及|和")
_GROUPS = 4
_MOBILE = 11


class Phone(msgspec.Struct, frozen=True, gc=False):
    """One telephone number.

    ``number``: in its one spelling, the text as written with a fault, "" if there is none. ``faults``:
    phone_unreadable. ``notes``: phone_blank, phone_wordless (无, -), phone_mended, phone_prefix_unknown.
    """

    number: str = ""
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a mobile, a landline with or without extension, a 400 or 800 number, a local number."""
    tail = r"(?:-?(?:转|ext\.?|x|-)-?(\d{1,6}))?"
    return (
        re.compile(r"(?:\+?86|0086)?-?0?(1\d{10})", re.ASCII),
        re.compile(rf"(?:(?:\+?86|0086)-?)?\(?(010|02\d|0[3-9]\d\d)\)?-?(\d{{7,8}}){tail}", re.ASCII | re.IGNORECASE),
        re.compile(r"([48]00)-?(\d{3})-?(\d{4})", re.ASCII),
        re.compile(r"(\d{5,8})", re.ASCII),
    )


def _spelling(compact: str) -> str:
    """Return the one spelling of a number without blanks, "" if it is none."""
    mobile, landline, service, local = _patterns()
    if found := mobile.fullmatch(compact):
        return found[1]
    if found := landline.fullmatch(compact):
        return "-".join(part for part in found.groups() if part)
    if found := service.fullmatch(compact):
        return "-".join(found.groups())
    return compact if local.fullmatch(compact) else ""


def _is_unknown_mobile(number: str) -> bool:
    """Tell whether a mobile's prefix is in nobody's use: 100 to 129."""
    return len(number) == _MOBILE and number.isdigit() and number[0] == "1" and number[1] < "3"


def read_phone(text: str) -> Phone:
    """Return the one telephone number a text holds; several are a fault here, see ``read_phones``. Raises nothing."""
    cleaned = clean_line(unicodedata.normalize("NFKC", text))
    if not cleaned:
        return Phone(notes=("phone_blank",))
    if is_wordless(cleaned):
        return Phone(notes=("phone_wordless",))
    compact = re.sub(r"[-‐‑‒–—―−－~]+", "-", cleaned.replace(" ", "").strip("'`’"))
    number = _spelling(compact)
    if not number and compact.isascii():
        # 139-0000-0000: a hyphen also groups digits.
        number = (
            _spelling(compact.replace("-", "")) if compact.startswith(("1", "+86-1", "86-1", "400", "800")) else ""
        )
    if not number:
        return Phone(cleaned, ("phone_unreadable",))
    notes = ["phone_mended"] if number != text else []
    if _is_unknown_mobile(number):
        notes.append("phone_prefix_unknown")
    return Phone(number, (), tuple(notes))


def _is_readable(phone: Phone) -> bool:
    return bool(phone.number) and not phone.faults


def read_phones(text: str) -> tuple[Phone, ...]:
    """Return every telephone number of a cell, in order, each once; one blank Phone if there is none.

    Numbers stand apart by / 、 , ; | a line break or 或; by a blank only where both sides are numbers.
    """
    whole = read_phone(text)
    if _is_readable(whole) or not whole.number:
        return (whole,)
    pieces = [piece for piece in _SEPARATORS.split(unicodedata.normalize("NFKC", text)) if not is_wordless(piece)]
    found: list[Phone] = []
    for piece in pieces:
        phone = read_phone(piece)
        apart = [] if _is_readable(phone) else [read_phone(word) for word in piece.split()]
        found += apart if apart and all(map(_is_readable, apart)) else [phone]
    return tuple({phone.number: phone for phone in found}.values()) or (whole,)


def show_phone(number: str) -> str:
    """Return a mobile in groups as people read it aloud, ``100 0884 7481``; any other number as it is."""
    if len(number) == _MOBILE and number.isdigit():
        return f"{number[:3]} {number[3:7]} {number[7:]}"
    return number


def mask_phone(number: str) -> str:
    """Return a number with its middle hidden: ``100****0774``, ``0931-*****18``; what is neither is hidden wholly.

    What is masked already stays as it is.
    """
    if "*" in number:
        return number
    if len(number) == _MOBILE and number.isdigit():
        return f"{number[:3]}****{number[7:]}"
    area, hyphen, rest = number.partition("-")
    if hyphen and area.isdigit() and len(area) <= _GROUPS:
        return f"{area}-{'*' * (len(rest) - 2)}{rest[-2:]}"
    return "*" * len(number)
