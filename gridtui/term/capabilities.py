"""What a terminal and its line can do: decided from what a person chose, what was measured and what is known. Pure.

Nobody knows which terminal sits at the other end: nearly all say ``TERM=xterm``. So a choice goes before a measured
fact, that before what is known of a terminal by its answer to DA2 or by an environment variable no other sets, and
where nothing speaks for a sequence it is not used. Sequences that move the cursor (REP) or send it home (scroll
regions) prove themselves; ECH, SU and the colour of erased cells leave the cursor where it is and are believed only
of terminals known by name, or by their level of the VT series.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

import msgspec

from gridtui.term.brush import Capabilities
from gridtui.term.encoding import Encoding

Switch = Literal["auto", "on", "off"]
Link = Literal["fast", "slow", "thin"]
"""``fast``: a local network. ``slow``: a wide one. ``thin``: a round trip one waits for."""

Reason = Literal["chosen", "measured", "known", "cautious"]
"""Why: a person said so, the terminal proved it, it is known of the terminal, or nothing speaks for it."""

FAST_BELOW_MS: Final = 80
SLOW_BELOW_MS: Final = 250
"""Round trips that divide fast from slow, and slow from thin (the links in use have 300 to 800 ms)."""

COLOURS: Final = 16
_VT220, _VT420 = 62, 64
"""First parameter of DA1 from which a terminal says it has ECH, and SU and SD (DEC STD 070)."""

_REPEATED_CELLS, _UNREPEATED_CELLS = 4, 1
_UTF8_CELLS, _GB18030_CELLS = 4, 6
_NARROW_CELLS, _WIDE_CELLS = 1, 2


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What a person chose; "auto" leaves it to what is measured and known."""

    bce: Switch = "auto"
    ech: Switch = "auto"
    rep: Switch = "auto"
    scroll: Switch = "auto"
    ambiguous: Literal["auto", "narrow", "wide"] = "auto"
    colours: Literal["auto", "16", "none"] = "auto"
    link: Literal["auto", "fast", "slow", "thin"] = "auto"
    encoding: Literal["auto", "utf-8", "gb18030"] = "auto"


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What a terminal answered to the questions of ``gridtui.term.probe``; None for what it did not.

    ``sample_cells`` are those the cursor moved over two hanzi in UTF-8, ``ambiguous_cells`` over one character of
    ambiguous width, ``repeat_cells`` over one character, repeated three times, and a cell erased. ``has_region``:
    setting a scroll region sent the cursor home. ``attributes`` and ``identity`` are the numbers of DA1 and DA2.
    """

    round_trip_ms: int | None = None
    sample_cells: int | None = None
    ambiguous_cells: int | None = None
    repeat_cells: int | None = None
    has_region: bool | None = None
    attributes: tuple[int, ...] | None = None
    identity: tuple[int, ...] | None = None


class Known(NamedTuple):
    """A terminal by name, and what it can do."""

    name: str
    capabilities: Capabilities


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided of a terminal. ``reasons`` says why, by the name of the field or the capability.

    ``terminal`` is "" for one nobody knows. ``colours`` is 16 or 0. ``encoding`` is None where neither a person nor
    the cursor said, ``link`` and ``round_trip_ms`` where nothing was measured.
    """

    terminal: str = ""
    has_answered: bool = False
    capabilities: Capabilities
    colours: int = COLOURS
    encoding: Encoding | None = None
    link: Link | None = None
    round_trip_ms: int | None = None
    reasons: Mapping[str, Reason] = MappingProxyType({})


_ALL: Final = Capabilities(bce=True, ech=True, rep=True, scroll=True)
_NONE: Final = Capabilities(bce=False, ech=False, rep=False, scroll=False)
_NO_SCROLL: Final = Capabilities(bce=True, ech=True, rep=False, scroll=False)

_IDENTITIES: Final[tuple[tuple[int, int | None, int | None, Known], ...]] = (
    (0, 136, None, Known("PuTTY", _ALL)),
    (0, 115, None, Known("Konsole", _ALL)),
    (0, 276, None, Known("xterm.js", _ALL)),
    (0, 10, 1, Known("Windows console", _ALL)),
    (1, 95, 0, Known("Terminal.app", _NO_SCROLL)),
    (1, 277, 0, Known("WezTerm", _ALL)),
    (1, 4000, None, Known("kitty", _ALL)),
    (41, None, None, Known("xterm", _ALL)),
    (65, None, 1, Known("VTE", _ALL)),
    (77, None, None, Known("mintty", _ALL)),
    (82, None, None, Known("rxvt", _NO_SCROLL)),
    (83, None, None, Known("screen", _NONE)),
    (84, None, None, Known("tmux", _ALL)),
    (85, None, None, Known("rxvt-unicode", _NO_SCROLL)),
)
"""The three numbers of the answer to DA2, None for any."""

_TERMS: Final[tuple[tuple[str, Known], ...]] = (
    ("putty", Known("PuTTY", _ALL)),
    ("linux", Known("Linux console", _NO_SCROLL)),
    ("tmux", Known("tmux", _ALL)),
    ("screen", Known("screen", _NONE)),
    ("rxvt", Known("rxvt", _NO_SCROLL)),
    ("mintty", Known("mintty", _ALL)),
    ("alacritty", Known("Alacritty", _ALL)),
    ("xterm-kitty", Known("kitty", _ALL)),
)
"""What ``TERM`` begins with, of terminals that do not pass for xterm."""

_PROGRAMS: Final[Mapping[str, Known]] = MappingProxyType(
    {
        "Apple_Terminal": Known("Terminal.app", _NO_SCROLL),
        "iTerm.app": Known("iTerm2", _ALL),
        "mintty": Known("mintty", _ALL),
        "vscode": Known("xterm.js", _ALL),
        "WezTerm": Known("WezTerm", _ALL),
        "tmux": Known("tmux", _ALL),
    }
)
"""``TERM_PROGRAM`` of those that set it; it seldom survives an SSH login."""

_COLOURLESS_TERMS: Final = ("dumb", "vt1", "vt2", "vt3", "vt4", "vt5", "xterm-mono", "linux-m", "unknown")


def known_terminal(environ: Mapping[str, str], identity: tuple[int, ...] | None = None) -> Known | None:
    """Return what is known of a terminal by its answer to DA2, else by the environment; None for a stranger."""
    if identity is not None:
        numbers = (*identity, 0, 0, 0)
        for first, second, third, known in _IDENTITIES:
            if numbers[0] == first and second in (None, numbers[1]) and third in (None, numbers[2]):
                return known
        return None
    term = environ.get("TERM", "")
    of_term = next((known for begin, known in _TERMS if term.startswith(begin)), None)
    return _PROGRAMS.get(environ.get("TERM_PROGRAM", ""), of_term)


def assess(environ: Mapping[str, str], answers: Answers | None, choices: Choices) -> Assessment:
    """Decide what a terminal and its line can do; ``answers`` None: it was not asked, or said nothing."""
    found = _trusted(answers or Answers())
    known = known_terminal(environ, found.identity)
    reasons: dict[str, Reason] = {}
    encoding = _encoding(found, choices, reasons)
    link = _link(found, choices, reasons)
    return Assessment(
        terminal=known.name if known else "",
        has_answered=found.round_trip_ms is not None,
        capabilities=_capabilities(known, found, choices, reasons),
        colours=_colours(environ, choices, reasons),
        encoding=encoding,
        link=link,
        round_trip_ms=found.round_trip_ms,
        reasons=MappingProxyType(reasons),
    )


def _trusted(found: Answers) -> Answers:
    """Return of the answers of a terminal that counts hanzi like no other only how long it took."""
    if found.sample_cells in (None, _UTF8_CELLS, _GB18030_CELLS):
        return found
    return Answers(round_trip_ms=found.round_trip_ms, identity=())


def link_of(round_trip_ms: int) -> Link:
    """Return the class of a line by its round trip."""
    if round_trip_ms < FAST_BELOW_MS:
        return "fast"
    return "slow" if round_trip_ms < SLOW_BELOW_MS else "thin"


def _capabilities(known: Known | None, found: Answers, choices: Choices, reasons: dict[str, Reason]) -> Capabilities:
    is_sane = found.repeat_cells in (None, _REPEATED_CELLS, _UNREPEATED_CELLS)
    level = found.attributes[0] if found.attributes else 0
    of_name = known.capabilities if known else _NONE

    def settled(name: str, *, measured: bool | None, believed: bool) -> bool:
        chosen = getattr(choices, name)
        if chosen != "auto":
            reasons[name] = "chosen"
            return bool(chosen == "on")
        if measured is not None:
            reasons[name] = "measured"
            return measured
        reasons[name] = "known" if known or believed else "cautious"
        return believed

    wide = _is_wide(found, choices, reasons)
    return Capabilities(
        bce=settled("bce", measured=None, believed=of_name.bce),
        ech=settled("ech", measured=None if is_sane else False, believed=of_name.ech or level >= _VT220),
        rep=settled(
            "rep",
            measured=None if found.repeat_cells is None else found.repeat_cells == _REPEATED_CELLS,
            believed=of_name.rep,
        ),
        scroll=settled(
            "scroll",
            measured=False if found.has_region is False else None,
            believed=of_name.scroll or (found.has_region is True and level >= _VT420),
        ),
        wide_ambiguous=wide,
    )


def _is_wide(found: Answers, choices: Choices, reasons: dict[str, Reason]) -> bool:
    """Tell whether characters of ambiguous width take two cells; in a GB terminal all beyond ASCII do."""
    if choices.ambiguous != "auto":
        reasons["ambiguous"] = "chosen"
        return choices.ambiguous == "wide"
    if found.sample_cells == _GB18030_CELLS:
        reasons["ambiguous"] = "measured"
        return True
    is_measured = found.ambiguous_cells in (_NARROW_CELLS, _WIDE_CELLS)
    reasons["ambiguous"] = "measured" if is_measured else "cautious"
    return found.ambiguous_cells == _WIDE_CELLS


def _encoding(found: Answers, choices: Choices, reasons: dict[str, Reason]) -> Encoding | None:
    if choices.encoding != "auto":
        reasons["encoding"] = "chosen"
        return choices.encoding
    # Six cells say only that it is not UTF-8; of the others GB18030 is the one in use here.
    measured: dict[int | None, Encoding] = {_UTF8_CELLS: "utf-8", _GB18030_CELLS: "gb18030"}
    encoding = measured.get(found.sample_cells)
    reasons["encoding"] = "measured" if encoding else "known"
    return encoding


def _link(found: Answers, choices: Choices, reasons: dict[str, Reason]) -> Link | None:
    if choices.link != "auto":
        reasons["link"] = "chosen"
        return choices.link
    reasons["link"] = "cautious" if found.round_trip_ms is None else "measured"
    return None if found.round_trip_ms is None else link_of(found.round_trip_ms)


def _colours(environ: Mapping[str, str], choices: Choices, reasons: dict[str, Reason]) -> int:
    if choices.colours != "auto":
        reasons["colours"] = "chosen"
        return COLOURS if choices.colours == "16" else 0
    if environ.get("NO_COLOR"):
        reasons["colours"] = "chosen"
        return 0
    reasons["colours"] = "known"
    return 0 if environ.get("TERM", "").startswith(_COLOURLESS_TERMS) else COLOURS
