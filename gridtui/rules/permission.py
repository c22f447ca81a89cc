"""Who may do what where: one table of acts and kinds of posts, narrowed by the org unit a post is held on.

A kind of post reaches a subject by one of these, the widest first:

A  always, there is no subject
C  anywhere in the post's community
O  in the unit the post is held on (its grid, its community, its subdistrict)
W  only what this person entered himself
-  not at all

Beyond the table: who holds a ticket may take it through its steps wherever it lies (first-receiver duty); who is
paired with a household may see it and log visits there; a household in no grid yet is any worker's of its community.
A role of the scheme may be given an act its kind lacks (``also``, on its own unit) or lose one (``never``).
"""

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from gridtui.scheme import acts
from gridtui.scheme.model import PostKind, Role

_KINDS: tuple[PostKind, ...] = ("leader", "secretary", "clerk", "officer", "worker", "neighbour")

# One column for each of _KINDS.
_TABLE: dict[str, str] = {
    acts.HOUSEHOLD_VIEW: "O O C C C O",
    acts.HOUSEHOLD_EDIT: "- O C C O -",
    acts.HOUSEHOLD_ADD: "- O C C O -",
    acts.RESIDENT_EDIT: "- O C C O -",
    acts.RESIDENT_REVEAL: "- O C C O -",
    acts.TAG_RESTRICTED: "- O - - - -",
    acts.VISIT_LOG: "O O C C O O",
    acts.VISIT_LOG_FOR_ANOTHER: "- O C - - -",
    acts.VISIT_CORRECT: "W O W W W W",
    acts.VISIT_UNDO: "W W W W W W",
    acts.TICKET_VIEW: "O O C C C O",
    acts.TICKET_OPEN: "O O C C O O",
    acts.TICKET_ACCEPT: "O O C C O O",
    acts.TICKET_HAND_OVER: "O O C C O O",
    acts.TICKET_HANDLE: "O O C C O O",
    acts.TICKET_REPLY: "O O C C O O",
    acts.TICKET_CLOSE: "O O C C O O",
    acts.TICKET_RETURN: "O O C C O O",
    acts.TICKET_REOPEN: "O O C C O -",
    acts.TICKET_NOTE: "O O C C C O",
    acts.TICKET_VOID: "O O - - - -",
    acts.ROSTER_IMPORT: "- O C C - -",
    acts.ROSTER_UNDO: "- O W W - -",
    acts.SYNC_RUN: "A A A A A A",
    acts.SYNC_STATUS: "A A A A A A",
    acts.STAFF_VIEW: "A A A A A A",
    acts.STAFF_EDIT: "- O - - - -",
    acts.UNIT_EDIT: "- O - - - -",
    acts.PAIRING_EDIT: "- O C C O -",
    acts.DRAFT_OWN: "A A A A A A",
    acts.SCHEME_VIEW: "A A A A A A",
    acts.SCHEME_PUBLISH: "- O - - - -",
    acts.PLAN_EDIT: "- O C C O -",
    acts.DUTY_PAUSE: "O O C C O O",
    acts.DUTY_BOARD: "O O C C O O",
    acts.ACTIVITY_VIEW: "O O C C C O",
    acts.ACTIVITY_RECORD: "O O C C C O",
    acts.ACTIVITY_PLAN: "O O C C - -",
    acts.OCCURRENCE_NOTE: "O O C C C O",
    acts.CAMPAIGN_VIEW: "O O C C C O",
    acts.CAMPAIGN_RUN: "O O - C - -",
    acts.CAMPAIGN_ASSIGN: "O O C C O -",
    acts.COVERAGE_VIEW: "O O C C C O",
    acts.INSPECTION_DRAW: "O O - - - -",
}

_OF_HOLDER = frozenset(
    {
        acts.TICKET_VIEW,
        acts.TICKET_ACCEPT,
        acts.TICKET_HAND_OVER,
        acts.TICKET_HANDLE,
        acts.TICKET_REPLY,
        acts.TICKET_CLOSE,
        acts.TICKET_RETURN,
        acts.TICKET_NOTE,
    }
)
_OF_PAIRED = frozenset({acts.HOUSEHOLD_VIEW, acts.VISIT_LOG, acts.DUTY_PAUSE})
_WITHOUT_POST = frozenset({acts.SYNC_STATUS, acts.SCHEME_VIEW})


class ActingPost(msgspec.Struct, frozen=True, gc=False):
    """The post a person acts under. Paths name every unit from the top to the post's own, as ``/1/4/9/``.

    ``community_path`` is the path of the community the unit lies in; of a post above communities, its own path.
    """

    role: str
    path: str
    community_path: str


class Decision(msgspec.Struct, frozen=True, gc=False):
    """Whether an act is allowed; ``code`` says why not, as the code of a ``Refused``, "" where it is."""

    allowed: bool
    code: str = ""


_ALLOWED = Decision(allowed=True)
NO_POST = Decision(allowed=False, code="permission.no_post")
UNKNOWN_ROLE = Decision(allowed=False, code="permission.unknown_role")
NOT_THE_ROLE = Decision(allowed=False, code="permission.role")
OUT_OF_SCOPE = Decision(allowed=False, code="permission.scope")
NOT_THE_AUTHOR = Decision(allowed=False, code="permission.author")


def may(
    post: ActingPost | None,
    act: str,
    subject_path: str | None,
    roles: Mapping[str, Role],
    *,
    is_author: bool = False,
    is_holder: bool = False,
    is_paired: bool = False,
) -> Decision:
    """Return whether a post may do an act on a subject.

    ``subject_path`` is the path of the subject's grid, or of its community where it is in no grid; None asks whether
    the post may do the act anywhere at all. ``is_author``: this person entered the record; ``is_holder``: this post
    has the ticket; ``is_paired``: this post is paired with the household.
    """
    role = None if post is None else roles.get(post.role)
    if post is None or role is None:
        refusal = NO_POST if post is None else UNKNOWN_ROLE
        return _ALLOWED if act in _WITHOUT_POST else refusal
    if act not in role.never and ((is_holder and act in _OF_HOLDER) or (is_paired and act in _OF_PAIRED)):
        return _ALLOWED
    match _scope(role, act):
        case "-":
            return NOT_THE_ROLE
        case "W" if subject_path is not None and not is_author:
            return NOT_THE_AUTHOR
        case "C" | "O" as scope if subject_path is not None and not _reaches(post, role, scope, subject_path):
            return OUT_OF_SCOPE
        case _:
            return _ALLOWED


def reach(post: ActingPost | None, act: str, roles: Mapping[str, Role]) -> str | None:
    """Return the path below which a post may do an act, for the scope of lists and searches; None for nowhere.

    Acts without a subject, and acts on one's own records, give the post's own path.
    """
    role = None if post is None else roles.get(post.role)
    if post is None or role is None:
        return None
    scope = _scope(role, act)
    if scope == "-":
        return None
    return post.community_path if scope == "C" else post.path


def _reaches(post: ActingPost, role: Role, scope: str, subject_path: str) -> bool:
    if scope == "O" and role.kind == "worker" and subject_path == post.community_path:
        return True
    within = post.community_path if scope == "C" else post.path
    return within.endswith("/") and subject_path.startswith(within)


@lru_cache(maxsize=1024)
def _scope(role: Role, act: str) -> str:
    if act in role.never:
        return "-"
    scope = _TABLE.get(act, " ".join("-" for _ in _KINDS)).split()[_KINDS.index(role.kind)]
    return "O" if scope == "-" and act in role.also else scope
