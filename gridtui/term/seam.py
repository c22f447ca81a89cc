"""Every private name of Textual that this package leans on, in one place, tested against the pinned version.

A new Textual is taken in by making ``missing_names`` empty again and running the tests in a real pty.
"""

from importlib import import_module
from types import CodeType

PINNED_TEXTUAL = "8.2.8"

CLASS_NAMES = (
    ("textual.driver", "Driver", "SignalResume"),  # the event that publishes a resume
    ("textual.driver", "Driver", "no_automatic_restart"),  # sets _auto_restart around App.suspend
    ("textual.app", "App", "_fatal_error"),  # its report prints variables, which are people's records
    ("textual.app", "App", "_display"),  # every final frame passes here once
)
"""(module, class, attribute of the class)."""

INSTANCE_NAMES = (
    ("textual.driver", "Driver", "_auto_restart"),  # False while App.suspend does stop and start itself
    ("textual.driver", "Driver", "_loop"),  # where what the reading thread hears is handed over
    ("textual.driver", "Driver", "_size"),  # read by App.size before the first Resize
    ("textual.app", "App", "_driver"),  # the only way from an app to its driver
    ("textual.app", "App", "_exception"),  # what a session died of
    ("textual.app", "App", "_batch_count"),  # nothing is displayed inside a batch
    ("textual.app", "App", "cursor_position"),  # where the terminal's own cursor belongs
    ("textual.message_pump", "MessagePump", "_running"),
    ("textual.message_pump", "MessagePump", "_closed"),
    ("textual._compositor", "LayoutUpdate", "strips"),
    ("textual._compositor", "LayoutUpdate", "region"),
    ("textual._compositor", "ChopsUpdate", "chops"),
    ("textual._compositor", "ChopsUpdate", "spans"),
    ("textual._compositor", "ChopsUpdate", "chop_ends"),
)
"""(module, class, attribute its ``__init__`` sets)."""

PARAMETERS = (("textual.app", "App", "_display", ("self", "screen", "renderable")),)
"""(module, class, method, the names of its parameters)."""

CALLS = (
    ("textual.screen", "Screen", "_compositor_refresh", "_display"),
    ("textual._compositor", "Compositor", "render_full_update", "LayoutUpdate"),
    ("textual._compositor", "Compositor", "render_partial_update", "ChopsUpdate"),
)
"""(module, class, method, name it uses)."""


DRIVER_MODULE = "textual.driver"
"""What is missing there even our plain driver leans on."""


def missing_names() -> tuple[str, ...]:
    """Return the names this Textual no longer has, as ``module.Class.name``; empty when the seam holds."""
    missing = [f"{module}.{owner}.{name}" for module, owner, name in CLASS_NAMES if not _has(module, owner, name)]
    missing += [
        f"{module}.{owner}.{name}"
        for module, owner, name in INSTANCE_NAMES
        if name not in _names_in(module, owner, "__init__")
    ]
    missing += [
        f"{module}.{owner}.{method}({', '.join(names)})"
        for module, owner, method, names in PARAMETERS
        if (code := _code(module, owner, method)) is None or code.co_varnames[: code.co_argcount] != names
    ]
    missing += [
        f"{module}.{owner}.{method}: {name}"
        for module, owner, method, name in CALLS
        if name not in _names_in(module, owner, method)
    ]
    return tuple(missing)


def _has(module: str, owner: str, name: str) -> bool:
    try:
        return hasattr(getattr(import_module(module), owner), name)
    except (ImportError, AttributeError):
        return False


def _code(module: str, owner: str, method: str) -> CodeType | None:
    try:
        code = getattr(import_module(module), owner).__dict__[method].__code__
    except (ImportError, AttributeError, KeyError):
        return None
    return code if isinstance(code, CodeType) else None


def _names_in(module: str, owner: str, method: str) -> tuple[str, ...]:
    code = _code(module, owner, method)
    return () if code is None else code.co_names
