"""The pages are for everybody: axe-core finds nothing against WCAG 2.2 AA, in either language and contrast."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.postgres.console.pages import Console, Visitor

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def violations(visitor: Visitor) -> list[Any]:
    """Return what axe-core finds, the rule and the places."""
    # Its script is brought in by the driver; the page's own policy would not let it be.
    found = Axe().run(visitor.page, options=RULES).response["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


def test_every_page_in_every_state_is_accessible(console: Console) -> None:
    signing_in, listing = console.visitor("board"), console.visitor("index")
    signing_in.page.locator("#sign-in-name").wait_for()
    found = {"sign-in": violations(signing_in), "index": violations(listing)}
    sam, ana = console.board(), console.signed_in("ana", "caregiver")
    sam.settings(language="es")
    sam.presses_symbol("water")
    sam.page.locator("#help").click()
    ana.page.locator(".call.ringing").wait_for()
    found |= {"board": violations(sam), "ringing": violations(ana)}
    ana.page.locator('[data-key="come"]').click()
    sam.page.locator("#calls .coming").wait_for()
    ana.page.locator('[data-key="timeline"]').first.click()
    ana.page.locator("[data-person]").first.click()
    ana.page.locator(".editor fieldset").first.wait_for()
    for visitor, language in ((sam, "en"), (ana, "es")):
        visitor.settings(language=language, contrast=True)
        visitor.page.locator("#open-settings").click()
    found |= {"coming, contrast, settings": violations(sam), "editing, contrast, settings": violations(ana)}

    assert {state: faults for state, faults in found.items() if faults} == {}
