"""Keys as an input method sends them."""

import pytest
from textual.events import Key

from gridtui.tui.keys import key_press


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("１", "1"),
        ("＋", "+"),
        ("、", "/"),
        ("：", ":"),
        ("？", "?"),
        ("v", "v"),
        ("ｖ", "v"),
        ("。", "."),
        (" ", "space"),
        ("「", "{"),
    ],
)
def test_what_a_chinese_input_method_sends_is_the_key_it_stands_on(character: str, name: str) -> None:
    """Full-width forms and Chinese punctuation are keys; the text keeps what was typed."""
    press = key_press(Key("whatever", character))
    assert (press.name, press.text) == (name, character)


def test_an_ideographic_space_is_a_space() -> None:
    """In a list it is the key, in words it parts them."""
    assert key_press(Key("space", "\u3000")) == ("space", " ")


def test_a_hanzi_is_no_key() -> None:
    """It opens find on a list and never acts."""
    press = key_press(Key("cjk_unified_ideograph_5218", "刘"))
    assert press.is_hanzi
    assert press.digit is None


@pytest.mark.parametrize("name", ["enter", "escape", "up", "f2", "ctrl+o"])
def test_named_keys_have_no_text(name: str) -> None:
    """Control characters are not text."""
    assert key_press(Key(name, "\r" if name == "enter" else None)) == (name, "")


def test_other_digits_are_not_digits() -> None:
    """A superscript picks no row."""
    assert key_press(Key("superscript_two", "²")).digit is None
