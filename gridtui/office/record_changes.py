"""A change of one record: the fields that differ, what stays in doubt, and the old values as the way back."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gridtui.core.errors import InputFault
from gridtui.core.records import Resident
from gridtui.office import drafts
from gridtui.office.acts import UndoStep, old_values, remember
from gridtui.office.entered_values import doubt_after, doubtful
from gridtui.office.former_grids import note_former_grid
from gridtui.office.session import OfficeSession
from gridtui.office.views import Saved
from gridtui.store import read_households
from gridtui.store.database import Reader
from gridtui.store.read_values import is_still
from gridtui.store.writer import Writer
from gridtui.sync.operation import Value

Values = Mapping[str, Value]


class RecordChange(NamedTuple):
    """Fields of one record, as they are, as they are to be, and as the form showed them."""

    type_name: str
    uid: bytes
    before: Values
    stated: Values
    seen: Values | None

    def save(self, session: OfficeSession, message: str, name: str, doubt: tuple[int, ...] = ()) -> Saved:
        """Set the fields that differ, settle what is in doubt, and keep the old values as the way back."""
        different = {field: value for field, value in self.stated.items() if self.before[field] != value}
        if any(self.before[field] != value for field, value in (self.seen or {}).items() if field in different):
            raise InputFault("change.changed_since", name=name)
        if not different:
            raise InputFault("change.nothing")
        old = {field: self.before[field] for field in different}
        unchanged = dict(old)
        if self.type_name != "dwelling":
            faulty = doubtful(session, different) if self.type_name == "resident" else frozenset()
            remaining = doubt_after(self.type_name, doubt, different, faulty)
            if remaining != doubt:
                different["doubt"], old["doubt"] = remaining, doubt
        with session.store.writing(session.clock) as writer:
            if not is_still(writer.read, self.type_name, self.uid, unchanged):
                raise InputFault("change.changed_since", name=name)
            if different.get("id_number"):
                refuse_held(writer.read, str(different["id_number"]), except_for=self.uid)
            writer.set(self.uid, different, actor=session.actor)
            drafts.drop_in(session, writer, self.type_name, self.uid)
            steps = [old_values(self.type_name, self.uid, old, different), *self._former(session, writer, different)]
            return remember(session, writer, self.uid, message, {"name": name}, steps)

    def _former(self, session: OfficeSession, writer: Writer, different: Values) -> list[UndoStep]:
        """Note the grid a household leaves."""
        if self.type_name != "household" or "grid" not in different:
            return []
        grid, from_day = self.before["grid"], self.before["from_day"]
        return note_former_grid(
            writer,
            self.uid,
            grid if isinstance(grid, bytes) else None,
            from_day if isinstance(from_day, int) else None,
            session.today,
            session.actor,
        )


def refuse_held(reader: Reader, id_number: str, *, except_for: bytes = b"") -> None:
    """Refuse to enter one person twice: an identity number is held by one live record of the office.

    Asked inside the transaction that saves, so that two people entering it at once cannot both succeed.
    """
    held = [person for person in _holders(reader, id_number) if person.uid != except_for]
    if held:
        raise InputFault("resident.id_number_held", field="id_number", name=held[0].name)


def _holders(reader: Reader, id_number: str) -> Sequence[Resident]:
    return read_households.residents_with_id_number(reader, id_number) if id_number else ()
