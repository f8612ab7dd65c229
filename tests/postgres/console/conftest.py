"""A browser, and an API of its own with a place to sign in, for each module."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.postgres.conftest import Server, free_port
from tests.postgres.console.pages import PASSWORD, SECOND_FACTOR, Console, chromium, running_browser
from tests.postgres.console.wire import Wire, wire_to
from tests.postgres.issuer import Issuer
from tests.postgres.running_api import Api, running_api
from tests.postgres.small_aws import SmallAws
from tests.postgres.small_aws import serving as serving_aws
from tests.postgres.small_cognito import SmallCognito
from tests.postgres.small_cognito import serving as serving_cognito


@pytest.fixture(scope="module")
def aws() -> Iterator[SmallAws]:
    """Answer the API's AWS calls."""
    with serving_aws() as aws:
        yield aws


@pytest.fixture(scope="module")
def cognito() -> Iterator[SmallCognito]:
    """Let Sam, Rosa, Ana and Ben sign in; the caregivers with a second factor."""
    with serving_cognito(Issuer()) as cognito:
        cognito.passwords.update(dict.fromkeys(("sam", "rosa", "ana", "ben", "luz"), PASSWORD))
        cognito.second_factors.update(dict.fromkeys(("ana", "ben", "luz"), SECOND_FACTOR))
        yield cognito


@pytest.fixture(scope="module")
def api(
    server: Server,
    database_name: str,
    aws: SmallAws,
    cognito: SmallCognito,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Api]:
    """Start the API over the module's database, told also what the module says in API_SETTINGS."""
    more: dict[str, str] = getattr(request.module, "API_SETTINGS", {})
    log = tmp_path_factory.mktemp("console") / "api.log"
    with running_api(server.settings(database_name), cognito.issuer, aws, free_port(), log, more) as running:
        yield running


@pytest.fixture(scope="module")
def browser(api: Api) -> Iterator[Browser]:
    """Start the Chromium that is installed here; after the API, for its driver holds the thread's event loop."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on PATH: install Debian's package chromium, or Google Chrome")
    with running_browser(path) as browser:
        yield browser


@pytest.fixture
def console(browser: Browser, api: Api, cognito: SmallCognito) -> Iterator[Console]:
    """Open pages of the console; at the end none of them may have reported a fault."""
    console = Console(browser, api, cognito)
    yield console
    console.leave()


@pytest.fixture
def wire(api: Api) -> Iterator[Wire]:
    """Lead to the API from another address, over what can be cut."""
    with wire_to(int(api.url.rpartition(":")[2])) as wire:
        yield wire
