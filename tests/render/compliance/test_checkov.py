"""Checkov refuses nothing in the modules and in the stack of every AWS environment; what it skips has its reason."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from wolfctl import config
from wolfctl.adapters import checkov, templates
from wolfctl.adapters.checkov import CheckovReport

ROOT = Path(__file__).resolve().parents[3]
ON_AWS = [name for name in config.known(ROOT) if config.load(name, ROOT).on_aws]

Scan = Callable[[str], CheckovReport]


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    reports: dict[str, CheckovReport] = {}

    def scanned(name: str) -> CheckovReport:
        if name not in reports:
            folder = ROOT / "modules" if name == "modules" else _rendered(tmp_path_factory.mktemp(name), name)
            reports[name] = checkov.run(ROOT, folder)
        return reports[name]

    return scanned


def _rendered(workspace: Path, name: str) -> Path:
    """The stack as it is rendered for an environment, at a place from where its paths to modules hold."""
    stack = workspace / "rendered" / name / "stack"
    stack.mkdir(parents=True)
    (workspace / "modules").symlink_to(ROOT / "modules")
    artifacts = {"workers_zip": "workers.zip", "api_image": "alphawolf-api:scanned"}
    for file, text in templates.texts(config.load(name, ROOT), ROOT / "infra", None, artifacts).items():
        (stack / file).write_text(text, encoding="utf-8")
    return stack


@pytest.mark.compliance
@pytest.mark.parametrize("name", ["modules", *ON_AWS])
def test_refuses_nothing(name: str, scan: Scan, capsys: pytest.CaptureFixture[str]) -> None:
    report = scan(name)
    with capsys.disabled():
        print(f"\ncheckov, {name}: {report}")  # noqa: T201 - the count is what the reader comes for
    assert len(report.policies) > 50
    assert [str(finding) for finding in report.failed] == []


@pytest.mark.compliance
def test_every_skip_has_a_reason(scan: Scan) -> None:
    assert [str(skip) for skip in scan("modules").skipped if len(skip.reason) < 20] == []


def test_policies_are_skipped_beside_the_resource_alone() -> None:
    settings = yaml.safe_load((ROOT / "compliance" / "checkov.yaml").read_text(encoding="utf-8"))
    assert settings.keys() == {"framework", "output", "compact", "skip-download"}
