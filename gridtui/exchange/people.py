"""One row of a roster as a person: every field normalised, every doubt recorded, nothing dropped.

What does not fit its field stays readable: the value is kept and marked, or kept in the note as ``heading：value``.
"""

import re
from collections.abc import Mapping
from datetime import date
from sys import intern

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.identity import IdNumber, id_number_check_digit, read_id_number
from gridtui.core.names import clean_name
from gridtui.core.phones import read_phones
from gridtui.core.text import is_wordless, parse_day
from gridtui.core.words import Relation, Sex
from gridtui.exchange.cells import cell_day
from gridtui.exchange.problems import Done
from gridtui.exchange.rows import RosterRow
from gridtui.exchange.vocabulary import RELATION_OF, RESIDENCE_OF, SEX_OF, tag_words
from gridtui.office.roster_entries import LONGEST_NAME, LONGEST_NOTE, RESIDENT_DOUBTS, ResidentEntry

_DAYS_AHEAD = 366
"""A birthday further ahead than this is doubted; rosters are typed ahead and clocks are wrong by months."""
_LOST_DIGITS = re.compile(r"\s*\d(?:\.\d+)?[eE]\+?\d{1,2}\s*")
_YEAR_FIRST = re.compile(r"\d{4}\D|\d{8}$")
_YEAR_MONTH = re.compile(r"(\d{4})\D{0,2}(\d{1,2})\D?$")


def is_person(row: RosterRow) -> bool:
    """Tell whether a row has anything that only a person has."""
    if row.cell("name") != "" or row.cell("id_number") != "":
        return True
    return sum(row.cell(field) != "" for field in ("sex", "birth_day", "phone", "relation")) > 1


class PersonReader:
    """Reads people as of a day; ``tag_keys`` maps the words of the scheme's tag catalogue to its keys."""

    def __init__(self, today: int, tag_keys: Mapping[str, str]) -> None:
        self._today = today
        self._as_of_day = today + _DAYS_AHEAD
        self._tag_keys = tag_keys
        self._days: dict[str, int | None] = {}

    def read(self, row: RosterRow) -> ResidentEntry:
        """Return the person of a row, with its doubts; their reasons are recorded with the row's findings."""
        draft = _Draft(row)
        draft.name()
        born = self._birth_day(row)
        identity = draft.identity(self._as_of_day, born)
        draft.relation()
        draft.sex(identity)
        draft.birth(identity, born, self._as_of_day)
        draft.phone()
        draft.residence()
        draft.tags(self._tag_keys)
        return draft.finished()

    def _birth_day(self, row: RosterRow) -> int | None:
        """Return the day in the birthday's cell, None where there is none or it cannot be read."""
        cell = row.cell("birth_day")
        if (day := cell_day(cell)) is not None:
            return day
        text = row.text("birth_day")
        if text not in self._days:
            self._days[text] = _parsed_day(text, self._today)
        return self._days[text]


def _parsed_day(text: str, today: int) -> int | None:
    if not _YEAR_FIRST.match(text):
        return None
    try:
        return parse_day(text, today, latest_past=True)
    except InputFault:
        return None


class _Draft:
    """A person while its row is read, field by field."""

    def __init__(self, row: RosterRow) -> None:
        self._row = row
        self._entry = ResidentEntry(row.number, "")
        self._doubt: set[int] = set()
        self._remarks: list[str] = []

    def finished(self) -> ResidentEntry:
        """Return the entry with its plain texts, note and doubts."""
        entry, row = self._entry, self._row
        entry.education = intern(row.text("education"))
        entry.politics = intern(row.text("politics"))
        note = "；".join((*row.written_notes(), *self._remarks))
        entry.note = intern(row.fitted("note", note, LONGEST_NOTE))
        entry.doubt = tuple(sorted(self._doubt))
        return entry

    def name(self) -> None:
        """Take the name in one spelling; a person without one is kept and marked."""
        text = self._row.raw("name")
        name = clean_name(text)
        if name != text:
            self._row.findings.note("spacing_mended")
        self._entry.name = self._row.fitted("name", name, LONGEST_NAME)
        if not self._entry.name:
            self._doubtful("name", "name_missing")

    def identity(self, as_of_day: int, born: int | None) -> IdNumber | None:
        """Take the ID number; None where the cell is blank or what it holds is in doubt.

        ``born`` is the birthday's cell: it decides the century of 15 digits.
        """
        text = self._row.raw("id_number")
        if _LOST_DIGITS.fullmatch(text):
            self._doubtful("id_number", "id_precision", word=text.strip())
            return None
        identity = read_id_number(text, as_of_day=as_of_day)
        if "id_from_15" in identity.notes and born is not None:
            identity = _in_century_of(born, identity, as_of_day)
        self._entry.id_number = identity.number[:LONGEST_NAME]
        for note in identity.notes:
            self._row.findings.note(note)
        if identity.faults:
            self._doubtful("id_number", *identity.faults)
        return identity if identity.birth_day is not None else None

    def relation(self) -> None:
        """Take the relation to the head; 0 with a doubt where the word is unknown."""
        text = self._row.text("relation")
        relation = RELATION_OF.get(text)
        if relation is not None:
            self._entry.relation = relation
        elif text:
            self._entry.relation = Relation.OTHER
            self._doubtful("relation", "relation_unknown", word=text)

    def sex(self, identity: IdNumber | None) -> None:
        """Take the sex as written; against the ID number where both say it, from it where only it does."""
        text = self._row.text("sex")
        sex = SEX_OF.get(text.lower())
        by_id = identity.sex if identity else Sex.UNKNOWN
        if sex is None and text:
            self._doubtful("sex", "sex_unknown", word=text)
        self._entry.sex = by_id if sex is None else sex
        if sex in {Sex.MALE, Sex.FEMALE} and by_id not in {Sex.UNKNOWN, sex}:
            self._doubtful("sex", "sex_mismatch")

    def birth(self, identity: IdNumber | None, day: int | None, as_of_day: int) -> None:
        """Take the birthday as written; against the ID number where both say it, from it where only it does."""
        by_id = identity.birth_day if identity else None
        text = self._row.text("birth_day")
        self._entry.birth_day = by_id if day is None else day
        if day is None and not is_wordless(text):
            if by_id is not None and _same_month(text, by_id):
                self._row.findings.note("birth_from_id")
            else:
                self._doubtful("birth_day", "birth_unread", word=text)
        elif day is not None and day > as_of_day:
            self._entry.birth_day = by_id
            self._doubtful("birth_day", "birth_future", word=text)
        elif None not in {day, by_id} and day != by_id:
            self._doubtful("birth_day", "birth_mismatch")

    def phone(self) -> None:
        """Take the first telephone number of the cell; further ones, and what is no number, stay in the note."""
        text = self._row.raw("phone")
        if not text:
            self._row.findings.note("phone_blank")
            return
        phones = read_phones(text)
        for phone in phones:
            for note in phone.notes:
                self._row.findings.note(note)
        numbers = [phone.number for phone in phones if phone.number and not phone.faults]
        self._entry.phone = numbers[0] if numbers else ""
        if any(phone.faults for phone in phones):
            self._doubtful("phone", "phone_unreadable", word=self._row.text("phone"))
        elif numbers[1:]:
            self._remark("phone", "、".join(numbers[1:]))
            self._row.findings.note("phone_several")

    def residence(self) -> None:
        """Take where the person is registered and lives, as far as the word says it."""
        text = self._row.text("residence")
        facts = RESIDENCE_OF.get(text)
        if facts is not None:
            self._entry.residence, self._entry.registered, self._entry.lives = facts
        elif not is_wordless(text):
            self._doubtful("residence", "residence_unknown", word=text)

    def tags(self, tag_keys: Mapping[str, str]) -> None:
        """Take the care tags; words the catalogue does not know stay in the note."""
        text = self._row.text("tags")
        if is_wordless(text):
            return
        words = tag_words(text)
        unknown = [word for word in words if word not in tag_keys and not is_wordless(word)]
        self._entry.tags = tuple(dict.fromkeys(tag_keys[word] for word in words if word in tag_keys))
        if unknown:
            self._remark("tags", "、".join(unknown))
            self._row.findings.unknown_tags.update(unknown)

    def _doubtful(self, field: str, *kinds: str, word: str = "") -> None:
        """Mark a field to be confirmed; a word that does not fit it is kept in the note."""
        self._doubt.add(RESIDENT_DOUBTS[field])
        self._row.problem(field, *kinds, done=Done.NOTED if word else Done.KEPT)
        if word:
            self._remark(field, word)

    def _remark(self, field: str, word: str) -> None:
        self._remarks.append(f"{self._row.columns.heading(field)}：{word}")


def _same_month(text: str, day: int) -> bool:
    """Tell whether a birthday without its day is the month of a day."""
    found = _YEAR_MONTH.match(text)
    born = date.fromordinal(day)
    return found is not None and (int(found[1]), int(found[2])) == (born.year, born.month)


def _in_century_of(born: int, identity: IdNumber, as_of_day: int) -> IdNumber:
    """Return a number brought up from 15 digits with the birthday's century, where only the century differs."""
    digits = date.fromordinal(born).strftime("%Y%m%d")
    number = identity.number
    if digits[2:] != number[8:14] or digits[:2] == number[6:8]:
        return identity
    first17 = number[:6] + digits + number[14:17]
    found = read_id_number(first17 + id_number_check_digit(first17), as_of_day=as_of_day)
    return msgspec.structs.replace(found, notes=identity.notes)
