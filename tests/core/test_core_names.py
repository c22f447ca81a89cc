"""Names are found by the initials a clerk would type, whichever reading is the family's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.core.names import clean_name, initials, name_key, name_readings, place_initials
from gridtui.core.pinyin import every_syllable, syllables
from gridtui.core.surnames import COMPOUND_SURNAMES, SURNAMES

any_text = st.text(st.characters(exclude_categories=()), max_size=12)
names = st.text(st.sampled_from("王李覃仇单解乐长重·尉迟买 aB3𬭎"), max_size=8)


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("覃敏", "qin min"),
        ("仇英", "qiu ying"),
        ("单雄信", "shan xiong xin"),
        ("曾国藩", "zeng guo fan"),
        ("解俊", "xie jun"),
        ("查良", "zha liang"),
        ("区丽梓", "ou li zi"),
        ("盖艳敏", "ge yan min"),
        ("朴桐海", "piao tong hai"),
        ("翟俊", "zhai jun"),
        ("任浩", "ren hao"),
        ("尉迟恭", "yu chi gong"),
        ("单于", "chan yu"),
        ("欧阳修", "ou yang xiu"),
        ("万俟卨", "mo qi xie"),
        ("诸葛亮", "zhu ge liang"),
        ("长孙无忌", "zhang sun wu ji"),
        ("龚𬭎", "gong hong"),
        ("刘秀芬", "liu xiu fen"),
        ("吕布", "lv bu"),
    ],
)
def test_the_surname_reads_as_a_surname(name: str, reading: str) -> None:
    """The preferred reading is the one the family uses, checked by hand."""
    assert " ".join(name_readings(name)[0]) == reading


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        ("仇英", ("qy", "cy")),
        ("覃敏", ("qm", "tm")),
        ("单于", ("cy", "sy", "dy")),
        ("王乐", ("wl", "wy")),
        ("冯丽", ("fl",)),
        ("盖丽", ("gl",)),
        ("刘秀芬", ("lxf",)),
        ("王John", ("wj",)),
        ("John Smith", ("js",)),
        ("Müller", ("m",)),
        ("", ()),
        ("·", ()),
    ],
)
def test_initials_under_every_reading(name: str, spellings: tuple[str, ...]) -> None:
    """Each spelling once, the preferred first; archaic readings make no noise."""
    assert initials(name) == spellings


def test_a_name_in_parts_reads_across_them_and_has_no_surname() -> None:
    """阿依古丽·买买提 is found by the letters of both parts; 单 in such a name is no surname."""
    assert initials("阿依古丽·买买提")[0] == "ayglmmt"
    assert initials("单巴·多吉")[0] == "dbdj"
    assert initials("单巴")[0] == "sb"


@pytest.mark.parametrize("dot", ["·", "•", "・", ".", "．", " · ", "‧", "･"])
def test_every_dot_is_mended(dot: str) -> None:
    """Offices type the dot in whatever way their input method offers."""
    assert clean_name(f"阿依古丽{dot}买买提") == "阿依古丽·买买提"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张　三", "张三"),
        (" 钟明梓 ", "钟明梓"),
        ("王 小 明", "王小明"),
        ("John  Smith", "John Smith"),
        ("J. Smith", "J. Smith"),
        ("ＪＯＨＮ", "JOHN"),
        ("李\u200b梅", "李梅"),
        ("·买买提·", "买买提"),
        ("李（小）", "李（小）"),
    ],
)
def test_a_name_has_one_spelling(text: str, name: str) -> None:
    """Blanks between hanzi, full-width letters and invisible characters are mended."""
    assert clean_name(text) == name


def test_at_most_four_readings() -> None:
    """The find index takes four; the likeliest differ in one place only."""
    assert len(name_readings("解乐长重")) == 4
    assert len(initials("解乐长重")) == 4


def test_the_key_puts_names_in_alphabetical_order() -> None:
    """Names in order of their keys are in order of their pinyin, latin ones among them."""
    ordered = ["安芳", "曾平", "John", "刘秀芬", "刘洋", "仇丽", "覃敏", "单娜", "Smith", "王强"]
    assert sorted(ordered, key=name_key) == sorted(ordered, key=lambda each: name_readings(each)[0])


def test_the_key_has_four_numbers_at_most() -> None:
    """Four syllables of 9 bits; what cannot be read has none."""
    assert len(name_key("阿依古丽·买买提")) == 4
    assert len(name_key("王强")) == 2
    assert name_key("") == ()


@given(st.one_of(any_text, names))
def test_any_text_can_be_read(text: str) -> None:
    """No text makes the reader fail, and what it gives keeps within its bounds."""
    readings = name_readings(text)
    spellings = initials(text)
    assert len(set(readings)) == len(readings) <= 4
    assert len(set(spellings)) == len(spellings) <= 4
    assert bool(readings) == bool(spellings) == bool(name_key(text))
    assert all(1 <= number <= 511 for number in name_key(text))
    if readings:
        assert spellings[0] == "".join(each[0] for each in readings[0])


@given(st.one_of(any_text, names))
def test_cleaning_a_name_settles(text: str) -> None:
    """A cleaned name is clean."""
    assert clean_name(clean_name(text)) == clean_name(text)


@given(st.text(st.sampled_from("王李覃仇解乐长重尉迟"), min_size=1, max_size=6))
def test_each_hanzi_reads_as_one_of_its_syllables(name: str) -> None:
    """Readings come from the table or from the surnames checked by hand, one for each hanzi."""
    for reading in name_readings(name):
        assert len(reading) == len(name)
        for char, syllable in zip(name[1:], reading[1:], strict=True):
            assert syllable in syllables(char) or name[:2] in COMPOUND_SURNAMES


def test_surnames_are_read_with_real_syllables() -> None:
    """A slip in the hand-made table would hide a family from find."""
    odd = {surname for surname, readings in SURNAMES.items() if not set(readings) <= set(syllables(surname))}
    assert odd == {"黑", "费", "谌", "諶"}  # he, bi, shen: readings only surnames have
    assert {reading for surname in odd for reading in SURNAMES[surname]} <= set(every_syllable())
    assert all(len(surname) == len(readings) for surname, readings in COMPOUND_SURNAMES.items())
    assert all(
        syllable in syllables(char)
        for surname, readings in COMPOUND_SURNAMES.items()
        for char, syllable in zip(surname, readings, strict=True)
    )


def test_places_read_without_surnames() -> None:
    """重庆路 is found as zql and as cql."""
    assert place_initials("重庆路") == ("zql", "cql")
    assert place_initials("晏五村") == ("ywc",)
    assert place_initials("") == ()
