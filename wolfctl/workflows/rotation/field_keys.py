"""What `python -m api.key_rotation status` tells, as key states."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from wolfctl.workflows.rotation.keys import KeyState, Kind

KINDS = {"field": Kind.DATA_KEYS, "index": Kind.HMAC}
WHAT = {"field": "values", "index": "indexes"}


def key_states(status: Mapping[str, Any], kinds: Sequence[Kind]) -> list[KeyState]:
    """The newest key of each kind, with what still lies under older ones; the API makes data keys by itself."""
    return [
        state
        for purpose, kind in KINDS.items()
        if kind in kinds and (state := _newest(status, purpose, kind)) is not None
    ]


def _newest(status: Mapping[str, Any], purpose: str, kind: Kind) -> KeyState | None:
    keys = [key for key in status["keys"] if key["purpose"] == purpose and not key["retired_at"]]
    if not keys:
        return None
    newest, older = keys[-1], keys[:-1]
    behind = sum(key["values"] for key in older)
    still = [str(key["id"]) for key in older] if purpose == "index" else []
    notes = [f"{newest['values']} {WHAT[purpose]} under it, {behind} under older ones"]
    notes += [f"index key {', '.join(still)} still finds"] if still else []
    return KeyState(
        kind,
        {"field": "fields", "index": "index"}[purpose],
        str(newest["id"]),
        datetime.fromisoformat(newest["made_at"]),
        automatic=True if purpose == "field" else None,
        note="; ".join(notes),
    )


def kept_by_newest(status: Mapping[str, Any]) -> dict[str, Any]:
    """Whether the newest key of each purpose is the one in use and keeps all there is."""
    in_use = {"field": status["sealing"], "index": status["indexing"]}
    newer, told = {}, []
    for purpose, key_id in in_use.items():
        keys = {key["id"]: key for key in status["keys"] if key["purpose"] == purpose}
        elsewhere = sum(key["values"] for other, key in keys.items() if other != key_id)
        newer[purpose] = key_id == max(keys) and not elsewhere
        told.append(f"{purpose} key {key_id} keeps {keys[key_id]['values']} {WHAT[purpose]}, older ones {elsewhere}")
    return {"newer": newer, "told": "; ".join(told)}
