"""What is sent to a firewall, how fast, what is made of the answers, and what is read from AWS's own log."""

import io
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from textwrap import dedent
from typing import Any

import boto3
import jsonschema
import pytest
from botocore.stub import Stubber
from rich.console import Console

from wolfctl import firewall_test
from wolfctl.adapters import crs_proxy, firewall_log
from wolfctl.cli import main
from wolfctl.console.firewall_view import view
from wolfctl.errors import ToolFailed, ToolMissing
from wolfctl.firewall_test import Firewall
from wolfctl.workflows.firewall_test import stand_in, verdict
from wolfctl.workflows.firewall_test.requests import MARK, Request, packaged, requests
from wolfctl.workflows.firewall_test.verdict import Outcome

REPOSITORY = Path(__file__).resolve().parents[3]
EDGE = REPOSITORY / "modules" / "edge"
ALL = requests(packaged(), stand_in=False)


def test_there_are_a_few_dozen_of_both_kinds_and_each_rule_that_judges_content_is_asked() -> None:
    attacks = [one for one in ALL if one.expect == "block"]
    web_acl = (EDGE / "firewall" / "web_acl.tf").read_text()

    assert 30 <= len(attacks) <= 60
    assert 25 <= len(ALL) - len(attacks) <= 60
    assert {one.rule for one in attacks} == {
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
        "body-attacks",
        "body-size",
        "crooked-path",
    }
    assert all(f'"{one.rule}"' in web_acl for one in ALL)
    assert "O'Brien -- ok" in {one.text for one in ALL if one.expect == "pass"}


def test_each_request_can_be_sent_as_it_is_and_none_carries_a_token() -> None:
    for one in ALL:
        assert one.target.startswith("/")
        assert one.target.isascii()
        assert " " not in one.target
        assert not {"authorization", "cookie"} & {name.lower() for name in one.headers}
    assert len({one.number for one in ALL}) == len(ALL)


def test_what_owasps_rules_do_not_look_at_is_left_out_where_they_stand_in() -> None:
    left_out = {one.text for one in ALL} - {one.text for one in requests(packaged(), stand_in=True)}

    assert left_out == {"localhost", ""}


def test_harmless_words_go_where_the_module_lets_them_through_and_attacks_where_it_does_not() -> None:
    own = stand_in.own_rules((EDGE / "waf.tf").read_text(), (EDGE / "firewall" / "rules.tf").read_text())

    assert own.longest_body == 16 * 1024
    assert own.crooked == r"%|\\|//|/\."
    for one in ALL:
        if one.rule == "body-attacks":
            words = re.search(own.free_text, one.target) is not None
            assert words is (one.expect == "pass"), one


class Edge(BaseHTTPRequestHandler):
    """Answers 403 to whatever names a script, as AWS's firewall would, and 401 to the rest, as the gateway would."""

    def do_GET(self) -> None:
        self.server.seen.append((self.path, self.headers[MARK]))  # type: ignore[attr-defined]
        self.send_response(403 if "script" in self.path else 401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as the class above names it
        pass


@contextmanager
def edge() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Edge) as server:
        server.seen = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1", server.seen  # type: ignore[attr-defined]
        server.shutdown()


def ask(number: int, expect: Any, text: str) -> Request:
    return Request(number, "scripts", "a-rule", expect, text, "GET", f"/symbols?q={text}")


def firewall(url: str, acted: dict[str, tuple[str, ...]]) -> Firewall:
    return Firewall(
        name="a firewall",
        stand_in=False,
        url=url,
        blocked=lambda status, _: status == 403,
        acted=lambda _run, _blocked: acted,
    )


def test_either_kind_of_error_is_wrong_and_the_rule_is_taken_from_the_firewalls_log() -> None:
    asked = (
        ask(1, "block", "script"),
        ask(2, "block", "attack"),
        ask(3, "pass", "hello"),
        ask(4, "pass", "my-script"),
    )
    with edge() as (url, seen):
        outcomes = firewall_test.carry_out(
            firewall(url, {"run-1": ("a-rule/XSS",)}), asked, "run", 5, sleep=lambda _: None
        )

    assert [(one.got, one.wrong, one.by) for one in outcomes] == [
        ("block", False, ("a-rule/XSS",)),
        ("pass", True, ()),
        ("pass", False, ()),
        ("block", True, ()),
    ]
    assert seen == [(f"/v1{one.target}", f"run-{one.number}") for one in asked]


def test_no_more_than_so_many_are_sent_a_second() -> None:
    now = 0.0

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    with edge() as (url, _):
        asked = tuple(ask(number, "pass", "hello") for number in range(11))
        firewall_test.carry_out(firewall(url, {}), asked, "run", 5, sleep=sleep, clock=lambda: now)

    assert now == pytest.approx(2.0)


def test_an_entry_that_does_not_answer_is_a_failure_and_no_verdict() -> None:
    with pytest.raises(ToolFailed, match="does not answer"):
        firewall_test.carry_out(firewall("http://127.0.0.1:9", {}), (ask(1, "block", "x"),), "run", 5)


def test_without_nginx_and_modsecurity_it_says_what_to_install() -> None:
    with pytest.raises(ToolMissing) as refused:
        crs_proxy.program(("/nowhere/ngx_http_modsecurity_module.so",), stand_in.PACKAGES)

    assert refused.value.message == ("No firewall can be put before it: nginx with ModSecurity is not installed here.")
    assert "/nowhere/ngx_http_modsecurity_module.so" in refused.value.why
    assert refused.value.hint == (
        "On Debian: apt-get install --no-install-recommends libnginx-mod-http-modsecurity modsecurity-crs"
    )


def logged(mark: str, ended: str, *, inner: str = "", label: str = "") -> dict[str, Any]:
    groups = [{"ruleGroupId": "AWS#x", "terminatingRule": {"ruleId": inner} if inner else None}]
    line = {
        "terminatingRuleId": ended,
        "ruleGroupList": groups,
        "labels": [{"name": label}] if label else [],
        "httpRequest": {"headers": [{"name": "x-waf-test", "value": mark}]},
    }
    return {"timestamp": 1, "message": json.dumps(line)}


def test_the_rules_that_acted_are_read_from_awss_log_page_by_page_and_waited_for() -> None:
    keys: Any = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
    logs: Any = boto3.client("logs", **keys)
    asked = {"logGroupName": "aws-waf-logs-x-rest", "startTime": 5000, "filterPattern": '"run"'}
    slept: list[float] = []
    with Stubber(logs) as said:
        said.add_response("filter_log_events", {"events": []}, asked)
        first = logged("run-1", "AWSManagedRulesSQLiRuleSet", inner="SQLi_QUERYARGUMENTS")
        said.add_response("filter_log_events", {"events": [first], "nextToken": "more"}, asked)
        counted = logged("run-2", "Default_Action", label="awswaf:managed:aws:sql-database:SQLi_Body")
        said.add_response("filter_log_events", {"events": [counted]}, {**asked, "nextToken": "more"})

        found = firewall_log.acted(
            logs, "aws-waf-logs-x-rest", MARK, "run", 5.0, 2, sleep=slept.append, clock=lambda: 0
        )

    assert found == {
        "run-1": ("AWSManagedRulesSQLiRuleSet/SQLi_QUERYARGUMENTS",),
        "run-2": ("SQLi_Body (label)",),
    }
    assert slept == [firewall_log.LOOK_S]


def test_a_log_that_stays_empty_is_waited_for_no_longer_than_it_takes() -> None:
    keys: Any = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
    logs: Any = boto3.client("logs", **keys)
    times = iter((0.0, 10.0, firewall_log.PATIENCE_S))
    with Stubber(logs) as said:
        for _ in range(2):
            said.add_response("filter_log_events", {"events": []})

        assert firewall_log.acted(logs, "g", MARK, "run", 5.0, 1, sleep=lambda _: None, clock=lambda: next(times)) == {}


@pytest.mark.parametrize("words", [("waf-test", "prod"), ("waf-test", "prod", "--yes")])
def test_nothing_is_sent_to_prod_before_a_person_has_agreed(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(REPOSITORY)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.setenv("COLUMNS", "80")

    code = main(words)
    out, complaint = capsys.readouterr()

    assert (code, out) == (1, "")
    assert complaint == (
        "error This wants a person to type 'prod', and nobody is at the terminal.\n"
        "  do   Run it in a terminal. Programs add --yes, which every environment but\n"
        "       prod takes.\n"
    )


OUTCOMES = (
    Outcome(1, "SQL injection", "AWSManagedRulesSQLiRuleSet", "' OR 1=1", "GET /symbols", "block", "pass", 401),
    Outcome(2, "SQL injection", "AWSManagedRulesSQLiRuleSet", "' OR 2=2", "GET /symbols", "block", "block", 403),
    Outcome(3, "words", "body-attacks", "O'Brien -- ok", "POST /x", "pass", "block", 403, ("CRS 942100",)),
)


def test_the_answer_at_80_columns() -> None:
    out = io.StringIO()
    console = Console(file=out, width=80, highlight=False)
    for part in view("local", "nginx with ModSecurity", OUTCOMES, stand_in=True):
        console.print(part)

    assert "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n" == dedent(
        """\
        local: nginx with ModSecurity
        Its rules stand in for AWS's managed ones: what they refuse, AWS may not.
        rule          attacks blocked  harmless let through
        SQLiRuleSet            1 of 2
        body-attacks                                 0 of 1
        2 of 3 requests went wrong
        let through SQL injection, GET /symbols: ' OR 1=1
          answered 401; it is about AWSManagedRulesSQLiRuleSet
        blocked words, POST /x: O'Brien -- ok
          answered 403 by CRS 942100; it is about body-attacks
        """
    )


@pytest.mark.parametrize(("outcomes", "passed"), [(OUTCOMES, False), (OUTCOMES[1:2], True), (OUTCOMES[2:], False)])
def test_the_json_is_what_its_schema_says(outcomes: tuple[Outcome, ...], passed: bool) -> None:
    schema = json.loads((REPOSITORY / "docs" / "schemas" / "waf-test.json").read_text())
    about = {"environment": "local", "url": "http://x", "firewall": "a", "stand_in": True, "run": "r"}

    document = json.loads(json.dumps(verdict.document(about, outcomes)))

    jsonschema.validate(document, schema)
    assert document["passed"] is passed
