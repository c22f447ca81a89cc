"""Schema 4: how often each post called and met on a day, so that a month's effort is not counted visit by visit.

The sums follow from rows of ``visit`` alone and change with them: triggers hold them, so that no statement that
writes a visit can leave them behind. A sum of nothing is no row. ``checking`` counts everything again.
"""

from typing import Protocol

SCHEMA_NUMBER = 4

MADE = "{0}.live = 1 AND {0}.superseded = 0 AND {0}.withdrawn = 0"
TABLE = """
CREATE TABLE visit_sum(day INT NOT NULL, channel INT NOT NULL, post INT NOT NULL,
  attempts INT NOT NULL, effective INT NOT NULL, PRIMARY KEY(day, channel, post)) WITHOUT ROWID
"""
COUNTED = f"""
INSERT INTO visit_sum(day, channel, post, attempts, effective)
  SELECT v.day, v.channel, w.value, count(DISTINCT v.n), count(DISTINCT CASE WHEN v.counts = 1 THEN v.n END)
  FROM visit v, json_each(v.visitors) w WHERE {MADE.format("v")} GROUP BY v.day, v.channel, w.value
"""
ADD = """
INSERT INTO visit_sum(day, channel, post, attempts, effective)
  SELECT DISTINCT NEW.day, NEW.channel, w.value, 1, NEW.counts FROM json_each(NEW.visitors) w WHERE {made}
  ON CONFLICT(day, channel, post) DO UPDATE SET
  attempts = attempts + excluded.attempts, effective = effective + excluded.effective;
""".format(made=MADE.format("NEW"))
TAKE = f"""
UPDATE visit_sum SET attempts = attempts - 1, effective = effective - OLD.counts
  WHERE {MADE.format("OLD")} AND day = OLD.day AND channel = OLD.channel
  AND post IN (SELECT value FROM json_each(OLD.visitors));
DELETE FROM visit_sum WHERE attempts = 0 AND {MADE.format("OLD")} AND day = OLD.day AND channel = OLD.channel
  AND post IN (SELECT value FROM json_each(OLD.visitors));
"""
SUMMED = ("live", "superseded", "withdrawn", "day", "channel", "visitors", "counts")
IS_OTHER = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in SUMMED)
ENTERED = f"CREATE TRIGGER visit_entered AFTER INSERT ON visit WHEN {MADE.format('NEW')} BEGIN {ADD} END"
CHANGED = f"""
CREATE TRIGGER visit_changed AFTER UPDATE OF {", ".join(SUMMED)} ON visit WHEN {IS_OTHER} BEGIN {TAKE} {ADD} END
"""


class Database(Protocol):
    """What a step needs of Peewee's database."""

    def execute_sql(self, sql: str) -> object:
        """Run one statement."""
        ...


def up(_migrator: object, db: Database) -> None:
    """Bring the tables of schema 3 to schema 4 in the runner's transaction."""
    for statement in (TABLE, COUNTED, ENTERED, CHANGED):
        db.execute_sql(statement)
    db.execute_sql(f"PRAGMA user_version = {SCHEMA_NUMBER}")
