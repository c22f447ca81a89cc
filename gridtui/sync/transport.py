"""The one place that speaks HTTP: one warm connection to one server whose root is pinned, every byte counted.

Imported when a sync starts and not before: httpx costs 22 ms. The head and body of a request leave in one write, so
that they are one TLS record; headers a server of ours does not read are left out (175 bytes of defaults).
"""

import socket
import ssl
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import urlsplit

import httpcore
import httpx
import msgspec

from gridtui.core.errors import SyncFault
from gridtui.core.time import elapsed_ms
from gridtui.sync.protocol import ENROL_PATH, MAX_ANSWER_BYTES, ROOT_PATH, SYNC_PATH

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECT_SECONDS: Final = 20.0
LEAST_IDLE_SECONDS: Final = 20.0
MOST_IDLE_SECONDS: Final = 240.0
_IDLE_FACTOR: Final = 3.0
_SLOWEST_BYTES_PER_SECOND: Final = 300.0
_MOST_ROOT_BYTES: Final = 16 << 10
_MS_PER_SECOND: Final = 1000
_NO_CHECK_TIME: Final = 0x200000
"""OpenSSL's X509_V_FLAG_NO_CHECK_TIME: an office's clock may be years off, and the pinned root is proof enough."""

_SHORT_HOST: Final = "g"
"""Any Host will do: the connection is pinned end to end, so nothing in between may route by it."""

_SocketOption: TypeAlias = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class Traffic(msgspec.Struct):
    """What a connection carried: bytes of HTTP each way (TLS adds 22 a message), requests and new connections."""

    up_bytes: int = 0
    down_bytes: int = 0
    requests: int = 0
    connections: int = 0


class _CountedStream(httpcore.NetworkStream):
    """A stream that joins writes until the next read, and counts."""

    def __init__(self, inner: httpcore.NetworkStream, owner: "_Backend") -> None:
        self._inner = inner
        self._owner = owner
        self._kept = b""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._kept:
            joined, self._kept = self._kept, b""
            self._inner.write(joined, timeout)
            self._owner.traffic.up_bytes += len(joined)
        got = self._inner.read(max_bytes, timeout)
        self._owner.traffic.down_bytes += len(got)
        return got

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - sent with the next read
        self._kept += buffer

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _CountedStream(self._inner.start_tls(ssl_context, server_hostname, timeout), self._owner)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Opens counted streams and can cut the open one from another thread."""

    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()
        self._open: socket.socket | None = None
        self.traffic = Traffic()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._inner.connect_tcp(host, port, timeout, local_address, socket_options)
        self._open = stream.get_extra_info("socket")
        self.traffic.connections += 1
        return _CountedStream(stream, self)

    def cut(self) -> None:
        """Make whoever waits on the open connection fail at once."""
        if self._open is not None:
            try:
                self._open.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


class _Pool(httpx.BaseTransport):
    """httpx on a pool of one connection with our backend, which httpx itself has no option for."""

    def __init__(self, context: ssl.SSLContext, backend: _Backend) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=context, max_connections=1, max_keepalive_connections=1, network_backend=backend
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        sent = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.read(),
            extensions=request.extensions,
        )
        got = self._pool.handle_request(sent)
        return httpx.Response(got.status, headers=got.headers, stream=_Body(got), extensions=got.extensions)

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> "Iterator[bytes]":
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


def pinned_context(root_pem: str) -> ssl.SSLContext:
    """Return a context that accepts any server the root has signed, whatever its name and the date here."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=root_pem)
    context.verify_flags |= ssl.VerifyFlags(_NO_CHECK_TIME)
    return context


def _open_context() -> ssl.SSLContext:
    """Return a context that believes anybody: for fetching a root that is compared with its print."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def check_url(url: str) -> str:
    """Return the address in short form, ``https://host:port``; raises SyncFault ``sync.url_malformed``."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        port = parts.port
    except ValueError:
        raise SyncFault("sync.url_malformed", url=url) from None
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.path not in ("", "/"):
        raise SyncFault("sync.url_malformed", url=url)
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise SyncFault("sync.url_malformed", url=url)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


class Transport:
    """A warm connection to one server. ``exchange`` is called by one thread; ``abort`` by any."""

    def __init__(self, url: str, root_pem: str | None) -> None:
        self._url = check_url(url)
        self._backend = _Backend()
        context = _open_context() if root_pem is None else pinned_context(root_pem)
        self._client = httpx.Client(transport=_Pool(context, self._backend), headers={})
        self._client.headers.clear()
        self._bytes_per_second: float | None = None
        self._aborted = threading.Event()

    @property
    def traffic(self) -> Traffic:
        """What was carried so far."""
        return self._backend.traffic

    def exchange(self, raw: bytes) -> bytes:
        """Return the server's answer to a request.

        Raises SyncFault: ``sync.absent`` nobody answers there, ``sync.wrong_server`` another root signs,
        ``sync.slow`` the line stalled, ``sync.cut`` it broke, ``sync.rubbish`` something else answered,
        ``sync.cancelled``.
        """
        return self._ask("POST", SYNC_PATH, raw, MAX_ANSWER_BYTES)

    def enrol(self, raw: bytes) -> bytes:
        """Return the server's answer to an enrolment; raises as ``exchange``."""
        return self._ask("POST", ENROL_PATH, raw, _MOST_ROOT_BYTES)

    def root(self) -> str:
        """Return the root certificate the server offers, unproven; raises as ``exchange``."""
        return self._ask("GET", ROOT_PATH, b"", _MOST_ROOT_BYTES).decode("ascii", "replace")

    def abort(self) -> None:
        """Make the exchange under way, and any later one, fail with ``sync.cancelled``."""
        self._aborted.set()
        self._backend.cut()

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _idle_seconds(self, size: int) -> float:
        """Return how long the line may be silent: three times what a message of this size takes at the last rate."""
        rate = self._bytes_per_second or _SLOWEST_BYTES_PER_SECOND
        return min(max(LEAST_IDLE_SECONDS, _IDLE_FACTOR * size / rate), MOST_IDLE_SECONDS)

    def _ask(self, method: str, path: str, raw: bytes, limit: int) -> bytes:
        if self._aborted.is_set():
            raise SyncFault("sync.cancelled")
        idle = self._idle_seconds(len(raw))
        timeout = httpx.Timeout(connect=CONNECT_SECONDS, read=idle, write=idle, pool=None)
        headers = {"Host": _SHORT_HOST} | ({"Content-Length": str(len(raw))} if method == "POST" else {})
        started = elapsed_ms()
        try:
            request = httpx.Request(
                method,
                self._url + path,
                headers=headers,
                content=raw,
                extensions={"timeout": timeout.as_dict()},
            )
            response = self._client.send(request, stream=True)
            try:
                answer = _read(response, limit)
            finally:
                response.close()
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError) as error:
            raise self._fault(error) from error
        self.traffic.requests += 1
        spent = max(1, elapsed_ms() - started)
        self._bytes_per_second = (len(raw) + len(answer)) * _MS_PER_SECOND / spent
        return answer

    def _fault(self, error: Exception) -> SyncFault:
        if self._aborted.is_set():
            return SyncFault("sync.cancelled")
        if _is_untrusted(error):
            return SyncFault("sync.wrong_server", url=self._url)
        if isinstance(error, httpcore.ConnectError | httpcore.ConnectTimeout):
            return SyncFault("sync.absent", url=self._url)
        if isinstance(error, httpcore.TimeoutException):
            return SyncFault("sync.slow")
        return SyncFault("sync.cut")


def _is_untrusted(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _read(response: httpx.Response, limit: int) -> bytes:
    """Return the body; raises SyncFault ``sync.rubbish`` for another status or more bytes than allowed."""
    if response.status_code != httpx.codes.OK:
        raise SyncFault("sync.rubbish", why=f"http_{response.status_code}")
    parts: list[bytes] = []
    size = 0
    for part in response.iter_raw():
        size += len(part)
        if size > limit:
            raise SyncFault("sync.rubbish", why="size")
        parts.append(part)
    return b"".join(parts)
