"""The shipped table of readings is fresh, small, quick to load, and right about the characters that matter."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin.contrib.tone_convert import to_normal
from pypinyin.pinyin_dict import pinyin_dict

from gridtui.core.pinyin import (
    LAST_NUMBER,
    TABLE,
    every_syllable,
    living_syllables,
    syllable_number,
    syllables,
)
from gridtui.core.tables import unpack_table
from tests.tools.make_pinyin import payload


def test_the_table_is_fresh() -> None:
    """Making the table again gives the same content."""
    assert unpack_table(TABLE.read_bytes()) == payload()


def test_the_table_is_small() -> None:
    """A wheel carries it without notice."""
    assert TABLE.stat().st_size <= 80 * 1024


@pytest.mark.parametrize(
    ("char", "readings"),
    [("晏", ("yan",)), ("𬭎", ("hong",)), ("〇", ("ling",)), ("吕", ("lv",)), ("乐", ("le", "yue")), ("嗯", ("n",))],
)
def test_readings_are_toneless_and_most_common_first(char: str, readings: tuple[str, ...]) -> None:
    """ü is typed v; characters of the extension blocks are read too."""
    assert syllables(char)[: len(readings)] == readings


@pytest.mark.parametrize("char", ["a", "1", "·", "あ", "\ue000", "\U0010ffff", "\ud800"])
def test_what_is_no_hanzi_has_no_reading(char: str) -> None:
    """Letters, kana, dots and private characters read as nothing."""
    assert syllables(char) == ()
    assert living_syllables(char) == ()


def test_every_character_of_the_source_is_there() -> None:
    """All 41,923 characters keep their first reading and the set of the others."""
    for code, marked in pinyin_dict.items():
        expected = [to_normal(each).replace("ê", "e") for each in marked.split(",")]
        found = syllables.__wrapped__(chr(code))
        assert found[0] == expected[0]
        assert set(found) == set(expected)


def test_archaic_readings_are_not_living() -> None:
    """王 was once yu; nobody looks for a 王 under y."""
    assert syllables("王") == ("wang", "yu")
    assert living_syllables("王") == ("wang",)
    assert set(living_syllables("长")) == {"zhang", "chang"}


@given(st.characters())
def test_living_readings_come_first_among_all(char: str) -> None:
    """The living readings are a beginning of all readings, never empty where there are any."""
    living = living_syllables(char)
    assert living == syllables(char)[: len(living)]
    assert bool(living) == bool(syllables(char))


def test_numbers_follow_the_alphabet() -> None:
    """A number has 9 bits, starts at 1 and sorts as the syllables do."""
    known = every_syllable()
    assert list(known) == sorted(known)
    assert [syllable_number(each) for each in known] == list(range(1, len(known) + 1))
    assert len(known) < LAST_NUMBER


def test_other_words_sort_among_the_syllables() -> None:
    """A latin name stands where the alphabet puts it; other scripts stand last."""
    assert syllable_number("jiu") < syllable_number("john") <= syllable_number("ju")
    assert syllable_number("иван") == LAST_NUMBER
    assert syllable_number("zzz") == LAST_NUMBER


def test_the_table_is_read_without_pypinyin() -> None:
    """A fresh process reads a character from the shipped table alone."""
    program = "import sys, gridtui.core.pinyin as p; print(*p.syllables('晏'), 'pypinyin' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["yan", "False"]
