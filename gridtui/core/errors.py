"""The one error tree: a code and its parameters, never prose.

A code is a dotted, permanent name (``ticket.reply_missing``). ``gridtui.locale.sentences`` maps each code to
the sentences a person reads: what happened and what is safe, then what to press. Errors are caught by class at
three boundaries only: the command line, a job of the app, an HTTP handler.

GridtuiError
    InputFault        what a person or a file gave cannot be used as it is
    Refused           a rule or a permission says no; nothing was changed
    SettingsFault     a configuration or scheme file is wrong (file, table and key in the parameters)
    StoreFault        the local store cannot be opened, read or written
    SyncFault         the exchange with the central server failed; what was saved is still saved
"""

from collections.abc import Iterable

Parameter = str | int


class GridtuiError(Exception):
    """Base of every error this program raises on purpose."""

    def __init__(self, code: str, /, **parameters: Parameter) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters

    def __str__(self) -> str:
        shown = ", ".join(f"{key}={value}" for key, value in self.parameters.items())
        return f"{self.code}({shown})" if shown else self.code


class InputFault(GridtuiError):
    """What a person or a file gave cannot be used as it is; ``field`` names where, if there is one."""


class Refused(GridtuiError):
    """A rule or a permission says no. Nothing was changed."""


class SettingsFault(GridtuiError):
    """Configuration is wrong. ``problems`` lists every fault found, so that one run shows all of them."""

    def __init__(self, code: str, /, problems: Iterable[GridtuiError] = (), **parameters: Parameter) -> None:
        super().__init__(code, **parameters)
        self.problems = tuple(problems)


class StoreFault(GridtuiError):
    """The local store cannot be opened, read or written. What was reported as saved is on the disk."""


class SyncFault(GridtuiError):
    """The exchange with the central server failed. Everything saved here is still saved here."""
