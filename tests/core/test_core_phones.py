"""Telephone numbers in the spellings rosters hold. All are invented: nobody's number begins with 100."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.core.phones import mask_phone, read_phone, read_phones, show_phone

any_text = st.text(st.characters(exclude_categories=()), max_size=30)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("10008847481", "10008847481"),
        ("13900000000", "13900000000"),
        ("0931-2488218", "0931-2488218"),
        ("09312488218", "0931-2488218"),
        ("(0931)2488218", "0931-2488218"),
        ("（0931）2488218", "0931-2488218"),
        ("010-12345678", "010-12345678"),
        ("02112345678", "021-12345678"),
        ("0931-2488218转801", "0931-2488218-801"),
        ("0931-2488218-801", "0931-2488218-801"),
        ("4008123456", "400-812-3456"),
        ("400-812-3456", "400-812-3456"),
        ("400-8123-456", "400-812-3456"),
        ("2488218", "2488218"),
        ("12345", "12345"),
        ("+86 100 0884 7481", "10008847481"),
        ("+86-10008847481", "10008847481"),
        ("010008847481", "10008847481"),
        ("100 0884 7481", "10008847481"),
        ("100-0884-7481", "10008847481"),
        ("１０００８８４７４８１", "10008847481"),
        ("0931—2488218", "0931-2488218"),
        ("'10008847481", "10008847481"),
        ("100\u200b08847481", "10008847481"),
    ],
)
def test_a_number_has_one_spelling(text: str, number: str) -> None:
    """However it was typed; what was changed has a note."""
    found = read_phone(text)
    assert (found.number, found.faults) == (number, ())
    assert ("phone_mended" in found.notes) == (text != number)


def test_an_unknown_prefix_is_a_note() -> None:
    """A mobile starts with 13 to 19; others with 11 digits are kept."""
    assert "phone_prefix_unknown" in read_phone("10008847481").notes
    assert read_phone("13900000000").notes == ()
    assert read_phone("0931-2488218").notes == ()


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("", "phone_blank"),
        ("  ", "phone_blank"),
        ("无", "phone_wordless"),
        ("-", "phone_wordless"),
        ("暂无", "phone_wordless"),
    ],
)
def test_no_phone_is_a_note(text: str, note: str) -> None:
    """Blank and "there is none" are told apart: the second was asked for."""
    found = read_phone(text)
    assert (found.number, found.faults, found.notes) == ("", (), (note,))
    assert read_phones(text) == (found,)


@pytest.mark.parametrize(
    "text", ["123", "1390000000", "139000000000", "0931-248", "找他儿子", "10008847481(儿子)", "abc", "0000-0000000"]
)
def test_the_unreadable_is_kept_with_a_fault(text: str) -> None:
    """A person has to look; nothing is thrown away."""
    found = read_phone(text)
    assert (found.number, found.faults) == (text, ("phone_unreadable",))


@pytest.mark.parametrize(
    "text",
    [
        "10008847481/0931-2488218",
        "10008847481、0931-2488218",
        "10008847481，0931-2488218",
        "10008847481；0931-2488218",
        "10008847481\n0931-2488218",
        "10008847481或0931-2488218",
        "100 0884 7481 / 0931-2488218",
        "10008847481 0931-2488218",
        "10008847481/0931-2488218/10008847481",
    ],
)
def test_several_in_one_cell(text: str) -> None:
    """Each number once, in the order written."""
    assert [each.number for each in read_phones(text)] == ["10008847481", "0931-2488218"]


def test_one_bad_number_does_not_spoil_the_other() -> None:
    """The good one is used, the bad one is reported."""
    good, bad = read_phones("10008847481/123")
    assert (good.number, good.faults) == ("10008847481", ())
    assert (bad.number, bad.faults) == ("123", ("phone_unreadable",))


def test_a_number_grouped_by_blanks_is_one() -> None:
    """Three groups are no three local numbers."""
    assert len(read_phones("100 0884 7481")) == 1


@given(any_text)
def test_any_text_is_read(text: str) -> None:
    """Nothing is raised; a cell has at least one answer, and a read number reads as itself."""
    found = read_phones(text)
    assert found
    for each in (*found, read_phone(text)):
        assert len(each.faults) <= 1
        if each.number and not each.faults:
            assert read_phone(each.number).number == each.number
        mask_phone(each.number)
        show_phone(each.number)


def test_a_mobile_is_shown_in_groups() -> None:
    """As people read it aloud."""
    assert show_phone("10008847481") == "100 0884 7481"
    assert show_phone("0931-2488218") == "0931-2488218"


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("10000000774", "100****0774"),
        ("0931-2488218", "0931-*****18"),
        ("2488218", "*******"),
        ("找他儿子", "****"),
        ("", ""),
    ],
)
def test_a_mask_hides_the_middle(number: str, masked: str) -> None:
    """Enough to recognise, too little to call."""
    assert mask_phone(number) == masked


def test_a_mask_over_a_mask_hides_no_more() -> None:
    """A masked number keeps the digits that tell two numbers apart."""
    assert mask_phone(mask_phone("10012345678")) == "100****5678"
