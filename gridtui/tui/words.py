"""How screens word what records hold: days, clock times, counts, keys. Every word passes gettext."""

from datetime import date

from gridtui.core.time import day_of, minute_of
from gridtui.locale import N_, _, say
from gridtui.tui.look import ALERT, PLAIN

_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))

_KEY_NAMES = {
    "enter": N_("Enter"),
    "escape": N_("Esc"),
    "space": N_("Space"),
    "up": N_("Up"),
    "down": N_("Down"),
    "left": N_("Left"),
    "right": N_("Right"),
    "tab": N_("Tab"),
    "home": N_("Home"),
    "end": N_("End"),
    "pageup": N_("PgUp"),
    "pagedown": N_("PgDn"),
}


def key_word(key: str) -> str:
    """Return how a key is printed: ``v``, ``F2``, ``Ctrl+O``, 空格."""
    if key in _KEY_NAMES:
        return _(_KEY_NAMES[key])
    if key.startswith("ctrl+"):
        return "Ctrl+" + key[5:].upper()
    return key.upper() if len(key) > 1 else key


def keyed(key: str, label: str) -> str:
    """Return a key with what it does, as the last line prints it: ``v已访``."""
    return say("{key} {label}", key=key_word(key), label=label)


def weekday(day: int) -> str:
    """Return the weekday of a day: 周六."""
    return _(_WEEKDAYS[(day - 1) % 7])


def short_day(day: int | None, today: int) -> str:
    """Return ``11-21``, with the year where it is another than today's; '-' for no day."""
    if day is None:
        return "-"
    when = date.fromordinal(day)
    return when.strftime("%m-%d") if when.year == date.fromordinal(today).year else when.isoformat()


def clock_time(minute: int | None) -> str:
    """Return a minute of the day as ``09:12``; '' for None."""
    return "" if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"


def moment(instant_ms: int, today: int) -> str:
    """Return an instant as ``11-20 09:10`` in the office's zone."""
    return f"{short_day(day_of(instant_ms), today)} {clock_time(minute_of(instant_ms))}"


def sync_time(instant_ms: int | None, today: int) -> str:
    """Return when the last exchange was: the time of today, the date of an earlier day, a word for never."""
    if instant_ms is None:
        return _("never synced")
    day = day_of(instant_ms)
    when = clock_time(minute_of(instant_ms)) if day == today else short_day(day, today)
    return say("synced {when}", when=when)


def days_between(first: int | None, last: int | None, today: int) -> str:
    """Return a stretch of days: ``11-01至11-21``."""
    return say("{first} to {last}", first=short_day(first, today), last=short_day(last, today))


def percent_words(part: int, whole: int) -> str:
    """Return a share in whole percents, rounded down, so that 100% is all of it; '-' of nothing."""
    return f"{part * 100 // whole}%" if whole else "-"


def late_look(days_left: int | None) -> str:
    """Return the look of what is late."""
    return ALERT if days_left is not None and days_left < 0 else PLAIN


def days_words(days_left: int | None) -> str:
    """Return how a duty stands in days: 剩9天, 今天, 逾期2天; '' for a duty without a day."""
    if days_left is None:
        return ""
    if days_left < 0:
        return say("{days}d overdue", days=-days_left)
    return say("{days}d left", days=days_left) if days_left else _("due today")


def working_days_words(days_left: int | None, estimated: bool) -> str:
    """Return how a ticket's clock stands in working days; '?' marks a year without a calendar."""
    if days_left is None:
        return ""
    if days_left < 0:
        words = say("{days}wd over", days=-days_left)
    else:
        words = say("{days}wd left", days=days_left) if days_left else _("due today")
    return words + ("?" if estimated else "")
