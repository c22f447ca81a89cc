"""How a door is written: short for a row, long for a card, and the heading a building has on Today."""

from gridtui.core.addresses import show_address
from gridtui.core.records import Dwelling
from gridtui.store.rows import Address


def short_address(address: Address) -> str:
    """Return ``晏五村5-2-501``; the line as written where the door has no courtyard."""
    if not address.courtyard_name:
        return address.line
    return show_address(address.courtyard_name, address.building, address.entrance, address.door, short=True)


def long_address(address: Address) -> str:
    """Return ``晏五村5号楼2单元501``; the line as written where the door has no courtyard."""
    if not address.courtyard_name:
        return address.line
    return show_address(address.courtyard_name, address.building, address.entrance, address.door, short=False)


def door_label(address: Address) -> str:
    """Return ``2-501``: what tells doors of one building apart."""
    if not address.courtyard_name:
        return address.line
    return show_address("", 0, address.entrance, address.door, short=True)


def building_title(address: Address) -> str:
    """Return ``晏五村 5号楼``; '' where the door has no courtyard."""
    if not address.courtyard_name:
        return ""
    building = show_address("", address.building, 0, "", short=False)
    return f"{address.courtyard_name} {building}".strip()


def address_of(dwelling: Dwelling | None) -> Address:
    """Return the address of a dwelling; an empty one for a household without."""
    if dwelling is None:
        return Address()
    return Address(
        dwelling.courtyard,
        dwelling.courtyard_name,
        dwelling.building,
        dwelling.entrance,
        dwelling.door,
        dwelling.address,
    )
