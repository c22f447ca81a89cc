"""Fields that are answered by a digit: one of a few, or several of a few. The options stand below the form."""

from collections.abc import Sequence

from gridtui.core.names import initials
from gridtui.locale import _
from gridtui.tui.keys import KeyPress
from gridtui.tui.widgets.fields import Field, State
from gridtui.tui.widgets.plain import packed
from gridtui.tui.words import keyed

Code = int | bytes | str
Option = tuple[Code, str]
OPTIONS_PER_PAGE = 9


def state_of(code: Code) -> State:
    """Return a code as a draft keeps it: bytes as ``0x`` and hex."""
    return "0x" + code.hex() if isinstance(code, bytes) else code


class OptionsField(Field):
    """What choices share: numbered options, nine to a page."""

    def __init__(self, key: str, label: str, options: Sequence[Option]) -> None:
        super().__init__(key, label)
        self.options = tuple(options)
        self._page = 0
        self._typed = ""

    def _shown(self) -> tuple[Option, ...]:
        start = self._page * OPTIONS_PER_PAGE
        return self.options[start : start + OPTIONS_PER_PAGE]

    def help_lines(self) -> list[str]:
        """Return the options with their digits, on as many lines as they need."""
        words = [f"{number}{label}" for number, (_code, label) in enumerate(self._shown(), 1)]
        if len(self.options) > OPTIONS_PER_PAGE:
            words.append(keyed("+", _("more")))
        return packed(words)

    def _option_of(self, key: KeyPress) -> Option | None:
        """Return what a digit names, or letters typed so far as initials; None while they name none or several."""
        shown = self._shown()
        if key.digit is not None:
            self._typed = ""
            return shown[key.digit - 1] if 0 < key.digit <= len(shown) else None
        if len(key.name) != 1 or not key.name.isalpha():
            self._typed = ""
            return None
        for typed in (self._typed + key.name, key.name):
            named = [option for option in self.options if _begins(option[1], typed)]
            if named:
                self._typed = typed if len(named) > 1 else ""
                return named[0] if len(named) == 1 else None
        self._typed = ""
        return None

    def _turn(self, key: KeyPress) -> bool:
        pages = -(-len(self.options) // OPTIONS_PER_PAGE)
        if key.name in {"+", "="} and pages > 1:
            self._page = (self._page + 1) % pages
        elif key.name == "-" and pages > 1:
            self._page = (self._page - 1) % pages
        else:
            return key.digit is not None or (len(key.name) == 1 and key.name.isalpha())
        return True

    def _number_of(self, code: Code) -> str:
        for number, (each, label) in enumerate(self.options):
            if each == code:
                return f"{number % OPTIONS_PER_PAGE + 1}{label}"
        return ""

    def _code_of(self, state: object) -> Code | None:
        return next((code for code, _label in self.options if state_of(code) == state), None)


def _begins(label: str, typed: str) -> bool:
    return label.lower().startswith(typed) or any(each.startswith(typed) for each in initials(label))


class ChoiceField(OptionsField):
    """One of the options; a digit chooses and goes on, Space takes the next one."""

    def __init__(self, key: str, label: str, options: Sequence[Option], value: Code | None) -> None:
        super().__init__(key, label, options)
        self.value = value

    def shown(self) -> str:
        """Return the chosen option with its digit."""
        return self._number_of(self.value) if self.value is not None else "-"

    def press(self, key: KeyPress) -> bool:
        """Choose by digit or Space, or turn the options' page."""
        option = self._option_of(key)
        if option is not None:
            self.value = option[0]
            self.wants_next = True
            return True
        if key.name in {"space", "right"} and self.options:
            codes = [code for code, _label in self.options]
            at = codes.index(self.value) if self.value in codes else -1
            self.value = codes[(at + 1) % len(codes)]
            return True
        return self._turn(key)

    def state(self) -> State:
        """Return the choice for a draft."""
        return state_of(self.value) if self.value is not None else None

    def restore(self, state: object) -> None:
        """Take the choice of a draft, where it still exists."""
        code = self._code_of(state)
        if code is not None:
            self.value = code


class MultiChoiceField(OptionsField):
    """Several of the options; a digit puts one in or takes it out."""

    def __init__(
        self, key: str, label: str, options: Sequence[Option], values: Sequence[Code], *, least: int = 0
    ) -> None:
        super().__init__(key, label, options)
        self.values = tuple(values)
        self._least = least

    def shown(self) -> str:
        """Return what is chosen, with the digits."""
        return " ".join(self._number_of(code) for code in self.values) or "-"

    def press(self, key: KeyPress) -> bool:
        """Put an option in or take it out; the last one that must stay stays."""
        option = self._option_of(key)
        if option is None:
            return self._turn(key)
        code = option[0]
        if code not in self.values:
            self.values = (*self.values, code)
        elif len(self.values) > self._least:
            self.values = tuple(each for each in self.values if each != code)
        return True

    def state(self) -> State:
        """Return the choices for a draft."""
        return [str(state_of(code)) for code in self.values]

    def restore(self, state: object) -> None:
        """Take the choices of a draft, as far as they still exist."""
        if isinstance(state, list):
            by_text = {str(state_of(code)): code for code, _label in self.options}
            self.values = tuple(by_text[each] for each in state if each in by_text)
