"""The toneless readings of 41,923 characters, from a table of 72 KB that is unpacked when first asked for.

``pinyin.bin`` is made by ``tests/tools/make_pinyin.py`` from pypinyin 0.55 (MIT), which nothing needs at run time.
Unpacked it is two lines of ASCII, the syllables in alphabetical order and the runs of code points (``4e00-9fa5``),
then six planes of bytes: low and high byte of each character's first syllable number (0 is none), how many further
readings it has, how many of its last readings are archaic, and low and high byte of the further numbers in the order
of the characters. Numbers start at 1.
"""

from bisect import bisect_left, bisect_right
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path

from gridtui.core.tables import unpack_table

TABLE = Path(__file__).with_name("pinyin.bin")
LAST_NUMBER = 511
"""Sorts behind every syllable; what a character without a reading gets. A number has 9 bits."""

_CACHED_CHARACTERS = 8192


class _Readings:
    """The unpacked table."""

    def __init__(self, payload: bytes) -> None:
        names, runs, planes = payload.split(b"\n", 2)
        self.syllables = tuple(names.decode("ascii").split())
        bounds = [run.split(b"-") for run in runs.split()]
        self._starts = [int(start, 16) for start, _ in bounds]
        self._ends = [int(end, 16) for _, end in bounds]
        sizes = [end - start + 1 for start, end in zip(self._starts, self._ends, strict=True)]
        self._offsets = [0, *accumulate(sizes)]
        self._slots = self._offsets[-1]
        self._planes = planes
        self._further = (0, *accumulate(planes[2 * self._slots : 3 * self._slots]))

    def of(self, code: int) -> tuple[tuple[str, ...], int]:
        """Return the readings of a code point and how many of them are living; none if it is unknown."""
        run = bisect_right(self._starts, code) - 1
        if run < 0 or code > self._ends[run]:
            return (), 0
        slot = self._offsets[run] + code - self._starts[run]
        slots, planes = self._slots, self._planes
        first = planes[slot] | planes[slots + slot] << 8
        if not first:
            return (), 0
        low, high = 4 * slots, 4 * slots + self._further[-1]
        further = range(self._further[slot], self._further[slot + 1])
        numbers = (first, *(planes[low + place] | planes[high + place] << 8 for place in further))
        return tuple(self.syllables[number - 1] for number in numbers), len(numbers) - planes[3 * slots + slot]


@cache
def _readings() -> _Readings:
    return _Readings(unpack_table(TABLE.read_bytes()))


@lru_cache(maxsize=_CACHED_CHARACTERS)
def syllables(char: str) -> tuple[str, ...]:
    """Return all toneless readings of one character, most common first; empty if it has none. ü is ``v``."""
    return _readings().of(ord(char))[0]


@lru_cache(maxsize=_CACHED_CHARACTERS)
def living_syllables(char: str) -> tuple[str, ...]:
    """Return the readings that words of today use, most common first: 王 is wang here and never yu."""
    every, living = _readings().of(ord(char))
    return every[:living]


def every_syllable() -> tuple[str, ...]:
    """Return all 425 syllables in alphabetical order."""
    return _readings().syllables


def syllable_number(word: str) -> int:
    """Return where a syllable stands in alphabetical order, 1 to 425.

    Any other ASCII word gets the number of the syllable before which it would stand, or ``LAST_NUMBER``, so that
    latin names sort among the others; so does text that is not ASCII: it sorts last.
    """
    known = every_syllable()
    place = bisect_left(known, word) if word.isascii() else len(known)
    return place + 1 if place < len(known) else LAST_NUMBER
