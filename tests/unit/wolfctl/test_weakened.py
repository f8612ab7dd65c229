"""What a plan makes weaker: each rule has a case that it finds, and none finds what stays or grows stronger."""

import json
from typing import Any

import pytest

from tests.unit.wolfctl.shown_plans import resource, shown
from wolfctl.plan import summarize
from wolfctl.plan.comparison import SENSITIVE
from wolfctl.plan.weakened import RULES, Rule, weakened

Values = dict[str, Any]


def found(kind: str, before: Values | None, after: Values | None, **more: Any) -> list[tuple[str, str]]:
    actions = ["create"] if before is None else ["delete"] if after is None else ["update"]
    plan = shown(resource(f"{kind}.it", more.pop("actions", actions), before, after, **more))
    return [(one.category, one.what) for one in weakened(plan)]


def nested(path: str, value: Any) -> Values:
    """The smallest values that hold something at a path."""
    for step in reversed(path.split(".")):
        value = [value] if step.isdigit() else {step: value}
    return dict(value)


def worse(rule: Rule) -> tuple[Values, Values | None]:
    """Values before and after that the rule must find."""
    match rule.kind:
        case "off":
            bad = (not rule.good[0]) if isinstance(rule.good[0], bool) else "something else"
            return nested(rule.path, rule.good[0]), nested(rule.path, bad)
        case "lower":
            return nested(rule.path, 30), nested(rule.path, 7)
        case "emptied":
            return nested(rule.path, "arn:it"), nested(rule.path, None)
        case "fewer":
            return nested(rule.path, ["a", "b"]), nested(rule.path, ["b"])
        case _:
            return {"id": "it"}, None


CASES = [(rule, kind) for rule in RULES for kind in rule.types]


@pytest.mark.parametrize(("rule", "kind"), CASES, ids=[f"{kind}-{rule.kind}-{rule.path}" for rule, kind in CASES])
def test_each_rule_finds_its_case_and_not_the_way_back(rule: Rule, kind: str) -> None:
    before, after = worse(rule)

    assert rule.category in [category for category, _ in found(kind, before, after)]
    assert found(kind, before, before) == []
    if after is not None:
        assert found(kind, after, before) == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"backup_retention_period": 35}, {"backup_retention_period": 7}, "backups are kept for fewer days (35 → 7)"),
        ({"multi_az": True}, {"multi_az": False}, "it has no standby"),
        (
            {"enabled_cloudwatch_logs_exports": ["postgresql", "upgrade"]},
            {"enabled_cloudwatch_logs_exports": ["postgresql"]},
            "logs are no longer exported (upgrade)",
        ),
    ],
)
def test_the_words_say_what_and_how_far(before: Values, after: Values, told: str) -> None:
    assert [what for _, what in found("aws_db_instance", before, after)] == [told]


def test_logs_that_were_kept_for_ever_and_no_longer_are() -> None:
    def kept(before: int, after: int) -> int:
        return len(found("aws_cloudwatch_log_group", {"retention_in_days": before}, {"retention_in_days": after}))

    assert (kept(0, 400), kept(400, 0)) == (1, 0)


def test_what_is_not_known_before_apply_is_not_called_weaker() -> None:
    unknown = {"kms_master_key_id": True}

    assert found("aws_sns_topic", {"kms_master_key_id": "arn:it"}, {}, after_unknown=unknown) == []


def test_what_is_only_forgotten_is_not_removed() -> None:
    assert found("aws_cloudtrail", {"id": "it"}, None, actions=["forget"]) == []


def test_a_replacement_is_compared_with_what_it_replaces() -> None:
    actions = ["delete", "create"]

    assert found("aws_db_instance", {"storage_encrypted": True}, {"storage_encrypted": False}, actions=actions) == [
        ("encryption", "the storage is no longer encrypted")
    ]


def policy(**statement: Any) -> Values:
    return {"policy": json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})}


NARROW = policy(Action=["s3:GetObject"], Resource="arn:aws:s3:::board/*")


@pytest.mark.parametrize(
    ("kind", "after", "told"),
    [
        ("aws_iam_policy", policy(Action="*", Resource="*"), ("permissions", "it allows * on every resource")),
        (
            "aws_iam_role_policy",
            policy(Action=["s3:*", "sqs:SendMessage"], Resource="arn:aws:s3:::board"),
            ("permissions", "it allows s3:* on what it names"),
        ),
        (
            "aws_iam_policy",
            policy(NotAction="iam:*", Resource="*"),
            ("permissions", "it allows every action but those named"),
        ),
        (
            "aws_s3_bucket_policy",
            policy(Action="s3:GetObject", Resource="*", Principal="*"),
            ("public access", "it allows everybody s3:GetObject"),
        ),
        (
            "aws_sqs_queue_policy",
            policy(Action="sqs:SendMessage", Resource="*", Principal={"AWS": ["*"]}),
            ("public access", "it allows everybody sqs:SendMessage"),
        ),
        (
            "aws_iam_role_policy_attachment",
            {"policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess"},
            ("permissions", "AdministratorAccess is granted"),
        ),
        ("aws_lambda_permission", {"principal": "*"}, ("public access", "everybody may call the function")),
        (
            "aws_vpc_security_group_ingress_rule",
            {"cidr_ipv4": "0.0.0.0/0", "from_port": 5432, "to_port": 5432, "ip_protocol": "tcp"},
            ("public access", "port 5432 is open to 0.0.0.0/0"),
        ),
        (
            "aws_security_group",
            {"ingress": [{"cidr_blocks": ["10.0.0.0/8"], "ipv6_cidr_blocks": ["::/0"], "from_port": 1, "to_port": 9}]},
            ("public access", "ports 1 to 9 are open to ::/0"),
        ),
        (
            "aws_security_group_rule",
            {"type": "ingress", "cidr_blocks": ["0.0.0.0/0"], "protocol": "-1", "from_port": 0, "to_port": 0},
            ("public access", "every port is open to 0.0.0.0/0"),
        ),
    ],
)
def test_what_is_opened_is_told_for_new_and_for_changed_resources(
    kind: str, after: Values, told: tuple[str, str]
) -> None:
    assert found(kind, None, after) == [told]
    assert found(kind, NARROW, after) == [told]
    assert found(kind, after, after) == []


@pytest.mark.parametrize(
    ("kind", "after"),
    [
        ("aws_iam_policy", NARROW),
        ("aws_iam_policy", {"policy": '{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}'}),
        ("aws_iam_policy", {"policy": "not a document"}),
        ("aws_iam_policy", {"policy": None}),
        (
            "aws_sqs_queue_policy",
            policy(Action="sqs:SendMessage", Resource="*", Principal="*", Condition={"ArnEquals": {"a": "b"}}),
        ),
        ("aws_security_group_rule", {"type": "egress", "cidr_blocks": ["0.0.0.0/0"]}),
        ("aws_vpc_security_group_egress_rule", {"cidr_ipv4": "0.0.0.0/0"}),
        ("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "10.0.0.0/8"}),
    ],
)
def test_what_opens_nothing_is_not_told(kind: str, after: Values) -> None:
    assert found(kind, None, after) == []


def test_the_summary_holds_it_with_secrets_scrubbed() -> None:
    name = "action-with-a-secret-name"
    plan = shown(
        resource("aws_iam_policy.it", ["create"], None, policy(Action=f"{name}:*", Resource="*")),
        resource("aws_thing.it", ["create"], None, {"a": name}, after_sensitive={"a": True}),
        resource("aws_db_instance.it", ["update"], {"multi_az": True}, {"multi_az": False}),
    )

    assert [(one.address, one.what) for one in summarize(plan).weakened] == [
        ("aws_iam_policy.it", f"it allows {SENSITIVE}:* on every resource"),
        ("aws_db_instance.it", "it has no standby"),
    ]
