"""What a form offers: the mechanism's prompts, categories and results, and the colleagues of the office."""

from gridtui.core.records import Post
from gridtui.office.session import OfficeSession
from gridtui.store import read_posts


def prompts(session: OfficeSession) -> tuple[tuple[int, str], ...]:
    """Return (number, title) of the points a visit can tick."""
    return tuple((prompt.number, prompt.title) for prompt in session.scheme.prompts)


def categories(session: OfficeSession) -> tuple[tuple[str, str], ...]:
    """Return (key, title) of the ticket categories."""
    return tuple((category.key, category.title) for category in session.scheme.categories)


def results(session: OfficeSession) -> tuple[tuple[int, str], ...]:
    """Return (number, title) of the truthful ways a ticket can end."""
    return tuple((result.number, result.title) for result in session.scheme.results)


def colleagues(session: OfficeSession) -> tuple[Post, ...]:
    """Return every post held today: who may have gone along, who may be handed a ticket; the acting post first."""
    with session.store.reading() as reader:
        held = read_posts.posts(reader, session.today)
    return tuple(sorted(held, key=lambda post: post.uid != session.actor))
