"""Publishing the mechanism: what the files say becomes a dated version that holds at every office of the street."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from gridtui.core.errors import GridtuiError, InputFault, Refused, SettingsFault
from gridtui.core.registry import BY_NAME
from gridtui.core.words import UnitKind
from gridtui.office import publishing
from gridtui.office.mechanism import mechanism_on
from gridtui.office.setup import refresh_mechanism
from gridtui.office.undo import undo
from gridtui.scheme.load import scheme_digest
from gridtui.sync.operation import Value
from tests.tools.crowds import crowd
from tests.tools.office_builder import TODAY, SmallOffice

HEAD = '[scheme]\nkey = "assumed"\ntitle = "本街道"\nsource = "街道会议"\nuses = ["common"]\n\n'
LIMIT = '[[limit]]\nticket_class = "routine"\nsource = "街道会议"\namount = {}\n'
HOURLY = """
[[rule]]
key = "hourly"
title = "每小时一访"
label = "每小时"
source = "街道会议"
from = 2026-01-01
actor_roles = ["grid_worker"]
actor_scope = "grid"
segment = { everyone = true }
channels = ["home_visit"]
period = { kind = "day" }
times = 24
mode = "per_subject"
"""
OPERATION_BYTES = 8192


def edit(office: SmallOffice, days: int, more: str = "") -> None:
    """Write another time limit, and what else there is, into the office's own file."""
    own = office.folder / "config" / "schemes"
    own.mkdir(parents=True, exist_ok=True)
    (own / "assumed.toml").write_text(HEAD + LIMIT.format(days) + more, "utf-8")


def publish(office: SmallOffice, from_day: int | None = None) -> bytes:
    """Publish the files as the secretary; return the record's id."""
    session = office.session("chen")
    saved = publishing.publish(session, publishing.proposal(session, from_day))
    office.renewed()
    return saved.uid


def limit(office: SmallOffice, day: int | None = None) -> int:
    """Return the days of the routine limit by which a day is judged; None is what a new session works by."""
    session = office.session("chen")
    scheme = session.scheme if day is None else mechanism_on(session, day)
    found = scheme.limit(1, "")
    assert found is not None
    return found.amount


def refused(code: str, kind: type[GridtuiError], act: Callable[[], object]) -> None:
    """Hold an act to be refused with a code."""
    with pytest.raises(kind) as fault:
        act()
    assert fault.value.code == code


def test_what_an_edit_changes_is_said_before(office: SmallOffice) -> None:
    """Against what would hold on that day, with doubts and open questions."""
    edit(office, 5)
    found = publishing.proposal(office.session("chen"))
    told = {(change.table, change.entry, change.key): (change.old, change.new) for change in found.changes}
    assert told["limit", "routine", "amount"] == (1, 5)
    assert found.questions
    assert not found.is_published


def test_a_published_version_holds_from_its_day(office: SmallOffice) -> None:
    """Today's is what the next session works by; the day before is judged by what held then."""
    edit(office, 5)
    publish(office)
    assert limit(office) == 5
    assert limit(office, TODAY - 1) == 1


def test_a_later_day_leaves_today_as_it_is(office: SmallOffice) -> None:
    """And that day has the new version, also in a session that was opened before."""
    edit(office, 5)
    publish(office, TODAY + 10)
    assert (limit(office), limit(office, TODAY + 9), limit(office, TODAY + 10)) == (1, 1, 5)
    office.go_to(10)
    office.renewed()
    assert limit(office) == 5


def test_an_edit_after_publishing_changes_nothing_before_it_is_published(office: SmallOffice) -> None:
    """The files are the editing form; a faulty one does not hinder the day's work."""
    edit(office, 5)
    publish(office)
    edit(office, 9)
    assert refresh_mechanism(office.store, office.settings, office.clock)
    office.renewed()
    assert limit(office) == 5
    (office.folder / "config" / "schemes" / "assumed.toml").write_text("[[", "utf-8")
    assert refresh_mechanism(office.store, office.settings, office.clock)
    assert not refresh_mechanism(office.store, office.settings, office.clock)
    with pytest.raises(SettingsFault):
        publishing.proposal(office.session("chen"))


def test_the_same_content_is_not_published_twice(office: SmallOffice) -> None:
    """Nor is the record made; going back to an older content is a version of its own."""
    edit(office, 5)
    publish(office)
    assert publishing.proposal(office.session("chen")).is_published
    refused("scheme.already_published", InputFault, lambda: publish(office))
    edit(office, 6)
    publish(office)
    edit(office, 5)
    publish(office)
    assert limit(office) == 5
    assert len(publishing.versions(office.session("chen"))) == 3


def test_a_day_that_has_passed_stays_judged(office: SmallOffice) -> None:
    """A version cannot begin before today, also when the day passed while it was looked at."""
    refused("scheme.from_past", InputFault, lambda: publish(office, TODAY - 1))
    session = office.session("chen")
    proposed = publishing.proposal(session)
    office.go_to(1)
    refused("scheme.from_past", InputFault, lambda: publishing.publish(session, proposed))


def test_another_version_meanwhile_stops_it(office: SmallOffice) -> None:
    """What was said to change would not be what changes."""
    edit(office, 5)
    seen = publishing.proposal(office.session("chen"))
    edit(office, 6)
    publish(office)
    refused("scheme.changed_since", InputFault, lambda: publishing.publish(office.session("chen"), seen))


def test_what_cannot_be_done_is_not_published(office: SmallOffice) -> None:
    """A rule that asks for more a day than there can be is named with the proposal, and publishing refuses it."""
    crowd(office.folder)
    edit(office, 5, HOURLY)
    session = office.session("chen")
    proposed = publishing.proposal(session)
    (fault,) = proposed.impossible
    assert (fault.code, fault.parameters["rule"]) == ("scheme.too_many_duties", "hourly")
    with pytest.raises(SettingsFault) as refusal:
        publishing.publish(session, proposed)
    assert refusal.value.problems == (fault,)
    assert publishing.versions(session) == ()


def test_what_cannot_be_done_is_not_taken_up(office: SmallOffice) -> None:
    """Of an office that works by its files, too: the store keeps what it had until the file is mended."""
    edit(office, 5, HOURLY)
    refresh_mechanism(office.store, office.settings, office.clock)
    office.renewed()
    assert limit(office) == 5
    crowd(office.folder)
    edit(office, 6, HOURLY)
    refused("scheme.faulty", SettingsFault, lambda: refresh_mechanism(office.store, office.settings, office.clock))
    office.renewed()
    assert limit(office) == 5
    edit(office, 6)
    refresh_mechanism(office.store, office.settings, office.clock)
    office.renewed()
    assert limit(office) == 6


@pytest.mark.parametrize(
    "changes",
    [
        "to = 2026-11-20",
        'period = { kind = "week" }',
        'segment = { any = ["dibao"] }',
        'mode = "per_actor"',
        'mode = "per_area"',
    ],
)
def test_what_can_be_done_is_not_called_impossible(office: SmallOffice, changes: str) -> None:
    """A rule that has ended, with more time, about few, or a number of a post or an area."""
    crowd(office.folder)
    kept = [line for line in HOURLY.splitlines() if line.split(" ")[0] != changes.split(" ", maxsplit=1)[0]]
    edit(office, 5, "\n".join([*kept, changes, ""]))
    assert publishing.proposal(office.session("chen")).impossible == ()


@pytest.mark.parametrize("account", ["zhang", "wang", "zhou"])
def test_only_a_secretary_publishes(office: SmallOffice, account: str) -> None:
    """Everybody may look at what would change."""
    edit(office, 5)
    session = office.session(account)
    proposed = publishing.proposal(session)
    with pytest.raises(Refused):
        publishing.publish(session, proposed)


def test_it_is_taken_back_on_the_day(office: SmallOffice) -> None:
    """The version before holds again; a ticket opened meanwhile keeps what it was opened by."""
    edit(office, 5)
    publish(office)
    named = scheme_digest(office.session("zhang").scheme)
    undo(office.session("chen"))
    office.renewed()
    assert limit(office) == 1
    assert publishing.versions(office.session("chen")) == ()
    with office.store.reading() as reader:
        assert reader.value("SELECT 1 FROM meta WHERE key = ?", (f"scheme:{named.hex()}",)) == 1


def test_every_part_fits_an_operation_and_goes_to_the_street(office: SmallOffice) -> None:
    """The largest shipped mechanisms together."""
    edit(office, 5)
    publish(office)
    numbers = (BY_NAME["scheme"].number, BY_NAME["scheme_part"].number)
    with office.store.reading() as reader:
        sizes = reader.rows("SELECT length(body) FROM op WHERE type IN (?, ?)", numbers)
    assert len(sizes) > 1
    assert max(size for (size,) in sizes) <= OPERATION_BYTES


def test_versions_are_listed_with_the_one_in_force(office: SmallOffice) -> None:
    """The latest first, those to come among them."""
    edit(office, 5)
    publish(office)
    edit(office, 6)
    publish(office, TODAY + 3)
    found = publishing.versions(office.session("zhang"))
    assert [(version.from_day, version.is_in_force) for version in found] == [(TODAY + 3, False), (TODAY, True)]


@pytest.mark.parametrize(("posts", "count"), [(400, 0), (520, 1)])
def test_a_number_of_posts_can_be_impossible_too(office: SmallOffice, posts: int, count: int) -> None:
    """Two hundred doors a day are possible for one post; of 520 posts they are more than 100,000."""
    with office.writing() as writer:
        for number in range(posts):
            staff = writer.create("staff", {"name": f"员{number}"}, actor=None)
            held: dict[str, Value] = {"staff": staff, "role": "grid_worker", "unit": office.units["网格03"]}
            writer.create("post", held, actor=None)
    edit(office, 5, HOURLY.replace('"per_subject"', '"per_actor"').replace("times = 24", "times = 200"))
    assert len(publishing.proposal(office.session("chen")).impossible) == count


@pytest.mark.parametrize(("grids", "count"), [(4_000, 0), (4_200, 1)])
def test_a_number_of_areas_can_be_impossible_too(office: SmallOffice, grids: int, count: int) -> None:
    """Two dozen visits a day in each of more than 4,166 grids are more than 100,000."""
    with closing(sqlite3.connect(office.folder / "office.db")) as connection, connection:
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " INSERT INTO unit(uid, live, kind, name) SELECT randomblob(16), 1, ?, 'g' || i FROM n",
            (grids, int(UnitKind.GRID)),
        )
    edit(office, 5, HOURLY.replace('"per_subject"', '"per_area"'))
    assert len(publishing.proposal(office.session("chen")).impossible) == count
