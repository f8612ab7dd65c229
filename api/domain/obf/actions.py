"""What a press does: the format's actions that AlphaWolf carries out; all others are kept and do nothing."""

import json

from api.domain.obf.model import Button

CARRIED_OUT = frozenset({":space", ":home", ":speak", ":clear", ":backspace"})
SPEAK_ON_LINK = "ext_alphawolf_speak_on_link"


def is_action(text: str) -> bool:
    """Whether the text is an action at all: +letters or :name."""
    return len(text) > 1 and text[0] in "+:"


def is_carried_out(action: str) -> bool:
    """Whether AlphaWolf knows what to do; another app's `:ext_` actions are never guessed at."""
    return action in CARRIED_OUT or (action.startswith("+") and len(action) > 1)


def steps(button: Button) -> tuple[str, ...]:
    """What to carry out, in order: `actions` where there are any, else the single `action`."""
    wanted = button.actions or ((button.action,) if button.action is not None else ())
    return tuple(action for action in wanted if is_carried_out(action))


def is_spoken(button: Button) -> bool:
    """Whether a press adds the button's words to the sentence.

    The format is silent about buttons that both lead to a board and have words. Ours speak when they have a
    vocalization of their own, unless our own `ext_` flag says otherwise.
    """
    if button.load_board is None:
        return not (button.action or button.actions)
    flag = json.loads(button.extra).get(SPEAK_ON_LINK)
    return flag if isinstance(flag, bool) else bool(button.vocalization)
