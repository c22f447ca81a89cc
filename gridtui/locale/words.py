"""Display words of the code lists in ``core.words``; an unknown number is shown raw."""

from enum import IntEnum

from gridtui.core import words
from gridtui.locale import N_, _

_WORDS: dict[type[IntEnum], dict[int, str]] = {
    words.UnitKind: {
        1: N_("district"),
        2: N_("subdistrict"),
        3: N_("township"),
        4: N_("community"),
        5: N_("village"),
        6: N_("area"),
        7: N_("group"),
        8: N_("grid"),
        9: N_("courtyard"),
        10: N_("building"),
    },
    words.Sex: {0: "-", 1: N_("male"), 2: N_("female"), 9: N_("not stated")},
    words.Relation: {
        0: N_("other"),
        1: N_("head"),
        2: N_("spouse"),
        3: N_("son"),
        4: N_("daughter"),
        5: N_("grandchild"),
        6: N_("parent"),
        7: N_("grandparent"),
        8: N_("sibling"),
        9: N_("child-in-law"),
        10: N_("tenant"),
    },
    words.DwellingUse: {0: "-", 1: N_("owner-occupied"), 2: N_("rented"), 3: N_("vacant")},
    words.Residence: {0: "-", 1: N_("usual resident"), 2: N_("floating resident"), 3: N_("registered elsewhere")},
    words.Whereabouts: {0: "-", 1: N_("here"), 2: N_("elsewhere")},
    words.Channel: {
        1: N_("home visit"),
        2: N_("online greeting"),
        3: N_("phone call"),
        4: N_("at the office"),
        5: N_("meeting"),
    },
    words.Outcome: {1: N_("visited"), 2: N_("no answer"), 3: N_("refused"), 4: N_("moved out"), 5: N_("vacant door")},
    words.HalfDay: {0: "-", 1: N_("morning"), 2: N_("afternoon"), 3: N_("evening")},
    words.TicketKind: {
        1: N_("problem"),
        2: N_("appeal"),
        3: N_("dispute"),
        4: N_("hazard"),
        5: N_("micro-service"),
    },
    words.TicketClass: {1: N_("routine"), 2: N_("coordination"), 3: N_("urgent"), 4: N_("approval")},
    words.TicketSource: {
        1: N_("patrol"),
        2: N_("visit"),
        3: N_("resident"),
        4: N_("property manager"),
        5: N_("petition"),
        6: N_("12345 hotline"),
        7: N_("department"),
        8: N_("desk"),
    },
    words.TicketAct: {
        1: N_("register"),
        2: N_("accept"),
        3: N_("hand over"),
        4: N_("handle"),
        5: N_("reply"),
        6: N_("close"),
        7: N_("return"),
        8: N_("reopen"),
        9: N_("note"),
        10: N_("void ticket"),
        11: N_("withdraw step"),
    },
    words.TicketState: {
        1: N_("registered"),
        2: N_("accepted"),
        3: N_("in handling"),
        4: N_("replied"),
        5: N_("closed"),
        6: N_("returned"),
        7: N_("voided"),
    },
    words.TicketResult: {
        1: N_("fixed"),
        2: N_("partly fixed"),
        3: N_("explained"),
        4: N_("parked"),
        5: N_("out of scope"),
        6: N_("self-resolved"),
    },
    words.PairingKind: {1: N_("care pairing"), 2: N_("linked household"), 3: N_("contact leader")},
}


def word(code_list: type[IntEnum], value: int) -> str:
    """Return the display word of a code in the language in use; the number itself where the list has no word."""
    message = _WORDS[code_list].get(value)
    return _(message) if message is not None else str(value)


def word_list(code_list: type[IntEnum]) -> tuple[tuple[int, str], ...]:
    """Return (code, display word) of a whole list in the order of its codes."""
    return tuple((code, _(message)) for code, message in sorted(_WORDS[code_list].items()))
