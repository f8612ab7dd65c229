"""Takes the pictures of the README anew from the running system: `make up DETACH=1`, then `make pictures`.

HELP is pressed once as `wolfctl up` presses it, and what `up` prints of that becomes an SVG. Then Sam calls on the
board's page, Ana answers on hers, and what they see becomes two PNGs. It needs Chromium on PATH.
"""

import asyncio
import re
import sys
from io import StringIO

from rich.console import Console

from tests.local.running_system import ROOT, Checkout
from tests.postgres.console.pages import Pages, Visitor, chromium, running_browser
from tests.postgres.console.test_calling import HELP
from wolfctl import config
from wolfctl.adapters import example_people, local_ports
from wolfctl.adapters.local_ports import HOST
from wolfctl.adapters.state_folder import StateFolder
from wolfctl.console import Console as Quiet
from wolfctl.console.embedded_run import EmbeddedRun
from wolfctl.console.embedded_view import addresses, hops_table
from wolfctl.workflows import press

FOLDER = ROOT / "docs" / "pictures"
COLUMNS = 90


def main() -> int:
    """Picture a press and both pages."""
    path = chromium()
    if path is None:
        sys.stderr.write("No Chromium on PATH: install Debian's package chromium, or Google Chrome.\n")
        return 1
    FOLDER.mkdir(exist_ok=True)
    asyncio.run(picture_of_press())
    pictures_of_pages(path)
    return 0


async def picture_of_press() -> None:
    """Press HELP, and write what `up` prints of it as press.svg, without the fonts that it would fetch."""
    pressed = await Checkout(ROOT).press(patience=60)
    snapshot = await EmbeddedRun(Quiet(json=True), ROOT, config.load("local", ROOT)).look()
    console = Console(record=True, width=COLUMNS, file=StringIO())
    console.print(hops_table(press.in_order(pressed.pressed_at, pressed.seen)))
    console.print()
    console.print(addresses(snapshot))
    svg = console.export_svg(title="wolfctl up")
    (FOLDER / "press.svg").write_text(re.sub(r"@font-face \{.*?\}\n", "", svg, flags=re.DOTALL), encoding="utf-8")


def pictures_of_pages(path: str) -> None:
    """Have Sam call and Ana answer; write what each of them sees as board.png and caregiver.png."""
    state = StateFolder(ROOT)
    with running_browser(path) as browser:
        pages = Pages(browser, f"http://{HOST}:{local_ports.remembered(ROOT).api}")
        sam = signed_in(pages, state, "sam", "board", (960, 1000))
        ana = signed_in(pages, state, "ana", "caregiver", (480, 780))
        sam.page.locator(".cell").first.wait_for()
        ana.page.locator("body").click()  # a touch lets it sound
        ana.page.locator('[data-key="resolve"]').first.click()  # what is still open
        ana.page.locator(".resolved").first.wait_for()
        sam.presses(HELP)
        ringing = ana.page.locator(".ringing")
        ringing.first.wait_for(timeout=60_000)
        ana.page.screenshot(path=FOLDER / "caregiver.png")
        ringing.first.locator('[data-key="come"]').click()
        sam.sees("#calls", "is coming")
        while (ended := sam.page.locator("#calls .ended button")).count():
            ended.first.click()
        for symbol in ("water", "more"):
            sam.page.locator(".cell").filter(has_text=symbol).first.click()
        sam.presses("Speak")
        sam.sees("#spoken", "water")
        sam.page.evaluate("scrollTo(0, 0)")
        sam.page.screenshot(path=FOLDER / "board.png")
        ana.page.locator('[data-key="resolve"]').first.click()
        pages.leave()


def signed_in(pages: Pages, state: StateFolder, name: str, page: str, size: tuple[int, int]) -> Visitor:
    """Open a page and sign an example person in through its form."""
    visitor = pages.visitor(page, size=size)
    typed = example_people.typed(name, state)

    def code() -> str:
        return str(example_people.typed(name, state).code)

    pages.sign_in_with(visitor, name, typed.password, code if typed.code is not None else None)
    return visitor


if __name__ == "__main__":
    sys.exit(main())
