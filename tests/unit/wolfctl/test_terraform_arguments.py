"""The argument lists that Terraform is given."""

from pathlib import Path

from wolfctl.adapters import terraform_arguments as arguments

PLAN = Path("/plans/x.tfplan")


def test_a_plan_is_written_to_a_file_and_says_by_its_code_whether_it_has_changes() -> None:
    assert arguments.plan(PLAN) == [
        "plan",
        "-json",
        "-input=false",
        "-detailed-exitcode",
        "-lock-timeout=30s",
        "-out=/plans/x.tfplan",
    ]


def test_a_plan_takes_its_options() -> None:
    words = arguments.plan(PLAN, destroy=True, refresh=False, parallelism=20)

    assert {"-destroy", "-refresh=false", "-parallelism=20"} <= set(words)


def test_a_saved_plan_is_applied_without_a_variable_or_a_question() -> None:
    words = arguments.apply(PLAN)

    assert words == ["apply", "-json", "-input=false", "-lock-timeout=30s", "/plans/x.tfplan"]


def test_what_nobody_is_asked_about_is_planned_and_applied_in_one_run() -> None:
    words = arguments.plan_and_apply(parallelism=64, targets=["module.data.aws_kms_key.this"])

    assert words == [
        "apply",
        "-json",
        "-input=false",
        "-auto-approve",
        "-lock-timeout=30s",
        "-parallelism=64",
        "-target=module.data.aws_kms_key.this",
    ]


def test_init_sends_no_option_of_other_verbs() -> None:
    assert arguments.init() == ["init", "-json", "-input=false", "-reconfigure"]
    assert arguments.init(backend=False, readonly_lock=True) == [
        "init",
        "-json",
        "-input=false",
        "-backend=false",
        "-lockfile=readonly",
    ]
