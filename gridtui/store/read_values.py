"""What an entity's fields show now, by name, whatever its type: for a comparison before a change is taken back."""

from gridtui.core.registry import BY_NAME
from gridtui.store.database import Transaction
from gridtui.store.replica import StoreReplica
from gridtui.sync.heads import shown_values
from gridtui.sync.operation import LIFECYCLE, Value


def values_now(transaction: Transaction, type_name: str, uid: bytes) -> dict[str, Value]:
    """Return the shown value of each field that states one, and ``lifecycle`` (0 live, 1 void)."""
    shown = shown_values(uid, StoreReplica(transaction, 0))
    named = {field.name: shown[field.number] for field in BY_NAME[type_name].fields if field.number in shown}
    return named | {"lifecycle": shown.get(LIFECYCLE, 0)}
