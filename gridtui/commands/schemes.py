"""``gridtui scheme``: what the office's mechanism says, whether its files hold together, what they change.

``publish`` and ``simulate`` stand in ``scheme_acts``.
"""

import argparse
from typing import TYPE_CHECKING

from gridtui.commands.output import print_json, print_line, print_table
from gridtui.commands.parsing import add_list_arguments, office_folder, settings_of, today
from gridtui.commands.scheme_acts import add_actions, list_versions
from gridtui.locale import _, say

if TYPE_CHECKING:
    from gridtui.commands.parsing import Commands
    from gridtui.scheme.model import CadenceRule, Scheme

KEPT = "kept"
"""Names the scheme the office worked by last, as its store keeps it."""
FILES = "files"
"""Names what the office's files add up to now."""


def add_commands(commands: "Commands") -> None:
    """Add ``scheme list``, ``check``, ``diff``, ``publish`` and ``simulate``."""
    scheme = commands.add_parser("scheme", help=_("what the mechanism says, and whether it holds together"))
    actions = scheme.add_subparsers(title=_("commands"), metavar="COMMAND", required=True)
    listed = actions.add_parser("list", help=_("list the visiting rules in force"))
    add_list_arguments(listed)
    other = listed.add_mutually_exclusive_group()
    other.add_argument("--files", action="store_true", help=_("every scheme file there is, instead of the rules"))
    other.add_argument("--versions", action="store_true", help=_("the published versions, instead of the rules"))
    listed.set_defaults(run=_list)
    check = actions.add_parser("check", help=_("report every fault and every open question of the files"))
    check.set_defaults(run=_check)
    diff = actions.add_parser("diff", help=_("what tells two mechanisms apart, in words"))
    add_list_arguments(diff)
    diff.add_argument(
        "old",
        nargs="?",
        default=KEPT,
        metavar="OLD",
        help=_("a scheme's name, a file, or kept (default): what the office worked by last"),
    )
    diff.add_argument(
        "new",
        nargs="?",
        default=FILES,
        metavar="NEW",
        help=_("a scheme's name, a file, or files (default): what the office's files say now"),
    )
    diff.set_defaults(run=_diff)
    add_actions(actions, KEPT, FILES)


def _list(arguments: argparse.Namespace) -> int:
    from gridtui.office.mechanism import load_mechanism
    from gridtui.office.scheme_files import published_scheme

    if arguments.files:
        return _list_files(arguments)
    if arguments.versions:
        return list_versions(arguments)
    folder, day = office_folder(arguments), today()
    scheme = published_scheme(folder, day) or load_mechanism(folder, settings_of(arguments))
    rules = scheme.rules_in_force(day)
    if arguments.json:
        print_json([_rule_document(rule) for rule in rules])
    else:
        heads = (_("Rule"), _("Title"), _("Period"), _("Source"))
        print_table(heads, [(rule.key, rule.title, _period(rule), rule.source) for rule in rules])
    return 0


def _list_files(arguments: argparse.Namespace) -> int:
    from gridtui.office.scheme_files import scheme_files

    found = scheme_files(office_folder(arguments), settings_of(arguments))
    if arguments.json:
        print_json(found)
        return 0
    heads = (_("Mechanism"), _("Title"), _("Uses"), _("In use"), _("Source"))
    used = {True: _("yes"), False: _("no")}
    print_table(
        heads, [(each.name, each.title, " ".join(each.uses), used[each.is_used], each.source) for each in found]
    )
    return 0


def _period(rule: "CadenceRule") -> str:
    return (
        f"{rule.times}/{rule.period.days}d" if rule.period.kind == "rolling" else f"{rule.times}/{rule.period.kind}"
    )


def _rule_document(rule: "CadenceRule") -> dict[str, object]:
    return {
        "rule": rule.key,
        "title": rule.title,
        "period": rule.period.kind,
        "days": rule.period.days,
        "weekdays": list(rule.period.weekdays),
        "times": rule.times,
        "times_most": rule.times_most,
        "mode": rule.mode,
        "counts": rule.counts,
        "activity": rule.activity,
        "channels": list(rule.channels),
        "substitutes": list(rule.substitutes),
        "source": rule.source,
        "assumed": list(rule.assumed),
    }


def _check(arguments: argparse.Namespace) -> int:
    """Faults are raised as one SettingsFault; what is left are doubts and open questions."""
    from gridtui.locale.sentences import sentences_for
    from gridtui.office.impossible_rules import check_possible
    from gridtui.office.mechanism import load_mechanism
    from gridtui.office.scheme_files import kept_scheme
    from gridtui.scheme.check import scheme_doubts
    from gridtui.settings import SETTINGS_FILE

    settings = settings_of(arguments)
    folder = office_folder(arguments)
    scheme = load_mechanism(folder, settings)
    check_possible(folder, settings, scheme, today())
    for doubt in scheme_doubts(scheme, settings.office.schemes[-1]):
        happened, next_step = sentences_for(doubt)
        print_line(f"{happened} {next_step}")
    print_questions(scheme, with_assumed=True)
    print_line(say("The mechanism holds together: {rules} rules.", rules=len(scheme.rules)))
    if (folder / SETTINGS_FILE).exists() and kept_scheme(folder) != scheme:
        print_line(_("The office does not work by it yet: the program takes it up at its next start, or publish it."))
    return 0


def print_questions(scheme: "Scheme", *, with_assumed: bool) -> None:
    """Print what the office has still to decide, and with it what was assumed for it, a line each."""
    from gridtui.office.scheme_words import question_words
    from gridtui.scheme.check import open_questions

    for question in open_questions(scheme):
        if question.is_assumed and not with_assumed:
            continue
        note = _("assumed, no report states it") if question.is_assumed else _("the office must decide")
        print_line(f"{question_words(scheme, question)}: {note}")


def _diff(arguments: argparse.Namespace) -> int:
    from gridtui.office.scheme_words import SchemeWords
    from gridtui.scheme.diff import changes

    old, new = (meant_scheme(arguments, name) for name in (arguments.old, arguments.new))
    found = changes(old, new)
    words = SchemeWords(old, new)
    if arguments.json:
        print_json(found)
        return 0
    for change in found:
        print_line(words.sentence(change))
    if not found:
        print_line(_("Nothing tells them apart."))
    return 0


def meant_scheme(arguments: argparse.Namespace, name: str) -> "Scheme":
    """Return the scheme a word on the line means; an office that never started keeps none, and its files count."""
    from gridtui.office.mechanism import load_mechanism
    from gridtui.office.scheme_files import kept_scheme, named_scheme

    folder, settings = office_folder(arguments), settings_of(arguments)
    if name == KEPT:
        return kept_scheme(folder) or load_mechanism(folder, settings)
    return load_mechanism(folder, settings) if name == FILES else named_scheme(folder, name)
