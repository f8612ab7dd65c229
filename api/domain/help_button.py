"""No edit may take away the button that calls for help: whoever cannot speak could then call nobody."""

from collections.abc import Mapping
from typing import Any

from api.domain.errors import Invalid
from api.domain.intents import understand

HIDES_HELP = "would leave no visible button that calls for help; keep one, such as the symbol help"


def calls_for_help(content: Mapping[str, Any]) -> bool:
    """Whether a board has a button in sight that says something urgent when it is pressed."""
    placed = {cell for row in content["grid"]["order"] for cell in row if cell is not None}
    return any(
        button["id"] in placed and not button.get("hidden") and _is_urgent(button, content.get("locale", "en"))
        for button in content["buttons"]
    )


def keep_help(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> None:
    """Do nothing if the home board still calls for help, or never did. Raises Invalid (hides-help)."""
    if old is not None and calls_for_help(old) and not calls_for_help(new):
        raise Invalid("buttons", HIDES_HELP, kind="hides-help")


def _is_urgent(button: Mapping[str, Any], locale: str) -> bool:
    acts = button.get("load_board") or button.get("action") or button.get("actions")
    words = button.get("vocalization") or (None if acts else button.get("label"))
    symbol = button.get("symbol")
    said = understand(None if acts or symbol is None else [symbol], words, locale)
    return said.urgency == "urgent"
