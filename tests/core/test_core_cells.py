"""What reaches a screen has a width every terminal agrees on."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from gridtui.core.cells import GETA, cell_width, fit, for_display

any_text = st.text(st.characters(exclude_categories=()), max_size=40)


@pytest.mark.parametrize(
    ("text", "cells"),
    [("", 0), ("abc", 3), ("晏家坪", 6), ("龚𬭎", 4), ("（网格员）", 10), ("e\u0301", 1), ("ｱ", 1), ("Ａ", 2)],
)
def test_a_hanzi_takes_two_cells_and_a_mark_none(text: str, cells: int) -> None:
    """Wide and full-width are 2, combining 0, all else 1."""
    assert cell_width(text) == cells


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("阿依古丽·买买提", "阿依古丽・买买提"),
        ("“重点”", "「重点」"),
        ("等……", "等......"),
        ("3×4", "3x4"),
        ("①楼②楼", "(1)楼(2)楼"),
        ("Ⅳ级", "IV级"),
        ("━┃┏", "-|+"),
        ("★", "*"),
        ("Müller", "Muller"),
        ("Иванов", "Ivanov"),
        ("体温38℃", "体温38度"),
        ("\ue170村", f"{GETA}村"),
        ("笑😀", f"笑{GETA}"),
        ("a\tb\nc", "a b c"),
        ("\x1b[31m红", "[31m红"),
        ("\u202e反\u200b\ufeff", "反"),
        ("\ud800x", "x"),
    ],
)
def test_a_text_is_shown_in_ascii_and_full_width(text: str, shown: str) -> None:
    """Ambiguous characters get an ASCII or full-width stand-in; controls and invisibles none."""
    assert for_display(text) == shown


def test_no_ambiguous_character_survives_display() -> None:
    """Of all of Unicode nothing of class A is left; terminals disagree on it by a cell."""
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    left = {c for c in for_display(every) if unicodedata.east_asian_width(c) == "A" and not unicodedata.combining(c)}
    assert left == set()


@given(any_text)
def test_display_is_one_line_without_controls(text: str) -> None:
    """Record text never steers a terminal."""
    shown = for_display(text)
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for char in shown)


@given(any_text)
def test_display_settles(text: str) -> None:
    """What is shown already is shown unchanged."""
    shown = for_display(text)
    assert for_display(shown) == shown


@given(any_text, st.integers(0, 30))
def test_fit_gives_exactly_the_cells_asked_for(text: str, width: int) -> None:
    """A column is as wide as it was told, whatever stands in it."""
    assert cell_width(fit(text, width)) == width


def test_a_straddling_hanzi_gives_way_to_a_space() -> None:
    """Half a hanzi is never drawn."""
    assert fit("晏家坪", 5) == "晏家 "
    assert fit("ab", 4) == "ab  "


def test_piled_marks_are_cut_to_two() -> None:
    """A pile of marks cannot climb over the rows above."""
    assert for_display("x" + "\u0332" * 50) == "x\u0332\u0332"
    assert for_display("\u0301a") == "a"


@given(st.text(st.sampled_from("abc中坪、。（）Ａ1 ｱ가\u0e01é"), max_size=30))
def test_widths_agree_with_the_terminal_library(text: str) -> None:
    """The terminal model of the journeys counts the same cells."""
    shown = for_display(text)
    assert cell_width(shown) == wcswidth(shown)
