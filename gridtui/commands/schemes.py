"""``gridtui scheme``: what the office's mechanism says, and whether its files hold together."""

import argparse
from typing import TYPE_CHECKING

from gridtui.commands.output import print_json, print_line, print_table
from gridtui.commands.parsing import add_list_arguments, office_folder, settings_of
from gridtui.core.time import SystemClock
from gridtui.locale import _, say

if TYPE_CHECKING:
    from gridtui.commands.parsing import Commands
    from gridtui.scheme.model import CadenceRule


def add_commands(commands: "Commands") -> None:
    """Add ``scheme list`` and ``scheme check``."""
    scheme = commands.add_parser("scheme", help=_("what the mechanism says, and whether it holds together"))
    actions = scheme.add_subparsers(title=_("commands"), metavar="COMMAND", required=True)
    listed = actions.add_parser("list", help=_("list the visiting rules in force"))
    add_list_arguments(listed)
    listed.set_defaults(run=_list)
    check = actions.add_parser("check", help=_("report every fault and every open question of the files"))
    check.set_defaults(run=_check)


def _list(arguments: argparse.Namespace) -> int:
    from gridtui.core.time import day_of
    from gridtui.office.mechanism import load_mechanism

    scheme = load_mechanism(office_folder(arguments), settings_of(arguments))
    rules = scheme.rules_in_force(day_of(SystemClock().now_ms()))
    if arguments.json:
        print_json([_rule_document(rule) for rule in rules])
    else:
        heads = (_("Rule"), _("Title"), _("Period"), _("Source"))
        print_table(heads, [(rule.key, rule.title, _period(rule), rule.source) for rule in rules])
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
        "times": rule.times,
        "mode": rule.mode,
        "channels": list(rule.channels),
        "substitutes": list(rule.substitutes),
        "source": rule.source,
        "assumed": list(rule.assumed),
    }


def _check(arguments: argparse.Namespace) -> int:
    """Faults are raised as one SettingsFault by loading; what is left are questions the office must answer."""
    from gridtui.office.mechanism import load_mechanism
    from gridtui.scheme.check import open_questions

    scheme = load_mechanism(office_folder(arguments), settings_of(arguments))
    for question in open_questions(scheme):
        note = _("assumed, no report states it") if question.is_assumed else _("the office must decide")
        print_line(f"{question.table}: {question.key}: {note}")
    print_line(say("The mechanism holds together: {rules} rules.", rules=len(scheme.rules)))
    return 0
