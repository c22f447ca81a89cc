"""Enrolment: the one-time code an administrator hands over, and the question and answer it opens.

The code carries a secret and the fingerprint of the server's root, so that the very first contact is authenticated:
the office fetches the root, compares it, and only then sends the secret. It is 32 letters and digits in groups of
four, with a check that catches a slip of the hand before anything is sent. What looks alike reads as what is meant.
"""

import base64
from enum import IntEnum
from hashlib import sha256
from typing import Final

import msgspec

from gridtui.core.errors import InputFault, SyncFault
from gridtui.sync.hashing import h16
from gridtui.sync.packing import Packed, pack, unpack
from gridtui.sync.protocol import MAX_STORED, ScopeKind
from gridtui.sync.signing import KEY_BYTES, SIGNATURE_BYTES, SigningKey, verify

ENROL_VERSION: Final = 1
SECRET_BYTES: Final = 8
PRINT_BYTES: Final = 10
_CHECK_BYTES: Final = 2
_CODE_LETTERS: Final = 32
_GROUP: Final = 4
_CONTEXT: Final = b"gs1 enrol"
_MAX_QUESTION: Final = 512
_ALIKE: Final = str.maketrans({"0": "O", "1": "I", "8": "B", " ": "", "-": "", "－": "", "—": ""})


def root_print(root_pem: str) -> bytes:
    """Return the print of a root that a code carries: 10 bytes of SHA-256 over its DER form.

    80 bits are enough, as nobody but the server chooses its root. Raises ValueError for what is no certificate.
    """
    # The import costs every list command 4 ms, and only an enrolment needs it.
    import ssl

    return sha256(ssl.PEM_cert_to_DER_cert(root_pem)).digest()[:PRINT_BYTES]


class EnrolStatus(IntEnum):
    """What became of an enrolment. USED means by another key; the same key is answered OK again."""

    OK = 0
    MALFORMED = 1
    UNKNOWN = 2
    EXPIRED = 3
    USED = 4
    OFFICE_TAKEN = 5


class EnrolCode(msgspec.Struct, frozen=True):
    """What a code says: the secret that opens one enrolment, and the root it may be told to."""

    secret: bytes
    root_print: bytes

    @property
    def hash(self) -> bytes:
        """What the server keeps of the secret."""
        return h16(b"gs1code", self.secret)

    def text(self) -> str:
        """Return the code as it is handed over."""
        content = self.secret + self.root_print
        letters = base64.b32encode(content + h16(content)[:_CHECK_BYTES]).decode("ascii")
        return "-".join(letters[at : at + _GROUP] for at in range(0, _CODE_LETTERS, _GROUP))


def read_code(text: str) -> EnrolCode:
    """Return what a code says; raises InputFault ``enrol.code_malformed`` for a slip of the hand."""
    letters = "".join(text.split()).upper().translate(_ALIKE)
    try:
        content = base64.b32decode(letters)
    except ValueError:
        raise InputFault("enrol.code_malformed") from None
    body, check = content[:-_CHECK_BYTES], content[-_CHECK_BYTES:]
    if len(letters) != _CODE_LETTERS or h16(body)[:_CHECK_BYTES] != check:
        raise InputFault("enrol.code_malformed")
    return EnrolCode(body[:SECRET_BYTES], body[SECRET_BYTES:])


class EnrolQuestion(msgspec.Struct, frozen=True):
    """What an office sends: the code's secret, its own id, and the public halves of its keys."""

    secret: bytes
    office: int
    sign_key: bytes
    seal_key: bytes


class GrantedScope(msgspec.Struct, frozen=True, gc=False):
    """A scope of an office's grant, in the order of the grant's indexes."""

    scope: int
    kind: ScopeKind
    name: str


class EnrolAnswer(msgspec.Struct, frozen=True):
    """What the server answers: who the office is now, what it may see, and the server's public key."""

    status: EnrolStatus
    office_no: int = 0
    name: str = ""
    prefix: str = ""
    grant_version: int = 0
    server_key: bytes = b""
    scopes: tuple[GrantedScope, ...] = ()


def put_question(question: EnrolQuestion, key: SigningKey) -> bytes:
    """Return a question signed by the key it registers, which proves that the sender holds it."""
    content = pack((ENROL_VERSION, question.secret, question.office, question.sign_key, question.seal_key))
    return content + key.sign(content, _CONTEXT)


def read_question(raw: bytes) -> EnrolQuestion:
    """Return what an office asks; raises SyncFault ``frame.malformed``, also for a signature that is not its own."""
    if not SIGNATURE_BYTES < len(raw) <= _MAX_QUESTION:
        raise SyncFault("frame.malformed", why="length")
    content, signature = raw[:-SIGNATURE_BYTES], raw[-SIGNATURE_BYTES:]
    match unpack(content):
        case (int(version), bytes(secret), int(office), bytes(sign_key), bytes(seal_key)):
            question = EnrolQuestion(secret, office, sign_key, seal_key)
        case _:
            raise SyncFault("frame.malformed", why="question")
    sizes = (len(secret), len(sign_key), len(seal_key))
    if version != ENROL_VERSION or sizes != (SECRET_BYTES, KEY_BYTES, KEY_BYTES) or not 0 < office <= MAX_STORED:
        raise SyncFault("frame.malformed", why="question")
    if not verify(sign_key, signature, content, _CONTEXT):
        raise SyncFault("frame.malformed", why="signature")
    return question


def put_enrol_answer(answer: EnrolAnswer) -> bytes:
    """Return the bytes of an answer."""
    return pack(
        (
            ENROL_VERSION,
            int(answer.status),
            answer.office_no,
            answer.name,
            answer.prefix,
            answer.grant_version,
            answer.server_key,
            tuple((granted.scope, int(granted.kind), granted.name) for granted in answer.scopes),
        )
    )


def read_enrol_answer(raw: bytes) -> EnrolAnswer:
    """Return what a server answered; raises SyncFault ``sync.rubbish``."""
    try:
        answer = _answer_of(unpack(raw))
    except (SyncFault, ValueError) as error:
        raise SyncFault("sync.rubbish", why="enrol") from error
    return answer


def _answer_of(packed: Packed) -> EnrolAnswer:
    match packed:
        case (1, int(status), int(number), str(name), str(prefix), int(version), bytes(key), tuple(scopes)):
            granted = tuple(_granted(line) for line in scopes)
            return EnrolAnswer(EnrolStatus(status), number, name, prefix, version, key, granted)
        case _:
            raise SyncFault("sync.rubbish", why="answer")


def _granted(line: Packed) -> GrantedScope:
    match line:
        case (int(scope), int(kind), str(name)):
            return GrantedScope(scope, ScopeKind(kind), name)
        case _:
            raise SyncFault("sync.rubbish", why="scope")
