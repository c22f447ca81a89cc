"""Which grid a household was in before: written whenever its grid changes, so that old reports reproduce."""

from gridtui.office.acts import UndoStep
from gridtui.store.read_former import former_grids
from gridtui.store.writer import Writer


def note_former_grid(  # noqa: PLR0917 - the facts of one household's change of grid
    writer: Writer, household: bytes, grid: bytes | None, from_day: int | None, today: int, actor: bytes | None
) -> list[UndoStep]:
    """Record that a household was in ``grid`` until yesterday; return the way back.

    To be called in the transaction that sets another grid. ``from_day`` is the household's first day, None not
    stated. Nothing is recorded where it was in that grid on no day before today: it began today, or came into the
    grid by an earlier change of today.
    """
    yesterday = today - 1
    began_today = from_day is not None and from_day > yesterday
    if began_today or any(to_day >= yesterday for _, _, to_day in former_grids(writer.read, household)):
        return []
    values = {"household": household, "grid": grid, "to_day": yesterday}
    return [UndoStep("void", writer.create("former_grid", values, root=household, actor=actor))]
