"""A request can be followed by its trace: into its log line, its function, and the queue that carries its alert."""

import json
import time

import httpx

from tests.postgres.running_api import Api

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
HEADERS = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}


def lines(api: Api) -> list[dict[str, object]]:
    """Return what the API logged of requests."""
    found = [json.loads(line) for line in api.log_so_far().splitlines()]
    return [line for line in found if line["event"] == "request"]


def test_a_trace_goes_on_in_the_log_the_function_and_the_topic(api: Api, sam: httpx.Client) -> None:
    sam.headers.update(HEADERS)
    sam.post("/intents", json={"symbols": ["help"]}).raise_for_status()
    api.press(sam).raise_for_status()
    deadline = time.monotonic() + 5
    while len(api.aws.traces) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [named.split("-")[1] for named in api.aws.traces] == [TRACE, TRACE]
    assert len({named.split("-")[2] for named in [*api.aws.traces, HEADERS["traceparent"]]}) == 3
    routes = [(line["route"], line["status_class"]) for line in lines(api) if line["trace_id"] == TRACE]
    assert routes == [("/intents", "2xx"), ("/alerts", "2xx")]


def test_without_one_each_request_has_its_own(api: Api, ana: httpx.Client) -> None:
    def traces() -> list[object]:
        return [line["trace_id"] for line in lines(api) if line["route"] == "/me"]

    before = len(traces())
    for _ in range(3):
        ana.get("/me").raise_for_status()
    assert len(set(traces()[before:])) == 3


def test_a_request_line_is_the_metric_of_its_latency(api: Api, ana: httpx.Client) -> None:
    ana.get("/me").raise_for_status()
    line = next(line for line in lines(api) if line["route"] == "/me")
    assert isinstance(line["_aws"], dict)
    assert line["_aws"]["CloudWatchMetrics"][0]["Metrics"] == [{"Name": "duration_ms", "Unit": "Milliseconds"}]


def test_a_function_that_fails_opens_its_breaker_where_it_can_be_seen(api: Api, sam: httpx.Client) -> None:
    api.aws.lambda_fails = True
    try:
        for _ in range(6):
            sam.post("/intents", json={"symbols": ["help"]}).raise_for_status()
    finally:
        api.aws.lambda_fails = False
    found = [json.loads(line) for line in api.log_so_far().splitlines()]
    told = [(line["breaker"], line["state"], line["count"]) for line in found if line["event"] == "breaker"]
    assert ("process_intent", "open", 1) in told
