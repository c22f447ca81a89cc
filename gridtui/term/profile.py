"""What a session's terminal is and how Textual is told, before it is imported.

Textual reads its environment when it is imported, so ``prepare`` comes first in every program that shows a screen.
This module loads no Textual.
"""

from collections.abc import Mapping, MutableMapping
from types import MappingProxyType

import msgspec

from gridtui.term.brush import Capabilities
from gridtui.term.capabilities import COLOURS, Assessment, Link
from gridtui.term.decoder import ESCAPE_WAIT_MS
from gridtui.term.encoding import Encoding
from gridtui.term.keys import KeyMode
from gridtui.term.late import OpenQuestions, Reassess

MINIMUM_COLUMNS = 80
MINIMUM_LINES = 20
"""The smallest window that works; the screens are made for 80 columns and 24 lines."""

DARK_THEME = "ansi-dark"
LIGHT_THEME = "ansi-light"
"""Textual's themes of the terminal's own 16 colours on the terminal's own background."""

_ESCAPE_WAIT_RANGE_MS = range(50, 5_001)
_ESCAPE_WAIT_OF_LINK_MS: Mapping[Link | None, int] = MappingProxyType({"fast": 200, "thin": 1_500})
_GB_LOCALES = ("gb18030", "gbk", "gb2312", "euccn", "cp936")
_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")  # what Python puts there itself when the host lacks the locale (PEP 538)

_REQUIRED: Mapping[str, str] = MappingProxyType(
    {
        "TEXTUAL_ANIMATIONS": "none",  # bytes nobody asked for
        "TEXTUAL_SMOOTH_SCROLL": "0",
        "TEXTUAL_DISABLE_KITTY_KEY": "1",  # the decoder does not speak it and these clients do not either
    }
)
_PREFERRED: Mapping[str, str] = MappingProxyType(
    {
        "TEXTUAL_FPS": "250",  # how soon a key's frame may leave; what paces frames is the link
        "TEXTUAL_COLOR_SYSTEM": "standard",
        "TEXTUAL_THEME": DARK_THEME,
    }
)


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """A session's terminal.

    ``encoding`` is where the session starts (a GBK client is still found out by its bytes), ``encoding_is_measured``
    whether the terminal proved it; ``key_mode`` says which function keys it sends; ``escape_wait_ms`` is how long the
    rest of an escape sequence may take; ``title`` is the window title, set once at the start, None to leave it alone;
    ``capabilities`` are what frames may make use of.
    ``colours`` is 16 or 0. ``typed_ahead`` was typed while the terminal was asked what it is. ``open_questions`` are
    those whose answers were not waited for; what comes of them is decided by ``reassess``, and a terminal that has
    answered none of them ``silence_ms`` after they left is taken for one that answers nothing.
    """

    encoding: Encoding = "utf-8"
    encoding_is_measured: bool = False
    key_mode: KeyMode = "auto"
    escape_wait_ms: int = ESCAPE_WAIT_MS
    title: str | None = None
    capabilities: Capabilities = Capabilities()
    colours: int = COLOURS
    typed_ahead: bytes = b""
    open_questions: OpenQuestions | None = None
    reassess: Reassess | None = None
    silence_ms: int = 0


def prepare(
    environ: MutableMapping[str, str],
    *,
    encoding: Encoding | None = None,
    key_mode: KeyMode = "auto",
    title: str | None = None,
    capabilities: Capabilities | None = None,
    link: Link | None = None,
) -> Profile:
    """Set Textual's variables in ``environ`` and return the session's profile; call before Textual is imported.

    What costs bytes nobody asked for, or keys the decoder does not speak, is set whatever stood there; frame limit,
    colours, theme and ESCDELAY (milliseconds, 50 to 5000) stay as a person set them. ``encoding`` None takes the
    locale's; ``capabilities`` None takes those that every terminal in use has; ``link``, where a person named it,
    says how long Esc waits for the rest of a sequence unless ESCDELAY does. ``NO_COLOR`` is taken out: it would make
    Textual turn colours into greys, and who takes the terminal decides about colours.
    """
    environ.update(_REQUIRED)
    environ.pop("NO_COLOR", None)
    for name, value in _PREFERRED.items():
        environ.setdefault(name, value)
    escape_wait_ms = _escape_wait_ms(environ.get("ESCDELAY", ""), _ESCAPE_WAIT_OF_LINK_MS.get(link, ESCAPE_WAIT_MS))
    environ["ESCDELAY"] = str(escape_wait_ms)
    return Profile(
        encoding=encoding or locale_encoding(environ),
        key_mode=key_mode,
        escape_wait_ms=escape_wait_ms,
        title=title,
        capabilities=capabilities or Capabilities(),
    )


def fitted(profile: Profile, assessment: Assessment) -> Profile:
    """Return the profile with what was found out of its terminal."""
    return msgspec.structs.replace(
        profile,
        encoding=assessment.encoding or profile.encoding,
        encoding_is_measured=assessment.reasons.get("encoding") == "measured",
        capabilities=assessment.capabilities,
        colours=assessment.colours,
    )


def locale_encoding(environ: Mapping[str, str]) -> Encoding:
    """Return the encoding the locale variables name: gb18030 for zh_CN.GBK and its kin, else utf-8."""
    return "gb18030" if _locale_charset(environ) in _GB_LOCALES else "utf-8"


def locale_names_encoding(environ: Mapping[str, str]) -> bool:
    """Tell whether the locale variables say anything of an encoding the screens can be sent in."""
    return _locale_charset(environ) in {"utf8", *_GB_LOCALES}


def _locale_charset(environ: Mapping[str, str]) -> str:
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        value = environ.get(name)
        if value and not (name == "LC_CTYPE" and value in _COERCED):
            return value.partition(".")[2].partition("@")[0].lower().replace("-", "")
    return ""


def fits(columns: int, lines: int) -> bool:
    """Tell whether a window of this size is large enough to work in."""
    return columns >= MINIMUM_COLUMNS and lines >= MINIMUM_LINES


def used_columns(columns: int) -> int:
    """Return how many columns of a window are painted: the last is never trusted, terminals differ on it."""
    return columns - 1


def _escape_wait_ms(text: str, otherwise_ms: int) -> int:
    if text.isascii() and text.isdecimal() and len(text) < 10 and int(text) in _ESCAPE_WAIT_RANGE_MS:  # noqa: PLR2004 - more digits are no wait
        return int(text)
    return otherwise_ms
