"""What a change of the mechanism would ask of each post, in a small office whose duties can be counted by hand."""

from datetime import date
from typing import Any

import msgspec

from gridtui.office.session import OfficeSession
from gridtui.office.simulation import NOBODY, SimulationView, simulate
from gridtui.scheme.model import CadenceRule, Period, Scheme, Segment
from gridtui.sync.operation import Value
from tests.tools.office_builder import TODAY, SmallOffice

DAILY = Period(kind="rolling", days=1)
EVERYBODY = Segment(everyone=True)


def only(scheme: Scheme, key: str, **changed: Any) -> Scheme:
    """Return a scheme of one rule, changed."""
    (rule,) = (rule for rule in scheme.rules if rule.key == key)
    return msgspec.structs.replace(scheme, rules=(msgspec.structs.replace(rule, **changed),))


def without_rules(session: OfficeSession) -> Scheme:
    """Return the office's scheme without rules."""
    return msgspec.structs.replace(session.scheme, rules=())


def asked(office: SmallOffice, account: str = "chen", **changed: Any) -> SimulationView:
    """Simulate a daily visit to everybody by grid workers, or what ``changed`` makes of it, for one week."""
    session = office.session(account)
    rule = {"segment": EVERYBODY, "period": DAILY, "actor_roles": ("grid_worker",), **changed}
    return simulate(session, without_rules(session), only(session.scheme, "home_visit_7_days", **rule), weeks=1)


def loads(found: SimulationView) -> dict[str, int]:
    """Return what each post's first week has under the new rules, by the name of its holder."""
    return {row.staff_name: row.new[0] for row in found.rows if row.new[0]}


def test_each_household_is_the_work_of_the_post_on_its_grid(office: SmallOffice) -> None:
    """Six lived-in households in one grid, five in the other; paper households and vacant doors ask nothing."""
    assert loads(asked(office)) == {"张三": 6 * 7, "李梅": 5 * 7}


def test_old_and_new_stand_side_by_side(office: SmallOffice) -> None:
    """With the rules behind the new numbers, and their titles."""
    session = office.session("chen")
    slower = only(session.scheme, "home_visit_7_days", segment=EVERYBODY, actor_roles=("grid_worker",))
    faster = only(session.scheme, "home_visit_7_days", segment=EVERYBODY, actor_roles=("grid_worker",), period=DAILY)
    found = simulate(session, slower, faster, weeks=2)
    zhang = next(row for row in found.rows if row.staff_name == "张三")
    assert (sum(zhang.old), sum(zhang.new)) == (2 * 6, 2 * 6 * 7)
    assert zhang.by_rule == (("home_visit_7_days", 2 * 6 * 7),)
    assert found.titles["home_visit_7_days"]
    assert zhang.changes


def test_posts_on_one_unit_share(office: SmallOffice) -> None:
    """By turns, so that neither has all of a building."""
    office.add_post("qian", "钱进", "grid_worker", "网格03")
    assert loads(asked(office)) == {"张三": 3 * 7, "钱进": 3 * 7, "李梅": 5 * 7}


def test_the_nearest_unit_goes_first(office: SmallOffice) -> None:
    """A role held on the grid before one held on the community; who is on no such grid is the wider post's."""
    roles = ("neighbor_lead", "desk_officer")
    assert loads(asked(office, actor_roles=roles)) == {"何春敏": 6 * 7, "孙桂英": 5 * 7}


def test_what_nobody_holds_a_post_for_is_said(office: SmallOffice) -> None:
    """On a line of its own."""
    found = asked(office, actor_roles=("area_lead",))
    assert {row.post: row.new for row in found.rows if row.new[0]} == {NOBODY: (11 * 7,)}


def test_a_rule_about_pairs_asks_for_pairs(office: SmallOffice) -> None:
    """Of the paired post alone."""
    with office.writing() as writer:
        pair: dict[str, Value] = {
            "post": office.posts["he"],
            "household": office.homes["周海洋"],
            "from_day": TODAY - 9,
        }
        writer.create("pairing", pair, actor=None)
    found = asked(office, actor_roles=("neighbor_lead", "grid_worker"), actor_scope="paired")
    assert loads(found) == {"何春敏": 7}


def test_a_visit_of_another_role_leaves_the_clock_alone(office: SmallOffice) -> None:
    """Where a rule says that only its own posts' visits count."""
    session = office.session("chen")
    rule: dict[str, Any] = {"segment": Segment(any=("disability",)), "period": Period(kind="rolling", days=14)}
    rule["actor_roles"] = ("grid_worker",)
    weeks = {}
    for made_by in ("anybody", "roles"):
        new = only(session.scheme, "home_visit_7_days", made_by=made_by, **rule)
        found = simulate(session, without_rules(session), new, weeks=2)
        weeks[made_by] = next(row.new for row in found.rows if row.staff_name == "张三")
    assert weeks == {"anybody": (0, 1), "roles": (1, 0)}


def test_who_is_paused_is_left_out(office: SmallOffice) -> None:
    """From this rule or from every rule; who is paused from another one is not."""
    for name, rule in (("刘秀芬", ""), ("王建民", "home_visit_7_days"), ("马玉珍", "needy_monthly")):
        with office.writing() as writer:
            home = office.homes[name]
            pause: dict[str, Value] = {"household": home, "rule": rule, "from_day": TODAY - 1}
            writer.create("pause", pause, root=home, actor=None)
    assert loads(asked(office))["张三"] == 4 * 7


def test_a_pause_that_does_not_hold_today_leaves_nobody_out(office: SmallOffice) -> None:
    """One that has ended, one that lies ahead."""
    for name, first, last in (("刘秀芬", -9, -1), ("王建民", 1, 9)):
        with office.writing() as writer:
            home = office.homes[name]
            pause: dict[str, Value] = {"household": home, "from_day": TODAY + first, "to_day": TODAY + last}
            writer.create("pause", pause, root=home, actor=None)
    assert loads(asked(office))["张三"] == 6 * 7


def test_what_was_done_lately_stands_beside_it(office: SmallOffice) -> None:
    """Visits that count, in as many weeks before today: nobody answered is none."""
    session = office.session("chen")
    found = simulate(session, session.scheme, session.scheme, weeks=4)
    done = {row.staff_name: row.done for row in found.rows if any(row.done)}
    assert done == {"张三": (1, 1, 0, 0), "李梅": (0, 0, 1, 0), "何春敏": (0, 0, 1, 4)}


def test_activities_are_work_done(office: SmallOffice) -> None:
    """As a rule may ask for them."""
    with office.writing() as writer:
        held: dict[str, Value] = {
            "kind": "free_haircut",
            "day": TODAY - 3,
            "posts": (office.posts["wang"],),
            "title": "理发",
        }
        writer.create("activity", held, actor=None)
    session = office.session("chen")
    found = simulate(session, session.scheme, session.scheme, weeks=1)
    assert next(row.done for row in found.rows if row.staff_name == "王丽") == (1,)


def test_a_number_of_a_post_is_that_post_s(office: SmallOffice) -> None:
    """Five households a week of each grid worker, whoever lives there."""
    found = asked(office, mode="per_actor", times=5, period=Period(kind="rolling", days=7))
    assert loads(found) == {"张三": 5, "李梅": 5}


def test_an_area_s_number_is_asked_once(office: SmallOffice) -> None:
    """Though two posts answer for the area."""
    office.add_post("qian", "钱进", "grid_worker", "网格03")
    found = asked(office, mode="per_area", times=2, period=Period(kind="rolling", days=7))
    assert sorted(loads(found).values()) == [2, 2]


def test_too_much_for_one_week_is_marked(office: SmallOffice) -> None:
    """Over what somebody says a post can do."""
    session = office.session("chen")
    new = only(session.scheme, "home_visit_7_days", segment=EVERYBODY, period=DAILY, actor_roles=("grid_worker",))
    found = simulate(session, without_rules(session), new, weeks=1, most_a_week=40)
    assert [row.staff_name for row in found.overloaded] == ["张三"]
    assert found.overloaded[0].overloads[0].limit == 40


def test_a_rule_that_asks_for_the_impossible_is_named(office: SmallOffice) -> None:
    """With what it would ask for a day; the others are reckoned all the same."""
    found = asked(office, period=Period(kind="day"), times=10_000)
    (fault,) = found.faults
    assert fault.code == "scheme.too_many_duties"
    assert (fault.parameters["rule"], fault.parameters["duties_per_day"]) == ("home_visit_7_days", 110_000)


def test_a_rule_of_a_later_day_asks_from_then_on(office: SmallOffice) -> None:
    """And one whose last day has passed asks nothing."""
    session = office.session("chen")
    new = only(session.scheme, "home_visit_7_days", segment=EVERYBODY, period=DAILY, actor_roles=("grid_worker",))
    first = simulate(session, without_rules(session), new, weeks=1, first_day=TODAY + 7)
    assert first.first_day == TODAY + 7
    assert loads(first)["张三"] == 6 * 7
    ended = rule_until(new, TODAY - 1)
    assert loads(simulate(session, new, ended, weeks=1)) == {}


def test_a_neighbour_lead_sees_its_own_unit(office: SmallOffice) -> None:
    """As on its lists; those on wider units are shown with what lies in it."""
    assert loads(asked(office, "he")) == {"张三": 6 * 7}


def rule_until(scheme: Scheme, day: int) -> Scheme:
    """Return a scheme whose rules end with a day."""
    ended: list[CadenceRule] = [msgspec.structs.replace(rule, to=date.fromordinal(day)) for rule in scheme.rules]
    return msgspec.structs.replace(scheme, rules=tuple(ended))
