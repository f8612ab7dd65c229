"""The person presses HELP, a caregiver's page rings, somebody answers, and the person sees who is coming."""

import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import httpx

from tests.postgres.conftest import Server
from tests.postgres.console.pages import Console, Visitor, until
from tests.postgres.console.wire import Wire
from tests.postgres.running_api import Api, running_api

HELP = "HELP: call somebody now"


def alert_of(board: Visitor, account: str) -> str:
    """Wait until a board's newest call was sent, and return the id of its alert."""

    def newest() -> str | None:
        calls: list[dict[str, Any]] = json.loads(json.loads(board.stored())[f"alphawolf.calls.{account}"])
        # Of calls from before, a board may hear after it has sent one.
        alert: str | None = max(calls, key=lambda call: call["at"])["alert"]
        return alert

    until(lambda: newest() is not None)
    return str(newest())


def sees_who_comes(board: Visitor, alert_id: str) -> None:
    """Wait until a board says of this very alert that Ana comes."""
    board.sees(f'#calls [data-alert="{alert_id}"].coming', "Ana is coming.", 20)


def answers(caregiver: Visitor, alert_id: str) -> None:
    """Press the answer of this very alert."""
    caregiver.page.locator(f'[data-id="{alert_id}"].ringing [data-key="come"]').click()


def opened_again(visitor: Visitor) -> Visitor:
    """Open a page in another tab; one that is only reloaded may keep the leave to sound that a touch gave it."""
    signed_in = visitor.page.evaluate("JSON.stringify({...sessionStorage})")
    page, here = visitor.context.new_page(), visitor.page.url
    page.add_init_script(f"for (const [k, v] of Object.entries({signed_in})) sessionStorage.setItem(k, v);")
    visitor.page.close()
    # Whatever is asked of a page in a test counts as a touch of it: nothing is until the page has opened its sound.
    with page.expect_request("**/me"):
        page.goto(here)
    return Visitor(page, visitor.context)


def presses_of(client: httpx.Client, alert_id: str) -> int:
    """Return how often an alert was pressed."""
    return int(client.get(f"/alerts/{alert_id}").json()["press_count"])


def test_help_rings_is_answered_and_the_board_shows_and_says_who_is_coming(
    console: Console, api: Api, record_property: Callable[[str, object], None]
) -> None:
    sam, ana, ben = console.board(), console.signed_in("ana", "caregiver"), console.signed_in("ben", "caregiver")
    began = time.monotonic()

    sam.presses(HELP)
    ana.sees(".call.ringing .who", "Sam calls: I need help!")
    rang = time.monotonic()
    ben.sees(".call.ringing", "Nobody has answered")
    sam.sees("#calls", "Sent. Waiting for somebody to answer.")
    alert = alert_of(sam, api.account("Sam"))
    answers(ana, alert)
    sees_who_comes(sam, alert)
    told = time.monotonic()
    ben.sees(".call.acknowledged", "Ana is coming")

    record_property("press_to_ring_ms", round((rang - began) * 1000))
    record_property("press_to_who_is_coming_ms", round((told - began) * 1000))
    assert rang - began < 10, "a caregiver's page rings soon"
    sam.hears("I need help!", "Ana is coming.")
    assert ana.notes() > 0
    assert ana.page.locator(".ringing").count() == ben.page.locator(".ringing").count() == 0


def test_a_press_without_a_connection_is_kept_over_a_reload_and_sent_once(
    console: Console, api: Api, wire: Wire
) -> None:
    ana = console.signed_in("ana", "caregiver")
    console.url = wire.url
    sam = console.board()
    until(lambda: bool(sam.page.evaluate("caches.keys().then((names) => names.length > 0)")))
    sam.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    sam.page.reload()
    sam.page.locator(".cell").first.wait_for()

    # A page that is loaded anew may send something before the browser remembers that it is offline.
    wire.cut()
    sam.context.set_offline(True)
    sam.presses(HELP)
    sam.sees("#calls .unsent", "Not sent yet.")
    sam.sees("#state", "No connection")
    sam.page.reload()
    sam.sees("#calls .unsent", "Not sent yet.")
    assert sam.page.locator(".cell").count() == 20, "the board opens without a connection"
    until(lambda: ana.page.locator(".call.ringing").count() == 0)
    wire.mend()
    sam.context.set_offline(False)

    ana.sees(".call.ringing .who", "Sam calls: I need help!", 20)
    sam.sees("#calls", "Sent. Waiting")
    with api.signed_in("ana") as client:
        alert = alert_of(sam, api.account("Sam"))
        assert presses_of(client, alert) == 1
        answers(ana, alert)
        sees_who_comes(sam, alert)


def test_the_caregivers_page_catches_up_after_it_lost_its_connection(console: Console, api: Api) -> None:
    sam, ana = console.board(), console.signed_in("ana", "caregiver")
    ana.context.set_offline(True)
    ana.sees("#state", "No connection")
    sam.presses_symbol("i_need_you")
    sam.sees("#calls", "Sent. Waiting")
    ana.context.set_offline(False)

    ana.sees(".call.ringing .who", "Sam calls: I need you.", 20)
    alert = alert_of(sam, api.account("Sam"))
    answers(ana, alert)
    sees_who_comes(sam, alert)


def test_a_page_opened_again_still_rings_and_says_that_its_sound_is_blocked(console: Console, api: Api) -> None:
    sam, ana = console.board(), console.signed_in("ana", "caregiver")
    ana.sees("#sound-state", "Sound is on.")
    sam.presses_symbol("call_caregiver")
    ana.sees(".call.ringing", "Please call my caregiver.")

    ana = opened_again(ana)
    ana.sees(".call.ringing", "Please call my caregiver.")
    ana.sees("#sound-state", "Sound is off: this browser waits for a touch.")
    assert ana.notes() == 0
    ana.presses("Turn sound on")
    ana.sees("#sound-state", "Sound is on.")
    until(lambda: ana.notes() > 0)
    answers(ana, alert_of(sam, api.account("Sam")))


def test_who_comes_for_the_first_time_sees_what_another_device_has_heard_already(console: Console, api: Api) -> None:
    with api.signed_in("sam") as sam, api.signed_in("ana") as telephone:
        alert = api.press(sam, sentence="Nobody came yet.").json()["id"]
        newest = telephone.get("/notifications").json()["next"]
        telephone.post("/notifications/received", json={"seq": newest}).raise_for_status()
        assert alert in {each["id"] for each in telephone.get("/alerts").json()["items"]}
        ana = console.signed_in("ana", "caregiver")

        ana.sees(".call.ringing .who", "Sam calls: Nobody came yet.")
        answers(ana, alert)
        ana.page.locator(f'[data-id="{alert}"] [data-key="resolve"]').click()
        until(lambda: alert not in {each["id"] for each in telephone.get("/alerts").json()["items"]})


def test_a_press_by_mistake_is_taken_back(console: Console, api: Api) -> None:
    sam = console.board()
    sam.presses(HELP)
    alert = alert_of(sam, api.account("Sam"))
    sam.page.locator(f'#calls [data-alert="{alert}"]').get_by_role("button", name="I pressed by mistake").click()
    sam.sees(f'#calls [data-alert="{alert}"].ended', "This call has ended.")
    with api.signed_in("sam") as client:
        stands = client.get(f"/alerts/{alert}").json()
    assert (stands["state"], stands["close_reason"]) == ("cancelled", "mistake")


def test_both_pages_go_on_after_the_api_has_restarted(
    console: Console, api: Api, server: Server, database_name: str
) -> None:
    sam, ana = console.board(), console.signed_in("ana", "caregiver")
    # The module's API ends here: this test stays the last of its file.
    port = int(api.url.rpartition(":")[2])
    api.process.terminate()
    api.process.join(15)
    sam.presses(HELP)
    sam.sees("#calls .unsent", "Not sent yet.")

    with ExitStack() as stack:
        log = api.log.with_name("again.log")
        again = stack.enter_context(running_api(server.settings(database_name), api.issuer, api.aws, port, log))
        ana.sees(".call.ringing .who", "Sam calls: I need help!", 20)
        alert = alert_of(sam, again.account("Sam"))
        answers(ana, alert)
        sees_who_comes(sam, alert)
        with again.signed_in("ana") as client:
            assert presses_of(client, alert) == 1
        console.leave()
