"""A roster in the store: written once, changed by a newer file, resumed, and taken back as one."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.exchange.columns import read_map
from gridtui.exchange.import_report import ImportReport, report_of
from gridtui.exchange.importing import Prepared, apply, prepare, tag_keys
from gridtui.office.roster_plan import ImportOutcome
from gridtui.office.roster_undo import past_imports, undo_import
from gridtui.office.session import OfficeSession
from gridtui.store.local_imports import ImportState
from gridtui.store.read_former import former_grids
from gridtui.store.read_households import household, residents_with_id_number
from tests.exchange.roster_files import HEAD, ROSTER_CSV, ROSTER_XLSX, SPOUSE, TRUTH, lines, write_csv
from tests.exchange.roster_office import live_records, make_office, office

NEIGHBOUR = {
    **HEAD,
    "楼栋门牌": "3号楼2单元502",
    "姓名": "戴博飞",
    "性别": "男",
    "公民身份号码": "629901199802087938",
    "出生日期": "1998.2.8",
    "人员类别": "低保",
}
NAMELESS = {**HEAD, "姓名": "王强", "性别": "男", "公民身份号码": "", "出生日期": ""}

Files = Callable[..., Path]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Set an office up once for all tests of this file."""
    folder = tmp_path_factory.mktemp("office") / "template"
    make_office(folder)
    return folder


@pytest.fixture
def session(template: Path, tmp_path: Path) -> Iterator[OfficeSession]:
    """Open a fresh office."""
    with office(template, tmp_path / "office") as opened:
        yield opened


@pytest.fixture
def file_of(tmp_path: Path) -> Files:
    """Return a function that writes a roster of rows, each call another file."""
    count = iter(range(100))

    def written(*rows: dict[str, Any]) -> Path:
        return write_csv(tmp_path / f"{next(count)}.csv", lines(rows))

    return written


def look(session: OfficeSession, path: Path, *mapped: str, **options: Any) -> Prepared:
    """Read and match a file without writing."""
    return prepare(session, path, mapped=read_map(mapped), **options)


def bring_in(session: OfficeSession, path: Path, **options: Any) -> ImportOutcome | None:
    """Import a file."""
    return apply(session, look(session, path, **options))


def report(session: OfficeSession, path: Path, **options: Any) -> ImportReport:
    """Return what importing a file would do."""
    return report_of(look(session, path, **options))


def changed_fields(session: OfficeSession, path: Path) -> dict[str, set[str]]:
    """Return the changed fields by the name of the person or head."""
    return {line.name: set(line.fields) for line in report(session, path).changed}


def test_the_shipped_roster_comes_in_whole(session: OfficeSession) -> None:
    """400 households with 1,099 residents, every tag, every courtyard, on the walk."""
    outcome = bring_in(session, ROSTER_XLSX)
    assert outcome is not None
    assert outcome.created == {
        "unit": 7,
        "dwelling": 400,
        "household": TRUTH["households"],
        "resident": TRUTH["residents"],
        "tag": sum(TRUTH["tags"].values()),
    }
    with session.store.reading() as reader:
        assert reader.value("SELECT count(*) FROM household WHERE walk IS NULL") == 0
        assert reader.value("SELECT count(*) FROM household WHERE paper = 1") == TRUTH["paper"]
        stored: dict[str, int] = dict(reader.rows("SELECT tag, count(*) FROM tag GROUP BY tag"))
    keys = tag_keys(session.scheme)
    assert stored == {keys[word]: count for word, count in TRUTH["tags"].items()}


def test_the_shipped_mechanism_knows_every_tag_of_the_roster(session: OfficeSession) -> None:
    """Words of the catalogue, titles or synonyms."""
    assert set(TRUTH["tags"]) <= tag_keys(session.scheme).keys()


def test_a_dry_run_writes_nothing(session: OfficeSession) -> None:
    """It lists what would be new, grids and courtyards by name."""
    before = live_records(session)
    shown = report(session, ROSTER_XLSX)
    assert shown.new == {"household": 400, "resident": 1099, "tag": 215, "dwelling": 400}
    assert set(shown.new_grids) == {f"网格0{number}" for number in range(1, 7)}
    assert shown.new_courtyards == ("晏五村",)
    assert live_records(session) == before


def test_the_same_file_twice_changes_nothing(session: OfficeSession) -> None:
    """The second time there is nothing to write."""
    bring_in(session, ROSTER_XLSX)
    before = live_records(session)
    assert report(session, ROSTER_XLSX).already_imported_ms is not None
    assert bring_in(session, ROSTER_XLSX) is None
    assert live_records(session) == before


def test_the_same_people_in_another_form_change_nothing(session: OfficeSession) -> None:
    """A text file saved from the workbook is another file with the same content."""
    bring_in(session, ROSTER_XLSX)
    shown = report(session, ROSTER_CSV)
    assert (shown.new, shown.changed, shown.gone, shown.questions) == ({}, (), (), ())
    assert shown.unchanged == TRUTH["households"]


def test_what_is_in_doubt_is_marked_in_the_store(session: OfficeSession) -> None:
    """Every problem of the file is a mark on a record."""
    bring_in(session, ROSTER_XLSX)
    with session.store.reading() as reader:
        assert reader.value("SELECT count(*) FROM resident WHERE doubt <> '[]'") == len(TRUTH["problems"])


def test_a_newer_file_shows_new_changed_and_gone(session: OfficeSession, file_of: Files) -> None:
    """Before it writes; what is gone stays on record."""
    bring_in(session, file_of(HEAD, SPOUSE, NEIGHBOUR))
    newer = file_of({**HEAD, "联系电话": "100 1111 2222", "备注": "每周透析"}, {**NEIGHBOUR, "楼栋门牌": "3-2-503"})
    shown = report(session, newer)
    assert changed_fields(session, newer) == {"何春敏": {"phone", "note"}, "戴博飞": {"dwelling"}}
    assert [(line.kind, line.name) for line in shown.gone] == [("resident", "钟明梓")]
    bring_in(session, newer)
    assert live_records(session) == {"unit": 4, "dwelling": 3, "household": 2, "resident": 3, "tag": 1}


def test_values_that_may_not_stand_on_a_list_are_not_shown(session: OfficeSession, file_of: Files) -> None:
    """Telephones, ID numbers and notes are named, not quoted."""
    bring_in(session, file_of(HEAD))
    (line,) = report(
        session, file_of({**HEAD, "联系电话": "10011112222", "文化程度": "本科", "居住情况": "流动"})
    ).changed
    assert line.fields["phone"] == (None, None)
    assert line.fields["residence"] == (1, 2)


def test_a_blank_cell_takes_nothing_away(session: OfficeSession, file_of: Files) -> None:
    """A roster without telephones leaves them as they are."""
    bring_in(session, file_of(HEAD))
    assert changed_fields(session, file_of({**HEAD, "联系电话": "", "备注": "", "居住情况": ""})) == {}


def test_a_note_grows_and_is_never_replaced(session: OfficeSession, file_of: Files) -> None:
    """What was noted before stays in front."""
    bring_in(session, file_of({**HEAD, "备注": "每周透析"}))
    bring_in(session, file_of({**HEAD, "备注": "腿脚不便"}))
    with session.store.reading() as reader:
        (person,) = residents_with_id_number(reader, HEAD["公民身份号码"])
    assert person.note == "每周透析；腿脚不便"


def test_a_person_matches_by_id_number_whatever_the_row(session: OfficeSession, file_of: Files) -> None:
    """The order of rows says nothing, and a corrected name is a change."""
    bring_in(session, file_of(HEAD, NEIGHBOUR))
    shown = changed_fields(session, file_of(NEIGHBOUR, {**HEAD, "姓名": "何春梅"}))
    assert shown == {"何春梅": {"name"}}


def test_without_an_id_number_the_door_and_the_heads_name_decide(session: OfficeSession, file_of: Files) -> None:
    """A number that is filled in later is a change of the same person."""
    bring_in(session, file_of(NAMELESS))
    newer = file_of({**NAMELESS, "公民身份号码": "629901199802087938"})
    assert report(session, newer).new == {}
    assert changed_fields(session, newer) == {"王强": {"id_number", "birth_day"}}


def test_who_moves_to_another_household_is_one_person(session: OfficeSession, file_of: Files) -> None:
    """The household that is left stays with the others."""
    bring_in(session, file_of(HEAD, SPOUSE, NEIGHBOUR))
    newer = file_of(HEAD, NEIGHBOUR, {**SPOUSE, "与户主关系": "其他"})
    shown = report(session, newer)
    assert (shown.new, shown.gone) == ({}, ())
    assert changed_fields(session, newer) == {"钟明梓": {"relation", "household"}} or changed_fields(
        session, newer
    ) == {"钟明梓": {"household"}}
    bring_in(session, newer)
    assert live_records(session)["resident"] == 3


def test_who_founds_a_household_does_not_take_the_old_one_along(session: OfficeSession, file_of: Files) -> None:
    """The spouse is the head of a new household; the old one stays with its head."""
    bring_in(session, file_of(HEAD, SPOUSE))
    newer = file_of(HEAD, {**NEIGHBOUR, **SPOUSE, "与户主关系": "户主", "出生日期": ""})
    assert report(session, newer).new == {"household": 1, "dwelling": 1, "tag": 1}
    bring_in(session, newer)
    assert live_records(session)["household"] == 2
    assert live_records(session)["resident"] == 2


def test_a_household_nobody_can_place_is_a_question(session: OfficeSession, file_of: Files) -> None:
    """Another head without an ID number at a known door: nothing is written until a person says it is new."""
    bring_in(session, file_of(NAMELESS))
    newer = file_of({**NAMELESS, "姓名": "李梅"})
    shown = report(session, newer)
    assert [(question.row, question.kind) for question in shown.questions] == [(2, "door_taken")]
    assert (shown.new, shown.gone) == ({}, ())
    assert report(session, newer, as_new=[2]).new == {"household": 1, "resident": 1}


def test_a_household_without_address_and_number_is_a_question_the_second_time(
    session: OfficeSession, file_of: Files
) -> None:
    """Nothing says that it is the same."""
    nowhere = {"与户主关系": "户主", "姓名": "王强", "性别": "男"}
    bring_in(session, file_of(nowhere))
    newer = report(session, file_of({**nowhere, "备注": "x"}))
    assert [question.kind for question in newer.questions] == ["nowhere"]
    assert newer.new == {}


def test_two_people_of_one_name_in_a_household_are_a_question(session: OfficeSession, file_of: Files) -> None:
    """Without ID numbers nothing tells them apart."""
    twin = {"与户主关系": "子", "姓名": "王小", "备注": ""}
    bring_in(session, file_of(NAMELESS, twin, {**twin, "备注": "弟"}))
    assert [question.kind for question in report(session, file_of(NAMELESS, {**twin, "备注": "新"})).questions] == [
        "name_twice"
    ]


def test_gone_is_looked_for_in_the_grids_of_the_file_only(session: OfficeSession, file_of: Files) -> None:
    """A roster of one grid says nothing about the others."""
    bring_in(session, file_of(HEAD, {**NEIGHBOUR, "网格": "网格02"}))
    assert report(session, file_of({**HEAD, "备注": "x"})).gone == ()


def test_two_households_of_one_door_share_the_dwelling(session: OfficeSession, file_of: Files) -> None:
    """One door may hold two households."""
    bring_in(session, file_of(HEAD, {**NEIGHBOUR, "楼栋门牌": HEAD["楼栋门牌"]}))
    records = live_records(session)
    assert (records["dwelling"], records["household"]) == (1, 2)


def test_an_empty_dwelling_is_a_door_without_a_household(session: OfficeSession, file_of: Files) -> None:
    """It is created once."""
    empty = {"网格": "网格01", "小区": "晏五村", "楼栋门牌": "3-2-503", "房屋用途": "空置"}
    bring_in(session, file_of(HEAD, empty))
    assert live_records(session)["dwelling"] == 2
    assert report(session, file_of(HEAD, {**empty, "备注": ""}, {})).new == {}


def test_an_import_is_taken_back_as_one(session: OfficeSession) -> None:
    """Nothing it created is left, and the file may come in again."""
    before = live_records(session)
    outcome = bring_in(session, ROSTER_CSV)
    assert outcome is not None
    undone = undo_import(session, outcome.import_id)
    assert undone.removed == outcome.created
    assert undone.kept == {}
    assert live_records(session) == before
    assert past_imports(session)[0].state == ImportState.UNDONE
    with pytest.raises(Refused, match=r"import\.undone"):
        undo_import(session, outcome.import_id)
    bring_in(session, ROSTER_CSV)
    assert live_records(session)["resident"] == TRUTH["residents"]


def test_taking_back_restores_what_was_changed(session: OfficeSession, file_of: Files) -> None:
    """The fields have their old values, the earlier import stays."""
    bring_in(session, file_of(HEAD, NEIGHBOUR))
    outcome = bring_in(session, file_of({**HEAD, "联系电话": "10011112222", "房屋用途": "出租"}, NEIGHBOUR, SPOUSE))
    assert outcome is not None
    assert undo_import(session, outcome.import_id).restored == 2
    with session.store.reading() as reader:
        (person,) = residents_with_id_number(reader, HEAD["公民身份号码"])
        assert reader.value("SELECT count(*) FROM dwelling WHERE use = 2") == 0
    assert person.phone == "10008847481"
    assert live_records(session)["resident"] == 2


def test_a_household_in_another_grid_leaves_a_trace_of_the_one_before(session: OfficeSession, file_of: Files) -> None:
    """In the import's own transaction, and taken back with it: old reports find the grid of their day."""
    bring_in(session, file_of(HEAD, NEIGHBOUR))
    outcome = bring_in(session, file_of({**HEAD, "网格": "网格77"}, NEIGHBOUR))
    assert outcome is not None
    with session.store.reading() as reader:
        (person,) = residents_with_id_number(reader, HEAD["公民身份号码"])
        (former,) = former_grids(reader, person.household)
        home = household(reader, person.household)
    assert home is not None
    assert (home.grid_name, former[2]) == ("网格77", session.today - 1)
    undo_import(session, outcome.import_id)
    with session.store.reading() as reader:
        assert former_grids(reader, person.household) == ()


def test_taking_back_keeps_what_people_worked_on(session: OfficeSession, file_of: Files) -> None:
    """A later change keeps its household; the neighbours go."""
    outcome = bring_in(session, file_of(HEAD, SPOUSE, NEIGHBOUR))
    assert outcome is not None
    with session.store.reading() as reader:
        (person,) = residents_with_id_number(reader, SPOUSE["公民身份号码"])
    with session.store.writing(session.clock) as writer:
        writer.set(person.uid, {"phone": "10011112222"}, actor=session.actor)
    undone = undo_import(session, outcome.import_id)
    assert undone.kept == {"dwelling": 1, "household": 1, "resident": 2, "unit": 2}
    assert undone.removed == {"dwelling": 1, "household": 1, "resident": 1, "tag": 1}


def test_an_unknown_import_cannot_be_taken_back(session: OfficeSession) -> None:
    """The list names those there were."""
    with pytest.raises(InputFault, match=r"import\.unknown"):
        undo_import(session, bytes(16))


class _Cut(Exception):
    """The process ends here."""


def test_an_interrupted_import_goes_on_where_it_stopped(session: OfficeSession) -> None:
    """Nothing is written twice, and it is still taken back as one."""

    def cut(done: int, _total: int) -> None:
        if done > 100:
            raise _Cut

    before = live_records(session)
    with pytest.raises(_Cut):
        apply(session, look(session, ROSTER_XLSX), cut)
    half = live_records(session)["household"]
    assert 100 < half < 400
    prepared = look(session, ROSTER_XLSX)
    assert prepared.is_interrupted
    assert prepared.matching.unchanged == half
    outcome = apply(session, prepared)
    assert outcome is not None
    assert outcome.resumed_at == half
    assert live_records(session)["household"] == TRUTH["households"]
    assert live_records(session)["resident"] == TRUTH["residents"]
    undo_import(session, outcome.import_id)
    assert live_records(session) == before


def test_an_interrupted_import_of_people_without_numbers_goes_on(session: OfficeSession, file_of: Files) -> None:
    """Two households of one door that nothing but the import itself can tell apart."""
    rows = [{**NAMELESS, "姓名": f"王{number}", "楼栋门牌": f"3-2-{500 + number // 2}"} for number in range(60)]
    path = file_of(*rows)

    def cut(_done: int, _total: int) -> None:
        raise _Cut

    with pytest.raises(_Cut):
        apply(session, look(session, path), cut)
    prepared = look(session, path)
    assert not prepared.matching.questions
    apply(session, prepared)
    assert live_records(session)["household"] == 60
    assert live_records(session)["dwelling"] == 30


def test_a_record_changed_meanwhile_is_left_alone(session: OfficeSession, file_of: Files) -> None:
    """What somebody saved between the diff and the writing is not overwritten."""
    bring_in(session, file_of(HEAD))
    prepared = look(session, file_of({**HEAD, "联系电话": "10011112222"}))
    with session.store.reading() as reader:
        (person,) = residents_with_id_number(reader, HEAD["公民身份号码"])
    with session.store.writing(session.clock) as writer:
        writer.set(person.uid, {"phone": "10033334444"}, actor=session.actor)
    outcome = apply(session, prepared)
    assert outcome is not None
    assert outcome.overtaken == (2,)
    with session.store.reading() as reader:
        assert residents_with_id_number(reader, HEAD["公民身份号码"])[0].phone == "10033334444"


def test_a_person_who_came_on_record_meanwhile_is_not_doubled(session: OfficeSession, file_of: Files) -> None:
    """The household is left for the next run."""
    prepared = look(session, file_of(HEAD))
    bring_in(session, file_of(HEAD, NEIGHBOUR))
    outcome = apply(session, prepared)
    assert outcome is not None
    assert outcome.overtaken == (2,)
    assert live_records(session)["resident"] == 2


def test_hostile_text_is_stored_as_text(session: OfficeSession, file_of: Files) -> None:
    """However long it is, an operation holds it."""
    hostile = {
        **HEAD,
        "姓名": "[bold]王[/bold]" * 20,
        "备注": "𬭎" * 30_000,
        "文化程度": "本" * 500,
        "联系电话": "x" * 3000,
    }
    outcome = bring_in(session, file_of(hostile))
    assert outcome is not None
    assert outcome.created["resident"] == 1


def test_only_who_may_import_does(template: Path, tmp_path: Path) -> None:
    """The permission is asked before anything is written."""
    with office(template, tmp_path / "office", account="leader") as session:
        before = live_records(session)
        with pytest.raises(Refused):
            bring_in(session, ROSTER_CSV)
        assert live_records(session) == before
