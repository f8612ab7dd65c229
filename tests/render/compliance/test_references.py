"""References are followed from module to module, through variables, outputs, locals and `each`, to one instance."""

from typing import Any

import pytest

from wolfctl.workflows.compliance import planned
from wolfctl.workflows.compliance.planned import Resource, Stack
from wolfctl.workflows.compliance.sources import Sources

BUCKET = {"type": "aws_s3_bucket", "name": "this", "mode": "managed"}
OUTPUT = {"buckets": {"expression": {"references": ["local.ids"]}}}
CALL = {"source": "../../../modules/data", "module": {"resources": [BUCKET], "outputs": OUTPUT}}
SOURCES = Sources({"modules/data/main.tf": "locals {\n  ids = { for k, b in aws_s3_bucket.this : k => b.id }\n}\n"})


def _stack(references: list[str], *, key: str | None = None, for_each: list[str] | None = None) -> Stack:
    """Buckets "art" and "speech" in module data; a versioning in module edge that refers to them somehow."""
    versioning: dict[str, Any] = {
        "type": "aws_s3_bucket_versioning",
        "name": "v",
        "mode": "managed",
        "expressions": {"bucket": {"references": references}},
    }
    if for_each is not None:
        versioning["for_each_expression"] = {"references": for_each}
    calls = {
        "data": CALL,
        "edge": {
            "source": "../../../modules/edge",
            "expressions": {
                "all": {"references": ["module.data.buckets", "module.data"]},
                "art": {"references": ['module.data.buckets["art"]', "module.data.buckets", "module.data"]},
            },
            "module": {"resources": [versioning]},
        },
    }
    index = {} if key is None else {"index": key}
    changes = [
        *[_change("data", "aws_s3_bucket", "this", {"index": name}) for name in ("art", "speech")],
        _change("edge", "aws_s3_bucket_versioning", "v", index),
    ]
    return planned.read(
        {"resource_changes": changes, "configuration": {"root_module": {"module_calls": calls}}}, SOURCES
    )


def _change(module: str, kind: str, name: str, index: dict[str, str]) -> dict[str, Any]:
    suffix = f'["{index["index"]}"]' if index else ""
    return {
        "address": f"module.{module}.{kind}.{name}{suffix}",
        "module_address": f"module.{module}",
        "mode": "managed",
        "type": kind,
        "name": name,
        **index,
        "change": {"actions": ["create"], "after": {}, "after_unknown": {"id": True, "bucket": True}},
    }


def _found(stack: Stack) -> set[str | None]:
    (versioning,) = stack.of("aws_s3_bucket_versioning")
    return {resource.key for resource in stack.referred(versioning, "bucket")}


@pytest.mark.parametrize(
    ("references", "key", "for_each", "found"),
    [
        pytest.param(["var.all"], None, None, {"art", "speech"}, id="a whole map"),
        pytest.param(["var.art"], None, None, {"art"}, id="one instance, named by the caller"),
        pytest.param(['var.all["speech"]', "var.all"], None, None, {"speech"}, id="one instance, named here"),
        pytest.param(["var.all", "each.key"], "art", ["var.all"], {"art"}, id="the instance of the same key"),
        pytest.param(["each.value"], "speech", ["var.all"], {"speech"}, id="the value that each brings"),
        pytest.param(["each.value"], "other", ["var.all"], set(), id="a key that no instance has"),
        pytest.param(["local.unheard_of", "var.unheard_of"], None, None, set(), id="nothing that is known"),
    ],
)
def test_a_reference_ends_at_the_instances_meant(
    references: list[str], key: str | None, for_each: list[str] | None, found: set[str]
) -> None:
    assert _found(_stack(references, key=key, for_each=for_each)) == found


def test_a_resource_knows_who_names_it() -> None:
    stack = _stack(["var.art"])
    art, speech = sorted(stack.of("aws_s3_bucket"), key=lambda bucket: str(bucket.key))
    assert [r.address for r in stack.naming(art, "aws_s3_bucket_versioning", "bucket")] == [
        "module.edge.aws_s3_bucket_versioning.v"
    ]
    assert stack.naming(speech, "aws_s3_bucket_versioning", "bucket") == []


def test_locals_that_name_each_other_end() -> None:
    looping = Sources({"infra/main.tf": "locals {\n  a = local.b\n  b = local.a\n}\n"})
    block = {"type": "aws_lb", "name": "a", "expressions": {"name": {"references": ["local.a"]}}}
    change = {"actions": ["create"], "after": {}, "after_unknown": {"name": True}}
    plan = {
        "resource_changes": [{"address": "aws_lb.a", "type": "aws_lb", "name": "a", "change": change}],
        "configuration": {"root_module": {"resources": [block]}},
    }
    stack = planned.read(plan, looping)
    assert stack.referred(stack.of("aws_lb")[0], "name") == []


def test_an_unknown_default_is_not_a_setting_but_an_unknown_expression_is() -> None:
    values = {"kms_key_id": planned.UNKNOWN}
    default = Resource("aws_db_instance.a", "", "aws_db_instance", "a", None, values, {})
    given = Resource("aws_db_instance.a", "", "aws_db_instance", "a", None, values, {"kms_key_id": {"references": []}})
    assert (default.gives("kms_key_id"), given.gives("kms_key_id")) == (False, True)
