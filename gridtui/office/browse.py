"""The one door to everything a screen or a command may read; each function checks permission and masks."""

from gridtui.office.activity_pages import activities, activity, activity_kinds, series_day, series_list
from gridtui.office.cards import household_card, resident, reveal
from gridtui.office.choices import categories, colleagues, prompts, results
from gridtui.office.drafts import drafts, load_draft
from gridtui.office.duties import why
from gridtui.office.find import find, open_households
from gridtui.office.occurrences import occurrence, occurrences, occurrences_of, triggers
from gridtui.office.phrases import stock_phrases
from gridtui.office.sync_state import sync_view
from gridtui.office.ticket_pages import ticket, tickets
from gridtui.office.today import header, today
from gridtui.office.visit_pages import visit, visits
from gridtui.office.walks import walk, walk_of, walks

__all__ = [
    "activities",
    "activity",
    "activity_kinds",
    "categories",
    "colleagues",
    "drafts",
    "find",
    "header",
    "household_card",
    "load_draft",
    "occurrence",
    "occurrences",
    "occurrences_of",
    "open_households",
    "prompts",
    "resident",
    "results",
    "reveal",
    "series_day",
    "series_list",
    "stock_phrases",
    "sync_view",
    "ticket",
    "tickets",
    "today",
    "triggers",
    "visit",
    "visits",
    "walk",
    "walk_of",
    "walks",
    "why",
]
