"""Text messages of alerts, and what is answered to them: no name, no word of what was said, nothing that logs in."""

import re
from dataclasses import dataclass
from enum import StrEnum

from api.domain.notifications import translated

CALL = {
    "en": "AlphaWolf: you are needed. Open the app. Reply {code}A if you come, {code}C when it is done. STOP to end.",
    "es": "AlphaWolf: te necesitan. Abre la app. Responde {code}A si vas, {code}C si lo has hecho. STOP para terminar.",
}
REMINDER = {
    "en": "AlphaWolf: are you still coming? Reply {code}A if so, {code}C when it is done. STOP to end.",
    "es": "AlphaWolf: ¿sigues en camino? Responde {code}A si vas, {code}C si lo has hecho. STOP para terminar.",
}
DRILL = {
    "en": "AlphaWolf: this is a TEST, nobody needs you. Reply {code}A to show that it reached you. STOP to end.",
    "es": "AlphaWolf: esto es una PRUEBA, nadie te necesita. Responde {code}A para confirmar. STOP para terminar.",
}
# Where nobody reads what is answered, a text must not say that it may be: its caregiver would think they had answered.
UNANSWERED_CALL = {
    "en": "AlphaWolf: you are needed. Open the app to answer; a reply to this text is not read. STOP to end.",
    "es": "AlphaWolf: te necesitan. Abre la app para responder; nadie lee las respuestas. STOP para terminar.",
}
UNANSWERED_REMINDER = {
    "en": "AlphaWolf: are you still coming? Open the app to answer; a reply to this text is not read. STOP to end.",
    "es": "AlphaWolf: ¿sigues en camino? Abre la app para responder; nadie lee las respuestas. STOP para terminar.",
}
UNANSWERED_DRILL = {
    "en": "AlphaWolf: this is a TEST, nobody needs you. Open the app to show that it reached you. STOP to end.",
    "es": "AlphaWolf: esto es una PRUEBA, nadie te necesita. Abre la app para confirmar. STOP para terminar.",
}


class Verb(StrEnum):
    """What a text message asks for."""

    ACKNOWLEDGE = "acknowledge"
    RESOLVE = "resolve"
    STOP = "stop"
    START = "start"
    HELP = "help"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reply:
    """A text message as it was understood; without a code it is about every alert that its sender was texted of."""

    verb: Verb
    code: int | None = None


# The words that carriers know (CTIA Messaging Principles, 5.1.2), and those of Spanish.
STOP_WORDS = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "alto", "parar", "baja", "cancelar", "fin"}
)
START_WORDS = frozenset({"start", "unstop", "alta", "iniciar"})
HELP_WORDS = frozenset({"help", "info", "ayuda"})
VERBS = {"a": Verb.ACKNOWLEDGE, "c": Verb.RESOLVE, "aa": Verb.ACKNOWLEDGE, "cc": Verb.RESOLVE}
CODED = re.compile(r"(\d{1,4})([ac]?)|([ac])(\d{1,4})", re.ASCII)

ANSWERS = {
    "coming": {"en": "Noted: you are coming.", "es": "Anotado: vas en camino."},
    "already": {"en": "Somebody else is coming already.", "es": "Otra persona ya va en camino."},
    "done": {"en": "Noted: it is done.", "es": "Anotado: hecho."},
    "over": {"en": "It is over already.", "es": "Ya no hace falta."},
    "stopped": {
        "en": "AlphaWolf: no more text messages. Alerts still reach you in the app. Reply START to begin again.",
        "es": "AlphaWolf: se acabaron los mensajes. Los avisos te llegan en la app. Responde START para volver.",
    },
    "started": {"en": "AlphaWolf: text messages begin again.", "es": "AlphaWolf: los mensajes vuelven."},
    "help": {
        "en": "AlphaWolf: reply the code with A if you are coming, with C when it is done. STOP to end.",
        "es": "AlphaWolf: responde la clave con A si vas, con C si lo has hecho. STOP para terminar.",
    },
    "unknown": {
        "en": "Not understood. Reply the code of the message with A if you are coming, with C when it is done.",
        "es": "No lo entendemos. Responde la clave del mensaje con A si vas, con C si lo has hecho.",
    },
    "no_such_code": {
        "en": "There is no open call with this code for you.",
        "es": "No tienes ninguna llamada abierta con esa clave.",
    },
}


def call_text(code: int | None, locale: str, *, drill: bool, reminder: bool) -> str:
    """Return the text message that calls somebody; `code` is theirs alone and stands for the alert.

    Without a code it says that the app is where to answer.
    """
    if code is None:
        texts = UNANSWERED_DRILL if drill else UNANSWERED_REMINDER if reminder else UNANSWERED_CALL
        return translated(texts, locale)
    texts = DRILL if drill else REMINDER if reminder else CALL
    return translated(texts, locale).format(code=code)


def may_text(sent_today: int, texts_a_day: int, *, urgent: bool, first_round: bool) -> bool:
    """Tell whether another text may go out today; the first call of what is urgent always may, whatever it costs."""
    return sent_today < texts_a_day or (urgent and first_round)


def answer_text(answer: str, locale: str) -> str:
    """Return what is answered to a text message."""
    return translated(ANSWERS[answer], locale)


def parse_reply(text: str) -> Reply:
    """Return what a text message asks for: a code with A or C, either letter twice for all, or a carrier's word.

    A code by itself says that its sender is coming. Case, blanks and marks around do not matter.
    """
    bare = re.sub(r"[\s.,;:!¡?¿\"'()-]+", "", text).casefold()
    for words, verb in ((STOP_WORDS, Verb.STOP), (START_WORDS, Verb.START), (HELP_WORDS, Verb.HELP)):
        if bare in words:
            return Reply(verb)
    if bare in ("aa", "cc"):
        return Reply(VERBS[bare])
    found = CODED.fullmatch(bare)
    if found is None:
        return Reply(Verb.UNKNOWN)
    return Reply(VERBS[found[2] or found[3] or "a"], int(found[1] or found[4]))
