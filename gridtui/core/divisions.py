"""Every division of China from province to village and community: 665,276 of them, looked up block by block.

Source: china-division 2.7.0, edition 2023 of the statistical codes (GB/T 2260 and GB/T 10114-2003: 12 digits in
steps of 2, 2, 2, 3, 3). ``divisions.bin`` is made by ``tests/tools/make_divisions.py``. Its layout:

    4 bytes   length of the packed index, little endian
    index     UTF-8 text: edition and count; ``province=bytes`` of each block of townships; ``prefecture=bytes`` of
              each block of villages; every character a name has; then ``code name`` of each county and above
    blocks    in the index's order, packed each on its own: the length of the codes in ASCII and a line feed, the
              codes as differences in 7-bit groups (low group first), the names in GB 18030, each ended by a line
              feed or by a character below 10 that stands for one of ``ENDINGS`` and a line feed

A lookup unpacks one block; nothing ever holds the whole table. A retired code is unknown here and no error anywhere.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache
from itertools import accumulate
from pathlib import Path

import msgspec

from gridtui.core.tables import unpack_table

EDITION = 2023
TABLE = Path(__file__).with_name("divisions.bin")

PROVINCE, PREFECTURE, COUNTY, TOWNSHIP, VILLAGE = range(1, 6)
CODE_LENGTHS = (0, 2, 4, 6, 9, 12)
"""Digits of a code by level."""

ENDINGS = (
    "社区居民委员会",
    "社区居委会",
    "村村民委员会",
    "村村委会",
    "村民委员会",
    "居民委员会",
    "村委会",
    "居委会",
    "社区",
)
PERMIT_AREAS = frozenset({"810000", "820000", "830000"})
"""Area codes of residence permits for people from Hong Kong, Macao and Taiwan; no division has them."""

_CACHED_BLOCKS = 12
_SHORTEST_NAME = 3  # 第一居委会 is shown as 第一社区, 西关街居委会 as 西关街


class Division(msgspec.Struct, frozen=True, gc=False):
    """One division: ``code`` of 2, 4, 6, 9 or 12 digits, ``level`` 1 (province) to 5 (village or community)."""

    code: str
    name: str
    level: int
    display_name: str


def display_name(name: str) -> str:
    """Return a village's or community's name without the committee: 中院社区居委会 is shown as 中院社区.

    A villagers' committee becomes its village (某庄村委会 -> 某庄村); what would be left too short keeps a 社区.
    """
    for committee in ("村民委员会", "村委会"):
        if name.endswith(committee):
            base = name[: -len(committee)]
            return base if base.endswith(("村", "社区", "嘎查")) else f"{base}村"
    for committee in ("居民委员会", "居委会"):
        if name.endswith(committee):
            base = name[: -len(committee)]
            return base if len(base) >= _SHORTEST_NAME or base.endswith(("社区", "村")) else f"{base}社区"
    return name


def level_of(code: str) -> int:
    """Return the level a code's length says, 0 if no code has that length or it is not made of digits."""
    return (
        CODE_LENGTHS.index(len(code))
        if code and code.isascii() and code.isdigit() and len(code) in CODE_LENGTHS
        else 0
    )


def pad_code(code: str) -> str:
    """Return a code in the 12 digits the store keeps: 620103006 -> 620103006000."""
    return code.ljust(12, "0")


def trim_code(code: str) -> str:
    """Return the shortest code that 12 stored digits stand for; a shorter code is returned as it is.

    Where a prefecture has no counties and its one county code repeats it (441900), the prefecture is meant.
    """
    if len(code) != CODE_LENGTHS[VILLAGE]:
        return code
    for length in CODE_LENGTHS[1:]:
        if not code[length:].strip("0"):
            return code[:length]
    return code


def _division(code: str, name: str) -> Division:
    level = level_of(code)
    return Division(code, name, level, display_name(name) if level == VILLAGE else name)


class Block:
    """Townships of a province or villages of a prefecture: codes as numbers without the block's own digits."""

    def __init__(self, prefix: str, level: int, packed: bytes) -> None:
        size, rest = unpack_table(packed).split(b"\n", 1)
        self.prefix = prefix
        self.level = level
        self._digits = CODE_LENGTHS[level] - len(prefix)
        self._packed_codes = rest[: int(size)]
        text = rest[int(size) :].decode("gb18030")
        for token, ending in enumerate(ENDINGS, 1):
            text = text.replace(chr(token), f"{ending}\n")
        self.text = text
        """The names, each ended by a line feed."""

    @cached_property
    def _codes(self) -> "array[int]":
        differences: list[int] = []
        value = shift = 0
        for byte in self._packed_codes:
            value |= (byte & 0x7F) << shift
            if byte & 0x80:
                shift += 7
            else:
                differences.append(value)
                value = shift = 0
        return array("I", accumulate(differences))

    @cached_property
    def _names(self) -> list[str]:
        return self.text.split("\n")

    def code(self, line: int) -> str:
        """Return the code that belongs to a line of the text."""
        return f"{self.prefix}{self._codes[line]:0{self._digits}}"

    def find(self, code: str) -> Division | None:
        """Return the division with a code of this block's level and prefix, None if there is none."""
        number = int(code[len(self.prefix) :])
        line = bisect_left(self._codes, number)
        if line == len(self._codes) or self._codes[line] != number:
            return None
        return _division(code, self._names[line])

    def under(self, prefix: str) -> Iterator[Division]:
        """Yield the divisions whose code begins with the digits given, in order of their codes."""
        rest = prefix[len(self.prefix) :]
        free = self._digits - len(rest)
        first = int(rest or "0") * 10**free
        for line in range(bisect_left(self._codes, first), bisect_left(self._codes, first + 10**free)):
            yield _division(self.code(line), self._names[line])


class _Index:
    """What is read at the first question: names down to the county, and where the blocks are."""

    def __init__(self) -> None:
        with TABLE.open("rb") as table:
            size = int.from_bytes(table.read(4), "little")
            lines = unpack_table(table.read(size)).decode().split("\n")
        head, townships, villages, self.alphabet, *rows = lines
        edition, count = head.split()
        self.edition, self.count = int(edition), int(count)
        self.names = dict(row.split(" ", 1) for row in rows)
        self.blocks: dict[str, tuple[int, int]] = {}
        offset = 4 + size
        for entry in (*townships.split(), *villages.split()):
            prefix, length = entry.split("=")
            self.blocks[prefix] = (offset, int(length))
            offset += int(length)
        self.provinces = [entry.split("=")[0] for entry in townships.split()]
        self.prefectures = [entry.split("=")[0] for entry in villages.split()]


@cache
def index() -> _Index:
    """Return the index, read at the first call in about five milliseconds."""
    return _Index()


def read_block(prefix: str) -> Block | None:
    """Return the townships of a province (2 digits) or the villages of a prefecture (4 digits), uncached."""
    place = index().blocks.get(prefix)
    if place is None:
        return None
    with TABLE.open("rb") as table:
        table.seek(place[0])
        packed = table.read(place[1])
    return Block(prefix, TOWNSHIP if len(prefix) == CODE_LENGTHS[PROVINCE] else VILLAGE, packed)


villages_of = lru_cache(maxsize=_CACHED_BLOCKS)(read_block)
townships_of = lru_cache(maxsize=None)(read_block)  # 31 blocks, 400 KB in all


def division(code: str) -> Division | None:
    """Return the division with a code of 2, 4, 6, 9 or 12 digits; 12 digits may be a padded shorter code.

    None if this edition does not have it.
    """
    code = trim_code(code)
    level = level_of(code)
    if not level:
        return None
    if level <= COUNTY:
        name = index().names.get(code)
        return None if name is None else _division(code, name)
    block = townships_of(code[:2]) if level == TOWNSHIP else villages_of(code[:4])
    return None if block is None else block.find(code)


def ancestry(code: str) -> tuple[Division, ...]:
    """Return the divisions from the province down to the one with this code, which is the last; empty if unknown."""
    last = division(code)
    if last is None:
        return ()
    above = (division(last.code[: CODE_LENGTHS[level]]) for level in range(PROVINCE, last.level))
    return (*(each for each in above if each is not None), last)


def children(code: str) -> tuple[Division, ...]:
    """Return the divisions right below one, in order of their codes; the provinces for ""; none for a village."""
    code = trim_code(code)
    level = level_of(code) if code else 0
    if level == VILLAGE or (code and not level):
        return ()
    if level < COUNTY:
        length = CODE_LENGTHS[level + 1]
        names = index().names.items()
        return tuple(_division(each, name) for each, name in names if len(each) == length and each.startswith(code))
    block = townships_of(code[:2]) if level == COUNTY else villages_of(code[:4])
    return () if block is None else tuple(block.under(code))


def area_code_known(six_digits: str) -> bool:
    """Tell whether the first six digits of an ID number are a county of this edition or a permit's area.

    An area code is the one valid when the number was issued, often retired since: "no" is a note, never a fault.
    """
    return six_digits in PERMIT_AREAS or (len(six_digits) == CODE_LENGTHS[COUNTY] and six_digits in index().names)
