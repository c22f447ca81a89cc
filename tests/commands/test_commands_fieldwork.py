"""``gridtui coverage`` and ``gridtui campaign``: what the screens count, as a table and as JSON."""

import msgspec

from gridtui.core.time import SystemClock
from gridtui.core.words import Outcome
from gridtui.office import browse, campaigns, visits
from gridtui.office.session import OfficeSession, opened_session
from gridtui.scheme.load import load_schemes
from gridtui.settings import load_settings, shipped_config
from gridtui.store.database import Store
from tests.tools.office_host import SECRETARY, WORKER, OfficeHost


def sweep(host: OfficeHost) -> None:
    """Put the office under the sweep of S0-7, start one, and knock at two doors."""
    folder = shipped_config() / "schemes"
    names = ("common", "xiliugou", "assumed")
    scheme = load_schemes([((folder / f"{name}.toml").read_text("utf-8"), name) for name in names])
    store = Store.open(host.office)
    with store.writing(SystemClock()) as writer:
        writer.keep_scheme(scheme)
    store.close()
    settings = load_settings(host.office, {})
    with opened_session(host.office, account=SECRETARY, clock=SystemClock(), settings=settings) as session:
        form = campaigns.new_campaign_form(session, "no_household_missed")
        campaigns.start_campaign(session, msgspec.structs.replace(form, unit=session.community.uid))
        _knock(session)


def _knock(session: OfficeSession) -> None:
    first, second = browse.open_households(session).rows(0, 2)
    visits.quick_visit(session, first.uid, Outcome.MET)
    visits.quick_visit(session, second.uid, Outcome.NO_ANSWER)


def test_coverage_counts_doors_knocks_and_who_was_met(host: OfficeHost) -> None:
    """By building, by grid, by post; a unit's row also says what was done in time."""
    sweep(host)
    document = host.json("coverage", account=SECRETARY)
    assert document["by"] == "building"
    assert (document["total"]["knocked"], document["total"]["met"]) == (2, 1)
    assert sum(row["doors"] for row in document["rows"]) == document["total"]["doors"]
    grids = host.json("coverage", "--by", "grid", account=SECRETARY)["rows"]
    assert sum(row["calls"] for row in grids) == 2
    assert {"in_time", "fell_due"} <= set(grids[0])
    posts = host.json("coverage", "--by", "post", account=SECRETARY)["rows"]
    assert max(row["calls"] for row in posts) == 2


def test_coverage_of_one_unit_as_a_table(host: OfficeHost) -> None:
    """The unit by its name; the last line sums it up."""
    grid = host.json("coverage", "--by", "grid", account=SECRETARY)["rows"][0]["title"]
    table = host.run("coverage", "--unit", grid, account=SECRETARY).stdout
    assert grid in table.splitlines()[-1]


def test_campaigns_are_listed_and_one_shows_its_buildings(host: OfficeHost) -> None:
    """The list, the board by the beginning of its title, and the doors still missed."""
    sweep(host)
    (row,) = host.json("campaign", account=WORKER)
    assert (row["title"], row["state"], row["target_percent"]) == ("不漏一户大走访", "running", 100)
    board = host.json("campaign", "不漏一户", account=WORKER)
    assert (board["knocked"], board["met"]) == (2, 1)
    missed = host.json("campaign", "不漏一户", "--missed", account=WORKER)
    assert len(missed) == board["doors"] - 2
    assert "覆盖" in host.run("--language", "zh_CN", "campaign", "不漏一户", account=WORKER).stdout
