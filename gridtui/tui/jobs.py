"""Where the office's functions run: never on the thread that draws.

Two executors: one thread writes, two read, so that each of them keeps one connection to the store; a third thread of
its own is for the exchange with the server. A screen awaits a job inside the handling of a key; keys typed meanwhile
wait their turn, none is lost and none overtakes another.
"""

import asyncio
import functools
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from gridtui.core.errors import GridtuiError, StoreFault

P = ParamSpec("P")
T = TypeVar("T")

READER_THREADS = 2

_log = logging.getLogger(__name__)


class Jobs:
    """The threads behind the screens, and the boundary at which their errors are caught.

    Every job raises errors of the one tree only: what a programme fault raises becomes StoreFault("program.fault")
    with the class of the exception, and goes to the log without its text, which may quote a record.
    """

    def __init__(self) -> None:
        self._writer = ThreadPoolExecutor(1, "office-writer")
        self._readers = ThreadPoolExecutor(READER_THREADS, "office-reader")
        self._exchange = ThreadPoolExecutor(1, "office-exchange")
        self._newest: dict[str, asyncio.Task[None]] = {}

    async def read(self, reading: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a read and return what it gives."""
        return await self._run(self._readers, functools.partial(reading, *args, **kwargs))

    async def write(self, writing: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a write, after every write asked for before it, and return what it gives."""
        return await asyncio.shield(self._run(self._writer, functools.partial(writing, *args, **kwargs)))

    async def exchange(self, exchanging: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an exchange with the server, beside reads and writes."""
        return await asyncio.shield(self._run(self._exchange, functools.partial(exchanging, *args, **kwargs)))

    def newest(self, purpose: str, following: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Follow a coroutine in the background; an older one of that purpose is dropped unheard."""
        self.drop(purpose)
        task = asyncio.create_task(following, name=purpose)
        self._newest[purpose] = task
        task.add_done_callback(functools.partial(self._forget, purpose))
        return task

    def drop(self, purpose: str) -> None:
        """Stop following the coroutine of that purpose; what it would have shown is out of date."""
        older = self._newest.get(purpose)
        if older is not None:
            older.cancel()

    async def settled(self) -> None:
        """Wait until nothing runs in the background; for tests and for the end of the program."""
        while self._newest:
            await asyncio.gather(*self._newest.values(), return_exceptions=True)

    def close(self) -> None:
        """End the threads after the work they have begun; what is queued behind it still runs."""
        for task in self._newest.values():
            task.cancel()
        for executor in (self._writer, self._readers, self._exchange):
            executor.shutdown(wait=True)

    def _forget(self, purpose: str, task: asyncio.Task[None]) -> None:
        if self._newest.get(purpose) is task:
            del self._newest[purpose]
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("background %s: %s", purpose, type(error).__name__)

    def _run(self, executor: ThreadPoolExecutor, work: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(executor, _bounded, work)


def _bounded(work: Callable[[], T]) -> T:
    """Run the work; anything but the one error tree becomes one of it, its text kept out of log and screen."""
    try:
        return work()
    except GridtuiError:
        raise
    except Exception as error:
        _log_defect("job", error)
        raise StoreFault("program.fault", kind=type(error).__name__) from error


async def outlived(work: Coroutine[Any, Any, None], what: str) -> Exception | None:
    """Await a step of the app and return the defect it ended with, None for none: a session outlives a defect."""
    try:
        await work
    except Exception as error:  # noqa: BLE001 - the boundary of the app
        _log_defect(what, error)
        return error
    return None


def _log_defect(what: str, error: Exception) -> None:
    """Log kind and place of a defect, never its text or the values around it, which may be somebody's record."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else ""
    _log.error("%s failed: %s at %s", what, type(error).__name__, place)
