"""Inspection by random sample (S2-6): some of the visits of a period are looked into again at the door.

The sample's lots are drawn from the inspection's own id, so that nobody can choose whom it falls on and everybody can
prove it afterwards (``rules.sampling``). The visits of each person are drawn from by themselves. What is found is a
visit that names the one it looks into; the sample stays on the inspection, an activity, whatever comes of it.
"""

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.records import Activity, Visit
from gridtui.office import subjects
from gridtui.office.activity_forms import ActivityForm, activity_values, check_activity, kind_of
from gridtui.office.activity_views import SampleRow
from gridtui.office.acts import UndoStep, remember
from gridtui.office.names import shown_name
from gridtui.office.places import address_of, short_address
from gridtui.office.session import OfficeSession
from gridtui.office.views import Saved
from gridtui.office.visit_forms import VisitForm, new_visit_form
from gridtui.rules.sampling import ALL_PERCENT, sample_each
from gridtui.scheme import acts
from gridtui.store import read_households, read_visits
from gridtui.store.database import Reader
from gridtui.store.rows import VisitFilter

MOST_SAMPLED = 300
"""Households of one sample: it stays on one record (an operation holds 8 KiB)."""
_PAGE = 500
_VISITS_AT_ONCE = 20


class InspectionForm(msgspec.Struct, frozen=True):
    """What is typed to draw a sample: which visits, and how many of each person's in a hundred."""

    activity: ActivityForm
    first_day: int
    last_day: int
    percent: int


def draw_sample(session: OfficeSession, form: InspectionForm) -> Saved:
    """Begin an inspection: draw some of the households each person visited in a period, and keep the sample.

    Raises as ``activities.record_activity``; InputFault ``inspection.kind`` (leaves no sample),
    ``inspection.percent``, ``dates.order``, ``inspection.nothing`` (nobody was visited), ``inspection.too_many``;
    Refused without ``inspection.draw``.
    """
    session.require(acts.INSPECTION_DRAW, unit=form.activity.unit)
    check_activity(session, form.activity)
    if kind_of(session, form.activity.kind).leaves != "sample":
        raise InputFault("inspection.kind", field="kind")
    if not 1 <= form.percent <= ALL_PERCENT:
        raise InputFault("inspection.percent", field="percent")
    if form.last_day < form.first_day:
        raise InputFault("dates.order", field="last_day", first_field="first_day")
    with session.store.reading() as reader:
        visited = _visited_by_person(reader, form)
    if not visited:
        raise InputFault("inspection.nothing")
    with session.store.writing(session.clock) as writer:
        uid = writer.create("activity", activity_values(form.activity), actor=session.actor)
        drawn = sample_each(visited, form.percent, uid)
        households = tuple(dict.fromkeys(home for homes in drawn.values() for home in homes))
        if len(households) > MOST_SAMPLED:
            raise InputFault("inspection.too_many", count=len(households), most=MOST_SAMPLED)
        writer.set(uid, {"households": households}, actor=session.actor)
        told: dict[str, str | int] = {"title": form.activity.title, "count": len(households)}
        return remember(session, writer, uid, "inspection.drawn", told, [UndoStep("void", uid)])


def recheck_form(session: OfficeSession, activity: Activity, household: bytes) -> VisitForm:
    """Return the form of a re-visit to a household of a sample.

    Raises InputFault ``inspection.not_drawn``, ``household.unknown``; Refused.
    """
    if household not in activity.households:
        raise InputFault("inspection.not_drawn")
    form = new_visit_form(session, household)
    with session.store.reading() as reader:
        first, _again = _looked_into(reader, activity, household)
    return msgspec.structs.replace(form, rechecks=first.uid if first else None)


def sample_rows(session: OfficeSession, reader: Reader, activity: Activity) -> tuple[SampleRow, ...]:
    """Return the households of a sample with what was found; those the acting post may not see are left out."""
    return tuple(
        row for household in activity.households if (row := _row(session, reader, activity, household)) is not None
    )


def _visited_by_person(reader: Reader, form: InspectionForm) -> dict[bytes, list[bytes]]:
    """Return the households each person visited in the period; a visit of several counts for the first of them."""
    wanted = VisitFilter(form.first_day, form.last_day, unit=form.activity.unit)
    found: dict[bytes, list[bytes]] = {}
    before = None
    while True:
        page = read_visits.visits_page(reader, wanted, before=before, limit=_PAGE)
        for line in page:
            if line.visitor_names and not line.superseded:
                found.setdefault(line.visitor_names[0].encode(), []).append(line.household)
        if len(page) < _PAGE:
            return found
        before = (page[-1].day, page[-1].uid)


def _looked_into(reader: Reader, activity: Activity, household: bytes) -> tuple[Visit | None, Visit | None]:
    """Return the visit an inspection looks into, and the re-visit once it was made.

    It is the one a re-visit since names, else the household's last by the day the sample was drawn.
    """
    day, before = activity.day or 0, None
    while True:
        page = read_visits.visits_of(reader, household, before=before, limit=_VISITS_AT_ONCE)
        for visit in page:
            if visit.superseded:
                continue
            if visit.rechecks is not None and visit.day >= day:
                return read_visits.visit(reader, visit.rechecks), visit
            if visit.rechecks is None and visit.day <= day:
                return visit, None
        if not page:
            return None, None
        before = (page[-1].day, page[-1].uid)


def _row(session: OfficeSession, reader: Reader, activity: Activity, household: bytes) -> SampleRow | None:
    home = read_households.household(reader, household)
    if home is None or not subjects.decision_on(session, reader, home, acts.HOUSEHOLD_VIEW).allowed:
        return None
    first, made = _looked_into(reader, activity, household)
    return SampleRow(
        household=household,
        address=short_address(address_of(home.dwelling)),
        head_name=shown_name(home),
        visit=first.uid if first else None,
        first_day=first.day if first else None,
        first_outcome=first.outcome if first else None,
        visitors=first.visitor_names if first else (),
        recheck=made.uid if made else None,
        recheck_day=made.day if made else None,
        outcome=made.outcome if made else None,
    )
