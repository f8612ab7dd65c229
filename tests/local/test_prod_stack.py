"""The prod stack with prod's own values: planned whole, applied to the emulators, clean, destroyed.

Outside `make test`, because it takes minutes for itself: `make test-prod-stack`.
"""

import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
import pytest_asyncio

from tests.local.running_system import Checkout
from wolfctl.adapters import embedded_shutdown, emulator, lambda_zip, processes, templates, terraform_setup
from wolfctl.adapters.local_addresses import ARTIFACTS, addresses
from wolfctl.adapters.state_folder import StateFolder, read_json
from wolfctl.adapters.terraform import Terraform
from wolfctl.config import Environment, load

pytestmark = [pytest.mark.prod_stack, pytest.mark.timeout(3600)]


Result = TypeVar("Result")


@dataclass(frozen=True)
class Figures:
    """Says what was measured, a line each, as soon as it is known."""

    capsys: pytest.CaptureFixture[str]

    async def of(self, what: str, work: Awaitable[Result], told: Callable[[Result], str]) -> Result:
        """Carry a piece of work out, and say how long it took and what it came to."""
        begun = time.monotonic()
        result = await work
        self.say(f"{what:<12} {time.monotonic() - begun:6.1f} s  {told(result)}")
        return result

    def say(self, line: str) -> None:
        """Say a line, whatever pytest keeps to itself."""
        with self.capsys.disabled():
            print(f"\n{line}", end="")  # noqa: T201 - the measured figures


def emulated(prod: Environment, local: Environment) -> Environment:
    """Prod as it stands, but for what an emulator cannot take and for what would keep it from being destroyed.

    Switched off are the features that `local` switches off, save the firewall, which only takes long. A zone is made,
    since the real one is not there; moto keeps one feature of GuardDuty; the state lies beside the stack.
    """
    assert prod.edge.domain
    return prod.model_copy(
        update={
            "backend": None,
            "data": prod.data.model_copy(update={"deletion_protection": False}),
            "edge": prod.edge.model_copy(update={"domain": prod.edge.domain.model_copy(update={"zone_id": None})}),
            "emulator": local.emulator,
            "features": local.features.model_copy(update={"firewall": True}),
            "security": prod.security.model_copy(update={"guardduty_features": local.security.guardduty_features}),
        }
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    copy = Checkout(tmp_path / "checkout")
    copy.root.mkdir()
    copy.synchronize()
    return copy


@pytest_asyncio.fixture
async def terraform(checkout: Checkout) -> AsyncIterator[Terraform]:
    """Terraform of the emulated prod stack, rendered and initialized, with empty emulators running."""
    root, state = checkout.root, StateFolder(checkout.root)
    environment = emulated(load("prod", root), load("local", root))
    assert environment.emulator
    services = [service for service, kind in environment.emulator.services.items() if kind == "moto"]
    lambda_zip.build(root, lambda_zip.Target.embedded(root))
    where = addresses(root)
    templates.render(environment, root, where, ARTIFACTS)
    ministack = processes.start(emulator.ministack(root, checkout.ports, environment.region), state)
    moto = processes.start(emulator.moto(root, checkout.ports, services), state)
    try:
        await emulator.answers(emulator.MINISTACK, ministack, checkout.ports.emulator, state)
        await emulator.answers(emulator.MOTO, moto, checkout.ports.moto, state)
        made = terraform_setup.prepare(root, "prod", where["emulator_url"]).terraform
        await made.init()
        yield made
    finally:
        await embedded_shutdown.stop_services(root, lambda _: None)
        shutil.rmtree(state.folder)


async def test_prod_is_planned_whole_applied_clean_and_destroyed(
    terraform: Terraform, checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = Figures(capsys)
    off = [name for name, on in emulated_features(checkout).items() if not on]
    figures.say(f"switched off: {', '.join(off)}")

    planned = await figures.of("plan", terraform.plan(), lambda plan: f"{len(plan.summary.changes)} resources")
    count = len(planned.summary.changes)
    assert planned.summary.counts() == {"create": count}
    await figures.of("apply", terraform.apply(planned.plan_file), lambda _: f"{applied(checkout)} resources")
    assert applied(checkout) == count
    again = await figures.of("second plan", terraform.plan(), lambda plan: f"{len(plan.summary.changes)} changes")
    again.forget()
    assert [change.address for change in again.summary.changes] == []
    await figures.of("destroy", terraform.destroy(), lambda _: f"{applied(checkout)} resources left")
    assert applied(checkout) == 0


def applied(checkout: Checkout) -> int:
    """How many resources the state holds."""
    resources = read_json(checkout.root / ".wolf" / "prod" / "terraform.tfstate").get("resources", [])
    return sum(len(resource["instances"]) for resource in resources if resource["mode"] == "managed")


def emulated_features(checkout: Checkout) -> dict[str, bool]:
    """Each feature of the emulated prod."""
    switches: dict[str, bool] = emulated(
        load("prod", checkout.root), load("local", checkout.root)
    ).features.model_dump()
    return switches
