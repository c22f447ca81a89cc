"""Each row of the reports that speaks of visits, posts, teams, campaigns, activities stands in its office's file."""

import re
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import msgspec
import pytest

from gridtui.core.divisions import division
from gridtui.core.words import Channel, HalfDay, TicketClass, TicketKind
from gridtui.office.mechanism import OWN_CONFIG, load_mechanism
from gridtui.scheme.check import open_questions, scheme_doubts
from gridtui.scheme.model import CadenceRule, Scheme
from gridtui.settings import OfficeTable, Settings
from tests.scheme.test_scheme_shipped import OFFICES, shipped

FILES = {
    "xiliugou": ("common", "xiliugou"),
    "jinchengguan": ("common", "chengguan", "jinchengguan"),
    "caochangjie": ("common", "chengguan", "caochangjie"),
    "hezhengdongjie": ("common", "hezhengdongjie"),
    "luoguta": ("common", "luoguta"),
    "yanjiaping": ("common", "yanjiaping"),
}
S1_ROWS = {
    "S1-1": {"team grid_team", "programme field_grid"},
    "S1-2": {
        "programme one_kin_three_hearts",
        "programme home_visit_to_kin",
        "programme grid_heart_known",
        "programme linked_heart_talk",
    },
    "S1-3": {"rule focus_groups", "tag elder_alone", "tag empty_nest", "tag disability", "tag dibao",
             "tag bereaved_family", "tag needy_party_member"},
    "S1-4": {"campaign door_knock", "template door_knock", "prompt chatted", "prompt gift_given"},
    "S1-5": {"role linked_member", "rule linked_households"},
    "S1-7": {"activity joint_clean_up", "activity merchant_recheck", "rule merchant_rechecks",
             "programme three_wardens_front"},
    "S1-10": {"team big_party_committee", "programme double_report", "programme three_party_check_in",
              "activity partner_sign_up"},
    "S1-13": {"plan daily_care", "plan deliveries_three_weekly", "pause_reason in_care_home"},
    "S1-16": {"activity routine_patrol", "rule routine_patrols"},
}  # fmt: skip
ROWS = {
    "xiliugou": {
        "S0-1": {"level community", "level village"},
        "S0-4": {f"programme love_{line}" for line in (
            "agent", "doorbell", "clinic", "haircut", "show", "harbour", "patrol", "tutoring", "online_forum",
            "mediation", "relief", "housekeeping")} | {"activity love_patrol"},
        "S0-5": {"rule target_groups"},
        "S0-7": {"campaign no_household_missed", "programme three_plus_four"},
        "S0-8": {"campaign no_household_missed", "role partner_unit"},
        "S0-9": {"rule leader_five_needy", "role contact_leader"},
        "S0-10": {"rule secretary_or_director_monthly", "role community_secretary", "role community_director"},
        "S0-11": {"rule courtyard_weekly", "role courtyard_lead"},
        "S0-12": {"rule officer_fixed_household", "role street_officer"},
        "S0-13": {"template diary_and_contact", "programme four_downs", "prompt has_appeal"},
        "S0-14": {"template petition_cause", "template needy_basics", "template well_off_know_how",
                  "programme three_visits_three_questions", "prompt all_well"},
        "S0-15": {"programme off_hours"},
    },
    "jinchengguan": S1_ROWS,
    "caochangjie": S1_ROWS,
    "hezhengdongjie": {
        "S2-4": {"role grid_worker"},
        "S2-5": {"rule service_targets_any_time", "rule grid_residents_regularly", "rule special_families_by_name",
                 "programme three_visits"},
        "S2-6": {"programme five_fixed", "rule quota_visits", "activity quota_visits",
                 *(f"activity {duty}" for duty in ("report_back", "review", "inspection", "appraisal")),
                 *(f"rule {duty}_regularly" for duty in ("report_back", "review", "inspection", "appraisal"))},
        "S2-8": {"activity prepregnancy_outreach", "rule prepregnancy_outreach_yearly"},
    },
    "luoguta": {
        "S3-1": {"level area", "level group", "role area_lead", "role group_lead", "role neighbor_lead",
                 "programme three_leads"},
        "S3-2": {*(f"method {way}" for way in ("recommended", "elected", "self_nominated")),
                 *(f"pool {pool}" for pool in (
                     "party_member", "party_activist", "keen_resident", "veteran", "retired_cadre")),
                 *(f"quality {have}" for have in ("quality", "time", "ability", "will"))},
        "S3-3": {"span neighbor_lead"},
        "S3-4": {"span neighbor_lead"},
        "S3-5": {"rule online_greeting_3_days", "rule home_visit_7_days", "tag elder_alone", "tag left_behind_child",
                 "tag disability"},
        "S3-8": {"role area_lead", "role group_lead", "role neighbor_lead"},
        "S3-9": {"activity hamlet_meeting"},
        "S3-10": {"programme preacher", "programme liaison", "programme safety", "programme example",
                  "activity setting_example",
                  "activity hazard_check", "prompt policy_told",
                  *(f"campaign told_{topic}" for topic in (
                      "drowning", "drugs", "telecom_fraud", "winter_electricity"))},
    },
    "yanjiaping": {
        "S4-1": {"programme all_day_round", "programme done_at_once", "activity all_day_round",
                 "rule all_day_rounds"},
        "S4-2": {"level grid", "programme fixed_person_post_duty"},
        "S4-3": {"role grid_head", "role party_instructor"},
        "S4-4": {f"slot {key}" for key in ("found", "reported", "owned", "solved", "supervised")},
        "S4-5": {*(f"rule {group}_monthly" for group in (
                     "needy", "elder_alone", "disabled", "floating", "unemployed", "other")),
                 "programme six_visits"},
        "S4-6": {*(f"trigger {event}" for event in (
                     "mood_swing", "volunteer_service", "illness_or_hardship", "sudden_event", "dispute",
                     "neighbour_help")), "programme six_arrivals"},
        "S4-7": {*(f"trigger {found}" for found in (
                     "damaged_facility", "dirty_environment", "new_pregnancy", "incoming_migrants", "safety_hazard",
                     "instability")), "programme six_reports"},
        "S4-13": {"activity free_haircut", "rule haircut_every_tuesday"},
    },
}  # fmt: skip


def entries(scheme: Scheme) -> Iterator[tuple[str, str]]:
    """Yield the name and the source of every entry of every table."""
    for field in msgspec.structs.fields(Scheme):
        content = getattr(scheme, field.name)
        for entry in content if isinstance(content, tuple) else ():
            named = entry.role if field.encode_name == "span" else getattr(entry, "key", "")
            yield f"{field.encode_name} {named}", getattr(entry, "source", "")


def rows_of(scheme: Scheme) -> dict[str, set[str]]:
    """Return the entries that state each row of the reports."""
    rows: dict[str, set[str]] = {}
    for name, source in entries(scheme):
        for row in re.findall(r"S\d-\d+", source):
            rows.setdefault(row, set()).add(name)
    return rows


def rule(scheme: Scheme, key: str) -> CadenceRule:
    """Return the one rule of that key."""
    (found,) = (rule for rule in scheme.rules if rule.key == key)
    return found


@pytest.fixture(scope="module")
def offices() -> dict[str, Scheme]:
    """Load each office as it ships."""
    return {name: shipped(*files) for name, files in FILES.items()}


@pytest.mark.parametrize(("office", "row"), [(office, row) for office, rows in ROWS.items() for row in rows])
def test_a_row_of_the_report_stands_in_the_file(offices: dict[str, Scheme], office: str, row: str) -> None:
    """Each is there, under the keys the replays and the manual use, and names its row as its source."""
    assert ROWS[office][row] <= rows_of(offices[office]).get(row, set())


@pytest.mark.parametrize("office", OFFICES)
def test_an_office_names_its_division(offices: dict[str, Scheme], office: str) -> None:
    """The six offices are real places of the table of divisions."""
    (code,) = offices[office].about.offices
    place = division(code)
    assert place is not None
    assert place.display_name.removesuffix("社区").removesuffix("街道") in offices[office].about.title


@pytest.mark.parametrize("office", OFFICES)
def test_a_rule_without_a_stated_period_owes_nothing(offices: dict[str, Scheme], office: str) -> None:
    """It waits for the office, and stands among the open questions; no hour is invented for any trigger either."""
    questions = {(each.table, each.key) for each in open_questions(offices[office])}
    for each in offices[office].rules:
        assert (each.period.kind == "office_sets") == ((f"rule {each.key}", "period") in questions)
    for trigger in offices[office].triggers:
        assert trigger.hours == 0
        assert (f"trigger {trigger.key}", "hours") in questions
    assert not list(scheme_doubts(offices[office], office))


def test_no_number_is_stated_that_no_report_states(offices: dict[str, Scheme]) -> None:
    """The only campaign with days and a target is that of the report that states them; no span has a number."""
    numbers = {
        campaign.key: (campaign.days, campaign.target_percent)
        for scheme in offices.values()
        for campaign in scheme.campaigns
        if campaign.days or campaign.target_percent
    }
    assert numbers == {"no_household_missed": (30, 100)}
    assert not any(span.most for scheme in offices.values() for span in scheme.spans)
    assert not any(role.term_months for scheme in offices.values() for role in scheme.roles)


def test_the_four_standing_duties(offices: dict[str, Scheme]) -> None:
    """S0-9 to S0-12: five a month for each leader, monthly, weekly, and one fixed household for each cadre."""
    scheme = offices["xiliugou"]
    found = {
        key: (each.actor_roles, each.actor_scope, each.mode, each.times, each.period.kind)
        for key in ROWS["xiliugou"]["S0-9"] | ROWS["xiliugou"]["S0-10"] | ROWS["xiliugou"]["S0-11"]
        | ROWS["xiliugou"]["S0-12"]
        if key.startswith("rule ")
        for each in [rule(scheme, key.removeprefix("rule "))]
    }  # fmt: skip
    both = ("community_secretary", "community_director")
    assert found == {
        "rule leader_five_needy": (("contact_leader",), "contact_community", "per_actor", 5, "month"),
        "rule secretary_or_director_monthly": (both, "community", "per_subject", 1, "month"),
        "rule courtyard_weekly": (("courtyard_lead",), "courtyard", "per_subject", 1, "week"),
        "rule officer_fixed_household": (("street_officer",), "paired", "per_subject", 1, "month"),
    }
    assert len({rule(scheme, key.removeprefix("rule ")).segment for key in found}) == 1


def test_who_visits_which_door(offices: dict[str, Scheme]) -> None:
    """S0-8: leaders to key households, partner units to poor ones, office staff to ordinary ones."""
    sweep = offices["xiliugou"].campaign("no_household_missed")
    assert sweep is not None
    assert {category.title: category.visitor_roles for category in sweep.categories} == {
        "重点户": ("contact_leader",),
        "困难户": ("partner_unit",),
        "普通户": ("street_officer",),
        "小康户": (),
    }


def test_the_three_questions(offices: dict[str, Scheme]) -> None:
    """S0-14: a petition ticket asks for the cause, the needy for the basics, the well-off for know-how."""
    scheme = offices["xiliugou"]
    petition, needy, well_off = (
        scheme.template(key) for key in ("petition_cause", "needy_basics", "well_off_know_how")
    )
    assert petition is not None
    assert len(petition.questions) == 1
    assert petition.when.ticket_sources == ("petition",)
    assert needy is not None
    assert len(needy.questions) == 1
    assert needy.when.segment == rule(scheme, "courtyard_weekly").segment
    assert well_off is not None
    assert len(well_off.questions) == 1
    assert (well_off.when.campaign, well_off.when.category) == ("no_household_missed", "well_off_household")
    diary = scheme.template("diary_and_contact")
    assert diary is not None
    assert diary.records == ("diary", "card_left")


def test_two_communities_share_one_report(offices: dict[str, Scheme]) -> None:
    """S1: what the table does not tell apart is stated once; only the names of the two differ."""
    one, other = offices["jinchengguan"], offices["caochangjie"]
    assert msgspec.structs.replace(one, about=other.about) == other
    assert one.about.uses == ("common", "chengguan")


def test_a_third_heart_is_not_invented(offices: dict[str, Scheme]) -> None:
    """S1-2: the text names three and defines two; beside the slogan stand one 亲 and two 心."""
    labels = [each.title for each in offices["jinchengguan"].programmes if each.source == "S1-2"]
    assert labels == ["一亲三心", "返乡走亲", "入网知心", "联户交心"]


def test_a_personal_plan_is_no_rule(offices: dict[str, Scheme]) -> None:
    """S1-13: daily visits and three deliveries a week are offered as plans and owed to nobody else."""
    scheme = offices["jinchengguan"]
    assert [(plan.period.kind, plan.times) for plan in scheme.plans] == [("day", 1), ("week", 3)]
    assert not any(each.period.kind == "day" for each in scheme.rules)


def test_five_duties_leave_what_they_are_for(offices: dict[str, Scheme]) -> None:
    """S2-6: an inspection leaves a sample to visit again, an appraisal scores, the others a record."""
    kinds = {each.key: each.leaves for each in offices["hezhengdongjie"].activities if each.kind == "duty"}
    assert kinds == {
        "quota_visits": "record",
        "report_back": "record",
        "review": "record",
        "inspection": "sample",
        "appraisal": "score",
    }


def test_outreach_two_to_three_times_a_year(offices: dict[str, Scheme]) -> None:
    """S2-8: counted in activities of the community, at least two and at most three a year."""
    each = rule(offices["hezhengdongjie"], "prepregnancy_outreach_yearly")
    assert (each.mode, each.counts, each.activity) == ("per_area", "activities", "prepregnancy_outreach")
    assert (each.times, each.times_most, each.period.kind, each.actor_scope) == (2, 3, "year", "community")
    assert each.counting_channels == ()


def test_what_is_offered_to_every_office_is_owed_by_nobody(offices: dict[str, Scheme]) -> None:
    """Mechanisms section 5: the festival visit with goods and the training of clerks may be opened, no rule asks."""
    for scheme in offices.values():
        assert "festival_visit" in {campaign.key for campaign in scheme.campaigns}
        assert "clerk_training" in {kind.key for kind in scheme.activities}
        template = scheme.template("festival_visit")
        assert template is not None
        assert template.records == ("gifts",)
        assert not [rule.key for rule in scheme.rules if "festival" in rule.key or rule.activity == "clerk_training"]


def test_nobody_is_listed_as_likely_to_have_a_child(offices: dict[str, Scheme]) -> None:
    """S2-9 is left out: no rule, trigger or tag of that office's own names couples or their plans."""
    scheme = offices["hezhengdongjie"]
    assert "S2-9" not in rows_of(scheme)
    assert scheme.tags == shipped("common").tags
    assert not scheme.triggers


def test_posts_of_the_three_leads(offices: dict[str, Scheme]) -> None:
    """S3-1, S3-3, S3-8: published and certified, the span left to the office, special persons named."""
    scheme = offices["luoguta"]
    leads = [scheme.role(key) for key in ("area_lead", "group_lead", "neighbor_lead")]
    assert [lead.level for lead in leads if lead and lead.published and lead.certified] == ["area", "group", "grid"]
    span = scheme.span("neighbor_lead")
    assert span is not None
    assert span.office_sets
    assert span.special == rule(scheme, "home_visit_7_days").segment
    told = [campaign.topic for campaign in scheme.campaigns if campaign.told]
    assert told == ["防溺水", "禁毒", "防电信诈骗", "冬季用电安全"]


def test_six_to_attend(offices: dict[str, Scheme]) -> None:
    """S4-6: each asks a post to go there; the hours are the office's."""
    attend = [each for each in offices["yanjiaping"].triggers if each.act == "attend"]
    assert len(attend) == 6
    assert {each.stored_channels for each in attend} == {(Channel.HOME_VISIT,)}
    assert {each.stored_kind for each in attend} == {None}


def test_six_to_report(offices: dict[str, Scheme]) -> None:
    """S4-7: four open a ticket, two change the registry; instability is a ticket, never a tag."""
    report = {each.key: each for each in offices["yanjiaping"].triggers if each.act == "report"}
    assert {key: (each.stored_kind, each.stored_class, each.category) for key, each in report.items()} == {
        "damaged_facility": (TicketKind.PROBLEM, TicketClass.ROUTINE, "facility"),
        "dirty_environment": (TicketKind.PROBLEM, TicketClass.ROUTINE, "environment"),
        "new_pregnancy": (None, None, ""),
        "incoming_migrants": (None, None, ""),
        "safety_hazard": (TicketKind.HAZARD, TicketClass.URGENT, "hazard"),
        "instability": (TicketKind.DISPUTE, TicketClass.COORDINATION, "neighbours"),
    }
    assert (report["new_pregnancy"].change, report["new_pregnancy"].tag) == ("tag", "pregnancy")
    assert report["incoming_migrants"].change == "household"
    assert all("ticket_class" in each.assumed for each in report.values() if each.ticket_class)


def test_haircuts_on_tuesday_morning(offices: dict[str, Scheme]) -> None:
    """S4-13: every Tuesday morning, for people of sixty and more and for children below school age."""
    scheme = offices["yanjiaping"]
    haircut = scheme.activity("free_haircut")
    assert haircut is not None
    assert (haircut.weekdays, haircut.stored_half_day, haircut.start_minute) == ((2,), HalfDay.MORNING, None)
    assert [years for years in (0, 5, 6, 59, 60, 99) if any(each.holds(years) for each in haircut.ages)] == [
        0, 5, 60, 99,
    ]  # fmt: skip
    assert rule(scheme, "haircut_every_tuesday").period.weekdays == haircut.weekdays


def test_the_leader_in_contact_is_the_grid_head(offices: dict[str, Scheme]) -> None:
    """S4-3: one for each community, held with the post of the contact leader; S4-2: 24 grids."""
    scheme = offices["yanjiaping"]
    head, instructor, grid = scheme.role("grid_head"), scheme.role("party_instructor"), scheme.level("grid")
    assert head is not None
    assert (head.per_unit, head.held_with) == (1, ("contact_leader",))
    assert instructor is not None
    assert instructor.held_with == ("contact_leader",)
    assert grid is not None
    assert (grid.number, grid.under) == (24, ("community", "village"))


def test_any_two_mechanisms_combine() -> None:
    """An office may take from all six: keys and stored numbers never clash."""
    for one, other in permutations(("xiliugou", "chengguan", "hezhengdongjie", "luoguta", "yanjiaping"), 2):
        scheme = shipped("common", one, other)
        assert {each.key for each in scheme.rules} >= {each.key for each in shipped("common", one).rules}


def test_an_office_overrides_one_number_in_its_own_file(tmp_path: Path) -> None:
    """The file names the rule and the number; all else stays, and the sources with it."""
    own = tmp_path / OWN_CONFIG / "schemes"
    own.mkdir(parents=True)
    own.joinpath("ours.toml").write_text(
        '[scheme]\nkey = "ours"\ntitle = "本街道"\nsource = "街道会议"\nuses = ["xiliugou", "luoguta"]\n'
        '[[rule]]\nkey = "leader_five_needy"\ntimes = 8\n'
        '[[trigger]]\nkey = "dispute"\nhours = 2\n'
        '[[span]]\nrole = "neighbor_lead"\noffice_sets = false\nleast = 8\nmost = 15\n',
        "utf-8",
    )
    names = ("common", "xiliugou", "luoguta", "yanjiaping", "ours")
    scheme = load_mechanism(tmp_path, Settings(office=OfficeTable(schemes=names)))
    before = shipped(*names[:-1])
    assert scheme.about.title == "本街道"
    assert rule(scheme, "leader_five_needy").times == 8
    assert msgspec.structs.replace(rule(scheme, "leader_five_needy"), times=5) == rule(before, "leader_five_needy")
    trigger, span = scheme.trigger("dispute"), scheme.span("neighbor_lead")
    assert trigger is not None
    assert trigger.hours == 2
    assert span is not None
    assert (span.least, span.most, span.office_sets, span.special is None) == (8, 15, False, False)
    changed = {"leader_five_needy"}
    assert [each for each in scheme.rules if each.key not in changed] == [
        each for each in before.rules if each.key not in changed
    ]


@pytest.mark.parametrize("files", [("common", "assumed"), *FILES.values()], ids=" ".join)
def test_every_entry_of_every_file_has_a_source(files: tuple[str, ...]) -> None:
    """A phrase is the office's own words, a report is a source; everything else says where it comes from."""
    kept = [source for name, source in entries(shipped(*files)) if not name.startswith(("phrase ", "report "))]
    assert all(kept)


@pytest.mark.parametrize("files", FILES.values(), ids=" ".join)
def test_every_source_names_a_report_that_people_can_ask_for(files: tuple[str, ...]) -> None:
    """S3-5 alone tells a clerk nothing: the report it is a row of is named and stands before it."""
    scheme = shipped(*files)
    rows = {source for _, source in entries(scheme) if re.match(r"S\d+-", source)}
    assert rows
    assert all(scheme.source_words(source).endswith(f" {source}") for source in rows)
