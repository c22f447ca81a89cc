"""Text that a spreadsheet shows and never executes.

A cell that begins with ``=``, ``+``, ``-`` or ``@`` (full width too), a tab or a carriage return is a formula to some
spreadsheet. An apostrophe in front makes it text; reading such a cell takes the apostrophe away again.
"""

_STARTERS = frozenset("=+-@\t\r＝＋－＠")
_MARK = "'"


def neutralised(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return _MARK + text if text and text[0] in _STARTERS else text


def restored(text: str) -> str:
    """Return the text ``neutralised`` was given, and any other text as it is."""
    return text[1:] if len(text) > 1 and text[0] == _MARK and text[1] in _STARTERS else text
