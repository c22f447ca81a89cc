"""One change of many households: chosen, previewed with what is refused, written, taken back as one."""

from collections.abc import Callable

import msgspec
import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.core.records import Household, Tag
from gridtui.core.registry import BY_NAME
from gridtui.core.words import DwellingUse, Residence, Whereabouts
from gridtui.office import bulk_edit
from gridtui.office.bulk_edit import apply, bulk_changes, preview, selected
from gridtui.office.bulk_rules import KINDS
from gridtui.office.bulk_undo import undo_bulk
from gridtui.office.bulk_views import BulkChange, BulkPreview, Selection
from gridtui.office.households import set_household
from gridtui.office.roster import Pace
from gridtui.office.undo import last_undo, undo
from gridtui.office.views import Saved
from gridtui.store.local_imports import ImportState
from gridtui.store.read_former import former_grids
from gridtui.store.read_households import household
from tests.tools.office_builder import TODAY, SmallOffice

Value = bytes | int | str

IN_03 = ("李文彬", "刘秀芬", "王建民", "马玉珍", "赵志强", "吴国华", "覃桂兰")
"""Heads of 网格03 in walking order."""


def homes(office: SmallOffice, *heads: str) -> list[bytes]:
    """Return households by their heads."""
    return [office.homes[head] for head in heads]


def shown(office: SmallOffice, head: str) -> Household:
    """Return a household as it is now."""
    with office.store.reading() as reader:
        found = household(reader, office.homes[head])
    assert found is not None
    return found


def look(
    office: SmallOffice, kind: str, value: bytes | int | str, account: str = "chen", **chosen: object
) -> BulkPreview:
    """Preview a change, by default of 网格03 as the secretary."""
    selection = msgspec.convert({"grid": None} | chosen, Selection, strict=False) if chosen else None
    return preview(
        office.session(account), selection or Selection(grid=office.units["网格03"]), BulkChange(kind, value)
    )


def do(office: SmallOffice, kind: str, value: Value, account: str = "chen") -> Saved:
    """Preview and write a change of 网格03."""
    return apply(office.session(account), look(office, kind, value, account))


# ---------------------------------------------------------------- who is chosen


def test_households_are_chosen_by_place_tag_and_words(office: SmallOffice) -> None:
    """All conditions at once, in walking order."""
    session = office.session("chen")
    grid, courtyard = office.units["网格03"], office.units["晏五村"]
    assert list(selected(session, Selection(grid=grid))) == homes(office, *IN_03)
    assert list(selected(session, Selection(courtyard=courtyard, building=6))) == homes(
        office, "赵志强", "吴国华", "覃桂兰"
    )
    assert list(selected(session, Selection(tag="elder_alone", grid=grid))) == homes(office, "刘秀芬", "覃桂兰")
    assert list(selected(session, Selection(find="lxf"))) == homes(office, "刘秀芬")
    assert list(selected(session, Selection(find="5-2", tag="dibao"))) == homes(office, "王建民")
    assert list(selected(session, Selection(paper=True))) == homes(office, "吴国华")
    with office.writing() as writer:
        writer.set(office.homes["王建民"], {"to_day": TODAY - 1}, actor=None)
    assert list(selected(session, Selection(grid=grid))) == homes(
        office, *(name for name in IN_03 if name != "王建民")
    )


def test_nothing_chosen_is_not_everybody(office: SmallOffice) -> None:
    """A blank form must not change the whole community."""
    with pytest.raises(InputFault, match=r"bulk\.no_selection"):
        selected(office.session("chen"), Selection())


def test_a_choice_of_nobody_is_said(office: SmallOffice) -> None:
    """Instead of a change of nothing."""
    with pytest.raises(InputFault, match=r"bulk\.nobody_chosen"):
        preview(office.session("chen"), Selection(find="zzzz"), BulkChange("household.paper", 1))


# ---------------------------------------------------------------- what it would do


def test_a_preview_counts_and_writes_nothing(office: SmallOffice) -> None:
    """What changes, what is so already; each household with its old value."""
    seen = look(office, "household.paper", 1)
    assert (seen.count("change"), seen.count("same"), seen.count("refused")) == (6, 1, 0)
    assert {row.was for row in seen.rows} == {0, 1}
    assert shown(office, "刘秀芬").paper == 0


def test_households_out_of_reach_are_refused_one_by_one(office: SmallOffice) -> None:
    """A worker sees the community and writes in the own grid: each other row says why not."""
    session = office.session("zhang")
    seen = preview(session, Selection(tag="dibao"), BulkChange("household.note_added", "年审已过"))
    by_outcome = {row.name: (row.outcome, row.code) for row in seen.rows}
    assert by_outcome["王建民"] == ("change", "")
    assert by_outcome["仇雪梅"] == ("refused", "permission.scope")
    assert seen.refusals == {"permission.scope": 1}
    assert apply(session, seen).parameters["count"] == seen.count("change") == 3
    assert shown(office, "仇雪梅").note == ""


def test_who_edits_no_households_edits_no_many(office: SmallOffice) -> None:
    """A neighbour lead is refused as a whole."""
    with pytest.raises(Refused):
        look(office, "household.paper", 1, "he")


def test_a_grid_out_of_reach_is_refused_as_a_whole(office: SmallOffice) -> None:
    """A worker hands nobody into somebody else's grid."""
    with pytest.raises(Refused):
        look(office, "household.grid", office.units["网格04"], "zhang")


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("household.name", "x", "bulk.kind_unknown"),
        ("household.paper", 7, "field.out_of_range"),
        ("dwelling.use", 9, "field.unknown_choice"),
        ("resident.residence", 42, "field.unknown_choice"),
        ("household.note_added", " \x1b ", "bulk.no_text"),
        ("household.note", "长" * 1_001, "text.too_long"),
        ("tag.added", "no_such_tag", "tag.unknown"),
        ("household.grid", b"\x00" * 16, "field.unit_unknown"),
    ],
)
def test_a_value_that_cannot_be_is_refused_as_a_whole(
    office: SmallOffice, kind: str, value: Value, code: str
) -> None:
    """As the single change refuses it."""
    with pytest.raises(InputFault, match=code.replace(".", r"\.")):
        look(office, kind, value)


def test_a_note_that_grows_too_long_is_refused_for_that_household(office: SmallOffice) -> None:
    """The others take the text."""
    set_household(office.session("chen"), office.homes["刘秀芬"], {"note": "长" * 990})
    seen = look(office, "household.note_added", "十二个字的备注要加在最后面")
    assert {row.name: row.code for row in seen.rows if row.outcome == "refused"} == {"刘秀芬": "text.too_long"}


# ---------------------------------------------------------------- what it writes


VALUES: dict[str, Callable[[SmallOffice], Value]] = {
    "household.grid": lambda office: office.units["网格04"],
    "household.paper": lambda _: 1,
    "household.note_added": lambda _: "楼道改造，七月搬回",
    "household.note": lambda _: "新备注",
    "dwelling.use": lambda _: int(DwellingUse.RENTED),
    "tag.added": lambda _: "unemployed",
    "tag.ended": lambda _: "dibao",
    "resident.residence": lambda _: int(Residence.FLOATING),
    "resident.lives": lambda _: int(Whereabouts.ELSEWHERE),
    "resident.registered": lambda _: int(Whereabouts.HERE),
}


def test_every_kind_has_a_case_here() -> None:
    """So that a new one is tested."""
    assert set(VALUES) == set(KINDS)


def _in_force(home: Household) -> list[Tag]:
    return [tag for tag in home.tags if tag.to_day is None]


@pytest.mark.parametrize("kind", sorted(VALUES))
def test_a_change_is_written_and_taken_back_as_one(office: SmallOffice, kind: str) -> None:
    """Everybody as they were before: same fields, same tags in force."""

    def all_of_them() -> list[Household]:
        return [shown(office, head) for head in IN_03]

    def lasting(states: list[Household]) -> list[Household]:
        return [
            msgspec.structs.replace(home, tags=tuple(t for t in home.tags if t.to_day is None)) for home in states
        ]

    before = all_of_them()
    saved = do(office, kind, VALUES[kind](office))
    after = all_of_them()
    assert after != before
    assert look(office, kind, VALUES[kind](office)).count("change") == 0 if kind != "household.grid" else True
    undo(office.session("chen"), saved.undo)
    assert lasting(all_of_them()) == lasting(before)
    with pytest.raises(InputFault, match=r"undo\.nothing"):
        undo(office.session("chen"), saved.undo)


def test_a_change_of_grid_leaves_the_former_one_of_each(office: SmallOffice) -> None:
    """In the transaction that writes it; taken back with it."""
    saved = do(office, "household.grid", office.units["网格04"])
    for head in IN_03:
        with office.store.reading() as reader:
            (former,) = former_grids(reader, office.homes[head])
        assert former[1:] == (office.units["网格03"], TODAY - 1)
    undo(office.session("chen"), saved.undo)
    with office.store.reading() as reader:
        assert former_grids(reader, office.homes["刘秀芬"]) == ()


def test_a_tag_is_added_to_the_household_unless_somebody_there_carries_it(office: SmallOffice) -> None:
    """覃桂兰 and 王建民 have it already."""
    seen = look(office, "tag.added", "dibao")
    assert {row.name for row in seen.rows if row.outcome == "same"} == {"王建民", "吴国华", "覃桂兰"}
    apply(office.session("chen"), seen)
    tags = [tag for tag in shown(office, "刘秀芬").tags if tag.tag == "dibao"]
    assert [(tag.subject, tag.from_day) for tag in tags] == [(office.homes["刘秀芬"], TODAY)]
    assert tags[0].review_day is not None


def test_a_restricted_tag_is_for_those_who_may_see_it(office: SmallOffice) -> None:
    """A clerk neither sets it nor learns by a preview who carries it."""
    for kind in ("tag.added", "tag.ended"):
        with pytest.raises(Refused):
            look(office, kind, "severe_mental_illness", "wang")
    with pytest.raises(Refused):
        selected(office.session("wang"), Selection(tag="severe_mental_illness"))


def test_a_changed_field_is_no_longer_in_doubt(office: SmallOffice) -> None:
    """As with a single change."""
    lives = BY_NAME["resident"].field("lives").number
    with office.writing() as writer:
        writer.set(office.people["刘洋"], {"doubt": (lives,)}, actor=None)
    saved = do(office, "resident.lives", int(Whereabouts.ELSEWHERE))
    assert [member.doubt for member in shown(office, "刘秀芬").members] == [(), ()]
    undo(office.session("chen"), saved.undo)
    assert [member.doubt for member in shown(office, "刘秀芬").members] == [(), (lives,)]


def test_a_household_changed_since_the_preview_is_left_alone(office: SmallOffice) -> None:
    """And told: the others are written."""
    seen = look(office, "household.note", "新备注")
    set_household(office.session("zhang"), office.homes["刘秀芬"], {"note": "张三刚记的"})
    saved = apply(office.session("chen"), seen)
    assert (saved.message, saved.parameters["left"]) == ("bulk.changed_but", 1)
    assert shown(office, "刘秀芬").note == "张三刚记的"
    assert shown(office, "王建民").note == "新备注"


def test_two_households_behind_one_door_change_it_once(office: SmallOffice) -> None:
    """The second finds it done, which is no conflict."""
    with office.writing() as writer:
        values = {"dwelling": office.doors["晏五村5-2-501"], "grid": office.units["网格03"]}
        writer.create("household", values, actor=None)
    saved = do(office, "dwelling.use", int(DwellingUse.RENTED))
    assert saved.message == "bulk.changed"
    door = shown(office, "刘秀芬").dwelling
    assert door is not None
    assert door.use == DwellingUse.RENTED
    undo(office.session("chen"), saved.undo)
    door = shown(office, "刘秀芬").dwelling
    assert door is not None
    assert door.use == DwellingUse.OWNER_OCCUPIED


def test_nothing_to_change_is_no_change(office: SmallOffice) -> None:
    """Nothing is recorded that would have to be taken back."""
    seen = look(office, "household.grid", office.units["网格03"])
    with pytest.raises(InputFault, match=r"change\.nothing"):
        apply(office.session("chen"), seen)
    assert bulk_changes(office.session("chen")) == ()


# ---------------------------------------------------------------- taking it back


def test_what_was_changed_since_stays(office: SmallOffice) -> None:
    """The rest goes back, and both are counted."""
    saved = do(office, "household.note", "新备注")
    set_household(office.session("zhang"), office.homes["刘秀芬"], {"note": "后来又改的"})
    undone = undo_bulk(office.session("chen"), saved.uid)
    assert (undone.restored, undone.kept) == (6, 1)
    assert shown(office, "刘秀芬").note == "后来又改的"
    assert shown(office, "王建民").note == ""


def test_a_tag_somebody_ended_since_stays_ended(office: SmallOffice) -> None:
    """It is worked on: not voided."""
    saved = do(office, "tag.added", "unemployed")
    tag = next(tag for tag in shown(office, "刘秀芬").tags if tag.tag == "unemployed")
    with office.writing() as writer:
        writer.set(tag.uid, {"to_day": TODAY}, actor=None)
    undone = undo_bulk(office.session("chen"), saved.uid)
    assert undone.kept == 1
    assert "unemployed" in {tag.tag for tag in shown(office, "刘秀芬").tags}
    assert "unemployed" not in {tag.tag for tag in shown(office, "王建民").tags}


def test_undo_by_key_after_undo_by_command_goes_on_to_the_act_before(office: SmallOffice) -> None:
    """The change does not stand in the way of earlier acts."""
    session = office.session("chen")
    set_household(session, office.homes["刘秀芬"], {"note": "先改一户"})
    saved = do(office, "household.paper", 1)
    undo_bulk(session, saved.uid)
    with pytest.raises(Refused, match=r"bulk\.undone"):
        undo_bulk(session, saved.uid)
    undo(session)
    undo(session)
    assert shown(office, "刘秀芬").note == ""
    assert last_undo(session) is None


def test_only_its_author_or_the_secretary_takes_it_back(office: SmallOffice) -> None:
    """On any day: nothing that was worked on is lost."""
    saved = do(office, "household.paper", 1, "zhang")
    office.go_to(5)
    with pytest.raises(Refused, match=r"undo\.not_yours"):
        undo_bulk(office.session("li"), saved.uid)
    assert undo_bulk(office.session("chen"), saved.uid).restored == 6


def test_an_unknown_change_cannot_be_taken_back(office: SmallOffice) -> None:
    """Nor can an import, which has a way back of its own."""
    with pytest.raises(InputFault, match=r"bulk\.unknown"):
        undo_bulk(office.session("chen"), b"\x00" * 16)


def test_an_interrupted_change_is_taken_back_or_asked_for_again(
    office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written is recorded with it; the households done already stay as they are the second time."""
    session = office.session("chen")

    class OneByOne(Pace):
        def __init__(self) -> None:
            super().__init__()
            self.households = 1

        def after(self, households: int, worked_ms: int, waited_ms: int) -> None:
            del households, worked_ms, waited_ms

    def stop(done: int, total: int) -> None:
        del total
        if done == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(bulk_edit, "Pace", OneByOne)
    with pytest.raises(KeyboardInterrupt):
        apply(session, look(office, "household.note", "新备注"), stop)
    (line,) = bulk_changes(session)
    assert (line.state, line.done, line.households) == (ImportState.RUNNING, 3, 7)
    again = look(office, "household.note", "新备注")
    assert (again.count("same"), again.count("change")) == (3, 4)
    apply(session, again)
    assert undo_bulk(session, line.uid).restored == 3
    assert [shown(office, head).note for head in IN_03].count("新备注") == 4


def test_changes_are_listed_with_what_they_were(office: SmallOffice) -> None:
    """The latest first, in words; imports are not among them."""
    do(office, "household.paper", 1)
    do(office, "household.grid", office.units["网格04"])
    lines = bulk_changes(office.session("chen"))
    assert [(line.kind, line.value, line.households) for line in lines] == [
        ("household.grid", "网格04", 7),
        ("household.paper", "yes", 6),
    ]
    assert {line.state for line in lines} == {ImportState.FINISHED}


def test_progress_is_told_for_looking_and_for_writing(office: SmallOffice) -> None:
    """Up to the whole number."""
    told: list[tuple[int, int]] = []
    session = office.session("chen")
    selection = Selection(grid=office.units["网格03"])
    seen = preview(session, selection, BulkChange("household.paper", 1), lambda *at: told.append(at))
    apply(session, seen, lambda *at: told.append(at))
    assert told[0] == (7, 7)
    assert told[-1] == (6, 6)


@pytest.mark.parametrize(
    "text", ["[red]\x1b[2J备注", "=HYPERLINK('x')", "'; DROP TABLE household; --", "\u202e反", "{name}"]
)
def test_hostile_text_is_stored_as_text(office: SmallOffice, text: str) -> None:
    """Without control characters, and as nothing but text."""
    do(office, "household.note_added", text)
    note = shown(office, "刘秀芬").note
    assert note == text.replace("\x1b", "").replace("\u202e", "")
