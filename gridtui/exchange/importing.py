"""One import from file to store: read, match, show what would happen, write.

``prepare`` writes nothing. A file that was imported already under the same mapping changes nothing, whatever happened
since; ``again`` matches it anew.
"""

import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec

from gridtui.exchange.matching import Matching, match_roster
from gridtui.exchange.roster import Progress, Roster, read_roster
from gridtui.exchange.sheets import open_roster
from gridtui.office.roster import import_batch
from gridtui.office.roster_known import known_roster, past_import
from gridtui.office.roster_plan import ImportBatch, ImportOutcome
from gridtui.office.session import OfficeSession
from gridtui.scheme.model import Scheme
from gridtui.store.local_imports import ImportLine, ImportState

_DIGEST_BYTES = 16


class Prepared(msgspec.Struct, frozen=True):
    """A roster ready to be written. ``past`` is its earlier import, None where there was none."""

    roster: Roster
    matching: Matching
    digest: bytes
    past: ImportLine | None

    @property
    def is_done(self) -> bool:
        """Whether this very file was imported already, so that there is nothing to write."""
        return self.past is not None and self.past.state == ImportState.FINISHED

    @property
    def is_interrupted(self) -> bool:
        """Whether an import of this file stopped half way and will go on."""
        return self.past is not None and self.past.state == ImportState.RUNNING


def prepare(
    session: OfficeSession,
    path: Path,
    *,
    mapped: Mapping[str, str],
    as_new: Collection[int] = (),
    again: bool = False,
    progress: Progress | None = None,
) -> Prepared:
    """Read and match a roster; raises InputFault where it cannot be read."""
    file = open_roster(path)
    roster = read_roster(
        file, today=session.today, tag_keys=tag_keys(session.scheme), mapped=mapped, progress=progress
    )
    community = session.community.uid
    digest = _digest(file.digest, mapped, community, b"")
    with known_roster(session.store, community) as known:
        past, written = past_import(known, digest)
        if again and past is not None and past.state == ImportState.FINISHED:
            digest = _digest(file.digest, mapped, community, past.import_id)
            past, written = past_import(known, digest)
        matching = match_roster(roster, known, as_new=as_new, written=written)
    return Prepared(roster, matching, digest, past)


def apply(session: OfficeSession, prepared: Prepared, progress: Progress | None = None) -> ImportOutcome | None:
    """Write what ``prepare`` found; None where the file was imported already. Raises as ``import_batch``."""
    if prepared.is_done:
        return None
    matching = prepared.matching
    batch = ImportBatch(
        digest=prepared.digest,
        file_name=prepared.roster.file.path.name,
        rows=prepared.roster.person_rows,
        plans=matching.plans,
        new_grids=matching.new_grids,
        new_courtyards=matching.new_courtyards,
    )
    return import_batch(session, batch, progress)


def tag_keys(scheme: Scheme) -> dict[str, str]:
    """Return the care catalogue's words, titles and synonyms, with their keys."""
    words = {word: tag.key for tag in scheme.tags for word in tag.synonyms}
    return words | {tag.title: tag.key for tag in scheme.tags}


def _digest(file: bytes, mapped: Mapping[str, str], community: bytes, after: bytes) -> bytes:
    parts = (file, community, after, msgspec.msgpack.encode(sorted(mapped.items())))
    return hashlib.blake2b(b"".join(parts), digest_size=_DIGEST_BYTES).digest()
