"""`wolfctl waf-test local` for real: nginx with ModSecurity and OWASP's rules before a small REST entry.

Skipped where Debian's packages are not installed. The entry is a server of this test; all that is before it is real.
"""

import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from textwrap import dedent

import jsonschema
import psutil
import pytest

from tests.render import tiny_checkout
from tests.render.tiny_checkout import REPOSITORY, Said, TinyCheckout, speaking
from wolfctl.adapters import crs_proxy
from wolfctl.errors import ToolMissing
from wolfctl.workflows.firewall_test import stand_in


def missing() -> str:
    try:
        crs_proxy.program(stand_in.NEEDED, stand_in.PACKAGES)
    except ToolMissing as error:
        return f"{error.message} {error.why}"
    return ""


pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())


class Entry(BaseHTTPRequestHandler):
    """A REST entry that asks everybody for a token."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_PUT = do_GET  # noqa: N815 - as the class above names them

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as the class above names it
        pass


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TinyCheckout]:
    folder = tmp_path_factory.mktemp("firewall")
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), Entry) as server,
        tiny_checkout.made(folder / "checkout", folder / "tools") as made,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for name in ("waf.tf", "firewall/rules.tf"):
            (made.root / "modules" / "edge" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / "modules" / "edge" / name, made.root / "modules" / "edge" / name)
        made.write(f'output "rest_api_url" {{ value = "http://127.0.0.1:{server.server_port}/v1" }}\n')
        assert made.wolfctl("apply", "local").returncode == 0
        yield made
        server.shutdown()


@pytest.fixture
def say(checkout: TinyCheckout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Said:
    tiny_checkout.enter(checkout, monkeypatch)
    return speaking(capsys)


def left_over(root: Path) -> list[str]:
    running = [each for each in psutil.Process().children(recursive=True) if each.name() == "nginx"]
    return [*map(str, running), *map(str, (root / ".wolf" / "local" / "tmp").glob("firewall-*"))]


def test_every_attack_is_refused_everything_harmless_passes_and_nothing_stays(
    checkout: TinyCheckout, say: Said
) -> None:
    code, out, _ = say("waf-test", "local", "--rate", "20")

    assert code == 0
    assert out == dedent(
        """\
        local: nginx with ModSecurity, OWASP Core Rule Set
        Its rules stand in for AWS's managed ones: what they refuse, AWS may not.
        rule                   attacks blocked  harmless let through
        SQLiRuleSet                     5 of 5                8 of 8
        body-attacks                    4 of 4              13 of 13
        CommonRuleSet                 13 of 13                3 of 3
        KnownBadInputsRuleSet           4 of 4
        crooked-path                    6 of 6                5 of 5
        body-size                       1 of 1                1 of 1
        all 63 requests right
        """
    )
    assert left_over(checkout.root) == []


def test_a_route_of_peoples_own_words_that_the_module_forgets_is_found(checkout: TinyCheckout, say: Said) -> None:
    file = checkout.root / "modules" / "edge" / "waf.tf"
    whole = file.read_text()
    file.write_text(whole.replace('    "intents",\n', ""))
    try:
        code, out, _ = say("waf-test", "local", "--rate", "20", "--json")
    finally:
        file.write_text(whole)

    document = json.loads(out)
    jsonschema.validate(document, json.loads((REPOSITORY / "docs" / "schemas" / "waf-test.json").read_text()))
    wrong = [one for one in document["requests"] if one["got"] != one["expect"]]
    assert code == 2
    assert {one["sent"] for one in wrong} == {"POST /intents"}
    assert any("T-shirt" in one["text"] for one in wrong)
    assert all(one["by"] for one in wrong)
    assert document["stand_in"] is True


def test_an_entry_that_is_down_is_a_failure(checkout: TinyCheckout, say: Said) -> None:
    checkout.write('output "rest_api_url" { value = "http://127.0.0.1:9/v1" }\n')
    say("apply", "local")

    code, out, complaint = say("waf-test", "local")

    assert (code, out) == (1, "")
    assert "error http://127.0.0.1:9 does not answer.\n" in complaint
