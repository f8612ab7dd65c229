"""Terraform on the running system: clean when nothing changed, and obeyed when something did."""

import json
import re

import pytest

from tests.local.running_system import Checkout, answer_of

pytestmark = [pytest.mark.local, pytest.mark.timeout(900)]


def test_the_running_system_is_what_the_files_say_and_obeys_a_changed_value(system: Checkout) -> None:
    clean = system.wolfctl("plan", "local", "--json")
    assert clean.returncode == 0, clean.stdout

    file = system.root / "envs" / "local.yaml"
    written = file.read_text()
    file.write_text(re.sub(r"max_receive_count: 3\b", "max_receive_count: 5", written))
    try:
        planned = system.wolfctl("plan", "local", "--json", "--no-refresh")
        assert planned.returncode == 2, planned.stderr
        (change,) = json.loads(planned.stdout)["changes"]
        assert change["address"] == "module.data.aws_sqs_queue_redrive_policy.alerts"
        assert change["action"] == "update"

        answer_of(system.wolfctl("apply", "local", "--json"))
        assert receives(system) == 5
    finally:
        file.write_text(written)
    answer_of(system.wolfctl("apply", "local", "--json"))
    assert receives(system) == 3


def receives(system: Checkout) -> int:
    """How often the queue hands a message out before it is dead."""
    sqs, url = system.client("sqs"), system.outputs["alerts_queue_url"]
    policy = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"])["Attributes"]["RedrivePolicy"]
    return int(json.loads(policy)["maxReceiveCount"])
