"""Whether what is to be taken back has been worked with since: a unit somebody lies in, a post that acted."""

from gridtui.store.database import Reader

UNIT_IN_USE = """
SELECT 1 FROM unit u WHERE u.uid = ?1 AND (
 EXISTS (SELECT 1 FROM household h INDEXED BY household_grid WHERE h.grid = u.n AND h.live = 1)
 OR EXISTS (SELECT 1 FROM post p INDEXED BY post_unit WHERE p.unit = u.n AND p.live = 1)
 OR EXISTS (SELECT 1 FROM unit below INDEXED BY unit_parent WHERE below.parent = u.n AND below.live = 1))
"""
POST_IN_USE = """
SELECT 1 FROM post p WHERE p.uid = ?1 AND (
 EXISTS (SELECT 1 FROM visit_actor a WHERE a.post = p.n)
 OR EXISTS (SELECT 1 FROM pairing x INDEXED BY pairing_post WHERE x.post = p.n AND x.live = 1)
 OR EXISTS (SELECT 1 FROM shift s INDEXED BY shift_post WHERE s.post = p.n AND s.live = 1))
"""


def is_in_use(reader: Reader, uid: bytes) -> bool:
    """Return whether a unit holds a household, a post or a unit, or a post a visit, a pairing or hours.

    False for everything else, and for what this store does not know.
    """
    return any(reader.row(statement, (uid,)) is not None for statement in (UNIT_IN_USE, POST_IN_USE))
