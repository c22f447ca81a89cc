"""What a person reads for an error code: what happened and what is safe, then what to press or do.

Never a traceback, never a bare code. A code without an entry is a defect that a test finds: every code raised in the
package stands here.
"""

from gridtui.core.errors import GridtuiError
from gridtui.locale import N_, say

SENTENCES: dict[str, tuple[str, str]] = {
    "store.newer": (
        N_("This office file was written by a newer version of the program. Nothing was changed."),
        N_("Start the newer version, or ask whoever installed it."),
    ),
    "date.unreadable": (
        N_("'{text}' is not a date. What you typed is still there."),
        N_("Type 21, 11-21, -3 (three days ago), z1 (Monday) or a full date such as 2026-11-21."),
    ),
    "calendar.unreadable": (
        N_("The list of days off {name} cannot be read: {reason}. No deadline was changed."),
        N_("Put it right, or take the file away: its year is then estimated from weekends."),
    ),
    "calendar.wrong": (
        N_("The list of days off for {year} ({name}) has mistakes. No deadline was changed."),
        N_("Put right each of the days named, or take the file away: its year is then estimated from weekends."),
    ),
    "calendar.other_year": (
        N_("{day} is not in {year}. The list was not used."),
        N_("Move the day to the list of its own year."),
    ),
    "calendar.day_twice": (
        N_("{day} stands in the list more than once. The list was not used."),
        N_("Leave it once, as a day off or as a day of work."),
    ),
    "calendar.no_days": (
        N_("The list for {year} names no day. It was not used."),
        N_("Enter the days of the notice, or take the file away: the year is then estimated from weekends."),
    ),
}
"""code -> (what happened and what is safe, what to do next); messages with named parameters."""

_UNKNOWN = (
    N_("Something did not work ({code}). What was shown as saved is saved."),
    N_("Try again; if it happens again, tell whoever looks after the program this code."),
)


def sentences_for(error: GridtuiError) -> tuple[str, str]:
    """Return the two sentences for an error in the language in use."""
    happened, next_step = SENTENCES.get(error.code, _UNKNOWN)
    parameters = {**error.parameters, "code": error.code}
    return say(happened, **parameters), say(next_step, **parameters)
