"""The benchmark command: builds its stores once, measures, prints one table, says by its exit status what was missed.

    python -m tests.bench [--quick] [--size NAME] [--only NAME ...] [--json] [--cache FOLDER]

A full run takes some twenty minutes, and as long again the first time, while its stores are filled (5 GB).
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from tests.bench import bench_host, bench_terminal, encoding, programs, reading, saving, screens
from tests.bench.measured import Row, table
from tests.bench.stores import FULL, Bench, default_cache

BENCHMARKS: Mapping[str, Callable[[Bench], Iterator[Row]]] = {
    "start": programs.start_rows,
    "find": reading.find_rows,
    "list": reading.list_rows,
    "card": reading.card_rows,
    "today": reading.today_rows,
    "board": reading.board_rows,
    "sweep": reading.sweep_rows,
    "header": reading.header_rows,
    "pages": reading.page_rows,
    "save": saving.save_rows,
    "demo": programs.demo_rows,
    "import": programs.import_rows,
    "commands": programs.command_rows,
    "encoder": encoding.encoder_rows,
    "paint": screens.paint_rows,
    "keys": screens.key_rows,
    "host": bench_host.host_rows,
    "terminal": bench_terminal.terminal_rows,
}


def main() -> int:
    """Run what was asked for; 1 where a limit is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="measure the program")
    parser.add_argument("--quick", action="store_true", help="small stores, few calls, no limits: does it run")
    parser.add_argument("--size", choices=tuple(FULL), help="one size only")
    parser.add_argument("--only", action="append", choices=tuple(BENCHMARKS), help="may be given several times")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of a table")
    parser.add_argument("--cache", type=Path, default=default_cache(), help="where the stores are kept")
    given = parser.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)
    bench = Bench(given.cache, quick=given.quick, only_size=given.size)
    rows: list[Row] = []
    try:
        for name in given.only or BENCHMARKS:
            for row in BENCHMARKS[name](bench):
                rows.append(row)
                sys.stderr.write(f"{name}: {row.what}, {row.size}\n")
    finally:
        # What was measured is shown also where a later benchmark breaks.
        _print(rows, as_json=given.json)
    missed = [row for row in rows if row.met is False]
    for row in missed:
        sys.stderr.write(f"missed: {row.what}, {row.size}\n")
    return 1 if missed else 0


def _print(rows: list[Row], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(rows), indent=1) + b"\n")
    else:
        sys.stdout.write(table(rows) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
