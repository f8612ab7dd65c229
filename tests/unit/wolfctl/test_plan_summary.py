"""What a plan is summarized to, from Terraform's JSON alone."""

import json
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.wolfctl.shown_plans import resource, shown
from wolfctl.errors import ToolFailed
from wolfctl.plan import Action, summarize
from wolfctl.plan.comparison import SENSITIVE, UNKNOWN, Difference, mask

SECRET = "correct horse battery staple"


def differences(**change: Any) -> list[tuple[str, Any, Any]]:
    summary = summarize(shown(resource("aws_thing.it", ["update"], **change)))
    return [(found.path, found.before, found.after) for found in summary.changes[0].differences]


@pytest.mark.parametrize(
    ("actions", "action"),
    [
        (["create"], "create"),
        (["update"], "update"),
        (["delete"], "delete"),
        (["delete", "create"], "replace"),
        (["create", "delete"], "replace"),
        (["forget"], "forget"),
        (["create", "forget"], "replace"),
        (["delete", "something-new"], "delete"),
    ],
)
def test_every_combination_of_actions_has_one_name(actions: list[str], action: Action) -> None:
    assert summarize(shown(resource("aws_thing.it", actions, {}, {}))).changes[0].action == action


def test_nothing_to_do_is_no_change() -> None:
    summary = summarize(
        shown(
            resource("aws_thing.same", ["no-op"], {"a": 1}, {"a": 1}),
            resource("aws_thing.read", ["read"], mode="data"),
            output_changes={"url": {"actions": ["no-op"]}},
        )
    )

    assert not summary.has_changes


def test_a_changed_output_alone_is_a_change() -> None:
    summary = summarize(shown(output_changes={"url": {"actions": ["update"]}, "same": {"actions": ["no-op"]}}))

    assert summary.has_changes
    assert summary.outputs == (("url", "update"),)


def test_counts_are_kept_by_module() -> None:
    summary = summarize(
        shown(
            resource("module.data.aws_sqs_queue.alerts", ["update"], {}, {"a": 1}),
            resource("module.data.aws_sns_topic.alerts", ["create"]),
            resource("aws_s3_bucket.here", ["delete"], {}),
        )
    )

    assert {module: dict(counts) for module, counts in summary.by_module().items()} == {
        "": {"delete": 1},
        "module.data": {"update": 1, "create": 1},
    }


def test_a_replacement_says_which_attribute_forces_it() -> None:
    summary = summarize(
        shown(
            resource(
                "aws_db_instance.main",
                ["delete", "create"],
                {"name": "a", "size": 1, "arn": "x"},
                {"name": "b", "size": 2},
                after_unknown={"arn": True},
                replace_paths=[["name"]],
                action_reason="replace_because_cannot_update",
            )
        )
    )

    change = summary.changes[0]
    assert change.reason == "name cannot be changed in place"
    assert change.differences == (Difference("name", "a", "b", forces_replacement=True), Difference("size", 1, 2))
    assert change.loses_data


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("delete_because_no_resource_config", "no longer in the configuration"),
        ("replace_because_tainted", "tainted"),
        ("replace_by_request", "asked for"),
        ("a_reason_of_tomorrow", ""),
    ],
)
def test_dangers_carry_terraforms_reason_in_words(reason: str, told: str) -> None:
    summary = summarize(shown(resource("aws_thing.it", ["delete"], {}, action_reason=reason)))

    assert told in summary.dangers[0].reason


def test_what_an_earlier_replacement_left_behind_is_named_so() -> None:
    summary = summarize(shown(resource("aws_thing.it", ["delete"], {}, deposed="0a1b2c3d")))

    assert summary.dangers[0].reason == "an earlier replacement left it behind"


def test_what_loses_data_comes_first_among_the_dangers() -> None:
    summary = summarize(
        shown(
            resource("aws_ecs_service.api", ["delete"], {}),
            resource("module.data.aws_kms_key.speech", ["delete"], {}),
            resource("aws_route.out", ["create"]),
        )
    )

    assert [change.address for change in summary.dangers] == ["module.data.aws_kms_key.speech", "aws_ecs_service.api"]


def test_only_what_differs_is_told_at_any_depth() -> None:
    assert differences(
        before={"same": 1, "tags": {"a": "1", "b": "2"}, "rules": [{"port": 80}, {"port": 443}]},
        after={"same": 1, "tags": {"a": "1", "c": "3"}, "rules": [{"port": 80}, {"port": 8443}]},
    ) == [("rules[1].port", 443, 8443), ("tags.b", "2", None), ("tags.c", None, "3")]


def test_a_policy_is_compared_as_the_document_that_it_is() -> None:
    before = json.dumps({"Statement": [{"Effect": "Allow", "Action": "s3:GetObject"}]})
    after = json.dumps({"Statement": [{"Action": "s3:*", "Effect": "Allow"}]})

    assert differences(before={"policy": before}, after={"policy": after}) == [
        ("policy.Statement[0].Action", "s3:GetObject", "s3:*")
    ]


def test_an_attribute_that_is_merely_unset_in_another_way_does_not_differ() -> None:
    assert differences(
        before={"a": "", "b": [], "c": None, "d": 0}, after={"a": None, "b": None, "c": "", "d": None}
    ) == [("d", 0, None)]


def test_what_aws_will_choose_is_said_to_be_unknown() -> None:
    assert differences(before={"version": "1"}, after={}, after_unknown={"version": True}) == [
        ("version", "1", UNKNOWN)
    ]


def test_a_changed_secret_shows_that_it_changes_and_nothing_else() -> None:
    found = differences(
        before={"password": SECRET, "user": "sam"},
        after={"password": SECRET + "!", "user": "ana"},
        before_sensitive={"password": True},
        after_sensitive={"password": True},
    )

    assert found == [("password", SENSITIVE, SENSITIVE), ("user", "sam", "ana")]


def test_an_unchanged_secret_is_not_told_at_all() -> None:
    assert (
        differences(before={"password": SECRET}, after={"password": SECRET}, before_sensitive={"password": True}) == []
    )


def test_a_value_that_becomes_secret_is_hidden_on_both_sides() -> None:
    assert differences(before={"k": SECRET}, after={"k": "x"}, after_sensitive={"k": True}) == [
        ("k", SENSITIVE, SENSITIVE)
    ]


def test_a_secret_inside_a_list_whose_length_changes_is_hidden() -> None:
    found = differences(
        before={"env": [{"name": "a", "value": SECRET}]},
        after={"env": [{"name": "a", "value": SECRET}, {"name": "b", "value": "2"}]},
        before_sensitive={"env": [{"value": True}]},
        after_sensitive={"env": [{"value": True}, {}]},
    )

    assert SECRET not in str(found)
    assert found[0][2] == [{"name": "a", "value": SENSITIVE}, {"name": "b", "value": "2"}]


PLACES = st.lists(st.sampled_from(["a", "b", 0, 1]), max_size=4)


@given(
    place=PLACES,
    depth=st.integers(0, 4),
    actions=st.sampled_from([["update"], ["delete", "create"]]),
    same=st.booleans(),
)
def test_no_secret_is_ever_in_a_summary(place: list[str | int], depth: int, actions: list[str], same: bool) -> None:
    def nested(leaf: Any, steps: list[str | int]) -> Any:
        for step in reversed(steps):
            leaf = {step: leaf} if isinstance(step, str) else [*["-"] * step, leaf]
        return leaf

    value = nested(SECRET, place)
    marks = nested(leaf=True, steps=place[:depth])
    other = value if same else nested(SECRET + "2", place)
    hidden = {"k": marks}
    before, after = {"k": value, "copy": SECRET}, {"k": other, "copy": f"and {other}", "n": 1}
    it = resource("aws_thing.it", actions, before, after, before_sensitive=hidden, after_sensitive=hidden)

    summary = summarize(shown(it))

    assert SECRET not in json.dumps(asdict(summary))


def test_masking_keeps_what_is_not_marked() -> None:
    assert mask({"a": [1, {"b": 2}]}, {"a": [False, {"b": True}]}, {"c": True}) == {
        "a": [1, {"b": SENSITIVE}],
        "c": UNKNOWN,
    }


def test_drift_is_told_only_where_it_matters_to_the_plan() -> None:
    drift = [
        resource("module.data.aws_sqs_queue.alerts", ["update"], {"delay": 0, "x": 1}, {"delay": 5, "x": 1}),
        resource("module.data.aws_sqs_queue.other", ["update"], {"delay": 0}, {"delay": 5}),
        resource('aws_lambda_function.worker["a"]', ["update"], {"env": []}, {"env": None}),
    ]
    relevant = [
        {"resource": "module.data.aws_sqs_queue.alerts", "attribute": ["delay"]},
        {"resource": "aws_lambda_function.worker", "attribute": ["env"]},
    ]

    summary = summarize(shown(resource_drift=drift, relevant_attributes=relevant))

    assert summary.drifted == ("module.data.aws_sqs_queue.alerts",)


def test_a_move_without_a_change_is_told() -> None:
    summary = summarize(shown(resource("aws_thing.new", ["no-op"], {}, {}, previous_address="aws_thing.old")))

    assert summary.changes[0].moved_from == "aws_thing.old"


def test_a_format_of_another_major_version_is_refused() -> None:
    with pytest.raises(ToolFailed, match="format 2"):
        summarize({"format_version": "2.0"})
