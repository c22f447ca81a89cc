"""What a key means whatever the input method makes of it.

An input method left in Chinese mode sends full-width digits and its own punctuation; on a list those are the keys
they stand on. A hanzi is not a key: on a list it opens find (terminal.md section 7, rule 10).
"""

from typing import NamedTuple

from textual.events import Key

from gridtui.term.keys import INPUT_METHOD_KEYS

IDEOGRAPHIC_SPACE = "\u3000"


class KeyPress(NamedTuple):
    """One key: ``name`` decides what it does, ``text`` is what a text entry would take of it ('' for none)."""

    name: str
    text: str = ""

    @property
    def digit(self) -> int | None:
        """The digit the key stands for, None for any other key."""
        return int(self.name) if len(self.name) == 1 and self.name.isascii() and self.name.isdigit() else None

    @property
    def is_hanzi(self) -> bool:
        """Whether the key is a character of the script rather than a key."""
        return len(self.name) == 1 and "\u3400" <= self.name <= "\U0003ffff" and not self.name.isascii()


def key_press(event: Key) -> KeyPress:
    """Return what Textual's event means here."""
    character = event.character or ""
    if character == IDEOGRAPHIC_SPACE:
        return KeyPress("space", " ")
    if len(character) == 1 and character.isprintable():
        name = INPUT_METHOD_KEYS.get(character, character)
        return KeyPress("space" if name == " " else name, character)
    return KeyPress(event.key)
