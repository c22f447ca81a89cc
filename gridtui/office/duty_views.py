"""What screens and commands are given of duties beside the rows of households: plans, pauses, quotas, the due board.

As in ``office.views``: frozen copies under the asker's permission, days are ordinals, None is not stated.
"""

from typing import Literal

import msgspec

By = Literal["post", "building", "community"]
"""How the lines of the due board are told apart."""


class PlanLine(msgspec.Struct, frozen=True, gc=False):
    """A plan on a card. ``rule_title`` '' is every rule; ``days``, ``times`` 0 and ``period`` '' are the rule's own.

    ``ends_with`` is the title of the tag it ends with, '' for none; ``in_force``: it holds today.
    """

    uid: bytes
    rule_key: str
    rule_title: str
    period: str
    days: int
    weekdays: tuple[int, ...]
    times: int
    from_day: int | None
    to_day: int | None
    reason: str
    ends_with: str
    in_force: bool


class PauseLine(msgspec.Struct, frozen=True, gc=False):
    """A pause on a card. ``rule_title`` '' is every rule; ``excuse``: what fell due in it was not owed at all."""

    uid: bytes
    rule_key: str
    rule_title: str
    from_day: int | None
    to_day: int | None
    reason: str
    note: str
    excuse: bool
    in_force: bool


class QuotaRow(msgspec.Struct, frozen=True, gc=False):
    """A number a post owes (``per_actor``) or its area does (``per_area``): ``done`` of ``wanted``.

    ``most`` is the upper bound of an area, 0 for none; ``missing`` how many are still wanted. ``held`` of ``scopes``
    communities of its scope are kept here: where fewer, what was done elsewhere is not counted.
    """

    post: bytes
    unit: bytes
    unit_name: str
    rule_key: str
    rule_title: str
    mode: str
    counts: str
    done: int
    wanted: int
    most: int
    missing: int
    state: str
    due_day: int | None
    days_left: int | None
    last_day: int | None
    missed_previous: bool
    exceeded: bool
    held: int
    scopes: int


class OccurrenceRow(msgspec.Struct, frozen=True, gc=False):
    """Something noted that must be attended or reported, and how that stands.

    ``state`` is the word of ``rules.duty.DutyState``; ``due_ms`` None where no clock runs; ``act`` attend or report.
    """

    uid: bytes
    trigger: str
    title: str
    act: str
    at_ms: int
    household: bytes | None
    address: str
    head_name: str
    place: str
    post_name: str
    note: str
    state: str
    due_ms: int | None
    minutes_left: int | None
    done_ms: int | None = None
    """When it was first answered, None where it was not."""


class QuotaWhy(msgspec.Struct, frozen=True):
    """Why a quota is owed: the rule, its source, and what was counted, each a day and a household or an activity.

    ``period``, ``days`` and ``weekdays`` are the rule's; ``escalates_to`` the role over it and who holds it.
    """

    row: QuotaRow
    rule_title: str
    source: str
    assumed: bool
    period: str
    days: int
    weekdays: tuple[int, ...]
    effective_from: int
    escalates_to: str
    counted: tuple[tuple[int, str], ...]


class DueLine(msgspec.Struct, frozen=True, gc=False):
    """How one post, building or community stands: what is ``owed``, ``done`` of it.

    Owed are the visits of the present periods and what happened and must be answered, until the day after it was.
    ``overdue`` are among those not done; ``paused`` are not among the owed. ``knocked`` doors and ``met`` are the
    month's effort of a post, 0 elsewhere. ``key`` opens its rows (``due_rows`` and ``due_answers`` of
    ``office.due_board``); ``title`` '' is nobody, or no door.
    """

    key: str
    title: str
    role_title: str
    unit_name: str
    owed: int
    done: int
    overdue: int
    paused: int
    knocked: int = 0
    met: int = 0
    quotas: tuple[QuotaRow, ...] = ()


class DueBoard(msgspec.Struct, frozen=True):
    """The due board of a unit on a day, ``by`` post, building or community: in the order of org tree or walk."""

    day: int
    by: By
    unit_name: str
    lines: tuple[DueLine, ...]


class OtherPost(msgspec.Struct, frozen=True, gc=False):
    """Another post the same person holds, and what is due there."""

    post: bytes
    role_title: str
    unit_name: str
    due: int
    overdue: int
