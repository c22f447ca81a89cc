"""Stock phrases (常用语): the mechanism's list, each post's most used first."""

from gridtui.office.session import OfficeSession
from gridtui.office.views import Phrase
from gridtui.store import local
from gridtui.store.writer import Writer


def stock_phrases(session: OfficeSession) -> tuple[Phrase, ...]:
    """Return the phrases as they are offered: the acting post's most used first, then the scheme's order."""
    with session.store.reading() as reader:
        used = local.phrase_uses(reader, session.actor) if session.actor else {}
    listed = [Phrase(phrase.text, used.get(phrase.text, 0)) for phrase in session.scheme.phrases]
    return tuple(sorted(listed, key=lambda phrase: -phrase.used))


def count_uses(session: OfficeSession, writer: Writer, diary: str) -> None:
    """Count each stock phrase a diary holds for the acting post, inside the visit's transaction."""
    if session.actor is None:
        return
    for phrase in session.scheme.phrases:
        if phrase.text in diary:
            local.count_phrase(writer.read, session.actor, phrase.text, session.now_ms())
