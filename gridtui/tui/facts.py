"""How a fact past its shelf life is asked again."""

from gridtui.exchange.wording import field_words
from gridtui.locale.value_words import value_words
from gridtui.office.views import StaleFact


def fact_words(fact: StaleFact) -> str:
    """Return whose fact it is, what it is called and what it says: ``刘秀芬 电话100****7481``."""
    return f"{fact.name} {field_words(fact.field)}{value_words(fact.field, fact.value)}".strip()
