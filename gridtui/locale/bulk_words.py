"""What can be changed of many households at once, in words."""

from typing import Final

from gridtui.locale import N_, _

BULK_WORDS: Final[dict[str, str]] = {
    "household.grid": N_("into grid"),
    "household.paper": N_("paper household:"),
    "household.note_added": N_("add to the note:"),
    "household.note": N_("replace the note by:"),
    "dwelling.use": N_("use of the door:"),
    "tag.added": N_("add the tag"),
    "tag.ended": N_("end the tag"),
    "resident.residence": N_("members are"),
    "resident.lives": N_("members live"),
    "resident.registered": N_("members are registered"),
}
"""Kind of change -> how it is called in front of its value."""


def bulk_words(kind: str) -> str:
    """Return what a change does, to be followed by its value; the kind itself for one without words."""
    return _(BULK_WORDS.get(kind, kind))
