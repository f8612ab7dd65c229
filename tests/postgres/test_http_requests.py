"""Wrong requests get clear answers, and none of them says anything back."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.postgres.permission_table import TABLE
from tests.postgres.running_api import Api

CANARY = "zebra-canary-7731"


def kind(answer: httpx.Response) -> str:
    """Return the last part of the problem's type."""
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["type"]).rpartition(":")[2]


def test_health_needs_no_token(api: Api) -> None:
    assert httpx.get(f"{api.url}/health/live").json() == {"status": "ok"}
    assert httpx.get(f"{api.url}/health/ready").json()["status"] == "ok"


def test_a_connection_that_nobody_used_for_some_seconds_still_serves(api: Api) -> None:
    with httpx.Client(base_url=api.url, limits=httpx.Limits(keepalive_expiry=None), trust_env=False) as client:

        def own_port() -> int:
            stream = client.get("/health/live").extensions["network_stream"]
            return int(stream.get_extra_info("client_addr")[1])

        first = own_port()
        time.sleep(6)  # uvicorn's own patience is five
        assert own_port() == first


def test_malformed_json_is_named_as_such(sam: httpx.Client) -> None:
    answer = sam.post("/intents", content=b'{"text": "' + CANARY.encode())
    assert (answer.status_code, kind(answer)) == (400, "malformed-json")
    assert CANARY not in answer.text


@pytest.mark.parametrize("headers", [{}, {"transfer-encoding": "chunked"}])
def test_a_body_over_16_kb_is_refused_announced_or_not(sam: httpx.Client, headers: dict[str, str]) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"text": "'
        yield from (b"x" * 1024 for _ in range(17))

    content = pieces() if headers else b"x" * 17 * 1024
    answer = sam.post("/intents", content=content)
    assert (answer.status_code, kind(answer)) == (413, "too-large")


def test_a_body_of_just_16_kb_is_read(sam: httpx.Client) -> None:
    answer = sam.post("/intents", content=b'{"text": "hello"' + b" " * (16 * 1024 - 17) + b"}")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/intents", {"text": f"{CANARY}\x00"}),
        ("/alerts", {"person_id": "{sam}", "severity": "info", "sentence": f"{CANARY}\x00"}),
        ("/alerts", {"person_id": "{sam}", "severity": "info", "sentence": "x", "intent": "\x00"}),
    ],
)
def test_nul_is_refused(api: Api, sam: httpx.Client, path: str, body: dict[str, str]) -> None:
    filled = {name: value.replace("{sam}", api.person("Sam")) for name, value in body.items()}
    answer = sam.post(path, json=filled, headers={"idempotency-key": "nul"})
    assert answer.status_code == 422
    assert "NUL" in answer.text
    assert CANARY not in answer.text


def test_nul_in_a_query_is_refused(sam: httpx.Client) -> None:
    assert sam.get("/symbols?q=%00").status_code == 422
    assert sam.get("/symbols?category=%00").status_code == 422


def test_an_unknown_symbol_is_named_by_its_place_alone(sam: httpx.Client) -> None:
    answer = sam.post("/intents", json={"symbols": ["help", CANARY]})
    assert (answer.status_code, kind(answer)) == (422, "unknown-symbol")
    assert answer.json()["errors"] == [{"where": "symbols[1]", "what": "is not in the vocabulary"}]
    assert CANARY not in answer.text


@pytest.mark.parametrize(
    "body",
    [
        {"text": CANARY, CANARY: 1},
        {"text": CANARY, "symbols": [CANARY]},
        {"text": CANARY * 100},
        {"locale": CANARY},
        [CANARY],
        CANARY,
        {},
        None,
        {"text": "\ud800"},
    ],
)
def test_what_was_sent_is_never_said_back(sam: httpx.Client, body: object) -> None:
    answer = sam.post("/intents", content=json.dumps(body))
    assert answer.status_code in (400, 422)
    assert kind(answer) in ("invalid", "malformed-json", "unknown-symbol")
    assert CANARY not in answer.text


def test_an_alert_needs_an_idempotency_key(api: Api, sam: httpx.Client) -> None:
    body = {"person_id": api.person("Sam"), "severity": "info", "sentence": "Hello."}
    answer = sam.post("/alerts", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"] == "Idempotency-Key"


def test_unknown_paths_and_methods_are_problems_too(sam: httpx.Client) -> None:
    assert kind(sam.get("/nothing")) == "not-found"
    assert kind(sam.delete("/symbols")) == "method-not-allowed"
    assert kind(sam.get("/alerts/not-a-uuid")) == "invalid"


def test_answers_about_people_are_not_to_be_stored(api: Api, sam: httpx.Client) -> None:
    assert sam.get("/me").headers["cache-control"] == "no-store"
    assert sam.get("/tasks", params={"user_id": api.person("Sam")}).headers["cache-control"] == "no-store"


def test_intents_come_from_the_function_and_from_the_same_rules_when_it_is_out(api: Api, sam: httpx.Client) -> None:
    asked = {"symbols": ["help"], "locale": "en"}
    healthy = sam.post("/intents", json=asked).json()
    api.aws.lambda_fails = True
    try:
        with ThreadPoolExecutor(4) as pool:
            broken = [answer.json() for answer in pool.map(lambda _: sam.post("/intents", json=asked), range(12))]
    finally:
        api.aws.lambda_fails = False
    assert healthy["source"] == "lambda"
    assert {answer["source"] for answer in broken} == {"fallback"}
    assert all({**answer, "source": "lambda"} == healthy for answer in broken)


def test_the_log_names_routes_and_never_what_people_say(api: Api, sam: httpx.Client) -> None:
    api.press(sam, sentence=CANARY).raise_for_status()
    sam.post("/intents", json={"text": CANARY})
    sam.get("/symbols", params={"q": CANARY})
    sam.get(f"/user/{api.person('Sam')}/symbols")
    sam.get(f"/{CANARY}")
    sam.get("/me").raise_for_status()
    log = api.log_so_far()
    lines = [json.loads(line) for line in log.splitlines()]
    routes = {line.get("route") for line in lines}
    assert {"/alerts", "/intents", "/symbols", "/user/{id}/symbols", "/me", "none"} <= routes
    assert CANARY not in log
    assert api.person("Sam") not in log
    assert not [line for line in lines if line["level"] == "error"]


def test_every_route_is_documented(api: Api) -> None:
    assert "swagger" in httpx.get(f"{api.url}/docs").text.lower()
    paths = httpx.get(f"{api.url}/openapi.json").json()["paths"]
    documented = {f"{method.upper()} {path}" for path, operations in paths.items() for method in operations}
    of_the_documents = {"GET /docs", "GET /docs/{asset}", "GET /openapi.json"}
    of_the_console = {"GET /console/config.json", "GET /console/{file}"}
    assert documented == {row.route for row in TABLE} - of_the_documents - of_the_console
