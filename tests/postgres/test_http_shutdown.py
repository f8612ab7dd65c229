"""Told to stop, the API first answers what it has begun."""

import json
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.postgres.running_api import Api


def test_told_to_stop_it_answers_what_it_has_begun(api: Api, sam: httpx.Client) -> None:
    api.aws.lambda_hangs = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(sam.post, "/intents", json={"symbols": ["help"]})
        deadline = time.monotonic() + 5
        while api.aws.invocations == 0 and time.monotonic() < deadline:
            time.sleep(0.02)
        api.process.terminate()
        answer = running.result()
    api.aws.lambda_hangs.set()
    assert api.aws.invocations == 1
    assert (answer.status_code, answer.json()["source"]) == (200, "fallback")
    api.process.join(12)
    assert api.process.exitcode in (0, -signal.SIGTERM)
    last = [json.loads(line) for line in api.log.read_text().splitlines()][-1]
    assert (last["event"], last["route"], last["status"]) == ("request", "/intents", 200)
