"""Publishing the mechanism: what the office's files add up to becomes a synced, dated record of the street.

The files are the editing form; a published version is addressed by what its content hashes to, holds from its day on
at every office of the street, and is never changed: a later version takes its place. What was judged by it stays
judged by it. On the day it was published its author may take it back.
"""

import msgspec

from gridtui.core.errors import InputFault, SettingsFault
from gridtui.core.records import SchemeRecord
from gridtui.office.acts import UndoStep, line, remember
from gridtui.office.impossible_rules import impossible_rules
from gridtui.office.mechanism import load_mechanism
from gridtui.office.session import OfficeSession
from gridtui.office.views import Saved
from gridtui.scheme import acts
from gridtui.scheme.check import OpenQuestion, open_questions, scheme_doubts
from gridtui.scheme.diff import Change, changes
from gridtui.scheme.load import scheme_bytes, scheme_digest
from gridtui.scheme.model import Scheme
from gridtui.store.database import Reader
from gridtui.store.mechanism import digest_on, kept_scheme, published_on
from gridtui.store.read_schemes import scheme_records
from gridtui.store.scheme_parts import split_content
from gridtui.sync.operation import Value


class Proposal(msgspec.Struct, frozen=True):
    """What publishing would do: ``new`` from ``from_day`` on instead of ``old``, which would hold then.

    ``impossible``: its rules that ask for more than there can be, so that it cannot be published. ``is_published``:
    the same content is published already and holds on that day. ``old_digest`` names the old one.
    """

    old: Scheme
    old_digest: bytes | None
    new: Scheme
    from_day: int
    changes: tuple[Change, ...]
    doubts: tuple[SettingsFault, ...]
    questions: tuple[OpenQuestion, ...]
    impossible: tuple[SettingsFault, ...]
    is_published: bool


class Version(msgspec.Struct, frozen=True, gc=False):
    """A published version, the newest first. ``is_in_force``: it holds today."""

    uid: bytes
    digest: str
    title: str
    from_day: int
    note: str
    is_in_force: bool


def proposal(session: OfficeSession, from_day: int | None = None, new: Scheme | None = None) -> Proposal:
    """Return what publishing the office's files would change from a day on, None today.

    ``new`` proposes another scheme than that of the files. Raises SettingsFault with every fault of the files;
    InputFault ``scheme.from_past``: what has been judged stays judged.
    """
    session.require(acts.SCHEME_VIEW)
    day = session.today if from_day is None else from_day
    if day < session.today:
        raise InputFault("scheme.from_past", field="from_day")
    scheme = load_mechanism(session.folder, session.settings) if new is None else new
    with session.store.reading() as reader:
        old_digest = digest_on(reader, day)
        old = kept_scheme(reader, old_digest) or session.scheme
        impossible = impossible_rules(reader, scheme, day)
        is_published = _is_published(reader, scheme, day)
    return Proposal(
        old=old,
        old_digest=old_digest,
        new=scheme,
        from_day=day,
        changes=changes(old, scheme),
        doubts=tuple(scheme_doubts(scheme, scheme.about.key)),
        questions=open_questions(scheme),
        impossible=impossible,
        is_published=is_published,
    )


def publish(session: OfficeSession, proposed: Proposal, note: str = "") -> Saved:
    """Publish what was proposed for the whole street.

    Raises Refused without ``scheme.publish``; SettingsFault ``scheme.faulty`` with what is impossible of it;
    InputFault ``scheme.already_published``, ``scheme.from_past`` (the day has passed since), ``scheme.changed_since``
    (another version was published or received since it was proposed), ``text.too_long``.
    """
    session.require(acts.SCHEME_PUBLISH)
    if proposed.impossible:
        raise SettingsFault("scheme.faulty", problems=proposed.impossible, count=len(proposed.impossible))
    if proposed.from_day < session.today:
        raise InputFault("scheme.from_past", field="from_day")
    title, day = proposed.new.about.title, proposed.from_day
    content = scheme_bytes(proposed.new)
    parts = split_content(content)
    values: dict[str, Value] = {
        "digest": scheme_digest(proposed.new).hex(),
        "title": title,
        "from_day": day,
        "parts": len(parts),
        "note": line(note, "note"),
    }
    with session.store.writing(session.clock) as writer:
        if _is_published(writer.read, proposed.new, day):
            raise InputFault("scheme.already_published", name=title)
        if digest_on(writer.read, day) != proposed.old_digest:
            raise InputFault("scheme.changed_since", name=title)
        uid = writer.create("scheme", values, actor=session.actor)
        for place, part in enumerate(parts, 1):
            held: dict[str, Value] = {"scheme": uid, "place": place, "content": part}
            writer.create("scheme_part", held, actor=session.actor)
        # The parts stay if it is taken back: a ticket opened meanwhile elsewhere names the content.
        return remember(
            session, writer, uid, "scheme.published", {"name": title, "day": day}, [UndoStep("void", uid)]
        )


def versions(session: OfficeSession) -> tuple[Version, ...]:
    """Return the published versions, that of the latest day first; those to come are there too."""
    session.require(acts.SCHEME_VIEW)
    with session.store.reading() as reader:
        in_force = published_on(reader, session.today)
        return tuple(_version(record, in_force) for record in reversed(scheme_records(reader)))


def _version(record: SchemeRecord, in_force: SchemeRecord | None) -> Version:
    is_in_force = in_force is not None and in_force.uid == record.uid
    return Version(record.uid, record.digest, record.title, record.from_day or 0, record.note, is_in_force)


def _is_published(reader: Reader, scheme: Scheme, day: int) -> bool:
    """Return whether the version that holds on a day has this very content."""
    held = published_on(reader, day)
    return held is not None and held.digest == scheme_digest(scheme).hex()
