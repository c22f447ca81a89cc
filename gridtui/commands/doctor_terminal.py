"""``gridtui doctor terminal``: what this terminal and its line can do and why, samples to look at, keys to try."""

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from gridtui.commands.byte_costs import byte_costs
from gridtui.commands.output import print_json, print_line
from gridtui.core.text import cell_width, fit
from gridtui.core.time import elapsed_ms
from gridtui.locale import N_, _, say
from gridtui.term.asking import NOTHING_HEARD, Heard, ask, patience_ms
from gridtui.term.capabilities import Assessment, assess
from gridtui.term.decoder import InputDecoder
from gridtui.term.encoding import Encoding
from gridtui.term.keys import CursorReport, DeviceReport, EncodingChanged, Key, Paste
from gridtui.term.pen import BOLD, PLAIN, REVERSE, pen, transition
from gridtui.term.profile import locale_encoding
from gridtui.term.tty import RawLine

if TYPE_CHECKING:
    from gridtui.settings import TerminalTable

LABEL_CELLS: Final = 14
_READ_BYTES: Final = 256

_REASONS: Final = {
    "chosen": N_("chosen by you"),
    "measured": N_("measured"),
    "known": N_("known of such terminals"),
    "cautious": N_("not proved, so not relied on"),
}
_LINKS: Final = {"fast": N_("fast"), "slow": N_("slow"), "thin": N_("thin")}
_CAPABILITIES: Final = (
    ("ech", N_("erases characters (ECH)")),
    ("rep", N_("repeats a character (REP)")),
    ("scroll", N_("scrolls a region of rows")),
    ("bce", N_("erases in colour (BCE)")),
)
_ENDS: Final = frozenset({"q", "ctrl+c"})


def show_terminal(settings: "TerminalTable", *, as_json: bool) -> int:
    """Ask the terminal, show what came of it, and let a person look and press keys; returns the exit status."""
    from gridtui.term.seam import missing_names
    from gridtui.tui.run import choices_of

    line = RawLine(0)
    heard = NOTHING_HEARD
    try:
        asked = ask(line) if settings.probe == "on" and not as_json else None
        missing = missing_names()
        if asked is not None:
            heard = asked.hear(patience_ms(settings.link))
    finally:
        line.leave()
    found = assess(os.environ, heard.answers, choices_of(settings))
    encoding = found.encoding or locale_encoding(os.environ)
    if as_json:
        print_json(_document(found, encoding, missing))
        return 0
    if sys.stdout.isatty():
        sys.stdout.reconfigure(encoding=encoding, errors="replace")  # type: ignore[union-attr]  # a terminal's stream is text
    for row in _facts(found, encoding, missing):
        print_line(row)
    if sys.stdin.isatty() and sys.stdout.isatty():
        for row in _samples():
            # What the terminal makes of these is what is looked at.
            sys.stdout.write(row + "\n")
        _try_keys(line, heard, encoding)
    return 0


def _document(found: Assessment, encoding: Encoding, missing: tuple[str, ...]) -> dict[str, object]:
    return {
        "terminal": found.terminal,
        "answered": found.has_answered,
        "round_trip_ms": found.round_trip_ms,
        "link": found.link,
        "encoding": encoding,
        "colours": found.colours,
        "capabilities": {name: getattr(found.capabilities, name) for name, _words in _CAPABILITIES},
        "wide_ambiguous": found.capabilities.wide_ambiguous,
        "reasons": dict(found.reasons),
        "driver": "plain" if missing else "paced",
        "missing": list(missing),
        "bytes": byte_costs(found.capabilities, encoding),
    }


# -- in words


def _facts(found: Assessment, encoding: Encoding, missing: tuple[str, ...]) -> Iterator[str]:
    name = found.terminal or _("not known by name")
    answered = _("answered") if found.has_answered else _("did not answer")
    yield _row(_("Terminal"), f"{name} (TERM={os.environ.get('TERM', '')}, {answered})")
    link = _(_LINKS[found.link]) if found.link else _("not measured")
    trip = say(", round trip {ms} ms", ms=found.round_trip_ms) if found.round_trip_ms is not None else ""
    yield _row(_("Line"), f"{link}{trip}", _why(found, "link"))
    by_locale = found.reasons["encoding"] == "known"
    yield _row(_("Encoding"), encoding, _("as the locale says") if by_locale else _why(found, "encoding"))
    colours = say("{count} colours", count=found.colours) if found.colours else _("no colours")
    yield _row(_("Colours"), colours, _why(found, "colours"))
    for key, words in _CAPABILITIES:
        able = _("yes") if getattr(found.capabilities, key) else _("no")
        yield _row(able, _(words), _why(found, key))
    wide = found.capabilities.wide_ambiguous
    cells = _("two cells: better switch 'ambiguous as wide' off") if wide else _("one cell")
    yield _row(_("Dots, quotes"), cells, _why(found, "ambiguous"))
    yield _row(_("Driver"), _driver(missing))
    costs = byte_costs(found.capabilities, encoding)
    yield _row(
        _("Bytes"),
        say(
            "first screen {first}, mark moved {mark}, next page {page}",
            first=costs["first"],
            mark=costs["mark"],
            page=costs["page"],
        ),
    )


def _driver(missing: tuple[str, ...]) -> str:
    if not missing:
        return _("sends differences, and only when the line can take them")
    return say("sends whole screens, as this Textual lacks {names}", names=", ".join(missing))


def _row(label: str, value: str, reason: str = "") -> str:
    return label + " " * max(1, LABEL_CELLS - cell_width(label)) + value + (f" ({reason})" if reason else "")


def _why(found: Assessment, name: str) -> str:
    return _(_REASONS[found.reasons[name]])


def _samples() -> Iterator[str]:
    yield ""
    yield _("The bars of these two rows stand below each other:")
    yield "  |住户走访工单|"
    yield "  |123456789012|"
    yield _("A frame of ASCII, and words in red, green, cyan, bold and reversed:")
    looks = (
        (pen(1), _("red")),
        (pen(2), _("green")),
        (pen(6), _("cyan")),
        (BOLD, _("bold")),
        (REVERSE, _("reversed")),
    )
    words = " ".join(transition(PLAIN, look) + word + transition(None, PLAIN) for look, word in looks)
    frame = fit(_("frame"), 6)
    yield from ("  +--------+", f"  | {frame} | {words}", "  +--------+")
    yield _("Empty brackets (ECH), five dashes in brackets (REP), a bar to the right edge (BCE):")
    yield "  [####]\x1b[5D\x1b[4X\x1b[5C  [-\x1b[4b]  " + transition(PLAIN, pen(None, 4)) + "\x1b[K\x1b[m"


# -- keys


def _try_keys(line: RawLine, heard: Heard, encoding: Encoding) -> None:
    """Show keys by the names a keymap gives them, with the bytes they came as, until one of _ENDS."""
    print_line()
    print_line(_("Press keys to see what arrives; q ends."))
    sys.stdout.flush()
    decoder = InputDecoder(encoding=encoding)
    line.enter()
    try:
        raw: bytes | None = heard.typed
        while raw is not None:
            events = decoder.feed(raw, elapsed_ms()) if raw else decoder.tick(elapsed_ms())
            shown = [_event_words(event) for event in events if not isinstance(event, CursorReport | DeviceReport)]
            if raw:
                _write_raw(f"  {raw.hex(' ')}")
            for words in shown:
                _write_raw(f"    {words}")
            if any(isinstance(event, Key) and event.key in _ENDS for event in events):
                return
            raw = _next_bytes(decoder)
    finally:
        line.leave()


def _next_bytes(decoder: InputDecoder) -> bytes | None:
    """Return what is typed next; nothing when the decoder has something to decide, None when the line is gone."""
    import select

    deadline_ms = decoder.deadline_ms
    wait_seconds = None if deadline_ms is None else max(0, deadline_ms - elapsed_ms()) / 1_000
    ready, _writable, _failed = select.select([0], [], [], wait_seconds)
    if not ready:
        return b""
    try:
        return os.read(0, _READ_BYTES) or None
    except OSError:
        return None


def _event_words(event: Key | Paste | EncodingChanged) -> str:
    if isinstance(event, Key):
        is_text = event.character is not None and event.character.isprintable()
        return f"{event.key}  {event.character}" if is_text and event.character != event.key else event.key
    if isinstance(event, Paste):
        return say("pasted: {count} characters", count=len(event.text))
    return say("this terminal speaks {encoding}", encoding=event.name)


def _write_raw(text: str) -> None:
    """Write a line to a terminal whose output is not processed."""
    sys.stdout.write(text + "\r\n")
    sys.stdout.flush()
