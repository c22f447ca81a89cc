"""What the fields of records are called, wherever somebody is told of one: imports, questions, shelf lives."""

from gridtui.locale import N_, _

TYPES: dict[str, str] = {"household": N_("household"), "resident": N_("member")}
"""Registry names of types whose facts are asked again."""

FIELDS: dict[str, str] = {
    "serial": N_("running number"),
    "grid": N_("grid"),
    "courtyard": N_("courtyard"),
    "address": N_("address"),
    "building": N_("building"),
    "entrance": N_("entrance"),
    "door": N_("door"),
    "dwelling": N_("dwelling"),
    "use": N_("use of the dwelling"),
    "paper": N_("paper household"),
    "household": N_("household"),
    "relation": N_("relation to the head"),
    "name": N_("name"),
    "sex": N_("sex"),
    "id_number": N_("ID number"),
    "birth_day": N_("date of birth"),
    "phone": N_("phone"),
    "tags": N_("tags"),
    "residence": N_("residence"),
    "registered": N_("place of registration"),
    "lives": N_("lives"),
    "education": N_("education"),
    "politics": N_("political status"),
    "note": N_("note"),
    "doubt": N_("to be confirmed"),
}


def field_words(field: str) -> str:
    """Return what a field is called; its name for one without words."""
    return _(FIELDS.get(field, field))
