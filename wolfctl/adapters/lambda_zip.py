"""Builds the Lambda zip: the workers, what they share with the API, asyncpg and the cipher of fields.

On AWS it also holds the authorities that vouch for the database.

The same sources and lock give the same bytes: entries are sorted, times and permissions are fixed.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from wolfctl.adapters import tool_environment
from wolfctl.adapters.state_folder import read_json, write_json
from wolfctl.errors import ToolFailed, WolfctlError

LARGEST_ZIP = 5_000_000
EPOCH = (1980, 1, 1, 0, 0, 0)
# Everything that a handler may import; the API's own modules and the vocabulary stay out.
SOURCES = (
    "workers",
    "api/__init__.py",
    "api/breaker.py",
    "api/field_encryption.py",
    "api/retry.py",
    "api/settings.py",
    "api/speech",
    "api/domain",
    "api/db",
    "api/operations",
)
LEFT_OUT = (
    "api/speech/opening.py",
    "api/db/vocabulary",
    "api/db/migrations",
    "api/db/migrator",
    "api/db/migrate.py",
    "api/db/seed.py",
    "api/db/audit_verify.py",
)
# Of the cipher's package AES-GCM alone is used, which takes BLAKE2s to compare tags: no other cipher, no other hash.
PARTS = ("IO", "Math", "Protocol", "PublicKey", "SelfTest", "Signature")
CIPHERS = (
    "_ARC4",
    "_Salsa20",
    "_chacha20",
    "_pkcs1_decode",
    "_raw_arc2",
    "_raw_blowfish",
    "_raw_cast",
    "_raw_des",
    "_raw_eksblowfish",
)
HASHES = ("_BLAKE2b", "_MD", "_RIPEMD160", "_SHA", "_keccak", "_poly1305")
UNUSED = tuple(
    f"Cryptodome/{part}"
    for part in (*PARTS, *(f"Cipher/{name}" for name in CIPHERS), *(f"Hash/{name}" for name in HASHES))
)
# Parts of a wheel that nothing loads, and what the installer writes about itself.
USELESS = {".pyx", ".pxd", ".pxi", ".c", ".h", ".pyi"}
BOOKKEEPING = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json", ".lock"}


@dataclass(frozen=True, slots=True)
class Target:
    """What will run the zip: a Python version and a platform, as uv names them; and where the zip is put."""

    python: str
    platform: str | None
    folder: str

    @classmethod
    def embedded(cls, root: Path) -> "Target":
        """The emulator runs functions with its own interpreter, on this machine."""
        return cls(str(tool_environment.ensure(root, "emulator") / "bin" / "python"), None, ".wolf/build")

    @classmethod
    def lambda_service(cls, runtime: str, architecture: str) -> "Target":
        """Amazon Linux 2023, which Python's manylinux_2_28 wheels suit."""
        machine = {"arm64": "aarch64", "x86_64": "x86_64"}[architecture]
        version = runtime.removeprefix("python")
        return cls(version, f"{machine}-manylinux_2_28", f".wolf/build/{architecture}-{runtime}")


def build(root: Path, target: Target, *, authorities: Path | None = None) -> Path:
    """The zip for a target, built anew only when a source, the lock or the target has changed.

    `authorities` is the file that DATABASE_CA_FILE names; its name is kept.
    Raises ToolFailed when the wheel cannot be had, WolfctlError when the zip is larger than 5 MB.
    """
    zip_file = root / target.folder / "workers.zip"
    record = zip_file.with_suffix(".inputs.json")
    sources = dict(_sources(root))
    if authorities is not None:
        sources[authorities.name] = authorities
    inputs = _digest(root, sources, target)
    known = read_json(record)
    if zip_file.exists() and known == {"inputs": inputs, "zip": _sha256(zip_file)}:
        return zip_file
    zip_file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=zip_file.parent) as scratch:
        packages = Path(scratch) / "packages"
        _install(root, target, packages)
        entries = sources | {
            name: path
            for path in packages.rglob("*")
            if path.is_file() and path.suffix not in USELESS and not _is_noise(path)
            if not (name := str(path.relative_to(packages))).startswith(UNUSED)
        }
        unfinished = Path(scratch) / "workers.zip"
        _write(unfinished, entries)
        if (size := unfinished.stat().st_size) > LARGEST_ZIP:
            raise WolfctlError(
                f"workers.zip has {size:,} bytes; at most {LARGEST_ZIP:,} may go into a Lambda zip.",
                why="Its largest parts are asyncpg and the cipher; a new import has brought another package in.",
                hint="See requirements-lambda.lock and docs/decisions for what the zip may hold.",
            )
        unfinished.replace(zip_file)
    write_json(record, {"inputs": inputs, "zip": _sha256(zip_file)})
    return zip_file


def _sources(root: Path) -> Iterator[tuple[str, Path]]:
    for source in SOURCES:
        start = root / source
        for path in [start] if start.is_file() else start.rglob("*"):
            name = path.relative_to(root).as_posix()
            if path.is_file() and not name.startswith(LEFT_OUT) and not _is_noise(path):
                yield name, path


def _is_noise(path: Path) -> bool:
    return (
        path.suffix == ".pyc"
        or bool({"__pycache__", "tests", "bin"} & set(path.parts[-3:]))
        or path.name in BOOKKEEPING
    )


def _digest(root: Path, sources: dict[str, Path], target: Target) -> str:
    digest = hashlib.sha256(json.dumps(asdict(target)).encode())
    for path in [root / "requirements-lambda.lock", Path(__file__), *(sources[name] for name in sorted(sources))]:
        digest.update(f"{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _install(root: Path, target: Target, folder: Path) -> None:
    if target.platform is None:
        interpreter = ["--python", target.python]
    else:
        interpreter = ["--python-version", target.python, "--python-platform", target.platform]
    beside = Path(sys.executable).with_name("uv")
    command = [
        str(beside) if beside.exists() else shutil.which("uv") or "uv",
        *("pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes"),
        *("-r", str(root / "requirements-lambda.lock"), "--target", str(folder), "--link-mode", "copy"),
        *interpreter,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ToolFailed(
            "The packages of the Lambda zip cannot be had.",
            why=done.stderr.strip()[-1500:],
            hint="Check the connection to the package index and the free disk space, then try again.",
        )


def _write(path: Path, entries: dict[str, Path]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(entries):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = (0o755 if name.endswith(".so") else 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, entries[name].read_bytes(), compresslevel=9)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
