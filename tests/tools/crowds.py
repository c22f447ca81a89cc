"""Thousands of households in a store at once, for tests of what only numbers bring about: rows without operations."""

import sqlite3
from contextlib import closing
from pathlib import Path

HOUSEHOLDS = 4_200
"""With a visit an hour they ask for more than 100,000 a day."""

_CROWD = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
INSERT INTO household(uid, live, walk, community, from_day)
SELECT randomblob(16), 1, (1 << 40) + i, (SELECT max(community) FROM household), 739000 FROM n
"""


def crowd(folder: Path, households: int = HOUSEHOLDS) -> None:
    """Add households to an office's store, of its community, without members or doors."""
    with closing(sqlite3.connect(folder / "office.db")) as connection, connection:
        connection.execute(_CROWD, (households,))
