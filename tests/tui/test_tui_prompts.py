"""What asks on the last lines: menus by number, a plain yes, questions that wait to be seen."""

from gridtui.tui.keys import KeyPress
from gridtui.tui.look import COLUMNS
from gridtui.tui.prompts import AreaChoice, Confirm, Menu, MenuChoice, Question
from gridtui.tui.widgets.plain import line_width, plain_text


async def nothing() -> None:
    """Do nothing."""


def test_a_menu_takes_its_numbers() -> None:
    """A digit is the choice printed with it."""
    menu = Menu("刘秀芬", [MenuChoice("已访", nothing), MenuChoice("无人", nothing)], lambda _reason: None)
    answer = menu.press(KeyPress("2"))
    assert answer.closes
    assert answer.follow is nothing


def test_a_greyed_choice_says_why_and_does_nothing() -> None:
    """Never a key without an answer."""
    said: list[str] = []
    menu = Menu("工单", [MenuChoice("办结", nothing, "还缺：答复")], said.append)
    answer = menu.press(KeyPress("1"))
    assert (answer.closes, answer.follow, said) == (False, None, ["还缺：答复"])


def test_a_long_menu_pages_within_the_line() -> None:
    """Nine choices at most, no choice cut, every one reachable by + and a digit."""
    choices = [MenuChoice(f"办理第{number}件事", nothing) for number in range(25)]
    menu = Menu("很多", choices, lambda _reason: None)
    seen = ""
    for _page in range(25):
        keys = menu.lines()[1]
        assert line_width(keys) <= COLUMNS
        seen += plain_text(keys)
        menu.press(KeyPress("+"))
    assert all(f"办理第{number}件事" in seen for number in range(25))


def test_a_letter_closes_a_menu_and_still_counts() -> None:
    """An expert who goes on typing loses nothing."""
    menu = Menu("x", [MenuChoice("a", nothing)], lambda _reason: None)
    assert menu.press(KeyPress("v")) == (True, None, True)


def test_a_plain_act_wants_enter() -> None:
    """Anything else leaves it, and still counts."""
    confirm = Confirm("刘秀芬 已访", nothing)
    assert confirm.press(KeyPress("enter")).follow is nothing
    assert confirm.press(KeyPress("2")) == (True, None, True)
    assert confirm.press(KeyPress("escape")) == (True, None, False)


def test_a_question_is_deaf_until_it_was_seen() -> None:
    """Keys typed before its frame arrived answer nothing."""
    question = Question("办结？", "办结", nothing)
    assert question.press(KeyPress("1")) == (False, None, False)
    question.be_seen()
    assert question.press(KeyPress("1")).follow is nothing


def test_enter_is_no_answer_to_a_question() -> None:
    """What deletes, sends or closes is never done by the key one presses most."""
    question = Question("办结？", "办结", nothing)
    question.be_seen()
    assert question.press(KeyPress("enter")) == (False, None, False)
    assert question.press(KeyPress("2")).closes


def test_an_area_is_chosen_by_its_digit() -> None:
    """0 and 2 is Households; 0 and 0 stays."""
    gone: list[str] = []

    def going(area: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
        gone.append(area)
        return nothing

    choice = AreaChoice(going)
    assert choice.press(KeyPress("2")).follow is nothing
    assert gone == ["households"]
    assert choice.press(KeyPress("0")) == (True, None, False)
