"""ID numbers of GB 11643-1999 as people write them. All numbers are invented: area 629901 does not exist."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.core.identity import (
    id_number_check_digit,
    mask_id_number,
    read_id_number,
    read_sex,
    sex_name,
)

any_text = st.text(st.characters(exclude_categories=()), max_size=30)
TODAY = date(2026, 11, 21).toordinal()
VALID = "629901199802087938"
births = st.dates(date(1880, 1, 1), date(2026, 11, 21))


def numbered(first17: str) -> str:
    """Return 17 digits with their check digit."""
    return first17 + id_number_check_digit(first17)


@pytest.mark.parametrize(("first17", "check"), [("11010519491231002", "X"), ("44052418800101001", "4")])
def test_the_examples_of_the_standard(first17: str, check: str) -> None:
    """GB 11643-1999 prints two numbers, one with X."""
    assert id_number_check_digit(first17) == check


@pytest.mark.parametrize("text", ["", "1234", "1" * 18, "1" * 16 + "X", "１" * 17])
def test_a_check_digit_needs_17_digits(text: str) -> None:
    """Anything else is a mistake of the caller."""
    with pytest.raises(ValueError, match=text or "^$"):
        id_number_check_digit(text)


def test_a_number_says_birth_and_sex() -> None:
    """Birth from 8 digits, sex from the odd 17th."""
    found = read_id_number(VALID, as_of_day=TODAY)
    assert (found.number, found.birth_day, found.sex) == (VALID, date(1998, 2, 8).toordinal(), 1)
    assert found.faults == ()
    assert found.notes == ("id_area_unknown",)


def test_a_known_area_has_no_note() -> None:
    """620103 is 七里河区; its permit twin for Hong Kong residents is known as well."""
    for area in ("620103", "810000"):
        assert read_id_number(numbered(f"{area}19900101002"), as_of_day=TODAY).notes == ()


@given(births, st.integers(0, 999))
def test_every_number_made_by_the_rule_is_read(born: date, sequence: int) -> None:
    """Round trip of birth, sex and check digit."""
    number = numbered(f"629901{born:%Y%m%d}{sequence:03}")
    found = read_id_number(number, as_of_day=TODAY)
    assert (found.number, found.birth_day, found.sex, found.faults) == (
        number,
        born.toordinal(),
        2 - sequence % 2,
        (),
    )


@given(births, st.integers(0, 999), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(born: date, sequence: int, place: int, step: int) -> None:
    """The check digit catches every single slip, and the fault is one."""
    number = numbered(f"629901{born:%Y%m%d}{sequence:03}")
    digit = str((int(number[place]) + step) % 10) if number[place] != "X" else str(step)
    found = read_id_number(number[:place] + digit + number[place + 1 :], as_of_day=TODAY)
    assert found.faults in {("id_checksum",), ("id_date",)}
    assert found.birth_day is None
    assert found.sex == 0


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.integers(0, 999))
def test_15_digits_become_18(born: date, sequence: int) -> None:
    """Numbers issued before 1999 have a two-digit year and no check digit."""
    found = read_id_number(f"629901{born:%y%m%d}{sequence:03}", as_of_day=TODAY)
    assert found.number == numbered(f"629901{born:%Y%m%d}{sequence:03}")
    assert found.birth_day == born.toordinal()
    assert "id_from_15" in found.notes


@pytest.mark.parametrize(
    "text",
    [
        "６２９９０１１９９８０２０８７９３８",
        " 629901199802087938 ",
        "629901 19980208 7938",
        "629901-19980208-7938",
        "6299011998\u200b02087938",
        "'629901199802087938",
        "629901199802087938\n",
    ],
)
def test_spellings_are_mended_with_a_note(text: str) -> None:
    """Full width, blanks, hyphens, invisible characters and a spreadsheet's apostrophe."""
    found = read_id_number(text, as_of_day=TODAY)
    assert found.number == VALID
    assert "id_width_mended" in found.notes


def test_a_small_or_wide_x_is_mended() -> None:
    """The check character is a capital X."""
    for last in "xｘＸ":
        found = read_id_number(f"62990119830911511{last}", as_of_day=TODAY)
        assert (found.number[-1], found.faults) == ("X", ())
        assert "id_width_mended" in found.notes


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("62990119980208793", "id_length"),
        ("6299011998020879388", "id_length"),
        ("1", "id_length"),
        ("62990119980208793A", "id_characters"),
        ("6299011998020X7938", "id_characters"),
        ("62990119980208X", "id_characters"),
        ("6.29901199802088e+17", "id_characters"),
        ("户口簿丢失", "id_characters"),
        ("629901199802087939", "id_checksum"),
        ("629901199802307938", "id_date"),
        ("629901199813087938", "id_date"),
        ("629901202612087938", "id_date"),
        ("629901187902087938", "id_date"),
        ("629901000000007938", "id_date"),
    ],
)
def test_faults(text: str, fault: str) -> None:
    """One fault each; where date and check digit are both wrong, it is the date."""
    found = read_id_number(text, as_of_day=TODAY)
    assert found.faults == (fault,)
    assert (found.birth_day, found.sex) == (None, 0)


def test_born_today_is_plausible_and_tomorrow_is_not() -> None:
    """A birth lies not after the day asked about."""
    number = numbered("62990120261121002")
    assert read_id_number(number, as_of_day=TODAY).faults == ()
    assert read_id_number(number, as_of_day=TODAY - 1).faults == ("id_date",)


@pytest.mark.parametrize("text", ["", "  ", "无", "-", "暂无"])
def test_blank_is_a_note(text: str) -> None:
    """A missing number is no fault: a child may have none yet."""
    found = read_id_number(text, as_of_day=TODAY)
    assert (found.number, found.faults, found.notes) == ("", (), ("id_blank",))


@given(any_text)
def test_any_text_is_read(text: str) -> None:
    """Nothing is raised, and a number without fault says birth and sex."""
    found = read_id_number(text, as_of_day=TODAY)
    assert len(found.faults) <= 1
    if found.number and not found.faults:
        assert len(found.number) == 18
        assert found.birth_day is not None
        assert found.sex in {1, 2}


def test_masks_leave_area_and_tail() -> None:
    """629901********4311 as the window shows it; an odd number shows nothing."""
    assert mask_id_number("629901199802084311") == "629901********4311"
    assert mask_id_number("62990119980208") == "*" * 14
    assert mask_id_number("") == ""


@pytest.mark.parametrize(
    ("text", "sex"),
    [("男", 1), ("女", 2), (" 女 ", 2), ("Ｍ", 1), ("f", 2), ("1", 1), ("2", 2), ("", 0), ("?", 0), ("未说明", 9)],
)
def test_a_sex_is_read(text: str, sex: int) -> None:
    """GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 unstated."""
    assert read_sex(text) == sex


def test_a_sex_has_a_name() -> None:
    """The word for catalogues and files."""
    assert [sex_name(sex) for sex in (0, 1, 2, 9, 5)] == ["unknown", "male", "female", "unstated", "unknown"]
