"""The console in a browser: whoever is at it does what a person does, and sees what a person sees."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.postgres.running_api import Api
from tests.postgres.small_cognito import SmallCognito
from wolfctl.adapters import one_time_password

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PASSWORD = "correct horse battery"
SECOND_FACTOR = "JBSWY3DPEHPK3PXP"
# A headless browser has no voice and no loudspeaker, so what would be heard is written down: the words when they begin,
# and a clip once it has been played to its end.
EARS = """
  window.spoken = [];
  window.clips = [];
  window.notes = 0;
  speechSynthesis.speak = (utterance) => spoken.push(utterance.text);
  let asked = "";
  const send = window.fetch;
  window.fetch = (address, options) => {
    if (options?.method === "POST" && String(address).endsWith("/speech")) asked = JSON.parse(options.body).text;
    return send(address, options);
  };
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    const [text, address] = [asked, new URL(this.src)];
    const from = address.protocol === "http:" ? address.origin : address.protocol;
    this.addEventListener("playing", () => spoken.push(text), { once: true });
    this.addEventListener("ended", () => clips.push({ text, from, seconds: this.duration }));
    return play.call(this);
  };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) { window.notes += 1; return start.apply(this, when); };
"""
# What a page writes to its console while its server is away is no fault of the page.
EXPECTED = ("Failed to load resource", "WebSocket connection to", "net::ERR_")


def chromium() -> str | None:
    """Return the path of a Chromium, None where there is none."""
    return next((found for name in CHROMIUMS if (found := shutil.which(name))), None)


@contextmanager
def running_browser(path: str) -> Iterator[Browser]:
    """Start a browser and stop it."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """Somebody at one page of the console, in a browser of their own."""

    page: Page
    context: BrowserContext
    faults: list[str] = field(default_factory=list)

    def hears(self, *words: str) -> None:
        """Wait until this, and nothing else, was spoken last."""
        until(lambda: self.page.evaluate("spoken")[-len(words) :] == list(words))

    def hears_clip(self, words: str, origin: str) -> None:
        """Wait until a clip of these words, fetched from there, was played to its end as the last one."""
        until(lambda: (self.page.evaluate("clips") or [{}])[-1].get("text") == words)
        clip = self.page.evaluate("clips")[-1]
        assert clip["from"] == origin
        assert clip["seconds"] > 0.5

    def notes(self) -> int:
        """Return how many notes have sounded so far."""
        return int(self.page.evaluate("notes"))

    def sees(self, selector: str, text: str, seconds: float = 30) -> None:
        """Wait until an element says a text."""
        self.page.locator(selector).filter(has_text=text).first.wait_for(timeout=seconds * 1000)

    def presses(self, label: str) -> None:
        """Press the button of this name."""
        self.page.get_by_role("button", name=label, exact=True).click()

    def presses_symbol(self, symbol: str) -> None:
        """Press a button of the board."""
        self.page.locator(f'.cell[data-id="{symbol}"]').click()

    def settings(self, *, language: str | None = None, **checked: bool) -> None:
        """Choose in the settings dialog."""
        self.page.locator("#open-settings").click()
        if language is not None:
            self.page.locator("#language").select_option(language)
        for name, wanted in checked.items():
            self.page.locator(f"#{name.replace('_', '-')}").set_checked(wanted)
        self.page.locator("#close-settings").click()

    def stored(self) -> str:
        """Return everything that the page keeps beyond its life."""
        text: str = self.page.evaluate("JSON.stringify({...localStorage})")
        return text


class Pages:
    """A browser, and the pages that it opens of a console."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser = browser
        self.url = url
        self.visitors: list[Visitor] = []

    def visitor(self, page_name: str, *, size: tuple[int, int] = (1024, 768), **options: Any) -> Visitor:
        """Open a page in a browser of its own."""
        viewport = {"width": size[0], "height": size[1]}
        context = self.browser.new_context(viewport=viewport, locale="en-GB", **options)  # type: ignore[arg-type]
        context.add_init_script(EARS)
        page = context.new_page()
        visitor = Visitor(page, context)

        def said(message: ConsoleMessage) -> None:
            if message.type == "error" and not any(text in message.text for text in EXPECTED):
                visitor.faults.append(message.text)

        page.on("console", said)
        page.on("pageerror", lambda error: visitor.faults.append(str(error)))
        page.goto(f"{self.url}/console/{page_name}.html")
        self.visitors.append(visitor)
        return visitor

    def sign_in_with(self, visitor: Visitor, name: str, password: str, code: Callable[[], str] | None) -> None:
        """Fill in the form of a page that is open; with the code of this moment where there is a second factor."""
        page = visitor.page
        page.locator("#sign-in-name").fill(name)
        page.locator("#sign-in-password").fill(password)
        page.locator("#sign-in button").click()
        if code is not None:
            page.locator("#sign-in-code").fill(code())
            page.locator("#sign-in button").click()
        page.locator("#main").wait_for()
        page.locator('#state[data-t="live"]').wait_for()

    def leave(self) -> None:
        """Close every page. Raises AssertionError when one of them reported a fault."""
        faults = [fault for visitor in self.visitors for fault in visitor.faults]
        for visitor in self.visitors:
            visitor.context.close()
        self.visitors.clear()
        assert not faults, faults


class Console(Pages):
    """The console of an API of the tests, and where its people sign in."""

    def __init__(self, browser: Browser, api: Api, cognito: SmallCognito) -> None:
        super().__init__(browser, api.url)
        self.cognito = cognito

    def signed_in(self, name: str, page_name: str, **options: Any) -> Visitor:
        """Open a page and sign in through its form."""
        visitor = self.visitor(page_name, **options)
        self.sign_in(visitor, name)
        return visitor

    def sign_in(self, visitor: Visitor, name: str) -> None:
        """Fill in the form of a page that is open."""
        second = name in self.cognito.second_factors
        code = (lambda: one_time_password.code(SECOND_FACTOR, time.time())) if second else None
        self.sign_in_with(visitor, name, PASSWORD, code)

    def board(self, name: str = "sam", **options: Any) -> Visitor:
        """Sign somebody in to their board, and wait until it is there."""
        visitor = self.signed_in(name, "board", **options)
        visitor.page.locator(".cell").first.wait_for()
        return visitor


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
