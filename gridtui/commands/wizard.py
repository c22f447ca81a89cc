"""The first start: five questions on plain lines, then the office is there. Enter takes what is offered."""

from pathlib import Path

import msgspec

from gridtui.commands.output import print_line
from gridtui.core.division_find import find_divisions
from gridtui.core.divisions import VILLAGE, Division, ancestry
from gridtui.core.time import SystemClock
from gridtui.locale import _, say
from gridtui.office.mechanism import load_mechanism
from gridtui.office.open_answers import MOST_ANSWER, askable, keep_answers
from gridtui.office.scheme_files import proposed_schemes, scheme_files
from gridtui.office.scheme_words import question_words
from gridtui.office.session import system_account
from gridtui.office.setup import FirstPerson, set_up_office
from gridtui.settings import OfficeTable, Settings

SHOWN = 9
ROLE = "community_secretary"
_YES = frozenset({"1", "y", "yes", "是"})


def ask_for_office(folder: Path, settings: Settings) -> bool:
    """Ask which community this is and who is asking, set the office up, and return True; False if given up."""
    print_line(say("No office is set up in {folder} yet. An empty line gives up.", folder=str(folder)))
    place = _ask_place()
    if place is None:
        return False
    name = _ask(_("Your name: "))
    if not name:
        return False
    prefix = _ask(_("Letters in front of ticket numbers [ZY]: ")) or "ZY"
    office = OfficeTable(division=place.code, prefix=prefix.upper(), schemes=_ask_mechanism(folder, place.code))
    person = FirstPerson(name, system_account(), ROLE)
    chosen = _ask_open(folder, msgspec.structs.replace(settings, office=office))
    set_up_office(folder, chosen, (person,), SystemClock())
    print_line(say("{place} is set up. Import a roster with: gridtui import FILE", place=place.display_name))
    return True


def _ask_place() -> Division | None:
    """Ask until one community or village is meant; None for an empty line."""
    while text := _ask(_("Community or village (name, pinyin or 12-digit code): ")):
        found = [place for place in find_divisions(text, SHOWN * 4) if place.level == VILLAGE][:SHOWN]
        for number, place in enumerate(found, 1):
            print_line(f"{number} {' '.join(above.display_name for above in ancestry(place.code))}")
        if len(found) == 1 and text == found[0].code:
            return found[0]
        choice = _ask(_("Number (Enter: search again): ")) if found else ""
        if choice.isdecimal() and 1 <= int(choice) <= len(found):
            return found[int(choice) - 1]
        if not found:
            print_line(_("Nothing found. Try a shorter part of the name."))
    return None


def _ask_mechanism(folder: Path, code: str) -> tuple[str, ...]:
    """Offer the mechanism made for this place; return the scheme files the office begins with."""
    files = {file.name: file for file in scheme_files(folder, Settings())}
    proposed = proposed_schemes(folder, code)
    chosen = ""
    while chosen not in files:
        shown = say("Mechanism [{name} {title}]: ", name=proposed[-1], title=files[proposed[-1]].title)
        chosen = _ask(shown) or proposed[-1]
        if chosen not in files:
            for file in files.values():
                print_line(f"  {file.name} {file.title}")
    return proposed if chosen == proposed[-1] else (*files[chosen].uses, chosen)


def _ask_open(folder: Path, settings: Settings) -> Settings:
    """Ask for the numbers the mechanism's sources leave to the office; return the settings with its answers."""
    scheme = load_mechanism(folder, settings)
    questions = askable(scheme)
    if not questions:
        return settings
    print_line(say("{count} numbers are left to the office, such as hours, days, limits.", count=len(questions)))
    if _ask(_("1 decide them now, Enter later (gridtui scheme check lists them): ")) not in _YES:
        return settings
    answers = {}
    for question in questions:
        text = "-"
        while text and not (text.isdecimal() and 1 <= int(text) <= MOST_ANSWER):
            text = _ask(say("{question} [Enter: open]: ", question=question_words(scheme, question)))
        if text:
            answers[question] = int(text)
    return keep_answers(folder, settings, scheme, answers)


def _ask(question: str) -> str:
    try:
        return input(question).strip()
    except EOFError:
        return ""
