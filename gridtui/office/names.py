"""How a household is called in a sentence: by its head, else by its first member, else by its door."""

from gridtui.core.records import Household
from gridtui.office.places import address_of, short_address
from gridtui.office.subjects import head_of


def shown_name(home: Household) -> str:
    """Return the name a status line uses for a household."""
    head = head_of(home)
    return head.name if head is not None else short_address(address_of(home.dwelling))
