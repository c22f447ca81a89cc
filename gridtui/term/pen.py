"""How a cell is drawn: a pen of sixteen colours and some attributes in one integer; the cheapest way between two.

Bits 0 to 4 hold the colour of the character (0 the terminal's own, 1 to 16 the sixteen), bits 5 to 9 that of the
background in the same way, the bits above hold the attributes. ``None`` stands for a pen nobody knows.
"""

from functools import lru_cache
from typing import Final

Pen = int
"""A pen; PLAIN is the terminal's own colours without attributes."""

PLAIN: Final[Pen] = 0

BOLD: Final[Pen] = 1 << 10
DIM: Final[Pen] = 1 << 11
ITALIC: Final[Pen] = 1 << 12
UNDERLINE: Final[Pen] = 1 << 13
BLINK: Final[Pen] = 1 << 14
REVERSE: Final[Pen] = 1 << 15
STRIKE: Final[Pen] = 1 << 16

SHOWS_ON_BLANK: Final[Pen] = UNDERLINE | REVERSE | STRIKE
"""Attributes that can be seen where there is no character."""

_COLOUR = 0x1F
_BACKGROUND_SHIFT = 5
_BACKGROUND = _COLOUR << _BACKGROUND_SHIFT
_INTENSITY = BOLD | DIM
_NORMAL_INTENSITY = "22"
_ON_OFF: Final = (
    (BOLD, "1", _NORMAL_INTENSITY),
    (DIM, "2", _NORMAL_INTENSITY),
    (ITALIC, "3", "23"),
    (UNDERLINE, "4", "24"),
    (BLINK, "5", "25"),
    (REVERSE, "7", "27"),
    (STRIKE, "9", "29"),
)


def pen(colour: int | None = None, background: int | None = None, attributes: Pen = PLAIN) -> Pen:
    """Return a pen; colours are 0 to 15 (black to white, then the bright ones), None is the terminal's own."""
    front = 0 if colour is None else colour + 1
    behind = 0 if background is None else background + 1
    return front | behind << _BACKGROUND_SHIFT | attributes


def on_blank(a_pen: Pen) -> Pen:
    """Return what of a pen can be seen where there is no character: the background, unless an attribute shows."""
    return a_pen & ~(ITALIC | BLINK) if a_pen & SHOWS_ON_BLANK else a_pen & _BACKGROUND


def shows_blank(a_pen: Pen | None, blank: Pen) -> bool:
    """Tell whether a space written, or a cell erased, with this pen looks as a blank of pen ``blank`` has to."""
    return a_pen is not None and on_blank(a_pen) == blank


@lru_cache(4096)
def transition(before: Pen | None, after: Pen) -> str:
    """Return the shortest SGR sequence from one pen to another; empty when they are the same."""
    if before == after:
        return ""
    anew = ["", *_codes(PLAIN, after)] if after != PLAIN else []
    if before == PLAIN:
        anew = anew[1:]
    sequences = [f"\x1b[{';'.join(anew)}m"]
    if before is not None:
        sequences.append(f"\x1b[{';'.join(_codes(before, after))}m")
    return min(sequences, key=len)


@lru_cache(4096)
def pen_for_blank(current: Pen | None, blank: Pen, following: Pen) -> Pen:
    """Return the pen to draw a blank with when one of pen ``following`` comes after it: the cheapest way to both."""
    kept = PLAIN if current is None else current & ~(_BACKGROUND | SHOWS_ON_BLANK) | blank
    fitting = [each for each in (following, blank, kept) if shows_blank(each, blank)]
    return min(fitting, key=lambda each: len(transition(current, each)) + len(transition(each, following)))


def _codes(before: Pen, after: Pen) -> list[str]:
    """Return the SGR parameters that change one pen into another step by step."""
    codes = []
    dropped = before & ~after
    if dropped & _INTENSITY:  # one code ends both
        codes.append(_NORMAL_INTENSITY)
        before &= ~_INTENSITY
    for attribute, switched_on, switched_off in _ON_OFF:
        if (before ^ after) & attribute:
            codes.append(switched_on if after & attribute else switched_off)
    if (before ^ after) & _COLOUR:
        codes.append(_colour_code(after & _COLOUR, 30, 90))
    if (before ^ after) & _BACKGROUND:
        codes.append(_colour_code(after >> _BACKGROUND_SHIFT & _COLOUR, 40, 100))
    return codes


def _colour_code(colour: int, first: int, first_bright: int) -> str:
    if colour == 0:
        return str(first + 9)
    return str(first + colour - 1 if colour <= 8 else first_bright + colour - 9)  # noqa: PLR2004 - eight of each kind
