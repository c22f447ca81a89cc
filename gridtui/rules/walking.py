"""Where a household stands on the walk, and where in the list by name: two unique 63-bit integers.

Walking key: courtyard rank (22 bits) << 40 | building (8) << 32 | entrance (6) << 26 | door (18) << 8 | place (8).
Comparing two keys compares courtyard, building, entrance, door and place in that order.

Values out of range are clamped: rank to 0..4,194,303, building to 0..255, entrance to 0..62. Different doors that
clamp to the same bits share one range of places, so keys stay unique as long as each household takes a free one.
A door that has no number ("" or "门面") stands in the tail of its building: entrance 63, where the 26 bits of door
and place together count households. So does a household that finds the 256 places of its door taken.
"""

import re
import unicodedata

from gridtui.core.errors import InputFault

PLACES_AT_DOOR = 256
"""Households that may stand at one numbered door."""

RANK_MAX = (1 << 22) - 1
BUILDING_MAX = 255
ENTRANCE_MAX = 62
DOOR_NUMBER_MAX = 16383
SUFFIX_MAX = 15
NAME_SYLLABLES = 4
SYLLABLE_MAX = 511
ROW_NUMBER_MAX = (1 << 27) - 1

_TAIL_ENTRANCE = 63
_TAIL_PLACES = 1 << 26
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_SIDES = "东南西北中"
_ROOM_WORDS = ("室", "户", "号", "房")
_NUMBERED_DOOR = re.compile(r"([0-9]+)(?:-([0-9]+)|([a-z甲乙丙丁戊己庚辛壬癸东南西北中]))?")


def plain_door(door: str) -> str:
    """Return a door text in the form keys are made of: full width folded, lower case, no blanks, no 室 at the end."""
    text = unicodedata.normalize("NFKC", door).casefold()
    text = "".join(character for character in text if not character.isspace())
    for word in _ROOM_WORDS:
        text = text.removesuffix(word)
    return text


def door_number(door: str) -> int | None:
    """Return the 18 bits of a door: its number (at most 16383) times 16 plus the index of its suffix (at most 15).

    A is 1, B is 2; 甲 is 1, 乙 is 2; 东南西北中 are 1 to 5; "501-2" is suffix 2. None: the text is no numbered door.
    """
    match = _NUMBERED_DOOR.fullmatch(plain_door(door))
    if match is None:
        return None
    number, part, letter = match.groups()
    return min(_capped(number, DOOR_NUMBER_MAX), DOOR_NUMBER_MAX) << 4 | _suffix_index(part, letter)


def walk_ranges(courtyard_rank: int, building: int, entrance: int, door: str) -> tuple[range, ...]:
    """Return the keys a household at this door may take, in order of preference; it takes the lowest that is free.

    The first range is the door's own (absent where the door has no number), the last the tail of the building.
    """
    of_building = _clamp(courtyard_rank, RANK_MAX) << 40 | _clamp(building, BUILDING_MAX) << 32
    tail_first = of_building | _TAIL_ENTRANCE << 26
    tail = range(tail_first, tail_first + _TAIL_PLACES)
    number = door_number(door)
    if number is None:
        return (tail,)
    first = of_building | _clamp(entrance, ENTRANCE_MAX) << 26 | number << 8
    return range(first, first + PLACES_AT_DOOR), tail


def walk_key(courtyard_rank: int, building: int, entrance: int, door: str, place: int) -> int:
    """Return the walking key of the household at ``place`` (0 first) among those whose door has the same bits.

    Raises InputFault ``address.door_full`` where the door's range has no such place.
    """
    keys = walk_ranges(courtyard_rank, building, entrance, door)[0]
    if not 0 <= place < len(keys):
        raise InputFault("address.door_full", door=door, places=len(keys))
    return keys[place]


def address_bits(walk: int) -> tuple[int, int, int]:
    """Return courtyard rank, building and entrance of a walking key; entrance 63 is the tail of a building."""
    return walk >> 40, walk >> 32 & BUILDING_MAX, walk >> 26 & _TAIL_ENTRANCE


def name_key(syllable_numbers: tuple[int, ...], n: int) -> int:
    """Return the key of the list by name: four pinyin syllable numbers of 9 bits, then 27 bits of the row number.

    A shorter name comes first. A number above 511 counts as 511. Raises InputFault ``household.row_number`` for a row
    number outside 0..134,217,727, which would make two keys equal.
    """
    if not 0 <= n <= ROW_NUMBER_MAX:
        raise InputFault("household.row_number", n=n)
    key = 0
    for position in range(NAME_SYLLABLES):
        number = syllable_numbers[position] if position < len(syllable_numbers) else 0
        key = key << 9 | _clamp(number, SYLLABLE_MAX)
    return key << 27 | n


def _clamp(value: int, highest: int) -> int:
    return max(0, min(value, highest))


def _capped(digits: str, highest: int) -> int:
    """Read digits that may be longer than any door without building a huge integer."""
    significant = digits.lstrip("0") or "0"
    return int(significant) if len(significant) <= len(str(highest)) else highest


def _suffix_index(part: str | None, letter: str | None) -> int:
    if part is not None:
        return min(_capped(part, SUFFIX_MAX), SUFFIX_MAX)
    if letter is None:
        return 0
    if letter in _STEMS:
        return _STEMS.index(letter) + 1
    if letter in _SIDES:
        return _SIDES.index(letter) + 1
    return min(ord(letter) - ord("a") + 1, SUFFIX_MAX)
