"""Reads from the log of AWS's firewall which rules acted on requests that carry a mark.

https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

# The log is written within a minute or two of a request.
PATIENCE_S = 150.0
LOOK_S = 10.0


def acted(
    logs: Any,
    group: str,
    header: str,
    run: str,
    since: float,
    wanted: int,
    *,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> dict[str, tuple[str, ...]]:
    """By the mark of a request the rules that blocked or counted it; waits until `wanted` are there, or in vain.

    Nothing where the log cannot be read. `logs` is a client of CloudWatch Logs, `since` seconds since 1970, `run` what
    every mark contains.
    """
    deadline = clock() + PATIENCE_S
    while True:
        try:
            found = dict(_read(logs, group, header, run, since))
        except (BotoCoreError, ClientError):
            return {}  # the counts stand without it
        if len(found) >= wanted or clock() >= deadline:
            return found
        sleep(LOOK_S)


def _read(logs: Any, group: str, header: str, run: str, since: float) -> Iterator[tuple[str, tuple[str, ...]]]:
    asked: dict[str, Any] = {
        "logGroupName": group,
        "startTime": int(since * 1000),
        "filterPattern": json.dumps(run),
    }
    answer = logs.filter_log_events(**asked)
    while True:
        for event in answer["events"]:
            line = json.loads(event["message"])
            sent = {each["name"].lower(): each["value"] for each in line["httpRequest"]["headers"]}
            if mark := sent.get(header.lower()):
                yield mark, tuple(dict.fromkeys(_rules(line)))
        if not (token := answer.get("nextToken")):
            return
        answer = logs.filter_log_events(**asked, nextToken=token)


def _rules(line: Mapping[str, Any]) -> Iterator[str]:
    """The rule that ended the matter, inside its group where it has one; then what was only counted."""
    ended = str(line["terminatingRuleId"])
    inner = [
        str(group["terminatingRule"]["ruleId"]) for group in line.get("ruleGroupList", []) if group["terminatingRule"]
    ]
    if ended != "Default_Action":
        yield "/".join([ended, *inner])
    yield from (f"{label['name'].split(':')[-1]} (label)" for label in line.get("labels", []))
