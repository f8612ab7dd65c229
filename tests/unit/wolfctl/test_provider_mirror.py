"""Where the AWS provider is taken from, in which order, and how far is searched."""

import time
from pathlib import Path

import pytest

from wolfctl.adapters import provider_mirror
from wolfctl.adapters.provider_mirror import ProviderSource, Wanted, find, holds, search, this_platform
from wolfctl.errors import ToolMissing

VERSION = "5.100.0"
WANT = Wanted(VERSION, this_platform())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    infra = tmp_path / "checkout" / "infra"
    infra.mkdir(parents=True)
    (infra / ".terraform.lock.hcl").write_text(
        f'provider "registry.terraform.io/hashicorp/aws" {{\n  version     = "{VERSION}"\n}}\n'
    )
    return infra.parent


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def unpacked(mirror: Path, version: str = VERSION, platform: str = WANT.platform) -> Path:
    folder = mirror / "registry.terraform.io" / "hashicorp" / "aws" / version / platform
    folder.mkdir(parents=True)
    program = folder / f"terraform-provider-aws_v{version}_x5"
    program.write_text("program")
    program.chmod(0o755)
    return mirror


def packed(mirror: Path) -> Path:
    folder = mirror / "registry.terraform.io" / "hashicorp" / "aws"
    folder.mkdir(parents=True)
    (folder / f"terraform-provider-aws_{VERSION}_{WANT.platform}.zip").write_text("zip")
    return mirror


def looked(root: Path, home: Path, roots: list[Path] | None = None, **environ: str) -> ProviderSource:
    shares = {"XDG_DATA_DIRS": str(home / "no-shares")}
    return find(root, shares | environ, home, roots=roots or [])


def test_the_variable_comes_first(root: Path, home: Path, tmp_path: Path) -> None:
    unpacked(home / ".terraform.d" / "plugins")
    told = unpacked(tmp_path / "told")

    source = looked(root, home, WOLFCTL_PROVIDER_MIRROR=str(told))

    assert (source.kind, source.path) == ("mirror", str(told))


def test_a_variable_that_names_the_wrong_folder_is_refused(root: Path, home: Path, tmp_path: Path) -> None:
    unpacked(tmp_path / "old", "5.1.0")

    with pytest.raises(ToolMissing) as caught:
        looked(root, home, WOLFCTL_PROVIDER_MIRROR=str(tmp_path / "old"))

    assert VERSION in caught.value.why
    assert "registry.terraform.io" in caught.value.hint


@pytest.mark.parametrize("text", ["provider_installation {\n}\n", '  plugin_cache_dir = "x"\n'])
def test_the_users_own_configuration_is_kept(root: Path, home: Path, tmp_path: Path, text: str) -> None:
    config = tmp_path / "cli.tfrc"
    config.write_text(text)

    assert looked(root, home, TF_CLI_CONFIG_FILE=str(config)).kind == "config"


def test_a_variable_that_names_a_missing_configuration_does_no_harm(root: Path, home: Path) -> None:
    assert looked(root, home, TF_CLI_CONFIG_FILE=str(home / "missing")).kind == "registry"


def test_a_configuration_that_says_nothing_about_providers_is_passed_over(root: Path, home: Path) -> None:
    (home / ".terraformrc").write_text('credentials "app.example.org" {}\n')

    assert looked(root, home).kind == "registry"


@pytest.mark.parametrize(
    "folder", [".terraform.d/plugins", ".local/share/terraform/plugins", ".terraform.d/plugin-cache"]
)
def test_terraforms_own_folders_are_looked_into(root: Path, home: Path, folder: str) -> None:
    mirror = unpacked(home / folder)

    assert looked(root, home).path == str(mirror)


def test_the_usual_folders_are_searched(root: Path, home: Path, tmp_path: Path) -> None:
    mirror = unpacked(tmp_path / "opt" / "some" / "mirror")

    source = looked(root, home, [tmp_path / "opt"])

    assert source.path == str(mirror)
    assert "search" in source.why


def test_a_mirror_of_another_version_or_platform_is_passed_over(root: Path, home: Path, tmp_path: Path) -> None:
    unpacked(tmp_path / "opt" / "a", "4.0.0")
    unpacked(tmp_path / "opt" / "b", VERSION, "plan9_arm")

    assert looked(root, home, [tmp_path / "opt"]).kind == "registry"


def test_a_zipped_provider_serves_too(root: Path, home: Path, tmp_path: Path) -> None:
    packed(tmp_path / "opt" / "zips")

    assert looked(root, home, [tmp_path / "opt"]).packed


def test_without_any_the_registry_serves_with_a_cache_in_the_checkout(root: Path, home: Path) -> None:
    source = looked(root, home)

    assert source.kind == "registry"
    assert source.path == str(root / ".wolf" / "tools" / "plugin-cache")


def test_what_was_found_is_remembered_and_believed_only_while_it_is_there(
    root: Path, home: Path, tmp_path: Path
) -> None:
    mirror = unpacked(tmp_path / "opt" / "mirror")
    looked(root, home, [tmp_path / "opt"])

    assert looked(root, home, []).path == str(mirror)

    (mirror / "registry.terraform.io").rename(mirror / "gone")
    assert looked(root, home, []).kind == "registry"


def test_a_memory_of_another_version_is_not_believed(root: Path, home: Path, tmp_path: Path) -> None:
    unpacked(tmp_path / "opt" / "mirror")
    looked(root, home, [tmp_path / "opt"])
    lock = root / "infra" / ".terraform.lock.hcl"
    lock.write_text(lock.read_text().replace(VERSION, "5.99.0"))

    assert looked(root, home, []).kind == "registry"


def test_an_empty_or_unrunnable_program_is_no_provider(tmp_path: Path) -> None:
    mirror = unpacked(tmp_path / "mirror")
    program = next(mirror.rglob("terraform-provider-aws*"))

    program.write_text("")
    assert holds(mirror, WANT) is None
    program.write_text("program")
    program.chmod(0o644)
    assert holds(mirror, WANT) is None


def test_the_search_stops_at_its_depth_and_its_time(tmp_path: Path) -> None:
    deep = tmp_path / "1/2/3/4/5/6"
    (deep / "registry.terraform.io").mkdir(parents=True)
    for n in range(200):
        (tmp_path / f"wide{n}").mkdir()

    assert list(search([tmp_path], depth=5)) == []
    assert list(search([tmp_path], depth=7)) == [deep]
    begun = time.monotonic()
    assert list(search([tmp_path], depth=7, seconds=0)) == []
    assert time.monotonic() - begun < 0.5


def test_the_search_does_not_follow_links_in_circles(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "again").symlink_to(tmp_path)

    assert list(search([tmp_path], depth=30)) == []


def test_no_pin_is_a_clear_error(root: Path) -> None:
    (root / "infra" / ".terraform.lock.hcl").write_text("")

    with pytest.raises(ToolMissing, match="which AWS provider"):
        provider_mirror.wanted(root)
