"""Painted lines: cells, cutting, wrapping, and what a hostile record cannot do."""

from hypothesis import given
from hypothesis import strategies as st

from gridtui.core.text import cell_width
from gridtui.tui.look import ALERT, COLUMNS, PLAIN
from gridtui.tui.widgets.plain import apart, cell, clipped, line, line_width, plain_text, strip_of, wrapped

HOSTILE = "[red]刘[/red]\x1b[31m秀\x07芬\u202e[@click=app.quit]x[/]"


def test_a_strip_is_exactly_as_wide_as_the_window() -> None:
    """Every cell of the window belongs to the line, the last one blank."""
    strip = strip_of(line("中" * 60), 80)
    assert strip.cell_length == 80
    assert strip.text.endswith("  ")


@given(st.text(max_size=60))
def test_no_record_can_shear_a_line(text: str) -> None:
    """Whatever a record holds, the line takes the cells it was given, on one row."""
    strip = strip_of((cell(text, 20), ("|", PLAIN)), 80)
    assert strip.cell_length == 80
    assert cell_width(strip.text.split("|")[0] if "|" not in text else cell(text, 20)[0]) == 20
    assert "\n" not in strip.text


def test_markup_and_control_characters_stay_text() -> None:
    """Record text is never parsed and never steers the terminal."""
    strip = strip_of(line(HOSTILE), 80)
    assert "[red]刘[/red]" in strip.text
    assert "\x1b" not in strip.text
    assert "\x07" not in strip.text
    assert all(segment.style is None or not segment.style.meta for segment in strip)


def test_the_right_part_of_a_line_keeps_its_place() -> None:
    """Counts stand at the right edge; a long name gives way."""
    for name in ("张三", "买买提" * 20):
        row = apart(line(name), line("未传7"))
        assert plain_text(row).endswith("未传7")
        assert line_width(row) == COLUMNS


def test_cutting_keeps_whole_wide_characters() -> None:
    """Half a hanzi is never drawn."""
    assert plain_text(clipped((("刘秀芬", ALERT),), 5)) == "刘秀 "


def test_chinese_wraps_anywhere_and_words_stay_whole() -> None:
    """A diary is read as it was written, newlines kept."""
    assert [plain_text(row) for row in wrapped("一二三四\n血压 normal", 6)] == ["一二三", "四", "血压", "normal"]


def test_no_wrapped_line_is_wider_than_asked() -> None:
    """Not even one long word."""
    assert max(line_width(row) for row in wrapped("x" * 200 + "刘" * 50, 79)) <= COLUMNS
