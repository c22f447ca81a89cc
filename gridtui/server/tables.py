"""The server's tables (P7): ``tenant`` leads every key, no key crosses tables, so that they can be spread by street.

The types are PostgreSQL's; SQLite takes them as affinities. ``base`` is the ids joined, NULL for "exactly the
entity's create"; ``root`` is NULL for "the entity itself": so the canonical bytes of an operation can be made again.
"""

from typing import Final

SCHEMA_NUMBER: Final = 1

PINNED: Final = """
CREATE TABLE tenant_epoch(tenant INT8, ord INT, epoch INT8, scope INT8, base INT8, PRIMARY KEY(tenant, ord, scope));
CREATE TABLE scope(tenant INT8, scope INT8, kind INT2, seq INT8, floor_seq INT8, chain BYTEA,
  clock_ms INT8, sealed_seq INT8, PRIMARY KEY(tenant, scope));
CREATE TABLE log(tenant INT8, scope INT8, seq INT8, op_id BYTEA, hash BYTEA, kind INT2,
  type INT, entity BYTEA, root BYTEA, schema INT, hlc INT8, office INT8, actor BYTEA, base BYTEA, body BYTEA,
  eff INT8, chain BYTEA, at_ms INT8, PRIMARY KEY(tenant, scope, seq), UNIQUE(tenant, op_id));
CREATE TABLE session(tenant INT8, session BYTEA, office INT8, have_prefix INT, have_count INT, retired BOOLEAN,
  PRIMARY KEY(tenant, session));
CREATE TABLE held(tenant INT8, op_id BYTEA, hash BYTEA, office INT8, raw BYTEA, reason INT2, at_ms INT8,
  state INT2, PRIMARY KEY(tenant, op_id, hash));
CREATE TABLE forward(tenant INT8, op_id BYTEA, raw BYTEA, to_tenant INT8, to_scope INT8, state INT2,
  PRIMARY KEY(tenant, op_id));
CREATE TABLE office(tenant INT8, office INT8, key_no INT2, sign_key BYTEA, seal_key BYTEA, from_ms INT8,
  revoked_ms INT8, PRIMARY KEY(tenant, office, key_no));
CREATE TABLE office_scope(tenant INT8, office INT8, scope INT8, granted INT, withdrawn INT, withdrawn_ms INT8,
  PRIMARY KEY(tenant, office, scope));
CREATE TABLE request_seen(tenant INT8, office INT8, boot INT8, counter INT8, PRIMARY KEY(tenant, office, boot));
"""
"""P7 word for word."""

STATE: Final = """
CREATE TABLE entity(tenant INT8, id BYTEA, type INT, root BYTEA, scope INT8, status INT2, moved_to INT8,
  PRIMARY KEY(tenant, id));
CREATE TABLE field_head(tenant INT8, entity BYTEA, field INT2, op BYTEA, eff INT8, hlc INT8, value BYTEA,
  dead_by BYTEA, PRIMARY KEY(tenant, entity, field, op));
CREATE TABLE missing_base(tenant INT8, op BYTEA, by_op BYTEA, fields INT8, PRIMARY KEY(tenant, op, by_op));
CREATE TABLE carry(tenant INT8, entity BYTEA, field INT2, value BYTEA, PRIMARY KEY(tenant, entity, field));
"""
"""What the log adds up to, as at the office (P6). Conflicts are derived and not stored here."""

REGISTERS: Final = """
CREATE TABLE server_meta(key TEXT PRIMARY KEY, value BYTEA);
CREATE TABLE street(tenant INT8 PRIMARY KEY, code TEXT UNIQUE, name TEXT);
CREATE TABLE scope_name(tenant INT8, scope INT8, code TEXT, name TEXT, PRIMARY KEY(tenant, scope));
CREATE TABLE office_card(tenant INT8, office_no INT, name TEXT, prefix TEXT, scope INT8, code_hash BYTEA UNIQUE,
  expires_ms INT8, office INT8, used_ms INT8, PRIMARY KEY(tenant, office_no), UNIQUE(tenant, prefix));
CREATE INDEX log_entity ON log(tenant, entity);
CREATE INDEX office_key ON office(office, key_no);
"""
"""Which official code is which street and community, and the offices expected or enrolled."""

SCRIPTS: Final[tuple[str, ...]] = (PINNED + STATE + REGISTERS,)
"""Script number n brings a database from schema n to n + 1."""
