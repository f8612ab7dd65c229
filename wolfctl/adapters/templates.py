"""Renders infra/ for one environment into .wolf/<environment>/stack, the folder in which Terraform runs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2

from wolfctl.adapters.state_folder import write_private
from wolfctl.config.environment import Environment
from wolfctl.errors import BadTemplate, NotFound

LOCK = ".terraform.lock.hcl"
VALUES = "terraform.tfvars.json"
# Terraform's own files in the folder (.terraform/, errored.tfstate) are never touched.
RENDERED = ("*.tf", "*.tf.json", "*.tfvars", "*.tfvars.json")


@dataclass(frozen=True)
class RenderResult:
    """The folder, and the names of its files by what happened to them."""

    stack: Path
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether any file is other than before."""
        return bool(self.created or self.updated or self.deleted)


def render(
    environment: Environment, root: Path, addresses: Mapping[str, Any] | None, artifacts: Mapping[str, str]
) -> RenderResult:
    """Write the root stack; files that no longer belong to it are deleted.

    `addresses` are those of infra/variables.tf, and `moto_url` beside them when a service is answered by moto.
    Raises BadTemplate when a template asks for a value that it is not given.
    """
    result = RenderResult(stack_folder(root, environment.environment))
    files = texts(environment, root / "infra", addresses, artifacts)
    for name, text in sorted(files.items()):
        path = result.stack / name
        before = path.read_text(encoding="utf-8") if path.exists() else None
        if before == text:
            result.unchanged.append(name)
            continue
        write_private(path, text)
        (result.created if before is None else result.updated).append(name)
    for path in sorted({path for pattern in RENDERED for path in result.stack.glob(pattern)}):
        if path.name not in files:
            path.unlink()
            result.deleted.append(path.name)
    return result


def stack_folder(root: Path, name: str) -> Path:
    """Where the root stack of an environment is rendered."""
    return root / ".wolf" / name / "stack"


def texts(
    environment: Environment, infra: Path, addresses: Mapping[str, Any] | None, artifacts: Mapping[str, str]
) -> dict[str, str]:
    """Every file of the stack by name, without writing any."""
    if not infra.is_dir():
        raise NotFound(f"There is no {infra}.", hint="Run wolfctl inside a checkout of AlphaWolf.")
    files = {path.name: path.read_text(encoding="utf-8") for path in infra.glob("*.tf")}
    context = {
        "environment": environment.environment,
        "region": environment.region,
        "account_id": environment.account_id,
        "owner": environment.owner,
        "repository": environment.repository,
        "backend": environment.backend,
        "endpoints": endpoints(environment, addresses),
    }
    # what comes out is Terraform, not HTML
    engine = jinja2.Environment(  # noqa: S701
        loader=jinja2.FileSystemLoader(infra),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    for path in infra.glob("*.tf.j2"):
        try:
            files[path.name.removesuffix(".j2")] = engine.get_template(path.name).render(context)
        except jinja2.TemplateError as error:
            line = getattr(error, "lineno", None)
            where = f"infra/{path.name}" + (f":{line}" if line else "")
            raise BadTemplate(
                f"{where} cannot be rendered: {error.message}.",
                why=f"A template is given {', '.join(context)} and nothing else.",
                hint="Pass other values through variables.tf: they travel in terraform.tfvars.json.",
            ) from error
    if (infra / LOCK).exists():
        files[LOCK] = (infra / LOCK).read_text(encoding="utf-8")
    known = {key: value for key, value in addresses.items() if key != "moto_url"} if addresses else None
    values = environment.terraform_variables(dict(artifacts), known)
    files[VALUES] = json.dumps(values, indent=2, ensure_ascii=False) + "\n"
    return files


def endpoints(environment: Environment, addresses: Mapping[str, Any] | None) -> dict[str, str] | None:
    """The URL that answers for each service named in `emulator.services`; None on AWS."""
    if environment.emulator is None:
        return None
    if addresses is None:
        raise BadTemplate(
            f"{environment.environment} is emulated, and nothing says where the emulator listens.",
            hint="This is a fault of the verb that renders: it must pass the addresses.",
        )
    other = addresses.get("moto_url", addresses["emulator_url"])
    return {
        service: other if emulator == "moto" else addresses["emulator_url"]
        for service, emulator in sorted(environment.emulator.services.items())
    }
