"""The division table answers by code at once, whatever the code, and without unpacking the country."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.core.divisions import (
    CODE_LENGTHS,
    EDITION,
    TABLE,
    VILLAGE,
    ancestry,
    area_code_known,
    children,
    display_name,
    division,
    index,
    level_of,
    pad_code,
    read_block,
    trim_code,
)

any_text = st.text(st.characters(exclude_categories=()), max_size=14)


def test_the_table_is_the_edition_it_says_and_complete() -> None:
    """665,276 divisions of 2023: what the index counts is what the blocks hold."""
    held = len(index().names)
    for prefix in (*index().provinces, *index().prefectures):
        block = read_block(prefix)
        assert block is not None
        held += block.text.count("\n")
    assert (index().edition, index().count, held) == (EDITION, 665_276, 665_276)


def test_the_table_fits_in_the_wheel() -> None:
    """At most four megabytes."""
    assert TABLE.stat().st_size <= 4 * 1024 * 1024


@pytest.mark.parametrize(
    ("code", "level", "name", "shown"),
    [
        ("62", 1, "甘肃省", "甘肃省"),
        ("6201", 2, "兰州市", "兰州市"),
        ("620103", 3, "七里河区", "七里河区"),
        ("620103006", 4, "晏家坪街道", "晏家坪街道"),
        ("620103006003", 5, "中院社区居委会", "中院社区"),
        ("430811002", 4, "锣鼓塔街道", "锣鼓塔街道"),
        ("110101001001", 5, "多福巷社区居委会", "多福巷社区"),
    ],
)
def test_known_divisions(code: str, level: int, name: str, shown: str) -> None:
    """Every level is found by its code, padded or not."""
    found = division(code)
    assert found is not None
    assert (found.code, found.level, found.name, found.display_name) == (code, level, name, shown)
    assert division(pad_code(code)) == found


@pytest.mark.parametrize(
    "code",
    ["", "6", "629901", "620103006999", "990101001001", "62010300600", "62010300600a", "６２", "6201030060030"],
)
def test_an_unknown_code_is_none(code: str) -> None:
    """Retired codes, wrong lengths and letters are not found and raise nothing."""
    assert division(code) is None
    assert ancestry(code) == ()


def test_ancestry_goes_from_the_province_down() -> None:
    """The path of a community, itself last."""
    names = [each.name for each in ancestry("620103006003")]
    assert names == ["甘肃省", "兰州市", "七里河区", "晏家坪街道", "中院社区居委会"]


def test_children_are_one_level_below() -> None:
    """31 provinces; a subdistrict's communities; a village has none."""
    assert len(children("")) == 31
    assert [each.code for each in children("62")][:2] == ["6201", "6202"]
    assert {"城关区", "七里河区", "西固区"} <= {each.name for each in children("6201")}
    assert "晏家坪街道" in {each.name for each in children("620103")}


def test_communities_of_a_subdistrict() -> None:
    """The children of 晏家坪街道 in order of their codes, also when asked by the padded code."""
    found = children("620103006")
    assert [each.code for each in found] == sorted(each.code for each in found)
    assert "中院社区" in [each.display_name for each in found]
    assert children("620103006000") == found
    assert all(each.level == VILLAGE for each in found)
    assert children("620103006003") == ()
    assert children("99") == ()
    assert children("x") == ()


def test_every_child_knows_its_parent() -> None:
    """Down one path of the tree, each child's ancestry passes through its parent."""
    for code in ("", "62", "6201", "620103", "620103006"):
        for child in children(code):
            path = [each.code for each in ancestry(child.code)]
            assert path[-1] == child.code
            assert not code or path[-2] == code


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("中院社区居委会", "中院社区"),
        ("水岸花园社区居民委员会", "水岸花园社区"),
        ("王家村村委会", "王家村"),
        ("王家庄村民委员会", "王家庄村"),
        ("王家村村民委员会", "王家村"),
        ("巴彦嘎查村民委员会", "巴彦嘎查"),
        ("西关街居委会", "西关街"),
        ("第一居委会", "第一社区"),
        ("七连生活区", "七连生活区"),
        ("虚拟社区", "虚拟社区"),
        ("村委会", "村"),
    ],
)
def test_a_name_is_shown_without_its_committee(name: str, shown: str) -> None:
    """People say 中院社区 and 王家村, not the name of the committee."""
    assert display_name(name) == shown


def test_no_display_name_is_empty_or_says_committee() -> None:
    """Of a whole prefecture, every community and village has a short name."""
    block = read_block("6201")
    assert block is not None
    shown = [each.display_name for each in block.under("6201")]
    assert len(shown) > 1000
    assert all(len(each) > 1 and not each.endswith(("居委会", "村委会", "委员会")) for each in shown)


@pytest.mark.parametrize(
    ("stored", "code"),
    [
        ("620103006000", "620103006"),
        ("620103000000", "620103"),
        ("620100000000", "6201"),
        ("620000000000", "62"),
        ("620103006003", "620103006003"),
        ("620103006", "620103006"),
    ],
)
def test_twelve_digits_are_trimmed_to_the_level_they_mean(stored: str, code: str) -> None:
    """The store keeps 12 digits at every level."""
    assert trim_code(stored) == code
    assert len(pad_code(code)) == 12


@pytest.mark.parametrize("code", ["62", "6201", "620103", "620103006", "620103006003"])
def test_padding_and_trimming_are_inverse(code: str) -> None:
    """What the store keeps leads back to the division."""
    assert trim_code(pad_code(code)) == code
    assert CODE_LENGTHS[level_of(code)] == len(code)


def test_an_area_code_is_a_county_or_a_permit() -> None:
    """Counties that tables of other programs miss are known; invented and retired ones are not."""
    for known in ("620103", "429004", "330110", "330113", "810000", "830000"):
        assert area_code_known(known)
    for unknown in ("629901", "6201", "", "62010a"):
        assert not area_code_known(unknown)


@given(any_text)
def test_any_text_is_a_code_or_none(text: str) -> None:
    """No text makes a lookup fail."""
    found = division(text)
    assert found is None or found.code == trim_code(text)
    children(text)
    area_code_known(text)


def test_one_lookup_unpacks_one_block() -> None:
    """A fresh process reads one block of villages, besides the index, to name a community."""
    program = (
        "from gridtui.core import divisions as d; "
        "calls = []; real = d.unpack_table; "
        "d.unpack_table = lambda packed: (calls.append(len(packed)), real(packed))[1]; "
        "name = d.division('620103006003').name; print(len(calls), sum(calls) < 60_000, name == '中院社区居委会')"
    )
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2", "True", "True"]
