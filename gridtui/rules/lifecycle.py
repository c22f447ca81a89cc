"""A ticket is the fold of its events through the machine of its class: state, owner, clocks and counters.

Nothing here fails on a strange history: an act the machine cannot take is kept and marked (P4). Rules that hold in
every machine:

- The clock starts when the ticket is registered, not when somebody signs for it, and again when it is reopened.
- Who acts on a registered ticket without signing for it has signed for it. Signing twice does not apply.
- A hand-over makes the next holder sign; a return gives the ticket back to who handed it over, else to its opener.
- An author may withdraw an act of his own on the same day; the ticket is what the other events add up to.
- Of two events concurrent by base, one closing (or voiding) and one reopening, the ticket is open (P4).
- A note addressed to the machine's copy desk is the copy that desk must have.
- A ticket closed without a separate measure counts as handled when it was closed.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import msgspec

from gridtui.core.time import day_of
from gridtui.core.words import TicketAct, TicketState
from gridtui.scheme.machine import Asked, Machine, Need, Step, act_of, source_of, state_of

CLOSED_STATES = frozenset({TicketState.CLOSED, TicketState.VOIDED})

DueFrom = Callable[[int], int | None]
"""Gives the instant a limit that starts at an instant runs out, None where no clock runs (``rules.deadline``)."""


class TicketFacts(msgspec.Struct, frozen=True, gc=False):
    """What was registered. ``source`` is a TicketSource; ``has_reporter``: a person is named as who raised it."""

    opened_ms: int
    opener: bytes | None
    source: int = 0
    has_reporter: bool = False


class EventFact(msgspec.Struct, frozen=True, gc=False):
    """One event in the ticket's order (P4). ``base`` are the operation ids its author had seen at the ticket's heads.

    An OPENED event, if there is one, may name the first desk or owner.
    """

    id: bytes
    act: int
    at_ms: int
    actor: bytes | None
    to_post: bytes | None = None
    to_desk: str = ""
    result: int = 0
    reply_channel: int = 0
    withdraws: bytes | None = None
    base: tuple[bytes, ...] = ()


class TicketHead(msgspec.Struct, frozen=True, gc=False):
    """What a ticket's events add up to.

    Instants are None until they happen. ``signed_ms``: when the present holder signed for it. ``accepted_ms`` is the
    first acceptance; ``handled_ms``, ``replied_ms``, ``copied_ms``, ``closed_ms`` and ``result`` (0 none) are of the
    present round and empty again once it is reopened. ``hops`` counts hand-overs, ``returns`` and ``reopened`` what
    they say. ``answered``: a reply is recorded in this round. ``applied`` and ``withdrawn`` tell of each event in the
    order given whether the machine took it and whether its author took it back.
    """

    state: TicketState
    open: bool
    owner: bytes | None
    desk: str
    due_ms: int | None
    signed_ms: int | None = None
    accepted_ms: int | None = None
    handled_ms: int | None = None
    replied_ms: int | None = None
    copied_ms: int | None = None
    closed_ms: int | None = None
    closed_day: int | None = None
    result: int = 0
    hops: int = 0
    returns: int = 0
    reopened: int = 0
    answered: bool = False
    applied: tuple[bool, ...] = ()
    withdrawn: tuple[bool, ...] = ()


class AllowedAct(msgspec.Struct, frozen=True, gc=False):
    """An act the state admits: what the ticket still lacks (``missing``), what must be stated with it (``asks``)."""

    act: TicketAct
    missing: tuple[Need, ...]
    asks: tuple[Asked, ...]


def fold(
    machine: Machine,
    facts: TicketFacts,
    events: Sequence[EventFact],
    *,
    due_from: DueFrom = lambda _start_ms: None,
    others: Mapping[bytes, tuple[bytes, ...]] | None = None,
) -> TicketHead:
    """Return what a ticket's events, in their order, add up to.

    ``others`` are the bases of the ticket's operations that are no events (edits, voids), where there are any: what
    an event had seen is followed through them too.
    """
    target_of = _withdrawals(events)
    taken_back = frozenset(target_of.values())
    folding = _Folding(machine, facts, due_from, _Knowledge(events, others or {}))
    applied = []
    for event in events:
        if event.act == TicketAct.WITHDRAWN:
            applied.append(event.id in target_of)
        else:
            applied.append(event.id not in taken_back and folding.take(event))
    return msgspec.structs.replace(
        folding.head(),
        applied=tuple(applied),
        withdrawn=tuple(event.id in taken_back for event in events),
    )


def allowed_acts(
    machine: Machine, head: TicketHead, source: int, *, has_reporter: bool = False
) -> tuple[AllowedAct, ...]:
    """Return the acts the ticket's state admits, in the machine's order, each with what is still missing for it.

    Whether this person may do them is for ``rules.permission``; withdrawing is for ``withdrawable``.
    """
    waits = person_waits(machine, source, has_reporter=has_reporter)
    return tuple(
        AllowedAct(act_of(step.act), _missing(step, head, waits), step.asks)
        for step in machine.steps
        if head.state in {state_of(state) for state in step.after}
        and not (step.act == "accepted" and head.signed_ms is not None)
    )


def withdrawable(
    events: Sequence[EventFact], head: TicketHead, *, actor: bytes | None, now_ms: int
) -> EventFact | None:
    """Return the event this author may still take back: the last that counts, if it is his own and of today."""
    for event, applied in zip(reversed(events), reversed(head.applied), strict=True):
        if event.act == TicketAct.WITHDRAWN or not applied:
            continue
        is_own = actor is not None and event.actor == actor and event.act != TicketAct.OPENED
        return event if is_own and day_of(event.at_ms) == day_of(now_ms) else None
    return None


def person_waits(machine: Machine, source: int, *, has_reporter: bool) -> bool:
    """Return whether a person waits for the answer, so that closing needs a recorded reply (S0-16)."""
    return has_reporter or source in {source_of(name) for name in machine.person_sources}


def _missing(step: Step, head: TicketHead, waits: bool) -> tuple[Need, ...]:
    held = {
        "reply": head.answered or not waits,
        "handled": head.handled_ms is not None,
        "copy": head.copied_ms is not None,
        "handed_over": head.hops > 0,
    }
    return tuple(need for need in step.needs if not held[need])


def _withdrawals(events: Sequence[EventFact]) -> dict[bytes, bytes]:
    """Return withdrawing event -> withdrawn event, for those by the same author on the same day; each target once."""
    by_id = {event.id: event for event in events}
    target_of: dict[bytes, bytes] = {}
    for event in events:
        if event.act != TicketAct.WITHDRAWN or event.withdraws is None:
            continue
        target = by_id.get(event.withdraws)
        if target is None or target.act in {TicketAct.WITHDRAWN, TicketAct.OPENED} or target.id in target_of.values():
            continue
        if event.actor is not None and event.actor == target.actor and day_of(event.at_ms) == day_of(target.at_ms):
            target_of[event.id] = target.id
    return target_of


class _Knowledge:
    """What each event's author had seen; worked out only where a closing meets a reopening."""

    def __init__(self, events: Sequence[EventFact], others: Mapping[bytes, tuple[bytes, ...]]) -> None:
        self._base = {**others, **{event.id: event.base for event in events}}

    def concurrent(self, one: EventFact, other: EventFact) -> bool:
        """Return whether neither event reaches the other by base."""
        return other.id not in self._seen_by(one) and one.id not in self._seen_by(other)

    def _seen_by(self, event: EventFact) -> set[bytes]:
        seen: set[bytes] = set()
        ahead = list(event.base)
        while ahead:
            operation = ahead.pop()
            if operation not in seen:
                seen.add(operation)
                ahead.extend(self._base.get(operation, ()))
        return seen


@lru_cache(maxsize=64)
def _steps(machine: Machine) -> dict[tuple[int, int], Step]:
    return {(act_of(step.act), state_of(state)): step for step in machine.steps for state in step.after}


class _Folding:
    """The ticket while its events are taken one after another."""

    def __init__(self, machine: Machine, facts: TicketFacts, due_from: DueFrom, knowledge: _Knowledge) -> None:
        self._machine = machine
        self._steps = _steps(machine)
        self._facts = facts
        self._due_from = due_from
        self._knowledge = knowledge
        self._waits = person_waits(machine, facts.source, has_reporter=facts.has_reporter)
        self._reopenings: list[EventFact] = []
        self._holders: list[tuple[bytes | None, str]] = []
        opener_has_it = machine.goes_to == "opener"
        self._head = TicketHead(
            state=TicketState.REGISTERED,
            open=True,
            owner=facts.opener if opener_has_it else None,
            desk="" if opener_has_it else machine.goes_to,
            due_ms=due_from(facts.opened_ms),
        )

    def head(self) -> TicketHead:
        """Return the ticket as it stands."""
        return self._head

    def take(self, event: EventFact) -> bool:
        """Take one event; return whether the machine could."""
        if event.act == TicketAct.REOPENED:
            self._reopenings.append(event)
        if event.act == TicketAct.OPENED:
            return self._dispatch(event)
        step = self._steps.get((event.act, self._head.state))
        if step is None or _missing(step, self._head, self._waits) or self._is_second_signature(event):
            return False
        state = state_of(step.to) if step.to else self._head.state
        if state in CLOSED_STATES and self._is_reopened_elsewhere(event):
            return False
        self._head = msgspec.structs.replace(
            self._head, state=state, open=state not in CLOSED_STATES, **self._changes(event)
        )
        return True

    def _is_second_signature(self, event: EventFact) -> bool:
        return event.act == TicketAct.ACCEPTED and self._head.signed_ms is not None

    def _is_reopened_elsewhere(self, closing: EventFact) -> bool:
        return any(self._knowledge.concurrent(closing, reopening) for reopening in self._reopenings)

    def _dispatch(self, event: EventFact) -> bool:
        """Let an OPENED event name the first holder; it applies before anybody acted."""
        head = self._head
        if head.state != TicketState.REGISTERED or head.hops or head.returns:
            return False
        if event.to_post is not None or event.to_desk:
            self._head = msgspec.structs.replace(head, owner=event.to_post, desk=event.to_desk)
        return True

    def _changes(self, event: EventFact) -> dict[str, object]:
        changes = {
            TicketAct.ACCEPTED: self._accepted,
            TicketAct.HANDED_OVER: self._handed_over,
            TicketAct.RETURNED: self._returned,
            TicketAct.HANDLED: self._handled,
            TicketAct.REPLIED: self._replied,
            TicketAct.CLOSED: self._closed,
            TicketAct.REOPENED: self._reopened,
            TicketAct.NOTED: self._noted,
            TicketAct.VOIDED: self._voided,
        }
        return changes[TicketAct(event.act)](event)

    def _accepted(self, event: EventFact) -> dict[str, object]:
        return {**self._signed(event), "owner": event.to_post or event.actor}

    def _handled(self, event: EventFact) -> dict[str, object]:
        return {**self._signed(event), "handled_ms": event.at_ms}

    def _replied(self, event: EventFact) -> dict[str, object]:
        return {**self._signed(event), "replied_ms": event.at_ms, "answered": True}

    def _noted(self, event: EventFact) -> dict[str, object]:
        is_copy = self._machine.copy_desk != "" and event.to_desk == self._machine.copy_desk
        return {"copied_ms": event.at_ms} if is_copy else {}

    def _voided(self, event: EventFact) -> dict[str, object]:
        return {"closed_ms": event.at_ms, "closed_day": day_of(event.at_ms)}

    def _signed(self, event: EventFact) -> dict[str, object]:
        head = self._head
        return {
            "signed_ms": event.at_ms if head.signed_ms is None else head.signed_ms,
            "accepted_ms": event.at_ms if head.accepted_ms is None else head.accepted_ms,
            "owner": event.actor if head.owner is None else head.owner,
        }

    def _handed_over(self, event: EventFact) -> dict[str, object]:
        self._holders.append((self._head.owner, self._head.desk))
        return {"owner": event.to_post, "desk": event.to_desk, "signed_ms": None, "hops": self._head.hops + 1}

    def _returned(self, _event: EventFact) -> dict[str, object]:
        owner, desk = self._holders.pop() if self._holders else (self._facts.opener, "")
        return {"owner": owner, "desk": desk, "signed_ms": None, "returns": self._head.returns + 1}

    def _closed(self, event: EventFact) -> dict[str, object]:
        handled_ms = self._head.handled_ms
        return {
            **self._signed(event),
            "handled_ms": event.at_ms if handled_ms is None else handled_ms,
            "closed_ms": event.at_ms,
            "closed_day": day_of(event.at_ms),
            "result": event.result,
        }

    def _reopened(self, event: EventFact) -> dict[str, object]:
        return {
            "due_ms": self._due_from(event.at_ms),
            "handled_ms": None,
            "replied_ms": None,
            "copied_ms": None,
            "answered": False,
            "closed_ms": None,
            "closed_day": None,
            "result": 0,
            "reopened": self._head.reopened + 1,
        }
