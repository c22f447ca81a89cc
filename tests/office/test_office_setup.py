"""Setting an office up: its place, its mechanism, its first people; and which mechanism files go first."""

from pathlib import Path

import pytest

from gridtui.core.errors import InputFault, SettingsFault, StoreFault
from gridtui.core.time import FixedClock, instant_of
from gridtui.core.words import UnitKind
from gridtui.office.mechanism import load_calendar, load_mechanism
from gridtui.office.scheme_files import proposed_schemes
from gridtui.office.session import opened_session
from gridtui.office.setup import FirstPerson, refresh_mechanism, set_up_office
from gridtui.settings import SETTINGS_FILE, OfficeTable, Settings, load_settings, shipped_config
from gridtui.store import read_posts, read_units
from gridtui.store.database import Store
from tests.tools.office_builder import TODAY, SmallOffice

CLOCK = FixedClock(instant_of(TODAY, 600))
SECRETARY = FirstPerson("陈洁", "chen", "community_secretary")


def settings_for(division: str, *schemes: str) -> Settings:
    """Return settings of a place."""
    return Settings(office=OfficeTable(division=division, schemes=schemes or ("common",)))


@pytest.mark.parametrize(
    ("division", "names", "kinds"),
    [
        ("620103006003", ("晏家坪街道", "中院社区"), (UnitKind.SUBDISTRICT, UnitKind.COMMUNITY)),
        ("620104007201", ("西柳沟街道", "张家大坪村"), (UnitKind.SUBDISTRICT, UnitKind.VILLAGE)),
        ("620102400400", ("高新区", "高新区均家滩社区"), (UnitKind.SUBDISTRICT, UnitKind.COMMUNITY)),
        ("620123100217", ("城关镇", "丁官营村"), (UnitKind.TOWNSHIP, UnitKind.VILLAGE)),
    ],
)
def test_a_place_becomes_its_units(
    tmp_path: Path, division: str, names: tuple[str, ...], kinds: tuple[UnitKind, ...]
) -> None:
    """The street or township and the community or village below it (S0-1), by the digits of the code."""
    units = set_up_office(tmp_path / "o", settings_for(division), (), CLOCK)
    assert list(units) == [f"{division[:9]}000", division]
    store = Store.open(tmp_path / "o")
    with store.reading() as reader:
        found = read_units.units(reader)
    store.close()
    assert tuple(unit.kind for unit in found) == kinds
    assert found[1].parent == found[0].uid
    assert tuple(unit.name for unit in found) == names


def test_the_first_people_sit_where_their_role_does(tmp_path: Path) -> None:
    """A secretary on the community, a street officer on the street; the office is called as the division."""
    people = (SECRETARY, FirstPerson(" 周明 ", "zhou", "street_officer"))
    set_up_office(tmp_path / "o", settings_for("620103006003"), people, CLOCK)
    settings = load_settings(tmp_path / "o", {})
    assert settings.office.name == "中院社区"
    for account, unit in (("chen", "中院社区"), ("zhou", "晏家坪街道")):
        with opened_session(tmp_path / "o", account=account, clock=CLOCK, settings=settings) as session:
            assert session.post is not None
            assert (session.post.unit_name, session.post.from_day) == (unit, TODAY)


@pytest.mark.parametrize(
    "division", ["", "62", "620103006", "620103006000", "620103006999", "hello", "6201030060033"]
)
def test_an_office_is_of_a_community_or_village(tmp_path: Path, division: str) -> None:
    """A street, also in twelve digits, is none; nothing is made."""
    with pytest.raises(InputFault) as fault:
        set_up_office(tmp_path / "o", settings_for(division), (SECRETARY,), CLOCK)
    assert fault.value.code == "setup.division"
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (FirstPerson("陈洁", "chen", "wizard"), "setup.role"),
        (FirstPerson(" ", "chen", "community_secretary"), "setup.person"),
        (FirstPerson("陈洁", "\t", "community_secretary"), "setup.person"),
    ],
)
def test_the_first_person_has_a_name_an_account_and_a_role(tmp_path: Path, person: FirstPerson, code: str) -> None:
    """Otherwise nobody could log in."""
    with pytest.raises(InputFault) as fault:
        set_up_office(tmp_path / "o", settings_for("620103006003"), (person,), CLOCK)
    assert fault.value.code == code
    assert not (tmp_path / "o").exists()


def test_an_office_is_never_set_up_over(office: SmallOffice) -> None:
    """Nothing is overwritten."""
    before = (office.folder / SETTINGS_FILE).read_bytes()
    with pytest.raises(StoreFault) as fault:
        set_up_office(office.folder, settings_for("620103006003"), (SECRETARY,), CLOCK)
    assert fault.value.code == "setup.exists"
    assert (office.folder / SETTINGS_FILE).read_bytes() == before


def test_a_set_up_that_was_cut_short_is_taken_up(tmp_path: Path) -> None:
    """The power failed before the settings were written: once more makes no second community and no second person."""
    first = set_up_office(tmp_path / "o", settings_for("620103006003"), (SECRETARY,), CLOCK)
    (tmp_path / "o" / SETTINGS_FILE).unlink()
    assert set_up_office(tmp_path / "o", settings_for("620103006003"), (SECRETARY,), CLOCK) == first
    store = Store.open(tmp_path / "o")
    with store.reading() as reader:
        assert len(read_units.units(reader)) == 2
        assert len(read_posts.posts(reader, TODAY)) == 1
    store.close()


def test_people_who_share_an_account_are_people_apart(tmp_path: Path) -> None:
    """A demo runs under one account; each of its people is one."""
    people = (SECRETARY, FirstPerson("王丽", "chen", "window_clerk"))
    set_up_office(tmp_path / "o", settings_for("620103006003"), people, CLOCK)
    with opened_session(
        tmp_path / "o", account="chen", clock=CLOCK, settings=load_settings(tmp_path / "o", {}), post="王丽"
    ) as session:
        assert {post.staff_name for post in session.posts} == {"陈洁", "王丽"}
        assert session.role_kind == "clerk"


def test_the_offices_own_file_goes_before_the_shipped(tmp_path: Path) -> None:
    """An office changes a number without touching what is shipped."""
    own = tmp_path / "config" / "schemes"
    own.mkdir(parents=True)
    shipped = load_mechanism(tmp_path, settings_for("", "common", "assumed"))
    (own / "assumed.toml").write_text(
        '[scheme]\nkey = "assumed"\ntitle = "本所"\nsource = "本所决定"\nuses = ["common"]\n\n'
        '[[limit]]\nticket_class = "routine"\namount = 5\nsource = "本所决定"\n',
        "utf-8",
    )
    changed = load_mechanism(tmp_path, settings_for("", "common", "assumed"))
    found = [scheme.limit(1, "") for scheme in (shipped, changed)]
    assert [limit.amount for limit in found if limit is not None] == [1, 5]


def test_the_offices_own_days_off_go_before_the_shipped(tmp_path: Path) -> None:
    """A year's list is replaced by the office's own, other years stay."""
    own = tmp_path / "config" / "calendars"
    own.mkdir(parents=True)
    (own / "2026.toml").write_text(
        'year = 2026\ntitle = "t"\nsource = "s"\n[[holiday]]\nname = "h"\noff = [2026-11-23]\n', "utf-8"
    )
    assert load_calendar(tmp_path).is_working_day(TODAY + 2) is False
    assert load_calendar(tmp_path / "elsewhere").is_working_day(TODAY + 2) is True
    assert load_calendar(tmp_path).years == frozenset((2025, 2026))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Missing, unreadable, or in another encoding."""
    with pytest.raises(SettingsFault) as fault:
        load_mechanism(tmp_path, settings_for("", "nowhere"))
    assert fault.value.code == "settings.unreadable"
    assert str(fault.value.parameters["file"]).endswith("nowhere.toml")
    for folder, load in (("schemes/common.toml", load_mechanism), ("calendars/2026.toml", load_calendar)):
        path = tmp_path / "config" / folder
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes("名".encode("gb18030"))
        with pytest.raises(SettingsFault) as unread:
            load(tmp_path, settings_for("")) if load is load_mechanism else load_calendar(tmp_path)
        assert unread.value.code == "settings.not_utf8"


def test_a_changed_mechanism_is_taken_up_by_the_store(office: SmallOffice) -> None:
    """The next session works under it; a faulty one changes nothing."""
    own = office.folder / "config" / "schemes"
    own.mkdir(parents=True, exist_ok=True)
    text = '[scheme]\nkey = "assumed"\ntitle = "t"\nsource = "s"\nuses = ["common"]\n\n'
    limit = '[[limit]]\nticket_class = "routine"\nsource = "s"\namount = {}\n'
    (own / "assumed.toml").write_text(text + limit.format(9), "utf-8")
    refresh_mechanism(office.store, office.settings, office.clock)
    office.renewed()
    found = office.session("chen").scheme.limit(1, "")
    assert found is not None
    assert found.amount == 9
    (own / "assumed.toml").write_text(text + limit.format(-9), "utf-8")
    with pytest.raises(SettingsFault):
        refresh_mechanism(office.store, office.settings, office.clock)
    office.renewed()
    assert office.session("chen").scheme.limit(1, "") == found


@pytest.mark.parametrize(
    ("division", "schemes"),
    [
        ("620103006003", ("common", "yanjiaping")),
        ("430811002001", ("common", "luoguta")),
        ("620102011002", ("common", "chengguan", "jinchengguan")),
        ("110101001001", ("common", "yanjiaping")),
    ],
    ids=["its street's", "another street's", "its own", "nobody's"],
)
def test_the_mechanism_made_for_a_place_is_proposed(tmp_path: Path, division: str, schemes: tuple[str, ...]) -> None:
    """The community's own before its street's; where there is neither, what the settings start with."""
    assert proposed_schemes(tmp_path, division) == schemes


def test_what_a_mechanism_builds_on_is_loaded_with_it(tmp_path: Path) -> None:
    """Naming the last file is enough, once or with those below it."""
    alone = load_mechanism(tmp_path, settings_for("", "jinchengguan"))
    assert alone == load_mechanism(tmp_path, settings_for("", "common", "chengguan", "jinchengguan"))


def test_a_name_that_no_file_has_is_told_with_the_file_that_uses_it(tmp_path: Path) -> None:
    """So that the word can be mended where it stands."""
    own = tmp_path / "config" / "schemes"
    own.mkdir(parents=True)
    (own / "ours.toml").write_text('[scheme]\nkey = "ours"\ntitle = "t"\nsource = "s"\nuses = ["nowhere"]\n', "utf-8")
    with pytest.raises(SettingsFault) as fault:
        load_mechanism(tmp_path, settings_for("", "ours"))
    (problem,) = fault.value.problems
    assert (problem.code, problem.parameters["name"]) == ("scheme.unknown_name", "nowhere")
    assert str(problem.parameters["file"]).endswith("ours.toml")


def test_a_change_of_a_file_built_on_is_taken_up(office: SmallOffice) -> None:
    """The store notices an edit of any scheme file, as one that is used may build on it."""
    own = office.folder / "config" / "schemes"
    own.mkdir(parents=True, exist_ok=True)
    refresh_mechanism(office.store, office.settings, office.clock)
    assert not refresh_mechanism(office.store, office.settings, office.clock)
    shipped = shipped_config() / "schemes" / "common.toml"
    (own / "common.toml").write_text(shipped.read_text("utf-8") + "\n", "utf-8")
    assert refresh_mechanism(office.store, office.settings, office.clock)
