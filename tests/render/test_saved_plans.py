"""Plans as files, from the verb to Terraform and back: exit codes, refusals at 80 columns, and what is left behind."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.render import tiny_checkout
from tests.render.tiny_checkout import REPOSITORY, Said, TinyCheckout, speaking
from wolfctl.adapters import plan_files
from wolfctl.adapters.state_folder import StateFolder
from wolfctl.cli import main

SCHEMA = json.loads((REPOSITORY / "docs" / "schemas" / "plan.json").read_text())


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tools")


@pytest.fixture
def checkout(tmp_path: Path, tools: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TinyCheckout]:
    with tiny_checkout.entered(tmp_path / "checkout", tools, monkeypatch) as made:
        monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
        monkeypatch.setenv("GITHUB_ACTOR", "ana")
        yield made


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Said:
    return speaking(capsys)


def error(text: str) -> str:
    """The complaint, without the remarks before it."""
    return text[text.index("error ") :]


BROKEN = 'resource "terraform_data" "kept" {\n  inputt = 1\n}\n'
FAILS = 'resource "terraform_data" "ill" {\n  provisioner "local-exec" { command = "exit 7" }\n}\n'
NOTHING = ""


@pytest.mark.parametrize(
    ("stack", "plans", "saves", "applies"),
    [(tiny_checkout.STACK, 2, 2, 0), (NOTHING, 0, 0, 0), (BROKEN, 1, 1, 1), (FAILS, 2, 2, 1)],
    ids=["changes", "nothing", "broken", "fails"],
)
def test_the_exit_codes_of_plan_and_apply(
    checkout: TinyCheckout, say: Said, stack: str, plans: int, saves: int, applies: int
) -> None:
    checkout.write(stack)

    assert say("plan", "local")[0] == plans
    assert say("plan", "local", "--out", "saved")[0] == saves
    assert say("apply", "local", "--plan", "saved")[0] == applies
    assert say("apply", "local")[0] == applies


def test_a_saved_plan_is_applied_once_and_nothing_of_it_stays_that_holds_the_state(
    checkout: TinyCheckout, say: Said
) -> None:
    code, out, _ = say("plan", "local", "--out", "plans/first")
    folder = checkout.root / "plans" / "first"
    until = json.loads((folder / "manifest.json").read_text())["expires"]
    assert code == 2
    assert out.splitlines()[-2:] == [
        f"Saved until {datetime.fromisoformat(until):%Y-%m-%d %H:%M} UTC, for one use:",
        "  wolfctl apply local --plan plans/first",
    ]
    assert not list((checkout.root / ".wolf" / "local" / "plans").iterdir())

    assert say("apply", "local", "--plan", "plans/first")[0] == 0
    again, _, complaint = say("apply", "local", "--plan", "plans/first")

    assert {path.name for path in folder.iterdir()} == {"manifest.json", "summary.json", "used"}
    assert [resource["name"] for resource in checkout.state()["resources"]] == ["kept", "replaced"]
    used = datetime.fromisoformat(json.loads((folder / "used").read_text())["at"])
    assert (again, complaint) == (
        1,
        (
            "error This plan has been used.\n"
            f"  why  A plan serves once, whatever came of it; ana applied it at {used:%Y-%m-%d}\n"
            f"       {used:%H:%M} UTC.\n"
            "  do   Plan again to see what is left to do.\n"
        ),
    )
    assert say("plan", "local")[0] == 0


def test_a_plan_that_failed_is_used_as_well(checkout: TinyCheckout, say: Said) -> None:
    checkout.write(FAILS)
    say("plan", "local", "--out", "saved")

    assert say("apply", "local", "--plan", "saved")[0] == 1

    assert {path.name for path in Path("saved").iterdir()} == {"manifest.json", "summary.json", "used"}
    assert "This plan has been used." in say("apply", "local", "--plan", "saved")[2]


def test_the_manifest_says_what_the_plan_was_made_of(checkout: TinyCheckout, say: Said) -> None:
    say("apply", "local")
    checkout.set(4)
    say("plan", "local", "--out", "saved", "--expires", "90m")

    found = plan_files.read(Path("saved"))

    state = checkout.state()
    assert (found.origin.state_lineage, found.origin.state_serial) == (state["lineage"], state["serial"])
    assert found.origin.plan_sha256 == plan_files.digest(Path("saved/plan.tfplan"))
    assert (found.origin.environment, found.origin.account_id, found.origin.git_clean) == ("local", None, False)
    assert re.fullmatch(r"[0-9a-f]{40}", found.origin.git_commit)
    assert found.expires - found.created == timedelta(minutes=90)
    assert (found.author, found.destroy, found.counts) == ("ana", False, {"update": 1, "replace": 1})
    assert [(one.address, one.action, one.reason) for one in found.goes_away] == [
        ("terraform_data.replaced", "replace", "triggers_replace cannot be changed in place")
    ]


def edit(name: str, **values: Any) -> None:
    path = Path("saved") / name
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_everything_that_no_longer_holds_is_listed_and_nothing_is_changed(checkout: TinyCheckout, say: Said) -> None:
    say("plan", "local", "--out", "saved")
    planned = plan_files.read(Path("saved")).origin.git_commit[:12]
    say("apply", "local")
    checkout.set(5)
    (checkout.root / "modules" / "data" / "queue.tf").write_text('variable "names" {}\n')
    checkout.git("commit", "--quiet", "--all", "--message", "Something else")
    checkout.set(6)
    edit("manifest.json", expires=(datetime.now(UTC) - timedelta(hours=2, seconds=30)).isoformat())
    with Path("saved/plan.tfplan").open("ab") as file:
        file.write(b"more")
    before = checkout.state()

    code, out, complaint = say("apply", "local", "--plan", "saved")

    now = plan_files.read(Path("saved"))
    head = (checkout.root / ".git" / "refs" / "heads").iterdir().__next__().read_text()[:12]
    assert (code, out) == (1, "")
    assert error(complaint) == (
        "error This plan cannot be applied to local.\n"
        f"  why  It expired 2 h 0 min ago, at {now.expires:%Y-%m-%d %H:%M} UTC.\n"
        "       plan.tfplan is not the file that was planned.\n"
        "       The rendered stack has changed: envs/local.yaml, infra/ or the commit of\n"
        "       the image.\n"
        "       modules/ has changed.\n"
        f"       It was made of commit {planned}; {head} is checked out.\n"
        "       It was made of a clean checkout; tracked files have been changed since.\n"
        "       The state is another one than it was made from.\n"
        "  do   Plan again: `wolfctl plan local --out NEW_FOLDER`.\n"
    )
    assert checkout.state() == before
    assert Path("saved/plan.tfplan").exists(), "what was refused is not used"


def test_a_plan_whose_state_has_moved_on_says_from_where_to_where(checkout: TinyCheckout, say: Said) -> None:
    say("apply", "local")
    serial = checkout.state()["serial"]
    checkout.set(4)
    say("plan", "local", "--out", "saved")
    say("apply", "local")

    complaint = error(say("apply", "local", "--plan", "saved")[2])

    moved = f"The state has moved from serial {serial} to {checkout.state()['serial']}: somebody has applied."
    assert moved in " ".join(complaint.split())


def test_an_earlier_plan_is_not_overwritten(checkout: TinyCheckout, say: Said) -> None:
    say("plan", "local", "--out", "saved")

    assert say("plan", "local", "--out", "saved") == (
        1,
        "",
        (
            "error saved is not an empty folder.\n"
            "  why  A plan is saved in a folder of its own, and an earlier one is never\n"
            "       overwritten.\n"
            "  do   Name another folder, or remove this one.\n"
        ),
    )


def test_a_folder_that_others_can_read_is_refused(checkout: TinyCheckout, say: Said) -> None:
    say("plan", "local", "--out", "saved")
    Path("saved").chmod(0o755)

    assert say("apply", "local", "--plan", "saved") == (
        1,
        "",
        (
            "error saved can be reached by others (mode 755).\n"
            "  why  A plan holds the state with its secrets, and whoever can write it decides\n"
            "       what is applied.\n"
            "  do   If nobody has touched it: chmod -R go= saved\n"
        ),
    )


def test_everything_is_removed_by_a_saved_plan_of_that_and_by_its_own_verb(checkout: TinyCheckout, say: Said) -> None:
    say("apply", "local")
    assert say("plan", "local", "--destroy", "--out", "saved")[0] == 2

    assert error(say("apply", "local", "--plan", "saved")[2]) == (
        "error This plan cannot be applied to local.\n"
        "  why  It removes everything; `wolfctl destroy local --plan` carries such a plan\n"
        "       out.\n"
        "  do   Plan again: `wolfctl plan local --out NEW_FOLDER`.\n"
    )
    assert say("destroy", "local", "--plan", "saved")[0] == 0
    assert checkout.state()["resources"] == []


def test_the_json_of_a_plan_is_what_its_schema_says_and_so_is_the_saved_summary(
    checkout: TinyCheckout, say: Said
) -> None:
    document = json.loads(say("plan", "local", "--json", "--out", "saved")[1])
    applied = json.loads(say("apply", "local", "--json", "--plan", "saved")[1])

    jsonschema.validate(document, SCHEMA)
    assert document == json.loads(Path("saved/summary.json").read_text())
    assert document["saved"]["plan_sha256"] == json.loads(Path("saved/manifest.json").read_text())["plan_sha256"]
    assert (document["has_changes"], document["counts"]) == (True, {"create": 2})
    assert applied == {**document, "saved": None, "applied": True}


def test_the_summary_goes_to_a_file_and_to_the_step_of_a_workflow(
    checkout: TinyCheckout, say: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = tmp_path / "step.md"
    step.write_text("# Before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(step))

    say("plan", "local", "--markdown", "out/plan.md")

    text = Path("out/plan.md").read_text()
    assert text.startswith("## Plan of local\n\n**2 to add, 1 output** · emulated · Terraform ")
    assert step.read_text() == f"# Before\n{text}\n"


def test_words_for_terraform_are_passed_on_with_its_answer_and_its_exit_code(
    checkout: TinyCheckout, capfd: pytest.CaptureFixture[str]
) -> None:
    def terraform(*words: str) -> tuple[int, str, str]:
        code = main(("tf", "local", "--", *words))
        return code, *capfd.readouterr()

    assert terraform("apply", "-auto-approve", "-no-color")[0] == 0
    assert terraform("state", "list")[:2] == (0, "terraform_data.kept\nterraform_data.replaced\n")
    assert terraform("plan", "-destroy", "-detailed-exitcode")[0] == 2
    code, _, complaint = terraform("state", "show", "terraform_data.none")
    assert code == 1
    assert "No instance found" in complaint


def test_a_plan_of_the_same_code_can_be_saved_where_git_sees_it(checkout: TinyCheckout, say: Said) -> None:
    say("plan", "local", "--out", "in-the-checkout")

    assert say("apply", "local", "--plan", "in-the-checkout")[0] == 0


def test_a_state_that_was_cut_short_is_not_planned_on_and_unlock_puts_the_earlier_one_back(
    checkout: TinyCheckout, say: Said
) -> None:
    say("apply", "local")
    checkout.set(4)
    say("apply", "local")
    StateFolder(checkout.root).terraform_state.write_text("")

    assert error(say("plan", "local")[2]) == (
        "error The state of local was cut short.\n"
        "  why  Its Terraform was killed while it wrote it.\n"
        "  do   Run `wolfctl unlock local`: it puts back the state from before that run.\n"
    )
    assert say("unlock", "local", "--show")[0] == 2
    assert say("unlock", "local")[0] == 0
    assert say("plan", "local")[0] == 2
    assert say("apply", "local")[0] == 0
    assert say("plan", "local")[0] == 0
