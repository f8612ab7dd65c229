"""Whoever writes an app reads and tries the API's operations at /docs, and nothing comes from elsewhere for that."""

from urllib.parse import urlsplit

from playwright.sync_api import Browser, Request

from tests.postgres.running_api import Api


def test_the_operations_are_read_and_tried_with_files_of_our_own(api: Api, browser: Browser) -> None:
    page = browser.new_page()
    asked: list[Request] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)

    page.goto(f"{api.url}/docs")
    live = page.locator(".opblock", has_text="/health/live")
    live.locator(".opblock-summary").click()
    live.get_by_role("button", name="Try it out").click()
    live.get_by_role("button", name="Execute").click()
    live.locator(".live-responses-table .response-col_status", has_text="200").wait_for()

    origin = urlsplit(api.url).netloc
    assert {urlsplit(request.url).netloc for request in asked if not request.url.startswith("data:")} == {origin}
    assert not faults
