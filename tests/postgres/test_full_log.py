"""The API's log cannot be written for a while: whoever calls is heard, and the log says afterwards what it lacks."""

import json
import resource
import sys

import psutil
import pytest

from api.db.pool import Context, Database
from tests.postgres.live_clients import listening
from tests.postgres.running_api import Api

pytestmark = pytest.mark.postgres


@pytest.mark.skipif(sys.platform != "linux", reason="another process is given limits on Linux alone")
async def test_calls_are_heard_and_published_while_the_log_cannot_be_written(api: Api, database: Database) -> None:
    process = psutil.Process(api.process.pid)
    limits = process.rlimit(resource.RLIMIT_FSIZE)
    async with listening(api) as ana:
        before = api.log_so_far()
        process.rlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
        with api.signed_in("sam") as sam:
            pressed = [api.press(sam, sentence=f"I need help, {number}.") for number in range(5)]
        await ana.has(5)
        unwritten = api.log.read_text()
        process.rlimit(resource.RLIMIT_FSIZE, limits)

    assert {answer.status_code for answer in pressed} == {201}
    assert unwritten == before
    lines = [json.loads(line) for line in api.log_so_far().removeprefix(before).splitlines() if line]
    lost = sum(line["count"] for line in lines if line["event"] == "log_lines_lost")
    assert lost > 0
    # A request's line waits a moment for others, so that of the last press may find room again.
    assert lost + sum(line.get("route") == "/alerts" for line in lines) >= 5
    async with database.transaction(Context.worker()) as connection:
        assert await connection.fetchval("SELECT count(*) FROM outbox WHERE published_at IS NULL") == 0
