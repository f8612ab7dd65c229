"""Deployments to the embedded environment, really carried out: a good one, two bad ones, and one that is cut short."""

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.local.running_system import Checkout, answer_of
from wolfctl.adapters import api_process

pytestmark = [pytest.mark.local, pytest.mark.slow, pytest.mark.timeout(1500)]

HEALTH, ALERTS = Path("api/routes/health.py"), Path("api/operations/raise_alert.py")


@pytest.fixture
def checkout(system: Checkout) -> Iterator[Checkout]:
    yield system
    system.synchronize()


def deploy(checkout: Checkout, *words: str) -> dict[str, Any]:
    return answer_of(checkout.wolfctl("deploy", "local", "--json", *words))


def refused(checkout: Checkout, *words: str) -> dict[str, Any]:
    done = checkout.wolfctl("deploy", "local", "--json", *words)
    assert done.returncode == 1, done.stdout
    error: dict[str, Any] = json.loads(done.stdout)["error"]
    return error


def live(checkout: Checkout) -> tuple[str, str]:
    return api_process.live(checkout.state)


def is_ready(checkout: Checkout) -> bool:
    return httpx.get(f"http://127.0.0.1:{checkout.ports.api}/health/ready").status_code == 200


def change(checkout: Checkout, path: Path, what: str) -> None:
    file = checkout.root / path
    file.write_text(file.read_text() + what)


def record(checkout: Checkout) -> Path:
    return checkout.root / ".wolf" / "local" / "deploy.json"


def done_so_far(checkout: Checkout) -> list[str]:
    try:
        return list(json.loads(record(checkout).read_text())["done"])
    except FileNotFoundError:
        return []


def test_a_release_is_live_stays_live_when_the_next_is_bad_and_is_gone_on_with_when_cut_short(
    checkout: Checkout,
) -> None:
    change(checkout, HEALTH, "\n# a release\n")
    first = deploy(checkout)
    assert [step["name"] for step in first["steps"]] == ["build", "apply", "migrate", "roll_out", "smoke"]
    good = live(checkout)
    assert good == (first["live"], good[1])
    assert f"releases/{first['contents'][:12]}" in good[1]
    assert record(checkout).stat().st_mode & 0o777 == 0o600

    # never ready: it takes nobody's place
    change(checkout, HEALTH, "\nraise RuntimeError('a release that does not start')\n")
    error = refused(checkout)
    assert "roll the API out behind its health checks failed" in error["message"]
    assert "The API ended." in error["why"]
    assert (live(checkout), is_ready(checkout)) == (good, True)
    checkout.synchronize()

    # ready, but HELP does not come through: it is taken back
    change(
        checkout,
        ALERTS,
        "\n\nasync def raise_alert(*_: object, **__: object) -> None:  # type: ignore\n    raise OSError\n",
    )
    assert "is not finished" in refused(checkout)["message"]
    error = refused(checkout, "--anew")
    assert "smoke test: press HELP failed" in error["message"]
    assert "Put back: " in error["why"]
    assert f"Live now: {good[0].rpartition('/')[2]}." in error["why"]
    assert (live(checkout)[1], is_ready(checkout)) == (good[1], True)
    checkout.synchronize()

    # killed in the middle
    change(checkout, HEALTH, "\n# another release\n")
    running = subprocess.Popen(
        checkout.command("deploy", "local", "--json", "--anew"),
        cwd=checkout.root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    until(lambda: done_so_far(checkout) == ["build"])
    running.send_signal(signal.SIGKILL)
    running.wait()
    until(lambda: "free" in checkout.wolfctl("unlock", "local").stdout.splitlines()[0])

    second = deploy(checkout)

    assert second["resumed"] is True
    assert [step["name"] for step in second["steps"] if step["earlier"]] == ["build"]
    assert f"releases/{second['contents'][:12]}" in live(checkout)[1]
    assert second["contents"] != first["contents"]
    assert is_ready(checkout)


def until(holds: Any) -> None:
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)
