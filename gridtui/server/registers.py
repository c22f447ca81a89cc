"""Streets, communities and offices: who is expected, who is enrolled, and which scopes an office may see.

A street is a tenant with one scope of its own; each of its communities is a scope. An office enrolled for a community
is granted that scope and the street's. The index of a scope in a grant is its place in the order of granting and
stays when another is withdrawn.
"""

import os
from typing import Final

import msgspec

from gridtui.core.divisions import division as known_division
from gridtui.core.errors import InputFault
from gridtui.server.database import Transaction
from gridtui.server.epoch import current_epoch
from gridtui.sync.chain import chain_start
from gridtui.sync.protocol import ScopeKind

DIVISION_DIGITS: Final = 12
_STREET_DIGITS: Final = 9
_MAX_NAME: Final = 60
_MAX_PREFIX: Final = 4
FIRST_KEY: Final = 1


class Grant(msgspec.Struct, frozen=True, gc=False):
    """A scope an office was granted. ``withdrawn`` is 0 while it stands, else the grant version that ended it."""

    index: int
    scope: int
    kind: ScopeKind
    name: str
    granted: int
    withdrawn: int


class OfficeKey(msgspec.Struct, frozen=True, gc=False):
    """An enrolled office's public key. ``revoked_ms`` 0 means it stands."""

    tenant: int
    office: int
    key_no: int
    sign_key: bytes
    revoked_ms: int


class Card(msgspec.Struct, frozen=True, gc=False):
    """An office as the server expects it: its number in the street, name, ticket prefix and community scope."""

    tenant: int
    office_no: int
    name: str
    prefix: str
    scope: int
    expires_ms: int
    office: int | None
    used_ms: int | None


def random_63() -> int:
    """Return a random identifier of a tenant, scope or office: 63 bits, never 0 (P1)."""
    while True:
        number = int.from_bytes(os.urandom(8), "big") >> 1
        if number:
            return number


def ensure_community(tx: Transaction, division: str, name: str) -> tuple[int, int]:
    """Return (tenant, scope) of a 12-digit division code, made with its street if they are new.

    Raises InputFault ``server.division_malformed``.
    """
    if len(division) != DIVISION_DIGITS or not (division.isascii() and division.isdigit()):
        raise InputFault("server.division_malformed", division=division)
    street = division[:_STREET_DIGITS]
    row = tx.row("SELECT tenant FROM street WHERE code=?", (street,))
    if row is None:
        tenant = random_63()
        place = known_division(street)
        called = place.display_name if place else ""
        tx.execute("INSERT INTO street(tenant, code, name) VALUES(?,?,?)", (tenant, street, called))
        _make_scope(tx, tenant, ScopeKind.STREET, street, called)
    else:
        tenant = int(row[0])
    found = tx.row("SELECT scope FROM scope_name WHERE tenant=? AND code=?", (tenant, division))
    if found is not None:
        return tenant, int(found[0])
    return tenant, _make_scope(tx, tenant, ScopeKind.COMMUNITY, division, name)


def street_of(tx: Transaction, division: str) -> int | None:
    """Return the tenant of a division code's street, None if the server has none."""
    row = tx.row("SELECT tenant FROM street WHERE code=?", (division[:_STREET_DIGITS],))
    return None if row is None else int(row[0])


def _make_scope(tx: Transaction, tenant: int, kind: ScopeKind, code: str, name: str) -> int:
    scope = random_63()
    tx.execute(
        "INSERT INTO scope(tenant, scope, kind, seq, floor_seq, chain, clock_ms, sealed_seq) VALUES(?,?,?,0,0,?,0,0)",
        (tenant, scope, kind, chain_start(scope)),
    )
    tx.execute("INSERT INTO scope_name(tenant, scope, code, name) VALUES(?,?,?,?)", (tenant, scope, code, name))
    epoch = current_epoch(tx)
    if epoch:
        last = tx.row("SELECT max(ord) FROM tenant_epoch WHERE tenant=?", (tenant,))
        ordinal = int((last and last[0]) or 1)
        tx.execute(
            "INSERT INTO tenant_epoch(tenant, ord, epoch, scope, base) VALUES(?,?,?,?,0)",
            (tenant, ordinal, epoch, scope),
        )
    return scope


def expect_office(
    tx: Transaction, *, name: str, division: str, prefix: str, code_hash: bytes, expires_ms: int
) -> Card:
    """Return the card of a new office that may enrol with a code until it expires.

    Raises InputFault ``server.name_malformed``, ``server.prefix_malformed``, ``server.prefix_taken`` or
    ``server.division_malformed``.
    """
    if not name.strip() or len(name) > _MAX_NAME or not name.isprintable():
        raise InputFault("server.name_malformed", name=name)
    if not (1 <= len(prefix) <= _MAX_PREFIX and prefix.isascii() and prefix.isalpha() and prefix.isupper()):
        raise InputFault("server.prefix_malformed", prefix=prefix)
    tenant, scope = ensure_community(tx, division, name.strip())
    if tx.row("SELECT 1 FROM office_card WHERE tenant=? AND prefix=?", (tenant, prefix)):
        raise InputFault("server.prefix_taken", prefix=prefix)
    last = tx.row("SELECT max(office_no) FROM office_card WHERE tenant=?", (tenant,))
    card = Card(tenant, 1 + int((last and last[0]) or 0), name.strip(), prefix, scope, expires_ms, None, None)
    tx.execute(
        "INSERT INTO office_card(tenant, office_no, name, prefix, scope, code_hash, expires_ms, office, used_ms)"
        " VALUES(?,?,?,?,?,?,?,NULL,NULL)",
        (tenant, card.office_no, card.name, prefix, scope, code_hash, expires_ms),
    )
    return card


def renew_code(tx: Transaction, *, tenant: int, office_no: int, code_hash: bytes, expires_ms: int) -> None:
    """Give an office that has not enrolled yet another code; the old one stops working.

    Raises InputFault ``server.office_enrolled``.
    """
    row = tx.row("SELECT used_ms FROM office_card WHERE tenant=? AND office_no=?", (tenant, office_no))
    if row is None or row[0] is not None:
        raise InputFault("server.office_enrolled", number=office_no)
    tx.execute(
        "UPDATE office_card SET code_hash=?, expires_ms=? WHERE tenant=? AND office_no=?",
        (code_hash, expires_ms, tenant, office_no),
    )


_CARD: Final = "SELECT tenant, office_no, name, prefix, scope, expires_ms, office, used_ms FROM office_card"


def card_of_code(tx: Transaction, code_hash: bytes) -> Card | None:
    """Return the card a code was given out for."""
    row = tx.row(f"{_CARD} WHERE code_hash=?", (code_hash,))
    return None if row is None else Card(*row)


def cards(tx: Transaction) -> list[Card]:
    """Return every office, by street and number."""
    return [Card(*row) for row in tx.rows(f"{_CARD} ORDER BY tenant, office_no")]


def register_office(
    tx: Transaction, card: Card, *, office: int, sign_key: bytes, seal_key: bytes, now_ms: int
) -> None:
    """Enrol an office under its card: its keys, and the grant of its community and its street."""
    tx.execute(
        "INSERT INTO office(tenant, office, key_no, sign_key, seal_key, from_ms, revoked_ms) VALUES(?,?,?,?,?,?,0)",
        (card.tenant, office, FIRST_KEY, sign_key, seal_key, now_ms),
    )
    tx.execute(
        "UPDATE office_card SET office=?, used_ms=? WHERE tenant=? AND office_no=?",
        (office, now_ms, card.tenant, card.office_no),
    )
    street = tx.row("SELECT scope FROM scope WHERE tenant=? AND kind=?", (card.tenant, ScopeKind.STREET))
    for scope in (card.scope, *(street or ())):
        grant_scope(tx, card.tenant, office, scope)


def grant_scope(tx: Transaction, tenant: int, office: int, scope: int) -> None:
    """Grant an office a scope; the grant version rises by one."""
    tx.execute(
        "INSERT INTO office_scope(tenant, office, scope, granted, withdrawn, withdrawn_ms) VALUES(?,?,?,?,0,0)",
        (tenant, office, scope, 1 + grant_version(grants_of(tx, tenant, office))),
    )


def withdraw_scope(tx: Transaction, tenant: int, office: int, scope: int, now_ms: int) -> None:
    """Withdraw a scope from an office; the grant version rises by one."""
    tx.execute(
        "UPDATE office_scope SET withdrawn=?, withdrawn_ms=? WHERE tenant=? AND office=? AND scope=? AND withdrawn=0",
        (1 + grant_version(grants_of(tx, tenant, office)), now_ms, tenant, office, scope),
    )


def revoke_office(tx: Transaction, tenant: int, office: int, now_ms: int) -> None:
    """Revoke every key of an office; what it sent stays."""
    tx.execute(
        "UPDATE office SET revoked_ms=? WHERE tenant=? AND office=? AND revoked_ms=0", (now_ms, tenant, office)
    )


def grants_of(tx: Transaction, tenant: int, office: int) -> tuple[Grant, ...]:
    """Return the grant of an office in the order of its indexes, withdrawn scopes included."""
    rows = tx.rows(
        "SELECT os.scope, s.kind, n.name, os.granted, os.withdrawn FROM office_scope os"
        " JOIN scope s ON s.tenant=os.tenant AND s.scope=os.scope"
        " JOIN scope_name n ON n.tenant=os.tenant AND n.scope=os.scope"
        " WHERE os.tenant=? AND os.office=? ORDER BY os.granted",
        (tenant, office),
    )
    return tuple(
        Grant(index, scope, ScopeKind(kind), name, granted, withdrawn)
        for index, (scope, kind, name, granted, withdrawn) in enumerate(rows)
    )


def grant_version(grants: tuple[Grant, ...]) -> int:
    """Return the version of a grant: the number of its last change."""
    return max((max(grant.granted, grant.withdrawn) for grant in grants), default=0)


def office_key(tx: Transaction, office: int, key_no: int) -> OfficeKey | None:
    """Return the key an office signs with, None if it is not enrolled."""
    row = tx.row(
        "SELECT tenant, office, key_no, sign_key, revoked_ms FROM office WHERE office=? AND key_no=?",
        (office, key_no),
    )
    return None if row is None else OfficeKey(*row)
