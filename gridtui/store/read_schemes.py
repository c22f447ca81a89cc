"""Reads of published mechanisms. A record counts once all its parts are here and make what its digest names."""

from collections.abc import Sequence

from gridtui.core.records import SchemeRecord
from gridtui.scheme.load import content_digest
from gridtui.store.database import Reader
from gridtui.store.scheme_parts import join_content

_SCHEME = "s.uid, s.digest, s.title, s.from_day, s.parts, s.note"
SCHEMES = f"""
SELECT {_SCHEME}, (SELECT count(DISTINCT p.place) FROM scheme_part p INDEXED BY scheme_part_of
 WHERE p.scheme = s.n AND p.live = 1 AND p.place BETWEEN 1 AND s.parts)
FROM scheme s WHERE s.live = 1 ORDER BY s.from_day, s.n
"""
SCHEME = "SELECT digest, parts FROM scheme WHERE uid = ? AND live = 1"
PARTS = """
SELECT p.place, p.content FROM scheme s CROSS JOIN scheme_part p INDEXED BY scheme_part_of ON p.scheme = s.n
WHERE s.uid = ? AND p.live = 1 ORDER BY p.place
"""


def scheme_records(reader: Reader) -> tuple[SchemeRecord, ...]:
    """Return the mechanisms published for this office's street whose parts are all here, by their first day."""
    return tuple(SchemeRecord(*row[:6]) for row in reader.rows(SCHEMES) if row[4] > 0 and row[6] == row[4])


def scheme_content(reader: Reader, uid: bytes) -> bytes | None:
    """Return the byte form of a published mechanism (``scheme.load``), proved by its digest.

    None where parts are missing or are not those the digest names: such a record is not used.
    """
    row = reader.row(SCHEME, (uid,))
    parts = reader.rows(PARTS, (uid,))
    if row is None or [place for place, _ in parts] != list(range(1, row[1] + 1)):
        return None
    return proved_content([content for _, content in parts], row[0])


def proved_content(parts: Sequence[str], digest: str) -> bytes | None:
    """Return the content of parts if it is what a digest (hexadecimal) names."""
    content = join_content(parts)
    return content if content is not None and content_digest(content).hex() == digest else None
