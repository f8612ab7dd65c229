"""Terraform on the running system: obeyed when something changed, and clean when nothing did."""

import json
import re

import pytest

from tests.local.running_system import Checkout, answer_of

pytestmark = [pytest.mark.local, pytest.mark.timeout(900)]


def test_the_running_system_obeys_a_changed_value_and_is_then_what_the_files_say(system: Checkout) -> None:
    assert receives(system) == 3
    file = system.root / "envs" / "local.yaml"
    # It stays so in this copy, which is made equal to the checkout again before the next run.
    file.write_text(re.sub(r"max_receive_count: 3\b", "max_receive_count: 5", file.read_text()))

    changes = answer_of(system.wolfctl("apply", "local", "--json"))["changes"]
    queues = ("alerts", "text_replies")
    policies = [(f"module.data.aws_sqs_queue_redrive_policy.{queue}", "update") for queue in queues]
    assert sorted((change["address"], change["action"]) for change in changes) == policies
    assert receives(system) == 5

    clean = system.wolfctl("plan", "local", "--json")
    assert clean.returncode == 0, clean.stdout


def receives(system: Checkout) -> int:
    """How often the queue hands a message out before it is dead."""
    sqs, url = system.client("sqs"), system.outputs["alerts_queue_url"]
    policy = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"])["Attributes"]["RedrivePolicy"]
    return int(json.loads(policy)["maxReceiveCount"])
