"""How tests of the office note that something happened."""

import msgspec

from gridtui.office import occurrences
from tests.tools.office_builder import SmallOffice


def noted(
    office: SmallOffice, trigger: str, head: str | None = None, place: str = "", account: str = "zhang"
) -> bytes:
    """Note something now and return it."""
    session = office.session(account)
    form = occurrences.new_occurrence_form(session, trigger, office.homes[head] if head else None)
    return occurrences.note_occurrence(session, msgspec.structs.replace(form, place=place)).uid
