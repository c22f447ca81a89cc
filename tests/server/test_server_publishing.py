"""A mechanism published by one office of a street is the one every office of it works by after a sync."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from gridtui.core.time import FixedClock, instant_of
from gridtui.core.words import TicketClass
from gridtui.office import publishing
from gridtui.office.enrolment import enrol
from gridtui.office.mechanism import mechanism_on
from gridtui.office.session import OfficeSession, session_on
from gridtui.office.setup import FirstPerson, refresh_mechanism, set_up_office
from gridtui.office.synchronise import run_sync
from gridtui.office.tickets import new_ticket_form, open_ticket
from gridtui.office.undo import undo
from gridtui.office.views import Saved
from gridtui.scheme.load import scheme_digest
from gridtui.settings import OfficeTable, Settings
from gridtui.store import read_tickets
from gridtui.store.database import Store
from tests.server.running_server import RunningServer
from tests.tools.office_builder import TODAY

OWN = (
    '[scheme]\nkey = "ours"\ntitle = "本街道"\nsource = "街道会议"\nuses = ["yanjiaping"]\n\n'
    '[[limit]]\nticket_class = "routine"\nsource = "街道会议"\namount = 4\nassumed = ["amount"]\n'
)


class StreetOffice:
    """One community's office of the street, set up and enrolled."""

    def __init__(self, folder: Path, server: RunningServer, division: str, prefix: str, schemes: list[str]) -> None:
        self.folder = folder
        self.clock = FixedClock(instant_of(TODAY, 600))
        self.settings = Settings(office=OfficeTable(division=division, prefix=prefix, schemes=tuple(schemes)))
        own = folder / "config" / "schemes"
        own.mkdir(parents=True)
        (own / "ours.toml").write_text(OWN, "utf-8")
        set_up_office(folder, self.settings, (FirstPerson("陈洁", "chen", "community_secretary"),), self.clock)
        self.store = Store.open(folder)
        enrol(self.store, self.clock, server.url, server.invite(name=prefix, division=division, prefix=prefix))

    @property
    def session(self) -> OfficeSession:
        """The secretary's session, as opened now."""
        return session_on(self.store, account="chen", clock=self.clock, settings=self.settings)

    def publish(self, from_day: int | None = None) -> Saved:
        """Publish this office's files."""
        return publishing.publish(self.session, publishing.proposal(self.session, from_day))

    def sync(self) -> None:
        """Sync once."""
        run_sync(self.store, self.clock)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    """Give a server over TLS on a free port, on the day of the offices."""
    running = RunningServer(tmp_path / "server", FixedClock(instant_of(TODAY, 600)))
    yield running
    running.stop()


@pytest.fixture
def street(server: RunningServer, tmp_path: Path) -> Iterator[tuple[StreetOffice, StreetOffice]]:
    """Give two offices of one street that began by different files."""
    one = StreetOffice(tmp_path / "one", server, "620103006003", "ZY", ["common", "yanjiaping", "ours"])
    two = StreetOffice(tmp_path / "two", server, "620103006005", "TL", ["common", "yanjiaping"])
    yield one, two
    one.store.close()
    two.store.close()


def test_both_offices_work_by_what_one_published(street: tuple[StreetOffice, StreetOffice]) -> None:
    """The other's files are left alone, and hold for the days before only."""
    one, two = street
    before = scheme_digest(two.session.scheme)
    one.publish()
    one.sync()
    two.sync()
    assert scheme_digest(two.session.scheme) == scheme_digest(one.session.scheme) != before
    assert scheme_digest(mechanism_on(two.session, TODAY - 1)) == before
    refresh_mechanism(two.store, two.settings, two.clock)
    assert scheme_digest(two.session.scheme) == scheme_digest(one.session.scheme)
    assert [version.title for version in publishing.versions(two.session)] == ["本街道"]


def test_a_later_version_begins_everywhere_on_its_day(street: tuple[StreetOffice, StreetOffice]) -> None:
    """Without another sync."""
    one, two = street
    one.publish(TODAY + 1)
    one.sync()
    two.sync()
    assert two.session.scheme.about.title != "本街道"
    for office in (one, two):
        office.clock.ms = instant_of(TODAY + 1, 600)
        assert office.session.scheme.about.title == "本街道"


def test_taking_it_back_is_taken_back_everywhere(street: tuple[StreetOffice, StreetOffice]) -> None:
    """And the version before, here the office's own files, holds again."""
    one, two = street
    before = scheme_digest(two.session.scheme)
    one.publish()
    one.sync()
    two.sync()
    undo(one.session)
    one.sync()
    two.sync()
    assert scheme_digest(two.session.scheme) == before
    assert publishing.versions(two.session) == ()


def test_a_ticket_has_the_clock_of_its_version_at_every_office(
    street: tuple[StreetOffice, StreetOffice], server: RunningServer, tmp_path: Path
) -> None:
    """At another desk of the community, whose files state no limit; also after the version was taken back."""
    one, _ = street
    desk = StreetOffice(tmp_path / "desk", server, "620103006003", "ZB", ["common", "yanjiaping"])
    published = one.publish()
    form = msgspec.structs.replace(
        new_ticket_form(one.session),
        title="路灯不亮",
        category="environment",
        place="院内",
        ticket_class=TicketClass.ROUTINE,
    )
    opened = open_ticket(one.session, form).uid
    for wanted in ("published", "taken back"):
        one.sync()
        desk.sync()
        limits = [due_of(office, opened) for office in (one, desk)]
        assert limits[0] is not None, wanted
        assert limits[0] == limits[1], wanted
        if wanted == "published":
            undo(one.session, published.undo)
    desk.store.close()


def due_of(office: StreetOffice, ticket: bytes) -> int | None:
    """Return when a ticket's time runs out at an office."""
    with office.store.reading() as reader:
        found = read_tickets.ticket(reader, ticket)
    assert found is not None
    return found.due_ms
