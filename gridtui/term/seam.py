"""Every private name of Textual that this package leans on, in one place, tested against the pinned version.

A new Textual is taken in by making ``missing_names`` empty again and running the tests in a real pty.
"""

from importlib import import_module

PINNED_TEXTUAL = "8.2.8"

CLASS_NAMES = (
    ("textual.driver", "Driver", "SignalResume"),  # the event that publishes a resume
    ("textual.driver", "Driver", "no_automatic_restart"),  # sets _auto_restart around App.suspend
)
"""(module, class, attribute of the class)."""

INSTANCE_NAMES = (
    ("textual.driver", "Driver", "_auto_restart"),  # False while App.suspend does stop and start itself
    ("textual.driver", "Driver", "_size"),  # read by App.size before the first Resize
    ("textual.app", "App", "_driver"),  # the only way from an app to its driver
)
"""(module, class, attribute its ``__init__`` sets)."""


def missing_names() -> tuple[str, ...]:
    """Return the names this Textual no longer has, as ``module.Class.name``; empty when the seam holds."""
    missing = [
        f"{module}.{owner}.{name}"
        for module, owner, name in CLASS_NAMES
        if not hasattr(getattr(import_module(module), owner), name)
    ]
    missing += [
        f"{module}.{owner}.{name}"
        for module, owner, name in INSTANCE_NAMES
        if name not in getattr(import_module(module), owner).__init__.__code__.co_names
    ]
    return tuple(missing)
