"""What stands behind ESC when a key is pressed, by the mode or the terminal that sends it; and what is no key at all.

Names are those of PuTTY's settings, of terminals, or of what sends them. Keys with Shift, Ctrl and Alt are in it. F2,
which saves a form, F1, which opens a help page, and Enter of the keypad stand last.
"""

from collections.abc import Mapping
from types import MappingProxyType

_MODIFIED = tuple(f";{modifier}" for modifier in range(2, 9))
_PUTTY = (*range(1, 7), *range(13, 16), *range(17, 22), *range(23, 27), 28, 29, 31, 32, 33, 12, 11)
_XTERM = (1, 2, 3, 4, 5, 6, 15, 17, 18, 19, 20, 21, 23, 24)

KEYPAD = "keypad"
SEQUENCES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "xterm": ("OR", "OS", "[H", "[F", *(f"[{n}~" for n in _XTERM), "OQ", "OP"),
        "PuTTY": tuple(f"[{n}~" for n in _PUTTY),
        "Linux": tuple(f"[[{each}" for each in "CDEBA"),
        "rxvt": (
            *(f"[{n}{end}" for n in (2, 3, 5, 6, 7, 8, 13, 24) for end in "~^$@"),
            *("Oa", "Ob", "Oc", "Od", "[a", "[b", "[c", "[d", "[12~", "[11~"),
        ),
        "VT100+": tuple(f"O{each}" for each in "RSTUVWXYZ[QP"),
        KEYPAD: tuple(f"O{each}" for each in "ABCDFHXjklmnopqrstuvwxyM"),
        "SCO": tuple(f"[{each}" for each in "ABCDFGHILOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz@[\\]^_`{NM"),
        "modified": (
            *(f"[1{m}{end}" for m in _MODIFIED for end in "ABCDFHPQRS"),
            *(f"[{n}{m}~" for m in _MODIFIED for n in (3, 5, 15)),
        ),
        "mouse": ("[<0;5;5M", "[<0;5;5m", "[<64;1;1M", "[M !!", "[32;5;5M", "[I", "[O", "[200~\x1b[201~"),
        "answers": ("[1;1R", "[24;80R", "[999;999R", "[?6c", "[>0;136;0c", "[0n", "[?2026;2$y"),
    }
)
