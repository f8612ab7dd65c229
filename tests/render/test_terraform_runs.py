"""Real plans and applies, of a stack that needs no provider beyond the one built into Terraform."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from textwrap import dedent

import pytest

from wolfctl.adapters import run_lock, terraform_launcher
from wolfctl.adapters.provider_mirror import ProviderSource
from wolfctl.adapters.terraform import Terraform
from wolfctl.adapters.terraform_binary import from_wheel, on_path
from wolfctl.adapters.terraform_events import Event, ResourceEvent
from wolfctl.errors import Interrupted, NotFound, ToolFailed
from wolfctl.plan.comparison import SENSITIVE

REPOSITORY = Path(__file__).resolve().parents[2]
NOWHERE = ProviderSource("mirror", "/nowhere", "no provider is needed")
SECRET = "correct horse battery staple"

STACK = """
    variable "size" {{ default = {size} }}
    variable "password" {{
      default   = "{secret}"
      sensitive = true
    }}
    resource "terraform_data" "kept" {{
      input = {{ size = var.size, password = var.password }}
    }}
    resource "terraform_data" "replaced" {{
      triggers_replace = [var.size]
    }}
    output "size" {{ value = terraform_data.kept.output.size }}
    output "password" {{
      value     = var.password
      sensitive = true
    }}
"""

Writes = Callable[..., None]


@pytest.fixture(scope="session", params=["PATH", "wheel"])
def argv(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Terraform from both of its sources."""
    found = on_path()
    if request.param == "wheel":
        return from_wheel(REPOSITORY, "the test asks for it").argv
    if isinstance(found, str):
        pytest.skip(found)
    return found.argv


@pytest.fixture
def terraform(tmp_path: Path, argv: tuple[str, ...]) -> Terraform:
    (tmp_path / ".wolf" / "tiny" / "stack").mkdir(parents=True)
    return Terraform(tmp_path, "tiny", terraform_launcher.write(tmp_path, "tiny", argv, NOWHERE, None))


def write(terraform: Terraform, text: str = STACK, size: int = 1, secret: str = SECRET) -> None:
    """Put a stack where a rendered one would be."""
    (terraform.stack / "main.tf").write_text(dedent(text).format(size=size, secret=secret))


async def apply(terraform: Terraform) -> None:
    outcome = await terraform.plan()
    await terraform.apply(outcome.plan_file)


async def test_plan_apply_change_and_destroy(terraform: Terraform) -> None:
    write(terraform)
    seen: list[Event] = []
    await terraform.init()

    first = await terraform.plan()
    await terraform.watched(seen.append, lambda _: None).apply(first.plan_file)
    second = await terraform.plan()
    outputs = terraform.output()
    write(terraform, size=2, secret=SECRET + "!")
    third = await terraform.plan()

    assert first.has_changes
    assert {change.address: change.action for change in first.summary.changes} == {
        "terraform_data.kept": "create",
        "terraform_data.replaced": "create",
    }
    assert {e.address for e in seen if isinstance(e, ResourceEvent) and e.stage == "done"} == {
        "terraform_data.kept",
        "terraform_data.replaced",
    }
    assert not second.has_changes
    assert not second.summary.has_changes
    assert outputs["size"] == 1
    assert terraform.sensitive_outputs() == {"password"}
    changes = {change.address: change for change in third.summary.changes}
    kept = {found.path: (found.before, found.after) for found in changes["terraform_data.kept"].differences}
    assert kept["input.size"] == (1, 2)
    assert kept["input.password"] == (SENSITIVE, SENSITIVE)
    assert changes["terraform_data.replaced"].action == "replace"
    assert changes["terraform_data.replaced"].reason == "triggers_replace cannot be changed in place"
    assert SECRET not in json.dumps(asdict(third.summary))

    await terraform.destroy()

    with pytest.raises(NotFound, match="has no outputs"):
        terraform.output()


async def test_a_plan_file_is_private_and_serves_once(terraform: Terraform) -> None:
    write(terraform)
    await terraform.init()

    outcome = await terraform.plan()

    assert outcome.plan_file.stat().st_mode & 0o777 == 0o600
    assert outcome.plan_file.parent.stat().st_mode & 0o777 == 0o700
    assert outcome.plan_file.parent == terraform.stack.parent / "plans"
    await terraform.apply(outcome.plan_file)
    assert not outcome.plan_file.exists()


async def test_init_runs_again_only_when_something_that_it_reads_has_changed(terraform: Terraform) -> None:
    write(terraform)
    assert terraform.init_needed()
    await terraform.init()
    assert not terraform.init_needed()

    write(terraform, size=5)
    assert not terraform.init_needed()

    (terraform.stack / "more.tf").write_text('module "more" {\n  source = "./more"\n}\n')
    assert terraform.init_needed()


async def test_a_mistake_in_the_stack_is_told_with_its_place(terraform: Terraform) -> None:
    write(terraform, 'resource "terraform_data" "it" {{\n  inputt = 1\n}}\n')
    await terraform.init()

    with pytest.raises(ToolFailed) as caught:
        await terraform.plan()

    assert caught.value.message == "Terraform could not plan."
    assert "Unsupported argument" in caught.value.why
    assert "main.tf:2" in caught.value.why
    assert [found.place for found in terraform.validate()] == ["main.tf:2"]


async def test_a_failing_resource_is_told_and_what_succeeded_is_kept(terraform: Terraform) -> None:
    write(
        terraform,
        """
        resource "terraform_data" "well" {{}}
        resource "terraform_data" "ill" {{
          depends_on = [terraform_data.well]
          provisioner "local-exec" {{ command = "exit 7" }}
        }}
        """,
    )
    await terraform.init()

    with pytest.raises(ToolFailed) as caught:
        await apply(terraform)

    assert caught.value.message == "Terraform could not apply."
    assert "exit status 7" in caught.value.why
    rest = (await terraform.plan()).summary
    assert {change.address: (change.action, change.reason) for change in rest.changes} == {
        "terraform_data.ill": ("replace", "it was left half made, so it is marked tainted")
    }


async def test_an_interrupt_is_waited_for_and_the_state_is_whole(terraform: Terraform) -> None:
    write(
        terraform,
        """
        resource "terraform_data" "well" {{}}
        resource "terraform_data" "long" {{
          depends_on = [terraform_data.well]
          provisioner "local-exec" {{ command = "sleep 30" }}
        }}
        """,
    )
    await terraform.init()
    outcome = await terraform.plan()

    def interrupt(event: Event) -> None:
        if event == ResourceEvent("started", "terraform_data.long", "create"):
            os.kill(os.getpid(), signal.SIGINT)

    async with asyncio.timeout(25):
        with pytest.raises(Interrupted):
            await terraform.watched(interrupt, lambda _: None).apply(outcome.plan_file)

    rest = (await terraform.plan()).summary
    assert [change.address for change in rest.changes] == ["terraform_data.long"]


async def test_nothing_that_it_says_is_logged(terraform: Terraform, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    write(terraform)
    await terraform.init()
    await apply(terraform)
    terraform.output()

    assert SECRET not in caplog.text


def test_what_is_not_rendered_cannot_be_read(tmp_path: Path) -> None:
    terraform = Terraform(tmp_path, "tiny", tmp_path / "missing")

    with pytest.raises(NotFound, match="tiny is not rendered here"):
        terraform.output()


async def test_a_terraform_left_at_work_by_a_killed_wolfctl_keeps_others_out(terraform: Terraform) -> None:
    write(terraform, 'resource "terraform_data" "long" {{\n  provisioner "local-exec" {{ command = "sleep 4" }}\n}}\n')
    await terraform.init()
    program = """
        import asyncio, sys
        from pathlib import Path
        from wolfctl.adapters import run_lock
        from wolfctl.adapters.terraform import Terraform
        root = Path(sys.argv[1])
        with run_lock.hold(root, "tiny", "apply") as lock:
            terraform = Terraform(root, "tiny", Path(sys.argv[2]), keep_open=[lock])
            plan = asyncio.run(terraform.plan())
            terraform = terraform.watched(lambda event: print(event, flush=True), print)
            asyncio.run(terraform.apply(plan.plan_file))
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", dedent(program), str(terraform.root), str(terraform.launcher)),
        stdout=subprocess.PIPE,
        cwd=REPOSITORY,
    )
    assert process.stdout is not None
    while b"started" not in await process.stdout.readline():
        pass
    process.kill()
    await process.wait()

    assert "its Terraform is still at work" in str(run_lock.holder(terraform.root, "tiny"))
    async with asyncio.timeout(20):
        while run_lock.holder(terraform.root, "tiny"):  # noqa: ASYNC110 - another process, no event to wait for
            await asyncio.sleep(0.2)
    rest = await terraform.plan()
    assert not rest.has_changes, "it finished what it was doing and wrote its state"
