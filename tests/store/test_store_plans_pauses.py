"""Plans and pauses: which hold on a day, for one household and for all."""

from gridtui.core.words import Whereabouts
from gridtui.store import read_plans
from tests.store.store_seed import DAY, Desk


def test_a_plan_holds_between_its_days(desk: Desk) -> None:
    """Both days included, open where one is not stated; void ones never."""
    office = desk.office
    with desk.write() as seed:
        home = seed.n(office.liu)
        open_ended = seed.row("plan", household=home, rule="monthly", days=10, weekdays="[1,4]", times=2)
        seed.row("plan", household=home, to_day=DAY - 1)
        seed.row("plan", household=home, from_day=DAY + 1)
        exact = seed.row("plan", household=home, from_day=DAY, to_day=DAY, reason="出院后")
        seed.row("plan", household=home, live=0)
        other = seed.row("plan", household=seed.n(office.qiu))
    with desk.reading() as reader:
        of_liu = read_plans.plans_of(reader, office.liu, DAY)
        assert [plan.uid for plan in of_liu] == [open_ended, exact]
        assert read_plans.plans_within(reader, DAY) == {
            office.liu: of_liu,
            office.qiu: read_plans.plans_of(reader, office.qiu, DAY),
        }
        assert [len(read_plans.plans_of(reader, office.liu, DAY + step)) for step in (-1, 1)] == [2, 2]
        assert read_plans.plan(reader, other) == read_plans.plans_within(reader, DAY)[office.qiu][0]
    first = of_liu[0]
    assert (first.rule, first.days, first.weekdays, first.times) == ("monthly", 10, (1, 4), 2)
    assert (of_liu[1].reason, of_liu[1].from_day, of_liu[1].to_day) == ("出院后", DAY, DAY)


def test_a_plan_ends_with_its_tag(desk: Desk) -> None:
    """It holds while the household or somebody who lives there carries the tag, and no longer."""
    office = desk.office
    with desk.write() as seed:
        for home in (office.liu, office.wang, office.zhao, office.qiu):
            seed.row("plan", household=seed.n(home), ends_with="discharged")
        seed.tag(office.liu, "discharged", from_day=DAY - 3, to_day=DAY)
        seed.tag(office.zhao, "discharged", resident=seed.resident(office.zhao, "老人"))
        gone = seed.resident(office.qiu, "老人", lives=int(Whereabouts.ELSEWHERE))
        seed.tag(office.qiu, "discharged", resident=gone)
    with desk.reading() as reader:
        assert set(read_plans.plans_within(reader, DAY)) == {office.liu, office.zhao}
        assert set(read_plans.plans_within(reader, DAY + 1)) == {office.zhao}
        assert read_plans.plans_of(reader, office.liu, DAY + 1) == ()
        assert read_plans.plans_of(reader, office.qiu, DAY) == ()


def test_pauses_are_known_a_year_around(desk: Desk) -> None:
    """What was excused in the period before bears on it still; what ended long ago or comes much later does not."""
    office = desk.office
    with desk.write() as seed:
        home = seed.n(office.liu)
        seed.row("pause", household=home, to_day=DAY - 401)
        past = seed.row(
            "pause", household=home, from_day=DAY - 420, to_day=DAY - 400, reason=3, excuse=1, note="住院"
        )
        now = seed.row("pause", household=home, rule="monthly", from_day=DAY - 2)
        ahead = seed.row("pause", household=home, from_day=DAY + 400)
        seed.row("pause", household=home, from_day=DAY + 401)
        seed.row("pause", household=home, from_day=DAY, live=0)
    with desk.reading() as reader:
        found = read_plans.pauses_of(reader, office.liu, DAY)
        assert [pause.uid for pause in found] == [past, now, ahead]
        assert read_plans.pauses_within(reader, DAY) == {office.liu: found}
        assert read_plans.pause(reader, now) == found[1]
        assert read_plans.pause(reader, b"nobody") is None
    assert (found[0].reason, found[0].excuse, found[0].note) == (3, True, "住院")
    assert (found[1].rule, found[1].to_day, found[1].excuse) == ("monthly", None, False)
