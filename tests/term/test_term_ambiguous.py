"""On a terminal that gives characters of ambiguous width two cells, frames hold none of them."""

import pytest

from gridtui.term.brush import UNKNOWN_STYLUS, Capabilities
from gridtui.term.cell_model import CellModel, cells_of, narrowed
from gridtui.term.encoder import FrameEncoder
from gridtui.term.pen import PLAIN
from gridtui.term.plain import ambiguous_characters

WIDE = Capabilities(wide_ambiguous=True)


def frame(text: str, capabilities: Capabilities) -> str:
    """Return what one row of a text is sent as."""
    model = CellModel(40, 1)
    model.put(0, 0, cells_of(text, PLAIN))
    return FrameEncoder(capabilities).encode(None, model.wanted, (0, 0), UNKNOWN_STYLUS).output.decode()


def test_a_typed_quote_does_not_push_the_row_aside() -> None:
    """What a person types into the entry is shown as typed elsewhere; here by what takes one cell for sure."""
    text = "他说“走访”·好—a…b①"
    assert ambiguous_characters(frame(text, WIDE)) == ()
    assert '他说"走访".好-a.b' in frame(text, WIDE)


def test_elsewhere_they_are_sent_as_they_are() -> None:
    """Where they take one cell, or nobody knows, the cursor is set anew behind each."""
    assert "“" in frame("他说“走访”", Capabilities())


@pytest.mark.parametrize("cell", ["住", "a", "！", "", " ", "ü", "é"])
def test_only_ambiguous_cells_are_changed(cell: str) -> None:
    """Hanzi, ASCII and full-width forms stay; an accented letter of ambiguous width loses its accent."""
    kept = narrowed(cell)
    assert kept == cell if not ambiguous_characters(cell) else kept.isascii()
    assert len(kept) == len(cell)
