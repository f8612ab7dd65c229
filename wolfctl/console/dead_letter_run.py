"""What is done with dead letters in front of a person: the queues, the letters, the question, what came of it."""

from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from wolfctl.adapters import summary_files
from wolfctl.adapters.dead_letter_queues import DeadLetterQueues
from wolfctl.config import Environment
from wolfctl.console import Console
from wolfctl.console.durations import spoken
from wolfctl.errors import Interrupted
from wolfctl.workflows import agreement, dead_letters
from wolfctl.workflows.dead_letters import Queue

AT_LEAST_ONCE = (
    "This service cannot move messages itself: each is received, sent back, deleted. One that is interrupted in "
    "between comes twice; what receives it acts on it once."
)


class DeadLetterRun:
    """One environment's dead letters and the console that tells about them."""

    def __init__(self, console: Console, environment: Environment, found: DeadLetterQueues) -> None:
        self._console, self._environment, self._found = console, environment, found
        self._name = environment.environment
        self._prefix = f"alphawolf-{self._name}-"

    def ls(self) -> int:
        """Every dead-letter queue; 2 when one holds something."""
        now = datetime.now(UTC)
        queues = [
            replace(queue, oldest_s=self._found.oldest_s(queue.name, queue.url, now)) if queue.holds else queue
            for queue in self._queues()
        ]
        table = Table(box=None, padding=(0, 2, 0, 0))
        for heading in ("queue", "waiting", "hidden", "oldest", "from"):
            table.add_column(heading, justify="right" if heading in ("waiting", "hidden", "oldest") else "left")
        for queue in queues:
            age = spoken(queue.oldest_s) if queue.oldest_s is not None else "?" if queue.holds else ""
            sources = ", ".join(queue.data()["sources"]).replace(self._prefix, "")
            row = (queue.name.removeprefix(self._prefix), str(queue.waiting), str(queue.hidden), age, sources)
            table.add_row(*row, style="yellow" if queue.holds else "")
        self._console.result({"environment": self._name, "queues": [queue.data() for queue in queues]}, table)
        return 2 if any(queue.holds for queue in queues) else 0

    def show(self, name: str | None, most: int) -> int:
        """What lies in a queue, without a word of it."""
        queues = self._queues()
        if name is None and not any(queue.holds for queue in queues):
            data = {"environment": self._name, "queues": [queue.data() for queue in queues]}
            self._console.result(data, "No dead-letter queue holds anything.")
            return 0
        queue = dead_letters.chosen(queues, name, self._prefix)
        letters = [dead_letters.letter(message) for message in self._found.peek(queue.url, most)]
        lines = [Text(f"{queue.name}: {len(letters)} of {queue.holds} shown, bodies masked")]
        for each in letters:
            source = (each.source or "no queue").removeprefix(self._prefix)
            ids = [f"alert {each.alert_id}"] if each.alert_id else []
            ids += [f"outbox {each.outbox_id}"] if each.outbox_id else []
            lines.append(Text(f"\n{each.message_id}  {each.reason}", style="bold"))
            lines.append(Text(f"  sent {each.sent}, received {each.receives} times, from {source}"))
            lines += [Text(f"  {', '.join(ids)}")] if ids else []
            lines.append(Text(f"  body of {each.body_bytes} bytes, sha256 {each.body_sha256[:12]}…"))
        shown = [asdict(each) for each in letters]
        self._console.result({"environment": self._name, "queue": queue.data(), "letters": shown}, *lines)
        return 0

    def redrive(self, name: str | None, rate: int, *, dry_run: bool, yes: bool) -> int:
        """Send a queue's messages back to where they came from; 2 when some stay."""
        queue = self._chosen(name)
        by_itself = self._found.moves_itself(queue.arn)
        to = ", ".join(queue.data()["sources"]) or "no queue"
        told = f"{queue.holds} messages of {queue.name} to {to}, {rate} a second"
        data: dict[str, Any] = {"environment": self._name, "queue": queue.data(), "rate": rate, "dry_run": dry_run}
        data |= {"by": "StartMessageMoveTask" if by_itself else "receive, send, delete"}
        if not by_itself:
            self._console.note(AT_LEAST_ONCE)
        if dry_run:
            self._console.result(data | {"moved": 0, "left": queue.holds}, f"Would send {told}. Nothing was moved.")
            return 0
        self._agreed(f"Send {told}?", yes=yes)
        moved = 0

        def heard(count: int) -> None:
            nonlocal moved
            moved = count
            if count % max(10, rate * 10) == 0:
                self._console.note(f"  {count} sent back")

        try:
            if by_itself:
                done = self._found.move(queue.arn, rate, heard)
            else:
                done = self._found.move_by_hand(queue.url, queue.sources, rate, queue.holds, heard)
        except KeyboardInterrupt:
            raise Interrupted(f"Interrupted after {moved} were sent back; the others wait.", exit_code=130) from None
        line = f"{done.moved} sent back, {done.left} left ({done.status.lower()})."
        summary_files.write(f"## Dead letters of {self._name}\n\n`{queue.name}`: {line}\n", None)
        self._console.result(data | asdict(done), line)
        return 2 if done.left else 0

    def purge(self, name: str | None, reason: str, *, yes: bool) -> int:
        """Delete what a queue holds."""
        queue = self._chosen(name)
        self._agreed(f"Delete the {queue.holds} messages of {queue.name} for ever?", yes=yes)
        self._found.purge(queue.url)
        line = f"{queue.name}: {queue.holds} messages are deleted; SQS takes up to a minute."
        summary_files.write(f"## Dead letters of {self._name}\n\n{line} Reason: {reason}\n", None)
        self._console.result({"environment": self._name, "queue": queue.data(), "reason": reason}, line)
        return 0

    def _queues(self) -> list[Queue]:
        return dead_letters.queues(self._found.attributes())

    def _chosen(self, name: str | None) -> Queue:
        return dead_letters.chosen(self._queues(), name, self._prefix)

    def _agreed(self, question: str, *, yes: bool) -> None:
        if word := agreement.word(self._environment, yes=yes):
            self._console.ask(f"{question} In {self._name} (account {self._environment.account_id}), type", word)


def opened(console: Console, environment: Environment, root: Path) -> DeadLetterRun:
    """The dead letters of an environment that can be reached. Raises Refused, ToolFailed or WolfctlError."""
    from wolfctl.adapters import environment_clients

    environment_clients.require_reachable(environment, root)
    sqs = environment_clients.client("sqs", environment, root)
    # no emulator measures queues
    metrics = environment_clients.client("cloudwatch", environment, root) if environment.on_aws else None
    found = DeadLetterQueues(sqs, metrics, f"alphawolf-{environment.environment}-")
    return DeadLetterRun(console, environment, found)
