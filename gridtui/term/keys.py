"""What a terminal's input means: small frozen events, and the names keys go by.

Key names are the ones Textual binds ("a", "slash", "ctrl+l", "shift+tab", "pageup", "f13"), spelled here so that this
module needs no Textual. An event carries two faces: ``key`` is what the key does, with full-width forms and the
punctuation of a Chinese input method brought to ASCII; ``character`` is what was typed, for a text field.
"""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

import msgspec

KeyMode = Literal["auto", "xterm", "sco"]
"""Which function keys a terminal sends: ``sco`` must be chosen (or shown by a key only SCO sends, in ``auto``)."""


class Key(msgspec.Struct, frozen=True):
    """A key press: ``key`` is its name for bindings, ``character`` the text as typed or None when it is not text."""

    key: str
    character: str | None = None


class Paste(msgspec.Struct, frozen=True):
    """Pasted text, plain: no control characters but newline, a tab turned into one space."""

    text: str


class CursorReport(msgspec.Struct, frozen=True):
    """The terminal's answer to ``ESC[6n``: row and column, both from 1."""

    row: int
    column: int


class DeviceReport(msgspec.Struct, frozen=True):
    """The terminal's answer to DA1 (``kind`` "?") or DA2 (">"): its numbers."""

    kind: Literal["?", ">"]
    numbers: tuple[int, ...]


class EncodingChanged(msgspec.Struct, frozen=True):
    """From here on the terminal's bytes are read in this encoding; told once, before the first key read in it."""

    name: str


InputEvent = Key | Paste | CursorReport | DeviceReport | EncodingChanged

_SPELLED_BY_TEXTUAL = MappingProxyType(
    {
        "solidus": "slash",
        "reverse_solidus": "backslash",
        "commercial_at": "at",
        "hyphen_minus": "minus",
        "plus_sign": "plus",
        "low_line": "underscore",
    }
)

INPUT_METHOD_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "、": "/",
        "。": ".",
        "《": "<",
        "》": ">",
        "「": "{",
        "」": "}",
        "『": "{",
        "』": "}",
        "…": "^",
        "〈": "<",
        "〉": ">",
        "【": "[",
        "】": "]",
        "—": "_",
        "￥": "$",
        "¥": "$",
        "·": "`",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "\u3000": " ",
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    }
)
"""The ASCII key behind a character a Chinese input method sends for it (full-width forms, 、。《》【】「」——……￥)."""

_CONTROL_NAMES: Mapping[int, str] = MappingProxyType(
    {
        0x00: "ctrl+@",
        **{code: f"ctrl+{chr(code + 0x60)}" for code in range(0x01, 0x1B)},
        0x08: "backspace",
        0x09: "tab",
        0x0D: "enter",
        0x1B: "escape",
        0x1C: "ctrl+backslash",
        0x1D: "ctrl+right_square_bracket",
        0x1E: "ctrl+circumflex_accent",
        0x1F: "ctrl+underscore",
        0x7F: "backspace",
    }
)


@lru_cache(1024)
def key_name(character: str) -> str:
    """Return the name Textual binds for one printable character: itself, or its Unicode name ("full_stop")."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, character).lower().replace("-", "_").replace(" ", "_")
    return _SPELLED_BY_TEXTUAL.get(name, name)


def typed(character: str) -> Key | None:
    """Return the key event of one character, control characters included; None for those that are not keys (C1)."""
    code = ord(character)
    if code in _CONTROL_NAMES:
        return Key(_CONTROL_NAMES[code])
    if 0x80 <= code < 0xA0:  # noqa: PLR2004 - C1 control characters
        return None
    return Key(key_name(INPUT_METHOD_KEYS.get(character, character)), character)
