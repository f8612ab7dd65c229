"""`wolfctl failover-drill local`: one real round through the verb, and what it asks of RDS, asked of the emulator."""

import json
import time
from uuid import uuid4

import boto3
import jsonschema
import pytest

from tests.local.running_system import ROOT, Checkout, answer_of
from wolfctl import config
from wolfctl.adapters import aws
from wolfctl.adapters.drill_api import ACTION
from wolfctl.adapters.local_ports import HOST
from wolfctl.adapters.rds_drill import RdsDrill

pytestmark = [pytest.mark.local, pytest.mark.timeout(300)]


async def test_the_primary_is_killed_nothing_is_lost_and_nothing_is_left_behind(system: Checkout) -> None:
    document = answer_of(system.wolfctl("failover-drill", "local", "--json", timeout=240))

    jsonschema.validate(document, json.loads((ROOT / "wolfctl" / "data" / "failover_drill.schema.json").read_text()))
    (drilled,) = document["rounds"]
    assert {finding["claim"]: finding["held"] for finding in drilled["findings"]} == dict.fromkeys(
        document["plan"]["claims"], True
    )
    assert drilled["primary_before"] != drilled["primary_after"]
    assert set(drilled["rto"]) == {"api", "pool", "fresh", "listen"}
    assert drilled["writes"]["acknowledged"] > 100
    assert drilled["old_primary"]["refused"] > 0
    assert document["not_put_back"] == []
    assert "<svg" in (system.root / document["files"]["report.html"]).read_text()
    assert await system.rows("SELECT to_regnamespace('wolfctl_drill')::text IS NULL") == [["t"]]
    assert await system.rows(f"SELECT count(*) FROM logs WHERE action = '{ACTION}'") == [["0"]]  # noqa: S608
    assert await system.rows("SHOW synchronous_standby_names") == [["*"]]


async def test_what_rds_is_asked_is_understood_and_an_instance_without_a_standby_is_told(system: Checkout) -> None:
    """The emulator takes every call, but its instance has no second zone, so a failover itself is not seen here."""
    environment = config.load("local", system.root)
    session = boto3.Session(aws_access_key_id=aws.ACCESS_KEY, aws_secret_access_key=aws.SECRET_KEY)
    drill = RdsDrill(environment, session, "", "", uuid4(), endpoint=f"http://{HOST}:{system.ports.emulator}")
    since = time.time()

    account, shape, pending, _, alarms = await drill.guardrails()
    await drill.reboot_with_failover()

    assert account == (False, "the credentials are of 000000000000"), "local names no account"
    assert shape == (False, "available, Multi-AZ, zones us-east-1a and none")
    assert pending == (True, "nothing is pending")
    assert alarms == (True, "no alarm rings")
    assert [source for _, _, source in await drill.events(since)] == ["RDS"]
    assert not await drill.is_rebuilt(await drill.primary())
