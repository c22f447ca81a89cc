"""Forms and their fields: what a key does, what can be typed, what a draft keeps."""

import pytest

from gridtui.core.errors import InputFault
from gridtui.core.text import cell_width
from gridtui.core.time import parse_iso_day
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import COLUMNS
from gridtui.tui.widgets.choice import ChoiceField, MultiChoiceField
from gridtui.tui.widgets.fields import DayField, DiaryField, Field, TextField, read_minute
from gridtui.tui.widgets.form import Form, Placed
from gridtui.tui.widgets.plain import plain_text

TODAY = parse_iso_day("2026-11-21")


def form_of(*fields: Field) -> Form:
    """Return a form of fields under each other."""
    return Form([[Placed(field)] for field in fields], label_width=6)


@pytest.mark.parametrize(
    ("typed", "minute"),
    [("1020", 620), ("10:20", 620), ("９：０５", 545), ("9", 540), ("930", 570), ("10点", 600), ("", None)],
)
def test_a_time_is_read_in_its_short_forms(typed: str, minute: int | None) -> None:
    """Whatever the input method makes of the digits."""
    assert read_minute(typed) == minute


@pytest.mark.parametrize("typed", ["25", "1070", "x", "10:2x", "²"])
def test_a_time_that_is_none_is_refused(typed: str) -> None:
    """What was typed stays, with a sentence."""
    with pytest.raises(InputFault, match=r"time\.unreadable"):
        read_minute(typed)


def test_a_visit_day_means_the_latest_past() -> None:
    """11-30 typed on 21 November is last year's."""
    field = DayField("day", "日期", TODAY, TODAY)
    field.typing("11-30")
    field.finish()
    assert field.value == parse_iso_day("2025-11-30")


def test_a_visit_day_ahead_is_refused() -> None:
    """Nobody visits tomorrow."""
    field = DayField("day", "日期", TODAY, TODAY)
    field.typing("+1")
    with pytest.raises(InputFault, match=r"date\.ahead"):
        field.finish()


def test_a_fault_keeps_the_form_on_its_field() -> None:
    """Nothing typed is lost and nothing is skipped."""
    day = DayField("day", "日期", TODAY, TODAY)
    form = form_of(day, TextField("note", "备注"))
    day.typing("99-99")
    with pytest.raises(InputFault):
        form.move(KeyPress("enter"))
    assert form.current is day
    assert day.shown() == "99-99"


def test_enter_and_up_walk_the_fields() -> None:
    """Enter, Tab and Down go on; Up and Shift+Tab go back; the ends hold."""
    form = form_of(TextField("a", "a"), TextField("b", "b"))
    for key, at in (("up", "a"), ("enter", "b"), ("down", "b"), ("shift+tab", "a"), ("tab", "b")):
        form.move(KeyPress(key))
        assert form.current.key == at


def test_a_digit_chooses_and_goes_on() -> None:
    """One key a choice."""
    field = ChoiceField("outcome", "结果", ((1, "已访"), (2, "无人")), 1)
    assert field.press(KeyPress("2"))
    assert (field.value, field.wants_next, field.shown()) == (2, True, "2无人")


def test_digits_put_options_in_and_out() -> None:
    """Several of a few; the last one that must stay stays."""
    field = MultiChoiceField("visitors", "走访人", ((b"a", "张三"), (b"b", "李梅")), (b"a",), least=1)
    seen = []
    for digit in "212":
        field.press(KeyPress(digit))
        seen.append(field.values)
    assert seen == [(b"a", b"b"), (b"b",), (b"b",)]


def test_more_than_nine_options_page() -> None:
    """+ shows the next nine, and the digits are theirs."""
    field = ChoiceField("relation", "关系", [(number, f"词{number}") for number in range(12)], 0)
    field.press(KeyPress("+"))
    field.press(KeyPress("2"))
    assert field.value == 10


def test_a_diary_takes_phrases_by_digit_and_lines_by_enter() -> None:
    """A digit on an empty line is a stock phrase; Enter on an empty line goes on."""
    field = DiaryField("diary", "日记", "", ("血压正常", "一切正常"), lines=3)
    form = form_of(field, TextField("gifts", "慰问品"))
    assert field.press(KeyPress("2"))
    form.move(KeyPress("enter"))
    assert form.current is field
    field.typing("想吃面")
    assert not field.press(KeyPress("1"))
    form.move(KeyPress("enter"))
    form.move(KeyPress("enter"))
    assert form.current.key == "gifts"
    assert field.value == "一切正常\n想吃面"


PHRASES = [f"{number}号常用语，身体状况良好，生活正常" for number in range(1, 10)]


@pytest.mark.parametrize(("most_lines", "is_whole"), [(6, True), (5, True), (4, False), (3, False)])
def test_stock_phrases_are_whole_or_the_beginning_of_each(most_lines: int, is_whole: bool) -> None:
    """None is broken between lines or runs beyond column 79; every digit can be seen with the words it stands for."""
    shown = DiaryField("diary", "日记", "", PHRASES, lines=3).help_within(most_lines)
    assert 1 < len(shown) <= most_lines
    assert all(cell_width(row) <= COLUMNS for row in shown)
    words = "  ".join(shown).split("  ")[1:]
    if is_whole:
        assert words == [f"{number}{phrase}" for number, phrase in enumerate(PHRASES, 1)]
    else:
        assert [word[:4] for word in words] == [f"{number}{number}号常" for number in range(1, 10)]
        assert all(word.endswith("..") for word in words)


def test_a_draft_gives_back_what_was_typed() -> None:
    """Choices by their codes, bytes among them, as far as they still exist."""
    people = ((b"a", "张三"), (b"b", "李梅"))
    form = form_of(
        DayField("day", "日期", TODAY, TODAY),
        MultiChoiceField("visitors", "走访人", people, (b"b",)),
        ChoiceField("outcome", "结果", ((1, "已访"), (2, "无人")), 2),
        DiaryField("diary", "日记", "一\n二", (), lines=3),
    )
    kept = form.state()
    fresh = form_of(
        DayField("day", "日期", None, TODAY),
        MultiChoiceField("visitors", "走访人", people, ()),
        ChoiceField("outcome", "结果", ((1, "已访"), (2, "无人")), 1),
        DiaryField("diary", "日记", "", (), lines=3),
    )
    fresh.restore({**kept, "gone": "x"})
    assert fresh.state() == kept


def test_the_entry_stands_where_the_value_is_painted() -> None:
    """The real cursor is where typing appears, so the input method's window is too."""
    form = form_of(TextField("name", "姓名", "刘秀芬"), TextField("note", "备注", "x"))
    form.step(1)
    cell = form.entry_cell()
    assert cell is not None
    column, row, _width = cell
    assert (
        plain_text(form.paint()[row])[column - 4 :].startswith("x")
        or plain_text(form.paint()[row])[5:].strip() == "x"
    )
    assert (column, row) == (8, 1)


def test_a_doubtful_field_is_marked_with_a_letter() -> None:
    """To be confirmed, and not by colour alone."""
    field = TextField("name", "姓名", "刘")
    field.doubtful = True
    assert "? 刘" in plain_text(form_of(field).paint()[0])
