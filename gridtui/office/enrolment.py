"""Enrolling an office at its server with the code an administrator handed over.

The order makes every step repeatable: keys first, then the root is fetched and compared with the code's print, then
the secret is told to the server that proves to hold that root; the same code and key are answered alike if the answer
was lost on the way.
"""

from pathlib import Path
from typing import Final

import msgspec

from gridtui.core.errors import InputFault, Refused, SyncFault
from gridtui.core.time import Clock
from gridtui.store.database import Reader, Store, Transaction
from gridtui.store.read_sync import meta_value
from gridtui.store.sync_meta import WRITE
from gridtui.store.sync_place import adopt_scopes, write_cursor, write_grants
from gridtui.sync.chain import chain_start
from gridtui.sync.enrolling import (
    EnrolAnswer,
    EnrolCode,
    EnrolQuestion,
    EnrolStatus,
    put_question,
    read_code,
    read_enrol_answer,
    root_print,
)
from gridtui.sync.plan import Cursor, Granted
from gridtui.sync.protocol import ScopeKind
from gridtui.sync.signing import SigningKey, ensure_key, write_secret

KEYS_FOLDER: Final = "keys"
OFFICE_KEY_FILE: Final = "office.key"
SEAL_KEY_FILE: Final = "seal.key"
_OWNER_ONLY: Final = 0o700

_REFUSALS: Final = {
    EnrolStatus.MALFORMED: "enrol.code_malformed",
    EnrolStatus.UNKNOWN: "enrol.code_unknown",
    EnrolStatus.EXPIRED: "enrol.code_expired",
    EnrolStatus.USED: "enrol.code_used",
    EnrolStatus.OFFICE_TAKEN: "enrol.office_taken",
}


class Registration(msgspec.Struct, frozen=True):
    """Where an office is enrolled: its server, and what it is called there. ``prefix`` begins its ticket numbers."""

    url: str
    root_pem: str
    server_key: bytes
    office_no: int
    name: str
    prefix: str


def read_registration(reader: Reader) -> Registration | None:
    """Return where this office is enrolled, None if it is not."""
    values = [meta_value(reader, f"server_{key}") for key in ("url", "root", "key", "office_no", "name", "prefix")]
    match values:
        case (str(url), str(root), bytes(key), int(number), str(name), str(prefix)):
            return Registration(url, root, key, number, name, prefix)
        case _:
            return None


def enrol(store: Store, clock: Clock, url: str, code: str) -> Registration:
    """Enrol this office at a server and return what it is called there.

    Raises InputFault ``enrol.code_malformed``, ``enrol.code_unknown``, ``enrol.code_expired``, ``enrol.code_used`` or
    ``enrol.office_taken``; Refused ``enrol.already_enrolled`` where it is enrolled at another server; SyncFault
    ``enrol.wrong_server`` where the server is not the one the code is from, and as ``Transport.exchange``.
    """
    from gridtui.sync.transport import check_url

    address, told = check_url(url), read_code(code)
    with store.reading() as reader:
        known = read_registration(reader)
    if known is not None and known.url != address:
        raise Refused("enrol.already_enrolled", url=known.url)
    key, seal_public = _ensure_keys(store.folder)
    with store.writing(clock) as writer:
        office = writer.office
    root = _proven_root(address, told)
    answer = _ask(address, root, put_question(EnrolQuestion(told.secret, office, key.public, seal_public), key))
    if answer.status != EnrolStatus.OK:
        raise InputFault(_REFUSALS[answer.status])
    registration = Registration(address, root, answer.server_key, answer.office_no, answer.name, answer.prefix)
    with store.transaction() as tx:
        if known is None:
            _write_grant(tx, answer)
        _write_registration(tx, registration)
    return registration


def _ensure_keys(folder: Path) -> tuple[SigningKey, bytes]:
    """Return the office's signing key and the public half of its sealing key, both made if they are missing."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    keys = folder / KEYS_FOLDER
    keys.mkdir(mode=_OWNER_ONLY, exist_ok=True)
    seal_path = keys / SEAL_KEY_FILE
    if not seal_path.exists():
        write_secret(seal_path, X25519PrivateKey.generate().private_bytes_raw())
    seal = X25519PrivateKey.from_private_bytes(seal_path.read_bytes())
    return ensure_key(keys / OFFICE_KEY_FILE), seal.public_key().public_bytes_raw()


def _proven_root(url: str, told: EnrolCode) -> str:
    """Return the server's root after comparing it with the print the code carries."""
    from gridtui.sync.transport import Transport

    transport = Transport(url, None)
    try:
        root = transport.root()
    finally:
        transport.close()
    try:
        same = root_print(root) == told.root_print
    except ValueError:
        same = False
    if not same:
        raise SyncFault("enrol.wrong_server", url=url)
    return root


def _ask(url: str, root: str, question: bytes) -> EnrolAnswer:
    from gridtui.sync.transport import Transport

    transport = Transport(url, root)
    try:
        return read_enrol_answer(transport.enrol(question))
    finally:
        transport.close()


def _write_grant(tx: Transaction, answer: EnrolAnswer) -> None:
    """Keep the grant with cursors at the beginning, and move what was written before into the granted scopes."""
    granted = tuple(Granted(scope.scope, scope.kind, scope.name) for scope in answer.scopes)
    communities = [scope.scope for scope in granted if scope.kind == ScopeKind.COMMUNITY]
    streets = [scope.scope for scope in granted if scope.kind == ScopeKind.STREET]
    if not communities:
        raise SyncFault("sync.rubbish", why="grant")
    adopt_scopes(tx, communities[0], streets[0] if streets else None)
    write_grants(tx, granted, answer.grant_version)
    for scope in granted:
        write_cursor(tx, scope.scope, Cursor(0, chain_start(scope.scope)))


def _write_registration(tx: Transaction, registration: Registration) -> None:
    for key, value in (
        ("url", registration.url),
        ("root", registration.root_pem),
        ("key", registration.server_key),
        ("office_no", registration.office_no),
        ("name", registration.name),
        ("prefix", registration.prefix),
    ):
        tx.execute(WRITE, (f"server_{key}", value))
