"""Schema 2: plans, pauses, campaigns, activities, occurrences, published schemes, and whatever else duties rest on.

Tables are as in schema 1. What an older program kept opaque, as it knew none of these, is noted to be read again.
"""

from typing import Protocol

SCHEMA_NUMBER = 2

PEOPLE = """
CREATE TABLE team(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  name TEXT NOT NULL DEFAULT '', units TEXT NOT NULL DEFAULT '[]', from_day INT, to_day INT,
  programme TEXT NOT NULL DEFAULT '');
CREATE TABLE team_member(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  team INT, post INT, name TEXT NOT NULL DEFAULT '', body TEXT NOT NULL DEFAULT '', role TEXT NOT NULL DEFAULT '',
  from_day INT, to_day INT);
CREATE INDEX team_member_of ON team_member(team);
CREATE INDEX team_member_post ON team_member(post);
CREATE TABLE shift(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  post INT, desk TEXT NOT NULL DEFAULT '', day INT, weekdays TEXT NOT NULL DEFAULT '[]', start_minute INT,
  end_minute INT, from_day INT, to_day INT);
CREATE INDEX shift_post ON shift(post);
CREATE INDEX shift_within ON shift(ifnull(to_day, ifnull(day, 9999999)), from_day) WHERE live = 1;
"""

DUTIES = """
CREATE TABLE plan(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  household INT, rule TEXT NOT NULL DEFAULT '', period_kind TEXT NOT NULL DEFAULT '', days INT NOT NULL DEFAULT 0,
  weekdays TEXT NOT NULL DEFAULT '[]', times INT NOT NULL DEFAULT 0, from_day INT, to_day INT,
  reason TEXT NOT NULL DEFAULT '', ends_with TEXT NOT NULL DEFAULT '');
CREATE INDEX plan_household ON plan(household);
CREATE INDEX plan_within ON plan(ifnull(to_day, 9999999), from_day) WHERE live = 1;
CREATE TABLE pause(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  household INT, rule TEXT NOT NULL DEFAULT '', from_day INT, to_day INT, reason INT NOT NULL DEFAULT 0,
  note TEXT NOT NULL DEFAULT '', excuse INT NOT NULL DEFAULT 0);
CREATE INDEX pause_household ON pause(household);
CREATE INDEX pause_within ON pause(ifnull(to_day, 9999999), from_day) WHERE live = 1;
CREATE TABLE occurrence(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  trigger TEXT NOT NULL DEFAULT '', household INT, place TEXT NOT NULL DEFAULT '', unit INT,
  at_ms INT NOT NULL DEFAULT 0, post INT, note TEXT NOT NULL DEFAULT '');
CREATE INDEX occurrence_at ON occurrence(at_ms, unit, household) WHERE live = 1;
CREATE INDEX occurrence_household ON occurrence(household);
CREATE TABLE confirmation(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  household INT, resident INT, fields TEXT NOT NULL DEFAULT '[]', day INT, visit INT);
CREATE INDEX confirmation_household ON confirmation(household, day);
CREATE TABLE former_grid(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  household INT, grid INT, to_day INT);
CREATE INDEX former_grid_household ON former_grid(household, to_day, grid) WHERE live = 1;
CREATE INDEX former_grid_grid ON former_grid(grid, to_day, household) WHERE live = 1;
CREATE INDEX former_grid_last ON former_grid(to_day) WHERE live = 1;
"""

MECHANISMS = """
CREATE TABLE scheme(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  digest TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '', from_day INT, parts INT NOT NULL DEFAULT 0,
  note TEXT NOT NULL DEFAULT '');
CREATE INDEX scheme_digest ON scheme(digest);
CREATE TABLE scheme_part(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  scheme INT, place INT NOT NULL DEFAULT 0, content TEXT NOT NULL DEFAULT '');
CREATE INDEX scheme_part_of ON scheme_part(scheme, place);
"""

WORK = """
CREATE TABLE campaign(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  key TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '', unit INT, from_day INT, to_day INT,
  topic TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '');
CREATE INDEX campaign_within ON campaign(ifnull(to_day, 9999999), from_day) WHERE live = 1;
CREATE TABLE campaign_door(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  campaign INT, household INT, category TEXT NOT NULL DEFAULT '');
CREATE INDEX campaign_door_list ON campaign_door(campaign, household, category) WHERE live = 1;
CREATE INDEX campaign_door_household ON campaign_door(household);
CREATE TABLE activity_series(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  kind TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '', unit INT, place TEXT NOT NULL DEFAULT '',
  weekdays TEXT NOT NULL DEFAULT '[]', start_minute INT, end_minute INT, from_day INT, to_day INT);
CREATE INDEX activity_series_within ON activity_series(ifnull(to_day, 9999999), from_day) WHERE live = 1;
CREATE TABLE activity(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  kind TEXT NOT NULL DEFAULT '', series INT, unit INT, title TEXT NOT NULL DEFAULT '',
  place TEXT NOT NULL DEFAULT '', day INT, start_minute INT, end_minute INT, posts TEXT NOT NULL DEFAULT '[]',
  summary TEXT NOT NULL DEFAULT '', heads INT NOT NULL DEFAULT 0, households TEXT NOT NULL DEFAULT '[]');
CREATE INDEX activity_list ON activity(day, n, kind, unit) WHERE live = 1;
CREATE INDEX activity_kind ON activity(kind, day, unit) WHERE live = 1;
CREATE INDEX activity_of_series ON activity(series, day);
CREATE TABLE attendance(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  activity INT, resident INT, name TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '');
CREATE INDEX attendance_activity ON attendance(activity);
CREATE INDEX attendance_resident ON attendance(resident);
"""

ADDED = """
ALTER TABLE post ADD COLUMN pool INT NOT NULL DEFAULT 0;
ALTER TABLE post ADD COLUMN checked INT NOT NULL DEFAULT 0;
ALTER TABLE post ADD COLUMN term_day INT;
ALTER TABLE post ADD COLUMN certificate_day INT;
ALTER TABLE post ADD COLUMN recommended_by TEXT NOT NULL DEFAULT '';
ALTER TABLE visit ADD COLUMN told TEXT NOT NULL DEFAULT '[]';
ALTER TABLE visit ADD COLUMN rechecks INT;
CREATE INDEX visit_door ON visit(subject, channel, day, counts) WHERE live = 1 AND superseded = 0 AND withdrawn = 0;
CREATE INDEX visit_told ON visit(day, subject, told) WHERE told <> '[]';
CREATE INDEX visit_rechecks ON visit(rechecks) WHERE rechecks IS NOT NULL;
ALTER TABLE ticket ADD COLUMN activity INT;
ALTER TABLE ticket ADD COLUMN occurrence INT;
CREATE INDEX ticket_activity ON ticket(activity) WHERE activity IS NOT NULL;
CREATE INDEX ticket_occurrence ON ticket(occurrence) WHERE occurrence IS NOT NULL;
INSERT OR REPLACE INTO meta(key, value) SELECT 'read_again', 1 WHERE EXISTS (SELECT 1 FROM op WHERE opaque = 1);
"""

LOCAL = """
CREATE TABLE local_sheet(n INTEGER PRIMARY KEY, salt BLOB NOT NULL, post BLOB NOT NULL, day INT NOT NULL,
  made_ms INT NOT NULL, households BLOB NOT NULL);
ALTER TABLE local_import ADD COLUMN kind TEXT NOT NULL DEFAULT 'roster';
"""


class Database(Protocol):
    """What a step needs of Peewee's database."""

    def execute_sql(self, sql: str) -> object:
        """Run one statement."""
        ...


def up(_migrator: object, db: Database) -> None:
    """Bring the tables of schema 1 to schema 2 in the runner's transaction."""
    for part in (PEOPLE, DUTIES, MECHANISMS, WORK, ADDED, LOCAL):
        for statement in part.split(";\n"):
            if statement.strip():
                db.execute_sql(statement)
    db.execute_sql(f"PRAGMA user_version = {SCHEMA_NUMBER}")
