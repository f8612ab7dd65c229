"""Text messages and what comes back: codes, STOP and START, receipts, the daily limit, tests of caregivers."""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from api.domain.alerts import Severity
from api.domain.receipts import ON_THE_TELEPHONE
from api.settings import DatabaseSettings
from tests.postgres.escalating_world import NOW, NUMBERS, World, container_of
from workers.runtime import Container
from workers.sms_receipt import Unsaved

BY_CARRIER = "Message has been accepted by phone carrier"


@pytest.fixture
def container(settings: DatabaseSettings) -> Iterator[Container]:
    with container_of(settings) as made:
        yield made


@pytest.fixture
def world(container: Container) -> World:
    return World(container)


def texted(world: World, severity: Severity = Severity.URGENT, sentence: str = "Pain.") -> tuple[UUID, dict[str, str]]:
    """Press, deliver, and return the alert with the code that each number was sent."""
    alert = world.press(severity, sentence)
    before = len(world.recipients.texts)
    world.deliver(alert)
    codes = {}
    for number, text in world.recipients.texts[before:]:
        found = re.search(r"Reply (\d+)A", text)
        assert found is not None
        codes[number] = found[1]
    return alert, codes


def test_a_text_tells_nothing_and_its_code_answers_it(world: World) -> None:
    alert, codes = texted(world)
    words = " ".join(text for _, text in world.recipients.texts)
    assert not any(each in words for each in ("Sam", "Pain", "Ana", "Ben", str(alert)))
    assert set(codes) == set(NUMBERS.values())
    assert world.reply("Ana", f"{codes[NUMBERS['Ana']]}a") == ["Noted: you are coming."]
    assert world.alert(alert)["acknowledged_by"] == world.accounts["Ana"]
    assert world.told(alert, "Sam") == ["alert_acknowledged"]
    assert world.reply("Ben", codes[NUMBERS["Ben"]]) == ["Somebody else is coming already."]
    assert world.reply("Ana", "CC") == ["Noted: it is done."]
    assert (world.alert(alert)["state"], world.alert(alert)["close_reason"]) == ("resolved", "helped")
    assert world.told(alert, "Ben")[-1] == "alert_resolved"
    assert world.reply("Ben", f"{codes[NUMBERS['Ben']]}A") == ["It is over already."]


def test_codes_are_each_recipients_own_and_stand_for_one_alert(world: World) -> None:
    first, codes = texted(world, sentence="One.")
    second, more = texted(world, sentence="Two.")
    ana = NUMBERS["Ana"]
    assert codes[ana] != more[ana]
    world.reply("Ana", f"{more[ana]}A")
    assert (world.alert(first)["state"], world.alert(second)["state"]) == ("raised", "acknowledged")
    world.reply("Ana", "aa")
    assert world.alert(first)["state"] == "acknowledged"


def test_what_is_not_understood_or_not_theirs_is_answered_and_strangers_are_not(world: World) -> None:
    alert, _ = texted(world)
    assert world.reply("Ana", "who is it?")[0].startswith("Not understood.")
    assert world.reply("Ana", "4711A") == ["There is no open call with this code for you."]
    assert world.reply("Ana", "1A", number="+15555550199") == []
    assert world.alert(alert)["state"] == "raised"


def test_a_text_that_comes_twice_is_acted_on_once(world: World) -> None:
    assert world.reply("Ana", "STOP", "m-1")[0].startswith("AlphaWolf: no more text messages.")
    assert world.reply("Ana", "START", "m-2") == ["AlphaWolf: text messages begin again."]
    assert world.reply("Ana", "STOP", "m-1") == []
    _, codes = texted(world)
    assert NUMBERS["Ana"] in codes


def test_stop_stops_and_the_last_number_that_stops_is_told_of(world: World) -> None:
    seen = len(coverage(world, "Ben"))
    world.reply("Ana", "Stop")
    assert len(coverage(world, "Ben")) == seen
    _, codes = texted(world)
    assert set(codes) == {NUMBERS["Ben"]}
    world.reply("Ben", "stop")
    assert coverage(world, "Ana")[-1] == '{"warning": "no_number"}'
    assert texted(world, sentence="Silence.")[1] == {}


def coverage(world: World, who: str) -> list[str]:
    """Return the warnings in somebody's inbox."""
    rows = world.rows(
        "SELECT body::text FROM inbox WHERE recipient = $1 AND kind = 'coverage' ORDER BY seq", world.accounts[who]
    )
    return [row["body"] for row in rows]


def test_receipts_come_in_any_order_and_a_failure_takes_another_way(world: World) -> None:
    alert, _ = texted(world)
    world.rows("UPDATE deliveries SET provider_id = id::text WHERE alert_id = $1 RETURNING 1", alert)
    [delivery, other] = world.rows(
        "SELECT id::text, recipient FROM deliveries WHERE alert_id = $1 AND channel = 'sms' ORDER BY recipient", alert
    )
    for response, at in ((ON_THE_TELEPHONE, 30), (BY_CARRIER, 20)):
        world.receipt("SUCCESS", response, at, delivery["id"])
    [row] = world.rows("SELECT state, provider_seq FROM deliveries WHERE id::text = $1", delivery["id"])
    assert tuple(row) == ("delivered", 30)
    world.receipt("SUCCESS", BY_CARRIER, 35, other["id"])
    world.receipt("FAILURE", "Phone is currently unreachable/unavailable", 40, other["id"])
    [row] = world.rows("SELECT state FROM deliveries WHERE id::text = $1", other["id"])
    assert row["state"] == "failed_perm"


def test_a_receipt_that_is_quicker_than_the_note_of_its_text_comes_again_and_one_of_no_delivery_is_passed_over(
    world: World,
) -> None:
    moment = int(NOW.timestamp() * 1000)
    with pytest.raises(Unsaved):
        world.receipt("SUCCESS", BY_CARRIER, moment - 1000, "not yet known")
    world.receipt("SUCCESS", BY_CARRIER, moment - 60_000, "a code, which is no delivery")


def test_the_daily_limit_holds_back_all_but_the_first_call_of_what_is_urgent(settings: DatabaseSettings) -> None:
    with container_of(settings, TEXTS_A_DAY="1") as container:
        world = World(container)
        urgent, codes = texted(world, sentence="First.")
        assert len(codes) == 2
        world.round(NOW + timedelta(minutes=2))
        world.deliver(urgent)
        assert len(world.recipients.texts) == 2
        query = "SELECT DISTINCT reason FROM deliveries WHERE alert_id = $1 AND channel = 'sms' AND state <> 'sent'"
        assert [row["reason"] for row in world.rows(query, urgent)] == ["daily_limit"]


def test_a_drill_says_that_it_is_one_and_never_folds_into_a_call(world: World) -> None:
    drill, call = world.press(Severity.URGENT, "Help.", drill=True), world.press(Severity.URGENT, "Help.")
    assert drill != call
    world.deliver(drill)
    assert all("this is a TEST" in text for _, text in world.recipients.texts)
    bodies = world.rows("SELECT body->>'drill' AS drill FROM inbox WHERE alert_id = $1", drill)
    assert {row["drill"] for row in bodies} == {"true"}


def test_who_was_not_heard_of_for_a_week_is_tested_once_and_proves_to_be_there(settings: DatabaseSettings) -> None:
    with container_of(settings, CONTACT_TEST_DAYS="7") as container:
        silent_for_a_week(World(container))


def silent_for_a_week(world: World) -> None:
    """Let Ana be silent for a week, be tested, and answer."""
    week = timedelta(days=7)
    world.rows(
        """
        UPDATE caregiver SET contact_proved_at = $2, contact_tested_at = $2 WHERE account_id = $1 RETURNING 1
        """,
        world.accounts["Ana"],
        NOW - week - timedelta(minutes=1),
    )
    assert sum(done.tested for done in world.rounds_at_once(NOW)) == 1
    assert world.round(NOW + timedelta(minutes=1)).tested == 0
    [row] = world.rows(
        "SELECT id, drill, sentence FROM alerts WHERE intent = $1", f"contact_test:{world.accounts['Ana']}"
    )
    assert (row["drill"], row["sentence"]) == (True, "This is a test. Nobody needs you.")
    assert (world.told(row["id"], "Ana"), world.told(row["id"], "Ben")) == (["alert_raised"], [])
    world.deliver(row["id"])
    [(number, text)] = world.recipients.texts
    code = re.search(r"Reply (\d+)A", text)
    assert code is not None
    assert number == NUMBERS["Ana"]
    world.reply("Ana", f"{code[1]}A")
    [proved] = world.rows("SELECT contact_proved_at FROM caregiver WHERE account_id = $1", world.accounts["Ana"])
    assert proved["contact_proved_at"] > NOW - timedelta(minutes=1)
