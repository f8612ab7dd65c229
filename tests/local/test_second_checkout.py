"""Two checkouts side by side, and a port that somebody else has."""

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import pytest

from tests.local.running_system import Checkout, answer_of
from wolfctl.adapters import embedded_shutdown, embedded_status
from wolfctl.adapters.embedded_stack import EmbeddedStack
from wolfctl.adapters.embedded_system import EmbeddedSystem
from wolfctl.config import load
from wolfctl.workflows.up import judge

pytestmark = [pytest.mark.local, pytest.mark.timeout(900)]


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Checkout]:
    checkout = Checkout(tmp_path / "a second checkout")
    checkout.root.mkdir()
    checkout.synchronize()
    yield checkout
    assert checkout.wolfctl("down").returncode == 0


async def test_a_second_checkout_runs_beside_the_first(system: Checkout, second: Checkout) -> None:
    beside = EmbeddedSystem(second.root, EmbeddedStack(second.root, load("local", second.root)), judge)

    await asyncio.gather(beside.database(), beside.emulator(), beside.moto())

    assert not set(astuple(system.ports)) & set(astuple(second.ports))
    running = await embedded_status.look(second.root, second.region, moto=True)
    healthy = {service.name for service in running.services if service.healthy}
    assert healthy >= {"emulator", "moto"}
    assert healthy & {"postgres-a", "postgres-b"}  # on a busy machine they may have changed places already
    await embedded_shutdown.shut_down(second.root, lambda _: None)
    assert answer_of(system.wolfctl("status", "--json"))["healthy"]


def test_a_port_that_is_taken_is_named_with_what_to_do(second: Checkout) -> None:
    with socket.create_server(("127.0.0.1", second.ports.emulator)):
        done = second.wolfctl("up", "--detach")

    assert done.returncode == 1
    assert f"Port {second.ports.emulator}, which the emulator uses, is taken." in " ".join(done.stderr.split())
    assert "wolfctl down --forget" in done.stderr
    assert "Traceback" not in done.stderr
