"""An app whose screens reach the driver as strips instead of text: the seam of the last metre.

Any Textual app can be one: derive from ``PacedApp`` instead of ``App`` and take the driver from ``choose_driver``.
"""

from typing import Any, NamedTuple, TypeVar

from textual.app import App
from textual.driver import Driver
from textual.screen import Screen

from gridtui.term.driver import PlainDriver, driver_of
from gridtui.term.seam import DRIVER_MODULE, missing_names

Returned = TypeVar("Returned")


class PacedApp(App[Returned]):
    """An app that hands what its compositor made to a driver that can take it; any other driver works as before."""

    def _display(self, *shown: Any) -> None:
        if getattr(self.driver_class, "takes_frames", False):
            self._hand_over(*shown)
        else:
            # Whatever another Textual hands over here passes untouched.
            super()._display(*shown)

    def _hand_over(self, screen: Screen[Any], renderable: Any) -> None:
        driver = driver_of(self)
        is_ready = self._running and not self._closed and not self._batch_count and renderable is not None
        if is_ready and driver is not None and driver.show(renderable):
            self.post_display_hook()
        else:
            super()._display(screen, renderable)


class DriverChoice(NamedTuple):
    """The driver to use, and the private names of Textual that are missing for the paced one; empty when it is."""

    driver_class: type[Driver]
    missing: tuple[str, ...]


def choose_driver() -> DriverChoice:
    """Return the paced driver where this Textual has the seam it hooks, else the plain one and what is missing.

    Where a Textual lacks what even the plain one leans on, it is Textual's own.
    """
    missing = missing_names()
    if any(name.startswith(DRIVER_MODULE) for name in missing):
        from textual.drivers.linux_driver import LinuxDriver

        return DriverChoice(LinuxDriver, missing)
    if missing:
        return DriverChoice(PlainDriver, missing)
    from gridtui.term.paced_driver import PacedDriver

    return DriverChoice(PacedDriver, ())
