"""What an entity's fields show now, by name, whatever its type: for a comparison before a change is taken back."""

from collections.abc import Mapping

from gridtui.core.registry import BY_NAME
from gridtui.store.columns import shown_text
from gridtui.store.database import Transaction
from gridtui.store.replica import StoreReplica
from gridtui.sync.heads import shown_values
from gridtui.sync.operation import LIFECYCLE, Value


def is_still(transaction: Transaction, type_name: str, uid: bytes, values: Mapping[str, Value]) -> bool:
    """Return whether an entity's fields show exactly these values; 0, '' and () count as not stated.

    Text is compared as rows show it, without control characters that came from elsewhere.
    """
    now = values_now(transaction, type_name, uid)
    return all(_comparable(now.get(field)) == _comparable(value) for field, value in values.items())


def _comparable(value: Value) -> Value:
    return (shown_text(value) if isinstance(value, str) else value) or None


def values_now(transaction: Transaction, type_name: str, uid: bytes) -> dict[str, Value]:
    """Return the shown value of each field that states one, and ``lifecycle`` (0 live, 1 void)."""
    shown = shown_values(uid, StoreReplica(transaction, 0))
    named = {field.name: shown[field.number] for field in BY_NAME[type_name].fields if field.number in shown}
    return named | {"lifecycle": shown.get(LIFECYCLE, 0)}
