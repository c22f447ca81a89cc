"""``gridtui coverage`` and ``gridtui campaign``: how far doors were covered, by the reads the screens go through."""

import argparse
from typing import TYPE_CHECKING

from gridtui.commands.output import print_json, print_line, print_table
from gridtui.commands.parsing import acting_session_of, add_list_arguments, as_of_day
from gridtui.core.errors import InputFault
from gridtui.core.time import iso_day
from gridtui.locale import _

if TYPE_CHECKING:
    from gridtui.commands.parsing import Commands
    from gridtui.office.activity_views import BuildingRow, CampaignBoard, CampaignRow
    from gridtui.office.coverage_views import CoverageRow, CoverageView
    from gridtui.office.session import OfficeSession
    from gridtui.rules.coverage import DoorCounts

HUNDRED = 100


def add_commands(commands: "Commands") -> None:
    """Add the two commands."""
    coverage = commands.add_parser("coverage", help=_("how far the doors of a place were covered in a period"))
    coverage.add_argument("--unit", metavar="NAME", help=_("the unit; default all you may see"))
    coverage.add_argument("--from", dest="since", type=as_of_day, metavar="DATE", help=_("first day"))
    coverage.add_argument("--to", dest="until", type=as_of_day, metavar="DATE", help=_("last day"))
    coverage.add_argument(
        "--by", choices=("building", "grid", "post"), default="building", help=_("a line each building, grid or post")
    )
    add_list_arguments(coverage)
    coverage.set_defaults(run=_coverage)

    campaign = commands.add_parser("campaign", help=_("list campaigns, or show how far one of them came"))
    campaign.add_argument("title", nargs="?", help=_("title of the campaign, its beginning is enough"))
    campaign.add_argument("--missed", action="store_true", help=_("the doors that were not knocked at"))
    add_list_arguments(campaign)
    campaign.set_defaults(run=_campaign)


def _coverage(arguments: argparse.Namespace) -> int:
    from gridtui.office.coverage import coverage
    from gridtui.office.staffing import unit_named

    with acting_session_of(arguments) as session:
        unit = unit_named(session, arguments.unit).uid if arguments.unit else None
        view = coverage(session, unit=unit, first_day=arguments.since, last_day=arguments.until, by=arguments.by)
        if arguments.json:
            print_json(_coverage_document(session, view))
        else:
            heads = (_("Where"), _("Doors"), _("Knocked"), _("Met"), _("Coverage"), _("Calls"), _("Calls met"))
            print_table(heads, [_coverage_cells(row) for row in view.rows])
            print_line(_total_words(view))
        return 0


def _coverage_cells(row: "CoverageRow") -> tuple[str, ...]:
    calls = ("", "") if row.attempts is None else (str(row.attempts), str(row.effective))
    title = f"{row.title} {row.role}".strip()
    return (title, str(row.counts.doors), str(row.counts.knocked), str(row.counts.met), _percent(row.counts), *calls)


def _total_words(view: "CoverageView") -> str:
    return _("{unit} {first} to {last}: {met} of {doors} doors met").format(
        unit=view.unit_name,
        first=iso_day(view.from_day),
        last=iso_day(view.to_day),
        met=view.total.met,
        doors=view.total.doors,
    )


def _coverage_document(session: "OfficeSession", view: "CoverageView") -> dict[str, object]:
    """Return the JSON form of coverage; of a unit or post also its duties done in time, as part and whole."""
    from gridtui.office.timeliness import timeliness_of

    rows = []
    for row in view.rows:
        document: dict[str, object] = {"title": row.title, **counts_document(row.counts)}
        if row.attempts is not None and row.unit is not None:
            made = timeliness_of(session, unit=row.unit, first_day=view.from_day, last_day=view.to_day, post=row.post)
            document |= {
                "role": row.role,
                "calls": row.attempts,
                "calls_met": row.effective,
                "in_time": made.share.part,
                "fell_due": made.share.whole,
            }
        rows.append(document)
    return {
        "unit": view.unit_name,
        "from": iso_day(view.from_day),
        "to": iso_day(view.to_day),
        "by": view.by,
        "total": counts_document(view.total),
        "rows": rows,
    }


def counts_document(counts: "DoorCounts") -> dict[str, object]:
    """Return the JSON form of counted doors; ``coverage_percent`` None where there is no door."""
    return {
        "doors": counts.doors,
        "knocked": counts.knocked,
        "met": counts.met,
        "coverage_percent": counts.coverage.percent,
    }


def _percent(counts: "DoorCounts") -> str:
    percent = counts.coverage.percent
    return "-" if percent is None else f"{percent}%"


def _campaign(arguments: argparse.Namespace) -> int:
    from gridtui.office.campaign_pages import campaign_board, campaigns

    with acting_session_of(arguments) as session:
        rows = campaigns(session)
        if arguments.title is None and not arguments.missed:
            _print_campaigns(rows, as_json=arguments.json)
            return 0
        named = [row for row in rows if row.title.startswith(arguments.title or "")]
        if not named:
            raise InputFault("campaign.unknown")
        if arguments.missed:
            _print_missed(session, named[0].uid, as_json=arguments.json)
        else:
            _print_board(campaign_board(session, named[0].uid), as_json=arguments.json)
        return 0


def _print_campaigns(rows: "tuple[CampaignRow, ...]", *, as_json: bool) -> None:
    if as_json:
        print_json([_campaign_document(row) for row in rows])
        return
    heads = (_("Campaign"), _("Unit"), _("First day"), _("Last day"), _("Doors"), _("Knocked"), _("Met"))
    print_table(heads, [_campaign_cells(row) for row in rows])


def _campaign_cells(row: "CampaignRow") -> tuple[str, ...]:
    days = (iso_day(row.from_day), iso_day(row.to_day))
    return (row.title, row.unit_name, *days, str(row.doors), str(row.knocked), str(row.met))


def _campaign_document(row: "CampaignRow") -> dict[str, object]:
    return {
        "id": row.uid.hex(),
        "key": row.key,
        "title": row.title,
        "unit": row.unit_name,
        "from": iso_day(row.from_day),
        "to": iso_day(row.to_day),
        "state": row.state,
        "doors": row.doors,
        "knocked": row.knocked,
        "met": row.met,
        "target_percent": row.target_percent or None,
    }


def _print_board(board: "CampaignBoard", *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "id": board.campaign.uid.hex(),
                "title": board.campaign.title,
                "state": board.state,
                "doors": board.doors,
                "knocked": board.knocked,
                "met": board.met,
                "target_percent": board.target_percent or None,
                "told": board.told,
                "categories": dict(board.by_category),
                "buildings": [_building_document(row) for row in board.buildings],
            }
        )
        return
    heads = (_("Building"), _("Doors"), _("Knocked"), _("Met"), _("Coverage"))
    cells = [
        (row.title, str(row.doors), str(row.knocked), str(row.met), f"{row.met * HUNDRED // row.doors}%")
        for row in board.buildings
    ]
    print_table(heads, cells)


def _building_document(row: "BuildingRow") -> dict[str, object]:
    return {"title": row.title, "doors": row.doors, "knocked": row.knocked, "met": row.met}


def _print_missed(session: "OfficeSession", campaign: bytes, *, as_json: bool) -> None:
    from gridtui.office.campaign_pages import missed_doors

    doors = missed_doors(session, campaign)
    if as_json:
        print_json(
            [
                {
                    "household": door.household.hex(),
                    "address": door.address,
                    "head": door.head_name,
                    "category": door.category,
                }
                for door in doors
            ]
        )
        return
    print_table(
        (_("Address"), _("Head"), _("Category")), [(door.address, door.head_name, door.category) for door in doors]
    )
