"""Which characters a screen may hold: nothing whose width depends on the terminal.

Characters of East Asian width class A (UAX #11) take one cell on one terminal and two on the next: lines, arrows,
dots, curly quotes. Strings of the interface are tested against this; records are shown through ``core.cells``.
"""

import unicodedata


def ambiguous_characters(text: str) -> tuple[str, ...]:
    """Return the characters of ambiguous width in a text, each once, in order; empty when all is fine."""
    return tuple(dict.fromkeys(each for each in text if unicodedata.east_asian_width(each) == "A"))
