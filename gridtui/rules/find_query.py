"""What a typed line looks for: words become tokens of ``find_keys``, and checks where a token says less than a word.

typed                           looked up                                   checked
lxf                             lxf (over 8 letters: their 8-runs)          the initials hold all letters
刘秀, 晏五村                    as it stands (over 4 hanzi: their 4-runs,   one text holds them, or two texts
                                in one piece or cut in two)                 one part each
3号楼  三号楼  3栋  3#          b3
3-2-501  3号楼2单元501室        b3e2d501
5-2                             b5e2 or b5d2
501                             d501 or t501 or b501
5 or 7 and more digits          t + last 4 or 6                             a number ends so, or a door is so
431x                            t431x, d431x

A word that mixes kinds (晏五村5-2-501, 独居5号楼) is cut where the kind changes. Everything else parts words, so that
quotes, brackets and operators of the index's query language are blanks here. All words must hold.
"""

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from gridtui.rules.find_keys import (
    HANZI_RUN,
    LETTER_RUN,
    TAILS,
    FindFacts,
    door_key,
    hanzi_of,
    is_hanzi,
    latin_words,
    plain,
    plain_number,
    spelled,
)

TEXT_MAX = 200
"""Characters of a typed line that are looked at."""

WORDS_MAX = 12
"""Words of a typed line that are looked up."""

NOWHERE = "u0"
"""A token no household carries: rows of a store are numbered from 1."""

_CUT_MAX = 16
_TAIL_SHORT, _TAIL_LONG = 4, 6
_NUMERALS = "一二三四五六七八九"
_SUFFIX = "甲乙丙丁戊己庚辛壬癸东南西北中"
_DOTS = frozenset("·•・‧")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−~_", "-"))
_DOOR = rf"[0-9]{{1,5}}(?:-[0-9]{{1,2}}(?![0-9])|[a-z](?![a-z])|[{_SUFFIX}])?"
_HOUSE = r"(?:号楼|楼栋|栋|幢|座|\#楼|\#)"
_ROOM = "(?:室|户|房|号)"

_GROUPED_NUMBERS = (
    re.compile(r"(?<![0-9])(1[0-9]{2})[ -]([0-9]{4})[ -]([0-9]{4})(?![0-9])"),
    re.compile(r"(?<![0-9])([0-9]{6})[ -]([0-9]{8})[ -]([0-9]{3}[0-9x])(?![0-9])"),
    re.compile(r"(?<![0-9])(0[0-9]{2,3})-([0-9]{7,8})()(?![0-9])"),
)
_NUMERAL_HOUSE = re.compile(rf"([{_NUMERALS}]?)(十?)([{_NUMERALS}]?)(?={_HOUSE}|单元)")
_PIECES = re.compile(
    rf"""
      (?P<wb>[0-9]{{1,3}}){_HOUSE}-?(?:(?P<we>[0-9]{{1,2}})(?:单元|-)-?)?(?:(?P<wd>{_DOOR}){_ROOM}?)?
    | (?P<tb>[0-9]{{1,3}})-(?P<te>[0-9]{{1,2}})-(?P<td>{_DOOR}){_ROOM}?(?![0-9-])
    | (?P<pa>[0-9]{{1,3}})-(?P<pb>[0-9]{{1,5}}(?:[a-z](?![a-z])|[{_SUFFIX}])?){_ROOM}?(?![0-9-])
    | (?P<e>[0-9]{{1,2}})单元
    | (?P<idx>[0-9]{{2,17}}x)(?![a-z])
    | (?P<ds>[0-9]{{1,5}})(?P<dl>[a-z])(?![a-z])
    | (?P<dh>[0-9]{{3,5}}[{_SUFFIX}])
    | (?P<d>[0-9]{{1,5}})(?:室|户|房)
    | (?P<n>[0-9]{{1,4}})号
    | (?P<digits>[0-9]+)
    | (?P<letters>[a-z]+)
    | (?P<hanzi>[^\x00-\x7f]+)
    """,
    re.VERBOSE,
)


class Check(msgspec.Struct, frozen=True, gc=False):
    """A condition on the record that the index cannot decide."""

    kind: Literal["hanzi", "letters", "number"]
    text: str

    def holds(self, facts: FindFacts) -> bool:
        """Return whether a household meets it."""
        if self.kind == "number":
            at_door = door_key(facts.door) == door_key(self.text)
            return at_door or any(plain_number(number).endswith(self.text) for number in facts.numbers)
        if self.kind == "letters":
            initials = (letters for name in facts.names for letters in spelled(name))
            words = (word for name in facts.names for word in latin_words(name))
            return any(self.text in letters for letters in initials) or any(w.startswith(self.text) for w in words)
        texts = [hanzi_of(text) for text in (*facts.names, *facts.places, *facts.tags, facts.door)]
        return any(all(any(part in text for text in texts) for part in parts) for parts in _cuts(self.text))


class Term(msgspec.Struct, frozen=True):
    """One word: any of the ``ways`` may hold, each of which is tokens that must all be there."""

    ways: tuple[tuple[str, ...], ...]
    check: Check | None = None


class Query(msgspec.Struct, frozen=True):
    """A typed line, ready to be asked. ``terms`` is empty where the line holds nothing that can be looked up."""

    terms: tuple[Term, ...]

    @property
    def checks(self) -> tuple[Check, ...]:
        """What must still be checked on each record the index returns."""
        return tuple(term.check for term in self.terms if term.check is not None)

    def match(self, scope_units: Sequence[int] | None) -> str:
        """Return the MATCH expression of the index: every token quoted, the units of the scope as one more term.

        An empty scope finds nothing; None means everything this store holds. "" where there is nothing to ask.
        """
        parts = ["(" + " OR ".join(_way(way) for way in term.ways) + ")" for term in self.terms]
        if scope_units is not None:
            tokens = [f"u{unit}" for unit in scope_units] or [NOWHERE]
            parts.insert(0, "(" + " OR ".join(_quoted(token) for token in tokens) + ")")
        return " AND ".join(parts)

    def admits(self, facts: FindFacts) -> bool:
        """Return whether a household the index returned meets every check."""
        return all(check.holds(facts) for check in self.checks)


def query_terms(text: str) -> Query:
    """Return what a typed line looks for; never raises, whatever is typed."""
    line = plain(text[:TEXT_MAX]).translate(_DASHES)
    for pattern in _GROUPED_NUMBERS:
        line = pattern.sub(r"\1\2\3", line)
    line = _NUMERAL_HOUSE.sub(_numeral, line)
    terms: list[Term] = []
    for word in _parted(line).split():
        for piece in _PIECES.finditer(word):
            term = _term(piece)
            if term not in terms:
                terms.append(term)
    return Query(tuple(terms[:WORDS_MAX]))


def _parted(line: str) -> str:
    """Return the line with dots inside names dropped and everything that is no letter, digit or dash sign a blank."""
    return "".join(c if c < "\x80" or is_hanzi(c) else " " for c in line if c not in _DOTS)


def _term(piece: re.Match[str]) -> Term:
    found = {name: value for name, value in piece.groupdict().items() if value is not None}
    match piece.lastgroup:
        case "letters":
            return _letters(found["letters"])
        case "hanzi":
            return _hanzi(found["hanzi"])
        case "digits":
            return _digits(found["digits"])
        case "idx":
            return _with_x(found["idx"])
        case _:
            return Term(_address(found))


def _address(found: dict[str, str]) -> tuple[tuple[str, ...], ...]:
    """Return the ways of a word that names a building, an entrance, a door or several of them."""
    match found:
        case {"wb": building}:
            return (_house(building, found.get("we"), found.get("wd")),)
        case {"tb": building, "te": entrance, "td": door}:
            return (_house(building, entrance, door),)
        case {"pa": first, "pb": second}:
            return _pair(int(first), second)
        case {"ds": digits, "dl": letter}:
            return ((door_key(digits + letter),), (f"b{int(digits)}", letter))
        case {"n": digits}:
            return ((door_key(digits),), (f"b{int(digits)}",))
    return ((f"e{int(found['e'])}",),) if "e" in found else ((door_key(found.get("d") or found["dh"]),),)


def _house(building: str, entrance: str | None, door: str | None) -> tuple[str, ...]:
    """Return the tokens of a worded or dashed address; without an entrance, building and door are two tokens."""
    at = f"b{int(building)}"
    if entrance is not None:
        at = f"{at}e{int(entrance)}"
        return (f"{at}{door_key(door)}",) if door else (at,)
    return (at, door_key(door)) if door else (at,)


def _pair(first: int, second: str) -> tuple[tuple[str, ...], ...]:
    """Return what ``5-2`` may mean: an entrance, a door of a building without entrances, or door 5-2 itself."""
    ways: list[tuple[str, ...]] = []
    if second.isdigit():
        ways.append((f"b{first}e{int(second)}",))
        ways.append((door_key(f"{first}-{second}"),))
    ways.append((f"b{first}", door_key(second)) if len(second) >= len("501") else (f"b{first}{door_key(second)}",))
    return tuple(ways)


def _letters(word: str) -> Term:
    if len(word) <= LETTER_RUN:
        return Term(((word,),))
    return Term((_cover(word, LETTER_RUN),), Check("letters", word))


def _hanzi(word: str) -> Term:
    if len(word) <= HANZI_RUN:
        return Term(((word,),))
    ways = tuple(tuple(token for part in parts for token in _cover(part, HANZI_RUN)) for parts in _cuts(word))
    return Term(ways, Check("hanzi", word))


def _with_x(word: str) -> Term:
    """Look up the tail of an ID number that ends in X, which may also be a door."""
    kept = word if len(word) in TAILS else word[-_TAIL_LONG:] if len(word) > _TAIL_LONG else word[-_TAIL_SHORT:]
    check = Check("number", word) if kept != word else None
    return Term(((f"t{kept}",), (door_key(word),)), check)


def _digits(word: str) -> Term:
    number = int(word)
    match len(word):
        case 1 | 2:
            return Term(((f"d{number}",), (f"b{number}",)))
        case 3:
            return Term(((f"d{number}",), (f"t{word}",), (f"b{number}",)))
        case 4:
            return Term(((f"d{number}",), (f"t{word}",)))
        case 5:
            return Term(((f"t{word[-_TAIL_SHORT:]}",), (f"d{number}",)), Check("number", word))
        case 6:
            return Term(((f"t{word}",),))
        case _:
            return Term(((f"t{word[-_TAIL_LONG:]}",),), Check("number", word))


def _cuts(word: str) -> list[tuple[str, ...]]:
    """Return a run of hanzi whole, and cut in two parts of at least two characters each."""
    whole: list[tuple[str, ...]] = [(word,)]
    if len(word) > _CUT_MAX:
        return whole
    return whole + [(word[:at], word[at:]) for at in range(2, len(word) - 1)]


def _cover(word: str, length: int) -> tuple[str, ...]:
    """Return every run of exactly ``length`` characters, or the word itself where it is shorter; at most 32."""
    if len(word) <= length:
        return (word,)
    starts = range(min(len(word) - length + 1, 32))
    return tuple(dict.fromkeys(word[start : start + length] for start in starts))


def _way(tokens: tuple[str, ...]) -> str:
    quoted = [_quoted(token) for token in tokens]
    return quoted[0] if len(quoted) == 1 else "(" + " AND ".join(quoted) + ")"


def _quoted(token: str) -> str:
    return f'"{token}"'


def _numeral(match: re.Match[str]) -> str:
    """Write 三, 十二, 二十一 before a building or entrance word as digits; anything else stays."""
    tens, ten, ones = match.groups()
    if not match.group(0):
        return ""
    if not ten:
        return match.group(0) if tens and ones else str(_NUMERALS.index(tens or ones) + 1)
    return str((_NUMERALS.index(tens) + 1 if tens else 1) * 10 + (_NUMERALS.index(ones) + 1 if ones else 0))
