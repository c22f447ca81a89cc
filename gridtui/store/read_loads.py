"""Reads of what posts did, week by week, to hold against what rules ask of them."""

from gridtui.store.database import Reader

DAYS_A_WEEK = 7
VISITS_DONE = """
SELECT p.uid, (a.day - ?1) / 7 AS week, count(*)
FROM post p CROSS JOIN visit_actor a ON a.post = p.n AND a.day BETWEEN ?1 AND ?2
CROSS JOIN visit v ON v.n = a.visit AND v.counts = 1
GROUP BY p.n, week
"""


def visits_done(reader: Reader, first_day: int, weeks: int) -> dict[bytes, list[int]]:
    """Return post -> the visits that count it made in each of some weeks of seven days; nobody without a visit."""
    found: dict[bytes, list[int]] = {}
    for post, week, number in reader.rows(VISITS_DONE, (first_day, first_day + weeks * DAYS_A_WEEK - 1)):
        found.setdefault(post, [0] * weeks)[week] = number
    return found
