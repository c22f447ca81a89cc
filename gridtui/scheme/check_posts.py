"""Whether the org tree, the posts on it, the care tags and the spans of posts hold together."""

from collections.abc import Iterable, Iterator

from gridtui.core.registry import BY_NAME
from gridtui.scheme.acts import ACTS
from gridtui.scheme.faults import (
    Fault,
    assumed_faults,
    contradiction,
    missing,
    programme_faults,
    role_keys,
    segment_faults,
    unknown,
)
from gridtui.scheme.model import CareTag, LevelTitle, Scheme, ShelfLife, Span

WATCHING_WORDS = (
    "刑满", "刑释", "吸毒", "戒毒", "涉毒", "社区矫正", "矫正", "信访", "上访", "访民", "重点人员", "稳控", "维稳",
    "邪教", "宗教", "信教", "涉黑", "前科", "涉稳", "管控",
)  # fmt: skip
"""Words that name people to be watched. A tag is for care (2.3); the matter behind such a word is a ticket."""


def post_faults(scheme: Scheme) -> Iterator[Fault]:
    """Yield what is wrong with levels, roles, teams and spans."""
    yield from _level_faults(scheme.levels)
    known_levels = level_keys(scheme)
    for role in scheme.roles:
        table = f"role {role.key}"
        yield from unknown(table, "also", role.also, ACTS)
        yield from unknown(table, "never", role.never, ACTS)
        yield from unknown(table, "level", [role.level], known_levels)
        yield from unknown(table, "held_with", role.held_with, role_keys(scheme))
        if role.key in role.held_with:
            yield contradiction(table, "held_with", "key")
        yield from assumed_faults(table, role, role.assumed)
    for team in scheme.teams:
        table = f"team {team.key}"
        yield from unknown(table, "level", [team.level], known_levels)
        yield from programme_faults(scheme, table, team.programme)
        yield from assumed_faults(table, team, team.assumed)
    for span in scheme.spans:
        yield from _span_faults(scheme, span)


def level_keys(scheme: Scheme) -> tuple[str, ...]:
    """Return the kinds of units this office has; every one where it states none."""
    stated = tuple(level.key for level in scheme.levels)
    return stated or (
        "district", "subdistrict", "township", "community", "village", "area", "group", "grid", "courtyard",
        "building",
    )  # fmt: skip


def tag_faults(scheme: Scheme) -> Iterator[Fault]:
    """Yield what is wrong with care tags: words of watching, words of two tags, a restricted one on lists."""
    for tag in scheme.tags:
        table = f"tag {tag.key}"
        for text in (tag.title, *tag.synonyms):
            if any(word in text for word in WATCHING_WORDS):
                yield (
                    "scheme.watching_tag",
                    table,
                    {"key": "title" if text == tag.title else "synonyms", "name": text},
                )
        if tag.restricted and tag.on_list:
            yield contradiction(table, "on_list", "restricted")
    yield from _synonym_faults(scheme.tags)


def shelf_life_faults(scheme: Scheme) -> Iterator[Fault]:
    """Yield shelf lives of fields the registry does not know."""
    for life in scheme.shelf_lives:
        table = shelf_life_name(life)
        yield from unknown(table, "field", [life.field], (field.name for field in BY_NAME[life.type].fields))
        yield from assumed_faults(table, life, life.assumed)


def shelf_life_name(life: ShelfLife) -> str:
    """Return how a fault names it."""
    return f"shelf_life {life.type} {life.field}"


def _level_faults(levels: Iterable[LevelTitle]) -> Iterator[Fault]:
    above: dict[str, tuple[str, ...]] = {level.key: tuple(level.under) for level in levels}
    for level in levels:
        table = f"level {level.key}"
        yield from unknown(table, "under", level.under, above)
        yield from assumed_faults(table, level, level.assumed)
        if level.key in _reached_from(level.key, above):
            yield "scheme.circle", table, {"key": "under", "name": level.key}


def _reached_from(start: str, edges: dict[str, tuple[str, ...]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(edges.get(start, ()))
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += edges.get(key, ())
    return reached


def _span_faults(scheme: Scheme, span: Span) -> Iterator[Fault]:
    table = f"span {span.role}"
    yield from unknown(table, "role", [span.role], role_keys(scheme))
    yield from assumed_faults(table, span, span.assumed)
    if span.special is not None:
        yield from segment_faults(scheme, table, span.special, "special")
    if span.office_sets and (span.least or span.most):
        yield contradiction(table, "office_sets", "most" if span.most else "least")
    if not span.office_sets and not span.most:
        yield missing(table, "most")
    if span.most and span.least > span.most:
        yield contradiction(table, "least", "most")


def _synonym_faults(tags: Iterable[CareTag]) -> Iterator[Fault]:
    holder: dict[str, str] = {}
    for tag in tags:
        for word in {tag.title, *tag.synonyms}:
            if word in holder:
                parameters: dict[str, str | int] = {"key": "synonyms", "name": word, "other": holder[word]}
                yield "scheme.synonym_twice", f"tag {tag.key}", parameters
            holder[word] = tag.key
