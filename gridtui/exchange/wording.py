"""What an import says in words: kinds of problems, what was done, notes, questions, fields."""

from gridtui.exchange.problems import Done
from gridtui.locale import N_, _

_PROBLEMS = {
    "id_precision": N_("the spreadsheet kept the ID number as a number and lost its last digits"),
    "id_length": N_("an ID number has 18 characters"),
    "id_characters": N_("the ID number has other characters than digits"),
    "id_date": N_("the ID number holds a date of birth that does not exist"),
    "id_checksum": N_("the last character of the ID number does not fit the others"),
    "duplicate_resident": N_("the same ID number and name stand on an earlier row"),
    "id_shared": N_("the same ID number stands under two names"),
    "sex_mismatch": N_("the sex is not the one the ID number says"),
    "sex_unknown": N_("the word for the sex is not known"),
    "birth_mismatch": N_("the birthday is not the one the ID number says"),
    "birth_unread": N_("the birthday is not a date"),
    "birth_future": N_("the birthday is far in the future"),
    "name_missing": N_("the person has no name"),
    "relation_unknown": N_("the relation to the head is not known"),
    "phone_unreadable": N_("the phone number cannot be read"),
    "residence_unknown": N_("the word for where the person lives is not known"),
    "use_unknown": N_("the use of the dwelling is not known"),
    "paper_unknown": N_("neither yes nor no"),
    "household_differs": N_("a member's row says something else than the head's"),
    "head_missing": N_("no member of the household is its head"),
    "address_missing": N_("the household has no address"),
    "address_blank": N_("the household has no address"),
    "address_unreadable": N_("the address cannot be read into building, entrance and door"),
    "address_out_of_range": N_("the building or the entrance has too high a number"),
    "courtyard_differs": N_("the address names another courtyard than its column"),
    "row_not_person": N_("the row describes neither a person nor a door"),
    "text_cut": N_("the text is longer than a record holds"),
}
_DONE = {
    Done.KEPT: N_("kept, to be confirmed"),
    Done.NOTED: N_("kept in the note, to be confirmed"),
    Done.MERGED: N_("kept once, to be confirmed"),
    Done.ASSUMED: N_("taken from the rows around it, to be confirmed"),
    Done.CUT: N_("cut at the end, to be confirmed"),
    Done.LISTED: N_("not taken in"),
}
_NOTES = {
    "id_area_unknown": N_("unknown area of an ID number"),
    "id_blank": N_("no ID number"),
    "id_from_15": N_("15 digits brought to 18"),
    "id_width_mended": N_("spacing or width of an ID number mended"),
    "phone_prefix_unknown": N_("unknown phone prefix"),
    "phone_blank": N_("no phone"),
    "phone_wordless": N_("no phone, in words"),
    "phone_mended": N_("spacing of a phone number mended"),
    "phone_several": N_("several phones, further ones in the note"),
    "spacing_mended": N_("spacing mended"),
    "width_mended": N_("width mended"),
    "birth_from_id": N_("day of birth taken from the ID number"),
    "empty_dwelling": N_("empty dwellings"),
    "head_assumed": N_("the first person taken for the head"),
    "header_again": N_("header repeated"),
    "totals_row": N_("row of totals"),
    "footer_row": N_("row of signatures"),
    "blank_row": N_("blank row"),
    "sheet_ignored": N_("sheet without a roster"),
}
_QUESTIONS = {
    "household_several": N_("several households on record could be this one"),
    "door_taken": N_("another household is on record at this door, and nobody here has an ID number"),
    "nowhere": N_("neither an address nor an ID number says which household this is"),
    "name_twice": N_("two people of this name are on record in the household"),
    "number_twice": N_("two people are on record under one of these ID numbers"),
}
_RECORDS = {
    "unit": N_("units"),
    "dwelling": N_("dwellings"),
    "household": N_("households"),
    "resident": N_("residents"),
    "tag": N_("tags"),
    "field": N_("fields"),
}
_STATES = {
    "running": N_("interrupted"),
    "finished": N_("finished"),
    "undoing": N_("taking back was interrupted"),
    "undone": N_("taken back"),
}
_GONE = {
    "household": N_("household"),
    "resident": N_("resident"),
    "tag": N_("tag"),
}


def problem_words(kind: str) -> str:
    """Return what is wrong; the code itself for one without words."""
    return _(_PROBLEMS.get(kind, kind))


def done_words(done: Done) -> str:
    """Return what was done about a problem."""
    return _(_DONE[done])


def note_words(kind: str) -> str:
    """Return what a note counts; the code itself for one without words."""
    return _(_NOTES.get(kind, kind))


def question_words(kind: str) -> str:
    """Return why nothing is written for a household."""
    return _(_QUESTIONS[kind])


def gone_words(kind: str) -> str:
    """Return what is gone from the file."""
    return _(_GONE[kind])


def record_words(kind: str) -> str:
    """Return what records of a type are called, several of them."""
    return _(_RECORDS[kind])


def import_state_words(state: str) -> str:
    """Return where an import stands."""
    return _(_STATES[state])
