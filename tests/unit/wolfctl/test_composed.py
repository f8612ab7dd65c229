"""`wolfctl up --env localstack`: what is asked of Docker Compose, what is said first, what an interruption leaves."""

import asyncio
import json
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
import pytest
import yaml

from wolfctl.adapters import composed_resources, token_issuer
from wolfctl.adapters.compose import Compose, find, numbers
from wolfctl.adapters.press_path import PressFailed
from wolfctl.console import Console
from wolfctl.console.composed_run import ComposedRun, explained
from wolfctl.containers.state import ComposedState
from wolfctl.errors import Interrupted, NotFound, Refused, ToolFailed, ToolMissing
from wolfctl.workflows import composed
from wolfctl.workflows.composed import Container, Project
from wolfctl.workflows.localstack_editions import EDITIONS, WITHOUT_THE_STACK, chosen

ROOT = Path(__file__).parents[3]
FILE: dict[str, Any] = yaml.safe_load((ROOT / composed.FILE).read_text(encoding="utf-8"))

# A Docker Compose that writes down what it is asked: nothing runs yet, and what is started never becomes healthy.
RECORDER = """
import sys, time
with open(sys.argv[1], "a") as asked:
    asked.write(" ".join(sys.argv[2:]) + "\\n")
if "up" in sys.argv:
    print("a container is unhealthy", file=sys.stderr)
    sys.exit(1) if sys.argv[2] == "failing" else time.sleep(60)
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder that has what the image is named by."""
    (tmp_path / composed.FILE).symlink_to(ROOT / composed.FILE)
    return tmp_path


@pytest.fixture
def recording(tmp_path: Path) -> Callable[[str], tuple[Compose, Path]]:
    script, asked = tmp_path / "compose.py", tmp_path / "asked.txt"
    script.write_text(RECORDER)

    def one(how: str) -> tuple[Compose, Path]:
        return Compose((sys.executable, str(script), str(asked), how), "docker", "2.26.1", {}), asked

    return one


@pytest.mark.parametrize(
    ("profile", "has_token", "expected"),
    [
        (None, False, "localstack"),
        (None, True, "localstack-licensed"),
        ("localstack", True, "localstack"),
        ("ministack", False, "ministack"),
    ],
)
def test_a_token_chooses_the_newest_and_nothing_else_does(profile: str | None, has_token: bool, expected: str) -> None:
    assert chosen(profile, has_token=has_token).profile == expected


@pytest.mark.parametrize("profile", ["localstack-licensed", "moto", ""])
def test_an_emulator_that_cannot_start_is_refused(profile: str) -> None:
    if profile:
        with pytest.raises(Refused) as refused:
            chosen(profile, has_token=False)
        assert "ministack" in refused.value.hint
    else:
        assert chosen(profile, has_token=False).profile == "localstack"


@pytest.mark.parametrize("profile", EDITIONS)
def test_every_emulator_says_what_it_lacks_and_that_nobody_is_texted(profile: str) -> None:
    edition = EDITIONS[profile]

    assert profile in FILE["services"]
    assert set(WITHOUT_THE_STACK) < set(edition.lacks)
    assert any("no text messages, no escalation" in lack.means for lack in edition.lacks)


def test_every_checkout_has_containers_of_its_own(tmp_path: Path) -> None:
    first, second = Project(tmp_path / "a", tmp_path / "a.env"), Project(tmp_path / "b", tmp_path / "b.env")

    assert first.name != second.name
    assert first.name == Project(tmp_path / "a", tmp_path / "elsewhere.env").name
    assert first.words("ministack", "ps")[:2] == ("--project-name", first.name)


def test_what_is_asked_of_compose(tmp_path: Path) -> None:
    project = Project(tmp_path, tmp_path / "compose.env")

    start, once = project.start("ministack", "primary", "ministack"), project.once("ministack", "migrate")
    stop = project.stop(forget=False)

    assert start[start.index("--profile") :][:3] == ("--profile", "ministack", "up")
    assert start[-2:] == ("primary", "ministack")
    assert {"--detach", "--wait", "--no-deps"} <= set(start)
    assert once[-1] == "migrate"
    assert {"run", "--rm", "--no-TTY"} <= set(once)
    assert stop[stop.index("--profile") :] == ("--profile", "*", "down", "--remove-orphans")
    assert project.stop(forget=True)[-1] == "--volumes"
    assert project.remove()[-3:] == ("--stop", "--force", "--volumes")


def test_the_file_names_what_is_brought_up_and_what_is_made() -> None:
    for profile in EDITIONS:
        assert set(composed.services(profile)) <= set(FILE["services"])
    api = FILE["services"]["api"]["environment"]
    assert api["ALERTS_TOPIC_ARN"] == composed_resources.TOPIC
    assert FILE["x-aws"]["FIELD_KEY_ARN"].endswith(composed_resources.KEY)
    assert FILE["x-aws"]["AWS_ENDPOINT_URL"] == composed_resources.INSIDE
    assert FILE["x-aws"]["AWS_REGION"] == composed_resources.REGION


def test_what_the_file_asks_for_is_told_and_can_be_read_back(checkout: Path) -> None:
    remembered = ComposedState(checkout).begin("localstack")
    pools = token_issuer.pools("http://aws:4566/keys")

    told = composed.variables(remembered.told, image="api:1", pools=pools, api=1, emulator=2)

    assert set(told) >= {name for name in FILE_VARIABLES if name not in {"LOCALSTACK_AUTH_TOKEN"}}
    assert not [value for value in told.values() if "'" in value or "\n" in value]
    assert f"COGNITO_POOLS='{json.dumps(pools)}'\n" in composed.text(told)


FILE_VARIABLES = {
    part.partition("}")[0].partition(":")[0] for part in (ROOT / composed.FILE).read_text().split("${")[1:]
}

LINE = {"Service": "api", "State": "running", "Health": "healthy", "Publishers": [{"PublishedPort": 8001}]}
OTHER = {"Service": "migrate", "State": "exited", "Health": "", "Publishers": None}


@pytest.mark.parametrize("printed", [f"{json.dumps(LINE)}\n{json.dumps(OTHER)}\n", json.dumps([OTHER, LINE])])
def test_containers_are_read_as_newer_and_older_versions_print_them(printed: str) -> None:
    assert composed.containers(printed) == [
        Container("api", "running", "healthy", 8001),
        Container("migrate", "exited", "", None),
    ]
    assert composed.containers("") == []


@pytest.mark.parametrize(
    ("printed", "expected"),
    [("2.26.1-4\n", (2, 26, 1)), ("v2.20.2", (2, 20, 2)), ("5.0.0+ds1", (5, 0, 0)), ("podman-compose", None)],
)
def test_versions(printed: str, expected: tuple[int, ...] | None) -> None:
    assert numbers(printed) == expected


def answering(answers: Mapping[str, tuple[int, str]]) -> Callable[..., "subprocess.CompletedProcess[bytes]"]:
    def ask(command: list[str], **_: object) -> "subprocess.CompletedProcess[bytes]":
        code, printed = answers.get(" ".join(command), (1, ""))
        return subprocess.CompletedProcess(command, code, printed.encode(), b"" if code == 0 else b"no such thing")

    return ask


PLUGIN = {"docker compose version --short": (0, "2.26.1"), "docker info": (0, "")}
ALONE = {"docker-compose version --short": (0, "2.30.0"), "docker info": (0, "")}
OLD = {"docker compose version --short": (0, "2.20.1"), "docker info": (0, "")}
PODMAN = {"podman compose version --short": (0, "2.30.0"), "podman info": (0, "")}


@pytest.mark.parametrize(
    ("answers", "command", "engine"),
    [
        (PLUGIN, ("docker", "compose"), "docker"),
        (ALONE, ("docker-compose",), "docker"),
        (PODMAN, ("podman", "compose"), "podman"),
        ({**OLD, **PODMAN}, ("podman", "compose"), "podman"),
    ],
)
def test_compose_is_found_where_it_is(
    answers: dict[str, tuple[int, str]], command: tuple[str, ...], engine: str
) -> None:
    environ = {"PATH": "/bin", "DOCKER_HOST": "unix:///x", "OWNER_PASSWORD": "theirs", "COMPOSE_PROFILES": "theirs"}

    found = find(which=lambda name: name, ask=answering(answers), environ=environ)

    assert (found.command, found.engine) == (command, engine)
    assert found.environment == {"PATH": "/bin", "DOCKER_HOST": "unix:///x"}


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (OLD, "2.20.1 is no Docker Compose 2.20.2 or newer"),
        ({"docker compose version --short": (0, "2.26.1")}, "docker does not answer"),
        ({}, "it does not answer"),
    ],
)
def test_without_compose_it_says_what_is_wrong_and_what_to_do(answers: dict[str, tuple[int, str]], said: str) -> None:
    with pytest.raises(ToolMissing) as missing:
        find(which=lambda name: name if name == "docker" else None, ask=answering(answers), environ={})

    assert said in missing.value.why
    assert "podman is not on PATH" in missing.value.why
    assert "wolfctl up" in missing.value.hint


def test_what_is_remembered_is_private_and_stays_the_same(checkout: Path) -> None:
    state = ComposedState(checkout)
    assert state.remembered() is None
    with pytest.raises(NotFound):
        state.require()

    first = state.begin("ministack")

    assert state.begin("localstack") == first == state.require()
    state.issuer.key_set()
    files = [path for path in state.folder.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert first.told["OWNER_PASSWORD"].isalnum()
    assert first.told["OWNER_PASSWORD"] not in repr(first)
    assert first.api != first.emulator


def test_a_token_is_what_the_published_key_vouches_for(tmp_path: Path) -> None:
    issuer = token_issuer.TokenIssuer(tmp_path / "issuer.pem")
    sams, anas = (issuer.token(name, time.time()) for name in ("sam", "ana"))
    key = jwt.PyJWK(json.loads(issuer.key_set())["keys"][0]).key
    people, caregivers = token_issuer.pools("http://aws:4566/keys")

    for token, pool in ((sams, people), (anas, caregivers)):
        claims = jwt.decode(token, key, algorithms=["RS256"], issuer=pool["issuer"])
        assert (claims["client_id"], claims["token_use"]) == (pool["client_id"], "access")
    assert caregivers["second_factor"]
    with pytest.raises(NotFound):
        issuer.token("eve", 0)


async def brought_up(root: Path, compose: Compose) -> None:
    run = ComposedRun(Console(), root, compose, build=lambda _, engine: engine)
    await run.up(EDITIONS["ministack"], stay=False)


async def test_an_interrupted_run_removes_what_it_started(
    checkout: Path, recording: Callable[[str], tuple[Compose, Path]], capsys: pytest.CaptureFixture[str]
) -> None:
    compose, asked = recording("hanging")
    running = asyncio.create_task(brought_up(checkout, compose))
    while not (asked.exists() and " up " in asked.read_text()):
        assert not running.done(), running.result()
        await asyncio.sleep(0.02)
    running.cancel()

    with pytest.raises(Interrupted) as interrupted:
        await running

    assert interrupted.value.exit_code == 130
    assert " down " in asked.read_text().splitlines()[-1]
    assert "--volumes" not in asked.read_text().splitlines()[-1]
    said = capsys.readouterr().err
    assert said.index("no text messages") < said.index("Stopping what was started")


async def test_what_does_not_become_healthy_is_told_and_removed(
    checkout: Path, recording: Callable[[str], tuple[Compose, Path]]
) -> None:
    compose, asked = recording("failing")

    with pytest.raises(ToolFailed) as failed:
        await brought_up(checkout, compose)

    assert failed.value.why == "a container is unhealthy"
    assert [line.split("* ")[-1].split()[0] for line in asked.read_text().splitlines()[-4:]] == [
        "logs",
        "ps",
        "rm",
        "down",
    ]


async def test_another_emulator_is_refused_as_long_as_there_are_data(
    checkout: Path, recording: Callable[[str], tuple[Compose, Path]]
) -> None:
    ComposedState(checkout).begin("localstack")
    compose, asked = recording("hanging")

    with pytest.raises(Refused) as refused:
        await brought_up(checkout, compose)

    assert "--forget" in refused.value.hint
    assert not asked.exists()


def test_a_press_that_is_lost_names_the_hop() -> None:
    now = datetime.now(UTC)
    passed = dict.fromkeys(composed.HOPS[:4], (now, ""))

    told = explained(PressFailed("The press did not reach the caregiver's socket.", passed))

    assert "It did not pass: outbox → SNS" in told.why
    assert "containers.log" in told.hint
