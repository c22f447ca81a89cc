"""Which facts of a household or a person are past their shelf life: what a visit asks again, and nothing else.

A fact stays fresh for its months from the day it was last confirmed or written (4.18): to the same day of that later
month, or its last day where it has no such day. Only what states something can be stale; an empty field is missing,
which is another matter. A field whose months the office sets is never stale.
"""

from collections.abc import Iterable, Mapping

import msgspec

from gridtui.core.registry import BY_NAME
from gridtui.rules.periods import months_after
from gridtui.scheme.model import ShelfLife


class StaleField(msgspec.Struct, frozen=True, gc=False):
    """A field to ask again. ``confirmed_day`` is the last it was known for sure, ``fresh_to_day`` its last fresh day.

    ``number`` is the registry's; ``type`` is ``household`` or ``resident``.
    """

    type: str
    field: str
    number: int
    confirmed_day: int
    fresh_to_day: int


def stale_fields(
    shelf_lives: Iterable[ShelfLife], type_name: str, confirmed: Mapping[int, int], day: int
) -> tuple[StaleField, ...]:
    """Return the stale fields of one household or resident on a day, the longest stale first.

    ``confirmed``: by field number, the day it was last confirmed or written, of the fields that state something.
    """
    numbers = {field.name: field.number for field in BY_NAME[type_name].fields}
    found = []
    for life in shelf_lives:
        number = numbers.get(life.field)
        if life.type != type_name or not life.months or number is None or number not in confirmed:
            continue
        fresh_to = months_after(confirmed[number], life.months)
        if day > fresh_to:
            found.append(StaleField(type_name, life.field, number, confirmed[number], fresh_to))
    return tuple(sorted(found, key=lambda stale: (stale.fresh_to_day, stale.number)))
