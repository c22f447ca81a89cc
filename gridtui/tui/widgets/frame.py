"""What frames every screen: whose session, the areas, a rule, one status line, the keys that work here."""

from gridtui.core.text import cell_width
from gridtui.locale import _, say
from gridtui.office.views import Header
from gridtui.tui.actions import AREAS
from gridtui.tui.look import ALERT, COLUMNS, PLAIN, STRONG
from gridtui.tui.widgets.plain import Line, Span, apart, line, line_width
from gridtui.tui.words import keyed, sync_time

ROWS_ABOVE = 2
ROWS_BELOW = 3


def header_line(header: Header, today: int) -> Line:
    """Return row 1: office, unit, person and post; at the right what is unfinished and the last exchange.

    Where it is too long, the office goes first, as it is the same every day, then counts of zero, unit and post.
    """
    office, unit = header.office_name, header.unit_name if header.unit_name != header.office_name else ""
    full, without_office, without_unit = (
        say(
            "{office} {unit} {person} ({post})",
            office=each_office,
            unit=each_unit,
            person=header.staff_name,
            post=header.post_title,
        )
        for each_office, each_unit in ((office, unit), ("", unit), ("", ""))
    )
    counts, some = _counts(header, today, also_zero=True), _counts(header, today, also_zero=False)
    ways = ((full, counts), (without_office, counts), (without_office, some), (without_unit, some))
    for who, right in ways:
        left = line(" ".join(who.split()))
        if line_width(left) + 1 + line_width(right) <= COLUMNS:
            return apart(left, right)
    return apart(line(header.staff_name), some)


def _counts(header: Header, today: int, *, also_zero: bool) -> Line:
    """Return what is unfinished, what presses in red, and when the last exchange was."""
    counted = (
        (header.drafts, say("drafts {count}", count=header.drafts), PLAIN),
        (header.unsent, say("unsent {count}", count=header.unsent), PLAIN),
        (header.overdue, say("overdue {count}", count=header.overdue), ALERT),
        (header.urgent, say("urgent {count}", count=header.urgent), ALERT),
    )
    counts = [(words, look if count else PLAIN) for count, words, look in counted if count or also_zero]
    if header.clock_wrong:
        counts.insert(0, (_("clock wrong"), ALERT))
    if header.conflicts:
        counts.append((say("conflicts {count}", count=header.conflicts), ALERT))
    counts.append((sync_time(header.last_sync_ms, today), PLAIN))
    return tuple(part for span in counts for part in (span, (" ", PLAIN)))[:-1]


def area_line(current: str) -> Line:
    """Return row 2: the areas, the one on show in bold, and the keys that work everywhere."""
    spans: list[Span] = []
    for area in AREAS:
        spans += [(f"{area.digit}{_(area.label)}", STRONG if area.name == current else PLAIN), (" ", PLAIN)]
    everywhere = [keyed("0", _("areas")), keyed("?", _("help")), keyed(":", _("command"))]
    return (*spans, ("   " + " ".join(everywhere), PLAIN))


def keys_line(hints: list[str]) -> Line:
    """Return the last row: as many of the hints as have room, in their order; the last one always has."""
    kept: list[str] = []
    *first, last = hints or [""]
    used = cell_width(last)
    for hint in first:
        if used + 1 + cell_width(hint) > COLUMNS:
            break
        kept.append(hint)
        used += 1 + cell_width(hint)
    return line(" ".join([*kept, last]))
