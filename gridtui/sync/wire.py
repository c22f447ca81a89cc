"""The outer frames of a request and a response (P8, P9): fixed fields, compression, signature.

A request is signed as it is sent and its signature is checked before anything is decompressed. Nothing is allocated
on the word of a length: packed size, plain size and their ratio are compared with the limits first.
"""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from gridtui.core.errors import SyncFault
from gridtui.sync.compression import KNOWN_DICTIONARIES, NO_DICTIONARY, PACKED_START, compress, expand
from gridtui.sync.hashing import h16
from gridtui.sync.messages import Request, Response
from gridtui.sync.packing import Packed, pack, put_varint, take_varint, unpack
from gridtui.sync.payload import decode_request, decode_response, encode_request, encode_response
from gridtui.sync.protocol import (
    MAGIC,
    MAX_PACKED_BYTES,
    MAX_PLAIN_BYTES,
    MAX_RATIO,
    OLDEST_PROTOCOL,
    PROTOCOL,
    Flag,
    Status,
)
from gridtui.sync.signing import SIGNATURE_BYTES, TAG_BYTES

REQUEST_TAG_BYTES: Final = 4
_FIXED_BYTES: Final = 2 + 1 + 1 + TAG_BYTES + 8 + 1
_RESPONSE_BYTES: Final = 2 + 1 + 1 + 6 + REQUEST_TAG_BYTES
_SMALL_ANSWER: Final = 64 << 10
_BOOT_BYTES: Final = 4
_FLAGS_KNOWN: Final = int(Flag.ZSTD | Flag.FILE | Flag.FULL_BODIES)


STATUS_CODES: Final = {
    Status.BAD_FRAME: "sync.status_bad_frame",
    Status.TOO_LARGE: "sync.status_too_large",
    Status.BAD_SIGNATURE: "sync.status_bad_signature",
    Status.UNKNOWN_OFFICE: "sync.status_unknown_office",
    Status.REVOKED: "sync.status_revoked",
    Status.WRONG_SERVER: "sync.status_wrong_server",
    Status.DICTIONARY: "sync.status_dictionary",
    Status.PROTOCOL: "sync.status_protocol",
    Status.BUSY: "sync.status_busy",
    Status.INTERNAL: "sync.status_internal",
}
"""The error code of each status that ends a sync."""


class FrameFault(SyncFault):
    """A request that cannot be answered but by a status and its arguments."""

    def __init__(self, status: Status, *arguments: int) -> None:
        super().__init__(STATUS_CODES[status])
        self.status = status
        self.arguments = arguments


class Envelope(msgspec.Struct, frozen=True):
    """The outer fields of a request. ``signed`` is what the signature covers; its answer names it by ``tag``.

    ``boot`` and ``counter`` tell a request sent twice; ``plain_length`` is the payload's size once expanded.
    """

    flags: int
    server_tag: bytes
    office: int
    key_no: int
    dictionary: int
    boot: int
    counter: int
    plain_length: int
    payload: bytes
    signed: bytes
    signature: bytes
    tag: bytes


def seal_request(
    request: Request,
    *,
    server_tag: bytes,
    office: int,
    key_no: int,
    boot: int,
    counter: int,
    sign: Callable[[bytes], bytes],
    full_bodies: bool = False,
    dictionary: int = NO_DICTIONARY,
) -> bytes:
    """Return a request ready to send: payload compressed where that helps, signed as sent.

    ``dictionary`` is the one this payload and the answer may be packed with.
    """
    plain = encode_request(request)
    packed = compress(plain, dictionary)
    flags = (Flag.ZSTD if packed is not None else 0) | (Flag.FULL_BODIES if full_bodies else 0)
    content = b"".join(
        (
            MAGIC,
            bytes((PROTOCOL, flags)),
            server_tag,
            office.to_bytes(8, "big"),
            bytes((key_no,)),
            put_varint(dictionary),
            boot.to_bytes(_BOOT_BYTES, "big"),
            put_varint(counter),
            put_varint(len(plain)),
            plain if packed is None else packed,
        )
    )
    return content + sign(content)


def read_envelope(raw: bytes) -> Envelope:
    """Return the outer fields of a request, its payload untouched. Raises FrameFault with the status to answer."""
    if len(raw) > MAX_PACKED_BYTES:
        raise FrameFault(Status.TOO_LARGE, MAX_PACKED_BYTES)
    if len(raw) < _FIXED_BYTES + SIGNATURE_BYTES or raw[:2] != MAGIC:
        raise FrameFault(Status.BAD_FRAME)
    if not OLDEST_PROTOCOL <= raw[2] <= PROTOCOL:
        raise FrameFault(Status.PROTOCOL, OLDEST_PROTOCOL, PROTOCOL)
    if raw[3] & ~_FLAGS_KNOWN:
        raise FrameFault(Status.BAD_FRAME)
    signed = raw[:-SIGNATURE_BYTES]
    try:
        dictionary, at = take_varint(signed, _FIXED_BYTES)
        boot, at = int.from_bytes(signed[at : at + _BOOT_BYTES], "big"), at + _BOOT_BYTES
        counter, at = take_varint(signed, at)
        plain_length, at = take_varint(signed, at)
    except SyncFault:
        raise FrameFault(Status.BAD_FRAME) from None
    return Envelope(
        flags=raw[3],
        server_tag=raw[4:8],
        office=int.from_bytes(raw[8:16], "big"),
        key_no=raw[16],
        dictionary=dictionary,
        boot=boot,
        counter=counter,
        plain_length=plain_length,
        payload=signed[at:],
        signed=signed,
        signature=raw[-SIGNATURE_BYTES:],
        tag=request_tag(raw),
    )


def open_request(envelope: Envelope) -> Request:
    """Return what a request asks; call it after its signature was checked. Raises FrameFault."""
    length = envelope.plain_length
    if length > MAX_PLAIN_BYTES or length > MAX_RATIO * max(1, len(envelope.payload)):
        raise FrameFault(Status.TOO_LARGE, MAX_PLAIN_BYTES)
    if envelope.dictionary not in KNOWN_DICTIONARIES:
        raise FrameFault(Status.DICTIONARY, *KNOWN_DICTIONARIES)
    try:
        is_packed = envelope.flags & Flag.ZSTD
        plain = expand(envelope.payload, length, envelope.dictionary) if is_packed else envelope.payload
        request = decode_request(plain, envelope.office)
    except SyncFault as fault:
        raise FrameFault(Status.BAD_FRAME) from fault
    if len(plain) != length:
        raise FrameFault(Status.BAD_FRAME)
    return request


def request_tag(raw: bytes) -> bytes:
    """Return the 4 bytes by which an answer names its request."""
    return h16(raw)[:REQUEST_TAG_BYTES]


class Answer(msgspec.Struct, frozen=True):
    """A response as it came: its status, the server's clock, and the payload or the status's arguments."""

    status: Status
    server_ms: int
    arguments: tuple[int, ...] = ()
    response: Response | None = None


def _put_answer(status: Status, server_ms: int, tag: bytes, payload: bytes) -> bytes:
    return MAGIC + bytes((PROTOCOL, status)) + server_ms.to_bytes(6, "big") + tag + payload


def put_status(status: Status, server_ms: int, tag: bytes, arguments: Sequence[int] = ()) -> bytes:
    """Return an answer that is a status and its arguments alone."""
    return _put_answer(status, server_ms, tag, pack(tuple(arguments)))


def put_response(
    response: Response, server_ms: int, envelope: Envelope, asked: Sequence[bytes], status: Status
) -> bytes:
    """Return an answer with a payload, compressed where that helps; ``asked`` are the request's sessions."""
    plain = encode_response(response, asked, envelope.office)
    packed = compress(plain, envelope.dictionary)
    return _put_answer(status, server_ms, envelope.tag, plain if packed is None else packed)


def read_answer(
    raw: bytes, tag: bytes, asked: Sequence[bytes], office: int, dictionary: int = NO_DICTIONARY
) -> Answer:
    """Return what a server answered to the request of ``tag``.

    Raises SyncFault ``sync.rubbish`` for bytes that are no answer of this protocol, or an answer to something else.
    """
    if len(raw) < _RESPONSE_BYTES or raw[:2] != MAGIC or not OLDEST_PROTOCOL <= raw[2] <= PROTOCOL:
        raise SyncFault("sync.rubbish", why="frame")
    if raw[10:_RESPONSE_BYTES] != tag:
        raise SyncFault("sync.rubbish", why="other_request")
    payload = raw[_RESPONSE_BYTES:]
    try:
        status = Status(raw[3])
        server_ms = int.from_bytes(raw[4:10], "big")
        if status not in (Status.OK, Status.REPLAYED):
            return Answer(status, server_ms, _arguments(unpack(payload)))
        if payload.startswith(PACKED_START):
            payload = expand(payload, min(MAX_PLAIN_BYTES, max(_SMALL_ANSWER, MAX_RATIO * len(payload))), dictionary)
        return Answer(status, server_ms, (), decode_response(payload, asked, office))
    except ValueError as error:
        raise SyncFault("sync.rubbish", why="status") from error
    except SyncFault as fault:
        raise SyncFault("sync.rubbish", why=str(fault.parameters.get("why", fault.code))) from fault


def _arguments(packed: Packed) -> tuple[int, ...]:
    if not isinstance(packed, tuple):
        raise SyncFault("sync.rubbish", why="arguments")
    return tuple(part for part in packed if isinstance(part, int))
