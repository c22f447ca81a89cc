"""Extract the messages of the package into zh_CN/LC_MESSAGES/gridtui.po and compile gridtui.mo beside it.

    python tests/tools/make_catalogues.py [--check]

With --check nothing is written: the exit status is 1 if a message is missing, untranslated, fuzzy or stale.
The English language needs no catalogue: message ids are English.
"""

import argparse
import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[2] / "gridtui"
FOLDER = PACKAGE / "locale" / "zh_CN" / "LC_MESSAGES"
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS = {"_": None, "N_": None, "say": None}


def extracted() -> Catalog:
    """Return a catalogue of every message the package's source marks."""
    catalogue = Catalog(project="gridtui", charset="utf-8")
    found = extract_from_dir(PACKAGE, [("**.py", "python")], keywords=KEYWORDS)
    for filename, _line, message, _comments, context in sorted(found, key=lambda row: (row[0], row[1])):
        catalogue.add(message, locations=[(filename, 0)], context=context)
    return catalogue


def merged() -> Catalog:
    """Return the stored translation brought up to the source's messages; dropped messages are gone."""
    path = FOLDER / "gridtui.po"
    stored = read_po(io.BytesIO(path.read_bytes()), locale="zh_CN") if path.exists() else Catalog(locale="zh_CN")
    stored.update(extracted(), no_fuzzy_matching=True)
    stored.obsolete.clear()
    return stored


def as_po(catalogue: Catalog) -> bytes:
    """Return the catalogue as .po bytes without dates or line numbers, so that it only changes with its words."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=118, omit_header=True, no_location=True, sort_output=True)
    head = b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: zh_CN\\n"\n\n'
    return head + buffer.getvalue()


def as_mo(po: bytes) -> bytes:
    """Return the compiled form of .po bytes: the same bytes on every day, for Babel would write its own date."""
    buffer = io.BytesIO()
    catalogue = read_po(io.BytesIO(po), locale="zh_CN")
    catalogue.creation_date = catalogue.revision_date = _NO_DATE
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the messages without a Chinese text."""
    return [str(message.id) for message in catalogue if message.id and (not message.string or message.fuzzy)]


def main() -> int:
    """Write the catalogue, or check it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    catalogue = merged()
    po = as_po(catalogue)
    missing = untranslated(catalogue)
    for message in missing:
        sys.stdout.write(f"untranslated: {message}\n")
    if arguments.check:
        stored = (FOLDER / "gridtui.po").read_bytes() if (FOLDER / "gridtui.po").exists() else b""
        compiled = (FOLDER / "gridtui.mo").read_bytes() if (FOLDER / "gridtui.mo").exists() else b""
        stale = [name for name, is_same in (("po", stored == po), ("mo", compiled == as_mo(po))) if not is_same]
        for name in stale:
            sys.stdout.write(f"stale: gridtui.{name}; run this program without --check\n")
        return 1 if missing or stale else 0
    (FOLDER / "gridtui.po").write_bytes(po)
    (FOLDER / "gridtui.mo").write_bytes(as_mo(po))
    return 0


if __name__ == "__main__":
    sys.exit(main())
