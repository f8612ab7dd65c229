"""The console's files over HTTP: cacheable, strict about what a page may do, and without a secret."""

import re
from pathlib import Path

import httpx
import pytest

from tests.postgres.issuer import CLIENT, OTHER_CLIENT
from tests.postgres.running_api import Api

FILES = sorted(path.name for path in Path("api/console").iterdir())
TYPES = {"css": "text/css", "html": "text/html", "js": "text/javascript", "svg": "image/svg+xml"}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_sent_once_and_then_kept(api: Api, name: str) -> None:
    address = f"{api.url}/console/{name}"
    answer = httpx.get(address)
    assert answer.headers["content-type"].split(";")[0] == TYPES[name.rpartition(".")[2]]
    assert answer.headers["content-encoding"] == "br"
    assert answer.content == Path("api/console", name).read_bytes()
    again = httpx.get(address, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == answer.headers["content-security-policy"]


def test_a_page_may_do_nothing_that_it_does_not_need(api: Api) -> None:
    headers = httpx.get(f"{api.url}/console/board.html").headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    signing_in = re.match(r"https?://[^/]+", api.issuer.url)
    assert signing_in is not None
    assert policy["connect-src"].split() == ["'self'", signing_in[0], "ws://127.0.0.1:1"]
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert not [part for part in policy.values() if "unsafe" in part or "*" in part]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"


def test_the_configuration_says_where_to_sign_in_and_no_secret(api: Api) -> None:
    pools = httpx.get(f"{api.url}/console/config.json").json()["pools"]
    endpoint = api.issuer.url.removesuffix("/jwks.json")
    assert pools == {
        "people": {"id": "pool", "client_id": CLIENT, "endpoint": endpoint},
        "caregivers": {"id": "caregivers", "client_id": OTHER_CLIENT, "endpoint": endpoint},
    }


@pytest.mark.parametrize("name", ["nothing.js", "..%2fsettings.py", "%2e%2e", "console.css%00"])
def test_nothing_but_the_consoles_files_is_served(api: Api, name: str) -> None:
    answer = httpx.get(f"{api.url}/console/{name}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_pages_carry_no_script_and_no_style_of_their_own() -> None:
    for page in Path("api/console").glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=|javascript:", text), page
