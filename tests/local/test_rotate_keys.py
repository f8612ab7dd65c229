"""`wolfctl rotate-keys local`: what is due, the KMS keys in passing, and with -m slow every key under a load."""

import json

import pytest

from tests.local.running_system import Checkout, answer_of

pytestmark = [pytest.mark.local, pytest.mark.timeout(900)]

SEALED = "SELECT split_part(address, '.', 2), address_index_key FROM contact_methods"


def test_what_is_due_is_told_of_every_key_and_nothing_is_changed(system: Checkout) -> None:
    done = system.wolfctl("rotate-keys", "local", "--check", "--json")
    told = answer_of(done)
    kinds = {key["kind"] for key in told["keys"]}
    assert kinds == {"kms", "data-keys", "database", "signing", "hmac"}
    assert len([key for key in told["keys"] if key["kind"] == "kms" and key["automatic"]]) == 12
    assert done.returncode == (2 if any(key["due"] for key in told["keys"]) else 0)
    again = answer_of(system.wolfctl("rotate-keys", "local", "--check", "--json"))
    assert [key["rotated"] for key in again["keys"]] == [key["rotated"] for key in told["keys"]]


def test_kms_keys_are_rotated_under_canaries_and_cloudtrail_tells_of_each(system: Checkout) -> None:
    told = answer_of(system.wolfctl("rotate-keys", "local", "--only", "kms", "--yes", "--json"))
    assert {one["claim"]: one["held"] for one in told["findings"]} == {"requests": True, "kms": True}
    assert told["requests"]["failed"] == 0
    assert told["requests"]["made"] > 100
    assert "0 failed of" in (system.root / told["files"]["report.md"]).read_text().replace("*", "")
    report = json.loads((system.root / told["files"]["report.json"]).read_text())
    assert report["findings"] == told["findings"]


@pytest.mark.slow
async def test_every_key_is_rotated_under_ten_thousand_requests_of_which_none_fails(system: Checkout) -> None:
    before = await system.rows(SEALED)
    done = system.wolfctl("rotate-keys", "local", "--yes", "--requests", "10000", "--json", timeout=800)
    told = answer_of(done)
    assert {one["claim"]: one["held"] for one in told["findings"]} == dict.fromkeys(told["plan"]["claims"], True)
    assert told["requests"]["failed"] == 0
    assert told["requests"]["made"] >= 10_000
    assert set(told["requests"]["paths"]) == {"logs", "numbers", "speech", "invitations", "gateway"}
    after = await system.rows(SEALED)
    assert len(after) == len(before)
    ids = {name: {int(row[place]) for row in after} for place, name in enumerate(("field", "index"))}
    assert all(len(found) == 1 for found in ids.values())
    assert min(ids["field"]) > max(int(row[0]) for row in before)
