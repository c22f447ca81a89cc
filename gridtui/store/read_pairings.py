"""Reads of pairings: which posts look after which households, one by one."""

from gridtui.core.records import Pairing
from gridtui.store.database import Reader
from gridtui.store.read_segments import PAIRED_AMONG

PairSpan = tuple[str, int, int]
"""The role of a post that is or was paired with a household, the first and the last day."""

_PAIRING = "x.uid, p.uid, h.uid, x.kind, x.from_day, x.to_day"
_IN_FORCE = "x.live = 1 AND ifnull(x.from_day, 0) <= :day AND ifnull(x.to_day, 9999999) >= :day"
PAIRING = f"""
SELECT {_PAIRING} FROM pairing x LEFT JOIN post p ON p.n = x.post LEFT JOIN household h ON h.n = x.household
WHERE x.uid = ? AND x.live = 1
"""
PAIRINGS = f"""
SELECT {_PAIRING} FROM pairing x CROSS JOIN post p ON p.n = x.post CROSS JOIN household h ON h.n = x.household
WHERE {_IN_FORCE} AND h.live = 1 ORDER BY x.n
"""
OF_POST = f"""
SELECT {_PAIRING} FROM post p CROSS JOIN pairing x INDEXED BY pairing_post ON x.post = p.n
CROSS JOIN household h ON h.n = x.household
WHERE p.uid = :post AND {_IN_FORCE} AND h.live = 1 ORDER BY h.walk
"""
OF_HOUSEHOLD = f"""
SELECT {_PAIRING} FROM household h CROSS JOIN pairing x INDEXED BY pairing_household ON x.household = h.n
CROSS JOIN post p ON p.n = x.post
WHERE h.uid = :household AND {_IN_FORCE} ORDER BY x.n
"""
SPANS_OF = PAIRED_AMONG.replace("json_each(?) wanted", "(SELECT n AS value FROM household WHERE uid = ?) wanted")
WALKS_OF_POST = OF_POST.replace(_PAIRING, "h.walk")
BEGUN_LATER = """
SELECT x.uid FROM post p CROSS JOIN pairing x INDEXED BY pairing_post ON x.post = p.n
WHERE p.uid = :post AND x.live = 1 AND ifnull(x.from_day, 0) > :day
"""


def spans_of_household(reader: Reader, household: bytes) -> tuple[PairSpan, ...]:
    """Return the role, the first and the last day of every pairing a household ever had, an open one far ahead."""
    return tuple((role, first, last) for _n, role, first, last in reader.rows(SPANS_OF, (household,)))


def pairing(reader: Reader, uid: bytes) -> Pairing | None:
    """Return a pairing, ended or not; None where it is void or this store does not know it."""
    row = reader.row(PAIRING, (uid,))
    return Pairing(*row) if row else None


def pairings(reader: Reader, day: int) -> tuple[Pairing, ...]:
    """Return every pairing in force on a day, in the order they were made."""
    return tuple(Pairing(*row) for row in reader.rows(PAIRINGS, {"day": day}))


def pairings_of_post(reader: Reader, post: bytes, day: int) -> tuple[Pairing, ...]:
    """Return the pairings of a post in force on a day, in walking order of the households."""
    return tuple(Pairing(*row) for row in reader.rows(OF_POST, {"post": post, "day": day}))


def pairings_of_household(reader: Reader, household: bytes, day: int) -> tuple[Pairing, ...]:
    """Return the pairings of a household in force on a day, in the order they were made."""
    return tuple(Pairing(*row) for row in reader.rows(OF_HOUSEHOLD, {"household": household, "day": day}))


def walks_of_post(reader: Reader, post: bytes, day: int) -> tuple[int, ...]:
    """Return the walking keys of the households paired with a post on a day, for ``read_duties.subject_lines``."""
    return tuple(row[0] for row in reader.rows(WALKS_OF_POST, {"post": post, "day": day}) if row[0] is not None)


def begun_later(reader: Reader, post: bytes, day: int) -> tuple[bytes, ...]:
    """Return the pairings of a post that begin after a day."""
    return tuple(row[0] for row in reader.rows(BEGUN_LATER, {"post": post, "day": day}))
