"""What a release is known by, and which copies of its code are kept."""

import os
from pathlib import Path

import pytest

from wolfctl.adapters import deploy_record, release_code


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("api", "workers", "infra", "modules", "envs"):
        (tmp_path / name).mkdir()
    (tmp_path / "api" / "app.py").write_text("1\n")
    (tmp_path / "envs" / "dev.yaml").write_text("a: 1\n")
    for name in ("requirements-api.lock", "requirements-lambda.lock"):
        (tmp_path / name).write_text("x==1\n")
    return tmp_path


@pytest.mark.parametrize("changed", ["api/app.py", "modules/new.tf", "envs/dev.yaml", "requirements-api.lock"])
def test_whatever_a_release_is_made_of_changes_its_name(root: Path, changed: str) -> None:
    before = release_code.contents(root, "dev")

    (root / changed).write_text("2\n")

    assert release_code.contents(root, "dev") != before


@pytest.mark.parametrize("beside", ["api/README.md", "envs/prod.yaml", "docs.txt"])
def test_what_lies_beside_it_does_not(root: Path, beside: str) -> None:
    before = release_code.contents(root, "dev")

    (root / beside).write_text("2\n")

    assert release_code.contents(root, "dev") == before


def test_three_copies_are_kept_and_whichever_is_in_use(root: Path) -> None:
    in_use = None
    for number in range(6):
        copy = release_code.set_aside(root, f"{number}" * 64, in_use)
        os.utime(copy, (number, number))
        in_use = in_use or copy

    kept = {path.name[0] for path in (root / ".wolf" / "local" / "releases").iterdir()}

    assert kept == {"0", "3", "4", "5"}


def test_record_and_history_are_for_their_owner_alone(root: Path) -> None:
    deploy_record.write(root, "dev", {"ended": ""})
    deploy_record.remember(root, "dev", {"commit": "a"})
    deploy_record.remember(root, "dev", {"commit": "b"})

    history = deploy_record.path(root, "dev").with_name("deployments.jsonl")
    assert deploy_record.read(root, "dev") == {"ended": ""}
    assert history.read_text().splitlines() == ['{"commit": "a"}', '{"commit": "b"}']
    assert {path.stat().st_mode & 0o777 for path in (history, deploy_record.path(root, "dev"))} == {0o600}
