"""One report by control of what the plan, AWS Config and Security Hub say, and each way in which it is printed."""

import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

import jsonschema
import pytest
from rich.console import Console

from tests.render.compliance import plan_fragments
from wolfctl import config
from wolfctl.console.compliance_view import view
from wolfctl.workflows.compliance import observed, planned, report, rules
from wolfctl.workflows.compliance.observed import Answers
from wolfctl.workflows.compliance.report import ComplianceReport, Control
from wolfctl.workflows.compliance.report_oscal import token
from wolfctl.workflows.compliance.report_texts import TEXTS
from wolfctl.workflows.compliance.sources import Sources

REPOSITORY = Path(__file__).resolve().parents[3]
AT = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
QUEUES = {
    "rule": "queues-encrypted",
    "source": "own",
    "applies": "yes",
    "module": "data",
    "met": "Queues are encrypted.",
    "fix": "Set kms_master_key_id.",
    "check": [{"every": "aws_sqs_queue", "has": {"kms_master_key_id": "set"}}],
}
BUCKETS = {
    "rule": "s3-bucket-ssl-requests-only",
    "source": "S3_BUCKET_SSL_REQUESTS_ONLY",
    "applies": "yes",
    "module": "data",
    "met": "Buckets take TLS alone.",
    "fix": "Deny requests without aws:SecureTransport.",
    "check": [{"some": "aws_s3_bucket_policy"}],
}
RISK = {
    "rule": "annual-risk-assessment",
    "source": "AWS_CONFIG_PROCESS_CHECK",
    "applies": "process",
    "note": "A person.",
}
POLICY = rules.policy([QUEUES, BUCKETS, RISK], [])
FILES = Sources(
    {
        "infra/queues.tf": 'resource "aws_sqs_queue" "plain" {\n  name = "plain"\n}\n',
        "infra/buckets.tf": 'resource "aws_s3_bucket" "art" {\n}\nresource "aws_s3_bucket_policy" "art" {\n}\n',
    }
)
RESOURCES: dict[str, dict[str, Any]] = {
    "aws_sqs_queue.plain": {"name": "plain", "arn": "arn:aws:sqs:us-east-1:123456789012:plain"},
    "aws_s3_bucket.art": {"id": "alphawolf-prod-art", "arn": "arn:aws:s3:::alphawolf-prod-art"},
    "aws_s3_bucket_policy.art": {"id": "alphawolf-prod-art", "bucket": "alphawolf-prod-art"},
}
ENCRYPTED = {**RESOURCES, "aws_sqs_queue.plain": {"name": "plain", "kms_master_key_id": "a"}}


def folded(
    resources: dict[str, dict[str, Any]],
    answers: Answers | None = None,
    excuses: list[dict[str, str]] | None = None,
) -> ComplianceReport:
    policy = rules.policy([QUEUES, BUCKETS, RISK], excuses or [])
    stack = plan_fragments.stack(resources, sources=FILES)
    return report.fold(config.load("prod", REPOSITORY), policy, ["s3-bucket-ssl-requests-only"], stack, AT, answers)


def control(found: ComplianceReport, name: str) -> Control:
    (one,) = [each for each in found.controls if each.control == name]
    return one


def evaluated(rule: str, kind: str, resource: str) -> dict[str, Any]:
    about = {"ConfigRuleName": rule, "ResourceType": kind, "ResourceId": resource}
    return {
        "EvaluationResultIdentifier": {"EvaluationResultQualifier": about},
        "ComplianceType": "NON_COMPLIANT",
    }


def says(rule: str, verdict: str) -> dict[str, Any]:
    return {"ConfigRuleName": rule, "Compliance": {"ComplianceType": verdict}}


def hub_finding(**changed: Any) -> dict[str, Any]:
    event = json.loads((REPOSITORY / "tests" / "events" / "securityhub_findings.json").read_text())
    return {**event["detail"]["findings"][0], **changed}


def test_of_a_plan_each_rule_is_a_control_with_its_status() -> None:
    found = folded(RESOURCES)

    assert [(each.control, each.of, each.status) for each in found.controls] == [
        ("queues-encrypted", "own", "failed"),
        ("s3-bucket-ssl-requests-only", "HIPAA pack", "passed"),
        ("annual-risk-assessment", "own", "not asked"),
    ]
    (breach,) = control(found, "queues-encrypted").breaches
    assert (breach.resource, breach.module, breach.file, breach.sources) == (
        "aws_sqs_queue.plain",
        "infra",
        "infra/queues.tf",
        ("own checks",),
    )


def test_an_exception_excuses_and_one_that_nothing_needs_is_named() -> None:
    reason = "It carries nothing but the time of day."
    needed = {"rule": "queues-encrypted", "resource": "aws_sqs_queue.*", "reason": reason}
    stale = {"rule": "queues-encrypted", "resource": "aws_sns_topic.x", "reason": reason}

    found = folded(RESOURCES, excuses=[needed, stale])

    assert found.failed == ()
    assert [each.excuse for each in control(found, "queues-encrypted").excused] == [reason]
    assert found.stale == ("queues-encrypted aws_sns_topic.x",)


CONFIG = observed.of_config(
    [
        says("alphawolf-prod-s3-bucket-ssl-requests-only", "NON_COMPLIANT"),
        says("alphawolf-prod-annual-risk-assessment", "COMPLIANT"),
        says("securityhub-s3-bucket-ssl-requests-only-1a2b3c4d", "NON_COMPLIANT"),
        says("somebody-elses-rule", "NON_COMPLIANT"),
    ],
    [
        evaluated("alphawolf-prod-s3-bucket-ssl-requests-only", "AWS::S3::Bucket", "alphawolf-prod-art"),
        evaluated("securityhub-s3-bucket-ssl-requests-only-1a2b3c4d", "AWS::S3::Bucket", "alphawolf-prod-art"),
        evaluated("somebody-elses-rule", "AWS::EC2::Instance", "i-0123"),
    ],
    POLICY.rules,
)


def test_what_three_find_of_one_resource_is_one_breach_under_one_control_in_its_file() -> None:
    hub = observed.of_security_hub(
        [hub_finding(ProductFields={"RelatedAWSResources:0/name": "securityhub-s3-bucket-ssl-requests-only-1a2b3c4d"})],
        POLICY.rules,
    )

    found = folded(ENCRYPTED, observed.together([CONFIG, hub]))

    (breach,) = control(found, "s3-bucket-ssl-requests-only").breaches
    assert (breach.resource, breach.file) == ("aws_s3_bucket.art", "infra/buckets.tf")
    assert breach.sources == ("AWS Config", "Security Hub")
    assert found.sources == ("own checks", "AWS Config", "Security Hub")


def test_aws_answers_for_what_no_plan_shows() -> None:
    assert control(folded(ENCRYPTED, CONFIG), "annual-risk-assessment").status == "passed"


def test_a_rule_that_is_broken_fails_even_when_no_resource_is_named_and_one_without_data_was_not_asked() -> None:
    verdicts = [says("alphawolf-prod-annual-risk-assessment", "NON_COMPLIANT"), says("other", "INSUFFICIENT_DATA")]

    found = folded(ENCRYPTED, observed.of_config(verdicts, [], POLICY.rules))

    assert control(found, "annual-risk-assessment").status == "failed"
    assert control(found, "other").status == "not asked"


def test_what_nobody_here_declares_stands_under_aws_own_name_without_a_file() -> None:
    hub = observed.of_security_hub([hub_finding()], POLICY.rules)

    found = folded(ENCRYPTED, observed.together([CONFIG, hub]))

    other, check = control(found, "somebody-elses-rule"), control(found, "S3.8")
    assert [(each.resource, each.file) for each in other.breaches] == [("AWS::EC2::Instance i-0123", None)]
    assert check.says == "S3 general purpose buckets should block public access"
    assert check.breaches[0].file == "infra/buckets.tf"


def test_an_exception_holds_for_what_aws_finds_too() -> None:
    reason = "Symbol art is published with each release, and is public."
    excuse = {"rule": "s3-bucket-ssl-requests-only", "resource": "aws_s3_bucket.art", "reason": reason}

    assert control(folded(ENCRYPTED, CONFIG, [excuse]), "s3-bucket-ssl-requests-only").status == "excused"


@pytest.mark.parametrize(
    "changed",
    [
        {"RecordState": "ARCHIVED"},
        {"Workflow": {"Status": "RESOLVED"}},
        {"Workflow": {"Status": "SUPPRESSED"}},
        {"Compliance": {"Status": "PASSED", "SecurityControlId": "S3.8"}},
    ],
)
def test_what_was_dealt_with_in_security_hub_is_no_finding(changed: dict[str, Any]) -> None:
    assert observed.of_security_hub([hub_finding(**changed)], POLICY.rules).observed == ()


def test_neither_prose_nor_the_path_of_an_object_is_taken_over() -> None:
    canary = "sam-smith-needs-the-toilet"
    found = hub_finding(
        Compliance={},
        ProductName="GuardDuty",
        Title=canary,
        Description=canary,
        Types=["TTPs/Exfiltration"],
        Resources=[{"Type": "AwsS3Object", "Id": f"arn:aws:s3:::alphawolf-prod-speech/{canary}.mp3"}],
    )

    answers = observed.of_security_hub([found], POLICY.rules)

    assert canary not in str(answers)
    assert [(one.control, one.resource) for one in answers.observed] == [
        ("GuardDuty", "arn:aws:s3:::alphawolf-prod-speech")
    ]


def test_what_stands_now_is_read_from_the_refreshed_state() -> None:
    state = {
        "resources": [{"address": "aws_sqs_queue.plain", "mode": "managed", "type": "aws_sqs_queue", "name": "plain"}]
    }
    state["resources"][0] |= {"values": {"name": "plain", "kms_master_key_id": None}}  # type: ignore[dict-item]
    shown = {"prior_state": {"values": {"root_module": state}}, "configuration": {"root_module": {}}}

    stack = planned.standing(shown, FILES)
    found = report.fold(config.load("prod", REPOSITORY), POLICY, [], stack, AT, Answers())

    assert [each.resource for each in control(found, "queues-encrypted").breaches] == ["aws_sqs_queue.plain"]
    assert control(found, "queues-encrypted").breaches[0].file == "infra/queues.tf"


def test_the_screen_at_80_columns() -> None:
    out = io.StringIO()
    console = Console(file=out, width=80, highlight=False)
    for part in view(folded(RESOURCES, CONFIG)):
        console.print(part)

    assert "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n" == dedent(
        """\
        Compliance of prod, as it runs
        2026-11-26 09:30 UTC · account 123456789012, us-east-1 · asked: own checks, AWS
        Config, Security Hub
        4 controls: 3 failed, 1 passed
        failed queues-encrypted (own)
          aws_sqs_queue.plain infra/queues.tf
            `kms_master_key_id` is not set (own checks)
            do  Set kms_master_key_id.
        failed s3-bucket-ssl-requests-only (HIPAA pack)
          aws_s3_bucket.art infra/buckets.tf
            AWS Config finds that it breaks this rule (AWS Config)
            do  Deny requests without aws:SecureTransport.
        failed somebody-elses-rule (AWS)
          AWS::EC2::Instance i-0123
            AWS Config finds that it breaks this rule (AWS Config)
        """
    )


def test_the_markdown() -> None:
    assert TEXTS["markdown"](folded(RESOURCES), "") == dedent(
        """\
        # Compliance of prod, as planned

        2026-11-26 09:30 UTC · account 123456789012, us-east-1 · asked: own checks

        **3 controls: 1 failed, 1 passed, 1 not asked**

        ## Failed

        | Control | Resource | File | What is wrong | What to do | Found by |
        | --- | --- | --- | --- | --- | --- |
        | `queues-encrypted` | `aws_sqs_queue.plain` | infra/queues.tf | WRONG | KEY | own checks |

        ## Controls

        | Control | List | Status | What it says |
        | --- | --- | --- | --- |
        | `queues-encrypted` | own | failed | Queues are encrypted. |
        | `s3-bucket-ssl-requests-only` | HIPAA pack | passed | Buckets take TLS alone. |
        | `annual-risk-assessment` | own | not asked | A person. |
        """
    ).replace("KEY", "Set kms_master_key_id.").replace("WRONG", "`kms_master_key_id` is not set")


def test_the_json_is_what_its_schema_says() -> None:
    schema = json.loads((REPOSITORY / "docs" / "schemas" / "compliance.json").read_text())

    document = json.loads(TEXTS["json"](folded(RESOURCES, CONFIG), ""))

    jsonschema.validate(document, schema)
    assert (document["passed"], document["looked_at"], document["counts"]["failed"]) == (False, "account", 3)


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing_that_it_is_told() -> None:
    resources = {**RESOURCES, "aws_sqs_queue.plain": {"name": "plain"}}
    hostile = Answers((observed.Observed("AWS Config", "queues-encrypted", "AWS::X", "<script src=//evil>", "<b>"),))

    page = TEXTS["html"](folded(resources, hostile), "")

    assert "<script" not in page
    assert "&lt;script src=//evil&gt;" in page
    assert not re.search(r"\b(?:src|href|url)\s*[=(]|@import", page.replace("&lt;script src=//evil&gt;", ""))
    assert "default-src 'none'; style-src 'unsafe-inline'" in page


def test_oscal_holds_each_control_as_a_finding_and_each_breach_as_an_observation_that_it_rests_on() -> None:
    (body,) = json.loads(TEXTS["oscal"](folded(RESOURCES, CONFIG), "0123abc")).values()
    (result,) = body["results"]
    targets = {one["target"]["target-id"]: one for one in result["findings"]}
    observations = {one["uuid"]: one for one in result["observations"]}

    assert body["metadata"]["version"] == "0123abc"
    assert {name: one["target"]["status"]["state"] for name, one in targets.items()} == {
        "queues-encrypted": "not-satisfied",
        "s3-bucket-ssl-requests-only": "not-satisfied",
        "somebody-elses-rule": "not-satisfied",
        "annual-risk-assessment": "satisfied",
    }
    (related,) = targets["queues-encrypted"]["related-observations"]
    props = {(one["name"], one["value"]) for one in observations[related["observation-uuid"]]["props"]}
    assert {("file", "infra/queues.tf"), ("found-by", "own checks")} <= props
    assert len(observations) == 3
    (selected,) = result["reviewed-controls"]["control-selections"]
    assert {one["control-id"] for one in selected["include-controls"]} == set(targets)


def test_oscal_has_no_empty_list_and_names_the_same_finding_alike_in_every_report() -> None:
    first, again = (json.loads(TEXTS["oscal"](folded(RESOURCES), "x")) for _ in range(2))
    clean = json.loads(TEXTS["oscal"](folded(ENCRYPTED), ""))["assessment-results"]

    assert first == again
    assert "observations" not in clean["results"][0]
    assert clean["metadata"]["version"] == "uncommitted"


@pytest.mark.parametrize(("name", "made"), [("S3.8", "S3.8"), ("a b", "a-b"), ("9lives", "_9lives")])
def test_a_control_becomes_a_token_of_oscal(name: str, made: str) -> None:
    assert token(name) == made
