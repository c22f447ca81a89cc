"""The one command: parses the words, chooses the language, runs the command, turns errors into sentences.

Exit status 0 did it, 1 could not do it (a sentence on standard error says why and what to do), 2 wrong use,
130 interrupted. Every command imports what it needs when it runs, so that a list answers in a quarter of a second.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from gridtui import __version__
from gridtui.commands import (
    browse,
    bulk_edit,
    demo,
    doctor,
    due,
    fieldwork,
    grids,
    host,
    manual,
    office,
    output,
    posts,
    roster,
    route_sheet,
    schemes,
    serve,
    sync,
)
from gridtui.commands.parser_words import translate_parser
from gridtui.commands.parsing import terminal_choice
from gridtui.core.errors import GridtuiError
from gridtui.locale import LANGUAGES, _, preferred_language, set_language

Command = Callable[[argparse.Namespace], int]


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line; each family adds its own commands."""
    translate_parser()
    parser = argparse.ArgumentParser(prog="gridtui", description=_("The office's grid work on one screen."))
    parser.add_argument("--version", action="version", version=f"gridtui {__version__}", help=_("show the version"))
    parser.add_argument("--home", metavar="FOLDER", help=_("the office's folder (default: GRIDTUI_HOME)"))
    parser.add_argument("--language", choices=LANGUAGES, help=_("language of screens and messages"))
    parser.add_argument(
        "--terminal",
        action="append",
        type=terminal_choice,
        metavar="KEY=VALUE",
        help=_("what this terminal can do, as in office.toml (ech=off, link=thin); may be given several times"),
    )
    parser.add_argument("--post", metavar="POST", help=_("the post to act as, where a person holds several"))
    parser.set_defaults(run=office.open_app)
    commands = parser.add_subparsers(title=_("commands"), dest="command", metavar="COMMAND")
    days = (demo, office, browse, due, fieldwork, posts, grids, roster, route_sheet, bulk_edit)
    for family in (*days, sync, serve, schemes, manual, doctor):
        family.add_commands(commands)
    host.add_commands(commands, run_words)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    return run_words(list(sys.argv[1:] if argv is None else argv))


def run_words(words: list[str], arrange: host.Arrange | None = None) -> int:
    """Run a command line's words and return the exit status; ``arrange`` may complete or refuse what they mean."""
    set_language(_language(words))
    output.mend_streams()
    arguments = build_parser().parse_args(words)
    try:
        if arrange is not None:
            arrange(arguments)
        status = int(arguments.run(arguments))
        sys.stdout.flush()
    except GridtuiError as error:
        output.print_error(error)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        output.drop_stdout()
        return 1
    except Exception as error:  # noqa: BLE001 - the boundary of a command: nobody is shown a traceback
        output.print_defect(error)
        return 1
    return status


def _language(words: list[str]) -> str:
    """Return the language asked for before the parser can be built, as its help is translated too."""
    for position, word in enumerate(words):
        value = word.partition("=")[2] if word.startswith("--language=") else ""
        if word == "--language" and position + 1 < len(words):
            value = words[position + 1]
        if value in LANGUAGES:
            return value
    asked = os.environ.get("GRIDTUI_LANGUAGE", "")
    return asked if asked in LANGUAGES else preferred_language(os.environ)


if __name__ == "__main__":
    sys.exit(main())
