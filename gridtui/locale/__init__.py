"""The words a person reads: English message ids, a complete zh_CN catalogue, the office's field words in between.

``_`` looks a message up in the language set at start. Messages with parameters use named braces and ``say``.
Parameters come from records and are inserted after translation, so that record text is never looked up or parsed.
"""

import gettext as _gettext
import os
from pathlib import Path

LANGUAGES = ("zh_CN", "en")
DEFAULT_LANGUAGE = "zh_CN"

_FOLDER = Path(__file__).parent
_catalogue: _gettext.NullTranslations = _gettext.NullTranslations()
_language = "en"


def set_language(language: str) -> None:
    """Choose the language of this process; raises ValueError for one that is not in LANGUAGES."""
    global _catalogue, _language  # noqa: PLW0603 - one process speaks one language, as gettext itself does
    if language not in LANGUAGES:
        raise ValueError(language)
    _language = language
    _catalogue = _gettext.translation("gridtui", _FOLDER, languages=[language], fallback=True)


def language() -> str:
    """Return the language in use."""
    return _language


def preferred_language(environ: dict[str, str] | os._Environ[str]) -> str:
    """Return the language the environment asks for; Chinese where it asks for none we have."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(variable, "")
        if value:
            return "en" if value.startswith("en") else DEFAULT_LANGUAGE
    return DEFAULT_LANGUAGE


def _(message: str) -> str:
    """Return the message in the language in use."""
    return _catalogue.gettext(message) if message else ""


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "extract, translate later"
    """Mark a message for extraction without translating it yet."""
    return message


def say(message: str, /, **parameters: str | int) -> str:
    """Return the translated message with its named parameters filled in."""
    return _(message).format_map(parameters) if parameters else _(message)
