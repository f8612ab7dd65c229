"""Alerts that do not stop, on a real database: steps, answers that lapse, what is stuck, and what is dead."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from uuid import UUID

import pytest

from api.domain.alerts import Severity
from api.domain.escalation_policy import BOTH, EVERYONE, Policy, Step, Target, TargetKind
from api.domain.notifications import Channel
from api.settings import DatabaseSettings
from tests.postgres.escalating_world import NOW, World, container_of
from workers.escalate import beat_outside, escalate
from workers.runtime import Container


@pytest.fixture
def container(settings: DatabaseSettings) -> Iterator[Container]:
    with container_of(settings) as made:
        yield made


@pytest.fixture
def world(container: Container) -> World:
    return World(container)


def after(**span: float) -> datetime:
    """Return a time after the press."""
    return NOW + timedelta(**span)


def channels(world: World, alert: UUID) -> list[tuple[str, str]]:
    """Return the event and channel of each delivery of an alert to a caregiver."""
    rows = world.rows(
        """
        SELECT o.event, d.channel FROM deliveries d JOIN outbox o ON o.id = d.outbox_id
        WHERE d.alert_id = $1 AND d.recipient = $2 ORDER BY d.outbox_id, d.channel
        """,
        alert,
        world.accounts["Ana"],
    )
    return [(row["event"], row["channel"]) for row in rows]


def test_a_step_is_made_once_by_two_workers_at_once(world: World) -> None:
    alert = world.press()
    assert world.round(after(seconds=59)).moved == 0
    assert sum(done.moved for done in world.rounds_at_once(after(seconds=61))) == 1
    assert channels(world, alert) == [("raised", "websocket"), ("step", "sms"), ("step", "websocket")]
    assert world.told(alert, "Ana") == world.told(alert, "Ben") == ["alert_raised", "alert_raised"]
    assert world.timeline(alert) == ["committed", "step"]


def test_what_nobody_answers_stays_visible_and_goes_on(world: World) -> None:
    alert = world.press(Severity.URGENT)
    minute = 0
    while world.alert(alert)["state"] != "unanswered":
        minute += 1
        world.round(after(minutes=minute))
        assert minute < 20
    assert world.timeline(alert)[-2:] == ["unanswered", "step"]
    assert world.told(alert, "Sam") == ["alert_unanswered"]
    before = len(world.told(alert, "Ana"))
    world.round(after(days=1))
    assert len(world.told(alert, "Ana")) == before + 1
    again = world.press(Severity.URGENT, at=after(days=1, minutes=1))
    assert again == alert
    assert (world.alert(alert)["state"], world.alert(alert)["press_count"]) == ("raised", 2)


def test_an_open_alert_keeps_the_policy_that_it_began_with(world: World) -> None:
    ana_alone = Policy((Step((Target(TargetKind.CAREGIVER, world.accounts["Ana"]),), (Channel.WEBSOCKET,), 60),))
    world.save_policy(ana_alone)
    first = world.press(sentence="First.")
    world.save_policy(Policy((Step((EVERYONE,), BOTH, 60),)))
    second = world.press(sentence="Second.")
    world.round(after(seconds=61))
    assert (world.told(first, "Ben"), len(world.told(first, "Ana"))) == ([], 2)
    assert (len(world.told(second, "Ben")), len(world.told(second, "Ana"))) == (2, 2)
    kept = json.loads(world.alert(first)["policy"])
    assert kept["steps"][0]["targets"] == [{"kind": "caregiver", "account_id": str(world.accounts["Ana"])}]


def test_an_answer_that_nobody_follows_up_lapses_and_the_call_goes_on(world: World) -> None:
    alert = world.press(sentence="Lapse.")
    world.answer("Ana", alert, NOW)
    assert world.round(after(minutes=14)).moved == 0
    assert world.round(after(minutes=15)).moved == 1
    assert world.told(alert, "Ana")[-1] == "alert_reminder"
    assert world.answer("Ben", alert, after(minutes=16))["already"] is True
    assert world.round(after(minutes=20)).moved == 1
    row = world.alert(alert)
    assert (row["state"], row["acknowledged_by"], row["next_step_at"] > after(minutes=20)) == ("raised", None, True)
    assert world.told(alert, "Sam") == ["alert_acknowledged", "alert_lapsed"]
    assert world.told(alert, "Ben")[-1] == "alert_raised"
    assert world.timeline(alert) == ["committed", "acknowledged", "reminded", "lapsed", "step"]


def test_whoever_still_comes_says_so_and_is_left_alone(world: World) -> None:
    alert = world.press(sentence="Still.")
    world.answer("Ana", alert, NOW)
    world.round(after(minutes=15))
    told = len(world.told(alert, "Ben"))
    assert world.answer("Ana", alert, after(minutes=16)) == {
        "id": str(alert),
        "state": "acknowledged",
        "acknowledged_by": "Ana",
        "already": False,
    }
    assert world.round(after(minutes=21)).moved == 0
    assert len(world.told(alert, "Ben")) == told


def test_a_lapsed_answer_does_not_ring_beside_a_newer_call(world: World) -> None:
    first = world.press(sentence="Twice.")
    world.answer("Ana", first, NOW)
    second = world.press(sentence="Twice.", at=after(minutes=1))
    assert second != first
    world.round(after(minutes=15))
    world.round(after(minutes=20))
    assert (world.alert(first)["state"], world.alert(first)["close_reason"]) == ("cancelled", "superseded")
    assert world.alert(second)["state"] in ("raised", "unanswered")


def test_quiet_hours_are_the_caregivers_own(world: World) -> None:
    at = datetime(2026, 11, 24, 2, tzinfo=NOW.tzinfo)
    world.rows(
        """
        UPDATE caregiver SET time_zone = 'America/Lima', quiet_from = '20:00', quiet_to = '22:00'
        WHERE account_id = $1 RETURNING 1
        """,
        world.accounts["Ana"],
    )
    need, urgent = world.press(sentence="Quiet.", at=at), world.press(Severity.URGENT, "Loud.", at)
    assert (world.told(need, "Ana"), channels(world, need)) == (["alert_raised"], [])
    assert ("raised", "sms") in channels(world, urgent)


def test_a_dead_letter_takes_the_other_channel_and_then_the_next_people_at_once(world: World) -> None:
    alert = world.press(sentence="Dead.")
    world.dies(alert, "dead-1")
    assert channels(world, alert) == [("raised", "websocket"), ("moved_on", "sms")]
    world.deliver(alert)
    assert len(world.recipients.texts) == 2
    urgent = world.press(Severity.URGENT, "Dead and urgent.")
    [event] = world.rows("SELECT id FROM outbox WHERE alert_id = $1", urgent)
    world.letter(urgent, event["id"], "dead-2")
    told = world.timeline(urgent)  # at one moment, in no order
    assert sorted(told) == ["committed", "delivery_dead", "moved_on", "step"]
    assert world.alert(urgent)["loop"] == 1
    # A redrive gives the message another id; what it stands for was given up before.
    world.letter(urgent, event["id"], "dead-3")
    assert world.alert(urgent)["loop"] == 1
    states = world.rows("SELECT DISTINCT state FROM deliveries WHERE outbox_id = $1", event["id"])
    assert [row["state"] for row in states] == ["failed_perm"]


def test_a_dead_letter_of_a_call_whose_step_is_due_already_waits_for_no_round(world: World) -> None:
    alert = world.press(Severity.URGENT, "Dead and late.", after(minutes=-5))
    world.dies(alert, "dead-4")
    assert sorted(world.timeline(alert)) == ["committed", "delivery_dead", "moved_on", "step"]


def test_what_is_stuck_on_its_way_takes_another(world: World) -> None:
    alert = world.press(sentence="Stuck.")
    assert world.round(after(seconds=30)).rerouted == 0
    past = NOW - timedelta(minutes=2)
    world.rows("UPDATE outbox SET published_at = $2 WHERE alert_id = $1 RETURNING 1", alert, past)
    world.rows(
        """
        UPDATE deliveries SET state = 'sending', deadline = $2, updated_at = $2 WHERE alert_id = $1 RETURNING 1
        """,
        alert,
        past,
    )
    assert world.round(after(seconds=30)).rerouted == 1
    assert channels(world, alert) == [("raised", "websocket"), ("moved_on", "sms")]
    assert world.round(after(seconds=30)).rerouted == 0


def test_a_step_that_reached_nobody_is_not_waited_for(world: World) -> None:
    alert = world.press(sentence="Nobody there.")
    world.deliver(alert)
    assert world.recipients.frames == []
    assert world.round(after(seconds=5)).moved == 1
    assert channels(world, alert)[-1] == ("step", "websocket")


def test_an_alert_that_lost_its_step_is_found_and_healed(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    alert = world.press(sentence="A secret.")
    world.rows("UPDATE alerts SET next_step_at = NULL WHERE id = $1 RETURNING 1", alert)
    done = world.round(after(seconds=1))
    assert (done.healed, done.moved) == (1, 1)
    out = capsys.readouterr().out
    line = next(json.loads(each) for each in out.splitlines() if "alert_healed" in each)
    assert (line["level"], line["alert_id"], "_aws" in line) == ("error", str(alert), True)
    assert "secret" not in out


def test_one_that_is_held_up_is_cried_out_and_no_heartbeat_is_sent(
    world: World, container: Container, capsys: pytest.CaptureFixture[str]
) -> None:
    held, free = world.press(sentence="Held."), world.press(sentence="Free.")
    beats: list[str] = []

    async def beat(url: str) -> None:
        beats.append(url)

    async def run() -> None:
        container.environ = {**container.environ, "HEARTBEAT_URL": "http://127.0.0.1:1/beat"}
        transaction = await container.transaction_factory()
        async with transaction() as connection:
            await connection.execute("SELECT 1 FROM alerts WHERE id = $1 FOR UPDATE", held)
            done = await escalate(container, after(minutes=2), beat=beat)
        assert (done.moved, done.overdue, beats) == (1, 1, [])
        done = await escalate(container, after(minutes=2), beat=beat)
        assert (done.moved, done.overdue, beats) == (1, 0, ["http://127.0.0.1:1/beat"])

    container.run(run())
    assert "alert_stuck" in capsys.readouterr().out
    assert world.timeline(free) == ["committed", "step"]


async def test_a_heartbeat_is_a_request_that_must_succeed() -> None:
    asked: list[str] = []

    class Outside(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200 if len(asked) == 1 else 500)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Outside) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/beat?of=escalate"
        await beat_outside(url)
        with pytest.raises(OSError, match="refused"):
            await beat_outside(url)
        server.shutdown()
    assert asked == ["/beat?of=escalate"] * 2


def test_a_policy_that_cannot_be_read_any_more_gives_way_to_the_default(world: World) -> None:
    alert = world.press(sentence="Broken.")
    world.rows("""UPDATE alerts SET policy = '{"steps": 1}' WHERE id = $1 RETURNING 1""", alert)
    assert world.round(after(seconds=61)).moved == 1
    assert len(world.told(alert, "Ben")) == 2
