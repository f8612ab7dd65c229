"""Which engine builds, and what is said when there is none."""

import subprocess
from collections.abc import Callable, Mapping, Sequence

import pytest

from wolfctl.adapters import container_engine
from wolfctl.adapters.container_engine import Layer
from wolfctl.errors import ToolMissing

Answers = Mapping[str, tuple[int, str, str]]
NO_DAEMON = (1, "", "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is it running?")
NO_BUILDX = (1, "", "docker: unknown command: docker buildx\n\nRun 'docker --help' for more information")
DOCKER = (0, "28.2.2\n", "")
BUILDX = (0, "github.com/docker/buildx v0.24.0", "")
CONTEXT = (0, "unix:///var/run/docker.sock\n", "")
PODMAN = (0, "5.4.2\n", "")


def asked(answers: Answers) -> Callable[..., "subprocess.CompletedProcess[bytes]"]:
    def ask(command: Sequence[str], **_: object) -> "subprocess.CompletedProcess[bytes]":
        code, out, err = answers[f"{command[0]} {command[1]}"]
        return subprocess.CompletedProcess(command, code, out.encode(), err.encode())

    return ask


def found(answers: Answers) -> container_engine.Engine:
    on_path = {words.split()[0] for words in answers}
    return container_engine.find(which=lambda name: name if name in on_path else None, ask=asked(answers))


def test_docker_with_its_builder_comes_first() -> None:
    engine = found(
        {"docker version": DOCKER, "docker buildx": BUILDX, "docker context": CONTEXT, "podman version": PODMAN}
    )

    assert (engine.name, engine.version) == ("docker", "28.2.2")
    assert engine.environment == {"DOCKER_HOST": "unix:///var/run/docker.sock"}


@pytest.mark.parametrize(
    "docker", [{"docker version": NO_DAEMON}, {"docker version": DOCKER, "docker buildx": NO_BUILDX}]
)
def test_podman_builds_where_docker_cannot(docker: Answers) -> None:
    assert found({**docker, "podman version": PODMAN}).name == "podman"


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({}, "docker: not on PATH.\npodman: not on PATH."),
        (
            {"docker version": NO_DAEMON},
            f"docker: its daemon does not answer ({NO_DAEMON[2]}).\npodman: not on PATH.",
        ),
        (
            {"docker version": DOCKER, "docker buildx": NO_BUILDX, "podman version": (125, "", "")},
            f"docker: it has no buildx ({NO_BUILDX[2].splitlines()[0]}).\npodman: it does not run (exit code 125).",
        ),
    ],
)
def test_without_either_it_says_what_is_wrong_with_each_and_what_to_do(answers: Answers, why: str) -> None:
    with pytest.raises(ToolMissing) as missing:
        found(answers)

    assert missing.value.message == "There is nothing here that builds images."
    assert missing.value.why == why
    assert missing.value.hint == (
        "Start Docker, or install its buildx plugin, or Podman; `wolfctl build ENV --zip-only` needs neither."
    )
    assert missing.value.exit_code == 1


@pytest.mark.parametrize(
    ("line", "layer"),
    [
        ('"COPY /image/app/ /app/ # buildkit"\t3231234', Layer("COPY /image/app/ /app/", 3_231_234)),
        ('"/bin/sh -c #(nop) COPY dir:5 in /app/ "\t3.75 MB', Layer("COPY dir:5 in /app/", 3_750_000)),
        ('"CMD [\\"python\\"]"\t0 B', Layer('CMD ["python"]', 0)),
    ],
)
def test_a_layer_as_docker_and_as_podman_tell_of_it(line: str, layer: Layer) -> None:
    assert container_engine._layer(line) == layer


def test_a_program_that_hangs_is_one_that_failed() -> None:
    done = container_engine.said(["sleep", "5"], within_s=0.05, environment={})

    assert (done.returncode, done.stderr) == (1, b"no answer within 0 s")
