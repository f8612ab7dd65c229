"""What is built, what is said of it, and what it is made of."""

import json
from pathlib import Path

import pytest
from rich.console import Console as RichConsole

from wolfctl import artifacts, config
from wolfctl.adapters import api_image, bill_of_materials
from wolfctl.adapters.api_image import Built
from wolfctl.adapters.container_engine import Image, Layer
from wolfctl.artifacts import Zip
from wolfctl.cli import main
from wolfctl.console import build_view
from wolfctl.errors import Refused

ROOT = Path(__file__).parents[3]
LAYERS = (
    Layer("COPY /image/base/ /", 158_900_000),
    Layer("COPY /image/packages/ /app/packages/", 147_800_000),
    Layer("COPY /image/app/ /app/", 3_230_000),
)
IMAGE = Image(
    "alphawolf-api:5d6f03e4b692-arm64", "3caf616c76a5e8c6" * 4, "arm64", "10001:10001", 309_930_000, LAYERS, {}
)
LOCK = "asyncpg==0.31.0 \\\n    --hash=sha256:aa\nPy_Thing==2.0 ; sys_platform != 'win32' \\\n    --hash=sha256:bb\n"
DPKG = (
    "Package: libc6\nStatus: install ok installed\nArchitecture: arm64\nVersion: 2.41-12\n\n"
    "Package: gone\nStatus: deinstall ok config-files\nArchitecture: arm64\nVersion: 1\n"
)


def test_an_environment_is_built_what_it_runs() -> None:
    wanted = artifacts.wanted(config.load("prod", ROOT), ROOT, [], [])

    assert [target.folder for target in wanted.zips] == [".wolf/build/arm64-python3.13"]
    assert wanted.images == ("arm64",)


def test_each_processor_and_each_python_that_is_named_gets_a_zip() -> None:
    wanted = artifacts.wanted(config.load("dev", ROOT), ROOT, ["x86_64", "arm64"], ["3.12", "3.13"])

    assert [target.folder.rpartition("/")[2] for target in wanted.zips] == [
        "x86_64-python3.12",
        "x86_64-python3.13",
        "arm64-python3.12",
        "arm64-python3.13",
    ]
    assert wanted.images == ("x86_64", "arm64")


@pytest.mark.parametrize(
    ("architectures", "pythons", "message"),
    [
        (["riscv"], [], "No Lambda function runs on 'riscv'."),
        ([], ["3"], "'3' is no version of Python."),
    ],
)
def test_what_nothing_runs_on_is_refused(architectures: list[str], pythons: list[str], message: str) -> None:
    with pytest.raises(Refused, match=message):
        artifacts.wanted(config.load("dev", ROOT), ROOT, architectures, pythons)


def test_nothing_to_build_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "dev", "--zip-only", "--image-only"]) == 1
    assert "--zip-only and --image-only leave nothing to build." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("commit", "clean", "tag"),
    [
        ("5d6f03e4b69212345", True, "5d6f03e4b692"),
        ("5d6f03e4b69212345", False, "5d6f03e4b692-dirty"),
        ("", False, "uncommitted"),
    ],
)
def test_only_what_is_committed_bears_the_name_of_its_commit(commit: str, clean: bool, tag: str) -> None:
    assert api_image.tag(commit, clean=clean) == tag


def test_what_was_built_at_80_columns() -> None:
    root = Path("/checkout")
    zip_file = Zip(root / ".wolf/build/arm64-python3.13/workers.zip", 4_400_000, "ab" * 32, root / "x")
    built = Built(IMAGE, "docker 28.2.2", "5d6f03e", clean=False, materials=root / ".wolf/build/image-arm64.cdx.json")
    console = RichConsole(width=80, no_color=True, highlight=False)

    with console.capture() as printed:
        for part in build_view.view([zip_file], [built], root):
            console.print(part)

    assert [line.rstrip() for line in printed.get().splitlines()] == [
        ".wolf/build/arm64-python3.13/workers.zip  4.40 MB  sha256 abababababababab…",
        "alphawolf-api:5d6f03e4b692-arm64  310 MB  3caf616c76a5e8c6…",
        "  arm64, user 10001:10001, by docker 28.2.2",
        "  of a checkout with uncommitted changes: no environment is given this image",
        " 158.9 MB  COPY /image/base/ /",
        " 147.8 MB  COPY /image/packages/ /app/packages/",
        "   3.2 MB  COPY /image/app/ /app/",
        "  made of  .wolf/build/image-arm64.cdx.json",
    ]


def test_a_bill_of_materials_is_the_same_each_time_and_leaves_out_what_was_removed() -> None:
    first = bill_of_materials.of_image(IMAGE, "0.1.0", 1_764_150_000, LOCK, DPKG)
    document = json.loads(first)

    assert first == bill_of_materials.of_image(IMAGE, "0.1.0", 1_764_150_000, LOCK, DPKG)
    assert {one["purl"] for one in document["components"]} == {
        "pkg:pypi/asyncpg@0.31.0",
        "pkg:pypi/py-thing@2.0",
        "pkg:deb/debian/libc6@2.41-12?arch=arm64",
    }
    assert document["metadata"]["component"]["name"] == "alphawolf-api"
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
