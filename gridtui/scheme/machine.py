"""The four ways of disposal as data: which act a ticket takes in which state, and what it still needs (1.6, S4-9).

Names of acts, states, classes and sources are those of ``core.words``, in lower case. A machine states for each act
the states it may follow; an act in no step never applies. What an act does to the ticket beyond its state (owner,
clocks, counters) is the same in every machine and stands in ``rules.lifecycle``.
"""

from typing import Literal

import msgspec

from gridtui.core.words import TicketAct, TicketClass, TicketSource, TicketState
from gridtui.scheme.vocabulary import ClassName, Entry, SourceName

ActName = Literal[
    "accepted", "handed_over", "handled", "replied", "closed", "returned", "reopened", "noted", "voided"
]
StateName = Literal["registered", "accepted", "handling", "replied", "closed", "returned", "voided"]

Need = Literal["reply", "handled", "copy", "handed_over"]
"""What the ticket must already hold before a step: a recorded reply where a person raised it (S0-16), a measure,
a copy at the desk the machine names, a hand-over (the approval class forwards by procedure)."""

Asked = Literal["note", "to", "result"]
"""What the person must state with a step: words, a post or desk to go to, a truthful result."""


class Step(Entry, frozen=True):
    """One act and the states it may follow. ``to`` "" leaves the state as it is."""

    act: ActName
    after: tuple[StateName, ...]
    to: StateName | Literal[""] = ""
    needs: tuple[Need, ...] = ()
    asks: tuple[Asked, ...] = ()


class Machine(Entry, frozen=True):
    """How tickets of one class are disposed of.

    ``goes_to`` is who has the ticket when it is registered: "opener", or the key of a desk. ``person_sources`` are
    sources behind which a person waits for an answer; a ticket with a named reporter has one whatever its source.
    ``copy_desk`` is the desk a copy must reach where a step needs "copy". ``first`` puts the class ahead in queues.
    """

    key: ClassName
    title: str
    source: str
    goes_to: str
    steps: tuple[Step, ...] = msgspec.field(name="step")
    person_sources: tuple[SourceName, ...] = ("resident", "petition", "hotline", "desk")
    copy_desk: str = ""
    first: bool = False

    @property
    def ticket_class(self) -> TicketClass:
        """The class as it is stored."""
        return TicketClass[self.key.upper()]


def act_of(name: ActName) -> TicketAct:
    """Return the stored act of a name."""
    return TicketAct[name.upper()]


def state_of(name: StateName) -> TicketState:
    """Return the stored state of a name."""
    return TicketState[name.upper()]


def source_of(name: SourceName) -> TicketSource:
    """Return the stored source of a name."""
    return TicketSource[name.upper()]
