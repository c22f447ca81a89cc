"""How facts past their shelf life are asked again."""

from collections.abc import Iterable

from gridtui.locale.field_words import field_words
from gridtui.locale.value_words import value_words
from gridtui.office.views import StaleFact


def fact_words(fact: StaleFact) -> str:
    """Return whose fact it is, what it is called and what it says: ``刘秀芬 电话100****7481``."""
    return f"{fact.name} {field_words(fact.field)}{value_words(fact.field, fact.value)}".strip()


def facts_by_person(facts: Iterable[StaleFact]) -> str:
    """Return who is to be asked what: ``刘秀芬 电话 居住  刘洋 居住``."""
    asked: dict[tuple[bytes, str], list[str]] = {}
    for fact in facts:
        asked.setdefault((fact.subject, fact.name), []).append(field_words(fact.field))
    return "  ".join(" ".join([name, *fields]).strip() for (_, name), fields in asked.items())
