"""Published mechanisms, last confirmations, shifts, teams, and what posts and visits tell of duties."""

import pytest

from gridtui.core.registry import BY_NAME
from gridtui.core.time import MS_PER_DAY, FixedClock
from gridtui.scheme.load import content_digest, read_scheme_bytes, scheme_bytes
from gridtui.store.database import Store
from gridtui.store.mechanism import current_scheme
from gridtui.store.read_confirmations import confirmations_of, last_confirmed
from gridtui.store.read_posts import paired_households, pairing_counts, post
from gridtui.store.read_schemes import scheme_content, scheme_records
from gridtui.store.read_shifts import shift, shifts, shifts_of
from gridtui.store.read_teams import members, team, teams, teams_of_post
from gridtui.store.read_visits import rechecks_of, visit
from gridtui.store.scheme_parts import MOST_CONTENT_BYTES, PART_CHARACTERS, join_content, split_content
from gridtui.store.sync_meta import write_number
from gridtui.sync.operation import Value
from tests.store.store_seed import DAY, Desk
from tests.store.written_office import TODAY, a_ticket, household_of_two

LONG = bytes(n * n * 2_654_435_761 >> 7 & 255 for n in range(20_000))
"""Content that packs badly, so that it takes several parts."""


def publish(store: Store, clock: FixedClock, content: bytes, digest: str, *, places: int | None = None) -> bytes:
    """Write a mechanism with its parts, or with the first ``places`` of them only."""
    parts = split_content(content)
    with store.writing(clock) as writer:
        stated: dict[str, Value] = {"digest": digest, "title": "锣鼓塔", "from_day": TODAY, "parts": len(parts)}
        uid = writer.create("scheme", stated, actor=None)
        for place, part in list(enumerate(parts, 1))[:places]:
            writer.create("scheme_part", {"scheme": uid, "place": place, "content": part}, root=uid, actor=None)
    return uid


def test_a_published_mechanism_comes_out_as_it_went_in(store: Store, clock: FixedClock) -> None:
    """In parts that fit an operation, proved by its digest."""
    a_ticket(store, clock, household_of_two(store, clock))
    with store.reading() as reader:
        scheme = current_scheme(reader)
    assert scheme is not None
    content = scheme_bytes(scheme)
    uid = publish(store, clock, content, content_digest(content).hex())
    with store.reading() as reader:
        found = scheme_content(reader, uid)
        assert found is not None
        assert read_scheme_bytes(found) == scheme
        (record,) = scheme_records(reader)
    assert (record.uid, record.title, record.from_day) == (uid, "锣鼓塔", TODAY)


def test_an_incomplete_or_altered_mechanism_is_not_used(store: Store, clock: FixedClock) -> None:
    """One whose parts are still to come is not listed; one that is not what its digest names gives nothing."""
    assert len(split_content(LONG)) > 2
    half = publish(store, clock, LONG, content_digest(LONG).hex(), places=2)
    forged = publish(store, clock, LONG, content_digest(b"another").hex())
    empty = publish(store, clock, LONG, content_digest(LONG).hex(), places=0)
    with store.reading() as reader:
        assert [record.uid for record in scheme_records(reader)] == [forged]
        assert [scheme_content(reader, uid) for uid in (half, forged, empty, b"unknown")] == [None] * 4


@pytest.mark.parametrize("content", [b"", b"x", LONG])
def test_parts_are_the_content(content: bytes) -> None:
    """Whatever its length; each part fits; anything else than all of them in order is nothing."""
    parts = split_content(content)
    assert join_content(parts) == content
    assert max(map(len, parts)) <= PART_CHARACTERS
    assert join_content(parts[:-1]) is None
    assert join_content((*parts, parts[0])) is None
    assert join_content(("\\",)) is None


def test_a_content_that_unpacks_without_end_is_refused() -> None:
    """A few parts may spell gigabytes."""
    assert join_content(split_content(bytes(MOST_CONTENT_BYTES + 1))) is None


def test_mechanisms_go_to_the_street_and_duties_to_the_office(store: Store, clock: FixedClock) -> None:
    """Published mechanisms are read by every office of the street; campaigns and the rest by this one's scope."""
    with store.writing(clock) as writer:
        write_number(writer.read, "street_scope", 815)
        for name in ("scheme", "scheme_part", "campaign", "activity", "activity_series", "team", "shift"):
            writer.create(name, {}, actor=None)
        own = writer.scope
    with store.reading() as reader:
        scopes: dict[int, int] = dict(reader.rows("SELECT type, scope FROM entity"))
    street = {BY_NAME[name].number for name in ("scheme", "scheme_part")}
    assert scopes == {number: 815 if number in street else own for number in scopes}
    assert len(scopes) == 7


def test_a_field_is_as_fresh_as_its_last_entry(store: Store, clock: FixedClock) -> None:
    """The create, a later change, or a confirmation since; what states nothing is not there."""
    ids = household_of_two(store, clock)
    resident, home = ids["resident"], ids["household"]
    field = {each.name: each.number for each in BY_NAME["resident"].fields}
    grid = BY_NAME["household"].field("grid").number
    with store.reading() as reader:
        before = last_confirmed(reader, home)
    assert before[resident, field["phone"]] == before[resident, field["name"]] == before[home, grid] == TODAY
    assert (resident, field["id_number"]) not in before
    clock.ms += 5 * MS_PER_DAY
    with store.writing(clock) as writer:
        writer.set(resident, {"phone": "10099999999", "relation": None}, actor=None)
        for subject, numbers, days in (
            (resident, (field["name"], field["id_number"]), 3),
            (resident, (field["phone"],), 1),
            (None, (grid,), 2),
            (None, (grid,), 1),
        ):
            said: dict[str, Value] = {"household": home, "resident": subject, "fields": numbers, "day": TODAY + days}
            writer.create("confirmation", said, root=home, actor=None)
    with store.reading() as reader:
        after = last_confirmed(reader, home)
        assert [one.day for one in confirmations_of(reader, home)] == [TODAY + days for days in (1, 1, 2, 3)]
    assert after[resident, field["phone"]] == TODAY + 5
    assert after[resident, field["name"]] == TODAY + 3
    assert after[home, grid] == TODAY + 2
    assert not {(resident, field["relation"]), (resident, field["id_number"])} & set(after)


def test_shifts_are_found_by_their_days(desk: Desk) -> None:
    """On one day, or on weekdays between two; by desk and hour."""
    office = desk.office
    with desk.write() as seed:
        zhang, li = seed.n(office.zhang), seed.n(office.li)
        weekly = seed.row("shift", post=zhang, desk="window", weekdays="[1,3]", start_minute=540, from_day=DAY - 9)
        once = seed.row("shift", post=li, desk="hall", day=DAY, start_minute=480)
        seed.row("shift", post=li, desk="hall", day=DAY + 1)
        seed.row("shift", post=li, desk="hall", to_day=DAY - 1, live=0)
        past = seed.row("shift", post=li, desk="hall", to_day=DAY - 1)
    with desk.reading() as reader:
        assert [one.uid for one in shifts(reader, DAY, DAY)] == [once, weekly]
        assert [one.uid for one in shifts(reader, DAY - 20, DAY - 10)] == [past]
        assert [one.uid for one in shifts_of(reader, office.li, DAY - 1, DAY)] == [past, once]
        found = shift(reader, weekly)
    assert found is not None
    assert (found.post_name, found.weekdays, found.start_minute, found.end_minute) == ("张三", (1, 3), 540, None)


def test_a_team_has_posts_and_people_from_elsewhere(desk: Desk) -> None:
    """A post shows under its holder's name; membership has its days."""
    office = desk.office
    with desk.write() as seed:
        units = f"[{seed.n(office.grid2)},{seed.n(office.grid1)}]"
        squad = seed.row("team", name="突击队", units=units, programme="安全")
        seed.row("team", name="旧队", to_day=DAY - 1)
        seed.row("team_member", team=seed.n(squad), post=seed.n(office.zhang), role="队长")
        seed.row("team_member", team=seed.n(squad), name="派出所老王", body="派出所", to_day=DAY - 1)
    with desk.reading() as reader:
        (found,) = teams(reader, DAY)
        assert (found.uid, found.unit_names, found.programme) == (squad, ("网格02", "网格01"), "安全")
        assert found.units == (office.grid2, office.grid1)
        assert team(reader, squad) == found
        assert [(one.name, one.post, one.role) for one in members(reader, squad, DAY)] == [
            ("张三", office.zhang, "队长")
        ]
        assert [one.body for one in members(reader, squad)] == ["", "派出所"]
        assert teams_of_post(reader, office.zhang, DAY) == (found,)
        assert teams_of_post(reader, office.li, DAY) == ()


def test_a_post_tells_how_it_was_filled_and_with_whom_it_is_paired(desk: Desk) -> None:
    """Method, pool, check, term and certificate; its households in walking order; each post's count."""
    office = desk.office
    with desk.write() as seed:
        filled = "chosen_how = 2, pool = 3, checked = 1, certificate = 'X1', term_day = ?, certificate_day = ?"
        seed.transaction.execute(f"UPDATE post SET {filled} WHERE uid = ?", (DAY + 9, DAY + 5, office.zhang))
        for home, columns in ((office.zhao, {}), (office.liu, {"kind": 2}), (office.qiu, {"to_day": DAY - 1})):
            seed.row("pairing", post=seed.n(office.zhang), household=seed.n(home), **columns)
        seed.row("pairing", post=seed.n(office.zhang), household=seed.n(office.liu))
    with desk.reading() as reader:
        found = post(reader, office.zhang)
        assert found is not None
        assert (found.chosen_how, found.pool, found.checked, found.term_day) == (2, 3, True, DAY + 9)
        assert (found.certificate, found.certificate_day, found.recommended_by) == ("X1", DAY + 5, "")
        paired = [(office.liu, 2), (office.liu, 0), (office.zhao, 0)]
        assert sorted(paired_households(reader, office.zhang, DAY)) == sorted(paired)
        assert [uid for uid, _ in paired_households(reader, office.zhang, DAY)][-1] == office.zhao
        assert pairing_counts(reader, DAY) == {office.zhang: 2}
        assert pairing_counts(reader, DAY - 1) == {office.zhang: 3}


def test_a_visit_tells_its_topics_and_what_it_looked_into(desk: Desk) -> None:
    """Campaigns told in their order; a random re-check is found from the visit it checks."""
    office = desk.office
    with desk.write() as seed:
        fraud, fire = (seed.row("campaign", key=key) for key in ("fraud", "fire"))
        first = seed.visit(office.liu, DAY - 3, told=f"[{seed.n(fire)},{seed.n(fraud)}]")
        again = seed.visit(office.liu, DAY, rechecks=seed.n(first))
    with desk.reading() as reader:
        checked, check = visit(reader, first), visit(reader, again)
        assert checked is not None
        assert check is not None
        assert (checked.told, checked.rechecks) == ((fire, fraud), None)
        assert (check.told, check.rechecks) == ((), first)
        assert rechecks_of(reader, first) == (check,)
        assert rechecks_of(reader, again) == ()
