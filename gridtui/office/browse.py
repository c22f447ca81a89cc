"""The one door to everything a screen or a command may read; each function checks permission and masks."""

from gridtui.office.activity_pages import activities, activity, activity_kinds, series_day, series_list
from gridtui.office.campaign_pages import (
    campaign_board,
    campaigns,
    categories_of,
    missed_doors,
    templates_for,
    topics,
)
from gridtui.office.cards import household_card, resident, reveal
from gridtui.office.choices import categories, colleagues, prompts, results
from gridtui.office.coverage import coverage, coverage_doors, coverage_units
from gridtui.office.drafts import drafts, load_draft
from gridtui.office.due_board import due_answers, due_board, due_rows
from gridtui.office.duties import why
from gridtui.office.find import find, open_households
from gridtui.office.freshness import stale_facts
from gridtui.office.mechanism_pages import mechanism, trial
from gridtui.office.occurrences import occurrence, occurrences, occurrences_of, triggers
from gridtui.office.phrases import stock_phrases
from gridtui.office.plans import pause_reasons, pause_rules, plan_form, plan_rules, plan_templates
from gridtui.office.quota_reasons import why_quota
from gridtui.office.quotas import quotas
from gridtui.office.supervision import supervision
from gridtui.office.sync_state import sync_view
from gridtui.office.ticket_pages import ticket, tickets
from gridtui.office.timeliness import timeliness_of
from gridtui.office.today import header, today
from gridtui.office.visit_pages import visit, visits
from gridtui.office.walks import walk, walk_of, walks

__all__ = [
    "activities",
    "activity",
    "activity_kinds",
    "campaign_board",
    "campaigns",
    "categories",
    "categories_of",
    "colleagues",
    "coverage",
    "coverage_doors",
    "coverage_units",
    "drafts",
    "due_answers",
    "due_board",
    "due_rows",
    "find",
    "header",
    "household_card",
    "load_draft",
    "mechanism",
    "missed_doors",
    "occurrence",
    "occurrences",
    "occurrences_of",
    "open_households",
    "pause_reasons",
    "pause_rules",
    "plan_form",
    "plan_rules",
    "plan_templates",
    "prompts",
    "quotas",
    "resident",
    "results",
    "reveal",
    "series_day",
    "series_list",
    "stale_facts",
    "stock_phrases",
    "supervision",
    "sync_view",
    "templates_for",
    "ticket",
    "tickets",
    "timeliness_of",
    "today",
    "topics",
    "trial",
    "triggers",
    "visit",
    "visits",
    "walk",
    "walk_of",
    "walks",
    "why",
    "why_quota",
]
