"""One thing a person can do, as the registry of actions holds it."""

import msgspec


class Action(msgspec.Struct, frozen=True):
    """One thing a person can do. ``on_row`` acts on the marked row; ``in_footer`` puts it on the last line."""

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    screens: tuple[str, ...]
    permission: str = ""
    on_row: bool = False
    in_footer: bool = True
    pinyin: tuple[str, ...] = ()

    @property
    def method(self) -> str:
        """Name of the screen's method that does it."""
        return "act_" + self.id.rsplit(".", 1)[-1]


def action(id_: str, keys: str, label: str, help_: str, screens: tuple[str, ...], **more: str | bool) -> Action:
    """Return an action; ``keys`` and ``pinyin`` are lists with blanks between, the first key is the one shown."""
    return Action(
        id_,
        tuple(keys.split()),
        label,
        help_,
        screens,
        permission=str(more.get("permission", "")),
        on_row=bool(more.get("row")),
        in_footer=bool(more.get("footer", True)),
        pinyin=tuple(str(more.get("pinyin", "")).split()),
    )
