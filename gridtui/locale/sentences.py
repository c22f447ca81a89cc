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
