"""What one version of a board has that another has not."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

Content = Mapping[str, Any]
Places = dict[str, list[tuple[int, int]]]


def difference(old: Content, new: Content) -> dict[str, Any]:
    """Return added, removed, changed and moved buttons, and the changed fields of the board itself.

    A changed field is {"field", "from", "to"}; a place is [row, column], counted from 0.
    """
    before, after = _by_id(old), _by_id(new)
    old_places, new_places = _places(old), _places(new)
    both = [name for name in after if name in before]
    return {
        "board": _changed(_own(old), _own(new)),
        "added": [after[name] for name in after if name not in before],
        "removed": [before[name] for name in before if name not in after],
        "changed": [{"id": name, "fields": fields} for name in both if (fields := _changed(before[name], after[name]))],
        "moved": [
            {"id": name, "from": old_places.get(name, []), "to": new_places.get(name, [])}
            for name in both
            if old_places.get(name) != new_places.get(name)
        ],
    }


def _by_id(content: Content) -> dict[str, Content]:
    return {button["id"]: button for button in content["buttons"]}


def _own(content: Content) -> dict[str, Any]:
    """The board's fields, its buttons and their places left out."""
    own = {key: value for key, value in content.items() if key not in ("buttons", "grid")}
    return own | {f"grid.{key}": value for key, value in content["grid"].items() if key != "order"}


def _places(content: Content) -> Places:
    found: Places = defaultdict(list)
    for row, cells in enumerate(content["grid"]["order"]):
        for column, name in enumerate(cells):
            if name is not None:
                found[name].append((row, column))
    return dict(found)


def _changed(old: Content, new: Content) -> list[dict[str, Any]]:
    return [
        {"field": key, "from": old.get(key), "to": new.get(key)}
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]
