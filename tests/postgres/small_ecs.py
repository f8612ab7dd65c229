"""A cluster that runs each task as a process, and keeps what it prints as CloudWatch Logs would.

No emulator starts a container without an engine for one. Answered as AWS words its answers: ECS DescribeTaskDefinition,
DescribeServices, RunTask and DescribeTasks, CloudWatch Logs GetLogEvents, STS GetCallerIdentity.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ACCOUNT = "111122223333"
# The log driver breaks longer lines: https://docs.docker.com/engine/logging/drivers/awslogs/
PIECE = 16 * 1024
NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"], "assignPublicIp": "DISABLED"}}


@dataclass
class SmallEcs:
    """One task definition, what its tasks were asked to run, and how this cluster is to misbehave."""

    environment: Mapping[str, str]
    url: str = ""
    account: str = ACCOUNT
    ran: list[list[str]] = field(default_factory=list)
    networks: list[dict[str, Any]] = field(default_factory=list)
    refuses: str = ""
    never_starts: str = ""
    log_is_late: int = 0
    process: subprocess.Popen[str] | None = None
    events: list[str] = field(default_factory=list)

    def answer(self, target: str, asked: dict[str, Any]) -> dict[str, Any]:
        """Return what one call is answered."""
        match target.rpartition(".")[2]:
            case "DescribeTaskDefinition":
                options = {"awslogs-group": "/aws/ecs/migrate", "awslogs-stream-prefix": "migrate"}
                container = {
                    "name": "migrate",
                    "command": ["python", "-m", "api.db.migrate", "up"],
                    "logConfiguration": {"logDriver": "awslogs", "options": options},
                }
                return {"taskDefinition": {"containerDefinitions": [container]}}
            case "DescribeServices":
                return {"services": [{"networkConfiguration": NETWORK}]}
            case "RunTask":
                return self.run(asked)
            case "DescribeTasks":
                return {"tasks": [self.described()]}
            case "GetLogEvents":
                return self.log(asked)
        raise AssertionError(target)

    def run(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Start the task as a process."""
        if self.refuses:
            return {"tasks": [], "failures": [{"reason": self.refuses}]}
        command = asked["overrides"]["containerOverrides"][0]["command"]
        self.ran.append(command)
        self.networks.append(asked["networkConfiguration"])
        self.events = []
        if not self.never_starts:
            self.process = subprocess.Popen(
                [sys.executable, *command[1:]],
                env=dict(self.environment),
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        return {"tasks": [{"taskArn": self.arn, "lastStatus": "PROVISIONING"}], "failures": []}

    @property
    def arn(self) -> str:
        """Return the name of the one task."""
        return f"arn:aws:ecs:us-east-1:{ACCOUNT}:task/alphawolf/{'0' * 31}{len(self.ran)}"

    def described(self) -> dict[str, Any]:
        """Return the task as it stands."""
        if self.never_starts:
            return {"taskArn": self.arn, "lastStatus": "STOPPED", "stoppedReason": self.never_starts, "containers": []}
        assert self.process is not None
        if self.process.poll() is None:
            return {"taskArn": self.arn, "lastStatus": "RUNNING", "containers": [{"name": "migrate"}]}
        if self.process.stdout is not None and not self.process.stdout.closed:
            for line in self.process.stdout.read().splitlines():
                self.events += [line[at : at + PIECE] for at in range(0, len(line), PIECE)]
            self.process.stdout.close()
        container = {"name": "migrate", "exitCode": self.process.returncode}
        return {"taskArn": self.arn, "lastStatus": "STOPPED", "containers": [container]}

    def log(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return what was logged since the token, which counts the events seen."""
        if self.process is None or self.process.poll() is None:
            return {"__type": "ResourceNotFoundException", "message": "The specified log stream does not exist."}
        seen = int(asked.get("nextToken", "0"))
        if self.log_is_late:
            self.log_is_late -= 1
            return {"events": [], "nextForwardToken": str(seen)}
        fresh = [{"timestamp": 0, "ingestionTime": 0, "message": line} for line in self.events[seen:]]
        return {"events": fresh, "nextForwardToken": str(len(self.events))}


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[SmallEcs]:
    """Answer on a free port."""
    ecs = SmallEcs(environment)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            target = self.headers.get("x-amz-target")
            if target is None:
                space = "https://sts.amazonaws.com/doc/2011-06-15/"
                inside = f"<GetCallerIdentityResult><Account>{ecs.account}</Account></GetCallerIdentityResult>"
                answer = f'<GetCallerIdentityResponse xmlns="{space}">{inside}</GetCallerIdentityResponse>'.encode()
                status = 200
            else:
                told = ecs.answer(target, json.loads(body))
                answer, status = json.dumps(told).encode(), 400 if "__type" in told else 200
            self.send_response(status)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        thread = threading.Thread(target=http.serve_forever, args=(0.05,))
        thread.start()
        ecs.url = f"http://127.0.0.1:{http.server_port}"
        try:
            yield ecs
        finally:
            http.shutdown()
            thread.join()
