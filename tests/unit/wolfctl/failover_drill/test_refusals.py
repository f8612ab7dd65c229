"""What is refused, in which words, before anything is looked at."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from wolfctl.cli import main
from wolfctl.errors import Refused
from wolfctl.workflows.failover_drill.request import Request, require_allowed
from wolfctl.workflows.failover_drill.window import window

NOW = datetime(2026, 11, 26, 2, 30, tzinfo=UTC).timestamp()
WINDOW = {
    "environment": "prod",
    "approved_by": "Robin, on call",
    "from": "2026-11-26T02:00:00Z",
    "to": "2026-11-26T04:00:00Z",
}


def request(environment: str = "staging", **asked: Any) -> Request:
    return Request(environment, **{"on_aws": environment != "local", "multi_az": True, **asked})


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (request(rounds=0), "0 rounds cannot be drilled."),
        (request(rounds=51), "51 rounds cannot be drilled."),
        (request(rto_s=0.0), "The tolerated time without service must be more than nothing."),
        (request("dev", multi_az=False), "dev has no standby to fail over to."),
        (request(black_hole=True), "staging cannot be put behind a black hole."),
        (request(negative_control=True), "The negative control is not for staging."),
        (request("prod"), "prod is drilled only in a window that somebody has signed off."),
        (request("staging", window=window(WINDOW)), "The window is for prod, not for staging."),
    ],
)
def test_it_is_refused_with_what_to_do(asked: Request, message: str) -> None:
    with pytest.raises(Refused) as refused:
        require_allowed(asked, NOW)

    assert refused.value.message == message
    assert refused.value.hint
    assert refused.value.exit_code == 1


def test_prod_is_drilled_inside_its_window_and_not_a_minute_later() -> None:
    asked = request("prod", window=window(WINDOW))

    require_allowed(asked, NOW)
    with pytest.raises(Refused, match="not open") as refused:
        require_allowed(asked, NOW + 90 * 60)
    assert refused.value.why == (
        "It is 2026-11-26 04:00 UTC; Robin, on call allowed 2026-11-26 02:00 to 2026-11-26 04:00 UTC."
    )


def test_what_is_drilled_on_this_machine_needs_no_window() -> None:
    require_allowed(request("local", black_hole=True, negative_control=True, rounds=20), NOW)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"approved_by": ""}, "approved_by is missing"),
        ({"from": "yesterday"}, "from is not a time with an offset, such as 2026-11-26T02:00:00Z"),
        ({"to": "2026-11-26T04:00:00"}, "to is not a time with an offset, such as 2026-11-26T02:00:00Z"),
        ({"to": "2026-11-26T01:00:00Z"}, "it must end after it begins, by at most 8 hours"),
        ({"to": "2026-11-27T01:00:00Z"}, "it must end after it begins, by at most 8 hours"),
        ({"until": "x"}, "until is not known"),
    ],
)
def test_a_window_that_cannot_be_used_says_why(change: dict[str, str], fault: str) -> None:
    with pytest.raises(Refused) as refused:
        window(WINDOW | change)

    assert fault in refused.value.why


def test_an_empty_window_lists_all_that_is_missing() -> None:
    with pytest.raises(Refused) as refused:
        window({})

    assert refused.value.why == "environment is missing; approved_by is missing; from is missing; to is missing."


OPTIONS = ("--approved-by", "Robin", "--from", "2020-01-01T00:00:00Z", "--to", "2020-01-01T01:00:00Z")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("local", "--dry-run", "--rounds", "5"), 0, None),
        (("staging", "--dry-run"), 0, None),
        (("prod", "--dry-run"), 1, "prod is drilled only in a window that somebody has signed off."),
        (("prod", "--dry-run", *OPTIONS), 1, "The window of prod is not open."),
        (("prod", "--window", "README.md", "--approved-by", "x"), 1, "A window comes from a file or from options, not"),
        (("prod", "--window", "missing.yaml"), 1, "The window missing.yaml cannot be read."),
        (("staging", "--black-hole"), 1, "staging cannot be put behind a black hole."),
        (("staging", "--negative-control", "--yes"), 1, "The negative control is not for staging."),
        (("staging", "--yes"), 1, "WOLFCTL_DRILL_TOKEN is not set."),
        (("nowhere",), 1, ""),
    ],
)
def test_exit_codes_and_messages_of_the_verb(
    words: tuple[str, ...],
    code: int,
    message: str | None,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("WOLFCTL_DRILL_TOKEN", raising=False)

    assert main(["failover-drill", *words, "--json"]) == code
    document = json.loads(capsys.readouterr().out)
    assert ("error" in document) is (message is not None)
    assert document.get("error", {}).get("message", "").startswith(message or "")


PLAN_ALONE = """
import sys
from wolfctl.workflows.failover_drill.plan import plan
from wolfctl.workflows.failover_drill.request import Request, require_allowed
from wolfctl.workflows.failover_drill.window import window

def refuse(event, _):
    if event.split(".")[0] in ("open", "socket", "subprocess", "os", "shutil"):
        raise AssertionError(event)

sys.addaudithook(refuse)
asked = Request("prod", on_aws=True, multi_az=True, rounds=5, window=window({WINDOW}))
require_allowed(asked, {NOW})
made = plan(asked).data()
print(len(made["rounds"]), made["request"]["window"]["approved_by"], "fenced" in made["claims"])
"""


def test_the_plan_is_made_without_any_io() -> None:
    program = PLAN_ALONE.replace("{WINDOW}", repr(WINDOW)).replace("{NOW}", repr(NOW))

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "5 Robin, on call False\n", "nobody reaches the old primary of RDS"
