"""Finding a division by code, by part of its name, or by pinyin, as a person setting up an office types it.

A word is a code prefix (620103), part of a name (晏家坪), initials (yjp), full pinyin (yanjiaping) or a mixture
(yanjp). Several words go from the larger to the smaller: 兰州 中院. Names down to the township are searched first,
in a few milliseconds; villages, some tenths of a second, only if there is room left.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

import msgspec

from gridtui.core.divisions import (
    CODE_LENGTHS,
    COUNTY,
    ENDINGS,
    TOWNSHIP,
    VILLAGE,
    Division,
    division,
    index,
    read_block,
    townships_of,
)
from gridtui.core.pinyin import every_syllable, living_syllables
from gridtui.core.text import clean_line, normalise_width

FEWEST_FOR_VILLAGES = 2  # one character or letter is in every second village
MOST_SCOPES = 200
MOST_SPELLINGS = 8
MOST_LETTERS = 48

_INITIALS = frozenset("a b c ch d e f g h j k l m n o p q r s sh t w x y z zh".split())  # noqa: SIM905 - a list of words reads better
_TITLES = frozenset(("街道", "镇", "乡", "市", "区", "县", "省", "旗", "地区", "自治区", "村", *ENDINGS))
_WHOLE, _BEGINNING, _INSIDE = range(0, 6, 2)  # one more if only a second reading fits: 兰州 before 郴州 for lanzhou


class _Pattern(msgspec.Struct, frozen=True):
    """What to look for: with any living reading, and to tell them apart, with the first readings only."""

    any_reading: re.Pattern[str]
    first_reading: re.Pattern[str]


@cache
def _characters_by_syllable(*, is_first: bool) -> dict[str, str]:
    """Return for each syllable the characters of division names read so, by their first reading or by any."""
    found: dict[str, list[str]] = {syllable: [] for syllable in every_syllable()}
    for char in index().alphabet:
        for syllable in living_syllables(char)[: 1 if is_first else None]:
            found[syllable].append(char)
    return {syllable: "".join(chars) for syllable, chars in found.items()}


@lru_cache(maxsize=512)
def _characters(unit: str, *, is_begun: bool, is_first: bool) -> str:
    """Return the characters read as a syllable, or as any syllable that begins so."""
    table = _characters_by_syllable(is_first=is_first)
    if not is_begun:
        return table.get(unit, "")
    return "".join(dict.fromkeys("".join(chars for syllable, chars in table.items() if syllable.startswith(unit))))


def _spellings(letters: str) -> list[tuple[str, ...]]:
    """Return the ways letters fall into syllables and initials, those with the fewest pieces first.

    The last piece may be the beginning of a syllable, because it is still being typed.
    """
    known = frozenset(every_syllable())
    ways: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, len(letters) + 1):
        here: list[tuple[str, ...]] = []
        for start in range(max(0, end - 6), end):
            piece = letters[start:end]
            is_last = end == len(letters)
            if piece in known or piece in _INITIALS or (is_last and any(each.startswith(piece) for each in known)):
                here += [(*way, piece) for way in ways[start]]
        here.sort(key=len)
        alone = tuple(letters[:end])
        # Initials alone have the most pieces of all and are what is typed most.
        ways.append(here[:MOST_SPELLINGS] + ([alone] if alone in here[MOST_SPELLINGS:] else []))
    return ways[-1]


def _branches(letters: str, *, is_first: bool) -> str:
    """Return a regular expression for the names that letters may spell, empty if they spell nothing."""
    branches: list[str] = []
    for spelling in _spellings(letters):
        last = len(spelling) - 1
        sets = [
            _characters(piece, is_begun=piece in _INITIALS or place == last, is_first=is_first)
            for place, piece in enumerate(spelling)
        ]
        if all(sets):
            branches.append("".join(f"[{re.escape(chars)}]" for chars in sets))
    return "|".join(branches)


def _pattern(word: str) -> _Pattern | None:
    """Return what to look for in names for one word, None if it can be in no name."""
    letters = word.lower().replace("ü", "v").replace("'", "")
    if not (letters.isascii() and letters.isalpha()):
        literal = re.compile(re.escape(word))
        return _Pattern(literal, literal)
    branches = _branches(letters, is_first=False) if len(letters) <= MOST_LETTERS else ""
    # (?!) fits nowhere.
    return (
        _Pattern(re.compile(branches), re.compile(_branches(letters, is_first=True) or "(?!)")) if branches else None
    )


def _in_scope(code: str, scopes: tuple[str, ...]) -> bool:
    return not scopes or code.startswith(scopes)


def _overlaps(prefix: str, scopes: tuple[str, ...]) -> bool:
    """Tell whether a block can hold divisions of a scope."""
    return not scopes or any(prefix.startswith(scope) or scope.startswith(prefix) for scope in scopes)


def _rank(pattern: _Pattern, text: str, start: int, end: int) -> int:
    if start and text[start - 1] != "\n":
        place = _INSIDE
    else:
        rest = text[end : text.index("\n", end)]
        place = _WHOLE if not rest or rest in _TITLES else _BEGINNING
    return place + (pattern.first_reading.match(text, start) is None)


def _hits(pattern: _Pattern, text: str) -> Iterator[tuple[int, int]]:
    """Yield rank and line number of each name a pattern is found in, once a name."""
    line = counted = 0
    search = pattern.any_reading.search
    found = search(text)
    while found:
        start = found.start()
        line += text.count("\n", counted, start)
        counted = start
        yield _rank(pattern, text, start, found.end()), line
        found = search(text, text.index("\n", found.end()) + 1)


def _upper_hits(pattern: _Pattern, scopes: tuple[str, ...], limit: int, deepest: int) -> list[Division]:
    """Return up to ``limit`` divisions from province to township, best first."""
    names = index().names
    codes = list(names)
    hits = [(rank, codes[line]) for rank, line in _hits(pattern, "\n".join((*names.values(), "")))]
    for province in index().provinces if deepest >= TOWNSHIP else ():
        block = townships_of(province) if _overlaps(province, scopes) else None
        if block is not None:
            hits += [(rank, block.code(line)) for rank, line in _hits(pattern, block.text)]
    fitting = [hit for hit in hits if _in_scope(hit[1], scopes) and len(hit[1]) <= CODE_LENGTHS[deepest]]
    # A province that a second reading finds (重庆 for chongqing) comes before a township that the first one finds.
    fitting.sort(key=lambda hit: (hit[0] // 2, len(hit[1]), hit))
    return [each for _, code in fitting[:limit] if (each := division(code))]


def _village_hits(pattern: _Pattern, scopes: tuple[str, ...], limit: int) -> list[Division]:
    """Return up to ``limit`` villages and communities, best first."""
    kept: list[list[str]] = [[] for _ in range(_INSIDE + 2)]
    for prefecture in index().prefectures:
        block = read_block(prefecture) if _overlaps(prefecture, scopes) else None
        if block is None:
            continue
        for rank, line in _hits(pattern, block.text):
            if len(kept[rank]) < limit and _in_scope(code := block.code(line), scopes):
                kept[rank].append(code)
    best = [code for codes in kept for code in codes][:limit]
    return [each for code in best if (each := division(code))]


def _by_code(digits: str, limit: int, scopes: tuple[str, ...]) -> list[Division]:
    """Return divisions whose code begins with some digits, shortest codes first."""
    found: list[Division] = []
    names = index().names
    for length in CODE_LENGTHS[1 : COUNTY + 1]:
        codes = (
            code for code in names if len(code) == length and code.startswith(digits) and _in_scope(code, scopes)
        )
        found += [each for code in codes if (each := division(code))]
    for prefixes in (index().provinces, index().prefectures):
        for prefix in prefixes:
            if len(found) >= limit:
                return found[:limit]
            if prefix.startswith(digits) or digits.startswith(prefix):
                block = townships_of(prefix) if len(prefix) == CODE_LENGTHS[1] else read_block(prefix)
                if block is not None:
                    found += [each for each in block.under(digits) if _in_scope(each.code, scopes)]
    return found[:limit]


def _find_word(word: str, limit: int, scopes: tuple[str, ...], deepest: int) -> list[Division]:
    if word.isascii() and word.isdigit():
        found = _by_code(word, limit, scopes) if len(word) <= CODE_LENGTHS[VILLAGE] else []
        return [each for each in found if each.level <= deepest]
    pattern = _pattern(word)
    if pattern is None:
        return []
    found = _upper_hits(pattern, scopes, limit, deepest)
    if len(found) < limit and deepest == VILLAGE and (len(word) >= FEWEST_FOR_VILLAGES or scopes):
        found += _village_hits(pattern, scopes, limit - len(found))
    return found


def find_divisions(text: str, limit: int, *, within: str = "", deepest: int = VILLAGE) -> tuple[Division, ...]:
    """Return up to ``limit`` divisions a text may mean, best first.

    ``within`` is the code of a division to stay in, "" the whole country; ``deepest`` the lowest level wanted, and
    TOWNSHIP keeps an answer below 50 ms. Whole names come before beginnings, those before fragments, and all of them
    from province to township before the villages. A latin text of several words is first read as one.
    """
    words = clean_line(normalise_width(text)).split()
    scopes: tuple[str, ...] = (within,) if within else ()
    if not words or limit <= 0:
        return ()
    if len(words) > 1 and all(word.isascii() and word.isalpha() for word in words):
        found = _find_word("".join(words), limit, scopes, deepest)
        if found:
            return tuple(found)
    for word in words[:-1]:
        scopes = tuple(each.code for each in _find_word(word, MOST_SCOPES, scopes, TOWNSHIP))
        if not scopes:
            return ()
    return tuple(_find_word(words[-1], limit, scopes, deepest))
