"""What frames every screen: whose session, the areas, a rule, one status line, the keys that work here."""

from gridtui.core.text import cell_width
from gridtui.locale import _, say
from gridtui.office.views import Header
from gridtui.tui.actions import AREAS
from gridtui.tui.look import ALERT, COLUMNS, PLAIN, STRONG
from gridtui.tui.widgets.plain import Line, Span, apart, line
from gridtui.tui.words import keyed, sync_time

ROWS_ABOVE = 2
ROWS_BELOW = 3


def header_line(header: Header, today: int) -> Line:
    """Return row 1: office, unit, person and post; at the right what is unfinished and the last exchange."""
    who = say(
        "{office} {unit} {person} ({post})",
        office=header.office_name,
        unit=header.unit_name if header.unit_name != header.office_name else "",
        person=header.staff_name,
        post=header.post_title,
    )
    counts: list[Span] = [
        (say("drafts {count}", count=header.drafts), PLAIN),
        (say("unsent {count}", count=header.unsent), PLAIN),
        (say("overdue {count}", count=header.overdue), ALERT if header.overdue else PLAIN),
        (say("urgent {count}", count=header.urgent), ALERT if header.urgent else PLAIN),
    ]
    if header.conflicts:
        counts.append((say("conflicts {count}", count=header.conflicts), ALERT))
    counts.append((sync_time(header.last_sync_ms, today), PLAIN))
    right = tuple(part for span in counts for part in (span, (" ", PLAIN)))[:-1]
    return apart(line(" ".join(who.split())), right)


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
