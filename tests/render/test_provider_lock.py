"""Pinning the provider for other platforms, with the real Terraform."""

import os
from pathlib import Path

import pytest

from wolfctl.adapters import provider_lock, provider_mirror, terraform_binary
from wolfctl.errors import ToolFailed

pytestmark = pytest.mark.render

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing in it but the pin."""
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "versions.tf").write_text((ROOT / "infra" / "versions.tf").read_text())
    return tmp_path


def test_without_the_registry_it_says_so_and_keeps_the_lock_as_it_is(checkout: Path) -> None:
    lock = checkout / "infra" / provider_lock.LOCK
    lock.write_text((ROOT / "infra" / provider_lock.LOCK).read_text())
    before = lock.read_text()
    # nothing listens on port 1, so the registry is out of reach wherever this runs
    nowhere = dict(os.environ) | {"HTTPS_PROXY": "http://127.0.0.1:1", "NO_PROXY": "", "no_proxy": ""}

    with pytest.raises(ToolFailed) as failed:
        provider_lock.add(checkout, terraform_binary.find(ROOT).argv, ["darwin_arm64"], environ=nowhere)

    assert "darwin_arm64" in failed.value.message
    assert "registry.terraform.io" in failed.value.why
    assert "--mirror" in failed.value.hint
    assert lock.read_text() == before


def test_a_mirror_gives_the_hashes_of_the_platforms_that_it_holds(checkout: Path) -> None:
    source = provider_mirror.find(ROOT, os.environ, Path.home())
    if source.kind != "mirror":
        pytest.skip("no provider mirror on this machine")
    terraform = terraform_binary.find(ROOT).argv
    here = provider_mirror.this_platform()

    result = provider_lock.add(checkout, terraform, [here], mirror=Path(source.path))

    assert result.before == 0
    assert result.after >= 1  # one hash of an unpacked mirror, more of a packed one
    again = provider_lock.add(checkout, terraform, [here], mirror=Path(source.path))
    assert (again.before, again.after) == (result.after, result.after)


def test_a_platform_that_the_mirror_has_not_is_refused_by_name(checkout: Path, tmp_path: Path) -> None:
    empty = tmp_path / "mirror"
    empty.mkdir()

    with pytest.raises(ToolFailed, match="windows_amd64") as failed:
        provider_lock.add(checkout, terraform_binary.find(ROOT).argv, ["windows_amd64"], mirror=empty)

    assert str(empty) in failed.value.hint
