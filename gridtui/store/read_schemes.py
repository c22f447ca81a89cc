"""Reads of published mechanisms. A record counts once all its parts are here and make what its digest names."""

import json
from collections.abc import Iterable, Sequence
from itertools import groupby

from gridtui.core.records import SchemeRecord
from gridtui.scheme.load import content_digest
from gridtui.store.database import Reader
from gridtui.store.scheme_parts import join_content

_SCHEME = "s.uid, s.digest, s.title, s.from_day, s.parts, s.note"
SCHEMES = f"""
SELECT {_SCHEME}, (SELECT count(DISTINCT p.place) FROM scheme_part p INDEXED BY scheme_part_of
 WHERE p.scheme = s.n AND p.live = 1 AND p.place BETWEEN 1 AND s.parts)
FROM scheme s WHERE s.live = 1
ORDER BY s.from_day, (SELECT coalesce(o.eff, o.hlc) FROM op o WHERE o.id = s.uid), s.uid
"""
"""Of one day the one published last, alike on every replica."""
CONTENTS = """
SELECT s.digest, s.parts, p.place, p.content FROM scheme s
CROSS JOIN scheme_part p INDEXED BY scheme_part_of ON p.scheme = s.n
WHERE s.digest NOT IN (SELECT value FROM json_each(?)) ORDER BY s.n, p.place
"""
"""Voided ones too: a ticket may name them."""
SCHEME = "SELECT digest, parts FROM scheme WHERE uid = ? AND live = 1"
PARTS = """
SELECT p.place, p.content FROM scheme s CROSS JOIN scheme_part p INDEXED BY scheme_part_of ON p.scheme = s.n
WHERE s.uid = ? AND p.live = 1 ORDER BY p.place
"""


def scheme_records(reader: Reader) -> tuple[SchemeRecord, ...]:
    """Return the mechanisms published for this office's street whose parts are all here, by their first day.

    Of those that begin on one day the last published comes last.
    """
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


def arrived_contents(reader: Reader, known: Iterable[str]) -> dict[str, bytes]:
    """Return digest -> content of every mechanism ever published whose parts are here; those ``known`` are left out.

    Digests are hexadecimal.
    """
    found: dict[str, bytes] = {}
    rows = reader.rows(CONTENTS, (json.dumps(sorted(known)),))
    for (digest, parts), group in groupby(rows, key=lambda row: (row[0], row[1])):
        content = [part for _digest, _parts, place, part in group if 1 <= place <= parts]
        proved = proved_content(content, digest) if len(content) == parts else None
        if proved is not None:
            found[digest] = proved
    return found


def proved_content(parts: Sequence[str], digest: str) -> bytes | None:
    """Return the content of parts if it is what a digest (hexadecimal) names."""
    content = join_content(parts)
    return content if content is not None and content_digest(content).hex() == digest else None
