"""The address of a dwelling in its many spellings: courtyard, building, entrance, door.

``6号楼2单元403``, ``５#4单元602``, ``8栋三单元101室``, ``12-3-501`` and ``晏五村6-1`` all say the same four things.
Where two numbers stand alone, a single digit behind the hyphen is an entrance (6-1), anything longer a door (6-501).
"""

import re
import unicodedata
from functools import cache, lru_cache

import msgspec

from gridtui.core.text import chinese_number, clean_line, is_wordless

BUILDING_MAX = 255
ENTRANCE_MAX = 62
"""What the walking key holds."""

LONGEST = 200  # characters; a cell that holds more is no address

_NUMERALS = "一二三四五六七八九十两"
_SUFFIXES = "A-Z甲乙丙丁戊东南西北中"


class Address(msgspec.Struct, frozen=True, gc=False):
    """A dwelling's address: building and entrance are 0 and the door is "" where they are not stated.

    ``door``: digits, with a suffix where there is one (501A, 501东, 501-2). ``faults``: address_blank,
    address_out_of_range (values kept), address_unreadable (the whole text stands in ``courtyard``).
    """

    courtyard: str = ""
    building: int = 0
    entrance: int = 0
    door: str = ""
    faults: tuple[str, ...] = ()


@cache
def _whole_address() -> re.Pattern[str]:
    number = rf"(?:\d{{1,3}}|[{_NUMERALS}]{{1,3}})"
    short = rf"(?:\d{{1,2}}|[{_NUMERALS}]{{1,3}})"
    ahead = rf"(?=第?{short}单元)"  # 3楼2单元 and 3号2单元 are building 3; 3楼 alone is a floor, 3号 a courtyard
    not_street = "".join(rf"(?<![路街巷道弄]{digits})" for digits in (r"\d", r"\d\d", r"\d\d\d"))
    room = "室|户|房间|房|(?(building)号|(?(entrance)号|(?!)))"  # 建兰路120号 is a courtyard, 5号楼120号 a door
    return re.compile(
        rf"""
        (?P<courtyard>.*?)\ ?(?<!\d)
        (?:(?P<building>{number})
           (?:(?P<word>号楼|\#楼|号栋|栋楼|栋|幢|座|楼{ahead}|{not_street}号{ahead})-?
             |(?P<mark>\#-?|-)))?
        (?:第?(?P<entrance>{short})(?:(?:单元|门洞|单|门)-?|-))?
        (?:{short}(?:楼|层)-?(?=\d))?
        (?:(?P<door>\d{{3,5}}-\d{{1,2}}|\d{{1,5}}[{_SUFFIXES}]?)(?P<room>{room})?)?
        """,
        re.VERBOSE | re.ASCII,
    )


@cache
def _leftover() -> re.Pattern[str]:
    """Return a pattern of what no courtyard's name holds: parts of an address that were not understood."""
    return re.compile(rf"单元|\#|[\d{_NUMERALS}](?:号楼|栋|幢|层|室)|\d楼|\A[-\d ]+\Z", re.ASCII)


def _compact(text: str) -> str:
    """Return a text with one kind of hyphen and without blanks, but for one between digits."""
    line = clean_line(unicodedata.normalize("NFKC", text)).upper()
    line = re.sub(r"\s*[-‐‑‒–—―−~_/\\.、,]+\s*", "-", line)
    if re.fullmatch(r"[\d ]+", line, re.ASCII):
        return line.replace(" ", "-")
    return re.sub(r"(?<!\d) | (?!\d)", "", line, flags=re.ASCII).strip("-")


def _number(text: str | None) -> int:
    if not text:
        return 0
    return int(text) if text.isascii() else chinese_number(text) or 0


def read_address(text: str) -> Address:
    """Return what an address says; what stands before building, entrance, door is the courtyard. Raises nothing."""
    if is_wordless(text):
        return Address(faults=("address_blank",))
    compact = _compact(text)
    found = _whole_address().fullmatch(compact) if len(compact) <= LONGEST else None
    if found is None or _leftover().search(found["courtyard"]):
        return Address(courtyard=clean_line(text), faults=("address_unreadable",))
    building, entrance, door = _number(found["building"]), _number(found["entrance"]), found["door"] or ""
    if found["mark"] and not found["entrance"] and not found["room"] and len(door) == 1:
        entrance, door = int(door), ""
    faults = ("address_out_of_range",) if building > BUILDING_MAX or entrance > ENTRANCE_MAX else ()
    return Address(found["courtyard"], building, entrance, door, faults)


def _short_form(building: int, entrance: int, door: str) -> str:
    """Return ``5-2-501``, ``5-501``, ``5-2`` or ``501``; "" where a short form would read as something else.

    ``2-501`` without a building is a label under the building's heading.
    """
    if not building and entrance and door:
        return f"{entrance}-{door}"
    if building and door and (entrance or len(door) > 1):
        return "-".join(str(part) for part in (building, entrance, door) if part)
    if building and not door and 0 < entrance < 10:  # noqa: PLR2004 - 5-12 reads as door 12
        return f"{building}-{entrance}"
    return door if not (building or entrance) else ""


@lru_cache(maxsize=16_384)
def show_address(courtyard: str, building: int, entrance: int, door: str, *, short: bool = False) -> str:
    """Return an address as people write it: ``晏五村5号楼2单元501``, or short ``晏五村5-2-501``.

    Reading it again gives the same address, so that parts a short form cannot tell apart are written out. The one
    exception is the short form without a building, ``2-501``: it stands under the building's heading.
    """
    place = _short_form(building, entrance, door) if short else ""
    if not place:
        place = "".join((f"{building}号楼" if building else "", f"{entrance}单元" if entrance else "", door))
    is_joined = courtyard[-1:].isdigit() and place[:1].isdigit()
    return f"{courtyard} {place}" if is_joined else courtyard + place


def floor_of(door: str) -> int:
    """Return the floor a door's number says: 501 is on 5, 1203 on 12; 0 if it does not say."""
    digits = re.match(r"\d*", door, re.ASCII)
    number = digits[0] if digits else ""
    return int(number[:-2]) if len(number) in {3, 4} else 0
