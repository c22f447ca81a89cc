"""The shipped schemes say what the reports say, hold together, and name what they leave open."""

from pathlib import Path

import pytest

from gridtui.core.words import Channel, TicketClass, TicketResult
from gridtui.scheme.check import open_questions
from gridtui.scheme.load import load_schemes, read_scheme_bytes, scheme_bytes, scheme_digest
from gridtui.scheme.model import Scheme

FOLDER = Path(__file__).parents[2] / "config" / "schemes"
OFFICES = ("xiliugou", "jinchengguan", "caochangjie", "hezhengdongjie", "luoguta", "yanjiaping")
SIX_VISITS = (
    "needy_monthly",
    "elder_alone_monthly",
    "disabled_monthly",
    "floating_monthly",
    "unemployed_monthly",
    "other_monthly",
)


def shipped(*names: str) -> Scheme:
    """Load shipped files in order."""
    return load_schemes((FOLDER.joinpath(f"{name}.toml").read_text("utf-8"), f"{name}.toml") for name in names)


@pytest.fixture(scope="module")
def yanjiaping() -> Scheme:
    """Load the scheme of 晏家坪街道."""
    return shipped("common", "yanjiaping")


@pytest.fixture(scope="module")
def luoguta() -> Scheme:
    """Load the scheme of 锣鼓塔街道."""
    return shipped("common", "luoguta")


def test_every_shipped_file_is_loaded_here() -> None:
    """No scheme ships that no test has checked."""
    assert {path.stem for path in FOLDER.glob("*.toml")} == {"common", "assumed", "chengguan", *OFFICES}


def test_the_six_visits_are_six_monthly_rules(yanjiaping: Scheme) -> None:
    """S4-5: needy, lone elders, disabled families, floating population, unemployed, other key persons, each month."""
    visits = [rule for rule in yanjiaping.rules if rule.source.startswith("S4-5")]
    assert tuple(rule.key for rule in visits) == SIX_VISITS
    for rule in visits:
        assert (rule.mode, rule.period.kind, rule.times) == ("per_subject", "month", 1)
        assert rule.counting_channels == (Channel.HOME_VISIT,)


def test_other_key_persons_ship_empty_and_say_so(yanjiaping: Scheme) -> None:
    """The report does not say who they are: the rule selects nobody and stands among the open questions."""
    (rule,) = (rule for rule in yanjiaping.rules if rule.key == "other_monthly")
    assert rule.segment.office_sets
    assert not rule.segment.any
    assert ("rule other_monthly", "segment") in {(q.table, q.key) for q in open_questions(yanjiaping)}


def test_the_two_rolling_rules(luoguta: Scheme) -> None:
    """S3-5: an online greeting every 3 days and a home visit every 7, for three segments."""
    greeting, visit = luoguta.rules
    assert (greeting.period.days, greeting.counting_channels) == (3, (Channel.ONLINE_GREETING,))
    assert (visit.period.days, visit.counting_channels) == (7, (Channel.HOME_VISIT,))
    assert set(greeting.segment.any) == {"elder_alone", "left_behind_child", "disability", "severe_disability"}
    assert greeting.segment == visit.segment


def test_an_office_may_let_a_home_visit_count_as_a_greeting() -> None:
    """The switch is marked assumed, and an office's file turns it by naming the rule and the one key."""
    common, own = ((FOLDER / f"{name}.toml").read_text("utf-8") for name in ("common", "luoguta"))
    change = '[scheme]\nkey="office"\ntitle="本单位"\nsource="社区会议"\n[[rule]]\nkey="online_greeting_3_days"\n'
    before = load_schemes([(common, "c"), (own, "l")])
    after = load_schemes([(common, "c"), (own, "l"), (change + 'substitutes=["home_visit"]', "office.toml")])
    assert "substitutes" in before.rules[0].assumed
    assert after.rules[0].counting_channels == (Channel.HOME_VISIT, Channel.ONLINE_GREETING)
    assert after.rules[1] == before.rules[1]
    assert after.about.key == "office"


@pytest.mark.parametrize(
    ("name", "roles"), [("luoguta", ["area_lead", "group_lead", "neighbor_lead"]), ("yanjiaping", ["grid_head"])]
)
def test_an_office_adds_its_own_roles(name: str, roles: list[str]) -> None:
    """S3-1 and S4-3: the posts of a mechanism stand in its file, beside those every office has."""
    scheme = shipped("common", name)
    assert all(scheme.role(role) for role in [*roles, "community_secretary", "grid_worker", "window_clerk"])
    assert scheme.role("emperor") is None


def test_every_class_has_a_machine_and_every_result_a_title(luoguta: Scheme) -> None:
    """S4-9: four ways of disposal; titles exist for every stored number a form offers."""
    for ticket_class in TicketClass:
        assert luoguta.machine(ticket_class).ticket_class == ticket_class
    assert luoguta.machine(99).key == "routine"
    assert {result.number for result in luoguta.results} == {result.value for result in TicketResult}
    assert [prompt.title for prompt in luoguta.prompts] == [
        "一切正常", "身体不适", "生活困难", "有诉求", "情绪波动", "政策已讲",
    ]  # fmt: skip
    assert len(luoguta.phrases) >= 12


def test_the_six_categories_of_the_report_come_first(luoguta: Scheme) -> None:
    """S1-6: employment, education, medical care, housing, elder care, work safety."""
    titles = [category.title for category in luoguta.categories if category.source == "S1-6"]
    assert titles == ["就业", "教育", "医疗", "住房", "养老", "安全生产"]


def test_only_the_scheme_that_says_so_wants_a_copy(yanjiaping: Scheme, luoguta: Scheme) -> None:
    """1.6: the copy to the subdistrict desk is the mechanism of one office, not of the other."""
    assert yanjiaping.machine(TicketClass.COORDINATION).copy_desk == "subdistrict"
    assert luoguta.machine(TicketClass.COORDINATION).copy_desk == ""


def test_no_limit_is_invented(yanjiaping: Scheme) -> None:
    """No report states a limit: no clock runs until the office states one, and the demo's are marked assumed."""
    assert yanjiaping.limit(TicketClass.COORDINATION, "heating") is None
    demo = shipped("common", "yanjiaping", "assumed")
    limit = demo.limit(TicketClass.COORDINATION, "heating")
    assert limit is not None
    assert (limit.amount, limit.unit, limit.assumed) == (3, "working_days", ("amount", "unit"))


def test_a_category_may_have_its_own_limit() -> None:
    """The limit of a category comes before that of its class."""
    own = (
        '[scheme]\nkey="office"\ntitle="本单位"\nsource="x"\n[[limit]]\nticket_class="routine"\ncategory="environment"\n'
        'amount=5\nunit="working_hours"\nsource="x"\n'
    )
    common = (FOLDER / "common.toml").read_text("utf-8")
    scheme = load_schemes([(common, "c"), (own, "o")])
    found = scheme.limit(TicketClass.ROUTINE, "environment")
    assert found is not None
    assert (found.amount, found.unit) == (5, "working_hours")
    assert scheme.limit(TicketClass.ROUTINE, "noise") is None


def test_synonyms_lead_from_roster_words_to_tags(luoguta: Scheme) -> None:
    """失独 is shown as 特扶家庭; no tag stands on a list by default; the restricted one is restricted."""
    tag = luoguta.tag("bereaved_family")
    assert tag is not None
    assert (tag.title, "失独家庭" in tag.synonyms) == ("特扶家庭", True)
    assert not any(tag.on_list for tag in luoguta.tags)
    assert [tag.key for tag in luoguta.tags if tag.restricted] == ["severe_mental_illness"]
    assert luoguta.tag("petitioner") is None


def test_the_digest_names_the_content(yanjiaping: Scheme, luoguta: Scheme) -> None:
    """Equal content has one digest, whatever file it came from; the byte form reads back as the same scheme."""
    assert scheme_digest(yanjiaping) == scheme_digest(read_scheme_bytes(scheme_bytes(yanjiaping)))
    assert scheme_digest(yanjiaping) != scheme_digest(luoguta)
    assert len(scheme_digest(luoguta)) == 16
