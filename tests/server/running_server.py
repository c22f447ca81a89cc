"""A real server on a free port over TLS, and an office's end of the protocol without a store, for the tests here."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from gridtui.core.ids import new_session
from gridtui.core.registry import SCHEMA_VERSION
from gridtui.core.time import Clock, SystemClock
from gridtui.server.enrolment import invite_office
from gridtui.server.running import Opened, Serving
from gridtui.sync.chain import COMPARED_BYTES, chain_start
from gridtui.sync.enrolling import (
    EnrolAnswer,
    EnrolQuestion,
    EnrolStatus,
    put_question,
    read_code,
    read_enrol_answer,
    root_print,
)
from gridtui.sync.messages import Request, ScopeLine, Sent, SessionLine
from gridtui.sync.operation import Operation
from gridtui.sync.payload import session_table
from gridtui.sync.signing import SigningKey, key_tag
from gridtui.sync.transport import Transport
from gridtui.sync.wire import Answer, read_answer, request_tag, seal_request

DIVISION = "629901001001"
_DEADLINE_SECONDS = 20.0


def settled(holds: Callable[[], bool], what: str) -> None:
    """Wait until something holds; fail after 20 s."""
    end = time.monotonic() + _DEADLINE_SECONDS
    while not holds():
        assert time.monotonic() < end, f"never came: {what}"
        time.sleep(0.005)


class RunningServer:
    """A server of this process, answering until ``stop``."""

    def __init__(self, folder: Path, clock: Clock | None = None, *, port: int = 0, plain: bool = False) -> None:
        self.clock = clock or SystemClock()
        self.plain = plain
        self.serving = Serving(folder, self.clock, host="127.0.0.1", port=port, plain=plain)
        self._thread = threading.Thread(target=self.serving.run)
        self._thread.start()
        settled(lambda: self.serving.ready, "server")

    @property
    def opened(self) -> Opened:
        """The server's folder."""
        return self.serving._opened

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"{'http' if self.plain else 'https'}://127.0.0.1:{self.serving.port}"

    def stop(self) -> None:
        """End it gracefully."""
        self.serving.stop()
        self._thread.join(_DEADLINE_SECONDS)
        assert not self._thread.is_alive()

    def invite(self, name: str = "东街社区", division: str = DIVISION, prefix: str = "ZY") -> str:
        """Return a code for a new office."""
        opened = self.opened
        pinned = root_print(opened.certificates.root_pem)
        _, code = invite_office(opened.database, self.clock, pinned, name=name, division=division, prefix=prefix)
        return code.text()


class Peer:
    """An office that speaks the protocol by hand: it sends what a test gives it and keeps cursors only."""

    def __init__(self, server: RunningServer, office: int, session: bytes | None = None) -> None:
        self.office = office
        self.session = session or new_session(server.clock.now_ms(), lambda size: office.to_bytes(8, "big")[-size:])
        self.key = SigningKey.generate()
        self.transport = Transport(server.url, None if server.plain else server.opened.certificates.root_pem)
        self.boot = 1
        self.counter = 0
        self.epoch = 0
        self.schema = SCHEMA_VERSION
        self.enrolled = EnrolAnswer(EnrolStatus.UNKNOWN)
        self.cursors: list[tuple[int, bytes]] = []

    def enrol(self, code: str) -> EnrolAnswer:
        """Enrol with a code; return the answer."""
        question = EnrolQuestion(read_code(code).secret, self.office, self.key.public, bytes(32))
        answer = read_enrol_answer(self.transport.enrol(put_question(question, self.key)))
        self.enrolled = answer
        self.cursors = [(0, chain_start(granted.scope)) for granted in answer.scopes]
        return answer

    def seal(
        self, operations: Sequence[Operation] = (), scope_index: int = 0, *, pull: bool = True, full: bool = False,
        max_n: int = 99, max_bytes: int = 65535,
    ) -> tuple[bytes, tuple[bytes, ...]]:  # fmt: skip
        """Return a signed request with these operations, and the sessions it names."""
        self.counter += 1
        request = Request(
            schema=self.schema,
            epoch=self.epoch,
            grant_version=self.enrolled.grant_version,
            clock_ms=0,
            max_bytes=max_bytes,
            sessions=(SessionLine(self.session, max_n),) if max_n else (),
            scopes=tuple(
                ScopeLine(i, seq, chain[:COMPARED_BYTES]) for i, (seq, chain) in enumerate(self.cursors) if pull
            ),
            operations=tuple(Sent(scope_index, op) for op in operations),
        )
        raw = seal_request(
            request,
            server_tag=key_tag(self.enrolled.server_key),
            office=self.office,
            key_no=1,
            boot=self.boot,
            counter=self.counter,
            sign=self.key.sign,
            full_bodies=full,
        )
        return raw, tuple(session_table(request).sessions)

    def ask(
        self, operations: Sequence[Operation] = (), scope_index: int = 0, *, pull: bool = True, full: bool = False,
        max_n: int = 99, max_bytes: int = 65535,
    ) -> Answer:  # fmt: skip
        """Send these operations and return the answer."""
        raw, asked = self.seal(operations, scope_index, pull=pull, full=full, max_n=max_n, max_bytes=max_bytes)
        return read_answer(self.transport.exchange(raw), request_tag(raw), asked, self.office)


SERVE = """
import sys
from pathlib import Path
from gridtui.core.time import SystemClock
from gridtui.server.running import Serving
serving = Serving(Path(sys.argv[1]), SystemClock(), host="127.0.0.1", port=int(sys.argv[2]))
print(serving.port, flush=True)
serving.run()
"""


def start_process(folder: Path, port: int = 0) -> tuple[subprocess.Popen[str], int]:
    """Start a server in a process of its own; return it and its port once it is bound."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(folder), str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())
