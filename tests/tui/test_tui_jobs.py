"""Jobs: one writer, two readers, errors of one tree only, the newest read wins."""

import asyncio
import threading

import pytest

from gridtui.core.errors import Refused, StoreFault
from gridtui.tui.jobs import READER_THREADS, Jobs, outlived


def test_writes_keep_their_order_and_their_thread() -> None:
    """What was saved first is first in the store."""

    async def run() -> tuple[list[int], set[str]]:
        jobs = Jobs()
        order: list[int] = []
        names: set[str] = set()

        def write(number: int) -> None:
            order.append(number)
            names.add(threading.current_thread().name)

        await asyncio.gather(*(jobs.write(write, number) for number in range(20)))
        jobs.close()
        return order, names

    order, names = asyncio.run(run())
    assert order == list(range(20))
    assert len(names) == 1


def test_two_reads_run_beside_each_other() -> None:
    """A slow read does not hold the next one up."""

    async def run() -> None:
        jobs = Jobs()
        both = threading.Barrier(READER_THREADS, timeout=10)
        await asyncio.gather(*(jobs.read(both.wait) for _ in range(READER_THREADS)))
        jobs.close()

    asyncio.run(run())


def test_the_newer_of_two_purposes_lands_alone() -> None:
    """A superseded search never paints over the newer one."""

    async def run() -> list[str]:
        jobs = Jobs()
        gate = threading.Event()
        landed: list[str] = []

        async def search(word: str, wait: threading.Event | None) -> None:
            await jobs.read(wait.wait if wait else bool, 10)
            landed.append(word)

        jobs.newest("find", search("old", gate))
        await asyncio.sleep(0)
        jobs.newest("find", search("new", None))
        await jobs.settled()
        gate.set()
        jobs.close()
        return landed

    assert asyncio.run(run()) == ["new"]


def test_errors_of_the_tree_pass_as_they_are() -> None:
    """The screen words them."""

    def refuse() -> None:
        raise Refused("permission.denied")

    async def run() -> None:
        jobs = Jobs()
        try:
            await jobs.write(refuse)
        finally:
            jobs.close()

    with pytest.raises(Refused, match=r"permission\.denied"):
        asyncio.run(run())


def test_a_defect_becomes_one_error_and_its_text_stays_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """The text of an exception may quote somebody's record."""

    def break_down() -> None:
        raise ValueError("刘秀芬 629901")

    async def run() -> None:
        jobs = Jobs()
        try:
            await jobs.read(break_down)
        finally:
            jobs.close()

    with pytest.raises(StoreFault) as caught:
        asyncio.run(run())
    assert (caught.value.code, caught.value.parameters) == ("program.fault", {"kind": "ValueError"})
    assert "刘秀芬" not in caplog.text
    assert "ValueError" in caplog.text


def test_a_defect_of_a_screen_is_outlived() -> None:
    """It is returned, not raised."""

    async def break_down() -> None:
        raise KeyError("x")

    assert isinstance(asyncio.run(outlived(break_down(), "screen")), KeyError)
