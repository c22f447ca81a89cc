"""How long a roster of 20,000 rows takes from file to store, and how much memory, in a process of its own.

    python -m tests.bench.bench_import [--rows 20000] [--folder FOLDER]

The budget is 6 s and 90 MiB; the exit status says whether it was kept. Building the file and the office is not timed.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import xlsxwriter

from gridtui.core.identity import id_number_check_digit
from tests.exchange.roster_files import HEADINGS
from tests.exchange.roster_office import make_office

BUDGET_SECONDS = 6.0
BUDGET_MIB = 90.0
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰"
TIMED = """
import json, resource, sys, time
started = time.perf_counter()
from pathlib import Path
from gridtui.exchange.columns import read_map
from gridtui.exchange.importing import apply, prepare
from tests.exchange.roster_office import office
folder, roster = map(Path, sys.argv[1:])
with office(folder, folder) as session:
    prepared = prepare(session, roster, mapped=read_map([]))
    read = time.perf_counter()
    outcome = apply(session, prepared)
done = time.perf_counter()
print(json.dumps({
    "read_seconds": round(read - started, 2),
    "seconds": round(done - started, 2),
    "cpu_seconds": round(time.process_time(), 2),
    "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    "created": outcome.created,
}))
"""


def households(rows: int, seed: int) -> Iterator[list[list[object]]]:
    """Yield invented households until there are so many rows, as lines below the header; blank below the head."""
    chance = random.Random(seed)  # noqa: S311 - invented people, no secrets
    made = 0
    while made < rows:
        size = min(chance.choice((1, 2, 3, 3, 4, 5)), rows - made)
        door = made // 4
        place = [
            f"网格{door // 400 + 1:02d}",
            "晏五村",
            f"{door // 80 + 1}号楼{door // 20 % 4 + 1}单元{door % 20 + 1}01",
        ]
        lines: list[list[object]] = []
        for number in range(size):
            born = date.fromordinal(chance.randrange(date(1940, 1, 1).toordinal(), date(2010, 1, 1).toordinal()))
            first17 = f"629901{born:%Y%m%d}{(made + number) % 1000:03d}"
            lines.append(
                [
                    made + number + 1,
                    *(place if number == 0 else ("", "", "")),
                    "自住" if number == 0 else "",
                    "",
                    ("户主", "配偶", "子", "女", "其他")[number],
                    chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(2)),
                    "男" if int(first17[-1]) % 2 else "女",
                    first17 + id_number_check_digit(first17),
                    born.strftime("%Y-%m-%d"),
                    f"100{chance.randrange(10**8):08d}" if chance.random() < 0.7 else "",
                    "低保、残疾" if number == 0 and chance.random() < 0.2 else "",
                    "常住",
                    chance.choice(("", "", "", "子女在外地", "每周透析")),
                ]
            )
        yield lines
        made += size


def write_roster(path: Path, rows: int, seed: int = 7) -> None:
    """Write a roster as an office keeps it: a title, a header, household cells merged over the members' rows."""
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("居民台账")
    sheet.write_string(0, 0, "居民信息台账")
    sheet.write_row(1, 0, HEADINGS)
    at = 2
    for lines in households(rows, seed):
        for line in lines:
            sheet.write_row(at, 0, [None if cell == "" else cell for cell in line])
            at += 1
        if len(lines) > 1:
            for column in (1, 2, 3):
                sheet.merge_range(at - len(lines), column, at - 1, column, lines[0][column])
    workbook.close()


def main() -> int:
    """Build, time, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        folder = Path(name)
        write_roster(folder / "roster.xlsx", arguments.rows)
        make_office(folder / "office")
        command = [sys.executable, "-c", TIMED, str(folder / "office"), str(folder / "roster.xlsx")]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    measured = json.loads(told)
    sys.stdout.write(f"{arguments.rows} rows: {told}")
    return 0 if measured["seconds"] <= BUDGET_SECONDS and measured["peak_mib"] <= BUDGET_MIB else 1


if __name__ == "__main__":
    sys.exit(main())
