"""What is on record of a day for the households of a route sheet, by any of those who went."""

import json
from collections.abc import Iterable
from typing import Final

from gridtui.core.words import Channel
from gridtui.store.database import Reader
from gridtui.store.read_units import number_of

ON_A_DAY: Final = """
SELECT v.outcome, v.visitors FROM household h CROSS JOIN visit v INDEXED BY visit_history ON v.subject = h.n
WHERE h.uid = ?1 AND v.day = ?2 AND v.channel = ?3 AND v.live = 1 AND v.superseded = 0 AND v.withdrawn = 0
ORDER BY v.n DESC
"""


def outcomes_on(reader: Reader, households: Iterable[bytes], day: int, visitors: Iterable[bytes]) -> dict[bytes, int]:
    """Return the outcome of the last home visit of a day by one of these posts; households without one are not there.

    What was corrected or taken back does not count.
    """
    who = {number_of(reader, "post", post) for post in visitors} - {None}
    found: dict[bytes, int] = {}
    for household in households:
        for outcome, visited in reader.rows(ON_A_DAY, (household, day, int(Channel.HOME_VISIT))):
            if not who.isdisjoint(json.loads(visited)):
                found[household] = outcome
                break
    return found
