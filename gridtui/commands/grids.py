"""``gridtui grids``: the grids as they are, and drawing them anew by a plan that is proposed, changed, applied."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from gridtui.commands.output import print_json, print_line, print_table
from gridtui.commands.parsing import acting_session_of, add_list_arguments, as_of_day
from gridtui.core.time import iso_day
from gridtui.locale import _, say

if TYPE_CHECKING:
    from gridtui.commands.parsing import Commands
    from gridtui.office.repartition_plan import GridPlan, Ground
    from gridtui.office.repartition_review import GridRow, Review
    from gridtui.office.session import OfficeSession
    from gridtui.office.views import Saved


def add_commands(commands: "Commands") -> None:
    """Add ``grids`` and ``grids repartition``."""
    grids = commands.add_parser("grids", help=_("list grids, or draw them anew from a day on"))
    add_list_arguments(grids)
    grids.set_defaults(run=_grids)
    inner = grids.add_subparsers(title=_("commands"), dest="grids_command", metavar="COMMAND")
    anew = inner.add_parser("repartition", help=_("merge and split grids by a plan"))
    what = anew.add_mutually_exclusive_group(required=True)
    what.add_argument("--propose", type=int, metavar="NUMBER", help=_("propose so many grids and write the plan"))
    what.add_argument("--plan", metavar="FILE", help=_("the plan to look at or to apply"))
    anew.add_argument(
        "--from", dest="first_day", type=as_of_day, metavar="DATE", help=_("first day of the new grids")
    )
    anew.add_argument("--key-persons", type=int, default=None, metavar="NUMBER",
                      help=_("for how many households a key person counts"))  # fmt: skip
    anew.add_argument("--out", metavar="FILE", help=_("with --propose: where the plan is written"))
    does = anew.add_mutually_exclusive_group()
    does.add_argument("--dry-run", action="store_true", help=_("only show before and after (default)"))
    does.add_argument("--apply", action="store_true", help=_("draw the grids anew"))
    anew.add_argument("--json", action="store_true", help=_("one JSON document instead of a table"))
    anew.set_defaults(run=_repartition)


def _grids(arguments: argparse.Namespace) -> int:
    from gridtui.office import repartition_plan as planning
    from gridtui.office.repartition_review import review

    with acting_session_of(arguments) as session:
        ground = planning.ground_of(session)
        plan = planning.as_it_is(ground, [grid.uid for grid in ground.grids], from_day=session.today)
        rows = review(session, plan, ground).before
        if arguments.json:
            print_json([grid_document(row) for row in rows])
        else:
            print_table(_heads(), [_cells(row) for row in rows])
    return 0


def _repartition(arguments: argparse.Namespace) -> int:
    from gridtui.locale.acts import act_sentence
    from gridtui.office import repartition_plan as planning
    from gridtui.office.repartition import apply_plan
    from gridtui.office.repartition_review import review
    from gridtui.rules.repartition import KEY_PERSON_HOUSEHOLDS

    weight = KEY_PERSON_HOUSEHOLDS if arguments.key_persons is None else arguments.key_persons
    with acting_session_of(arguments) as session:
        ground = planning.ground_of(session)
        plan = _plan(arguments, session, ground, weight)
        shown = review(session, plan, ground, key_person_households=weight)
        saved: Saved | None = None
        if arguments.apply:
            saved = apply_plan(session, plan)
        if arguments.json:
            print_json(review_document(shown, applied=saved is not None))
        else:
            _print_review(shown)
            if saved is not None:
                print_line(act_sentence(saved.message, saved.parameters))
    return 0 if saved is not None or not shown.faults else 1


def _plan(arguments: argparse.Namespace, session: "OfficeSession", ground: "Ground", weight: int) -> "GridPlan":
    """Return the plan of the file, or the proposal, written down where asked."""
    import msgspec

    from gridtui.core.errors import InputFault
    from gridtui.exchange.route_paper import write_pages
    from gridtui.office import repartition_plan as planning
    from gridtui.office.repartition_files import plan_from_text, plan_text

    if arguments.plan:
        try:
            text = Path(arguments.plan).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as fault:
            problem = getattr(fault, "strerror", None) or "UTF-8"
            raise InputFault("repartition.unreadable", file=arguments.plan, problem=problem) from fault
        plan = plan_from_text(session, text, arguments.plan, ground)
        return plan if arguments.first_day is None else msgspec.structs.replace(plan, from_day=arguments.first_day)
    first_day = session.today if arguments.first_day is None else arguments.first_day
    plan = planning.proposed(ground, arguments.propose, from_day=first_day, key_person_households=weight)
    if arguments.out:
        write_pages(plan_text(session, plan, ground), Path(arguments.out))
    return plan


def _print_review(shown: "Review") -> None:
    from gridtui.locale.sentences import sentences_for

    print_line(say("From {day}: {before} grids become {after}.", day=iso_day(shown.from_day),
                   before=len(shown.before), after=len(shown.after)))  # fmt: skip
    print_table(_heads(), [_cells(row) for row in shown.after])
    for name in shown.ending:
        print_line(say("Ends with its grid: {post}", post=name))
    for name in shown.campaigns:
        print_line(say("Runs on a grid that ends: {campaign}", campaign=name))
    for fault in shown.faults:
        print_line(" ".join(sentences_for(fault)))


def _heads() -> tuple[str, ...]:
    return (_("Grid"), _("Households"), _("Lived in"), _("Key persons"), _("Load"), _("Old grids"), _("Staff"))


def _cells(row: "GridRow") -> tuple[str, ...]:
    origin = " ".join(f"{name or '-'}:{count}" for name, count in row.names)
    numbers = (row.households, row.lived_in, row.key_persons, row.load)
    return (row.name, *map(str, numbers), origin, _(", ").join(" ".join(each) for each in row.staff))


def grid_document(row: "GridRow") -> dict[str, object]:
    """Return the JSON form of a grid as it is, or would be."""
    return {
        "name": row.name,
        "households": row.households,
        "lived_in": row.lived_in,
        "key_persons": row.key_persons,
        "load": row.load,
        "from": dict(row.names),
        "staff": [{"name": name, "post": title} for name, title in row.staff],
    }


def review_document(shown: "Review", *, applied: bool) -> dict[str, object]:
    """Return the JSON form of a plan as it is reviewed; ``faults`` are codes with their parameters."""
    return {
        "from": iso_day(shown.from_day),
        "applied": applied,
        "before": [grid_document(row) for row in shown.before],
        "after": [grid_document(row) for row in shown.after],
        "unplaced": shown.unplaced,
        "ending": list(shown.ending),
        "campaigns": list(shown.campaigns),
        "faults": [{"code": fault.code, **fault.parameters} for fault in shown.faults],
    }
