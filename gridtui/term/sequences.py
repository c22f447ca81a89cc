"""Escape sequences of function and cursor keys, as the terminals in use send them.

Covered: xterm, PuTTY (ESC[n~, VT100+, Xterm R6, VT400, SCO), Linux console, rxvt, tmux, the application keypad. The
tables are keyed by what stands between the introducer (``ESC [`` or ``ESC O``) and the end, the last character
included. A sequence with Alt or Meta in it stands in no table: there is no Alt here, and Esc plus the key would act.
"""

from collections.abc import Mapping
from types import MappingProxyType

from gridtui.term.keys import Key, key_name

_ARROWS = {"A": "up", "B": "down", "C": "right", "D": "left"}
_CURSOR = {**_ARROWS, "H": "home", "F": "end"}
_EDITING = {1: "home", 2: "insert", 3: "delete", 4: "end", 5: "pageup", 6: "pagedown", 7: "home", 8: "end"}
_FUNCTION = {
    **{11 + index: index + 1 for index in range(5)},
    **{17 + index: index + 6 for index in range(5)},
    **{23 + index: index + 11 for index in range(4)},
    28: 15,
    29: 16,
    **{31 + index: index + 17 for index in range(4)},
}
_PREFIXES = {"2": "shift+", "5": "ctrl+", "6": "ctrl+shift+"}
_FUNCTION_KEYS_PER_ROW = 12

# Finals of F1 to F12 in PuTTY's SCO mode: plain, with Shift, with Ctrl, with both.
_SCO_CODES = "MNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz@[\\]^_`{"
SCO_ONLY = frozenset("NTUVWXL")
"""Bare finals nobody but an SCO terminal sends; the others mean something else elsewhere (focus, mouse, arrows)."""


def _modified_function(number: int, modifier: str) -> str:
    """Name a modified function key as Textual does: Shift+F1 is F13, Ctrl+F1 is Ctrl+F1, with both Ctrl+F13."""
    if modifier == "5":
        return f"ctrl+f{number}"
    return f"{'ctrl+' if modifier == '6' else ''}f{number + _FUNCTION_KEYS_PER_ROW}"


def _cursor_sequences() -> dict[str, str]:
    names = {"Z": "shift+tab", "~": "shift+tab"}
    for final, name in _CURSOR.items():
        names |= {final: name, f"1{final}": name}
        names |= {f"1;{modifier}{final}": prefix + name for modifier, prefix in _PREFIXES.items()}
    for final, name in _ARROWS.items():
        names |= {final.lower(): f"shift+{name}", f"5{final}": f"ctrl+{name}"}
    for code, name in _EDITING.items():
        names |= {f"{code}~": name, f"{code}$": f"shift+{name}", f"{code}^": f"ctrl+{name}"}
        names |= {f"{code};{modifier}~": prefix + name for modifier, prefix in _PREFIXES.items()}
        names[f"{code}@"] = f"ctrl+shift+{name}"
    return names


def _function_sequences() -> dict[str, str]:
    names = {f"[{final}": f"f{number}" for number, final in enumerate("ABCDE", 1)}
    for number, final in enumerate("PQRS", 1):
        names |= {f"1;{modifier}{final}": _modified_function(number, modifier) for modifier in _PREFIXES}
    for code, number in _FUNCTION.items():
        names |= {f"{code}~": f"f{number}", f"{code}^": f"ctrl+f{number}"}
        if number <= _FUNCTION_KEYS_PER_ROW:
            names |= {f"{code};{modifier}~": _modified_function(number, modifier) for modifier in _PREFIXES}
            names |= {f"{code}$": _modified_function(number, "2"), f"{code}@": _modified_function(number, "6")}
    return names


def _single_shifts() -> dict[str, str]:
    names = {**_CURSOR, "M": "enter", "Z": "f11", "[": "f12"}
    for number, final in enumerate("PQRSTUVWXY", 1):
        names[final] = f"f{number}"
        for modifier in _PREFIXES:
            names[f"{modifier}{final}"] = _modified_function(number, modifier)
            names[f"1;{modifier}{final}"] = _modified_function(number, modifier)
    for final, name in _CURSOR.items():
        for modifier, prefix in _PREFIXES.items():
            names[f"{modifier}{final}"] = prefix + name
            names[f"1;{modifier}{final}"] = prefix + name
    for final, name in _ARROWS.items():
        names[final.lower()] = f"ctrl+{name}"
    return names


def _sco() -> dict[str, str]:
    names = {"L": "insert", "I": "pageup", "G": "pagedown"}
    for index, final in enumerate(_SCO_CODES):
        shifts, number = divmod(index, _FUNCTION_KEYS_PER_ROW)
        names[final] = (
            f"f{number + 1}" if shifts == 0 else _modified_function(number + 1, ("2", "5", "6")[shifts - 1])
        )
    names["Z"] = "shift+tab"
    return names


CONTROL_SEQUENCE_KEYS: Mapping[str, str] = MappingProxyType({**_cursor_sequences(), **_function_sequences()})
"""Key names of ``ESC [`` sequences: "A" -> "up", "15~" -> "f5", "1;5C" -> "ctrl+right", "[A" -> "f1"."""

SINGLE_SHIFT_KEYS: Mapping[str, str] = MappingProxyType(_single_shifts())
"""Key names of ``ESC O`` sequences; in VT100+ mode F1 to F12 are P to [."""

SCO_KEYS: Mapping[str, str] = MappingProxyType(_sco())
"""Key names of bare ``ESC [`` finals in SCO mode; they come before CONTROL_SEQUENCE_KEYS there. Shift+Tab and
Shift+F2 send the same; it is taken for Shift+Tab."""

KEYPAD: Mapping[str, Key] = MappingProxyType(
    {
        final: Key(key_name(character), character)
        for final, character in zip("jklmnopqrstuvwxy", "*+,-./0123456789", strict=True)
    }
)
"""Keys of the numeric pad in application mode, ``ESC O`` and a letter: text like any other."""
