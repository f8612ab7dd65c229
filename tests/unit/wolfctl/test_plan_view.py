"""The plan as it stands on an 80 column screen, word for word."""

import io
from pathlib import Path
from textwrap import dedent

from rich.console import Console

from tests.unit.wolfctl.saved_manifests import manifest
from tests.unit.wolfctl.shown_plans import resource, shown
from wolfctl import config
from wolfctl.console.plan_view import saved, view
from wolfctl.plan import PlanSummary, summarize
from wolfctl.plan.wording import verdict
from wolfctl.workflows.cost import CostEstimate, estimate
from wolfctl.workflows.prices import packaged

REPOSITORY = Path(__file__).resolve().parents[3]


def screen(
    summary: PlanSummary, environment: str = "dev", cost: CostEstimate | None = None, *, full: bool = False
) -> str:
    out = io.StringIO()
    console = Console(file=out, width=80, highlight=False)
    for part in view(summary, config.load(environment, REPOSITORY), cost, full=full):
        console.print(part)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


CHANGED_QUEUE = resource(
    "module.data.aws_sqs_queue.alerts",
    ["update"],
    {"redrive_policy": '{"maxReceiveCount":3}', "arn": "a"},
    {"redrive_policy": '{"maxReceiveCount":5}', "arn": "a"},
)


def test_no_changes_are_two_lines() -> None:
    assert screen(summarize(shown()), "local") == dedent(
        """\
         local  emulated · no changes
        No changes: what runs is what the files say.
        """
    )


def test_a_plan_tells_what_it_will_cost_and_what_the_standby_is_of_that() -> None:
    database = {"instance_class": "db.t4g.medium", "allocated_storage": 100, "multi_az": True}
    plan = shown(resource("module.data.aws_db_instance.this", ["create"], None, database))

    text = screen(summarize(plan), cost=estimate(plan, packaged(), "us-east-1"))

    assert "Cost: about $118 a month; us-east-1 list prices of 2026-11-23, without usage." in text
    assert "Multi-AZ about doubles the database: $59 of its $118 are the standby's." in text
    assert "· On-demand list prices for us-east-1; no tax," in text


def test_without_changes_the_cost_is_one_line() -> None:
    text = screen(summarize(shown()), cost=estimate(shown(), packaged(), "us-east-1"))

    assert text.splitlines()[2:] == ["Cost: about $0 a month; us-east-1 list prices of 2026-11-23, without usage."]


def test_one_changed_value_shows_just_that_change() -> None:
    assert screen(summarize(shown(CHANGED_QUEUE))) == dedent(
        """\
         dev  account 111122223333, us-east-1 · 1 to change
        module  change
        data         1
        ~ module.data.aws_sqs_queue.alerts
            redrive_policy.maxReceiveCount: 3 → 5
        """
    )


def test_what_goes_away_stands_in_a_panel_with_the_reason() -> None:
    summary = summarize(
        shown(
            resource(
                "module.data.aws_db_instance.this",
                ["delete", "create"],
                {"storage_encrypted": False},
                {"storage_encrypted": True},
                replace_paths=[["storage_encrypted"]],
                action_reason="replace_because_cannot_update",
            ),
            resource("aws_route.old", ["delete"], {}, action_reason="delete_because_no_resource_config"),
            CHANGED_QUEUE,
            output_changes={"database": {"actions": ["update"]}},
        )
    )

    assert screen(summary, "prod") == dedent(
        """\
         prod  account 123456789012, us-east-1 · 1 to change, 1 to replace, 1 to
        destroy, 1 output
        ╭─ goes away ──────────────────────────────────────────────────────────────────╮
        │ ± module.data.aws_db_instance.this to replace: storage_encrypted cannot be   │
        │ changed in place                                                             │
        │   what it holds is lost                                                      │
        │ - aws_route.old to destroy: it is no longer in the configuration             │
        ╰──────────────────────────────────────────────────────────────────────────────╯
        module  change  replace  destroy
        (root)                         1
        data         1        1
        ± module.data.aws_db_instance.this
            storage_encrypted: false → true forces replacement
        - aws_route.old
        ~ module.data.aws_sqs_queue.alerts
            redrive_policy.maxReceiveCount: 3 → 5
        Outputs: ~ database
        """
    )


def test_many_new_resources_are_folded_until_asked_for() -> None:
    summary = summarize(shown(*(resource(f"aws_route.r{n}", ["create"]) for n in range(40))))

    assert screen(summary).splitlines()[-1] == "+ 40 new resources; --full lists them"
    assert "+ aws_route.r39" in screen(summary, full=True)


def test_what_aws_will_choose_is_folded_beside_what_was_asked_for() -> None:
    change = resource("aws_thing.it", ["update"], {"a": 1, "v": "1"}, {"a": 2}, after_unknown={"v": True})

    assert screen(summarize(shown(change))).endswith("    a: 1 → 2\n    and 1 more; --full lists them\n")


def test_a_long_value_is_cut() -> None:
    change = resource("aws_thing.it", ["update"], {"a": "x" * 500}, {"a": "y"})

    line = screen(summarize(shown(change))).splitlines()[-1]
    assert line == f"    a: {'x' * 43}… → y"


def test_brackets_in_values_are_not_taken_for_markup() -> None:
    change = resource("aws_thing.it", ["update"], {"a": "[red]x[/]"}, {"a": "[/]"})

    assert "a: [red]x[/] → [/]" in screen(summarize(shown(change)))


def test_the_verdict_counts_everything() -> None:
    summary = summarize(shown(resource("aws_a.a", ["create"]), resource("aws_b.b", ["forget"], {})))

    assert verdict(summary) == "1 to add, 1 to forget"


def test_what_becomes_weaker_stands_in_a_panel_of_its_own() -> None:
    change = resource("aws_db_instance.it", ["update"], {"backup_retention_period": 35}, {"backup_retention_period": 7})

    assert screen(summarize(shown(change)), "prod") == dedent(
        """\
         prod  account 123456789012, us-east-1 · 1 to change
        ╭─ weaker than before ─────────────────────────────────────────────────────────╮
        │ aws_db_instance.it backup: backups are kept for fewer days (35 → 7)          │
        ╰──────────────────────────────────────────────────────────────────────────────╯
        module  change
        (root)       1
        ~ aws_db_instance.it
            backup_retention_period: 35 → 7
        """
    )


def test_what_changes_in_its_tags_alone_is_folded_until_asked_for() -> None:
    tagged = [resource(f"aws_vpc.v{n}", ["update"], {"tags": {}}, {"tags": {"a": "1"}}) for n in range(3)]
    more = resource("aws_vpc.more", ["update"], {"a": 1, "tags": {}}, {"a": 2, "tags": {"a": "1"}})
    summary = summarize(shown(*tagged, more))

    assert screen(summary).splitlines()[3:] == [
        "~ aws_vpc.more",
        "    a: 1 → 2",
        "    tags.a: (none) → 1",
        "~ 3 resources: tags only; --full lists them",
    ]
    assert "~ aws_vpc.v2" in screen(summary, full=True)
    assert "~ 1 resource: tags only" in screen(summarize(shown(tagged[0])))


def test_a_saved_plan_says_how_and_until_when_it_is_applied() -> None:
    assert [str(line) for line in saved("prod-plan", manifest(destroy=True, git_clean=False))] == [
        "Saved until 2026-11-27 06:00 UTC, for one use:",
        "  wolfctl destroy prod --plan prod-plan",
        "It was made of a checkout with uncommitted changes.",
    ]
    assert saved("prod-plan", None) == []
