"""What a field's value is called: words for codes, dates for days, yes and no for flags; text as it is."""

from enum import IntEnum
from typing import Final

from gridtui.core.time import iso_day
from gridtui.core.words import DwellingUse, Relation, Residence, Sex, Whereabouts
from gridtui.locale import _
from gridtui.locale.words import word

_CODES: Final[dict[str, type[IntEnum]]] = {
    "use": DwellingUse,
    "relation": Relation,
    "sex": Sex,
    "registered": Whereabouts,
    "lives": Whereabouts,
    "residence": Residence,
}
_FLAGS: Final = frozenset(("paper",))


def value_words(field: str, value: int | str | None) -> str:
    """Return the words of a value by its registry field name; '-' for none."""
    if value is None or value == "":
        return "-"
    if isinstance(value, str):
        return value
    if field in _CODES:
        return word(_CODES[field], value)
    if field in _FLAGS:
        return _("yes") if value else _("no")
    return iso_day(value) if field.endswith("_day") and value > 0 else str(value)
