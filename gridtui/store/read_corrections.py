"""Who corrected a visit or took it back, for whoever would take it back now."""

from gridtui.store.database import Reader

CORRECTORS = """
SELECT DISTINCT p.uid FROM visit o CROSS JOIN visit v INDEXED BY visit_corrects ON v.corrects = o.n
LEFT JOIN post p ON p.n = v.actor WHERE o.uid = ? AND v.live = 1
"""


def correctors_of(reader: Reader, visit: bytes) -> frozenset[bytes | None]:
    """Return the posts that entered a correction of a visit, None among them where it is not known who did."""
    return frozenset(post for (post,) in reader.rows(CORRECTORS, (visit,)))
