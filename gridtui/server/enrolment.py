"""Enrolling offices: giving out codes and answering the office that brings one."""

import os
from typing import Final

from gridtui.core.errors import SyncFault
from gridtui.core.time import MS_PER_DAY, Clock
from gridtui.server.database import ServerDatabase, Transaction
from gridtui.server.keys import ServerKeys
from gridtui.server.registers import (
    FIRST_KEY,
    Card,
    card_of_code,
    expect_office,
    grant_version,
    grants_of,
    office_key,
    register_office,
    renew_code,
)
from gridtui.sync.enrolling import (
    PRINT_BYTES,
    SECRET_BYTES,
    EnrolAnswer,
    EnrolCode,
    EnrolQuestion,
    EnrolStatus,
    GrantedScope,
    put_enrol_answer,
    read_question,
)

CODE_DAYS: Final = 14
"""How long a code works, time for a courier to carry it to a village office."""


def new_code(root_print: bytes) -> EnrolCode:
    """Return a fresh code for the server whose root has this fingerprint."""
    return EnrolCode(os.urandom(SECRET_BYTES), root_print[:PRINT_BYTES])


def invite_office(
    database: ServerDatabase, clock: Clock, root_print: bytes, *, name: str, division: str, prefix: str
) -> tuple[Card, EnrolCode]:
    """Return the card of a new office and the code it enrols with, once.

    Raises InputFault ``server.name_malformed``, ``server.prefix_malformed``, ``server.prefix_taken`` or
    ``server.division_malformed``.
    """
    code = new_code(root_print)
    with database.writing() as tx:
        expires = clock.now_ms() + CODE_DAYS * MS_PER_DAY
        card = expect_office(tx, name=name, division=division, prefix=prefix, code_hash=code.hash, expires_ms=expires)
    return card, code


def invite_again(
    database: ServerDatabase, clock: Clock, root_print: bytes, *, tenant: int, office_no: int
) -> EnrolCode:
    """Return another code for an office that has not enrolled; the old one stops working.

    Raises InputFault ``server.office_enrolled``.
    """
    code = new_code(root_print)
    with database.writing() as tx:
        expires = clock.now_ms() + CODE_DAYS * MS_PER_DAY
        renew_code(tx, tenant=tenant, office_no=office_no, code_hash=code.hash, expires_ms=expires)
    return code


class Enrolment:
    """Answers enrolment questions. The same code with the same key is answered alike again: an answer may be lost."""

    def __init__(self, database: ServerDatabase, keys: ServerKeys, clock: Clock) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock

    def answer(self, raw: bytes) -> tuple[bytes, EnrolStatus]:
        """Return the answer to an enrolment, whatever its bytes, and its status for the log."""
        try:
            question = read_question(raw)
        except SyncFault:
            answer = EnrolAnswer(EnrolStatus.MALFORMED)
        else:
            with self._database.writing() as tx:
                answer = self._enrol(tx, question)
        return put_enrol_answer(answer), answer.status

    def _enrol(self, tx: Transaction, question: EnrolQuestion) -> EnrolAnswer:
        card = card_of_code(tx, EnrolCode(question.secret, b"").hash)
        if card is None:
            return EnrolAnswer(EnrolStatus.UNKNOWN)
        key = office_key(tx, question.office, FIRST_KEY)
        if card.used_ms is not None:
            same = key is not None and card.office == question.office and key.sign_key == question.sign_key
            return self._accepted(tx, card, question.office) if same else EnrolAnswer(EnrolStatus.USED)
        now_ms = self._clock.now_ms()
        if now_ms > card.expires_ms:
            return EnrolAnswer(EnrolStatus.EXPIRED)
        if key is not None:
            return EnrolAnswer(EnrolStatus.OFFICE_TAKEN)
        register_office(
            tx, card, office=question.office, sign_key=question.sign_key, seal_key=question.seal_key, now_ms=now_ms
        )
        return self._accepted(tx, card, question.office)

    def _accepted(self, tx: Transaction, card: Card, office: int) -> EnrolAnswer:
        grants = grants_of(tx, card.tenant, office)
        return EnrolAnswer(
            EnrolStatus.OK,
            office_no=card.office_no,
            name=card.name,
            prefix=card.prefix,
            grant_version=grant_version(grants),
            server_key=self._keys.signing.public,
            scopes=tuple(GrantedScope(grant.scope, grant.kind, grant.name) for grant in grants),
        )
