"""A small office written by the writer itself, for tests of the write path."""

from gridtui.core.time import FixedClock, day_of
from gridtui.core.words import Channel, Outcome, TicketClass, UnitKind
from gridtui.scheme.load import load_schemes
from gridtui.settings import shipped_config
from gridtui.store.database import Store
from gridtui.sync.operation import Value

NOW = 1_795_000_000_000
TODAY = day_of(NOW)


def household_of_two(store: Store, clock: FixedClock) -> dict[str, bytes]:
    """Write a community with one household and return the ids."""
    with store.writing(clock) as writer:
        community = writer.create("unit", {"kind": UnitKind.COMMUNITY, "name": "样例社区"}, actor=None)
        grid = writer.create("unit", {"kind": UnitKind.GRID, "name": "一网格", "parent": community}, actor=None)
        yard: dict[str, Value] = {"kind": UnitKind.COURTYARD, "name": "晏北村", "parent": community, "rank": 3}
        courtyard = writer.create("unit", yard, actor=None)
        staff = writer.create("staff", {"name": "张三", "account": "zhangsan"}, actor=None)
        post = writer.create("post", {"staff": staff, "role": "grid_worker", "unit": grid}, actor=None)
        door: dict[str, Value] = {"courtyard": courtyard, "building": 3, "entrance": 2, "door": "501"}
        dwelling = writer.create("dwelling", door, actor=post)
        household = writer.create("household", {"dwelling": dwelling, "grid": grid}, actor=post)
        head: dict[str, Value] = {"household": household, "name": "刘秀芬", "relation": 1, "phone": "10012345678"}
        resident = writer.create("resident", head, root=household, actor=post)
    return {
        "community": community,
        "grid": grid,
        "courtyard": courtyard,
        "post": post,
        "dwelling": dwelling,
        "household": household,
        "resident": resident,
    }


def a_visit(ids: dict[str, bytes], **changed: Value) -> dict[str, Value]:
    """Return the values of an effective visit of today."""
    return {
        "day": TODAY,
        "channel": Channel.HOME_VISIT,
        "outcome": Outcome.MET,
        "visitors": (ids["post"],),
        "met": (ids["resident"],),
        "entered_ms": NOW,
        **changed,
    }


def a_ticket(store: Store, clock: FixedClock, ids: dict[str, bytes]) -> bytes:
    """Open a ticket under the shipped scheme and return its id."""
    paths = [shipped_config() / "schemes" / f"{name}.toml" for name in ("common", "yanjiaping")]
    scheme = load_schemes([(path.read_text("utf-8"), str(path)) for path in paths])
    with store.writing(clock) as writer:
        opened: dict[str, Value] = {
            "number": "YP26-0001",
            "ticket_class": TicketClass.ROUTINE,
            "household": ids["household"],
            "opened_ms": NOW,
            "opener": ids["post"],
            "scheme": writer.keep_scheme(scheme),
        }
        return writer.create("ticket", opened, root=ids["household"], actor=ids["post"])
