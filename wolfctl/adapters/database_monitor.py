"""Watches the database pair and promotes the standby when the primary fails.

Run as `python -m wolfctl.adapters.database_monitor ROOT`: it outlives the `wolfctl up` that started it.
"""

import asyncio
import contextlib
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from wolfctl.adapters import database_pair
from wolfctl.adapters.database_pair import DatabasePair, Roles, require_standby
from wolfctl.adapters.processes import Service
from wolfctl.adapters.psql import Psql, Silent, Unreachable
from wolfctl.adapters.state_folder import StateFolder, write_json
from wolfctl.errors import WolfctlError

NAME = "database-monitor"
PERIOD = 0.1
MISSES = 3
# A refused connection is a miss at once; silence only after this long, since a busy machine is not a dead server.
SILENCE = 2.0
STANDBY_MISSES = 20
QUESTION = (
    "SELECT count(*) FILTER (WHERE state = 'streaming'), current_setting('synchronous_standby_names') <> ''"
    " FROM pg_stat_replication"
)


class Monitor:
    """Asks the primary ten times a second and acts on what it does not hear."""

    def __init__(self, pair: DatabasePair, state: StateFolder) -> None:
        self._pair = pair
        self._state = state
        self._roles: Roles = pair.roles()
        self._primary: Psql = self._roles.primary.connect()
        self._standby: Psql = self._roles.standby.connect()
        self._synchronous = False
        self._failovers = self._misses = self._alone = 0
        self._repair: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            begun = time.monotonic()
            try:
                await self._look()
            except WolfctlError as error:
                _say(f"{error} {error.why} Trying again.")
            await asyncio.sleep(max(0.0, PERIOD - (time.monotonic() - begun)))

    async def _look(self) -> None:
        try:
            (streaming, required), *_ = await self._primary.ask(QUESTION, patience=SILENCE)
        except (Unreachable, Silent):
            self._misses += 1
            if self._misses >= MISSES:
                await self._replace_primary()
                self._misses = self._alone = 0
            return
        self._misses = 0
        follows = streaming != "0"
        self._remember(synchronous=may_take_over(self._synchronous, follows=follows, required=required == "t"))
        self._alone = 0 if follows else self._alone + 1
        if self._alone >= STANDBY_MISSES or required == "f":
            await self._mend()

    async def close(self) -> None:
        """Stop repairing and hang up."""
        if self._repair:
            self._repair.cancel()
            with contextlib.suppress(asyncio.CancelledError, WolfctlError):
                await self._repair
        await self._primary.close()
        await self._standby.close()

    async def _replace_primary(self) -> None:
        """Promote the standby if it has every acknowledged commit; otherwise only the primary itself may go on."""
        begun = time.monotonic()
        lost, heir = self._roles.primary, self._roles.standby
        await lost.fence()
        try:
            if not self._synchronous:
                raise Unreachable("its standby may lack commits")
            await self._standby.ask("SELECT pg_promote(wait => false)", patience=SILENCE)
        except (Unreachable, Silent) as reason:
            _say(f"node {lost.name} is gone and {heir.name} cannot take over ({reason}): starting {lost.name} again")
            lost.start()
            await lost.answers()
            return
        while (await self._standby.ask("SELECT pg_is_in_recovery()"))[0] != ["f"]:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        self._roles = Roles(primary=heir, standby=lost)
        self._primary, self._standby = self._standby, self._primary
        self._failovers += 1
        self._remember(synchronous=False)
        _say(f"node {lost.name} is gone: {heir.name} leads after {1000 * (time.monotonic() - begun):.0f} ms")

    async def _mend(self) -> None:
        """Release commits that wait for a lost standby, and bring one back beside the watching."""
        if self._repair and not self._repair.done():
            return
        if self._repair and not self._repair.cancelled() and (error := self._repair.exception()):
            _say(f"the standby could not be rebuilt: {error}; trying again")
            self._repair = None
            return
        _say(f"node {self._roles.standby.name} does not follow: rebuilding it")
        self._remember(synchronous=False)
        await require_standby(self._primary, wanted=False)
        self._repair = asyncio.create_task(self._pair.join_standby(self._roles))

    def _remember(self, *, synchronous: bool) -> None:
        facts = {"primary": self._roles.primary.name, "synchronous": synchronous, "failovers": self._failovers}
        if synchronous != self._synchronous or not self._state.database.exists():
            write_json(self._state.database, facts | {"since": datetime.now(UTC).isoformat(timespec="milliseconds")})
        self._synchronous = synchronous


def may_take_over(before: bool, *, follows: bool, required: bool) -> bool:
    """Whether the standby has every acknowledged commit, from whether it had before.

    A dying primary loses its standby before it stops answering, but its commits go on waiting for that standby until
    they are released: what they acknowledge in between, the standby has.
    """
    return required and (follows or before)


async def watch(root: Path) -> None:
    """Watch the pair of a checkout until SIGTERM."""
    monitor = Monitor(database_pair.of(root), StateFolder(root))
    watching = asyncio.create_task(monitor.run())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, watching.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await watching
    await monitor.close()


def service(root: Path) -> Service:
    """How to run the monitor of a checkout."""
    return Service(NAME, (sys.executable, "-m", "wolfctl.adapters.database_monitor", str(root)), folder=root)


def _say(text: str) -> None:
    sys.stdout.write(f"{datetime.now(UTC).isoformat(timespec='milliseconds')} {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(watch(Path(sys.argv[1])))
