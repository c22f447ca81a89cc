"""The one command: parses the words, chooses the language, runs the command, turns errors into sentences.

Exit status 0 did it, 1 could not do it (a sentence on standard error says why and what to do), 2 wrong use,
130 interrupted. Every command imports what it needs when it runs, so that a list answers in a quarter of a second.
"""

import argparse
import gc
import importlib
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from gridtui import __version__
from gridtui.commands import output
from gridtui.commands.parser_words import translate_parser
from gridtui.commands.parsing import terminal_choice
from gridtui.core.errors import GridtuiError
from gridtui.locale import LANGUAGES, _, preferred_language, set_language

if TYPE_CHECKING:
    from gridtui.commands.host import Arrange

Command = Callable[[argparse.Namespace], int]

FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "demo": ("demo",),
    "office": ("init", "staff"),
    "browse": ("households", "visits", "tickets"),
    "due": ("due",),
    "fieldwork": ("coverage", "campaign"),
    "posts": ("posts",),
    "grids": ("grids",),
    "roster": ("import", "export"),
    "route_sheet": ("route-sheet",),
    "bulk_edit": ("bulk-edit",),
    "sync": ("enrol", "sync"),
    "serve": ("serve",),
    "schemes": ("scheme",),
    "manual": ("manual",),
    "doctor": ("doctor",),
    "host": ("host", "login"),
}
"""Modules of ``gridtui.commands`` and the commands each adds, in the order of the help."""
_WITH_VALUE: Final = frozenset(("--home", "--language", "--terminal", "--post"))


def build_parser(families: Iterable[str] = FAMILIES) -> argparse.ArgumentParser:
    """Return the parser of the command line; each family adds its own commands."""
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
    parser.set_defaults(run=_open_app)
    commands = parser.add_subparsers(title=_("commands"), dest="command", metavar="COMMAND")
    for family in families:
        module = importlib.import_module(f"gridtui.commands.{family}")
        given = (run_words,) if family == "host" else ()
        module.add_commands(commands, *given)
    return parser


def families_needed(words: Iterable[str]) -> tuple[str, ...]:
    """Return the family whose command a line runs, none where it opens the app; all of them to help with.

    Describing every command costs ten times what parsing one does.
    """
    rest = iter(words)
    for word in rest:
        if word in _WITH_VALUE:
            next(rest, None)
        elif word in {"-h", "--help"} or not word.startswith("-"):
            return next(((family,) for family, commands in FAMILIES.items() if word in commands), tuple(FAMILIES))
    return ()


def _open_app(arguments: argparse.Namespace) -> int:
    from gridtui.commands.office import open_app

    return open_app(arguments)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    status = run_words(list(sys.argv[1:] if argv is None else argv))
    # The interpreter ends with a last search for garbage among all there is; nothing here needs it.
    gc.freeze()
    return status


def run_words(words: list[str], arrange: "Arrange | None" = None) -> int:
    """Run a command line's words and return the exit status; ``arrange`` may complete or refuse what they mean."""
    set_language(_language(words))
    output.mend_streams()
    arguments = build_parser(families_needed(words)).parse_args(words)
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
