"""The HTTP face: three paths, bodies read in the event loop under limits, work done in the thread pool.

Lines in the country stall in the middle of a body every day. A body is therefore collected by the event loop, which
costs a stalled peer nothing but its own connection, and only a whole one takes a thread.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from gridtui.server.database import ServerDatabase
from gridtui.server.enrolment import Enrolment
from gridtui.server.exchange import Exchange
from gridtui.server.log_lines import LOGGER, note
from gridtui.sync.protocol import (
    ENROL_PATH,
    HEALTH_PATH,
    MAX_PACKED_BYTES,
    ROOT_PATH,
    SYNC_PATH,
    Status,
)

BODY_SECONDS: Final = 900
"""How long a body may take as a whole: a full request at 9.6 kbit/s."""
STALL_SECONDS: Final = 60
"""How long the next part of a body may take."""
_MAX_ENROL_BYTES: Final = 512
_RETRY_SECONDS: Final = 30

Endpoint = Callable[[Request], Awaitable[Response]]


class _BodyRefusedError(Exception):
    """A body that did not come: the HTTP status to answer it with."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def _body(request: Request, limit: int) -> bytes:
    """Return the body; raises _BodyRefusedError over the limit (413) or when it stalls (408)."""
    declared = request.headers.get("content-length", "0")
    if not declared.isdigit() or int(declared) > limit:
        raise _BodyRefusedError(413)
    parts: list[bytes] = []
    size = 0
    stream = request.stream()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                async with asyncio.timeout(STALL_SECONDS):
                    part = await anext(stream, b"")
                if not part:
                    return b"".join(parts)
                size += len(part)
                if size > limit:
                    raise _BodyRefusedError(413)
                parts.append(part)
    except TimeoutError:
        raise _BodyRefusedError(408) from None
    except ClientDisconnect:
        raise _BodyRefusedError(400) from None


def make_application(database: ServerDatabase, exchange: Exchange, enrolment: Enrolment, root_pem: str) -> Starlette:
    """Return the application that answers offices."""

    async def sync(request: Request) -> Response:
        try:
            raw = await _body(request, MAX_PACKED_BYTES)
        except _BodyRefusedError as refused:
            return Response(status_code=refused.status)
        return Response(await run_in_threadpool(_answered, exchange, raw))

    async def enrol(request: Request) -> Response:
        try:
            raw = await _body(request, _MAX_ENROL_BYTES)
        except _BodyRefusedError as refused:
            return Response(status_code=refused.status)
        answer, status = await run_in_threadpool(enrolment.answer, raw)
        note("enrol", status=int(status))
        return Response(answer)

    async def health(_request: Request) -> Response:
        healthy = await run_in_threadpool(_is_healthy, database)
        return Response(b"ok", 200) if healthy else Response(b"no database", 503)

    async def root(_request: Request) -> Response:
        return Response(root_pem, media_type="application/x-pem-file")

    return Starlette(
        routes=[
            Route(SYNC_PATH, sync, methods=["POST"]),
            Route(ENROL_PATH, enrol, methods=["POST"]),
            Route(HEALTH_PATH, health, methods=["GET"]),
            Route(ROOT_PATH, root, methods=["GET"]),
        ]
    )


def _answered(exchange: Exchange, raw: bytes) -> bytes:
    """Return the answer to a request; a storage failure is "busy" or "internal" and stored nothing half."""
    try:
        done = exchange.answer(raw)
    except sqlite3.OperationalError:
        LOGGER.exception("storage")
        return exchange.busy(raw, Status.BUSY, _RETRY_SECONDS)
    except Exception:  # noqa: BLE001 - the handler's boundary: an office gets a status, the log the place
        LOGGER.exception("exchange")
        return exchange.busy(raw, Status.INTERNAL)
    if done.status != Status.OK or done.taken or done.held or done.given:
        note(
            "sync",
            status=int(done.status),
            office=done.office,
            up=len(raw),
            down=len(done.answer),
            taken=done.taken,
            held=done.held,
            given=done.given,
        )
    return done.answer


def _is_healthy(database: ServerDatabase) -> bool:
    try:
        with database.reading() as tx:
            return tx.row("SELECT 1") is not None
    except sqlite3.Error:
        return False
