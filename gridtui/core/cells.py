"""What a text occupies on a terminal, and the form in which every terminal draws it alike.

A hanzi takes two cells, a combining mark none. About a thousand characters are of *ambiguous* width (Unicode
UAX #11, class A): one cell on one terminal and two on the next, so they never reach a screen. For display they
become ASCII or full-width, and what has neither becomes the geta mark, as printers have done for a century.
"""

import unicodedata

GETA = "〓"  # stands for a character that cannot be shown
MOST_MARKS = 2  # combining marks kept on one base; Tibetan and Vietnamese need two, a prank uses fifty

_SIGNS = {
    "·": "・",
    "•": "・",
    "‧": "・",
    "“": "「",
    "”": "」",
    "‘": "『",
    "’": "'",
    "…": "...",
    "‥": "..",
    "—": "-",
    "―": "-",
    "–": "-",
    "‐": "-",
    "‖": "||",
    "′": "'",
    "″": '"',
    "‵": "'",
    "´": "'",
    "¨": '"',
    "¸": ",",
    "‾": "~",
    "×": "x",
    "÷": "/",
    "±": "+-",
    "°": "度",
    "℃": "度",
    "℉": "F",
    "‰": "o/oo",
    "§": "节",
    "¶": "段",
    "¡": "!",
    "¿": "?",
    "®": "(R)",
    "†": "+",
    "‡": "++",
    "※": "*",
    "€": "EUR",
    "¤": "$",
    "√": "v",
    "∶": ":",
    "∷": "::",
    "≠": "!=",
    "≡": "==",
    "≈": "~",
    "≌": "~",
    "≒": "~",
    "≤": "<=",
    "≥": ">=",
    "≦": "<=",
    "≧": ">=",
    "≮": ">=",
    "≯": "<=",
    "∞": "oo",
    "∴": "所以",
    "∵": "因为",
    "∥": "||",
    "∣": "|",
    "∼": "~",
    "∽": "~",
    "←": "<-",
    "→": "->",
    "↑": "^",
    "↓": "v",
    "↔": "<->",
    "⇒": "=>",
    "⇔": "<=>",
    "♀": "女",
    "♂": "男",
    "ß": "ss",
    "Æ": "AE",
    "æ": "ae",
    "Ø": "O",
    "ø": "o",
    "Ð": "D",
    "ð": "d",
    "Þ": "Th",
    "þ": "th",
    "đ": "d",
    "Đ": "D",
    "ħ": "h",
    "Ħ": "H",
    "ı": "i",
    "ĸ": "k",
    "ł": "l",
    "Ł": "L",
    "ŋ": "ng",
    "Ŋ": "Ng",
    "œ": "oe",
    "Œ": "OE",
    "ŧ": "t",
    "Ŧ": "T",
    "ɑ": "a",
    "ɡ": "g",
}
_GREEK = "α=a β=b γ=g δ=d ε=e ζ=z η=e θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s τ=t υ=y φ=f χ=ch ψ=ps ω=o"
_CYRILLIC = (
    "а=a б=b в=v г=g д=d е=e ё=yo ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch "
    "ш=sh щ=shch ъ=' ы=y ь=' э=e ю=yu я=ya"
)
_LETTERS = {pair[0]: pair[2:] for pair in f"{_GREEK} {_CYRILLIC}".split()}
_BOX = range(0x2500, 0x2580)
_CIRCLED = range(0x2460, 0x24EB)  # the digit alone would join the digits beside it: ①3 is not 13
_SHAPES = range(0x2580, 0x2800)
_EMOJI = range(0x1F000, 0x20000)
_JAMO_TAIL = range(0x1160, 0x1200)
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
_MARKS = frozenset({"Mn", "Me"})
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


def _is_wide_or_narrow(text: str) -> bool:
    return all(unicodedata.east_asian_width(each) != "A" for each in text)


def _shown_symbol(char: str) -> str:
    """Return the substitute of an ambiguous character that no table names."""
    if ord(char) in _BOX:
        name = unicodedata.name(char)
        if "HORIZONTAL" in name and "VERTICAL" not in name and " AND " not in name:
            return "-"
        return "|" if "VERTICAL" in name and "HORIZONTAL" not in name and " AND " not in name else "+"
    if ord(char) in _SHAPES:
        return "*"
    return GETA


def _shown_ambiguous(char: str) -> str:
    """Return ASCII or full-width text for one character of ambiguous width."""
    if char in _SIGNS:
        return _SIGNS[char]
    lower = char.lower()
    if lower in _LETTERS:
        plain = _LETTERS[lower]
        return plain if char == lower else plain.capitalize()
    folded = "".join(each for each in unicodedata.normalize("NFKD", char) if unicodedata.category(each) not in _MARKS)
    folded = "".join(_SIGNS.get(each, each) for each in folded).replace("⁄", "/")
    if folded and folded != char and _is_wide_or_narrow(folded):
        return f"({folded})" if ord(char) in _CIRCLED and folded.isalnum() else folded
    return _shown_symbol(char)


def _shown(char: str) -> str:
    """Return what stands on the screen for one character; empty for what draws nothing."""
    code = ord(char)
    category = unicodedata.category(char)
    if char in "\t\n\v\f\r\x85\u2028\u2029" or category == "Zs":
        return "\u3000" if char == "\u3000" else " "
    if category == "Co":
        return GETA
    if category in _DROPPED or any(code in each for each in _SELECTORS):
        return ""
    if category in _MARKS:
        return char
    width = unicodedata.east_asian_width(char)
    if code in _EMOJI or (width == "W" and category == "So" and code < 0x3000):  # noqa: PLR2004 - start of CJK
        return GETA
    return _shown_ambiguous(char) if width == "A" else char


class _ShownForms(dict[int, str]):
    """Substitutes by code point, worked out when first met; ``str.translate`` reads it at C speed."""

    def __missing__(self, code: int) -> str:
        shown = self[code] = _shown(chr(code))
        return shown


class _CellWidths(dict[str, int]):
    """Cells by character, worked out when first met."""

    def __missing__(self, char: str) -> int:
        category = unicodedata.category(char)
        if category in _MARKS or category in _DROPPED or ord(char) in _JAMO_TAIL:
            cells = 0
        else:
            cells = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        self[char] = cells
        return cells


_shown_forms = _ShownForms()
_cell_widths = _CellWidths()


def cell_width(text: str) -> int:
    """Return the cells a text takes: 2 for wide and full-width, 0 for marks and controls, else 1."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(map(_cell_widths.__getitem__, text))


def _without_piled_marks(text: str) -> str:
    """Drop marks without a base and more than ``MOST_MARKS`` on one."""
    kept: list[str] = []
    marks = MOST_MARKS
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in _MARKS else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def for_display(text: str) -> str:
    """Return a text as one line that every terminal draws alike: no controls, no ambiguous widths.

    The result may be longer than the record (``…`` becomes ``...``) and is for the screen only.
    """
    if text.isascii() and text.isprintable():
        return text
    shown = text.translate(_shown_forms)
    if not unicodedata.is_normalized("NFC", shown):
        # Composing can make a letter of ambiguous width out of two that were not.
        shown = unicodedata.normalize("NFC", shown).translate(_shown_forms)
    if any(not _cell_widths[char] for char in shown):
        shown = _without_piled_marks(shown)
    return shown


def fit(text: str, width: int) -> str:
    """Return a text cut to ``width`` cells and padded with spaces to exactly that many; shown as ``for_display``.

    A wide character that would straddle the edge is left out and a space stands in its place.
    """
    shown = for_display(text)
    cells = cell_width(shown)
    if cells > width:
        kept: list[str] = []
        cells = 0
        for char in shown:
            wide = _cell_widths[char]
            if cells + wide > width:
                break
            kept.append(char)
            cells += wide
        shown = "".join(kept)
    return shown + " " * (width - cells)
