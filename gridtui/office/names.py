"""How a household is called in a sentence: by its head, else by its first member, else by its door."""

from gridtui.core.records import Household
from gridtui.office.places import address_of, short_address


def shown_name(home: Household) -> str:
    """Return the name a status line uses for a household."""
    if home.members:
        return home.members[0].name
    return short_address(address_of(home.dwelling))
