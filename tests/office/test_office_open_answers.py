"""What a mechanism leaves to the office, answered at set-up: a scheme file of the office's own that holds."""

from pathlib import Path

import pytest

from gridtui.core.errors import SettingsFault
from gridtui.locale import set_language
from gridtui.office.mechanism import load_mechanism
from gridtui.office.open_answers import askable, keep_answers
from gridtui.office.scheme_words import question_words
from gridtui.scheme.check import OpenQuestion, open_questions
from gridtui.settings import OfficeTable, Settings

OFFICES = ("xiliugou", "jinchengguan", "caochangjie", "hezhengdongjie", "luoguta", "yanjiaping")


def settings_for(*names: str) -> Settings:
    """Return settings that name scheme files."""
    return Settings(office=OfficeTable(schemes=names))


@pytest.mark.parametrize("name", OFFICES)
def test_every_number_a_shipped_mechanism_leaves_open_can_be_answered(tmp_path: Path, name: str) -> None:
    """All of them at once; what is not a number stays open, and each answer is marked as the office's own."""
    settings = settings_for("common", name)
    scheme = load_mechanism(tmp_path, settings)
    asked = askable(scheme)
    assert asked
    assert len({question_words(scheme, each) for each in asked}) == len(asked)
    answered = keep_answers(tmp_path, settings, scheme, dict.fromkeys(asked, 30))
    assert answered.office.schemes == ("common", name, "own")
    after = open_questions(load_mechanism(tmp_path, answered))
    assert {each.key for each in after if not each.is_assumed} <= {"segment", "special"}
    assumed = {(each.table, each.key) for each in after if each.is_assumed}
    assert {(each.table, each.key) for each in asked} <= assumed


def test_a_question_about_a_fact_names_it_as_the_card_does(tmp_path: Path) -> None:
    """Nobody is asked how many months "resident phone" stays true."""
    scheme = load_mechanism(tmp_path, settings_for("common", "yanjiaping"))
    lives = [each for each in open_questions(scheme) if each.table.startswith("shelf_life")]
    set_language("zh_CN")
    try:
        told = [question_words(scheme, each) for each in lives if not each.is_assumed]
    finally:
        set_language("en")
    named = [each.partition("「")[2].partition("」")[0] for each in told]
    assert named == ["成员 电话", "成员 居住", "成员 户籍", "住户 空挂户"]


def test_one_answer_leaves_the_others_open(tmp_path: Path) -> None:
    """And changes nothing else."""
    settings = settings_for("yanjiaping")
    scheme = load_mechanism(tmp_path, settings)
    hours = OpenQuestion("trigger dispute", "hours", is_assumed=False)
    assert hours in askable(scheme)
    found = load_mechanism(tmp_path, keep_answers(tmp_path, settings, scheme, {hours: 4}))
    before, after = scheme.trigger("dispute"), found.trigger("dispute")
    assert before is not None
    assert after is not None
    assert (before.hours, after.hours, after.source) == (0, 4, before.source)
    assert len(askable(found)) == len(askable(scheme)) - 1


def test_no_answer_writes_nothing(tmp_path: Path) -> None:
    """The settings stay as they are."""
    settings = settings_for("yanjiaping")
    assert keep_answers(tmp_path, settings, load_mechanism(tmp_path, settings), {}) is settings
    assert not list(tmp_path.iterdir())


def test_an_answer_that_cannot_stand_is_refused(tmp_path: Path) -> None:
    """And leaves no file behind."""
    settings = settings_for("luoguta")
    scheme = load_mechanism(tmp_path, settings)
    share = OpenQuestion("campaign told_drugs", "target_percent", is_assumed=False)
    with pytest.raises(SettingsFault):
        keep_answers(tmp_path, settings, scheme, {share: 101})
    assert not list(tmp_path.rglob("*.toml"))
