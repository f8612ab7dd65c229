"""wolfctl's workflows from Python: planned, judged and shown with every way to a file, a socket or a program closed."""

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]

# What is read before the hook closes: the environment's file and the price table, which are arguments of what follows.
PROGRAM = """
import io, sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from rich.console import Console
from wolfctl import config
from wolfctl.adapters.terraform_events import Counts
from wolfctl.console import cost_view, drill_view, findings_view, plan_view
from wolfctl.plan import summarize
from wolfctl.workflows import (
    account_health, agreement, audit_line, bootstrap, composed, cost, dead_letters, json_documents, live_cost,
    localstack_editions, log_lines, passthrough, plan_document, plan_markdown, press, prices, unlocking, up,
)
from wolfctl.workflows.failover_drill import plan as drill_plan
from wolfctl.workflows.failover_drill.request import Request, require_allowed

root = Path(sys.argv[1])
staging, table = config.load("staging", root), prices.packaged()
screen = Console(file=io.StringIO(), width=80, color_system=None)
now = datetime(2026, 11, 26, tzinfo=UTC)
queue = {"address": "module.data.aws_sqs_queue.a", "module_address": "module.data", "type": "aws_sqs_queue",
    "mode": "managed", "change": {"actions": ["create"], "before": None, "after": {"name": "a"}, "after_unknown": {},
    "before_sensitive": False, "after_sensitive": {}}}
shown = {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": [queue]}

def everything():
    request = Request("staging", on_aws=True, multi_az=True)
    require_allowed(request, now.timestamp())
    drill = drill_plan.plan(request)
    screen.print(*drill_view.plan_view(drill)); drill.data()
    summary, estimate = summarize(shown), cost.estimate(shown, table, "us-east-1")
    screen.print(*plan_view.view(summary, staging, estimate), *cost_view.view(estimate, full=True))
    plan_document.document(summary, staging, estimate, has_changes=True)
    plan_markdown.markdown(summary, staging, estimate)
    store = bootstrap.wanted(staging)
    assert len(bootstrap.plan(store, set())) > 5
    assert agreement.word(staging, yes=False) == "yes"
    assert up.judge(inside=None, beside=None, has_terraform_state=False) == "new"
    passthrough.require_allowed(staging, ["state", "list"])
    unlocking.require_left_over("staging", None, [])
    found = [account_health.identity("staging", "1", "2", ""), *account_health.secrets([], now)]
    screen.print(findings_view.table(found))
    assert dead_letters.queues({}) == [] and log_lines.since("10m", now)
    bill = live_cost.live("staging", live_cost.spent(now.date()), [], (None, "none"), 2)
    screen.print(*cost_view.live_view(estimate, bill))
    audit_line.line(["plan", "staging"], ["staging"], began=now, seconds=1, who="ana", commit="", exit_code=0)
    assert press.in_order(0, {}) is not None
    edition = localstack_editions.chosen("ministack", has_token=False)
    assert edition.lacks and composed.Project(root, root / "compose.env").start(edition.profile, "api")
    assert composed.text(composed.variables({}, image="a", pools=[], api=1, emulator=2))

everything()  # whatever is imported at first use is imported now
screen.file.truncate(0)
touched = []

def closed(event, arguments):
    programs = ("os.system", "subprocess.Popen", "os.exec", "os.posix_spawn", "os.fork")
    files = ("open", "os.mkdir", "os.remove", "os.rename", "os.listdir", "os.scandir")
    if event in (*programs, *files) or event.startswith("socket."):
        touched.append((event, str(arguments)[:200]))

sys.addaudithook(closed)
everything()
{more}
assert screen.file.getvalue()
print(touched)
"""


def touched(more: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("{more}", more), str(REPOSITORY)],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_workflows_are_planned_and_shown_without_any_io() -> None:
    assert touched() == "[]"


@pytest.mark.parametrize("more", ["open(root / 'README.md').close()", "import socket; socket.socket().close()"])
def test_the_check_can_fail(more: str) -> None:
    assert touched(more) != "[]"
