"""Who hears of an alert, what they are told, and over which channels."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from api.domain.alerts import INSISTENCE_WINDOW, Alert, Press, Severity
from api.domain.permissions import Relation


class Kind(StrEnum):
    """What a notification tells."""

    RAISED = "alert_raised"
    ACKNOWLEDGED = "alert_acknowledged"
    HANDLED = "alert_handled"
    BREAK_GLASS = "break_glass"
    JOINED = "caregiver_joined"


class Channel(StrEnum):
    """How a notification travels besides the inbox, which always has it."""

    WEBSOCKET = "websocket"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class Member:
    """An account in a person's circle of care, the person's own included."""

    account_id: UUID
    relation: Relation
    locale: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One entry for one inbox."""

    recipient: UUID
    kind: Kind
    body: dict[str, Any]
    channels: tuple[Channel, ...]


COMING = {"en": "{name} is coming.", "es": "{name} viene."}
SMS_TEXT = {
    "en": "AlphaWolf: you are needed. Open the app to answer. Code {code}. Reply STOP to end.",
    "es": "AlphaWolf: te necesitan. Abre la app para responder. Código {code}. Responde STOP para terminar.",
}


def notices_of_raise(
    alert: Alert, press: Press, before: Alert | None, person: str, circle: Iterable[Member]
) -> list[Notice]:
    """Tell every caregiver of a press; `before` is the alert as it was, None for a first press."""
    body = {
        "person": {"id": str(alert.person_id), "name": person},
        "sentence": alert.sentence,
        "severity": alert.severity,
        "press_count": alert.press_count,
        "late": press.late,
    }
    channels = channels_of_raise(alert, before)
    return [
        Notice(member.account_id, Kind.RAISED, body, channels)
        for member in circle
        if member.relation is not Relation.SELF and (press.by_rule or member.account_id != press.pressed_by)
    ]


def channels_of_raise(alert: Alert, before: Alert | None) -> tuple[Channel, ...]:
    """Choose channels: text messages cost attention, so not for mere information, nor for each press of a burst."""
    if alert.severity is Severity.INFO:
        return (Channel.WEBSOCKET,)
    in_one_burst = before is not None and alert.last_pressed_at - before.last_pressed_at <= INSISTENCE_WINDOW
    if before is not None and in_one_burst and alert.severity is before.severity:
        return (Channel.WEBSOCKET,)
    return (Channel.WEBSOCKET, Channel.SMS)


def notices_of_acknowledgement(alert: Alert, circle: Iterable[Member]) -> list[Notice]:
    """Tell the person who is coming, and the other caregivers that it is handled."""
    name = alert.acknowledged_by_name or ""
    notices = []
    for member in circle:
        if member.account_id == alert.acknowledged_by:
            continue
        coming = translated(COMING, member.locale).format(name=name)
        kind = Kind.ACKNOWLEDGED if member.relation is Relation.SELF else Kind.HANDLED
        notices.append(Notice(member.account_id, kind, {"by": name, "message": coming}, (Channel.WEBSOCKET,)))
    return notices


def notices_to_deciders(kind: Kind, body: dict[str, Any], circle: Iterable[Member], by: UUID) -> list[Notice]:
    """Tell the person and their managers of something that `by` did; it waits in the inbox, nothing rings."""
    return [
        Notice(member.account_id, kind, body, ())
        for member in circle
        if member.relation in (Relation.SELF, Relation.MANAGER) and member.account_id != by
    ]


def sms_text(alert_id: UUID, locale: str) -> str:
    """Return the text message of an alert: no name, no word of what was said, nothing that logs anybody in."""
    return translated(SMS_TEXT, locale).format(code=alert_id.hex[:6].upper())


def translated(texts: dict[str, str], locale: str) -> str:
    """Choose by the language of a locale; English when there is none."""
    return texts.get(locale.split("-")[0], texts["en"])
