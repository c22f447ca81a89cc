"""The tokens under which a household is found: one pure function, used by the store and by the test that recomputes.

Tokens are joined by blanks into one row of the find index, whose tokenizer leaves everything above ASCII whole.
They never hold ASCII punctuation or upper case, so no token can be cut or read as query syntax. A token that begins
with ``u`` and goes on with digits is a unit and nothing else: scope and permission are one more AND term.

from                    tokens
each member's name      every run of 1 to 4 hanzi; every run of initials (up to 8 letters), for at most 4 readings
courtyard, tag names    every run of 1 to 4 hanzi; leading initials
address                 b3, e2, b3e2, b3e2d501, d501; b3d501 where no entrance is stated
phones, ID numbers      t + last 3, last 4, last 6, lower case
units above it          u + unit number

Any letter beyond ASCII counts as a hanzi. ASCII letters inside a name count as a word whose beginnings are found.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from gridtui.core.names import initials, place_initials
from gridtui.rules.walking import door_number, plain_door

FIND_VERSION = 1
"""Raised with every change of what ``find_keys`` returns: an index made by another version is rebuilt at open."""

HANZI_RUN = 4
LETTER_RUN = 8
TAILS = (3, 4, 6)
"""Lengths of the phone and ID number tails that have a token."""


class FindFacts(msgspec.Struct, frozen=True):
    """What one household is found by, as plain text and numbers.

    ``names`` are its members, ``places`` its courtyard and other named places, ``tags`` the titles of its tags in
    force, ``numbers`` phones and ID numbers, ``units`` the local numbers of every org unit above it, itself included.
    0 and "" mean not stated.
    """

    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    building: int = 0
    entrance: int = 0
    door: str = ""
    numbers: tuple[str, ...] = ()
    units: tuple[int, ...] = ()


def find_keys(facts: FindFacts) -> frozenset[str]:
    """Return every token of one household."""
    keys: set[str] = set()
    for name in facts.names:
        keys.update(_name_keys(name))
    for title in (*facts.places, *facts.tags):
        keys.update(_title_keys(title))
    keys.update(_address_keys(facts.building, facts.entrance, facts.door))
    for number in facts.numbers:
        keys.update(_tail_keys(number))
    keys.update(f"u{unit}" for unit in facts.units)
    return frozenset(keys)


def plain(text: str) -> str:
    """Return a text in the form both sides of a search share: full width folded, lower case."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def is_hanzi(character: str) -> bool:
    """Return whether a character is indexed as a hanzi: any letter beyond ASCII, and 〇."""
    return character > "\x7f" and (character.isalpha() or character == "〇")


def hanzi_of(text: str) -> str:
    """Return the hanzi of a text with everything else left out, so that the dot in 阿布都·买买提 does not part it."""
    return "".join(character for character in plain(text) if is_hanzi(character))


def plain_number(number: str) -> str:
    """Return the ASCII digits and letters of a phone or ID number, lower case."""
    return "".join(character for character in plain(number) if character in _NUMBER_CHARACTERS)


def runs(text: str, longest: int) -> Iterator[str]:
    """Yield every run of 1 to ``longest`` characters of a text."""
    for start in range(len(text)):
        for end in range(start + 1, min(start + longest, len(text)) + 1):
            yield text[start:end]


def door_key(door: str) -> str:
    """Return the token of a door, ``d501``, ``d501z2`` for 501-2, ``d501甲``; "" where none is stated."""
    kept = "".join(c for c in plain_door(door).replace("-", "z") if c in _NUMBER_CHARACTERS or is_hanzi(c))
    return f"d{kept.lstrip('0') or kept}" if kept else ""


_NUMBER_CHARACTERS = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")
_DIGITS = re.compile("[0-9]+")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")


def _name_keys(name: str) -> Iterator[str]:
    yield from runs(hanzi_of(name), HANZI_RUN)
    for word in latin_words(name):
        yield from beginnings(word)
    for reading in spelled(name):
        yield from runs(reading, LETTER_RUN)


@lru_cache(maxsize=4096)
def _title_keys(title: str) -> frozenset[str]:
    """Return the tokens of a courtyard or tag, which thousands of households share."""
    keys = set(runs(hanzi_of(title), HANZI_RUN))
    for reading in place_initials(title):
        keys.update(beginnings(_letters_of(reading)))
    return frozenset(keys)


def spelled(name: str) -> tuple[str, ...]:
    """Return the initials of a name, one string of lower-case letters for each reading."""
    return tuple(dict.fromkeys(letters for reading in initials(name) if (letters := _letters_of(reading))))


def _letters_of(text: str) -> str:
    return "".join(character for character in text.casefold() if character in _LETTERS)


def latin_words(text: str) -> tuple[str, ...]:
    """Return the runs of ASCII letters of a text, lower case."""
    return tuple("".join(c if c in _LETTERS else " " for c in plain(text)).split())


def beginnings(word: str) -> Iterator[str]:
    """Yield every leading run of a word, up to eight letters."""
    for length in range(1, min(len(word), LETTER_RUN) + 1):
        yield word[:length]


def _address_keys(building: int, entrance: int, door: str) -> Iterator[str]:
    at_door = door_key(door)
    yield from _door_keys(door)
    if entrance > 0:
        yield f"e{entrance}"
    if building <= 0:
        return
    yield f"b{building}"
    if entrance > 0:
        yield f"b{building}e{entrance}"
        if at_door:
            yield f"b{building}e{entrance}{at_door}"
    elif at_door:
        yield f"b{building}{at_door}"


def _door_keys(door: str) -> Iterator[str]:
    """Yield the door as a whole, each number in it, and for a door known by a word (门面3) the runs of its hanzi."""
    whole = door_key(door)
    if whole:
        yield whole
    for digits in _DIGITS.findall(plain_door(door)):
        yield f"d{digits.lstrip('0') or digits}"
    if door_number(door) is None:
        yield from runs(hanzi_of(door), HANZI_RUN)


def _tail_keys(number: str) -> Iterator[str]:
    characters = plain_number(number)
    for length in TAILS:
        if len(characters) >= length:
            yield f"t{characters[-length:]}"
