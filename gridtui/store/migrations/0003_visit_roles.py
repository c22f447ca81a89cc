"""Schema 3: which roles made a visit, so that a rule which names who goes is fulfilled by nobody else."""

from typing import Protocol

SCHEMA_NUMBER = 3

ROLES = """
ALTER TABLE visit ADD COLUMN roles INT NOT NULL DEFAULT 0;
CREATE TABLE role_bit(role TEXT PRIMARY KEY NOT NULL, bit INT NOT NULL) WITHOUT ROWID;
INSERT INTO role_bit(role, bit) SELECT role, 1 << min(row_number() OVER (ORDER BY role) - 1, 23)
  FROM (SELECT DISTINCT role FROM post WHERE role <> '');
DROP INDEX visit_subject;
CREATE INDEX visit_subject ON visit(subject, channel, day, roles) WHERE counts = 1;
UPDATE visit SET roles = (SELECT ifnull(sum(bit), 0) FROM (SELECT DISTINCT b.bit FROM json_each(visit.visitors) w
  CROSS JOIN post p ON p.n = w.value CROSS JOIN role_bit b ON b.role = p.role)) WHERE counts = 1;
"""


class Database(Protocol):
    """What a step needs of Peewee's database."""

    def execute_sql(self, sql: str) -> object:
        """Run one statement."""
        ...


def up(_migrator: object, db: Database) -> None:
    """Bring the tables of schema 2 to schema 3 in the runner's transaction."""
    for statement in ROLES.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
    db.execute_sql(f"PRAGMA user_version = {SCHEMA_NUMBER}")
