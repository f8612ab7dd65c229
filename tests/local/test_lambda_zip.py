"""The Lambda zip: small, the same bytes each time, and enough for every handler."""

import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.local.running_system import ROOT
from wolfctl.adapters import lambda_zip, tool_environment
from wolfctl.adapters.lambda_zip import Target

pytestmark = [pytest.mark.local, pytest.mark.timeout(300)]

HANDLERS = (
    "process_intent",
    "deliver_alert",
    "dead_letters",
    "connections",
    "authorize",
    "escalate",
    "watch_tasks",
    "maintain_partitions",
    "sms_reply",
    "sms_receipt",
    "speech",
)
FORBIDDEN = ("fastapi", "pydantic", "starlette", "boto3", "wolfctl")
LOOK = (
    "import importlib, json, sys; [importlib.import_module(name).handler for name in sys.argv[2:]]; "
    "from uuid import UUID; from api.field_encryption import FieldCipher; "
    "cipher, field = FieldCipher({1: b'f' * 32}, {1: b'i' * 32}), ('a field', UUID(int=1)); "
    "assert cipher.open(cipher.seal('sealed', *field), *field) == 'sealed'; "
    "print(json.dumps([name for name in sys.argv[1].split(',') if name in sys.modules]))"
)


@pytest.fixture(scope="module")
def embedded() -> Path:
    return lambda_zip.build(ROOT, Target.embedded(ROOT))


def test_the_same_sources_give_the_same_bytes_in_another_folder(embedded: Path, tmp_path: Path) -> None:
    for name in ("api", "workers", "requirements-lambda.lock", "requirements-emulator.lock"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    (tmp_path / ".wolf").mkdir()
    (tmp_path / ".wolf" / "tools").symlink_to(ROOT / ".wolf" / "tools")

    again = lambda_zip.build(tmp_path, Target.embedded(tmp_path))

    assert again.read_bytes() == embedded.read_bytes()


def test_nothing_is_built_twice_and_a_changed_source_is_noticed(embedded: Path, tmp_path: Path) -> None:
    written = embedded.stat().st_mtime_ns
    assert lambda_zip.build(ROOT, Target.embedded(ROOT)).stat().st_mtime_ns == written


def test_every_handler_loads_from_the_zip_alone_seals_fields_and_brings_no_web_framework(
    embedded: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(embedded) as archive:
        archive.extractall(tmp_path)
    python = tool_environment.ensure(ROOT, "emulator") / "bin" / "python"
    modules = [f"workers.{name}" for name in HANDLERS]

    done = subprocess.run(
        [python, "-c", LOOK, ",".join(FORBIDDEN), *modules],
        cwd=tmp_path,
        env={"AWS_LAMBDA_FUNCTION_NAME": "test", "ENVIRONMENT": "local"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


@pytest.mark.parametrize("architecture", ["arm64", "x86_64"])
def test_the_zip_for_lambda_carries_libraries_for_its_own_processor(architecture: str) -> None:
    path = lambda_zip.build(ROOT, Target.lambda_service("python3.13", architecture))

    assert path.stat().st_size <= lambda_zip.LARGEST_ZIP
    machine = {"arm64": 183, "x86_64": 62}[architecture]  # e_machine in the header of an ELF file
    archive = zipfile.ZipFile(path)
    libraries = [name for name in archive.namelist() if name.endswith(".so")]
    assert {name.split("/")[0] for name in libraries} == {"asyncpg", "Cryptodome"}
    assert all(".cpython-313-" in name or name.endswith(".abi3.so") for name in libraries)
    assert {int.from_bytes(archive.read(name)[18:20], "little") for name in libraries} == {machine}


def test_the_zip_for_lambda_carries_the_authorities_that_its_functions_are_told_of(tmp_path: Path) -> None:
    authorities = tmp_path / "rds-ca.pem"
    authorities.write_text("the first")
    target = Target("3.13", "x86_64-manylinux_2_28", str(tmp_path / "zip"))
    path = lambda_zip.build(ROOT, target, authorities=authorities)
    assert zipfile.ZipFile(path).read("rds-ca.pem") == b"the first"
    environment = (ROOT / "modules" / "compute" / "environment.tf").read_text()
    assert 'functions = "/var/task/rds-ca.pem"' in environment

    authorities.write_text("the second")
    assert zipfile.ZipFile(lambda_zip.build(ROOT, target, authorities=authorities)).read("rds-ca.pem") == b"the second"


def test_neither_vocabulary_nor_migrations_nor_caches_are_in_it(embedded: Path) -> None:
    names = zipfile.ZipFile(embedded).namelist()
    assert not [name for name in names if name.endswith((".pyc", ".sql", ".c", ".pyx")) or "vocabulary" in name]
    assert {"workers/runtime.py", "api/__init__.py"} <= set(names)
