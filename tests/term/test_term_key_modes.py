"""What real terminals send for the same keys, in each of their modes, and that it means the same everywhere.

Recorded from pterm (PuTTY 0.78's terminal, by its setting "function keys") and xterm 379 under Xvfb, pressed by
xdotool; those of rxvt-unicode and the Linux console are as their manuals state them.
"""

from collections.abc import Iterator

import pytest

from gridtui.term.decoder import ESCAPE_WAIT_MS, InputDecoder
from gridtui.term.keys import InputEvent, Key, KeyMode

FUNCTION_KEYS = tuple(f"f{number}" for number in range(1, 13))
CURSOR_KEYS = ("up", "down", "left", "right")
EDITING_KEYS = ("home", "end", "insert", "delete", "pageup", "pagedown")
SHIFT_TAB, BACKSPACE = "shift+tab", "backspace"

TILDES = "[11~ [12~ [13~ [14~ [15~ [17~ [18~ [19~ [20~ [21~ [23~ [24~"
VT100_F1_TO_F4 = "OP OQ OR OS [15~ [17~ [18~ [19~ [20~ [21~ [23~ [24~"
ARROWS, APPLICATION_ARROWS = "[A [B [D [C", "OA OB OD OC"
PUTTY_EDITING = "[1~ [4~ [2~ [3~ [5~ [6~"

RECORDED: dict[str, tuple[str, str, str]] = {
    "PuTTY ESC[n~": (TILDES, ARROWS, PUTTY_EDITING),
    "PuTTY Linux": ("[[A [[B [[C [[D [[E [17~ [18~ [19~ [20~ [21~ [23~ [24~", ARROWS, PUTTY_EDITING),
    "PuTTY Xterm R6": (VT100_F1_TO_F4, ARROWS, PUTTY_EDITING),
    "PuTTY VT100+": ("OP OQ OR OS OT OU OV OW OX OY OZ O[", ARROWS, PUTTY_EDITING),
    "PuTTY Xterm 216+": (VT100_F1_TO_F4, ARROWS, PUTTY_EDITING),
    "xterm": (VT100_F1_TO_F4, ARROWS, "[H [F [2~ [3~ [5~ [6~"),
    "xterm with application cursor keys": (VT100_F1_TO_F4, APPLICATION_ARROWS, "OH OF [2~ [3~ [5~ [6~"),
    "xterm VT220 keys": (VT100_F1_TO_F4, ARROWS, "[1~ [4~ [2~ [3~ [5~ [6~"),
    "rxvt-unicode": (TILDES, ARROWS, "[7~ [8~ [2~ [3~ [5~ [6~"),
    "Linux console": ("[[A [[B [[C [[D [[E [17~ [18~ [19~ [20~ [21~ [23~ [24~", ARROWS, PUTTY_EDITING),
}
"""Mode -> F1 to F12, the arrows, Home to Page Down; each without its ESC."""

SCO = (
    "[M [N [O [P [Q [R [S [T [U [V [W [X",
    ARROWS,
    "[H [F [L [I [G",
)
SCO_EDITING_KEYS = ("home", "end", "insert", "pageup", "pagedown")  # Delete sends what Backspace does


def raws(keys: str) -> Iterator[bytes]:
    """Return the sequences of a table."""
    return (b"\x1b" + key.encode() for key in keys.split())


def meaning(raw: bytes, key_mode: KeyMode = "auto") -> list[InputEvent]:
    """Return what bytes mean that are followed by silence."""
    decoder = InputDecoder(key_mode=key_mode)
    return decoder.feed(raw, 0) + decoder.tick(60_000)


@pytest.mark.parametrize("mode", RECORDED)
def test_every_mode_means_the_same_keys(mode: str) -> None:
    """F1 to F12, arrows, Home to Page Down by one name each, without a choice being made."""
    functions, arrows, editing = RECORDED[mode]
    for keys, names in ((functions, FUNCTION_KEYS), (arrows, CURSOR_KEYS), (editing, EDITING_KEYS)):
        assert [meaning(raw) for raw in raws(keys)] == [[Key(name)] for name in names]


def test_sco_keys_when_chosen() -> None:
    """All of them once the mode was chosen; F4 is never taken for F1."""
    functions, arrows, editing = SCO
    for keys, names in ((functions, FUNCTION_KEYS), (arrows, CURSOR_KEYS), (editing, SCO_EDITING_KEYS)):
        assert [meaning(raw, "sco") for raw in raws(keys)] == [[Key(name)] for name in names]


def test_unchosen_sco_keys_do_nothing_or_what_they_are() -> None:
    """F1 and others of SCO could be reports or mouse elsewhere: swallowed, never typed, never another key."""
    for raw, name in zip(raws(SCO[0]), FUNCTION_KEYS, strict=True):
        decoder = InputDecoder()
        events = decoder.feed(raw + b"   x", 0) + decoder.tick(60_000)
        kept = [event for event in events if event not in (Key("x", "x"), Key("space", " "))]
        assert kept in ([], [Key(name)]), raw


@pytest.mark.parametrize("mode", [*RECORDED, "PuTTY SCO"])
def test_no_key_is_cut_by_a_round_trip_of_800_ms(mode: str) -> None:
    """Every byte of every sequence may come 799 ms after the one before; the key is one key, and Esc is not in it."""
    tables, key_mode = (RECORDED[mode], "auto") if mode in RECORDED else (SCO, "sco")
    for raw in (each for keys in tables for each in raws(keys)):
        decoder = InputDecoder(key_mode=key_mode)  # type: ignore[arg-type]  # a word of the literal
        events: list[InputEvent] = []
        for index in range(len(raw)):
            now_ms = index * (ESCAPE_WAIT_MS - 1)
            events += decoder.tick(now_ms) + decoder.feed(raw[index : index + 1], now_ms)
        assert events == meaning(raw, key_mode)  # type: ignore[arg-type]  # a word of the literal
        assert len(events) == 1


def test_keys_all_modes_share() -> None:
    """Shift+Tab, Backspace as DEL or ^H, Enter, Tab, and Ctrl+arrow as PuTTY and xterm send it."""
    assert meaning(b"\x1b[Z") == [Key(SHIFT_TAB)]
    assert meaning(b"\x7f") == meaning(b"\x08") == [Key(BACKSPACE)]
    assert meaning(b"\r\t") == [Key("enter"), Key("tab")]
    assert meaning(b"\x1b[1;5C") == [Key("ctrl+right")]
    assert meaning(b"\x1bOC") == [Key("right")]


@pytest.mark.parametrize(("character", "key"), [("「", "{"), ("』", "}"), ("…", "^"), ("～", "~"), ("！", "!")])
def test_more_punctuation_of_chinese_input_methods(character: str, key: str) -> None:
    """Brackets, ellipsis and full-width signs act as the key they stand on; a field gets what was typed."""
    from gridtui.term.keys import key_name

    assert meaning(character.encode()) == [Key(key_name(key), character)]
