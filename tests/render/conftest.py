"""A checkout of its own for rendered stacks, with the provider set up once for all of them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from wolfctl import config
from wolfctl.adapters import module_sources, templates, terraform_setup
from wolfctl.adapters.terraform import Terraform

REPOSITORY = Path(__file__).resolve().parents[2]
ENVIRONMENTS = config.known(REPOSITORY)
MODULES = module_sources.names(REPOSITORY)
ADDRESSES = {
    "emulator_url": "http://127.0.0.1:4566",
    "moto_url": "http://127.0.0.1:5000",
    "api_url": "http://127.0.0.1:8000",
    "api_port": 8000,
    "database_hosts": ["127.0.0.1:5432", "127.0.0.1:5433"],
}
ARTIFACTS = {"workers_zip": "../../build/workers.zip", "api_image": "alphawolf-api:0123456789ab"}


def render(checkout: Path, name: str) -> templates.RenderResult:
    """One environment's stack, at addresses that never change."""
    environment = config.load(name, checkout)
    return templates.render(environment, checkout, None if environment.on_aws else ADDRESSES, ARTIFACTS)


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's sources, with a .wolf of its own; fetched tools are shared with the repository's."""
    root = tmp_path_factory.mktemp("checkout")
    shutil.copytree(REPOSITORY / "modules", root / "modules")
    for name in ("infra", "envs", "requirements-terraform.lock"):
        (root / name).symlink_to(REPOSITORY / name)
    tools = REPOSITORY / ".wolf" / "tools"
    tools.mkdir(parents=True, exist_ok=True)
    (root / ".wolf").mkdir()
    (root / ".wolf" / "tools").symlink_to(tools)
    return root


@pytest.fixture(scope="session")
def launcher(checkout: Path) -> Callable[[str], Terraform]:
    """Terraform for one rendered environment, or for anything else that has a folder below .wolf."""

    def made(name: str) -> Terraform:
        return terraform_setup.prepare(checkout, name, None).terraform

    return made


@pytest.fixture(scope="session")
def data_folder(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A .terraform folder whose provider and modules serve every rendered stack."""
    import asyncio

    first = ENVIRONMENTS[0]
    stack = render(checkout, first).stack
    terraform = terraform_setup.prepare(checkout, first, None).terraform
    asyncio.run(terraform.init(backend=False))
    kept = tmp_path_factory.mktemp("provider") / ".terraform"
    shutil.copytree(stack / ".terraform", kept, symlinks=True)
    return kept
