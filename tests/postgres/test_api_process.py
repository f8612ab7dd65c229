"""How a release takes over on one machine: proven beside what serves, and started from the code that was set aside."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.settings import DatabaseSettings
from tests.postgres.conftest import free_port
from tests.postgres.issuer import Issuer, published
from tests.postgres.running_api import task_variables
from tests.postgres.small_aws import serving
from wolfctl.adapters import api_process, processes, release_code
from wolfctl.adapters.ecs_task import Task
from wolfctl.adapters.state_folder import StateFolder
from wolfctl.errors import ToolFailed

ROOT = Path(__file__).parents[2]
REVISION = "arn:aws:ecs:us-east-1:000000000000:task-definition/alphawolf-local-api:3"


pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def task(settings: DatabaseSettings) -> Iterator[Task]:
    with serving() as aws, published(Issuer()) as issuer:
        variables = task_variables(settings, issuer, aws, free_port())
        yield Task(REVISION, (sys.executable, "-m", "api.app"), variables)


def checkout(folder: Path) -> Path:
    """A checkout whose API is this one's."""
    folder.mkdir()
    for name in ("api", "workers", "infra", "modules"):
        (folder / name).symlink_to(ROOT / name)
    for name in ("requirements-api.lock", "requirements-lambda.lock", "envs"):
        (folder / name).symlink_to(ROOT / name)
    return folder


async def test_a_release_that_cannot_start_never_takes_the_place_of_the_one_that_serves(
    task: Task, tmp_path: Path
) -> None:
    root = checkout(tmp_path / "checkout")
    state = StateFolder(root)
    good = release_code.set_aside(root, "a" * 64, None)
    bad = release_code.set_aside(root, "b" * 64, good)
    (bad / "api" / "routes" / "health.py").write_text("raise RuntimeError('a release that does not start')\n")
    port = int(task.environment["PORT"])
    try:
        serving_now = api_process.start(state, task, good)
        await api_process.healthy(state, api_process.NAME, port)
        await api_process.prove(state, task, good, free_port())
        with pytest.raises(ToolFailed, match=r"The API ended\.") as failed:
            await api_process.prove(state, task, bad, free_port())

        assert "a release that does not start" in failed.value.why
        assert processes.alive(serving_now)
        assert api_process.live(state) == (REVISION, str(good))
        assert processes.main_process(state, api_process.CANDIDATE) is None

        await api_process.stop(state)
        assert api_process.live(state) == ("", "")
    finally:
        await processes.kill(processes.belonging(state))
