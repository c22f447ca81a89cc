"""What Textual is told before it is imported, and which windows are large enough."""

import subprocess
import sys

import pytest

from gridtui.term.brush import Capabilities
from gridtui.term.capabilities import Answers, Assessment, Choices, Link, assess
from gridtui.term.profile import Profile, fits, fitted, locale_encoding, locale_names_encoding, prepare, used_columns


def python(script: str) -> str:
    """Return what a fresh interpreter prints."""
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize(
    "module",
    [
        "keys",
        "sequences",
        "encoding",
        "decoder",
        "profile",
        "plain",
        "output",
        "tty",
        "capabilities",
        "probe",
        "asking",
    ],
)
def test_loads_no_textual(module: str) -> None:
    """Everything but the driver loads without Textual, so that prepare can come first."""
    script = f"import sys, gridtui.term.{module}; print({{'textual', 'rich'}} & set(sys.modules))"
    assert python(script) == "set()"


def test_textual_sees_what_was_prepared() -> None:
    """Textual's own constants hold the prepared values."""
    script = """
import os
from gridtui.term.profile import prepare
prepare(os.environ)
from textual import constants as c
print(c.MAX_FPS, c.TEXTUAL_ANIMATIONS, c.COLOR_SYSTEM, c.DISABLE_KITTY_KEY)
print(c.ESCAPE_DELAY, c.SMOOTH_SCROLL, c.DEFAULT_THEME)
"""
    assert python(script) == "250 none standard True\n0.8 False ansi-dark"


def test_theme_names_exist() -> None:
    """The themes the profile names are Textual's."""
    script = """
from gridtui.term.profile import DARK_THEME, LIGHT_THEME
from textual.theme import BUILTIN_THEMES
print(DARK_THEME in BUILTIN_THEMES, LIGHT_THEME in BUILTIN_THEMES)
"""
    assert python(script) == "True True"


def test_what_a_person_set_stays() -> None:
    """Theme, colours, frame limit and ESCDELAY stay as set; what costs bytes does not."""
    environ = {
        "TEXTUAL_THEME": "ansi-light",
        "TEXTUAL_COLOR_SYSTEM": "256",
        "TEXTUAL_FPS": "30",
        "ESCDELAY": "100",
        "TEXTUAL_ANIMATIONS": "full",
        "TEXTUAL_DISABLE_KITTY_KEY": "0",
    }
    profile = prepare(environ)
    assert (environ["TEXTUAL_THEME"], environ["TEXTUAL_COLOR_SYSTEM"], environ["TEXTUAL_FPS"]) == (
        "ansi-light",
        "256",
        "30",
    )
    assert (environ["TEXTUAL_ANIMATIONS"], environ["TEXTUAL_DISABLE_KITTY_KEY"]) == ("none", "1")
    assert profile.escape_wait_ms == 100


@pytest.mark.parametrize("given", ["", "0", "20", "999999", "-5", "abc", "8" * 5000, "２００"])
def test_senseless_wait_is_not_taken(given: str) -> None:
    """An ESCDELAY that is no number of 50 to 5000 ms becomes 800."""
    environ = {"ESCDELAY": given}
    assert prepare(environ).escape_wait_ms == 800
    assert environ["ESCDELAY"] == "800"


@pytest.mark.parametrize(
    ("environ", "encoding"),
    [
        ({}, "utf-8"),
        ({"LANG": "zh_CN.UTF-8"}, "utf-8"),
        ({"LANG": "zh_CN.GBK"}, "gb18030"),
        ({"LANG": "zh_CN.gb18030@pinyin"}, "gb18030"),
        ({"LANG": "zh_CN.GB2312", "LC_ALL": "C.UTF-8"}, "utf-8"),
        ({"LANG": "en_US.UTF-8", "LC_CTYPE": "zh_CN.eucCN"}, "gb18030"),
        ({"LANG": "zh_CN.GBK", "LC_CTYPE": "C.UTF-8"}, "gb18030"),
        ({"LANG": "C"}, "utf-8"),
    ],
)
def test_locale_names_the_encoding(environ: dict[str, str], encoding: str) -> None:
    """LC_ALL comes before LC_CTYPE before LANG; what Python itself put into LC_CTYPE does not count."""
    assert locale_encoding(environ) == encoding


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LC_ALL": "C.utf8"}, True),
        ({"LANG": "zh_CN.GBK"}, True),
        ({}, False),
        ({"LANG": "C"}, False),
        ({"LANG": "zh_CN"}, False),
        ({"LANG": "zh_TW.BIG5"}, False),
        ({"LC_CTYPE": "C.UTF-8"}, False),
    ],
)
def test_a_locale_says_an_encoding_or_nothing(environ: dict[str, str], says: bool) -> None:
    """Not what Python put there itself, and none the screens cannot be sent in."""
    assert locale_names_encoding(environ) is says


def test_given_encoding_comes_before_the_locale() -> None:
    """An encoding a person chose is taken whatever the locale says."""
    profile = prepare({"LANG": "zh_CN.UTF-8"}, encoding="gb18030", key_mode="sco", title="x")
    assert profile == Profile(encoding="gb18030", key_mode="sco", title="x")


def test_no_color_is_kept_from_textual() -> None:
    """Textual would turn colours into greys; who has no colours here is a matter of the profile."""
    environ = {"NO_COLOR": "1"}
    prepare(environ)
    assert "NO_COLOR" not in environ


@pytest.mark.parametrize(
    ("link", "given", "wait_ms"), [(None, "", 800), ("fast", "", 200), ("thin", "", 1_500), ("fast", "900", 900)]
)
def test_a_named_line_says_how_long_esc_waits(link: Link | None, given: str, wait_ms: int) -> None:
    """800 ms unless a person named the line, or set ESCDELAY, which goes before."""
    assert prepare({"ESCDELAY": given}, link=link).escape_wait_ms == wait_ms


def test_what_was_found_out_goes_into_the_profile() -> None:
    """Capabilities and colours are taken over; an encoding only where the cursor or a person said one."""
    prepared = prepare({"LANG": "zh_CN.GBK"})
    none = Capabilities(bce=False, ech=False)
    assert fitted(prepared, Assessment(capabilities=none, colours=0)) == Profile(
        encoding="gb18030", capabilities=none, colours=0
    )
    assert fitted(prepared, Assessment(capabilities=none, encoding="utf-8")).encoding == "utf-8"


def test_smallest_window_is_80_by_20() -> None:
    """80x20 works, anything smaller does not; the last column is never used."""
    assert fits(80, 20)
    assert fits(200, 60)
    assert not fits(79, 24)
    assert not fits(80, 19)
    assert used_columns(80) == 79


def test_an_encoding_is_measured_where_the_cursor_said_it() -> None:
    """Not where a person chose it or nobody knows: there the bytes of a client still speak."""
    prepared = prepare({})
    asked = Answers(round_trip_ms=10, sample_cells=4)
    assert fitted(prepared, assess({}, asked, Choices())).encoding_is_measured
    assert not fitted(prepared, assess({}, asked, Choices(encoding="utf-8"))).encoding_is_measured
    assert not fitted(prepared, assess({}, None, Choices())).encoding_is_measured
