"""A signal is handled at once, also where the kernel gives it to a thread that runs no handlers."""

import asyncio
import signal
import threading

from gridtui.core.time import elapsed_ms
from gridtui.term.wakeup import SignalWakeup

AT_ONCE_MS, PATIENCE_S = 3_000, 10
_FALLS_ASLEEP_S = 0.05


async def handled_after_ms() -> int:
    """Sleep in the loop until a signal that another thread takes is handled; return how long that took."""
    loop = asyncio.get_running_loop()
    begun_ms, asleep = elapsed_ms(), threading.Event()
    handled: asyncio.Future[int] = loop.create_future()

    def take_the_signal() -> None:
        asleep.wait()
        signal.pthread_kill(threading.get_ident(), signal.SIGUSR2)

    thread = threading.Thread(target=take_the_signal)
    thread.start()
    found = signal.signal(signal.SIGUSR2, lambda *_: handled.set_result(elapsed_ms() - begun_ms))
    loop.call_later(_FALLS_ASLEEP_S, asleep.set)
    try:
        await asyncio.wait([handled], timeout=PATIENCE_S)
    finally:
        thread.join()
        signal.signal(signal.SIGUSR2, found)
    return await handled


def test_the_loop_wakes_for_a_signal_of_another_thread() -> None:
    """It does not sleep on until the next key comes."""

    async def story() -> int:
        wakeup = SignalWakeup(asyncio.get_running_loop())
        try:
            return await handled_after_ms()
        finally:
            wakeup.close()

    assert asyncio.run(story()) < AT_ONCE_MS


def test_what_was_woken_before_is_woken_again() -> None:
    """Closing gives the place back to whoever had it."""

    async def story() -> None:
        loop = asyncio.get_running_loop()
        first = SignalWakeup(loop)
        SignalWakeup(loop).close()
        first.close()
        assert signal.set_wakeup_fd(-1) == -1

    asyncio.run(story())
