"""Shows the lines of an environment's logs as one stream."""

import json
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from rich.text import Text

from wolfctl.adapters import environment_clients, local_ports, log_sources
from wolfctl.adapters.log_sources import FileSource, GroupSource, Source
from wolfctl.adapters.state_folder import StateFolder
from wolfctl.config import Environment
from wolfctl.console import Console, nobody_reads
from wolfctl.errors import NotFound
from wolfctl.workflows.log_lines import InOrder, LogLine, OfRequest, chosen, parse

# How long a line waits for earlier ones of other logs, and how often is looked. AWS answers five looks a second.
HELD_S = 1.0
LOCAL_LOOK_S, AWS_LOOK_S = 0.5, 4.0
COLOURS = ("cyan", "magenta", "green", "blue", "yellow", "bright_cyan", "bright_magenta", "bright_green")
LEVELS = {"warning": "yellow", "error": "bold red", "critical": "bold red"}
# Processes of the embedded environment whose output is a log of the system; the others' are read where they lie.
LOCAL_FILES = ("api",)


def sources(
    console: Console, environment: Environment, root: Path, name: str | None, begin: float
) -> dict[str, Source]:
    """What to read, by what writes there. Raises NotFound, Refused, ToolFailed."""
    files = {}
    if not environment.on_aws:
        state = StateFolder(root)
        files = {each: state.log(each) for each in LOCAL_FILES if state.log(each).exists()}
        if local_ports.is_free(local_ports.remembered(root).emulator):
            if not files:
                raise NotFound(f"{environment.environment} has no logs yet.", hint="Run `wolfctl up --detach` first.")
            console.warn(f"{environment.environment} is not running: only what it left in files can be read.")
            return {each: FileSource(files[each]) for each in chosen(files, name)}
    environment_clients.require_reachable(environment, root)
    logs = environment_clients.client("logs", environment, root)
    groups = log_sources.groups(logs, environment.environment)
    return {
        each: FileSource(files[each]) if each in files else GroupSource(logs, groups[each], begin)
        for each in chosen({**groups, **files}, name)
    }


class LogRun:
    """Reads sources and prints what they say; the clock and the pause are arguments."""

    def __init__(
        self,
        console: Console,
        sources: Mapping[str, Source],
        request: str | None,
        begin: float,
        *,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._console, self._sources, self._begin = console, sources, begin
        self._in_order, self._of_request = InOrder(), OfRequest(request)
        self._now, self._sleep = now, sleep
        self._width = max(map(len, sources), default=0)
        self._colours = {name: COLOURS[number % len(COLOURS)] for number, name in enumerate(sorted(sources))}
        self._last: dict[str, float] = {}
        self.printed = 0

    def once(self) -> int:
        """All lines that there are."""
        self._look()
        self._close()
        try:
            self._print(float("inf"))
        except BrokenPipeError:
            nobody_reads()
            return 0
        if not self.printed:
            began = datetime.fromtimestamp(self._begin, UTC)
            self._console.note(f"Nothing was said since {began:%Y-%m-%d %H:%M:%S} UTC.")
        return 0

    def follow(self, every_s: float) -> int:
        """Lines as they come, until Ctrl-C or until nobody reads them."""
        try:
            while True:
                self._look()
                self._print(self._now() - HELD_S)
                self._sleep(every_s)
        except KeyboardInterrupt:
            self._print(float("inf"))
        except BrokenPipeError:
            nobody_reads()
        self._close()
        return 0

    def _close(self) -> None:
        for source in self._sources.values():
            source.close()

    def _look(self) -> None:
        now = self._now()
        for name, source in self._sources.items():
            for at, text in source.read(now):
                # a line that tells no time, of a traceback perhaps, belongs to the one before it
                line = parse(name, text, self._last.get(name, now) if at is None else at)
                self._last[name] = line.at
                if line.at >= self._begin:
                    self._in_order.add([line])

    def _print(self, moment: float) -> None:
        for held in self._in_order.until(moment):
            for line in self._of_request.take(held):
                self._say(line)
                self.printed += 1

    def _say(self, line: LogLine) -> None:
        if self._console.json:
            sys.stdout.write(json.dumps(line.data(), ensure_ascii=False) + "\n")
            sys.stdout.flush()
            return
        text = Text(f"{line.moment:%H:%M:%S.%f}"[:-3], style="dim")
        text.append(f"  {line.source.ljust(self._width)}  ", style=self._colours.get(line.source, ""))
        text.append(line.words(), style=LEVELS.get(str(line.fields.get("level", "")).lower(), ""))
        self._console.out.print(text, soft_wrap=True)
