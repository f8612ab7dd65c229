"""What a failover drill asks of AWS: that an RDS instance reboots with failover, and what is told of it there.

Emulators take these calls but never change places: MiniStack and moto answer a reboot with the instance as it was.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from wolfctl.adapters.aws_calls import ask
from wolfctl.adapters.drill_api import Api, ApiCanary
from wolfctl.config import Environment

LATEST_RESTORE = timedelta(minutes=10)
# "Failover has started" and "has completed" (RDS-EVENT-0013, RDS-EVENT-0049) are of the one, restarts of the other.
CATEGORIES = ["availability", "failover"]


@dataclass
class RdsDrill:
    """One instance; `session` is a boto3 Session, `url` the REST API, `token` of the drill person."""

    environment: Environment
    session: Any
    url: str
    token: str = field(repr=False)
    run: UUID
    endpoint: str | None = None
    _canaries: dict[int, ApiCanary] = field(default_factory=dict, init=False)
    _zone: str = field(default="", init=False)

    @property
    def identifier(self) -> str:
        """The name of the instance."""
        return f"alphawolf-{self.environment.environment}-database"

    def about(self) -> dict[str, Any]:
        """What is drilled, for the report."""
        return {
            "what": f"RDS instance {self.identifier} in {self.environment.region}",
            "account": self.environment.account_id,
            "class": self.environment.data.instance_class,
        }

    async def guardrails(self) -> list[tuple[bool, str]]:
        """Each guardrail of the plan, in its order: whether it holds, and what was seen."""
        identity = await self._ask("sts", "get_caller_identity")
        instance = await self.instance()
        alarms = await self._ask("cloudwatch", "describe_alarms", StateValue="ALARM", AlarmNamePrefix=self._prefix)
        pending = {key: value for key, value in instance.get("PendingModifiedValues", {}).items() if value}
        restorable = instance.get("LatestRestorableTime")
        zones = instance.get("AvailabilityZone"), instance.get("SecondaryAvailabilityZone")
        sound = instance["DBInstanceStatus"] == "available" and instance.get("MultiAZ") and all(zones)
        shape = f"{instance['DBInstanceStatus']}, {'' if instance.get('MultiAZ') else 'not '}Multi-AZ,"
        shape += f" zones {zones[0] or 'none'} and {zones[1] or 'none'}"
        ringing = [alarm["AlarmName"] for alarm in alarms.get("MetricAlarms", [])]
        return [
            (identity["Account"] == self.environment.account_id, f"the credentials are of {identity['Account']}"),
            (bool(sound) and zones[0] != zones[1], shape),
            (not pending, f"pending: {', '.join(sorted(pending))}" if pending else "nothing is pending"),
            (
                restorable is not None and datetime.now(UTC) - restorable < LATEST_RESTORE,
                f"restorable to {restorable:%H:%M} UTC" if restorable else "not restorable to a point in time",
            ),
            (not ringing, f"ringing: {', '.join(ringing)}" if ringing else "no alarm rings"),
        ]

    async def set_up(self) -> None:
        """See that the token is of somebody who presses symbols."""
        self.api = Api(self.url, self.token)
        self.person = await self.api.person()

    def canaries(self, number: int) -> dict[str, Any]:
        """The one path that an operator's machine has: the API."""
        self._canaries[number] = ApiCanary(self.api, self.person, self.run, number)
        return {"api": self._canaries[number]}

    async def primary(self) -> str:
        """The zone of the primary."""
        return str((await self.instance()).get("AvailabilityZone", ""))

    async def instance(self) -> dict[str, Any]:
        """The instance as RDS describes it."""
        answer = await self._ask("rds", "describe_db_instances", DBInstanceIdentifier=self.identifier)
        found: dict[str, Any] = answer["DBInstances"][0]
        return found

    def deeds(self) -> dict[str, Callable[[], Awaitable[float]]]:
        """What can be done to it; each returns the monotonic moment at which it was done or asked for."""
        return {"REBOOT": self.reboot_with_failover}

    async def reboot_with_failover(self) -> float:
        """Ask for it; the moment before the call, monotonic."""
        struck = time.monotonic()
        await self._ask("rds", "reboot_db_instance", DBInstanceIdentifier=self.identifier, ForceFailover=True)
        return struck

    async def is_rebuilt(self, before: str) -> bool:
        """Whether the instance is available again, its primary in another zone than before and than its standby."""
        found = await self.instance()
        zones = found.get("AvailabilityZone"), found.get("SecondaryAvailabilityZone")
        return (
            found["DBInstanceStatus"] == "available" and zones[0] != before and bool(zones[1]) and zones[0] != zones[1]
        )

    async def found(self, number: int, api_numbers: range) -> Mapping[tuple[str, int], int]:
        """How often each canary of a round is in the drill person's log."""
        there = await self._canaries[number].counted(api_numbers)
        return {("api", one): times for one, times in there.items()}

    async def events(self, since: float) -> list[tuple[float, str, str]]:
        """What RDS and CloudTrail tell since a Unix time: (Unix time, what, who says so).

        CloudTrail is a quarter of an hour late; what it does not tell yet is looked up by its event name later.
        """
        start = datetime.fromtimestamp(since - 5, UTC)
        told = await self._ask(
            "rds",
            "describe_events",
            SourceIdentifier=self.identifier,
            SourceType="db-instance",
            StartTime=start,
            EventCategories=CATEGORIES,
        )
        found = [(event["Date"].timestamp(), str(event["Message"]), "RDS") for event in told.get("Events", [])]
        trail = await self._ask(
            "cloudtrail",
            "lookup_events",
            LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "RebootDBInstance"}],
            StartTime=start,
        )
        return found + [
            (event["EventTime"].timestamp(), f"{event['EventName']} {event['EventId']}", "CloudTrail")
            for event in trail.get("Events", [])
        ]

    async def standby_lacks(self, _number: int) -> int | None:
        """Nobody can read the standby of a Multi-AZ instance."""
        return None

    async def mend(self) -> None:
        """RDS mends itself."""

    async def put_back(self) -> list[str]:
        """A failover is not undone."""
        return []

    async def tries_old_primary(self, _name: str, _number: int, _attempt: int) -> bool | None:
        """Nobody reaches the old primary but from its VPC."""
        return None

    @property
    def _prefix(self) -> str:
        return f"alphawolf-{self.environment.environment}-"

    async def _ask(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """One call. Raises ToolFailed with what AWS says."""
        client = self.session.client(service, region_name=self.environment.region, endpoint_url=self.endpoint)
        return await ask(client, service, operation, **parameters)
