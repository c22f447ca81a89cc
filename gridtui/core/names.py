"""Names of people: cleaned, read aloud in pinyin, and put in order.

A name is found by initials under every reading it may have, because nobody at the desk knows which one the family
uses: 仇 is qiu as a surname and chou in the dictionary. The surname's own reading comes first.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import combinations

from gridtui.core.pinyin import LAST_NUMBER, living_syllables, syllable_number, syllables
from gridtui.core.surnames import COMPOUND_SURNAMES, LONGEST_SURNAME, PLAIN_SURNAMES, SURNAMES
from gridtui.core.text import clean_line, normalise_width

MOST_READINGS = 4
KEY_SYLLABLES = 4

_DOT = "·"
_DOTS = str.maketrans(dict.fromkeys("•・･‧∙⋅●．", _DOT))
_FIRST_HANZI, _LAST_HANZI = "\u4e00", "\u9fff"
_FIRST_CJK = "\u2e80"


def _is_hanzi(char: str) -> bool:
    return char >= _FIRST_CJK and char.isalnum()


def _is_dot(name: str, place: int) -> bool:
    """Tell whether a full stop joins the parts of a name: 阿依古丽.买买提, but not J. Smith."""
    return (
        name[place] == "." and 0 < place < len(name) - 1 and _is_hanzi(name[place - 1]) and _is_hanzi(name[place + 1])
    )


def clean_name(text: str) -> str:
    """Return a name in one spelling: no blanks between hanzi (张　三), ``·`` between parts, plain width, NFC."""
    if text and min(text) >= _FIRST_HANZI and max(text) <= _LAST_HANZI:
        return text  # nearly every name: nothing in it could be spelled in another way
    name = clean_line(text.translate(_DOTS))
    name = "".join(normalise_width(char) if char.isalnum() else char for char in name)
    name = "".join(_DOT if _is_dot(name, place) else char for place, char in enumerate(name))
    name = _DOT.join(part.strip() for part in name.split(_DOT) if part.strip())
    words = name.split(" ")
    joined = words[0]
    for word in words[1:]:
        apart = joined and word and not (_is_hanzi(joined[-1]) and _is_hanzi(word[0]))
        joined += f" {word}" if apart else word
    return joined


def _latin(word: str) -> str:
    """Return a word in lower case without accents; letters of other scripts stay as they are."""
    return "".join(char for char in unicodedata.normalize("NFKD", word.casefold()) if char.isalnum())


def _spoken(name: str) -> Iterator[str]:
    """Yield what is read on its own: each hanzi, each word in letters or digits."""
    word = ""
    for char in name:
        if char.isalnum() and not _is_hanzi(char):
            word += char
            continue
        if word:
            yield word
            word = ""
        if char.isalnum() or char == "〇":
            yield char
    if word:
        yield word


def _choices(unit: str) -> tuple[str, ...]:
    """Return the living readings of a hanzi; a word reads as itself, as does a hanzi unknown to the table."""
    if len(unit) == 1 and (found := living_syllables(unit)):
        return found
    return (_latin(unit) or unit,)


def _followed_by(readings: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*readings, *others)))


def _surname_choices(units: list[str]) -> list[tuple[str, ...]]:
    """Return the readings of the characters of the surname a name begins with, as many as it has characters."""
    for length in range(min(LONGEST_SURNAME, len(units)), 1, -1):
        if found := COMPOUND_SURNAMES.get("".join(units[:length])):
            single = _surname_choices(units[:1])
            alone = [*single, *(_choices(unit) for unit in units[1:length])]
            return [_followed_by((reading,), other) for reading, other in zip(found, alone, strict=True)]
    surname = units[0]
    if surname in PLAIN_SURNAMES:
        return [syllables(surname)[:1]]
    return [_followed_by(SURNAMES.get(surname, ()), _choices(surname))]


def _name_choices(name: str) -> list[tuple[str, ...]]:
    """Return for each spoken unit of a name its readings, the preferred first."""
    cleaned = clean_name(name)
    units = list(_spoken(cleaned))
    if not units:
        return []
    # A name in parts (阿依古丽·买买提) has no Chinese surname.
    leading = [] if _DOT in cleaned else _surname_choices(units)
    return [*leading, *(_choices(unit) for unit in units[len(leading) :])]


def _most_likely(choices: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Return up to ``MOST_READINGS`` combinations: the preferred, then those differing in one place, then in two."""
    preferred = tuple(each[0] for each in choices)
    found = [preferred]
    swaps = sorted((rank, place) for place, each in enumerate(choices) for rank in range(1, len(each)))
    for count in (1, 2):
        for chosen in combinations(swaps, count):
            if len(found) == MOST_READINGS:
                return tuple(found)
            reading = list(preferred)
            for rank, place in chosen:
                reading[place] = choices[place][rank]
            if tuple(reading) not in found:
                found.append(tuple(reading))
    return tuple(found)


def _initial_choices(choices: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [tuple(dict.fromkeys(reading[0] for reading in each)) for each in choices]


def name_readings(name: str) -> tuple[tuple[str, ...], ...]:
    """Return up to four readings of a name, each a syllable for each hanzi or a word in letters; preferred first.

    Empty if nothing in the name can be read.
    """
    choices = _name_choices(name)
    return _most_likely(choices) if choices else ()


def initials(name: str) -> tuple[str, ...]:
    """Return up to four spellings of a name by initials, each once, preferred first: 仇英 gives qy and cy."""
    choices = _initial_choices(_name_choices(name))
    return tuple("".join(letters) for letters in _most_likely(choices)) if choices else ()


def place_initials(title: str) -> tuple[str, ...]:
    """Return up to four spellings by initials of a title that is no person's name: 重庆路 gives zql and cql."""
    choices = _initial_choices([_choices(unit) for unit in _spoken(clean_line(normalise_width(title)))])
    return tuple("".join(letters) for letters in _most_likely(choices)) if choices else ()


def name_key(name: str) -> tuple[int, ...]:
    """Return up to four syllable numbers (1 to 511) of the preferred reading, by which names are put in order."""
    preferred = (each[0] for each in _name_choices(name)[:KEY_SYLLABLES])
    return tuple(min(syllable_number(syllable), LAST_NUMBER) for syllable in preferred)
