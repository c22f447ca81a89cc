"""Reads of staff and the posts they hold."""

from gridtui.core.records import Post, Staff
from gridtui.store.database import Reader, Row

_POST = """p.uid, s.uid, s.name, p.role, u.uid, u.name, p.from_day, p.to_day, p.chosen_how, p.certificate, p.pool,
 p.checked, p.term_day, p.certificate_day, p.recommended_by"""
_JOINS = "LEFT JOIN staff s ON s.n = p.staff LEFT JOIN unit u ON u.n = p.unit"
_HELD = "p.live = 1 AND ifnull(p.from_day, 0) <= ?1 AND ifnull(p.to_day, 9999999) >= ?1"

STAFF_OF_ACCOUNT = "SELECT uid, name, account, phone FROM staff WHERE account = ? AND live = 1 ORDER BY n"
STAFF = "SELECT uid, name, account, phone FROM staff WHERE uid = ?"
POST = f"SELECT {_POST} FROM post p {_JOINS} WHERE p.uid = ?"
POSTS = f"SELECT {_POST} FROM post p {_JOINS} WHERE {_HELD} ORDER BY u.path, p.n"
ROLE_BITS = "SELECT role, bit FROM role_bit"
IS_HELD = f"SELECT 1 FROM post p WHERE p.uid = ?2 AND {_HELD}"
POSTS_OF = f"""
SELECT {_POST} FROM staff s CROSS JOIN post p INDEXED BY post_staff ON p.staff = s.n LEFT JOIN unit u ON u.n = p.unit
WHERE {_HELD} AND s.uid = ?2 ORDER BY p.n
"""
POSTS_OF_ACCOUNT = f"""
SELECT {_POST} FROM staff s INDEXED BY staff_account CROSS JOIN post p INDEXED BY post_staff ON p.staff = s.n
LEFT JOIN unit u ON u.n = p.unit WHERE {_HELD} AND s.account = ?2 AND s.live = 1 ORDER BY u.path, p.n
"""
_IN_FORCE = "x.live = 1 AND ifnull(x.from_day, 0) <= ?1 AND ifnull(x.to_day, 9999999) >= ?1"
PAIRED = f"""
SELECT {_POST}, x.kind
FROM household h CROSS JOIN pairing x INDEXED BY pairing_household ON x.household = h.n
CROSS JOIN post p ON p.n = x.post LEFT JOIN staff s ON s.n = p.staff LEFT JOIN unit u ON u.n = p.unit
WHERE h.uid = ?2 AND {_IN_FORCE} ORDER BY x.n
"""
PAIRED_HOUSEHOLDS = f"""
SELECT h.uid, x.kind FROM post p CROSS JOIN pairing x INDEXED BY pairing_post ON x.post = p.n
CROSS JOIN household h ON h.n = x.household
WHERE p.uid = ?2 AND {_IN_FORCE} AND h.live = 1 AND ifnull(h.to_day, 9999999) >= ?1 ORDER BY h.walk
"""
PAIRING_COUNTS = f"""
SELECT p.uid, count(DISTINCT x.household) FROM pairing x INDEXED BY pairing_post CROSS JOIN post p ON p.n = x.post
CROSS JOIN household h ON h.n = x.household
WHERE {_IN_FORCE} AND h.live = 1 AND ifnull(h.to_day, 9999999) >= ?1 GROUP BY x.post
"""


def _post(row: Row) -> Post:
    uid, staff, staff_name, role, unit, unit_name, from_day, to_day = row[:8]
    chosen_how, certificate, pool, checked, term_day, certificate_day, recommended_by = row[8:]
    return Post(
        uid=uid,
        staff=staff or b"",
        staff_name=staff_name or "",
        role=role,
        unit=unit or b"",
        unit_name=unit_name or "",
        from_day=from_day,
        to_day=to_day,
        chosen_how=chosen_how,
        certificate=certificate,
        pool=pool,
        checked=bool(checked),
        term_day=term_day,
        certificate_day=certificate_day,
        recommended_by=recommended_by,
    )


def staff_of_account(reader: Reader, account: str) -> tuple[Staff, ...]:
    """Return the members of staff a system account may stand for: one, or several where a demo shares an account."""
    return tuple(Staff(*row) for row in reader.rows(STAFF_OF_ACCOUNT, (account,))) if account else ()


def staff(reader: Reader, uid: bytes) -> Staff | None:
    """Return a member of staff, present or past; None where this store does not know them."""
    row = reader.row(STAFF, (uid,))
    return Staff(*row) if row else None


def posts_of(reader: Reader, staff: bytes, day: int) -> tuple[Post, ...]:
    """Return the posts one member of staff holds on a day, oldest first."""
    return tuple(map(_post, reader.rows(POSTS_OF, (day, staff))))


def posts_of_account(reader: Reader, account: str, day: int) -> tuple[Post, ...]:
    """Return every post a system account may act in on a day, by org tree; nobody's account holds none."""
    return tuple(map(_post, reader.rows(POSTS_OF_ACCOUNT, (day, account)))) if account else ()


def posts(reader: Reader, day: int) -> tuple[Post, ...]:
    """Return every post held on a day, by org tree."""
    return tuple(map(_post, reader.rows(POSTS, (day,))))


def role_bits(reader: Reader) -> dict[str, int]:
    """Return the bit each role has in ``visit.roles``; one nobody has visited in has none."""
    return dict(reader.rows(ROLE_BITS))


def is_held(reader: Reader, uid: bytes, day: int) -> bool:
    """Return whether a post is held on a day."""
    return reader.row(IS_HELD, (day, uid)) is not None


def post(reader: Reader, uid: bytes) -> Post | None:
    """Return a post, held or ended; None where this store does not know it."""
    row = reader.row(POST, (uid,))
    return _post(row) if row else None


def paired_posts(reader: Reader, household: bytes, day: int) -> tuple[tuple[Post, int], ...]:
    """Return the posts paired with a household on a day, each with the kind of pairing."""
    return tuple((_post(row[:-1]), row[-1]) for row in reader.rows(PAIRED, (day, household)))


def paired_households(reader: Reader, post: bytes, day: int) -> tuple[tuple[bytes, int], ...]:
    """Return the households paired with a post on a day in walking order, each with the kind of pairing."""
    return tuple((uid, kind) for uid, kind in reader.rows(PAIRED_HOUSEHOLDS, (day, post)))


def pairing_counts(reader: Reader, day: int) -> dict[bytes, int]:
    """Return how many households each post is paired with on a day; a post without one is not there."""
    return dict(reader.rows(PAIRING_COUNTS, (day,)))
