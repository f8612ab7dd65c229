"""`wolfctl compliance` from the verb to Terraform: exit codes, whole answers at 80 columns, refusals."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.render import tiny_checkout
from tests.render.tiny_checkout import Said, TinyCheckout, speaking

RULE = {
    "rule": "kept-things-have-input",
    "source": "own",
    "applies": "yes",
    "module": "data",
    "met": "What is kept has an input.",
    "fix": "Set input.",
    "check": [{"every": "terraform_data", "has": {"input": "set"}}],
}


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tools")


@pytest.fixture
def checkout(tmp_path: Path, tools: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TinyCheckout]:
    with tiny_checkout.entered(tmp_path / "checkout", tools, monkeypatch) as made:
        (made.root / "compliance").mkdir()
        for name, rows in (("hipaa_rules", []), ("own_rules", [RULE]), ("exceptions", [])):
            (made.root / "compliance" / f"{name}.yaml").write_text(yaml.safe_dump(rows))
        yield made


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Said:
    return speaking(capsys)


def test_a_saved_plan_is_asked_before_it_is_applied_and_stays_as_it_was(checkout: TinyCheckout, say: Said) -> None:
    say("plan", "local", "--out", "saved")

    code, out, _ = say("compliance", "local", "--plan", "saved")

    when = out.splitlines()[1][:16]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", when)
    assert (code, out.replace(when, "2026-11-26 09:30")) == (
        2,
        (
            "Compliance of local, as planned\n"
            "2026-11-26 09:30 UTC · emulated · asked: own checks\n"
            "1 control: 1 failed\n"
            "failed kept-things-have-input (own)\n"
            "  terraform_data.replaced infra/main.tf\n"
            "    `input` is not set (own checks)\n"
            "    do  Set input.\n"
        ),
    )
    document = json.loads(say("compliance", "local", "--plan", "saved", "--json")[1])
    assert [each["resource"] for each in document["controls"][0]["breaches"]] == ["terraform_data.replaced"]
    assert say("compliance", "local", "--plan", "saved", "--format", "html")[1].startswith("<!doctype html>")
    assert say("apply", "local", "--plan", "saved")[0] == 0


def test_what_breaks_no_rule_or_is_excused_ends_with_0(checkout: TinyCheckout, say: Said) -> None:
    excuse = {
        "rule": RULE["rule"],
        "resource": "terraform_data.replaced",
        "reason": "It is replaced and holds nothing.",
    }
    (checkout.root / "compliance" / "exceptions.yaml").write_text(yaml.safe_dump([excuse]))
    say("plan", "local", "--out", "saved")

    code, out, _ = say("compliance", "local", "--plan", "saved")

    assert code == 0
    assert out.splitlines()[2:] == [
        "1 control: 1 excused",
        "1 breach is excused by compliance/exceptions.yaml; --format markdown tells the",
        "reasons.",
    ]


def test_what_runs_is_asked_too_without_a_lock_or_a_write(checkout: TinyCheckout, say: Said) -> None:
    say("apply", "local")
    before = checkout.state()

    # what stands in for the emulators here answers every service with nothing found
    code, out, _ = say("compliance", "local", "--live")

    assert code == 2
    assert out.splitlines()[0] == "Compliance of local, as it runs"
    assert out.splitlines()[-3:] == [
        "  terraform_data.replaced infra/main.tf",
        "    `input` is not set (own checks)",
        "    do  Set input.",
    ]
    assert checkout.state() == before


def test_refusals(checkout: TinyCheckout, say: Said) -> None:
    say("plan", "local", "--out", "saved")

    assert say("compliance", "prod", "--plan", "saved") == (
        1,
        "",
        "error saved holds a plan of local, not of prod.\n  do   Name that environment, or another folder.\n",
    )
    assert say("compliance", "local", "--plan", "saved", "--live") == (
        1,
        "",
        "error The account or a plan is asked, not both.\n  do   Leave out --live or --plan.\n",
    )
    code, out, _ = say("compliance", "local", "--json", "--format", "html")
    assert (code, json.loads(out)["error"]["message"]) == (1, "--json and --format html are two ways to print.")
    assert say("compliance", "local", "--plan", "nowhere") == (
        1,
        "",
        "error nowhere holds no plan.\n  do   Save one there: `wolfctl plan ENV --out FOLDER`.\n",
    )
