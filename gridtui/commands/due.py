"""``gridtui due``: what is owed on a day, by a post or by everybody it is over, by the reads the screens go through.

Visits to households, numbers a post or its area owes, what happened and must be answered; each document says its
``kind``. A post without duties of its own gets what everybody in its unit owes.
"""

import argparse
import gc
from typing import TYPE_CHECKING

from gridtui.commands.output import print_json, print_line, print_table
from gridtui.commands.parsing import acting_session_of, add_list_arguments, as_of_day, row_limit
from gridtui.core.errors import InputFault
from gridtui.core.time import iso_day, iso_instant
from gridtui.locale import _, say

if TYPE_CHECKING:
    from gridtui.commands.parsing import Commands
    from gridtui.office.duty_views import By, DueLine, OccurrenceRow, QuotaRow
    from gridtui.office.session import OfficeSession
    from gridtui.office.views import DutyRow

_OPEN = frozenset(("due", "overdue"))


def add_commands(commands: "Commands") -> None:
    """Add the command."""
    due = commands.add_parser("due", help=_("list the visits that are due"))
    due.add_argument("--all", action="store_true", help=_("also those that are done or not yet due"))
    told = due.add_mutually_exclusive_group()
    told.add_argument(
        "--by", choices=("post", "building", "community"), help=_("a line each post, building or community")
    )
    told.add_argument(
        "--post", dest="of_post", metavar="POST", help=_("of that post: one of your own, or one you are over")
    )
    add_list_arguments(due)
    due.add_argument("--limit", type=row_limit, default=0, help=_("at most so many visits (0: all)"))
    due.add_argument("--as-of", type=as_of_day, metavar="DATE", help=_("as it stood on a day, 2026-11-21"))
    due.set_defaults(run=_due)


def _due(arguments: argparse.Namespace) -> int:
    gc.disable()
    with acting_session_of(arguments) as session:
        if arguments.by:
            return _print_board(session, arguments)
        visits, quotas, occurrences = _owed(session, arguments)
        visits = [row for row in visits if arguments.all or row.state in _OPEN][: arguments.limit or None]
        quotas = [row for row in quotas if arguments.all or row.state in _OPEN]
        occurrences = [row for row in occurrences if arguments.all or row.state in _OPEN]
        if arguments.json:
            documents = [duty_document(row) for row in visits]
            documents += [quota_document(row) for row in quotas]
            print_json([*documents, *(occurrence_document(row) for row in occurrences)])
        else:
            _print_tables(visits, quotas, occurrences, is_cut=bool(arguments.limit))
    gc.enable()
    return 0


def _owed(
    session: "OfficeSession", arguments: argparse.Namespace
) -> "tuple[list[DutyRow], list[QuotaRow], list[OccurrenceRow]]":
    """Return the visits, numbers and answers owed by the post that is asked for."""
    from gridtui.office.due_board import due_answers, due_board, due_rows, open_answers, open_rows
    from gridtui.office.session import chosen_post
    from gridtui.office.today import today

    if arguments.of_post:
        try:
            session = chosen_post(session, arguments.of_post)
        except InputFault:
            lines = due_board(session, "post", arguments.as_of).lines
            of = next((line for line in lines if arguments.of_post in (line.key, line.title)), None)
            if of is None:
                raise
            rows = due_rows(session, "post", of.key, arguments.as_of, with_done=arguments.all)
            answers = due_answers(session, "post", of.key, arguments.as_of, with_done=arguments.all)
            return list(rows), list(of.quotas), list(answers)
    view = today(session, arguments.as_of, with_lines=False)
    visits = list(view.duties)
    if not view.is_own:
        visits = list(open_rows(session, arguments.as_of, with_done=arguments.all, limit=arguments.limit))
        return visits, list(view.quotas), list(open_answers(session, arguments.as_of))
    return visits, list(view.quotas), list(view.occurrences)


def _print_board(session: "OfficeSession", arguments: argparse.Namespace) -> int:
    from gridtui.office.due_board import due_board

    by: By = arguments.by
    board = due_board(session, by, arguments.as_of)
    if arguments.json:
        print_json([line_document(line, by) for line in board.lines])
        return 0
    heads = (
        _("Where"),
        _("Post"),
        _("Unit"),
        _("owed"),
        _("done"),
        _("share"),
        _("late"),
        _("pause"),
        _("doors/met"),
    )
    print_table(heads, [_line_cells(line) for line in board.lines])
    return 0


def _line_cells(line: "DueLine") -> tuple[str, ...]:
    share = f"{100 * line.done // line.owed}%" if line.owed else "-"
    counts = (str(line.owed), str(line.done), share, str(line.overdue), str(line.paused))
    title = line.title or (_("(nobody)") if line.role_title else _("(elsewhere)"))
    where = line.unit_name or (_("no unit") if line.role_title else "")
    return (title, line.role_title, where, *counts, f"{line.knocked}/{line.met}")


def line_document(line: "DueLine", by: "By") -> dict[str, object]:
    """Return the JSON form of a line of the due board."""
    return {
        "kind": by,
        "key": line.key,
        "title": line.title,
        "post": line.role_title,
        "unit": line.unit_name,
        "owed": line.owed,
        "done": line.done,
        "overdue": line.overdue,
        "paused": line.paused,
        "knocked": line.knocked,
        "met": line.met,
        "quotas": [quota_document(row) for row in line.quotas],
    }


def _print_tables(
    visits: "list[DutyRow]", quotas: "list[QuotaRow]", occurrences: "list[OccurrenceRow]", *, is_cut: bool
) -> None:
    heads = (_("Building"), _("Door"), _("Head"), _("Duty"), _("State"), _("Due"), _("Last visit"))
    print_table(heads, [_duty_cells(row) for row in visits])
    if quotas:
        print_line()
        print_table(
            (_("Duty"), _("Unit"), _("done"), _("owed"), _("State"), _("Due"), _("Note")),
            list(map(_quota_cells, quotas)),
        )
    if occurrences:
        print_line()
        print_table((_("Duty"), _("Where"), _("State"), _("Due")), list(map(_occurrence_cells, occurrences)))
    states = [*(row.state for row in visits), *(row.state for row in occurrences)]
    due, overdue = sum(state in _OPEN for state in states), states.count("overdue")
    # Of a list that was cut short nobody would know the sum.
    if not is_cut:
        print_line(_("{due} due, {overdue} of them overdue").format(due=due, overdue=overdue))


def _state_word(state: str) -> str:
    words = {"due": _("due"), "overdue": _("overdue"), "done": _("done"), "paused": _("paused")}
    return words.get(state, state)


def _day(day: int | None) -> str | None:
    return iso_day(day) if day else None


def _duty_cells(row: "DutyRow") -> tuple[str, ...]:
    days = (_day(row.due_day) or "-", _day(row.last_day) or "-")
    return (row.building_title, row.address, row.head_name, row.rule_title, _state_word(row.state), *days)


def duty_document(row: "DutyRow") -> dict[str, object]:
    """Return the JSON form of a duty."""
    return {
        "kind": "visit",
        "household": row.household.hex(),
        "rule": row.rule_key,
        "title": row.rule_title,
        "building": row.building_title,
        "address": row.address,
        "head": row.head_name,
        "state": row.state,
        "due": _day(row.due_day),
        "days_left": row.days_left,
        "last_visit": _day(row.last_day),
    }


def _quota_cells(row: "QuotaRow") -> tuple[str, ...]:
    wanted = f"{row.wanted}-{row.most}" if row.most > row.wanted else str(row.wanted)
    state = (_state_word(row.state), _day(row.due_day) or "-")
    held = say("{held} of {scopes} here", held=row.held, scopes=row.scopes) if row.held < row.scopes else ""
    return (row.rule_title, row.unit_name, str(row.done), wanted, *state, held)


def quota_document(row: "QuotaRow") -> dict[str, object]:
    """Return the JSON form of a number that is owed; ``held`` of ``scopes`` communities are kept in this office."""
    return {
        "kind": "quota",
        "rule": row.rule_key,
        "title": row.rule_title,
        "mode": row.mode,
        "counts": row.counts,
        "unit": row.unit_name,
        "done": row.done,
        "wanted": row.wanted,
        "most": row.most or None,
        "missing": row.missing,
        "exceeded": row.exceeded,
        "state": row.state,
        "due": _day(row.due_day),
        "days_left": row.days_left,
        "held": row.held,
        "scopes": row.scopes,
    }


def _occurrence_cells(row: "OccurrenceRow") -> tuple[str, ...]:
    due = iso_instant(row.due_ms) if row.due_ms is not None else "-"
    return (row.title, f"{row.address or row.place} {row.head_name}".strip(), _state_word(row.state), due)


def occurrence_document(row: "OccurrenceRow") -> dict[str, object]:
    """Return the JSON form of something that must be answered."""
    return {
        "kind": "occurrence",
        "id": row.uid.hex(),
        "trigger": row.trigger,
        "title": row.title,
        "act": row.act,
        "household": row.household.hex() if row.household else None,
        "address": row.address,
        "place": row.place,
        "state": row.state,
        "noted": iso_instant(row.at_ms),
        "due": iso_instant(row.due_ms) if row.due_ms is not None else None,
        "minutes_left": row.minutes_left,
    }
