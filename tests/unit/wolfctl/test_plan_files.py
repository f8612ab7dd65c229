"""A saved plan on disk: private, whole or not at all, used once."""

import json
import threading
import zipfile
from pathlib import Path

import pytest

from tests.unit.wolfctl.saved_manifests import MADE, manifest
from wolfctl.adapters import plan_files
from wolfctl.errors import NotFound, Refused, ToolFailed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A plan that was saved."""
    (tmp_path / "made.tfplan").write_bytes(b"a plan")
    plan_files.write(tmp_path / "saved" / "plan", tmp_path / "made.tfplan", manifest(), {"version": 1})
    return tmp_path / "saved" / "plan"


def modes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in (folder, *folder.iterdir())}


def test_it_is_for_its_owner_alone(folder: Path) -> None:
    assert modes(folder) == {"plan": 0o700, "plan.tfplan": 0o600, "manifest.json": 0o600, "summary.json": 0o600}
    assert (folder / "plan.tfplan").read_bytes() == b"a plan"
    assert json.loads((folder / "summary.json").read_text()) == {"version": 1}
    assert plan_files.read(folder) == manifest()


def test_an_empty_folder_becomes_private(tmp_path: Path, folder: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir(mode=0o755)

    plan_files.write(empty, folder / "plan.tfplan", manifest(), {})

    assert empty.stat().st_mode & 0o777 == 0o700


def test_an_earlier_plan_is_never_overwritten(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is not an empty folder"):
        plan_files.write(folder, tmp_path / "made.tfplan", manifest(), {})
    with pytest.raises(Refused, match="is not an empty folder"):
        plan_files.require_free(tmp_path / "made.tfplan")


def test_without_a_manifest_it_is_no_plan(folder: Path) -> None:
    (folder / "manifest.json").unlink()

    with pytest.raises(NotFound, match="holds no plan"):
        plan_files.read(folder)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": 1}'])
def test_a_damaged_manifest_is_refused(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text)

    with pytest.raises(Refused):
        plan_files.read(folder)


def test_a_manifest_without_its_plan_says_so(folder: Path) -> None:
    (folder / "plan.tfplan").unlink()

    with pytest.raises(NotFound, match="a manifest without its plan"):
        plan_files.read(folder)


@pytest.mark.parametrize("name", ["", "plan.tfplan", "manifest.json"])
@pytest.mark.parametrize("mode", [0o040, 0o004, 0o020, 0o002])
def test_what_others_could_reach_is_refused(folder: Path, name: str, mode: int) -> None:
    path = folder / name
    path.chmod(path.stat().st_mode & 0o777 | mode)

    with pytest.raises(Refused, match="can be reached by others"):
        plan_files.read(folder)


def test_of_many_that_use_it_at_once_one_is_let_through(folder: Path) -> None:
    came_to: list[str] = []
    together = threading.Barrier(8)

    def use(number: int) -> None:
        together.wait()
        try:
            plan_files.claim(folder, f"person {number}", MADE)
            came_to.append("used")
        except Refused as refused:
            came_to.append(refused.message)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(came_to) == ["This plan has been used."] * 7 + ["used"]


def test_a_used_one_says_by_whom_and_when_even_after_its_plan_is_gone(folder: Path) -> None:
    plan_files.claim(folder, "ana@laptop", MADE)
    (folder / "plan.tfplan").unlink()

    with pytest.raises(Refused) as caught:
        plan_files.read(folder)

    assert caught.value.message == "This plan has been used."
    assert "ana@laptop applied it at 2026-11-26 06:00 UTC" in caught.value.why
    assert modes(folder)["used"] == 0o600


def test_a_mark_cut_short_still_counts(folder: Path) -> None:
    (folder / "used").touch()

    with pytest.raises(Refused, match="has been used"):
        plan_files.read(folder)
    with pytest.raises(Refused, match="has been used"):
        plan_files.claim(folder, "ben", MADE)


def test_the_state_is_read_from_the_plan_itself(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "p", "w") as archive:
        archive.writestr("tfstate", json.dumps({"version": 4, "serial": 7, "lineage": "abc"}))

    assert plan_files.state_of(tmp_path / "p") == ("abc", 7)


@pytest.mark.parametrize("content", [b"", b"not a zip"])
def test_a_plan_that_is_none_says_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "p").write_bytes(content)

    with pytest.raises(ToolFailed, match="does not say which state"):
        plan_files.state_of(tmp_path / "p")


def checkout(root: Path) -> Path:
    """A rendered stack, its modules and a zip."""
    stack = root / ".wolf" / "prod" / "stack"
    for path, text in {
        stack / "main.tf": "a",
        stack / "terraform.tfvars.json": "{}",
        stack / ".terraform.lock.hcl": "pins",
        root / "modules" / "data" / "queue.tf": "q",
        root / "modules" / "data" / "README.md": "prose",
        root / "workers.zip": "zip",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return stack


@pytest.mark.parametrize(
    ("name", "part"),
    [
        (".wolf/prod/stack/main.tf", "stack"),
        (".wolf/prod/stack/terraform.tfvars.json", "stack"),
        (".wolf/prod/stack/another.tf", "stack"),
        (".wolf/prod/stack/.terraform.lock.hcl", "lock"),
        ("modules/data/queue.tf", "modules"),
        ("modules/data/rules.json", "modules"),
        ("workers.zip", "lambda_zip"),
        ("modules/data/README.md", None),
        (".wolf/prod/stack/errored.tfstate", None),
    ],
)
def test_each_digest_follows_its_own_part(tmp_path: Path, name: str, part: str | None) -> None:
    stack = checkout(tmp_path)
    before = plan_files.inputs(tmp_path, stack, tmp_path / "workers.zip")
    (tmp_path / name).write_text("other")

    after = plan_files.inputs(tmp_path, stack, tmp_path / "workers.zip")

    changed = {
        field for field in ("stack", "modules", "lambda_zip", "lock") if getattr(before, field) != getattr(after, field)
    }
    assert changed == ({part} if part else set())


def test_a_file_that_takes_anothers_name_changes_the_digest(tmp_path: Path) -> None:
    stack = checkout(tmp_path)
    before = plan_files.inputs(tmp_path, stack, tmp_path / "workers.zip")
    (stack / "main.tf").rename(stack / "other.tf")

    assert plan_files.inputs(tmp_path, stack, tmp_path / "workers.zip").stack != before.stack
