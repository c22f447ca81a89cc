"""``gridtui scheme publish`` and ``simulate``: what a change of the mechanism costs each post, then the change."""

import argparse
import sys
from typing import TYPE_CHECKING

from gridtui.commands.output import print_json, print_line, print_table
from gridtui.commands.parsing import acting_session_of, add_list_arguments, as_of_day, today
from gridtui.core.time import iso_day
from gridtui.locale import _, say

if TYPE_CHECKING:
    from gridtui.commands.parsing import Commands
    from gridtui.core.errors import GridtuiError
    from gridtui.office.publishing import Proposal
    from gridtui.office.simulation import PostLoadRow, SimulationView
    from gridtui.rules.simulation import Overload, RuleLoad

FEWEST_WEEKS, MOST_WEEKS = 1, 53
WEEKS = 4


def add_actions(actions: "Commands", old: str, new: str) -> None:
    """Add ``publish`` and ``simulate``; ``old`` and ``new`` are the words for what is compared by default."""
    publish = actions.add_parser("publish", help=_("make what the files say the street's mechanism from a day on"))
    publish.add_argument(
        "--from", dest="from_day", type=as_of_day, metavar="DATE", help=_("first day (default: today)")
    )
    publish.add_argument("--note", default="", help=_("why, one line kept with the version"))
    publish.add_argument("--yes", action="store_true", help=_("write without asking"))
    publish.set_defaults(run=_publish)
    simulate = actions.add_parser("simulate", help=_("what a change would ask of each post, week by week"))
    add_list_arguments(simulate)
    simulate.add_argument("old", nargs="?", default=old, metavar="OLD", help=_("as for diff"))
    simulate.add_argument("new", nargs="?", default=new, metavar="NEW", help=_("as for diff"))
    simulate.add_argument("--weeks", type=_weeks, default=WEEKS, metavar="N", help=_("1 to 53 (default: 4)"))
    simulate.add_argument(
        "--from", dest="from_day", type=as_of_day, metavar="DATE", help=_("first day (default: today)")
    )
    simulate.add_argument("--most", type=_most, metavar="N", help=_("what a post can do in a week"))
    simulate.set_defaults(run=_simulate)


def _weeks(text: str) -> int:
    if text.isdecimal() and FEWEST_WEEKS <= int(text) <= MOST_WEEKS:
        return int(text)
    raise argparse.ArgumentTypeError(_("not a number from 1 to 53: {text}").format(text=text))


def _most(text: str) -> int:
    if text.isdecimal() and int(text):
        return int(text)
    raise argparse.ArgumentTypeError(_("not a number above 0: {text}").format(text=text))


def list_versions(arguments: argparse.Namespace) -> int:
    """List the published versions, the latest day first: ``scheme list --versions``."""
    from gridtui.office.publishing import versions

    with acting_session_of(arguments) as session:
        found = versions(session)
    if arguments.json:
        print_json(
            [
                {
                    "id": version.uid.hex(),
                    "digest": version.digest,
                    "title": version.title,
                    "from": iso_day(version.from_day),
                    "note": version.note,
                    "is_in_force": version.is_in_force,
                }
                for version in found
            ]
        )
        return 0
    heads = (_("Holds from"), _("Mechanism"), _("In force"), _("Note"), _("Digest"))
    in_force = {True: _("yes"), False: _("no")}
    print_table(
        heads,
        [(iso_day(each.from_day), each.title, in_force[each.is_in_force], each.note, each.digest) for each in found],
    )
    return 0


def _simulate(arguments: argparse.Namespace) -> int:
    from gridtui.commands.schemes import meant_scheme
    from gridtui.office.simulation import simulate

    with acting_session_of(arguments) as session:
        old, new = (meant_scheme(arguments, name) for name in (arguments.old, arguments.new))
        day = arguments.from_day or today()
        found = simulate(session, old, new, first_day=day, weeks=arguments.weeks, most_a_week=arguments.most)
    if arguments.json:
        print_json(simulation_document(found))
    else:
        _print_simulation(found)
    return 1 if found.faults else 0


def simulation_document(found: "SimulationView") -> dict[str, object]:
    """Return the JSON form of a simulation; what is impossible stands under ``faults``, with its code."""
    return {
        "first_day": iso_day(found.first_day),
        "weeks": found.weeks,
        "posts": [_post_document(row) for row in found.rows],
        "old_rules": [_rule_document(load, found) for load in found.old_rules],
        "new_rules": [_rule_document(load, found) for load in found.new_rules],
        "faults": [{"code": fault.code, **fault.parameters} for fault in found.faults],
    }


def _post_document(row: "PostLoadRow") -> dict[str, object]:
    return {
        "id": row.post.hex(),
        "name": row.staff_name,
        "post": row.role_title,
        "unit": row.unit_name,
        "old": list(row.old),
        "new": list(row.new),
        "done_before": list(row.done),
        "overloads": [_overload_document(each) for each in row.overloads],
        "overloads_before": [_overload_document(each) for each in row.overloads_before],
        "by_rule": dict(row.by_rule),
    }


def _overload_document(overload: "Overload") -> dict[str, object]:
    return {
        "week": overload.week + 1,
        "duties": overload.duties,
        "limit": overload.limit,
        "reason": overload.reason,
    }


def _rule_document(load: "RuleLoad", found: "SimulationView") -> dict[str, object]:
    return {
        "rule": load.rule,
        "title": found.titles.get(load.rule, ""),
        "subjects": load.subjects,
        "duties": load.duties,
        "duties_per_day": load.duties_per_day,
    }


def _print_simulation(found: "SimulationView") -> None:
    from gridtui.locale.definitions import DEFINITIONS
    from gridtui.locale.sentences import sentences_for
    from gridtui.office.scheme_words import overload_words
    from gridtui.office.simulation import NOBODY

    last = found.first_day + found.weeks * 7 - 1
    print_line(say("Duties a week from {first} to {last}", first=iso_day(found.first_day), last=iso_day(last)))
    heads = (
        _("Post"),
        _("Unit"),
        _("Present rules"),
        _("Edited rules"),
        _("Done in the weeks before"),
        _("Too much"),
    )
    cells = []
    for row in found.concerned:
        who = _("nobody holds the post") if row.post == NOBODY else f"{row.staff_name} {row.role_title}"
        numbers = (" ".join(map(str, weeks)) or "-" for weeks in (row.old, row.new, row.done))
        cells.append((who, row.unit_name, *numbers, overload_words(row.overloads)))
    print_table(heads, cells)
    print_line()
    print_table((_("Rule"), _("Present rules"), _("Edited rules"), _("a day")), _rule_cells(found))
    for fault in found.faults:
        print_line(" ".join(sentences_for(fault)))
    print_line(_(DEFINITIONS["obligations"]))


def _rule_cells(found: "SimulationView") -> list[tuple[str, ...]]:
    """Return a line for each rule of both mechanisms: title, what it asks under each, and that a day in the end."""
    before = {load.rule: load for load in found.old_rules}
    after = {load.rule: load for load in found.new_rules}
    cells: list[tuple[str, ...]] = []
    for key in dict.fromkeys((*after, *before)):
        old, new = before.get(key), after.get(key)
        cells.append(
            (
                f"{found.titles.get(key, key)} ({key})",
                str(old.duties) if old else "-",
                str(new.duties) if new else "-",
                str(new.duties_per_day) if new else "-",
            )
        )
    return cells


def _publish(arguments: argparse.Namespace) -> int:
    from gridtui.locale.acts import act_sentence
    from gridtui.office.publishing import proposal, publish
    from gridtui.office.simulation import simulate
    from gridtui.scheme import acts

    with acting_session_of(arguments) as session:
        session.require(acts.SCHEME_PUBLISH)
        proposed = proposal(session, arguments.from_day)
        found = simulate(session, proposed.old, proposed.new, first_day=proposed.from_day)
        _tell(proposed, found)
        if not proposed.impossible and not proposed.is_published and not arguments.yes and not _agreed(proposed):
            return 1
        saved = publish(session, proposed, arguments.note)
        print_line(act_sentence(saved.message, saved.parameters))
    return 0


def _tell(proposed: "Proposal", found: "SimulationView") -> None:
    """Say what publishing would change, what is doubtful or open, and who would have too much to do."""
    from gridtui.locale.sentences import sentences_for
    from gridtui.office.scheme_words import SchemeWords, duties_words, overload_words

    words = SchemeWords(proposed.old, proposed.new)
    for change in proposed.changes:
        print_line(words.sentence(change))
    if not proposed.changes:
        print_line(_("Nothing tells it from what holds now."))
    doubts: list[GridtuiError] = [*proposed.doubts]
    for doubt in doubts:
        print_line(" ".join(sentences_for(doubt)))
    left_open = sum(not question.is_assumed for question in proposed.questions)
    if left_open:
        print_line(say("{count} decisions are left to the office; see: gridtui scheme check", count=left_open))
    print_line(duties_words(found))
    for row in found.overloaded:
        print_line(f"{row.staff_name} {row.role_title} {row.unit_name}: {overload_words(row.overloads)}".strip())


def _agreed(proposed: "Proposal") -> bool:
    """Ask on the terminal; where nobody can be asked the answer is no, and how to say yes is told."""
    if not sys.stdin.isatty():
        sys.stderr.write(_("Nothing was published. Say --yes to go ahead.") + "\n")
        return False
    day = iso_day(proposed.from_day)
    sys.stderr.write(say("Publish {title} for the whole street from {day} on? [y/N] ",
                         title=proposed.new.about.title, day=day))  # fmt: skip
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes", "是"}
