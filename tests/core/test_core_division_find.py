"""A division is found by code, fragment of its name, initials or pinyin, and the whole country can be asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtui.core.division_find import find_divisions
from gridtui.core.divisions import COUNTY, TOWNSHIP, VILLAGE, division

any_text = st.text(st.characters(exclude_categories=()), max_size=10)


def codes(text: str, limit: int = 10, *, within: str = "", deepest: int = VILLAGE) -> list[str]:
    """Return the codes found for a text."""
    return [each.code for each in find_divisions(text, limit, within=within, deepest=deepest)]


@pytest.mark.parametrize(
    "text",
    [
        "晏家坪",
        "晏家坪街道",
        "yanjiaping",
        "YanJiaPing",
        "yan jia ping",
        "yanjp",
        "620103006",
        "兰州 晏家坪",
        "lanzhou yjp",
    ],
)
def test_a_subdistrict_is_found_first_in_every_spelling(text: str) -> None:
    """By name, fragment, pinyin, mixed pinyin, code, or after a larger division."""
    assert codes(text)[0] == "620103006"


def test_initials_find_a_subdistrict_among_its_likes() -> None:
    """Yjp is 晏家坪 and several others in the country; inside the city it is one."""
    assert "620103006" in codes("yjp", 20, deepest=TOWNSHIP)
    assert codes("yjp", deepest=TOWNSHIP, within="6201") == ["620103006"]


def test_a_community_is_found_below_the_townships() -> None:
    """中院 is a community of several cities; with its district it is one."""
    assert "620103006003" in codes("中院", 200)
    assert codes("七里河 中院")[0] == "620103006003"
    assert codes("zhongyuan", within="620103") == ["620103006003"]
    assert codes("晏家坪铁路院") == ["620103006002"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("lanzhou", "6201"),
        ("lz", "6201"),
        ("chongqing", "50"),
        ("xi'an", "6101"),
        ("吕梁", "1411"),
        ("lüliang", "1411"),
        ("七里河", "620103"),
    ],
)
def test_the_larger_division_comes_first(text: str, code: str) -> None:
    """Any living reading finds; among equals the first reading and the higher level win."""
    assert code in codes(text, 5, deepest=COUNTY)


def test_a_first_reading_comes_before_a_second() -> None:
    """Lanzhou is 兰州 before 郴州, whose first character is also read lan."""
    assert codes("lanzhou", 1) == ["6201"]


def test_a_code_prefix_lists_the_shortest_codes_first() -> None:
    """62 is the province, then its prefectures; 620103006 the subdistrict, then its communities."""
    assert codes("62", 3) == ["62", "6201", "6202"]
    assert codes("620103006", 3) == ["620103006", "620103006001", "620103006002"]
    assert codes("6201030") == [each for each in codes("6201030") if each.startswith("6201030")]
    assert codes("1234567890123") == []


def test_nothing_is_found_beyond_the_depth_or_the_scope() -> None:
    """``deepest`` and ``within`` hold for every kind of word."""
    assert codes("中院", 50, deepest=COUNTY) == []
    assert all(code.startswith("6201") for text in ("62", "城关", "x") for code in codes(text, 50, within="6201"))


def test_no_more_than_the_limit() -> None:
    """A list on a screen has so many rows."""
    assert len(codes("村", 7)) == 7
    assert codes("村", 0) == []


@pytest.mark.parametrize("text", ["", " ", "((", "[", "\\", "qwx", "a" * 60, "\n", "\x00"])
def test_odd_texts_find_nothing_or_little(text: str) -> None:
    """What is typed is never a pattern of its own."""
    assert len(codes(text, 5)) <= 5


@settings(max_examples=25, deadline=None)
@given(any_text)
def test_any_text_can_be_asked(text: str) -> None:
    """No text makes the search fail; whatever is found exists."""
    for found in find_divisions(text, 3, deepest=TOWNSHIP):
        assert division(found.code) == found
