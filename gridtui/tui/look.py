"""How everything looks: sixteen colours on the terminal's own background, meaning never by colour alone.

A look is a short name a painted span carries. No look sets a background, so that no blank costs a byte, and none
uses dim or blink, which half of the terminals draw wrongly (terminal.md section 7, rules 1 to 4).
"""

from typing import Final

from rich.style import Style

from gridtui.term.profile import DARK_THEME

PLAIN: Final = ""
STRONG: Final = "strong"
ALERT: Final = "alert"
GOOD: Final = "good"
QUIET: Final = "quiet"
CHOSEN: Final = "chosen"

STYLES: Final[dict[str, Style]] = {
    PLAIN: Style.null(),
    STRONG: Style(bold=True),
    ALERT: Style(color="red", bold=True),
    GOOD: Style(color="green"),
    QUIET: Style(color="cyan"),
    CHOSEN: Style(reverse=True),
}
"""Look -> style. ALERT marks what is late, GOOD what is done, QUIET what cannot be used now, CHOSEN where one is."""

COLOURLESS: Final[dict[str, Style]] = {
    look: style if style.color is None else Style(bold=True) if style.bold else Style.null()
    for look, style in STYLES.items()
}
"""The same where the terminal has no colours, or the person wants none."""

COLUMNS: Final = 79
"""Cells used of each line, however wide the window: the last column is never trusted (rule 12)."""

THEME: Final = DARK_THEME
"""Textual's theme of terminal colours: its variables name the sixteen colours, and the default background."""
