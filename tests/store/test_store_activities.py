"""Activities: what was done, what recurs, who came, how many there were."""

from typing import Any

from gridtui.store.read_activities import (
    activities,
    activities_attended,
    activities_of_posts,
    activities_of_series,
    activity,
    activity_count,
    attendances,
    one_series,
    series,
)
from gridtui.store.read_tickets import tickets_of_activity
from tests.store.store_seed import DAY, Desk


def test_an_activity_is_read_whole(desk: Desk) -> None:
    """With the names of its unit and of who took part, in the order they were entered, and the doors it passed."""
    office = desk.office
    with desk.write() as seed:
        posts = f"[{seed.n(office.li)},{seed.n(office.zhang)}]"
        facts: dict[str, Any] = {
            "kind": "patrol",
            "title": "夜巡",
            "place": "晏五村",
            "day": DAY,
            "summary": "三处堆物",
            "heads": 4,
        }
        minutes = {"start_minute": 0, "end_minute": 45}
        passed = f"[{seed.n(office.qiu)}]"
        uid = seed.row("activity", unit=seed.n(office.grid1), posts=posts, households=passed, **facts, **minutes)
        void = seed.row("activity", live=0)
    with desk.reading() as reader:
        found = activity(reader, uid)
        assert activity(reader, void) is None
    assert found is not None
    assert (found.posts, found.post_names) == ((office.li, office.zhang), ("李梅", "张三"))
    assert (found.unit, found.unit_name, found.households) == (office.grid1, "网格01", (office.qiu,))
    assert (found.start_minute, found.end_minute, found.heads, found.series) == (0, 45, 4, None)
    assert (found.kind, found.title, found.place, found.summary) == ("patrol", "夜巡", "晏五村", "三处堆物")


def test_activities_are_listed_by_day(desk: Desk) -> None:
    """Newest first, between two days, of a unit's subtree and of some kinds."""
    office = desk.office
    with desk.write() as seed:
        early, late = (
            seed.row("activity", kind="patrol", unit=seed.n(office.grid1), day=day) for day in (DAY - 3, DAY)
        )
        stand = seed.row("activity", kind="outreach", unit=seed.n(office.community), day=DAY - 3)
        seed.row("activity", kind="patrol", day=DAY + 1)
        seed.row("activity", kind="patrol", unit=seed.n(office.grid1), day=DAY, live=0)
        undated = seed.row("activity", kind="patrol")
    with desk.reading() as reader:

        def listed(**asked: object) -> list[bytes]:
            found = activities(reader, DAY - 3, DAY, **asked)  # type: ignore[arg-type] # each a keyword of it
            return [one.uid for one in found]

        assert listed() == [late, stand, early]
        assert listed(unit=office.grid1) == [late, early]
        assert listed(unit=office.street, kinds=("outreach", "meeting")) == [stand]
        assert listed(unit=office.grid2) == listed(kinds=("meeting",)) == []
        assert listed(limit=1) == [late]
        assert activity(reader, undated) is not None
        assert activity_count(reader, "patrol", DAY - 3, DAY) == 2
        assert activity_count(reader, "patrol", DAY - 3, DAY - 1, unit=office.community) == 1
        assert activity_count(reader, "patrol", DAY - 3, DAY, unit=office.grid2) == 0


def test_a_series_has_its_days(desk: Desk) -> None:
    """What recurs, between the days it does, and what was done of it."""
    office = desk.office
    with desk.write() as seed:
        values: dict[str, Any] = {
            "kind": "haircut",
            "title": "义剪",
            "weekdays": "[2]",
            "start_minute": 540,
            "from_day": DAY - 30,
        }
        haircut = seed.row("activity_series", unit=seed.n(office.community), **values)
        ended = seed.row("activity_series", to_day=DAY - 1)
        done = [seed.row("activity", series=seed.n(haircut), day=DAY - 7 * weeks) for weeks in (0, 1, 2)]
    with desk.reading() as reader:
        assert [one.uid for one in series(reader, DAY)] == [haircut]
        assert [one.uid for one in series(reader)] == [haircut, ended]
        found = one_series(reader, haircut)
        assert found is not None
        assert (found.weekdays, found.unit_name, found.start_minute, found.end_minute) == (
            (2,),
            "中院社区",
            540,
            None,
        )
        dated = activities_of_series(reader, haircut, DAY - 13, DAY)
        assert [one.uid for one in dated] == [done[1], done[0]]
        assert {one.series for one in dated} == {haircut}


def test_who_came_is_known_by_record_or_by_name(desk: Desk) -> None:
    """A resident shows under his name of today and leads to his household."""
    office = desk.office
    with desk.write() as seed:
        meeting, other = (seed.row("activity", kind="meeting", day=DAY - day) for day in (2, 0))
        old = seed.resident(office.liu, "刘秀芬")
        came = seed.row("attendance", activity=seed.n(meeting), resident=seed.n(old), note="提了一条")
        named = seed.row("attendance", activity=seed.n(meeting), name="物业小王")
        seed.row("attendance", activity=seed.n(meeting), name="误记", live=0)
        seed.row("attendance", activity=seed.n(other), resident=seed.n(old))
    with desk.reading() as reader:
        found = attendances(reader, meeting)
        assert [(one.uid, one.name, one.resident, one.household) for one in found] == [
            (came, "刘秀芬", old, office.liu),
            (named, "物业小王", None, None),
        ]
        assert found[0].note == "提了一条"
        assert [one.uid for one in activities_attended(reader, old)] == [other, meeting]


def test_posts_have_what_they_took_part_in(desk: Desk) -> None:
    """Each post asked for is there, with or without."""
    office = desk.office
    with desk.write() as seed:
        both = f"[{seed.n(office.zhang)},{seed.n(office.li)}]"
        joint = seed.row("activity", kind="patrol", day=DAY - 1, posts=both)
        own = seed.row("activity", kind="meeting", day=DAY, posts=f"[{seed.n(office.zhang)}]")
    with desk.reading() as reader:
        found = activities_of_posts(reader, (office.zhang, office.li, b"nobody"), DAY - 1, DAY)
        patrols = activities_of_posts(reader, (office.zhang,), DAY - 1, DAY, kinds=("patrol",))
    assert {post: [one.uid for one in done] for post, done in found.items()} == {
        office.zhang: [own, joint],
        office.li: [joint],
        b"nobody": [],
    }
    assert [one.uid for one in patrols[office.zhang]] == [joint]


def test_findings_are_tickets_of_the_activity(desk: Desk) -> None:
    """In the order they came; a patrol without findings has none."""
    with desk.write() as seed:
        patrol, clean = (seed.row("activity", kind="patrol", day=DAY) for _ in range(2))
        found = [seed.row("ticket", number=str(n), activity=seed.n(patrol)) for n in (1, 2)]
        seed.row("ticket", number="3", activity=seed.n(patrol), live=0)
    with desk.reading() as reader:
        assert [one.uid for one in tickets_of_activity(reader, patrol)] == found
        assert tickets_of_activity(reader, clean) == ()
