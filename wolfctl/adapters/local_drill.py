"""What a failover drill does to the embedded environment, and what it puts back."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psutil

from wolfctl.adapters import (
    database_monitor,
    database_pair,
    drill_canaries,
    ecs_task,
    embedded_system,
    example_people,
    processes,
)
from wolfctl.adapters.database_pair import Roles, require_standby
from wolfctl.adapters.drill_api import ACTION, Api, ApiCanary
from wolfctl.adapters.drill_canaries import FreshCanary, ListenCanary, PoolCanary, Server
from wolfctl.adapters.embedded_stack import EmbeddedStack
from wolfctl.adapters.local_ports import HOST
from wolfctl.adapters.postgres_node import PostgresNode
from wolfctl.adapters.psql import Psql, Unreachable
from wolfctl.adapters.state_folder import read_json
from wolfctl.adapters.tcp_proxy import TcpProxy
from wolfctl.config import Environment
from wolfctl.errors import ToolFailed, WolfctlError


@dataclass
class LocalDrill:
    """The pair, the API and the monitor of a checkout; `run` marks this drill's own canaries."""

    root: Path
    environment: Environment
    run: UUID
    proxies: dict[str, TcpProxy] = field(default_factory=dict, init=False)
    _proxy_ports: dict[str, int] = field(default_factory=dict, init=False)
    _stopped: list[psutil.Process] = field(default_factory=list, init=False)
    _monitor_away: bool = field(default=False, init=False)
    _api_moved: bool = field(default=False, init=False)
    _api_canaries: dict[int, ApiCanary] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.system = embedded_system.attached(self.root, EmbeddedStack(self.root, self.environment))
        self.state = self.system.state
        self.pair = database_pair.of(self.root)

    def about(self) -> dict[str, Any]:
        """What is drilled, for the report."""
        return {"what": "two PostgreSQL servers of this machine, one the other's synchronous standby", "host": HOST}

    async def guardrails(self) -> list[tuple[bool, str]]:
        """Each guardrail of the plan, in its order: whether it holds, and what was seen."""
        names = ("postgres-a", "postgres-b", database_monitor.NAME)
        running = await asyncio.to_thread(
            lambda: [name for name in names if processes.main_process(self.state, name) is not None]
        )
        synchronous = bool(read_json(self.state.database).get("synchronous"))
        nodes = [name for name in names[:2] if name in running]
        try:
            async with httpx.AsyncClient(trust_env=False, timeout=5) as http:
                ready = (await http.get(f"http://{HOST}:{self.system.ports.api}/health/ready")).status_code
        except httpx.HTTPError:
            ready = 0
        return [
            (True, "up, and held for this drill"),
            (len(nodes) == 2 and synchronous, f"{len(nodes)} nodes run, {'' if synchronous else 'not '}synchronous"),
            (database_monitor.NAME in running, "runs" if database_monitor.NAME in running else "does not run"),
            (ready == httpx.codes.OK, f"/health/ready answers {ready}" if ready else "the API does not answer"),
        ]

    async def set_up(self) -> None:
        """Make the drill's table, and sign Sam in."""
        secret = await asyncio.to_thread(
            ecs_task.secret_value,
            self.system.outputs["database"]["owner_secret_arn"],
            self.system.ports.emulator,
            self.system.region,
        )
        self._owner = (self.system.outputs["database"]["name"], secret["username"], secret["password"])
        await drill_canaries.make_table(self._server())
        users = example_people.UserPools.applied(self.system.outputs, self.system.ports.emulator, self.system.region)
        tokens = await asyncio.to_thread(example_people.sign_in, "sam", users, self.state)
        self.api = Api(self.system.outputs["rest_api_url"], tokens.access)
        self.person = await self.api.person()

    def deeds(self) -> dict[str, Callable[[], Awaitable[float]]]:
        """What can be done to it; each returns the monotonic moment at which it was done."""
        return {
            "KILL": self.kill_primary,
            "BLACK_HOLE": self.black_hole_primary,
            "PLACE_PROXIES": self.place_proxies,
            "CUT_OFF_STANDBY": self.cut_off_standby,
        }

    async def place_proxies(self) -> float:
        """Have the API and the canaries reach both nodes through proxies; the API starts anew for it."""
        for node in (self.pair.a, self.pair.b):
            self.proxies[node.name] = TcpProxy(node.port)
            self._proxy_ports[node.name] = await self.proxies[node.name].start()
        self._api_moved = True
        await self._restart_api({"DATABASE_HOSTS": ",".join(f"{HOST}:{port}" for _, port in self._hosts())})
        return time.monotonic()

    def canaries(self, number: int) -> dict[str, Any]:
        """A canary a path, for one round."""
        server = self._server()
        self._api_canaries[number] = ApiCanary(self.api, self.person, self.run, number)
        talking = PoolCanary(server, number, "listen", size=1)
        return {
            "api": self._api_canaries[number],
            "pool": PoolCanary(server, number, "pool"),
            "fresh": FreshCanary(server, number, "fresh"),
            "listen": ListenCanary(server, talking, f"{self.run} {number}"),
        }

    async def primary(self) -> str:
        """The name of the node that takes writes."""
        return self.pair.roles().primary.name

    async def cut_off_standby(self) -> float:
        """For the negative control: no monitor, a standby that receives nothing, commits that wait for nobody."""
        self._monitor_away = True
        if monitor := await asyncio.to_thread(processes.main_process, self.state, database_monitor.NAME):
            # Not processes.stop: it ends children as well, and a node that the monitor has started is one.
            monitor.terminate()
            if not await processes.gone([monitor], 10):
                raise ToolFailed("The database monitor does not end.", hint="Run `wolfctl down`, then `wolfctl up`.")
        roles = self.pair.roles()
        async with _asking(roles.primary) as primary, _asking(roles.standby) as standby:
            await require_standby(primary, wanted=False)
            await standby.ask("ALTER SYSTEM SET primary_conninfo = ''")
            await standby.ask("SELECT pg_reload_conf()")
            for _ in range(100):
                if await primary.ask("SELECT count(*) FROM pg_stat_replication") == [["0"]]:
                    return time.monotonic()
                await asyncio.sleep(0.1)
        raise ToolFailed("The standby could not be cut off.", hint="Run `wolfctl down`, then `wolfctl up`.")

    async def kill_primary(self) -> float:
        """SIGKILL the primary's server; without a monitor the drill itself does the rest. The moment, monotonic."""
        roles = self.pair.roles()
        process = await asyncio.to_thread(roles.primary.process)
        if process is None:
            raise ToolFailed(f"Database node {roles.primary.name} does not run.", hint="Run `wolfctl status`.")
        struck = time.monotonic()
        process.kill()
        if self._monitor_away:
            await self._promote(roles)
        return struck

    async def black_hole_primary(self) -> float:
        """Swallow all that clients exchange with the primary, and have it stand still: no monitor hears it."""
        node = self.pair.roles().primary
        self._stopped = await asyncio.to_thread(processes.working_in, node.data)
        struck = time.monotonic()
        self.proxies[node.name].swallow()
        for process in self._stopped:
            with contextlib.suppress(psutil.Error):
                process.suspend()
        return struck

    async def tries_old_primary(self, name: str, number: int, attempt: int) -> bool | None:
        """Whether the old primary, asked on its own port, takes a write."""
        return await drill_canaries.accepts_writes(self._direct(name), number, attempt)

    async def is_rebuilt(self, before: str) -> bool:
        """Whether another node leads than before, and commits wait for both again."""
        told = read_json(self.state.database)
        return bool(told.get("synchronous")) and told.get("primary") != before

    async def mend(self) -> None:
        """After a fault, before the next: the network is back, and so is the monitor."""
        for proxy in self.proxies.values():
            await proxy.restore()
        if self._monitor_away:
            await self._start_monitor()

    async def found(self, number: int, api_numbers: range) -> Mapping[tuple[str, int], int]:
        """How often each canary of a round is there."""
        in_table = await drill_canaries.counted(self._server(), number)
        in_log = await self._api_canaries[number].counted(api_numbers)
        return {**in_table, **{("api", one): times for one, times in in_log.items()}}

    async def standby_lacks(self, number: int) -> int:
        """How many canaries of the round the primary has and the standby, given a moment to apply them, has not."""
        wanted = await drill_canaries.counted(self._server(), number)
        standby = self._direct(self.pair.roles().standby.name)
        missing = len(wanted)
        for _ in range(50):
            with contextlib.suppress(WolfctlError):
                missing = len(wanted.keys() - (await drill_canaries.counted(standby, number, standby=True)).keys())
            if not missing:
                break
            await asyncio.sleep(0.1)
        return missing

    async def events(self, _since: float) -> list[tuple[float, str, str]]:
        """What others tell of the failover: here nobody but the monitor, whose log is kept."""
        return []

    async def put_back(self) -> list[str]:
        """Undo what this drill has changed, however far it came; returns what could not be undone."""
        steps = (self._wake_up, self._return_monitor, self._return_api, self._close_proxies, self._delete_canaries)
        troubles = []
        for step in steps:
            try:
                await step()
            except (WolfctlError, OSError) as error:
                troubles.append(f"{step.__name__.strip('_').replace('_', ' ')}: {error}")
        return troubles

    async def _wake_up(self) -> None:
        for process in self._stopped:
            with contextlib.suppress(psutil.Error):
                process.resume()

    async def _return_monitor(self) -> None:
        if self._monitor_away:
            await self._start_monitor()

    async def _return_api(self) -> None:
        if self._api_moved:
            await self._restart_api({})
            self._api_moved = False

    async def _close_proxies(self) -> None:
        for proxy in self.proxies.values():
            await proxy.close()
        self.proxies, self._proxy_ports = {}, {}

    async def _delete_canaries(self) -> None:
        primary = self.pair.roles().primary.connect(self.system.outputs["database"]["name"])
        try:
            for _ in range(100):
                try:
                    await primary.ask(f"DROP SCHEMA IF EXISTS {drill_canaries.SCHEMA} CASCADE", patience=30)
                    await primary.ask(f"DELETE FROM logs WHERE action = '{ACTION}'", patience=30)  # noqa: S608
                except Unreachable:
                    await asyncio.sleep(0.1)
                else:
                    return
            raise ToolFailed("The database does not answer.", hint="Run `wolfctl status`: it says which node runs.")
        finally:
            await primary.close()

    async def _promote(self, roles: Roles) -> None:
        await roles.primary.fence()
        async with _asking(roles.standby) as standby:
            await standby.ask("SELECT pg_promote(wait => true)", patience=30)

    async def _start_monitor(self) -> None:
        processes.start(database_monitor.service(self.root), self.state)
        self._monitor_away = False

    async def _restart_api(self, overrides: Mapping[str, str]) -> None:
        if running := await asyncio.to_thread(processes.main_process, self.state, embedded_system.API):
            await processes.stop(running, patience=15)
        task = await asyncio.to_thread(
            ecs_task.described,
            self.system.outputs["api_task_definition"],
            "api",
            self.system.ports.emulator,
            self.system.region,
        )
        processes.start(ecs_task.service(embedded_system.API, task, self.root, overrides), self.state)
        await self.system.health()

    def _hosts(self) -> list[tuple[str, int]]:
        return [(HOST, self._proxy_ports.get(node.name, node.port)) for node in (self.pair.a, self.pair.b)]

    def _server(self) -> Server:
        return Server(tuple(self._hosts()), *self._owner)

    def _direct(self, name: str) -> Server:
        node = self.pair.a if name == self.pair.a.name else self.pair.b
        return Server(((HOST, node.port),), *self._owner)


@contextlib.asynccontextmanager
async def _asking(node: PostgresNode) -> Any:
    connection: Psql = node.connect()
    try:
        yield connection
    finally:
        await connection.close()
