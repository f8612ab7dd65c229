"""Signing in, and what else a caregiver's page is for: boards are edited there, and nobody's edit is lost."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Request

from tests.postgres.console.pages import PASSWORD, SECOND_FACTOR, Console, Visitor, until
from tests.postgres.running_api import Api
from tests.postgres.small_cognito import SmallCognito


def editing(console: Console) -> Visitor:
    """Return Ana with Sam's home board before her."""
    ana = console.signed_in("ana", "caregiver")
    ana.presses("Edit the board of Sam")
    ana.page.locator(".editor fieldset").first.wait_for()
    return ana


def button(ana: Visitor, symbol: str, name: str) -> None:
    """Call a button's label something else."""
    ana.page.locator(f'fieldset[data-button="{symbol}"] input').first.fill(name)


def test_an_edit_is_saved_and_one_that_came_late_overwrites_nothing(console: Console, api: Api) -> None:
    ana, again = editing(console), editing(console)
    button(ana, "water", "juice")
    ana.presses("Save")
    ana.sees(".editor .notice", "Saved.")
    button(again, "toilet", "bathroom")
    again.presses("Save")
    again.sees(".editor .notice", "Somebody else has saved this board meanwhile.")

    with api.signed_in("sam") as sam:
        board = sam.get(f"/user/{api.person('Sam')}/symbols").json()
    labels = {each["id"]: each["label"] for each in board["buttons"]}
    assert (labels["water"], labels["toilet"]) == ("juice", "toilet")


def test_a_locked_board_takes_an_edit_with_its_pin_alone(console: Console, api: Api) -> None:
    with api.signed_in("ana") as manager:
        manager.put(f"/user/{api.person('Sam')}/boards/lock", json={"pin": "2468"}).raise_for_status()
    ana = editing(console)
    button(ana, "more", "again")
    for pin, answer in (("1357", "PIN"), ("2468", "Saved.")):
        ana.page.locator("#board-pin").fill(pin)
        ana.presses("Save")
        ana.sees(".editor .notice", answer)

    sam = console.board()
    sam.presses_symbol("more")
    sam.sees("#sentence", "again")


def test_the_last_button_that_calls_for_help_cannot_be_hidden(console: Console) -> None:
    ana = editing(console)
    ana.page.locator('fieldset[data-button="help"] input[type=checkbox]').check()
    if ana.page.locator("#board-pin").count():
        ana.page.locator("#board-pin").fill("2468")
    ana.presses("Save")
    ana.sees(".editor .notice", "would leave no visible button that calls for help")


def test_an_answered_call_is_resolved_and_a_false_alarm_is_cancelled_with_its_reason(
    console: Console, api: Api
) -> None:
    with api.signed_in("sam") as sam:
        done, false = (api.press(sam, sentence=said).json()["id"] for said in ("Is it done?", "Was it one?"))
        ana = console.signed_in("ana", "caregiver")
        ana.page.locator(f'[data-id="{done}"] [data-key="come"]').click()
        ana.page.locator(f'[data-id="{done}"] [data-key="resolve"]').click()
        ana.page.locator(f'[data-id="{false}"] [data-key="falseAlarm"]').click()
        ana.page.locator(f"#reason-{false}").fill("The cat pressed.")
        ana.page.locator(f'[data-id="{false}"] form button').click()

        ana.sees(f'[data-id="{done}"].resolved .status', "Done")
        ana.sees(f'[data-id="{false}"].cancelled .status', "Cancelled")
        stands = {alert: sam.get(f"/alerts/{alert}").json() for alert in (done, false)}
        assert (stands[done]["state"], stands[done]["close_reason"]) == ("resolved", "helped")
        assert (stands[false]["state"], stands[false]["close_reason"]) == ("cancelled", "false_alarm")
        assert stands[false]["close_note"] == "The cat pressed."
        ana.page.locator(f'[data-id="{done}"] [data-key="timeline"]').click()
        ana.sees(f'[data-id="{done}"] .timeline', "Ana is coming")
        said = ana.page.locator(f'[data-id="{done}"] .timeline li').all_inner_texts()
        assert [line.partition(" ")[2] for line in said if "app" not in line] == ["Called", "Ana is coming", "Done"]
        ana.settings(language="es")
        ana.page.locator(f'[data-id="{done}"] [data-key="timeline"]').click()
        ana.sees(f'[data-id="{done}"] .timeline', "Ana va")


def test_who_is_writing_a_reason_goes_on_writing_while_calls_come(console: Console, api: Api) -> None:
    with api.signed_in("sam") as sam:
        false = api.press(sam, sentence="Was it one?").json()["id"]
        ana = console.signed_in("ana", "caregiver")
        ana.page.locator(f'[data-id="{false}"] [data-key="falseAlarm"]').click()
        ana.page.keyboard.type("The cat ")
        api.press(sam, sentence="Another one.")
        ana.sees(".call.ringing .who", "Another one.")
        ana.page.keyboard.type("pressed ")
        assert api.press(sam, sentence="Was it one?").json()["id"] == false
        ana.sees(f'[data-id="{false}"]', "Pressed 2 times")
        ana.page.keyboard.type("it twice.")
        ana.page.keyboard.press("Enter")

        ana.sees(f'[data-id="{false}"].cancelled .status', "Cancelled")
        assert sam.get(f"/alerts/{false}").json()["close_note"] == "The cat pressed it twice."


def test_who_is_on_duty_is_shown(console: Console) -> None:
    ana = console.signed_in("ana", "caregiver")
    ana.sees("#duty-list", "Ana")


def test_a_wrong_password_and_a_wrong_code_open_nothing(console: Console, cognito: SmallCognito) -> None:
    ana = console.visitor("caregiver")
    for password, code in (("wrong horse battery", None), (PASSWORD, "000000")):
        ana.page.locator("#sign-in-name").fill("ana")
        ana.page.locator("#sign-in-password").fill(password)
        ana.presses("Continue")
        if code is not None:
            ana.page.locator("#sign-in-code").fill(code)
            ana.presses("Continue")
        ana.sees("#sign-in [role=alert]", "wrong")
        assert ana.page.locator("#main").is_hidden()
    console.sign_in(ana, "ana")

    assert PASSWORD not in "".join(cognito.bodies), "a password never leaves the page"
    kept = ana.stored()
    assert PASSWORD not in kept
    assert SECOND_FACTOR not in kept
    assert "eyJ" not in kept, "tokens are kept for the tab alone"
    assert ana.page.url.endswith("/console/caregiver.html")


def test_a_session_is_renewed_and_ends_for_good_when_it_is_signed_out(console: Console, cognito: SmallCognito) -> None:
    cognito.token_seconds = 61
    try:
        ana = console.signed_in("ana", "caregiver")
        before = ana.page.evaluate("sessionStorage['alphawolf.session.caregivers']")
        # A page that asks nothing renews nothing; one that comes online again asks for its news.
        asks_and_tells = "dispatchEvent(new Event('online')) && sessionStorage['alphawolf.session.caregivers']"
        until(lambda: ana.page.evaluate(asks_and_tells) != before)
    finally:
        cognito.token_seconds = 3600
    refresh = ana.page.evaluate("JSON.parse(sessionStorage['alphawolf.session.caregivers']).refresh")
    ana.page.locator("#open-settings").click()
    ana.presses("Sign out")
    ana.page.locator("#sign-in-name").wait_for()
    assert refresh not in cognito.refresh_tokens
    assert ana.page.evaluate("Object.keys(sessionStorage).length") == 0


def test_a_page_that_comes_after_many_calls_asks_for_few_and_rings_for_what_is_open(console: Console, api: Api) -> None:
    with api.signed_in("sam") as sam, api.signed_in("ana") as telephone:
        calls = [api.press(sam, sentence=f"I need help, {number}.").json()["id"] for number in range(25)]
        for call in calls[1:]:
            telephone.post(f"/alerts/{call}/acknowledge").raise_for_status()
            telephone.post(f"/alerts/{call}/resolve", json={"reason": "helped"}).raise_for_status()
        ana = console.visitor("caregiver")
        ana.page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=1))
        asked: list[Request] = []
        ana.page.on("request", lambda request: asked.append(request))
        console.sign_in(ana, "ana")

        ana.sees(".call.ringing .who", "Sam calls: I need help, 0.")
        until(lambda: ana.page.locator("#recent-calls > *").count() == 10)
        looked_at = [request.url for request in asked if "/alerts/" in request.url]
        assert len(set(looked_at)) < len(calls)
        telephone.post(f"/alerts/{calls[0]}/acknowledge").raise_for_status()
        ana.sees(f'[data-id="{calls[0]}"]', "Ana is coming")
