"""Whether every class of ticket has a way of disposal that can be walked to its end."""

from collections import Counter
from collections.abc import Iterator

from gridtui.core.words import TicketClass
from gridtui.scheme.faults import Fault, missing, unknown
from gridtui.scheme.machine import Machine
from gridtui.scheme.model import Scheme

ROUTINE_END = "closed"


def machine_faults(scheme: Scheme) -> Iterator[Fault]:
    """Yield what is wrong with the ways of disposal and with the places they send tickets to."""
    stated = {machine.ticket_class for machine in scheme.machines}
    for ticket_class in TicketClass:
        if ticket_class not in stated:
            yield "scheme.missing_machine", "machine", {"key": ticket_class.name.lower()}
    desks = [desk.key for desk in scheme.desks]
    for machine in scheme.machines:
        table = f"machine {machine.key}"
        yield from unknown(table, "goes_to", [machine.goes_to], ("opener", *desks))
        yield from unknown(table, "copy_desk", [machine.copy_desk], desks)
        yield from _step_faults(table, machine)


def _step_faults(table: str, machine: Machine) -> Iterator[Fault]:
    pairs = Counter((step.act, state) for step in machine.steps for state in step.after)
    for (act, state), times in pairs.items():
        if times > 1:
            yield "scheme.twice", f"{table} step {act}", {"key": state}
    needs = {need for step in machine.steps for need in step.needs}
    if "copy" in needs and not machine.copy_desk:
        yield missing(table, "copy_desk")
    reached = _reached(machine)
    if ROUTINE_END not in reached:
        yield "scheme.no_way", table, {"key": "step", "name": ROUTINE_END}
    for step in machine.steps:
        for state in step.after:
            if state not in reached:
                yield "scheme.no_way", f"{table} step {step.act}", {"key": "after", "name": state}


def _reached(machine: Machine) -> set[str]:
    reached: set[str] = {"registered"}
    while True:
        more = {step.to for step in machine.steps if reached & set(step.after)} - reached - {""}
        if not more:
            return reached
        reached |= more
