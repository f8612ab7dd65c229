"""A plan as Markdown, word for word, and as a JSON document that its schema accepts."""

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import jsonschema
import pytest

from tests.unit.wolfctl.saved_manifests import manifest
from tests.unit.wolfctl.shown_plans import resource, shown
from wolfctl import config
from wolfctl.plan import summarize
from wolfctl.workflows import plan_document
from wolfctl.workflows.cost import estimate
from wolfctl.workflows.plan_markdown import LONGEST, markdown
from wolfctl.workflows.prices import packaged

REPOSITORY = Path(__file__).resolve().parents[3]
PROD, LOCAL = config.load("prod", REPOSITORY), config.load("local", REPOSITORY)
SCHEMA = json.loads((REPOSITORY / "docs" / "schemas" / "plan.json").read_text())

DATABASE = {"instance_class": "db.t4g.medium", "allocated_storage": 100, "storage_encrypted": True, "multi_az": False}
PLAN = shown(
    resource(
        "module.data.aws_db_instance.this",
        ["delete", "create"],
        DATABASE | {"backup_retention_period": 35},
        DATABASE | {"backup_retention_period": 7, "multi_az": True, "storage_encrypted": False},
        replace_paths=[["storage_encrypted"]],
        action_reason="replace_because_cannot_update",
    ),
    resource("aws_route.old", ["delete"], {}, action_reason="delete_because_no_resource_config"),
    resource("aws_vpc.it", ["update"], {"tags": {"a": "1"}}, {"tags": {"a": "2"}}),
    resource("aws_subnet.it", ["update"], {"tags_all": {}}, {"tags_all": {"a": "`2`"}}),
    resource(
        "module.edge.aws_thing.it", ["update"], {"a": "`x` | y", "s": 1}, {"a": "", "s": 2}, after_sensitive={"s": True}
    ),
    output_changes={"database": {"actions": ["update"]}},
    resource_drift=[resource("aws_vpc.it", ["update"], {"tags": {}}, {"tags": {"a": "1"}})],
    relevant_attributes=[{"resource": "aws_vpc.it", "attribute": ["tags"]}],
)


def test_the_whole_of_it() -> None:
    cost = estimate(PLAN, packaged(), "us-east-1")

    why = "storage_encrypted cannot be changed in place; **what it holds is lost**"
    papers = "until 2026-11-27 06:00 UTC; planned by ana@laptop from commit 0123456789ab"
    assert markdown(summarize(PLAN), PROD, cost, manifest(), folder="prod-plan") == dedent(
        f"""\
        ## Plan of prod

        **3 to change, 1 to replace, 1 to destroy, 1 output** · account 123456789012, us-east-1 · Terraform 1.11.4

        > [!CAUTION]
        > **Goes away**
        > - `±` `module.data.aws_db_instance.this` to replace: {why}
        > - `-` `aws_route.old` to destroy: it is no longer in the configuration

        > [!WARNING]
        > **Weaker than before**
        > - encryption: `module.data.aws_db_instance.this`: the storage is no longer encrypted
        > - backup: `module.data.aws_db_instance.this`: backups are kept for fewer days (35 → 7)

        | module | change | replace | destroy |
        |---|---:|---:|---:|
        | (root) | 2 |  | 1 |
        | data |  | 1 |  |
        | edge | 1 |  |  |

        Cost: $59 → $118 a month (+$59); list prices of 2026-11-23, without usage, 1 not priced.

        Changed outside Terraform: `aws_vpc.it`.

        `wolfctl apply prod --plan prod-plan`, once, {papers}.

        <details><summary>Each change</summary>

        - `±` `module.data.aws_db_instance.this`
          - `backup_retention_period`: `35` → `7`
          - `multi_az`: `false` → `true`
          - `storage_encrypted`: `true` → `false` **forces replacement**
        - `-` `aws_route.old`
        - `~` `module.edge.aws_thing.it`
          - `a`: `` `x` | y `` → (none)
          - `s`: `(sensitive)` → `(sensitive)`
        - `~` 2 resources: tags only
        - Outputs: `~ database`

        </details>
        """
    )


def test_nothing_to_change_is_three_lines() -> None:
    assert markdown(summarize(shown()), LOCAL) == "## Plan of local\n\n**no changes** · emulated · Terraform 1.11.4\n"


def test_what_github_would_not_take_is_cut_at_the_end() -> None:
    many = [resource(f"aws_route.r{n}", ["update"], {"a": "x" * 70}, {"a": "y" * 70}) for n in range(600)]
    plan = shown(*many, resource("aws_route.old", ["delete"], {}))

    text = markdown(summarize(plan), PROD)

    assert len(text) <= LONGEST
    assert "> - `-` `aws_route.old` to destroy" in text
    assert "more lines; `wolfctl plan --full` shows them" in text
    assert text.endswith("\n</details>\n")


def documents() -> list[dict[str, Any]]:
    cost = estimate(PLAN, packaged(), "us-east-1")
    saved = plan_document.saved("prod-plan", manifest())
    return [
        plan_document.document(summarize(PLAN), PROD, cost, has_changes=True, saved=saved),
        plan_document.document(summarize(shown()), LOCAL, has_changes=False, destroy=True),
    ]


@pytest.mark.parametrize("document", documents(), ids=["everything", "nothing"])
def test_a_document_is_what_its_published_schema_says(document: dict[str, Any]) -> None:
    jsonschema.validate(json.loads(json.dumps(document)), SCHEMA)


@pytest.mark.parametrize("missing", ["version", "changes", "weakened", "goes_away", "saved", "cost"])
def test_the_schema_can_refuse(missing: str) -> None:
    document = json.loads(json.dumps(documents()[0]))
    del document[missing]

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA)


def test_the_document_tells_the_same_as_the_screen() -> None:
    document = documents()[0]

    assert document["counts"] == {"update": 3, "replace": 1, "delete": 1}
    assert document["goes_away"] == ("module.data.aws_db_instance.this", "aws_route.old")
    assert [one["category"] for one in document["weakened"]] == ["encryption", "backup"]
    assert document["tags_only"] == ("aws_vpc.it", "aws_subnet.it")
    assert document["drifted"] == ("aws_vpc.it",)
    assert (document["cost"]["before"], document["cost"]["after"]) == pytest.approx((58.95, 117.9), abs=0.1)
    assert document["cost"]["difference"] == pytest.approx(document["cost"]["after"] - document["cost"]["before"])
