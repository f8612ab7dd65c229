"""Who hears of an alert, what they are told, and over which channels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from api.domain.alerts import Alert, Press
from api.domain.permissions import Relation
from api.domain.quiet_hours import QuietHours


class Kind(StrEnum):
    """What a notification tells."""

    RAISED = "alert_raised"
    ACKNOWLEDGED = "alert_acknowledged"
    HANDLED = "alert_handled"
    REMINDED = "alert_reminder"
    LAPSED = "alert_lapsed"
    UNANSWERED = "alert_unanswered"
    RESOLVED = "alert_resolved"
    CANCELLED = "alert_cancelled"
    COVERAGE = "coverage"
    BREAK_GLASS = "break_glass"
    JOINED = "caregiver_joined"
    TASK = "task_reminder"


class ConnectionGone(Exception):
    """The socket does not exist any more."""


class Channel(StrEnum):
    """How a notification travels besides the inbox, which always has it."""

    WEBSOCKET = "websocket"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class Member:
    """An account in a person's circle of care, the person's own included.

    `has_number` tells that text messages may go to a number of theirs.
    """

    account_id: UUID
    relation: Relation
    locale: str
    quiet: QuietHours | None = None
    has_number: bool = True


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody who is to be told now; without channels it waits in their inbox alone."""

    member: Member
    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """One entry for one inbox."""

    recipient: UUID
    kind: Kind
    body: dict[str, Any]
    channels: tuple[Channel, ...]


COMING = {"en": "{name} is coming.", "es": "{name} viene."}
STILL_COMING = {
    "en": "Are you still coming? Say so, or say that it is done.",
    "es": "¿Sigues en camino? Dilo, o di que está hecho.",
}
LAPSED = {"en": "{name} has not come yet. Others are being called.", "es": "{name} aún no ha venido. Llamamos a otros."}
UNANSWERED = {
    "en": "Nobody has answered yet. They are being called again.",
    "es": "Nadie ha respondido todavía. Volvemos a llamar.",
}
RESOLVED = {"en": "{name} says that it is done.", "es": "{name} dice que está hecho."}
CANCELLED = {"en": "{name} took the call back.", "es": "{name} retiró la llamada."}
TO_DO = {"en": "To do: {title}.", "es": "Por hacer: {title}."}


def notices_of_calls(
    alert: Alert, person: str, calls: Iterable[Call], *, press: Press | None = None, kind: Kind = Kind.RAISED
) -> list[Notice]:
    """Tell those who are called of an alert; `press` is the one that it is about, none for a step of the clock."""
    body = {
        "person": {"id": str(alert.person_id), "name": person},
        "sentence": alert.sentence,
        "severity": alert.severity,
        "press_count": alert.press_count,
        "late": press is not None and press.late,
        "drill": alert.drill,
        "step": alert.level,
        "loop": alert.loop,
    }
    still = {} if kind is not Kind.REMINDED else STILL_COMING
    return [
        Notice(
            call.member.account_id,
            kind,
            {**body, "message": translated(still, call.member.locale)} if still else body,
            call.channels,
        )
        for call in calls
    ]


def notices_of_acknowledgement(alert: Alert, circle: Iterable[Member]) -> list[Notice]:
    """Tell the person who is coming, and the caregivers that it is handled: whoever answered has other devices too."""
    name = alert.acknowledged_by_name or ""
    return [
        Notice(
            member.account_id,
            Kind.ACKNOWLEDGED if member.relation is Relation.SELF else Kind.HANDLED,
            {"by": name, "message": translated(COMING, member.locale).format(name=name), "drill": alert.drill},
            (Channel.WEBSOCKET,),
        )
        for member in circle
    ]


def notices_to_all(
    kind: Kind, texts: dict[str, str], name: str, alert: Alert, circle: Iterable[Member], *, by: UUID
) -> list[Notice]:
    """Tell everybody around a person what became of an alert, each in their language; nobody is texted for it.

    A person whose own doing it was, `by`, need not be told; a caregiver has other devices, which must stop to ring.
    """
    return [
        Notice(
            member.account_id,
            kind,
            {"by": name, "message": translated(texts, member.locale).format(name=name), "drill": alert.drill},
            (Channel.WEBSOCKET,),
        )
        for member in circle
        if member.relation is not Relation.SELF or member.account_id != by
    ]


def notices_to_the_person(kind: Kind, texts: dict[str, str], name: str, circle: Iterable[Member]) -> list[Notice]:
    """Tell the person alone what became of their call."""
    return [
        Notice(
            member.account_id,
            kind,
            {"by": name, "message": translated(texts, member.locale).format(name=name)},
            (Channel.WEBSOCKET,),
        )
        for member in circle
        if member.relation is Relation.SELF
    ]


def notices_to_deciders(kind: Kind, body: dict[str, Any], circle: Iterable[Member], by: UUID) -> list[Notice]:
    """Tell the person and their managers of something that `by` did; it waits in the inbox, nothing rings."""
    return [
        Notice(member.account_id, kind, body, ())
        for member in circle
        if member.relation in (Relation.SELF, Relation.MANAGER) and member.account_id != by
    ]


def notices_of_task(body: Mapping[str, Any], title: str, circle: Iterable[Member]) -> list[Notice]:
    """Remind a person and their caregivers of what is to be done, each in their language; nobody is texted for it."""
    return [
        Notice(
            member.account_id,
            Kind.TASK,
            {**body, "message": translated(TO_DO, member.locale).format(title=title)},
            (Channel.WEBSOCKET,),
        )
        for member in circle
    ]


def translated(texts: dict[str, str], locale: str) -> str:
    """Choose by the language of a locale; English when there is none."""
    return texts.get(locale.split("-")[0], texts["en"])
