"""One row becomes one person: every field normalised, every doubt a problem, nothing dropped."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from gridtui.core.words import Relation, Residence, Sex, Whereabouts
from gridtui.exchange.problems import Done
from gridtui.exchange.roster import Roster
from gridtui.office.roster_entries import RESIDENT_DOUBTS, ResidentEntry
from tests.exchange.roster_files import HEAD, SPOUSE, TODAY, lines, only_problem, read, write_csv, write_xlsx


@pytest.fixture
def roster_of(tmp_path: Path) -> Any:
    """Return a function that reads a roster of one head with some cells changed."""

    def made(**cells: Any) -> Roster:
        return read(write_xlsx(tmp_path / "a.xlsx", lines([{**HEAD, **cells}])))

    return made


def person(roster: Roster) -> ResidentEntry:
    """Return the first person of a roster."""
    return roster.households[0].members[0]


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("629901197612087883", "id_checksum"),
        ("629901197613327882", "id_date"),
        ("62990119761208788", "id_length"),
        ("62990119761208788甲", "id_characters"),
        (6.299011976120878e17, "id_precision"),
        ("6.29901E+17", "id_precision"),
    ],
)
def test_a_doubtful_id_number_is_one_problem_and_kept(roster_of: Any, number: object, kind: str) -> None:
    """The row stays, the field is to be confirmed, what was written is in the field or in the note."""
    roster = roster_of(公民身份号码=number)
    problem = only_problem(roster)
    assert (problem.kind, problem.column, problem.row) == (kind, "公民身份号码", 2)
    assert person(roster).doubt == (RESIDENT_DOUBTS["id_number"],)
    kept = person(roster).id_number or person(roster).note
    assert str(number).lower() in kept.lower()


def test_lost_digits_are_no_number(roster_of: Any) -> None:
    """Two people whose last digits a spreadsheet lost are not the same person."""
    assert person(roster_of(公民身份号码=6.299011976120878e17)).id_number == ""


def test_sex_against_the_id_number(roster_of: Any) -> None:
    """The cell is kept as written and marked."""
    roster = roster_of(性别="男")
    assert only_problem(roster).kind == "sex_mismatch"
    assert only_problem(roster).done is Done.KEPT
    assert person(roster).sex == Sex.MALE
    assert person(roster).doubt == (RESIDENT_DOUBTS["sex"],)


def test_a_doubtful_number_contradicts_nothing(roster_of: Any) -> None:
    """A number with a wrong check digit may be wrong in any digit: several reasons are one problem."""
    roster = roster_of(公民身份号码="629901197612087883", 性别="男", 出生日期="1980-01-01")
    assert only_problem(roster).kind == "id_checksum"


@pytest.mark.parametrize("written", ["1976-12-09", dt.date(1976, 12, 9), "1976年12月9日", "19761209"])
def test_a_birthday_against_the_id_number(roster_of: Any, written: object) -> None:
    """Any spelling of another day is one problem."""
    assert only_problem(roster_of(出生日期=written)).kind == "birth_mismatch"


def test_a_birthday_and_sex_left_blank_come_from_the_id_number(roster_of: Any) -> None:
    """Without a problem."""
    roster = roster_of(出生日期="", 性别="")
    assert not roster.findings.problems
    assert person(roster).birth_day == dt.date(1976, 12, 8).toordinal()
    assert person(roster).sex == Sex.FEMALE


def test_a_birthday_without_its_day_is_completed_by_the_id_number(roster_of: Any) -> None:
    """1976.12 says the same month."""
    roster = roster_of(出生日期="1976年12月")
    assert not roster.findings.problems
    assert person(roster).birth_day == dt.date(1976, 12, 8).toordinal()


@pytest.mark.parametrize("written", ["腊月初八", "1976-13-01", "21", "3.5", 1976])
def test_a_birthday_that_is_no_day_stays_in_the_note(roster_of: Any, written: object) -> None:
    """Short forms of the screens mean nothing in a roster."""
    roster = roster_of(出生日期=written)
    assert only_problem(roster).kind == "birth_unread"
    assert str(written) in person(roster).note


def test_a_birthday_far_ahead_is_doubted(roster_of: Any) -> None:
    """More than a year ahead; the clock may be wrong by less."""
    soon, late = dt.date.fromordinal(TODAY + 30), dt.date.fromordinal(TODAY + 400)
    assert not roster_of(公民身份号码="", 出生日期=soon).findings.problems
    assert only_problem(roster_of(公民身份号码="", 出生日期=late)).kind == "birth_future"


def test_fifteen_digits_take_the_century_of_the_birthday(roster_of: Any) -> None:
    """Otherwise they were born in 19xx."""
    older = person(roster_of(公民身份号码="629901761208788", 出生日期=""))
    younger = person(roster_of(公民身份号码="629901180402058", 出生日期="2018-04-02", 性别="女"))
    assert older.id_number.startswith("62990119761208788")
    assert younger.id_number.startswith("62990120180402058")


def test_width_and_spacing_are_mended_and_counted(roster_of: Any) -> None:
    """Full-width digits, a small x, blanks inside a name: notes, not problems."""
    roster = roster_of(公民身份号码=" ６２９９０１１９７６１２０８７８８２ ", 姓名="何 春 敏 ", 性别=" 女")
    assert not roster.findings.problems
    assert person(roster).name == "何春敏"
    assert roster.findings.notes["spacing_mended"] == 2


@pytest.mark.parametrize(
    ("written", "number"),
    [("100 0884 7481", "10008847481"), (10008847481.0, "10008847481"), ("（0931）2488218", "0931-2488218")],
)
def test_a_phone_has_one_spelling(roster_of: Any, written: object, number: str) -> None:
    """However it was typed."""
    roster = roster_of(联系电话=written)
    assert not roster.findings.problems
    assert person(roster).phone == number


@pytest.mark.parametrize("written", ["", "无", "-", "暂无"])
def test_no_phone_is_a_note(roster_of: Any, written: str) -> None:
    """Blank or in words."""
    roster = roster_of(联系电话=written)
    assert not roster.findings.problems
    assert person(roster).phone == ""


def test_further_phones_stay_in_the_note(roster_of: Any) -> None:
    """A record holds one number."""
    resident = person(roster_of(联系电话="10008847481/0931-2488218"))
    assert resident.phone == "10008847481"
    assert "0931-2488218" in resident.note


def test_an_unreadable_phone_stays_in_the_note(roster_of: Any) -> None:
    """The field is to be confirmed."""
    roster = roster_of(联系电话="问女儿")
    assert only_problem(roster).kind == "phone_unreadable"
    assert only_problem(roster).done is Done.NOTED
    assert "问女儿" in person(roster).note


@pytest.mark.parametrize(
    ("word", "facts"),
    [
        ("常住", (Residence.USUAL, Whereabouts.UNKNOWN, Whereabouts.HERE)),
        ("流动", (Residence.FLOATING, Whereabouts.ELSEWHERE, Whereabouts.HERE)),
        ("人户分离", (Residence.SPLIT, Whereabouts.UNKNOWN, Whereabouts.UNKNOWN)),
        ("户在人不在", (Residence.SPLIT, Whereabouts.HERE, Whereabouts.ELSEWHERE)),
    ],
)
def test_residence_is_three_facts(roster_of: Any, word: str, facts: tuple[int, int, int]) -> None:
    """What the word says, and no more."""
    resident = person(roster_of(居住情况=word))
    assert (resident.residence, resident.registered, resident.lives) == facts


@pytest.mark.parametrize(
    ("heading", "kind"),
    [("居住情况", "residence_unknown"), ("性别", "sex_unknown"), ("与户主关系", "relation_unknown")],
)
def test_an_unknown_word_is_a_problem_and_stays_in_the_note(tmp_path: Path, heading: str, kind: str) -> None:
    """Heading and word, so that nothing is lost."""
    rows = lines([HEAD, {**SPOUSE, heading: "莫名"}])
    roster = read(write_csv(tmp_path / "a.csv", rows))
    assert only_problem(roster).kind == kind
    assert roster.households[0].members[1].note == f"{heading}：莫名"


@pytest.mark.parametrize(
    ("word", "relation"),
    [("妻", Relation.SPOUSE), ("长子", Relation.SON), ("独生女", Relation.DAUGHTER), ("岳母", Relation.PARENT)],
)
def test_relations_join_their_main_group(tmp_path: Path, word: str, relation: Relation) -> None:
    """GB/T 4761-2008."""
    roster = read(write_csv(tmp_path / "a.csv", lines([HEAD, {**SPOUSE, "与户主关系": word}])))
    assert roster.households[0].members[1].relation == relation


def test_an_unknown_tag_stays_in_the_note(roster_of: Any) -> None:
    """It is counted, never dropped, and no problem."""
    roster = roster_of(人员类别="低保、广场舞队长；残疾")
    assert not roster.findings.problems
    assert person(roster).tags == ("key of 低保", "key of 残疾")
    assert person(roster).note == "人员类别：广场舞队长"
    assert roster.findings.unknown_tags == {"广场舞队长": 1}


def test_a_person_without_a_name_is_kept(roster_of: Any) -> None:
    """The ID number says there is one."""
    roster = roster_of(姓名="")
    assert only_problem(roster).kind == "name_missing"
    assert person(roster).doubt == (RESIDENT_DOUBTS["name"],)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[bold]王[/bold][@click=app.quit]强[/]", "[bold]王[/bold][@click=app.quit]强[/]"),
        ("王\x07强\x1b[31m", "王强[31m"),
        ("王\u200b强\u202e", "王强"),
        ("=cmd|'/c calc'!A1", "=cmd|'/c calc'!A1"),
    ],
)
def test_a_hostile_name_is_shown_literally(tmp_path: Path, written: str, shown: str) -> None:
    """Control characters, zero-width and direction marks go; everything else is text."""
    path = write_csv(tmp_path / "a.csv", lines([{**HEAD, "姓名": written}]))
    assert person(read(path)).name == shown


def test_a_formula_in_a_workbook_is_its_text(tmp_path: Path) -> None:
    """A formula nobody calculated would else be a blank name."""
    path = write_xlsx(tmp_path / "a.xlsx", lines([{**HEAD, "姓名": '=HYPERLINK("http://127.0.0.1/","李&梅")'}]))
    assert person(read(path)).name == '=HYPERLINK("http://127.0.0.1/","李&梅")'
