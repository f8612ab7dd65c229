"""Docker or Podman, whichever is there: builds, describes, reads from and pushes images.

Docker's builder from before BuildKit is not used: it stamps everything with the time of the build, and cannot build for
another processor.
"""

import io
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wolfctl.errors import ToolFailed, ToolMissing

BUILT_WITHIN_S = 1800.0
# Podman rounds sizes for people, whatever it is asked.
UNITS = {"B": 1, "kB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}
ANSWERS_WITHIN_S = 20.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an image is made from; `made_at` is the Unix time that it bears, `architecture` as containers name it."""

    dockerfile: Path
    context: Path
    name: str
    architecture: str
    made_at: int
    arguments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Layer:
    """What one instruction added, in bytes before compression."""

    made_by: str
    size: int


@dataclass(frozen=True, slots=True)
class Image:
    """An image that an engine holds; `id` is the SHA-256 of its description, which names each layer's."""

    name: str
    id: str
    architecture: str
    user: str
    size: int
    layers: tuple[Layer, ...]
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Engine:
    """A program that takes Docker's commands; a `fresh` one builds without what it kept of earlier builds."""

    name: str
    program: str
    version: str
    environment: Mapping[str, str] = field(default_factory=dict)
    fresh: bool = False

    def build(self, recipe: Recipe) -> Image:
        """Build an image. Raises ToolFailed with the end of what the builder said."""
        options = [f"--build-arg={name}={value}" for name, value in recipe.arguments.items()]
        if self.name == "docker":
            verb = ["buildx", "build", "--load", "--progress=plain", "--provenance=false", "--network=host"]
            options.append(f"--build-arg=SOURCE_DATE_EPOCH={recipe.made_at}")
        else:  # Docker's format, because OCI's has no health check
            verb = ["build", "--format=docker", f"--timestamp={recipe.made_at}", "--network=host"]
        options += ["--platform", f"linux/{recipe.architecture}", "--file", str(recipe.dockerfile)]
        options += ["--no-cache"] if self.fresh else []
        words = [*verb, *options, "--tag", recipe.name, str(recipe.context)]
        self._run(words, "The image cannot be built.", within_s=BUILT_WITHIN_S)
        return self.describe(recipe.name)

    def describe(self, name: str) -> Image:
        """What the engine says of an image. Raises ToolFailed when it holds none of that name."""
        failed = f"{self.name} does not hold the image {name}."
        found = json.loads(self._run(["image", "inspect", name], failed))[0]
        template = "{{json .CreatedBy}}\t{{.Size}}"
        history = self._run(["history", "--no-trunc", "--human=false", "--format", template, name], failed)
        layers = [_layer(line) for line in history.splitlines() if line.strip()]
        return Image(
            name=name,
            id=str(found["Id"]).removeprefix("sha256:"),
            architecture=str(found["Architecture"]),
            user=str(found["Config"].get("User", "")),
            size=int(found["Size"]),
            layers=tuple(layer for layer in reversed(layers) if layer.size),
            labels=dict(found["Config"].get("Labels") or {}),
        )

    def read(self, name: str, path: str) -> bytes:
        """A file of an image, which need not be for this machine's processor. Raises ToolFailed without it."""
        failed = f"{path} cannot be read from the image {name}."
        container = self._run(["create", name], failed).strip().splitlines()[-1]
        try:
            archive = self._bytes(["cp", f"{container}:{path}", "-"], failed)
        finally:
            self._run(["rm", container], failed)
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            content = files.extractfile(files.next() or tarfile.TarInfo())
            return content.read() if content else b""

    def push(self, name: str, target: str, *, user: str, password: str) -> None:
        """Push an image under another name, signed in for this push alone. Raises ToolFailed."""
        registry = target.partition("/")[0]
        failed = f"The image cannot be pushed to {target}."
        with tempfile.TemporaryDirectory() as folder:
            # what is kept of the sign-in goes away with the folder
            signed_in = [f"--authfile={folder}/auth.json"] if self.name == "podman" else []
            first = ["--config", folder] if self.name == "docker" else []
            words = [*first, "login", *signed_in, "--username", user, "--password-stdin", registry]
            self._run(words, failed, given=password)
            self._run(["tag", name, target], failed)
            self._run([*first, "push", *signed_in, target], failed, within_s=BUILT_WITHIN_S)

    def _run(
        self, words: Sequence[str], failed: str, *, given: str = "", within_s: float = ANSWERS_WITHIN_S * 6
    ) -> str:
        return self._bytes(words, failed, given=given, within_s=within_s).decode(errors="replace")

    def _bytes(
        self, words: Sequence[str], failed: str, *, given: str = "", within_s: float = ANSWERS_WITHIN_S * 6
    ) -> bytes:
        done = said([self.program, *words], given=given, within_s=within_s, environment=self.environment)
        if done.returncode:
            raise ToolFailed(
                failed,
                why=done.stderr.decode(errors="replace").strip()[-1500:],
                hint=f"`{self.name} info` says how it is; base image and packages come from the network.",
            )
        return done.stdout


Said = Callable[..., "subprocess.CompletedProcess[bytes]"]


def said(
    command: Sequence[str], *, given: str = "", within_s: float = ANSWERS_WITHIN_S, environment: Mapping[str, str]
) -> "subprocess.CompletedProcess[bytes]":
    """Run a command to its end; a program that hangs counts as one that failed."""
    try:
        return subprocess.run(
            command,
            input=given.encode(),
            env={**os.environ, **environment},
            capture_output=True,
            timeout=within_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, b"", f"no answer within {within_s:.0f} s".encode())


def find(*, which: Callable[[str], str | None] = shutil.which, ask: Said = said) -> Engine:
    """The engine that can build here: Docker with its builder, else Podman.

    Raises ToolMissing with what is wrong with each.
    """
    wrong = []
    if docker := which("docker"):
        answer = ask([docker, "version", "--format", "{{.Server.Version}}"], environment={})
        if answer.returncode:
            wrong.append(f"docker: its daemon does not answer ({_first_line(answer)}).")
        elif (builder := ask([docker, "buildx", "version"], environment={})).returncode:
            wrong.append(f"docker: it has no buildx ({_first_line(builder)}).")
        else:
            return Engine("docker", docker, answer.stdout.decode().strip(), _where(docker, ask))
    else:
        wrong.append("docker: not on PATH.")
    if podman := which("podman"):
        answer = ask([podman, "version", "--format", "{{.Client.Version}}"], environment={})
        if not answer.returncode:
            return Engine("podman", podman, answer.stdout.decode().strip())
        wrong.append(f"podman: it does not run ({_first_line(answer)}).")
    else:
        wrong.append("podman: not on PATH.")
    raise ToolMissing(
        "There is nothing here that builds images.",
        why="\n".join(wrong),
        hint="Start Docker, or install its buildx plugin, or Podman; `wolfctl build ENV --zip-only` needs neither.",
    )


def _where(docker: str, ask: Said) -> dict[str, str]:
    """Where the daemon is, said in so many words: a folder for one push knows no contexts."""
    answer = ask([docker, "context", "inspect", "--format", "{{.Endpoints.docker.Host}}"], environment={})
    host = answer.stdout.decode().strip()
    return {"DOCKER_HOST": host} if not answer.returncode and host else {}


def _layer(line: str) -> Layer:
    made_by, _, size = line.rpartition("\t")
    text: Any = json.loads(made_by)
    number, unit = re.fullmatch(r"([\d.]+) ?([kMG]?B)?", size.strip()).groups()  # type: ignore[union-attr]
    made = str(text).removesuffix("# buildkit").removeprefix("/bin/sh -c #(nop) ").strip()
    return Layer(made, round(float(number) * UNITS[unit or "B"]))


def _first_line(answer: "subprocess.CompletedProcess[bytes]") -> str:
    lines = answer.stderr.decode(errors="replace").strip().splitlines()
    return lines[0][:200] if lines else f"exit code {answer.returncode}"
