"""`wolfctl up --env localstack` with real containers: MiniStack's image, PostgreSQL's, and the API's built here.

It takes Docker Compose and the images that compose file and Dockerfile name, pulled or to be had, and some minutes.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from jsonschema import Draft202012Validator

from wolfctl.adapters import compose
from wolfctl.adapters.compose import Compose
from wolfctl.containers.state import ComposedState
from wolfctl.errors import ToolMissing
from wolfctl.workflows import composed

ROOT = Path(__file__).parents[2]
PROFILE = "ministack"
pytestmark = [pytest.mark.local, pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def found() -> Compose:
    """Docker Compose, and every image that it will be asked for."""
    try:
        here = compose.find()
    except ToolMissing as missing:
        pytest.skip(f"{missing.message} {missing.why}")
    services = yaml.safe_load((ROOT / composed.FILE).read_text(encoding="utf-8"))["services"]
    base = re.search(r"^ARG BASE=(\S+)", (ROOT / "api" / "Dockerfile").read_text(), re.MULTILINE)
    assert base
    for image in (services["primary"]["image"], services[PROFILE]["image"], base[1]):
        had(here, image)
    return here


def had(here: Compose, image: str) -> None:
    """Skip unless an image is here, or can be pulled."""
    if engine(here, "image", "inspect", image).returncode and engine(here, "pull", image).returncode:
        pytest.skip(f"{image} is not here and cannot be pulled")


def engine(here: Compose, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([here.engine, *words], capture_output=True, text=True, timeout=600, check=False)


def volumes(here: Compose) -> list[str]:
    """The names of all volumes."""
    return engine(here, "volume", "ls", "--quiet").stdout.split()


class Checkout:
    """A clone of this one at its last commit, and what `wolfctl` says in it."""

    def __init__(self, root: Path, here: Compose) -> None:
        self.root = root
        self._here = here
        subprocess.run(["git", "clone", "--quiet", "--shared", str(ROOT), str(root)], check=True, timeout=60)

    def start(self, *words: str) -> "subprocess.Popen[str]":
        program = [sys.executable, "-c", "import sys; from wolfctl.cli import main; sys.exit(main())", *words]
        told = os.environ | {"PYTHONPATH": str(ROOT)}
        return subprocess.Popen(
            program, cwd=self.root, env=told, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def says(self, verb: str, *words: str) -> dict[str, Any]:
        """The document of a verb, which is as its schema has it."""
        process = self.start(verb, "--env", "localstack", *words, "--json")
        printed, complaint = process.communicate(timeout=900)
        assert process.returncode == 0, printed + complaint
        document: dict[str, Any] = json.loads(printed)
        schema = json.loads((ROOT / "docs" / "schemas" / f"{verb}.json").read_text())
        Draft202012Validator(schema).validate(document)
        return document

    def left(self, kind: str) -> list[str]:
        """The containers, networks or volumes that Docker still has of it."""
        label = f"label=com.docker.compose.project={ComposedState(self.root).project.name}"
        every = ["--all"] if kind == "container" else []
        listed = engine(self._here, kind, "ls", *every, "--quiet", "--filter", label)
        assert listed.returncode == 0, listed.stderr
        return listed.stdout.split()

    def calls(self, path: str) -> Any:
        """What the API answers Sam."""
        token = self.says("token", "sam")["access_token"]
        url = ComposedState(self.root).require().url
        return httpx.get(f"{url}{path}", headers={"authorization": f"Bearer {token}"}, trust_env=False).json()


@pytest.fixture
def checkouts(found: Compose, tmp_path: Path) -> Iterator[tuple[Checkout, Checkout]]:
    both = Checkout(tmp_path / "one", found), Checkout(tmp_path / "two", found)
    yield both
    for checkout in both:
        checkout.says("down", "--forget")
        assert [checkout.left(kind) for kind in ("container", "network", "volume")] == [[], [], []]


def test_help_is_heard_in_two_checkouts_side_by_side_and_what_was_said_outlives_a_stop(
    found: Compose, checkouts: tuple[Checkout, Checkout]
) -> None:
    one, two = checkouts
    first = one.says("up", "--profile", PROFILE)
    second = two.says("up", "--profile", PROFILE)

    for document in (first, second):
        assert {hop["hop"] for hop in document["press"]["hops"]} == set(composed.HOPS)
        assert document["healthy"]
        assert "no text messages" in json.dumps(document["lacks"])
        print(json.dumps({key: document[key] for key in ("seconds", "steps", "press")}))  # noqa: T201 - figures
    assert first["rest_api_url"] != second["rest_api_url"]
    assert one.says("up", "--profile", PROFILE)["already"]
    assert one.says("status")["healthy"]

    unnamed = {name for name in volumes(found) if re.fullmatch("[0-9a-f]{64}", name)}
    alert = first["press"]["alert_id"]
    assert one.says("down")["stopped"]
    assert (one.left("container"), one.left("network")) == ([], [])
    assert len(one.left("volume")) == 3
    assert len({name for name in volumes(found) if name in unnamed}) < len(unnamed), (
        "what images declare is left behind"
    )
    assert two.says("status")["healthy"]
    again = one.says("up", "--profile", PROFILE)

    assert again["press"]["alert_id"]
    assert one.calls(f"/alerts/{alert}")["id"] == alert


def test_help_is_heard_with_localstack_too(found: Compose, checkouts: tuple[Checkout, Checkout]) -> None:
    services = yaml.safe_load((ROOT / composed.FILE).read_text(encoding="utf-8"))["services"]
    had(found, services["localstack"]["image"])
    one, _ = checkouts

    document = one.says("up", "--profile", "localstack")

    assert {hop["hop"] for hop in document["press"]["hops"]} == set(composed.HOPS)
    assert one.says("status")["healthy"]


def test_an_interrupted_start_leaves_no_container_and_no_network(checkouts: tuple[Checkout, Checkout]) -> None:
    one, _ = checkouts
    process = one.start("up", "--env", "localstack", "--profile", PROFILE)
    deadline = time.monotonic() + 300
    while not one.left("container"):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.1)

    process.send_signal(signal.SIGINT)
    printed, complaint = process.communicate(timeout=120)

    assert process.returncode == 130, printed + complaint
    assert "what was started has been removed" in complaint
    assert (one.left("container"), one.left("network")) == ([], [])
