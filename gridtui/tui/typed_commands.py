"""What typed commands mean: who or what their first word finds, which outcome or category their second one names."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.names import initials
from gridtui.core.text import normalise_width
from gridtui.core.words import Outcome
from gridtui.locale import N_, _, say
from gridtui.locale.words import word_list
from gridtui.office import browse, tickets, visits
from gridtui.office.views import HouseholdRow
from gridtui.term.encoding import Encoding
from gridtui.tui.actions import AREAS

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk
    from gridtui.tui.screens.base import OfficeScreen

COMMANDS: Final = {
    "v": N_("log a visit"),
    "t": N_("open a ticket"),
    "h": N_("find households"),
    "encoding": N_("set the terminal's encoding"),
}
ENCODINGS: Final[Mapping[str, Encoding]] = MappingProxyType(
    {"utf-8": "utf-8", "gb18030": "gb18030", "utf8": "utf-8", "gbk": "gb18030", "gb2312": "gb18030"}
)
"""What people call an encoding; the first two are what it is."""
_FEW: Final = 8
_OUTCOME_PLACE: Final = 2
_PLACE_WORD: Final = 1


def area_of(text: str) -> str | None:
    """Return the area a digit or its name stands for, None for any other text."""
    plain = normalise_width(text)
    return next((area.name for area in AREAS if plain in {str(area.digit), area.name, _(area.label)}), None)


def named_by(typed: str, choices: Iterable[tuple[int, str]]) -> int | None:
    """Return the one choice whose word begins with what is typed, or whose initials are; None unless exactly one."""
    exact = [code for code, label in choices if label == typed or typed in initials(label)]
    found = exact or [code for code, label in choices if label.startswith(typed)]
    return found[0] if len(found) == 1 else None


class Commands:
    """The commands of one desk."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk

    async def run(self, text: str) -> "OfficeScreen | None":
        """Do a command; returns the screen to open after it, None for none. Raises InputFault("command.unknown")."""
        word, _blank, rest = text.replace("\u3000", " ").partition(" ")
        name = normalise_width(word)
        runs: dict[str, Callable[[str], Awaitable[OfficeScreen | None]]] = {
            "v": self._visit,
            "t": self._ticket,
            "h": self._find,
            "encoding": self._encoding,
        }
        if name not in runs:
            raise InputFault("command.unknown", text=name[:20])
        return await runs[name](rest.strip())

    async def completions(self, text: str) -> tuple[str, ...]:
        """Return what the word being typed may become."""
        words = text.split(" ")
        if len(words) == 1:
            return tuple(name for name in COMMANDS if name.startswith(words[0]))
        if words[0] not in COMMANDS:
            return ()
        typed = words[-1]
        if len(words) - 1 == _PLACE_WORD:
            return _encodings(typed) if words[0] == "encoding" else await self._addresses(typed)
        if len(words) - 1 == _OUTCOME_PLACE and words[0] == "v":
            return tuple(label for _code, label in self._outcomes() if _offers(label, typed))
        if len(words) - 1 == _OUTCOME_PLACE and words[0] == "t":
            return tuple(title for _key, title in await self._categories() if _offers(title, typed))[:_FEW]
        return ()

    async def _addresses(self, typed: str) -> tuple[str, ...]:
        if not typed:
            return ()
        found = await self._desk.read(browse.find, self._desk.session, typed, limit=_FEW)
        return tuple(row.address for row in found.rows if " " not in row.address)

    @staticmethod
    def _outcomes() -> tuple[tuple[int, str], ...]:
        return word_list(Outcome)

    async def _categories(self) -> tuple[tuple[str, str], ...]:
        return await self._desk.read(browse.categories, self._desk.session)

    async def _one(self, words: str) -> HouseholdRow:
        """Return the one household a word finds; raises InputFault for none or several."""
        found = await self._desk.read(browse.find, self._desk.session, words, limit=2)
        if not found.rows:
            raise InputFault("command.nobody", text=words[:40])
        exact = [row for row in found.rows if row.address == words]
        if len(found.rows) > 1 and len(exact) != 1:
            raise InputFault("command.several", text=words[:40], count=found.total)
        return exact[0] if exact else found.rows[0]

    async def _visit(self, rest: str) -> None:
        place, _blank, told = rest.partition(" ")
        if not place:
            raise InputFault("command.place_missing")
        row = await self._one(place)
        outcome_word, _blank, diary = told.strip().partition(" ")
        outcome = named_by(outcome_word, self._outcomes()) if outcome_word else Outcome.MET
        if outcome is None:
            outcome, diary = Outcome.MET, told.strip()
        session = self._desk.session
        form = await self._desk.read(visits.new_visit_form, session, row.uid)
        met = form.met if outcome == Outcome.MET else ()
        form = msgspec.structs.replace(form, outcome=outcome, met=met, diary=diary.strip())
        await self._desk.write(visits.log_visit, session, form)

    async def _ticket(self, rest: str) -> None:
        place, _blank, told = rest.partition(" ")
        category_word, _blank, title = told.strip().partition(" ")
        if not place or not category_word or not title.strip():
            raise InputFault("command.ticket_words")
        categories = await self._categories()
        number = named_by(category_word, [(index, title_) for index, (_key, title_) in enumerate(categories)])
        if number is None:
            raise InputFault("command.category", text=category_word[:20])
        session = self._desk.session
        found = await self._desk.read(browse.find, session, place, limit=2)
        exact = [row for row in found.rows if row.address == place]
        household = exact[0].uid if len(exact) == 1 else None
        form = await self._desk.read(tickets.new_ticket_form, session, household=household)
        form = msgspec.structs.replace(form, category=categories[number][0], title=title.strip())
        if household is None:
            form = msgspec.structs.replace(form, place=place)
        await self._desk.write(tickets.open_ticket, session, form)

    async def _encoding(self, rest: str) -> None:
        """Read and write the terminal in an encoding, after a wrong guess or where the client was changed."""
        name = normalise_width(rest).strip().lower()
        if name not in ENCODINGS:
            raise InputFault("command.encoding", text=name[:20])
        encoding = ENCODINGS[name]
        self._desk.terminal.use_encoding(encoding)
        self._desk.note(say("This terminal is read and written as {encoding} from here on.", encoding=encoding))

    async def _find(self, rest: str) -> "OfficeScreen":
        from gridtui.tui.screens.find import FindScreen

        return FindScreen(self._desk, rest, at_rows=True)


def _encodings(typed: str) -> tuple[str, ...]:
    return tuple(name for name, encoding in ENCODINGS.items() if name == encoding and name.startswith(typed))


def _offers(label: str, typed: str) -> bool:
    return label.startswith(typed) or any(each.startswith(typed) for each in initials(label))
