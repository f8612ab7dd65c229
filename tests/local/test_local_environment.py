"""What runs for a checkout: reachable from this machine alone, told of honestly, silent about secrets."""

import json
import re

import httpx
import psutil
import pytest

from tests.local.running_system import Checkout, answer_of
from wolfctl.adapters import ecs_task, processes

pytestmark = [pytest.mark.local, pytest.mark.timeout(900)]


def test_status_finds_every_process_well(system: Checkout) -> None:
    status = answer_of(system.wolfctl("status", "--json"))

    assert status["healthy"]
    names = {service["name"] for service in status["services"]}
    assert names == {"emulator", "moto", "postgres-a", "postgres-b", "database-monitor", "api"}
    assert set(status["queues"]) == {"alerts", "dead letters"}


def test_a_second_up_says_so_and_does_nothing(system: Checkout) -> None:
    before = {process.pid for process in processes.belonging(system.state)}

    done = system.wolfctl("up", "--detach", "--json")

    assert answer_of(done)["already"] is True
    assert {process.pid for process in processes.belonging(system.state)} >= before


def test_everything_listens_on_loopback_alone(system: Checkout) -> None:
    ours = {process.pid for process in processes.belonging(system.state)}
    listening = {
        next(iter(connection.laddr))
        for connection in psutil.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN and connection.pid in ours
    }
    assert listening == {"127.0.0.1"}


def test_no_log_holds_a_password_or_a_token(system: Checkout) -> None:
    ports, region = system.ports, system.region
    secrets = [entry["password"] for entry in json.loads(system.state.users.read_text()).values()]
    for key in ("owner_secret_arn", "app_secret_arn"):
        arn = system.outputs["database"][key]
        secrets.append(ecs_task.secret_value(arn, ports.emulator, region)["password"])
    logs = "".join(path.read_text(errors="replace") for path in system.state.logs.iterdir())

    assert [secret for secret in secrets if secret in logs] == []
    assert re.findall(r"eyJ[\w-]{20,}\.eyJ[\w-]{20,}", logs) == []


def test_a_token_opens_the_rest_api_and_is_all_that_is_printed(system: Checkout) -> None:
    done = system.wolfctl("token", "ana")

    assert done.returncode == 0
    assert done.stderr == ""
    url = f"{system.outputs['rest_api_url']}/me"
    answer = httpx.get(url, headers={"Authorization": f"Bearer {done.stdout.strip()}"}, trust_env=False, timeout=30)
    assert answer.status_code == 200, answer.text


def test_migrating_and_seeding_again_changes_nothing(system: Checkout) -> None:
    before = json.loads(system.state.seeded.read_text())

    assert answer_of(system.wolfctl("migrate", "up", "--json"))["applied"] == []
    assert answer_of(system.wolfctl("migrate", "verify", "--json"))["findings"] == []
    assert answer_of(system.wolfctl("seed", "--json")) == before
