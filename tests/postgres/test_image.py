"""The image of the API: really built, started as ECS starts it, on this machine's PostgreSQL.

It takes Docker with buildx or Podman, and the base image that the Dockerfile names, pulled or to be had.
"""

import json
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from api.settings import DatabaseSettings
from tests.postgres.conftest import Server, free_port
from tests.postgres.issuer import Issuer, published
from tests.postgres.running_api import PEOPLE, environment, task_variables
from tests.postgres.small_aws import SmallAws, serving
from wolfctl.adapters import api_image, container_engine
from wolfctl.adapters.api_image import Built
from wolfctl.adapters.container_engine import Engine
from wolfctl.errors import ToolMissing

ROOT = Path(__file__).parents[2]
# As the task definition has it: modules/compute/tasks.tf.
AS_ECS_DOES = ("--read-only", "--user=10001:10001", "--cap-drop=ALL", "--security-opt=no-new-privileges")
STOP_S = 30
COMPILERS = "cc gcc g++ c++ clang cpp as ld make rustc go pip pip3 uv apt apt-get dpkg easy_install"

TEMPORARY = "/tmp"  # noqa: S108 - the container's own
LOOK = f"""
import importlib.util, json, os, shutil
from importlib import resources

def kept(place, name):
    return sorted(entry.name for entry in resources.files(place).joinpath(name).iterdir())

programs = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
files = [os.path.join(where, name) for where, _, names in os.walk("/usr") for name in names]
print(json.dumps({{
    "kept": {{"console": kept("api", "console"), "migrations": kept("api.db", "migrations"),
             "vocabulary": kept("api.db", "vocabulary")}},
    "tools": [name for name in "{COMPILERS}".split() if shutil.which(name, path=programs)],
    "rights": [path for path in files if not os.path.islink(path) and os.stat(path).st_mode & 0o6000],
    "modules": [name for name in ("pip", "ensurepip", "setuptools") if importlib.util.find_spec(name)],
    "writable": [path for path in ("/", "/app", "/usr", "/etc", "{TEMPORARY}") if os.access(path, os.W_OK)],
    "user": [os.getuid(), os.getgid()],
}}))
"""

USERS = "import glob, json, os; print(json.dumps([os.stat(path).st_uid for path in glob.glob('/proc/[0-9]*')]))"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]


@pytest.fixture(scope="module")
def engine() -> Engine:
    try:
        found = container_engine.find()
    except ToolMissing as missing:
        pytest.skip(f"{missing.message} {missing.why}")
    base = re.search(r"^ARG BASE=(\S+)", (ROOT / "api" / "Dockerfile").read_text(), re.MULTILINE)
    assert base
    if run(found, "image", "inspect", base[1]).returncode:
        pulled = run(found, "pull", base[1])
        if pulled.returncode:
            pytest.skip(f"{base[1]} is not here and cannot be pulled: {pulled.stderr.decode()[-200:]}")
    return found


@pytest.fixture(scope="module")
def built(engine: Engine) -> Built:
    return api_image.build(ROOT, "0", None, engine)


@pytest.fixture
def aws() -> Iterator[SmallAws]:
    with serving() as small:
        yield small


def run(engine: Engine, *words: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([engine.program, *words], input=given, capture_output=True, timeout=600, check=False)


def inside(engine: Engine, built: Built, *words: str, given: bytes = b"", told: tuple[str, ...] = ()) -> bytes:
    """Run a command in a fresh container, bound as the task is."""
    options = ("--rm", "--interactive", "--network=host", "--tmpfs=/tmp", *AS_ECS_DOES, *told)
    done = run(engine, "run", *options, built.image.name, *words, given=given)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_it_holds_what_the_api_needs_and_nothing_that_builds_or_installs(engine: Engine, built: Built) -> None:
    found = json.loads(inside(engine, built, "python", "-c", LOOK))

    assert (found["tools"], found["modules"], found["rights"]) == ([], [], [])
    assert (found["writable"], found["user"]) == ([TEMPORARY], [10001, 10001])
    for name, folder in (("console", "api"), ("migrations", "api/db"), ("vocabulary", "api/db")):
        ours = {path.name for path in (ROOT / folder / name).iterdir() if path.suffix != ".pyc"} - {"__pycache__"}
        assert set(found["kept"][name]) - {"__pycache__"} == ours
    assert built.image.user == "10001:10001"
    assert built.image.labels["org.opencontainers.image.revision"].startswith(built.commit)


def test_the_synthesiser_is_a_process_of_its_own_in_it(engine: Engine, built: Built) -> None:
    line = {"text": "I need help.", "voice": "en-us", "words_per_minute": 160, "pitch": 50}

    answer = inside(engine, built, "python", "-m", "api.espeak", given=json.dumps(line).encode() + b"\n")

    assert answer[4:8] == b"RIFF"
    assert int.from_bytes(answer[:4], "big") == len(answer) - 4 > 10_000


def test_its_bill_of_materials_names_every_pinned_package_and_debian_s(built: Built) -> None:
    components = json.loads(built.materials.read_text())["components"]
    named = {component["purl"] for component in components}
    pinned = re.findall(r"^([\w.-]+)==([^ ;\\]+)", (ROOT / "requirements-api.lock").read_text(), re.MULTILINE)

    assert {f"pkg:pypi/{name}@{version}" for name, version in pinned} <= named
    assert [purl for purl in named if purl.startswith("pkg:deb/debian/libc6@")]


def test_the_same_sources_give_the_same_image_built_from_nothing(engine: Engine, built: Built) -> None:
    without_cache = Engine(engine.name, engine.program, engine.version, engine.environment, fresh=True)

    assert api_image.build(ROOT, "0", None, without_cache).image.id == built.image.id


def test_it_migrates_seeds_serves_and_ends_what_it_has_begun_when_it_is_told_to_stop(
    engine: Engine, built: Built, settings: DatabaseSettings, server: Server, aws: SmallAws
) -> None:
    with published(Issuer()) as issuer:
        port = free_port()
        told = as_options(task_variables(settings, issuer, aws, port))
        owner = as_options(environment(server.settings(settings.name, as_owner=True)))
        migrated = inside(engine, built, "python", "-m", "api.db.migrate", "up", "--json", told=owner).decode()
        outcome = json.loads(migrated.splitlines()[-1])
        assert (outcome["verb"], outcome["pending"], outcome["held"]) == ("up", [], {}), migrated
        inside(engine, built, "python", "-m", "api.db.seed", given=json.dumps(PEOPLE).encode(), told=told)

        name = f"alphawolf-{uuid4().hex[:8]}"
        options = ("--detach", f"--name={name}", "--network=host", "--tmpfs=/tmp", "--init", *AS_ECS_DOES, *told)
        assert run(engine, "run", *options, built.image.name).returncode == 0
        try:
            url = f"http://127.0.0.1:{port}"
            until(lambda: httpx.get(f"{url}/health/ready").status_code == 200)
            users = json.loads(run(engine, "exec", name, "python", "-c", USERS).stdout)
            assert set(users) == {10001}
            kept_from_writing = run(engine, "exec", name, "python", "-c", "open('/app/x', 'w')")
            assert b"Read-only file system" in kept_from_writing.stderr

            answers: list[httpx.Response] = []
            aws.lambda_hangs = threading.Event()
            before = aws.invocations
            asking = threading.Thread(target=lambda: answers.append(understood(url, issuer)))
            asking.start()
            until(lambda: aws.invocations > before)
            begun = time.monotonic()
            assert run(engine, "stop", f"--time={STOP_S}", name).returncode == 0
            took = time.monotonic() - begun
            aws.lambda_hangs.set()
            asking.join(20)

            code = run(engine, "inspect", "--format={{.State.ExitCode}}", name).stdout.decode().strip()
            assert code in {
                "0",
                "143",
            }  # uvicorn shuts down, then ends by the signal; 137 were a process that was killed
            assert [answer.status_code for answer in answers] == [200]
            assert answers[0].json()["sentence"]
            assert took < STOP_S
            print(f"ready, then stopped in {took:.1f} s with a request in flight")  # noqa: T201 - a figure to report
        finally:
            run(engine, "rm", "--force", name)


def understood(url: str, issuer: Issuer) -> httpx.Response:
    headers = {"authorization": f"Bearer {issuer.token('sub-sam')}"}
    body = {"symbols": ["help"], "locale": "en"}
    return httpx.post(f"{url}/intents", json=body, headers=headers, timeout=30)


def as_options(variables: dict[str, str]) -> tuple[str, ...]:
    return tuple(f"--env={name}={value}" for name, value in variables.items())


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if holds():
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError("it does not come to that")
