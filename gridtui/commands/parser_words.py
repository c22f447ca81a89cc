"""What argparse says of itself, in the language in use.

argparse looks its words up with the gettext of the process's default domain and offers no other way; here it is given
our own catalogue, so that help and wrong use read like the rest of the program.
"""

import argparse

from gridtui.locale import N_, _

WORDS = (
    N_("usage: "),
    N_("options"),
    N_("positional arguments"),
    N_("show this help message and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("unrecognized arguments: %s"),
    N_("not allowed with argument %s"),
    N_("the following arguments are required: %s"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
)
"""argparse's own messages, as far as a person at this command line can meet them."""


def translate_parser() -> None:
    """Let every parser made from here on speak the language in use."""
    vars(argparse)["_"] = _
