"""A person's log as Open Board Log 0.1 (.obl; anonymised: .obla), the format that openboardformat.org names for it."""

import json
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from api.domain.usage import UsageEvent, sessions

FORMAT = "open-board-log-0.1"
SOURCE = "alphawolf"
NOTICE = "/* NOTICE: These are the words of a person. Treat them with respect and keep them safe. */\n"
SHIFTED_TO = datetime(2000, 1, 1, tzinfo=UTC)
ANONYMIZATIONS = ("timestamp_shift", "geolocation_masking", "url_stripping", "name_masking", "id_pseudonymization")


def export_log(person_id: str, locale: str, events: Sequence[UsageEvent]) -> str:
    """Return the text of an .obl file; `events` come in the order of their time."""
    listed = [
        {
            "id": f"session-{number}",
            "type": "log",
            "started": moment(session[0].timestamp),
            "ended": moment(session[-1].timestamp),
            "events": [exported(event) for event in session],
        }
        for number, session in enumerate(sessions(events), 1)
    ]
    return written({"user_id": f"{SOURCE}:{person_id}", "locale": locale, "sessions": listed})


def export_anonymous_log(locale: str, events: Sequence[UsageEvent], known_words: Collection[str]) -> str:
    """Return the text of an .obla file, which tells how somebody speaks and not who.

    Each session is moved to the same moment, every id is a running number, and a word is kept only where it is one
    that everybody has; all others become `:fringe-<number>`, the same for the same word. What was written freely goes.
    """
    masks = Masks(known_words)
    listed = []
    for number, session in enumerate(sessions(events), 1):
        shift = SHIFTED_TO - session[0].timestamp
        listed.append(
            {
                "id": f"session-{number}",
                "type": "log",
                "started": moment(SHIFTED_TO),
                "ended": moment(session[-1].timestamp + shift),
                "anonymizations": list(ANONYMIZATIONS),
                "events": [masks.masked(event, f"event-{number}-{n}", shift) for n, event in enumerate(session, 1)],
            }
        )
    return written({"user_id": f"{SOURCE}:anonymous", "locale": locale, "anonymized": True, "sessions": listed})


def written(fields: dict[str, Any]) -> str:
    """Return a log as text, behind the notice that the format recommends."""
    return NOTICE + json.dumps({"format": FORMAT, "source": SOURCE, **fields}, ensure_ascii=False)


def moment(at: datetime) -> str:
    """Return a moment as the format writes it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def exported(event: UsageEvent) -> dict[str, Any]:
    """Return one event with everything that is known of it."""
    fields: dict[str, Any] = {
        "id": str(event.id),
        "timestamp": moment(event.timestamp),
        "type": event.event,
        "modeling": event.modeling,
    }
    if event.event == "button":
        fields |= {"label": word_of(event), "spoken": event.spoken}
        fields |= given(vocalization=event.text, button_id=event.button_id, board_id=event.board_id)
        if event.action is not None:
            fields["actions"] = [{"action": event.action}]
    elif event.event == "utterance":
        fields |= {"text": event.text or " ".join(event.symbols)}
    else:
        fields |= {"action": event.action or ":unknown", **given(destination_board_id=event.board_id)}
    return fields | ({"ext_alphawolf_symbols": list(event.symbols)} if event.symbols else {})


def word_of(event: UsageEvent) -> str:
    """Return what a button shows."""
    return event.label or event.text or " ".join(event.symbols)


def given(**fields: str | None) -> dict[str, str]:
    """Return the fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}


class Masks:
    """Stands in for words and ids, the same stand-in each time."""

    def __init__(self, known_words: Collection[str]) -> None:
        self._known = frozenset(word.casefold() for word in known_words)
        self._numbers: dict[tuple[str, str], str] = {}

    def number(self, kind: str, value: str) -> str:
        """Return the stand-in for a value of a kind."""
        count = sum(1 for known, _ in self._numbers if known == kind)
        return self._numbers.setdefault((kind, value), f"{kind}-{count + 1}")

    def word(self, word: str) -> tuple[str, bool]:
        """Return a word that everybody has as it is, or a stand-in, and whether it is one."""
        if word.casefold() in self._known:
            return word, False
        return f":{self.number('fringe', word.casefold())}", True

    def masked(self, event: UsageEvent, event_id: str, shift: timedelta) -> dict[str, Any]:
        """Return an event without what points to the person."""
        fields: dict[str, Any] = {
            "id": event_id,
            "timestamp": moment(event.timestamp + shift),
            "type": event.event,
            "modeling": event.modeling,
        }
        redacted = False
        if event.event == "button":
            fields["label"], redacted = self.word(word_of(event))
            fields["spoken"] = event.spoken
        elif event.event == "utterance":
            words = [self.word(symbol.replace("_", " ")) for symbol in event.symbols]
            redacted = not words or any(hidden for _, hidden in words)
            fields["text"] = " ".join(word for word, _ in words) or "????"
        else:
            action = event.action or ":unknown"
            redacted = not action.startswith(":")
            fields["action"] = "+???" if redacted else action
        for name, value in (("button_id", event.button_id), ("board_id", event.board_id)):
            if value is not None and event.event == "button":
                fields[name] = self.number(name.removesuffix("_id"), value)
        return fields | ({"redacted": True} if redacted else {})
