"""Schema 1: the operations and their merge state (P6), what they add up to, find keys, and local tables.

Every table an operation adds up to has ``uid`` (P1), ``live`` (1 live, 0 void or not here yet) and a local ``n`` that
never leaves the store; references between them are such ``n``, without foreign keys, as parents may arrive later.
"""

from typing import Protocol

SCHEMA_NUMBER = 1
APPLICATION_ID = 0x67747569
"""Says in the file's header that it is an office of this program ("gtui")."""

REPLICATION = """
CREATE TABLE session(session BLOB PRIMARY KEY NOT NULL, next_n INT NOT NULL, have_prefix INT NOT NULL DEFAULT 0,
  retired INT NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE op(id BLOB PRIMARY KEY NOT NULL, hash BLOB NOT NULL, kind INT NOT NULL, type INT NOT NULL,
  entity BLOB NOT NULL, root BLOB NOT NULL, schema INT NOT NULL, hlc INT NOT NULL, office INT NOT NULL,
  actor BLOB, base BLOB, body BLOB, scope INT NOT NULL, lane INT NOT NULL,
  state INT NOT NULL,
  epoch INT, seq INT, eff INT, chain BLOB, opaque INT NOT NULL DEFAULT 0, saved_ms INT NOT NULL) WITHOUT ROWID;
CREATE INDEX op_unsent ON op(lane, id) WHERE state IN (0, 4);
CREATE UNIQUE INDEX op_place ON op(scope, seq) WHERE seq IS NOT NULL;
CREATE INDEX op_entity ON op(entity);
CREATE INDEX op_held ON op(state) WHERE state IN (3, 5);
CREATE TABLE entity(id BLOB PRIMARY KEY NOT NULL, type INT NOT NULL, root BLOB NOT NULL, scope INT NOT NULL,
  status INT NOT NULL, moved_to INT) WITHOUT ROWID;
CREATE TABLE field_head(entity BLOB NOT NULL, field INT NOT NULL, op BLOB NOT NULL, eff INT, hlc INT NOT NULL,
  value BLOB, dead_by BLOB, PRIMARY KEY(entity, field, op)) WITHOUT ROWID;
CREATE TABLE missing_base(op BLOB NOT NULL, by BLOB NOT NULL, fields INT NOT NULL, PRIMARY KEY(op, by)) WITHOUT ROWID;
CREATE TABLE conflict(entity BLOB NOT NULL, field INT NOT NULL, kind INT NOT NULL, ref BLOB NOT NULL,
  PRIMARY KEY(entity, field, kind, ref)) WITHOUT ROWID;
CREATE TABLE cursor(scope INT PRIMARY KEY NOT NULL, seq INT, chain BLOB, receipt BLOB, state INT NOT NULL);
CREATE TABLE epoch(ord INT NOT NULL, epoch INT, scope INT NOT NULL, base INT, PRIMARY KEY(ord, scope)) WITHOUT ROWID;
CREATE TABLE carry(entity BLOB NOT NULL, field INT NOT NULL, value BLOB, PRIMARY KEY(entity, field)) WITHOUT ROWID;
CREATE TABLE sync_meta(key TEXT PRIMARY KEY NOT NULL, value BLOB);
"""

PEOPLE_AND_PLACES = """
CREATE TABLE unit(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  kind INT NOT NULL DEFAULT 0, name TEXT NOT NULL DEFAULT '', parent INT, code TEXT NOT NULL DEFAULT '',
  edition INT NOT NULL DEFAULT 0, from_day INT, to_day INT, rank INT NOT NULL DEFAULT 0,
  successors TEXT NOT NULL DEFAULT '[]', path TEXT NOT NULL DEFAULT '');
CREATE INDEX unit_parent ON unit(parent, rank);
CREATE INDEX unit_path ON unit(path);
CREATE TABLE staff(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  name TEXT NOT NULL DEFAULT '', account TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT '',
  from_day INT, to_day INT);
CREATE INDEX staff_account ON staff(account);
CREATE TABLE post(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  staff INT, role TEXT NOT NULL DEFAULT '', unit INT, from_day INT, to_day INT,
  chosen_how INT NOT NULL DEFAULT 0, certificate TEXT NOT NULL DEFAULT '');
CREATE INDEX post_staff ON post(staff);
CREATE INDEX post_unit ON post(unit);
CREATE TABLE pairing(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  post INT, household INT, from_day INT, to_day INT, kind INT NOT NULL DEFAULT 0);
CREATE INDEX pairing_post ON pairing(post, household);
CREATE INDEX pairing_household ON pairing(household);
CREATE TABLE dwelling(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  courtyard INT, building INT NOT NULL DEFAULT 0, entrance INT NOT NULL DEFAULT 0, door TEXT NOT NULL DEFAULT '',
  use INT NOT NULL DEFAULT 0, address TEXT NOT NULL DEFAULT '', rank INT NOT NULL DEFAULT 0,
  walk_base INTEGER NOT NULL DEFAULT 0);
CREATE INDEX dwelling_walk ON dwelling(courtyard, building, entrance, walk_base);
CREATE TABLE household(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  dwelling INT, grid INT, community INT, paper INT NOT NULL DEFAULT 0, from_day INT, to_day INT,
  note TEXT NOT NULL DEFAULT '', doubt TEXT NOT NULL DEFAULT '[]',
  walk INTEGER UNIQUE, name_key INTEGER UNIQUE, head INT,
  courtyard INT, building INT NOT NULL DEFAULT 0, entrance INT NOT NULL DEFAULT 0, door TEXT NOT NULL DEFAULT '');
CREATE INDEX household_dwelling ON household(dwelling);
CREATE INDEX household_list ON household(walk, live, to_day, grid, community, courtyard, building, entrance, paper,
  doubt, dwelling);
CREATE INDEX household_name ON household(name_key, live, to_day, grid, community, courtyard, building, entrance,
  paper, doubt, dwelling, walk);
CREATE INDEX household_grid ON household(grid, walk);
CREATE INDEX household_community ON household(community, walk);
CREATE INDEX household_courtyard ON household(courtyard, walk);
CREATE TABLE resident(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  household INT, name TEXT NOT NULL DEFAULT '', relation INT NOT NULL DEFAULT 0, sex INT NOT NULL DEFAULT 0,
  birth_day INT, id_number TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT '',
  registered INT NOT NULL DEFAULT 0, lives INT NOT NULL DEFAULT 0, lives_from INT, lives_to INT,
  evidence TEXT NOT NULL DEFAULT '', residence INT NOT NULL DEFAULT 0, education TEXT NOT NULL DEFAULT '',
  politics TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', doubt TEXT NOT NULL DEFAULT '[]',
  position INT NOT NULL DEFAULT 0);
CREATE INDEX resident_household ON resident(household, position);
CREATE INDEX resident_residence ON resident(residence, household, live, lives, lives_to);
CREATE INDEX resident_id_number ON resident(id_number) WHERE id_number <> '';
CREATE TABLE tag(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  subject_household INT, subject_resident INT, tag TEXT NOT NULL DEFAULT '', from_day INT, to_day INT,
  source TEXT NOT NULL DEFAULT '', purpose TEXT NOT NULL DEFAULT '', review_day INT);
CREATE INDEX tag_subject ON tag(subject_household, tag);
CREATE INDEX tag_segment ON tag(tag, subject_household, live, from_day, to_day, subject_resident);
"""

WORK = """
CREATE TABLE visit(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  subject INT, day INT NOT NULL DEFAULT 0, start_minute INT, end_minute INT, half_day INT NOT NULL DEFAULT 0,
  channel INT NOT NULL DEFAULT 0, outcome INT NOT NULL DEFAULT 0, visitors TEXT NOT NULL DEFAULT '[]',
  met TEXT NOT NULL DEFAULT '[]', prompts TEXT NOT NULL DEFAULT '[]', diary TEXT NOT NULL DEFAULT '',
  summary TEXT NOT NULL DEFAULT '', gifts TEXT NOT NULL DEFAULT '', card_left INT NOT NULL DEFAULT 0,
  corrects INT, superseded INT NOT NULL DEFAULT 0, withdrawn INT NOT NULL DEFAULT 0,
  entered_ms INT NOT NULL DEFAULT 0, clock_doubt INT NOT NULL DEFAULT 0, counts INT NOT NULL DEFAULT 0, actor INT);
CREATE INDEX visit_subject ON visit(subject, channel, day) WHERE counts = 1;
CREATE INDEX visit_day ON visit(day, subject, channel) WHERE counts = 1;
CREATE INDEX visit_history ON visit(subject, day);
CREATE INDEX visit_list ON visit(day, n, subject);
CREATE INDEX visit_corrects ON visit(corrects) WHERE corrects IS NOT NULL;
CREATE TABLE visit_actor(post INT NOT NULL, day INT NOT NULL, subject INT NOT NULL, visit INT NOT NULL,
  PRIMARY KEY(post, day, subject, visit)) WITHOUT ROWID;
CREATE TABLE ticket(n INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, live INT NOT NULL,
  number TEXT NOT NULL DEFAULT '', kind INT NOT NULL DEFAULT 0, ticket_class INT NOT NULL DEFAULT 0,
  category TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT '', household INT,
  place TEXT NOT NULL DEFAULT '', source INT NOT NULL DEFAULT 0, reporter INT,
  reporter_name TEXT NOT NULL DEFAULT '', reporter_phone TEXT NOT NULL DEFAULT '',
  opened_ms INT NOT NULL DEFAULT 0, opened_day INT NOT NULL DEFAULT 0, opener INT, scheme BLOB, visit INT, unit INT,
  matter TEXT NOT NULL DEFAULT '', community INT, grid INT, state INT NOT NULL DEFAULT 0, open INT NOT NULL DEFAULT 0,
  owner INT, desk TEXT NOT NULL DEFAULT '', due_ms INT, accepted_ms INT, handled_ms INT, replied_ms INT,
  closed_ms INT, closed_day INT, result INT NOT NULL DEFAULT 0, hops INT NOT NULL DEFAULT 0,
  returns INT NOT NULL DEFAULT 0, reopened INT NOT NULL DEFAULT 0, answered INT NOT NULL DEFAULT 0);
CREATE INDEX ticket_queue ON ticket(community, state, due_ms, n) WHERE open = 1;
CREATE INDEX ticket_desk ON ticket(desk, state, due_ms, n) WHERE open = 1;
CREATE INDEX ticket_owner ON ticket(owner, due_ms, n) WHERE open = 1;
CREATE INDEX ticket_grid ON ticket(grid, due_ms, n) WHERE open = 1;
CREATE INDEX ticket_house ON ticket(household, n);
CREATE INDEX ticket_list ON ticket(community, opened_day, n);
CREATE INDEX ticket_open ON ticket(due_ms, n, community, grid, unit, state, desk, kind, ticket_class) WHERE open = 1;
CREATE INDEX ticket_opened ON ticket(opened_day, n, community, grid, unit, state, open, kind, ticket_class);
CREATE INDEX ticket_number ON ticket(number);
CREATE INDEX ticket_count ON ticket(community, opened_day, ticket_class, category, kind, source, state, result,
  due_ms, accepted_ms, handled_ms, replied_ms, closed_ms, hops, returns, reopened, answered, grid, closed_day);
CREATE INDEX ticket_closed ON ticket(community, closed_day, ticket_class, category, kind, source, state, result,
  due_ms, accepted_ms, handled_ms, replied_ms, closed_ms, hops, returns, reopened, answered, grid, opened_day)
  WHERE closed_day IS NOT NULL;
CREATE TABLE ticket_event(ticket INT NOT NULL, seq INT NOT NULL, uid BLOB NOT NULL, act INT NOT NULL,
  at_ms INT NOT NULL, actor INT, to_post INT, to_desk TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',
  result INT NOT NULL DEFAULT 0, reply_channel INT NOT NULL DEFAULT 0, withdraws BLOB, applied INT NOT NULL DEFAULT 1,
  PRIMARY KEY(ticket, seq)) WITHOUT ROWID;
"""

KEPT_AND_LOCAL = """
CREATE VIRTUAL TABLE find USING fts5(t, detail=none, columnsize=0, tokenize='ascii');
CREATE TABLE revision(kind TEXT NOT NULL, unit INT NOT NULL, n INT NOT NULL, PRIMARY KEY(kind, unit)) WITHOUT ROWID;
CREATE TABLE meta(key TEXT PRIMARY KEY NOT NULL, value BLOB) WITHOUT ROWID;
CREATE TABLE local_draft(n INTEGER PRIMARY KEY, account TEXT NOT NULL, kind TEXT NOT NULL, subject BLOB NOT NULL,
  body TEXT NOT NULL, updated_ms INT NOT NULL, UNIQUE(account, kind, subject));
CREATE TABLE local_undo(n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, account TEXT NOT NULL, made_ms INT NOT NULL,
  day INT NOT NULL, label TEXT NOT NULL, parameters TEXT NOT NULL, inverse TEXT NOT NULL,
  undone INT NOT NULL DEFAULT 0);
CREATE INDEX local_undo_account ON local_undo(account, day, n) WHERE undone = 0;
CREATE TABLE local_import(n INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, name TEXT NOT NULL,
  account TEXT NOT NULL, state INT NOT NULL, total_rows INT NOT NULL, done_rows INT NOT NULL DEFAULT 0,
  refused_rows INT NOT NULL DEFAULT 0, batch BLOB NOT NULL, started_ms INT NOT NULL, ended_ms INT);
CREATE TABLE local_import_row(import INT NOT NULL, row INT NOT NULL, outcome INT NOT NULL, uids BLOB NOT NULL,
  reason TEXT NOT NULL DEFAULT '', PRIMARY KEY(import, row)) WITHOUT ROWID;
CREATE TABLE local_phrase(n INTEGER PRIMARY KEY, post INT NOT NULL, text TEXT NOT NULL, used INT NOT NULL DEFAULT 0,
  used_ms INT NOT NULL DEFAULT 0, UNIQUE(post, text));
"""


class Database(Protocol):
    """What a step needs of Peewee's database."""

    def execute_sql(self, sql: str) -> object:
        """Run one statement."""
        ...


def up(_migrator: object, db: Database) -> None:
    """Create the tables of schema 1 in the runner's transaction."""
    for part in (REPLICATION, PEOPLE_AND_PLACES, WORK, KEPT_AND_LOCAL):
        for statement in part.split(";\n"):
            if statement.strip():
                db.execute_sql(statement)
    db.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute_sql(f"PRAGMA user_version = {SCHEMA_NUMBER}")
