"""Type a million random bytes at the real app and say what became of it; the suite types a small part of that.

    python -m tests.tools.storm_million                        # a million bytes on a terminal set to UTF-8
    python -m tests.tools.storm_million --seed 2 --encoding gb18030
    python -m tests.tools.storm_million --keys 100000          # keys that mean something instead of bytes

Ends with 0 when the app ended by its own keys alone, showed every cell right after each Ctrl+L (one every PORTION),
kept every saved operation, outlived no defect, and left a whole store; else with a traceback that shows the screen.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from gridtui.core.time import elapsed_ms
from tests.tools.demo_desk import make_demo_office
from tests.tools.storms import Storm, noise, random_keys

PORTION = 20_000
"""Bytes, or keys, between two looks at the screen."""


def main() -> int:
    """Throw the storm the command line asks for, and print what it took."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--bytes", type=int, default=1_000_000, help="how many random bytes")
    asked.add_argument("--keys", type=int, default=0, help="how many keys instead")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument(
        "--encoding", choices=["utf-8", "gb18030"], default="utf-8", help="what the terminal is set to"
    )
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        office = make_demo_office(Path(folder) / "template" / "office")
        with Storm(office, Path(folder), encoding=chosen.encoding) as storm:
            throw(storm, chosen.keys or chosen.bytes, chosen.seed, are_keys=chosen.keys > 0)
    return 0


def throw(storm: Storm, amount: int, seed: int, *, are_keys: bool) -> None:
    """Type so many bytes or keys, and look every PORTION whether all is right; AssertionError where it is not."""
    begun_ms = elapsed_ms()
    made, type_them, unit = (random_keys, storm.type_keys, "keys") if are_keys else (noise, storm.type_noise, "bytes")
    saved = storm.operations()
    for done in range(0, amount, PORTION):
        type_them(made(seed * 1_000_003 + done, min(PORTION, amount - done)))
        storm.is_right()
        assert storm.operations() >= saved
        saved = storm.operations()
        storm.leaves_no_trace()
        sys.stdout.write(f"\r{done + PORTION} {unit}, {storm.starts} starts, {len(saved)} operations")
        sys.stdout.flush()
    seconds = (elapsed_ms() - begun_ms) / 1_000
    sys.stdout.write(f"\n{amount} {unit} of seed {seed} in {seconds:.0f} s: all right\n")


if __name__ == "__main__":
    sys.exit(main())
