"""The manual: Markdown pages in zh_CN and en, read with ``?`` in the app and by ``gridtui manual``."""

from pathlib import Path

from gridtui.core.errors import InputFault

_FOLDER = Path(__file__).parent
FIRST_PAGE = "index"


def page_names() -> tuple[str, ...]:
    """Return the names of all pages, the index first; both languages have the same pages."""
    names = sorted(path.stem for path in (_FOLDER / "en").glob("*.md"))
    return (FIRST_PAGE, *(name for name in names if name != FIRST_PAGE))


def read_page(name: str, language: str) -> str:
    """Return a page's Markdown; raises InputFault ``manual.no_page`` for a name that is none."""
    if name not in page_names():
        raise InputFault("manual.no_page", name=name, pages=" ".join(page_names()))
    return (_FOLDER / language / f"{name}.md").read_text("utf-8")
