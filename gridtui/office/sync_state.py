"""What the sync screen and ``gridtui sync --status`` show."""

from gridtui.office.enrolment import read_registration
from gridtui.office.session import OfficeSession
from gridtui.office.views import ScopeLine, SyncView
from gridtui.scheme import acts
from gridtui.store import read_sync
from gridtui.store.sync_place import read_grants


def sync_view(session: OfficeSession) -> SyncView:
    """Return what waits to be sent, what is held, how far pulling is, and when it last worked."""
    session.require(acts.SYNC_STATUS)
    with session.store.reading() as reader:
        state = read_sync.sync_state(reader)
        registration = read_registration(reader)
        names = {granted.scope: granted.name for granted in read_grants(reader)}
    return SyncView(
        enrolled=registration is not None,
        server=registration.url if registration else "",
        pending_by_lane=state.pending,
        held=state.held,
        conflicts=state.conflicts,
        scopes=tuple(ScopeLine(names.get(scope.scope, ""), scope.seq or 0) for scope in state.scopes),
        last_ms=state.last_sync_ms,
    )
