"""Which post acts: asked at the start where a person holds several, and in the demo, which has many to play."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from gridtui.core.records import Post
from gridtui.locale import _
from gridtui.office.session import OfficeSession, choose_post
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import PLAIN, STRONG
from gridtui.tui.screens.lists import ListScreen
from gridtui.tui.widgets.plain import Line, cell
from gridtui.tui.widgets.record_list import RecordList, Row, memory_source
from gridtui.tui.words import keyed

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk


class PostChoiceScreen(ListScreen):
    """The posts one may act in; Enter takes the marked one."""

    name = "post_choice"
    is_framed = False

    def __init__(
        self,
        desk: "Desk",
        posts: tuple[Post, ...],
        take: Callable[[OfficeSession, bytes], OfficeSession] = choose_post,
    ) -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._take = take
        roles = {role.key: role.title for role in desk.session.scheme.roles}
        self._rows = tuple(
            Row(
                post.uid,
                (cell(post.staff_name, 14), cell(roles.get(post.role, post.role), 20), cell(post.unit_name, 24)),
            )
            for post in posts
        )

    def title(self) -> Line:
        """Ask."""
        return ((_("As whom do you work now?"), STRONG), ("", PLAIN))

    def hints(self) -> list[str]:
        """Say how to answer."""
        return [_("digits pick"), keyed("enter", _("begin")), keyed("q", _("leave"))]

    async def press(self, key: KeyPress) -> None:
        """Take the marked post, or leave."""
        marked = self.records.marked
        if key.name == "enter" and marked is not None and isinstance(marked.key, bytes):
            session = await self.desk.read(self._take, self.session, marked.key)
            await self.desk.start_over(session)
        elif key.name in {"q", "escape", "left"}:
            await self.desk.back()
        else:
            await self.records.press(key)
