"""The mechanism of a test: some tables of the office's scheme changed, kept in its store as the one in force."""

import msgspec

from gridtui.office.session import OfficeSession


def work_under(session: OfficeSession, *, also: tuple[str, ...] = (), **tables: object) -> OfficeSession:
    """Put an office under its scheme with other ``tables``; ``also`` are acts a grid worker may do beside his own."""
    roles = tuple(
        msgspec.structs.replace(role, also=also) if role.key == "grid_worker" else role
        for role in session.scheme.roles
    )
    scheme = msgspec.structs.replace(session.scheme, roles=roles, **tables)
    with session.store.writing(session.clock) as writer:
        writer.keep_scheme(scheme)
    object.__setattr__(session, "scheme", scheme)
    object.__setattr__(session, "roles", scheme.role_table())
    return session
