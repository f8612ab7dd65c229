"""The keys of one environment: what is known of each, and each deed that a rotation's plan may ask for."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from wolfctl.adapters import rotated_kms, rotated_secrets
from wolfctl.adapters.field_key_task import FieldKeyTask
from wolfctl.adapters.rotated_objects import Objects
from wolfctl.config import Environment
from wolfctl.rotation import Deed, Say
from wolfctl.rotation.signing import Signing
from wolfctl.workflows.rotation.field_keys import kept_by_newest, key_states
from wolfctl.workflows.rotation.keys import KeyState, Kind
from wolfctl.workflows.rotation.plan import Step

FIELD_KINDS = {Kind.DATA_KEYS, Kind.HMAC}


@dataclass
class RotationTarget:
    """`client` makes a client of a service of AWS or of the emulator; `since` is when this rotation began.

    `about` says in the report what was rotated.
    """

    environment: Environment
    client: Callable[[str], Any]
    outputs: Mapping[str, Any]
    task: FieldKeyTask
    signing: Signing
    about: str
    since: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def name(self) -> str:
        """What the stack's resources are named after."""
        return f"alphawolf-{self.environment.environment}"

    async def observe(self, kinds: Sequence[Kind]) -> list[KeyState]:
        """What is known of each key of these kinds; nothing is changed by asking. Raises ToolFailed."""
        found: list[KeyState] = []
        if Kind.KMS in kinds:
            told = await asyncio.to_thread(rotated_kms.keys_of, self.client("kms"), self.name)
            found += [KeyState(Kind.KMS, **facts) for facts in told]
        if FIELD_KINDS & set(kinds):
            found += key_states(await self.task.run("status", (), lambda _: None), kinds)
        if Kind.DATABASE in kinds:
            manager = self.client("secretsmanager")
            told = await asyncio.to_thread(rotated_secrets.secrets_of, manager, self._secrets)
            found += [KeyState(Kind.DATABASE, **facts) for facts in told]
        if Kind.SIGNING in kinds:
            found += await asyncio.to_thread(self.signing.states)
        return found

    def deeds(self) -> dict[str, Deed]:
        """How each deed of a plan is done; what it returns is what was seen."""
        return {
            "ROTATE_KEY": self._rotate_key,
            "MOVE_OBJECTS": self._move_objects,
            "REWRAP": self._field_step("rewrap"),
            "ANNOUNCE": self._announce,
            "ROTATE_SECRET": self._rotate_secret,
            "SIGNING_KEY": self._signing_key,
            "RESEAL": self._reseal,
            "RETIRE": self._field_step("retire"),
        }

    async def trail(self, key_ids: Sequence[str]) -> dict[str, str]:
        """Who CloudTrail says asked for the rotations of these keys."""
        return await rotated_kms.trail(self.client("cloudtrail"), self.since, list(key_ids))

    @property
    def _secrets(self) -> dict[str, str]:
        database = self.outputs["database"]
        return {"app": database["app_secret_arn"], "owner": database["owner_secret_arn"]}

    async def _rotate_key(self, step: Step, _: Say) -> dict[str, Any]:
        return await rotated_kms.rotate(self.client("kms"), step.subject, self.since)

    async def _rotate_secret(self, step: Step, _: Say) -> dict[str, Any]:
        return await rotated_secrets.rotate(self.client("secretsmanager"), step.subject, self.since)

    async def _move_objects(self, _: Step, say: Say) -> dict[str, Any]:
        bucket = str(self.outputs["speech_bucket"])
        return await Objects(self.client("s3"), bucket, updates=self.environment.on_aws).move(say)

    async def _signing_key(self, _: Step, say: Say) -> dict[str, Any]:
        return await asyncio.to_thread(self.signing.go_on, self.since, say)

    async def _announce(self, step: Step, say: Say) -> dict[str, Any]:
        purposes = [word for purpose in step.subject.split() for word in ("--purpose", purpose)]
        return await self._run("announce", say, *purposes)

    async def _reseal(self, _: Step, say: Say) -> dict[str, Any]:
        done = await self._run("reseal", say)
        status = await self._run("status", say)
        return {**done, "after": kept_by_newest(status)}

    def _field_step(self, name: str) -> Deed:
        async def deed(_: Step, say: Say) -> dict[str, Any]:
            return await self._run(name, say)

        return deed

    async def _run(self, step: str, say: Say, *arguments: str) -> dict[str, Any]:
        return await self.task.run(step, ("--since", self.since.isoformat(), *arguments), lambda told: say(_told(told)))


def _told(line: Mapping[str, Any]) -> str:
    if "waits_s" in line:
        return f"every process knows the new keys in {line['waits_s']} s"
    where = f" of {line['table']}" if "table" in line else " data keys"
    return f"{line['done']} of {line['of']}{where}"
