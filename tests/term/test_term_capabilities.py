"""What a terminal is taken to be able to do: a choice before a measurement before what is known before caution."""

import pytest

from gridtui.term.brush import Capabilities
from gridtui.term.capabilities import Answers, Assessment, Choices, assess, known_terminal, link_of

ALL = Capabilities(bce=True, ech=True, rep=True, scroll=True)
NONE = Capabilities(bce=False, ech=False, rep=False, scroll=False)
XTERM = {"TERM": "xterm-256color"}
PUTTY = Answers(
    round_trip_ms=600,
    sample_cells=4,
    ambiguous_cells=1,
    repeat_cells=4,
    has_region=True,
    attributes=(6,),
    identity=(0, 136, 0),
)


def assessed(environ: dict[str, str] | None = None, answers: Answers | None = None, **choices: str) -> Assessment:
    """Return what is decided."""
    return assess(XTERM if environ is None else environ, answers, Choices(**choices))  # type: ignore[arg-type]  # words of the literals


def answering(**changes: object) -> Answers:
    """Return answers of a terminal nobody knows, unless stated otherwise."""
    of_nobody: dict[str, object] = {
        "round_trip_ms": 10, "sample_cells": 4, "ambiguous_cells": 1, "repeat_cells": 1, "has_region": True,
        "attributes": (1, 2), "identity": (2, 9, 0),
    }  # fmt: skip
    return Answers(**{**of_nobody, **changes})  # type: ignore[arg-type]  # fields of Answers


def test_a_terminal_that_never_answers_gets_nothing_that_could_go_wrong() -> None:
    """TERM=xterm is what every client says: without an answer no capability is used."""
    found = assessed()
    assert found.capabilities == NONE
    assert not found.has_answered
    assert (found.terminal, found.link, found.encoding) == ("", None, None)
    assert set(found.reasons.values()) <= {"cautious", "known"}


@pytest.mark.parametrize(
    ("identity", "name", "capabilities"),
    [
        ((0, 136, 0), "PuTTY", ALL),
        ((41, 379, 0), "xterm", ALL),
        ((65, 7006, 1), "VTE", ALL),
        ((0, 10, 1), "Windows console", ALL),
        ((84, 0, 0), "tmux", ALL),
        ((83, 40500, 0), "screen", NONE),
        ((85, 95, 0), "rxvt-unicode", Capabilities(bce=True, ech=True, rep=False, scroll=False)),
    ],
)
def test_the_answer_to_da2_names_a_terminal(identity: tuple[int, ...], name: str, capabilities: Capabilities) -> None:
    """Who a terminal says it is decides what cannot be measured; REP is measured, and off where it did nothing."""
    found = assessed(answers=answering(identity=identity, repeat_cells=4 if capabilities.rep else 1))
    assert found.terminal == name
    assert found.capabilities == capabilities


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({"TERM": "linux"}, "Linux console"),
        ({"TERM": "putty-256color"}, "PuTTY"),
        ({"TERM": "screen.xterm-256color"}, "screen"),
        ({"TERM": "tmux-256color"}, "tmux"),
        ({"TERM": "rxvt-unicode-256color"}, "rxvt"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, "Terminal.app"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "SecureCRT"}, ""),
        ({}, ""),
    ],
)
def test_without_an_answer_the_environment_names_some(environ: dict[str, str], name: str) -> None:
    """A TERM that no other uses is believed where DA2 was not answered; a stranger stays a stranger."""
    assert assessed(environ).terminal == name


def test_an_unknown_answer_beats_what_term_says() -> None:
    """A terminal that says it is something else is not taken for what TERM claims."""
    assert known_terminal({"TERM": "putty"}, (5, 5, 5)) is None


def test_rep_and_regions_prove_themselves_on_a_stranger() -> None:
    """REP is used where the cursor moved; scrolling needs the region and a level that has SU and SD."""
    assert assessed(answers=answering(repeat_cells=4)).capabilities.rep
    assert not assessed(answers=answering()).capabilities.scroll
    assert assessed(answers=answering(attributes=(64, 1))).capabilities.scroll
    assert not assessed(answers=answering(attributes=(64, 1), has_region=False)).capabilities.scroll


def test_a_known_terminal_that_disproves_itself_is_not_believed() -> None:
    """PuTTY without REP or without a region (a clone) does without them."""
    found = assessed(answers=answering(identity=(0, 136, 0), repeat_cells=1, has_region=False))
    assert found.capabilities == Capabilities(bce=True, ech=True, rep=False, scroll=False)
    assert found.reasons["rep"] == found.reasons["scroll"] == "measured"


def test_a_terminal_that_prints_what_it_does_not_know_gets_neither_rep_nor_ech() -> None:
    """Where the sequences came out as letters the cursor is somewhere else."""
    found = assessed(answers=answering(identity=(41, 379, 0), repeat_cells=6))
    assert not found.capabilities.rep
    assert not found.capabilities.ech


def test_ech_is_believed_from_the_vt220_on() -> None:
    """A stranger of level 62 has ECH, one of level 1 may not."""
    assert assessed(answers=answering(attributes=(62, 1))).capabilities.ech
    assert not assessed(answers=answering(attributes=(1, 2))).capabilities.ech


def test_a_terminal_that_answers_nonsense_is_not_believed() -> None:
    """Two hanzi are four cells or, read as GB18030, six; who says seven may say anything."""
    found = assessed(answers=answering(sample_cells=7, identity=(0, 136, 0), repeat_cells=4, attributes=(65,)))
    assert found.capabilities == NONE
    assert found.encoding is None


@pytest.mark.parametrize(("cells", "encoding"), [(4, "utf-8"), (6, "gb18030"), (None, None)])
def test_the_cursor_tells_the_encoding(cells: int | None, encoding: str | None) -> None:
    """A GB terminal is known before the first screen, whatever the locale says."""
    assert assessed({"LANG": "zh_CN.UTF-8"}, answering(sample_cells=cells)).encoding == encoding


def test_ambiguous_width_is_measured() -> None:
    """Two cells for one sign: wide. In a GB terminal everything beyond ASCII is."""
    assert assessed(answers=answering(ambiguous_cells=2)).capabilities.wide_ambiguous
    assert assessed(answers=answering(sample_cells=6, ambiguous_cells=2)).capabilities.wide_ambiguous
    assert not assessed(answers=answering()).capabilities.wide_ambiguous


@pytest.mark.parametrize(("round_trip_ms", "link"), [(2, "fast"), (79, "fast"), (80, "slow"), (250, "thin")])
def test_the_round_trip_gives_the_class_of_the_line(round_trip_ms: int, link: str) -> None:
    """A local network, a wide one, and what the thin lines have: 300 to 800 ms."""
    assert link_of(round_trip_ms) == link
    assert assessed(answers=answering(round_trip_ms=round_trip_ms)).link == link


def test_a_choice_goes_before_everything() -> None:
    """What a person set holds, whatever was measured or is known."""
    found = assessed(
        answers=PUTTY, bce="off", ech="off", rep="off", scroll="off", ambiguous="wide", colours="none", link="fast",
        encoding="gb18030",
    )  # fmt: skip
    assert found.capabilities == Capabilities(bce=False, ech=False, rep=False, scroll=False, wide_ambiguous=True)
    assert (found.colours, found.link, found.encoding) == (0, "fast", "gb18030")
    assert set(found.reasons.values()) == {"chosen"}
    assert assessed(bce="on", ech="on", rep="on", scroll="on").capabilities == ALL


@pytest.mark.parametrize(
    ("environ", "colours"),
    [
        ({"TERM": "xterm"}, 16),
        ({"TERM": "linux"}, 16),
        ({"TERM": "vt220"}, 0),
        ({"TERM": "dumb"}, 0),
        ({"TERM": "xterm", "NO_COLOR": "1"}, 0),
        ({"TERM": "xterm", "NO_COLOR": ""}, 16),
    ],
)
def test_colours(environ: dict[str, str], colours: int) -> None:
    """Sixteen, or none on terminals of the VT series and where NO_COLOR is set (no-color.org: not empty)."""
    assert assessed(environ).colours == colours
    assert assessed(environ, colours="16").colours == 16
