"""The headless twins of the app's lists: ``households``, ``visits`` and ``tickets``, each with ``--json``.

They go through the same reads as the screens, under the same permission and the same masks. Each imports its own
read alone, and the collector is off: a list has been written before it would pay, and is to be there at once.
"""

import argparse
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from gridtui.commands.output import print_json, print_table
from gridtui.commands.parsing import acting_session_of, add_list_arguments, as_of_day, row_limit
from gridtui.core.time import day_of, iso_day, iso_instant
from gridtui.core.words import Channel, Outcome, TicketClass, TicketState
from gridtui.locale import _
from gridtui.locale.words import word

if TYPE_CHECKING:
    from gridtui.commands.parsing import Commands
    from gridtui.office.session import OfficeSession
    from gridtui.office.views import HouseholdRow, TicketRow, VisitRow

_PAGE = 200
"""Rows read from the store at a time."""


def add_commands(commands: "Commands") -> None:
    """Add the list commands."""
    households = commands.add_parser("households", help=_("list the households you may see"))
    households.add_argument(
        "find", nargs="*", help=_("initials, name, address, phone tail, ID tail, tag, in any mix")
    )
    households.add_argument("--order", choices=("walk", "name"), default="walk", help=_("walking order or name"))
    households.add_argument("--limit", type=row_limit, default=0, help=_("at most so many rows (0: all)"))
    add_list_arguments(households)
    households.set_defaults(run=_households)

    visits = commands.add_parser("visits", help=_("list visits, newest first"))
    visits.add_argument("--household", metavar="ID", help=_("of one household"))
    visits.add_argument("--since", type=as_of_day, metavar="DATE", help=_("visits on and after a day"))
    visits.add_argument("--until", type=as_of_day, metavar="DATE", help=_("visits on and before a day"))
    visits.add_argument("--limit", type=row_limit, default=0, help=_("at most so many rows (0: all)"))
    add_list_arguments(visits)
    visits.set_defaults(run=_visits)

    tickets = commands.add_parser("tickets", help=_("list tickets"))
    state = tickets.add_mutually_exclusive_group()
    state.add_argument("--closed", action="store_true", help=_("closed ones"))
    state.add_argument("--all", action="store_true", help=_("open and closed ones"))
    tickets.add_argument("--mine", action="store_true", help=_("those that wait for the acting post"))
    tickets.add_argument("--limit", type=row_limit, default=0, help=_("at most so many rows (0: all)"))
    add_list_arguments(tickets)
    tickets.set_defaults(run=_tickets)


@contextmanager
def _session_of(arguments: argparse.Namespace) -> "Iterator[OfficeSession]":
    gc.disable()
    with acting_session_of(arguments) as session:
        yield session
    gc.enable()


def _households(arguments: argparse.Namespace) -> int:
    from gridtui.office.find import find, open_households

    with _session_of(arguments) as session:
        rows: list[HouseholdRow] = []
        if arguments.find:
            after = None
            size = _page_size(arguments.limit)
            while not arguments.limit or len(rows) < arguments.limit:
                page = find(session, " ".join(arguments.find), after=after, order=arguments.order, limit=size)
                rows += page.rows
                after = page.next_after
                if after is None:
                    break
        else:
            listed = open_households(session, order=arguments.order)
            wanted = min(listed.count, arguments.limit or listed.count)
            for first in range(0, wanted, _PAGE):
                rows += listed.rows(first, min(_PAGE, wanted - first))
        rows = rows[: arguments.limit or None]
        if arguments.json:
            print_json([household_document(row) for row in rows])
        else:
            heads = (_("Address"), _("Head"), _("Members"), _("Grid"), _("Last visit"), _("Tickets"))
            print_table(heads, [_household_cells(row) for row in rows])
        return 0


def _page_size(limit: int) -> int:
    """Return how many rows to read at a time for a list of at most ``limit`` rows; 0 is all."""
    return min(_PAGE, limit) if limit else _PAGE


def _household_cells(row: "HouseholdRow") -> tuple[str, ...]:
    last = iso_day(row.last_visit_day) if row.last_visit_day else "-"
    return (row.address, row.head_name, str(row.members), row.grid_name, last, str(row.open_tickets))


def household_document(row: "HouseholdRow") -> dict[str, object]:
    """Return the JSON form of a household row."""
    return {
        "id": row.uid.hex(),
        "address": row.address,
        "head": row.head_name,
        "members": row.members,
        "grid": row.grid_name,
        "tags": list(row.tags),
        "last_visit": iso_day(row.last_visit_day) if row.last_visit_day else None,
        "open_tickets": row.open_tickets,
        "to_be_confirmed": row.doubt,
        "vacant": row.vacant,
    }


def _visits(arguments: argparse.Namespace) -> int:
    from gridtui.core.ids import read_id
    from gridtui.office.visit_pages import visits

    with _session_of(arguments) as session:
        household = read_id(arguments.household) if arguments.household else None
        rows: list[VisitRow] = []
        before = None
        size = _page_size(arguments.limit)
        while not arguments.limit or len(rows) < arguments.limit:
            page = visits(
                session, household=household, since=arguments.since, until=arguments.until, before=before, limit=size
            )
            rows += page.rows
            before = page.next
            if before is None:
                break
        rows = rows[: arguments.limit or None]
        if arguments.json:
            print_json([visit_document(row) for row in rows])
        else:
            heads = (_("Day"), _("Address"), _("Head"), _("Channel"), _("Outcome"), _("Visitors"), _("Summary"))
            print_table(heads, [_visit_cells(row) for row in rows])
        return 0


def _visit_cells(row: "VisitRow") -> tuple[str, ...]:
    return (
        iso_day(row.day),
        row.address,
        row.head_name,
        word(Channel, row.channel),
        word(Outcome, row.outcome),
        " ".join(row.visitor_names),
        row.summary,
    )


def visit_document(row: "VisitRow") -> dict[str, object]:
    """Return the JSON form of a visit row; channel and outcome are the stored code names."""
    return {
        "id": row.uid.hex(),
        "household": row.household.hex(),
        "day": iso_day(row.day),
        "start_minute": row.start_minute,
        "address": row.address,
        "head": row.head_name,
        "channel": code_name(Channel, row.channel),
        "outcome": code_name(Outcome, row.outcome),
        "visitors": list(row.visitor_names),
        "summary": row.summary,
        "late_entry": row.late,
        "superseded": row.superseded,
    }


def code_name(code_list: type[Channel | Outcome | TicketClass | TicketState], value: int) -> str | int:
    """Return a code's permanent lower-case name for programs, the number where this version knows none."""
    return code_list(value).name.lower() if value in list(code_list) else value


def _tickets(arguments: argparse.Namespace) -> int:
    from gridtui.office.ticket_pages import tickets

    with _session_of(arguments) as session:
        state_open = None if arguments.all else not arguments.closed
        rows: list[TicketRow] = []
        after = None
        size = _page_size(arguments.limit)
        while not arguments.limit or len(rows) < arguments.limit:
            page = tickets(session, state_open=state_open, mine=arguments.mine, after=after, limit=size)
            rows += page.rows
            after = page.next
            if after is None:
                break
        rows = rows[: arguments.limit or None]
        if arguments.json:
            print_json([ticket_document(row) for row in rows])
        else:
            heads = (_("Number"), _("Class"), _("State"), _("Title"), _("Address"), _("Owner"), _("Due"))
            print_table(heads, [_ticket_cells(row) for row in rows])
        return 0


def _ticket_cells(row: "TicketRow") -> tuple[str, ...]:
    due = iso_day(day_of(row.due_ms)) if row.due_ms is not None else "-"
    return (
        row.number,
        word(TicketClass, row.ticket_class),
        word(TicketState, row.state),
        row.title,
        row.address,
        row.owner_name or "?",
        due,
    )


def ticket_document(row: "TicketRow") -> dict[str, object]:
    """Return the JSON form of a ticket row."""
    return {
        "id": row.uid.hex(),
        "number": row.number,
        "class": code_name(TicketClass, row.ticket_class),
        "state": code_name(TicketState, row.state),
        "open": row.open,
        "category": row.category,
        "title": row.title,
        "address": row.address,
        "owner": row.owner_name,
        "opened": iso_instant(row.opened_ms),
        "due": iso_instant(row.due_ms) if row.due_ms is not None else None,
        "working_days_left": row.days_left,
        "estimated": row.estimated,
    }
