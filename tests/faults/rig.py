"""The running system with our proxies in its wires, a log that can be full, and clocks that can be set wrong."""

import asyncio
import contextlib
import importlib.util
import json
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx

from tests.faults.refusing_aws import Refusal, refusing
from tests.local.kills import BUSY, restart_emulator, start_api, stop_api
from tests.local.running_system import ROOT, Checkout
from wolfctl.adapters import emulator, processes
from wolfctl.adapters.embedded_system import API
from wolfctl.adapters.local_ports import HOST
from wolfctl.adapters.processes import Service
from wolfctl.adapters.tcp_proxy import TcpProxy

FULL, ASIDE = Path("/dev/full"), ".aside"


@dataclass
class Rig:
    """The API reaches both database nodes through `database`; it and the functions reach AWS through `aws`.

    `led` names the node that was the primary when it was killed.
    """

    system: Checkout
    database: tuple[TcpProxy, TcpProxy]
    aws: TcpProxy
    refusal: Refusal
    refusing_port: int
    clocks: dict[str, Path]
    api_settings: Mapping[str, str] = field(default_factory=dict)
    functions_settings: Mapping[str, str] = field(default_factory=dict)
    led: str = ""

    async def start_api(self) -> None:
        """Start the API through the proxies."""
        await start_api(self.system, **self.api_settings)

    async def stop_api(self) -> None:
        """Stop the API, if it runs."""
        if processes.main_process(self.system.state, API) is not None:
            await stop_api(self.system)

    async def restart_aws(self) -> None:
        """End everything that is AWS's, and start it again with the functions behind the proxy."""
        plain = emulator.ministack(self.system.root, self.system.ports, self.system.region)
        python, safe_path, *shim_and_arguments = plain.arguments
        wrapper = str(ROOT / "tests" / "faults" / "ministack_with.py")
        more = {**plain.environment, "FOR_FUNCTIONS": json.dumps(self.functions_settings)}
        await restart_emulator(
            self.system, Service(plain.name, (python, safe_path, wrapper, *shim_and_arguments), more)
        )

    async def warm(self) -> None:
        """Have each function that the load calls be started: on a busy machine several at once start too slowly."""
        functions = self.system.client("lambda")
        for name in BUSY:
            arn = self.system.outputs["functions"][name]["alias_arn"]
            await asyncio.to_thread(functions.invoke, FunctionName=arn, Payload=b'{"Records": [], "symbols": ["help"]}')

    def set_clock(self, whose: str, wrong_by_s: float) -> None:
        """Have the wall clock of the API, or of every function, be wrong from some tenths of a second later on."""
        self.clocks[whose].write_text(str(wrong_by_s))

    async def api_clock_s(self) -> float:
        """How far the API's clock is ahead of ours, by the date of an answer; to the second."""
        async with httpx.AsyncClient(trust_env=False, timeout=10) as http:
            answer = await http.get(f"http://{HOST}:{self.system.ports.api}/health/live")
        return parsedate_to_datetime(answer.headers["date"]).timestamp() - time.time()

    async def functions_clock_s(self) -> float:
        """How far the function that delivers is ahead of the database, by when it says that it received the newest."""
        newest = (
            "SELECT e.id, extract(epoch FROM e.at - o.published_at) FROM alert_events e JOIN outbox o USING (alert_id) "
            "WHERE e.event = 'received_by_worker' AND o.published_at IS NOT NULL ORDER BY e.id DESC LIMIT 1"
        )
        before = await self.system.rows(newest)
        while (after := await self.system.rows(newest))[0][0] == before[0][0]:  # noqa: ASYNC110
            await asyncio.sleep(0.3)
        return float(after[0][1])

    async def rows_apart_s(self) -> float:
        """By how much at most the newest alerts and the database differ about when they were raised."""
        rows = await self.system.rows(
            "SELECT max(abs(extract(epoch FROM a.raised_at - o.at))) FROM (SELECT alert_id, min(created_at) AS at "
            "FROM outbox GROUP BY alert_id ORDER BY min(id) DESC LIMIT 5) o JOIN alerts a ON a.id = o.alert_id"
        )
        return float(rows[0][0])

    async def restart_api_with_log(self, *, full: bool) -> None:
        """Start the API anew, with a log on a disk that has no room, or with its own."""
        await self.stop_api()
        log = self.system.state.log(API)
        if full and not log.is_symlink():
            log.replace(log.with_suffix(ASIDE))
            log.symlink_to(FULL)
        elif not full:
            self.put_log_back()
        await self.start_api()

    def put_log_back(self) -> None:
        """Have the API's log be its own, if it is not."""
        log = self.system.state.log(API)
        if log.is_symlink():
            log.unlink()
            log.with_suffix(ASIDE).replace(log)


@contextlib.asynccontextmanager
async def rigged(system: Checkout, folder: Path) -> AsyncIterator[Rig]:
    """Put the proxies into the wires; take them out when the block ends."""
    ports = system.ports
    database, aws = (TcpProxy(ports.a), TcpProxy(ports.b)), TcpProxy(ports.emulator)
    nodes = [f"{HOST}:{await proxy.start()}" for proxy in database]
    endpoint = {"AWS_ENDPOINT_URL": f"http://{HOST}:{await aws.start()}"}
    clocks = {whose: folder / whose for whose in ("api", "functions")}
    refusal = Refusal()
    with refusing(refusal) as refusing_port:
        rig = Rig(system, database, aws, refusal, refusing_port, clocks)
        for whose in clocks:
            rig.set_clock(whose, 0)
        path = str(wrong_clock(folder / "path"))
        rig.api_settings = {"DATABASE_HOSTS": ",".join(nodes), **endpoint, **followed(clocks["api"], path)}
        rig.functions_settings = {**endpoint, **followed(clocks["functions"], path)}
        try:
            await rig.stop_api()
            await rig.restart_aws()
            await rig.start_api()
            await rig.warm()
            yield rig
        finally:
            await rig.stop_api()
            rig.put_log_back()
            await restart_emulator(system, emulator.ministack(system.root, ports, system.region))
            await start_api(system)
            for proxy in (*database, aws):
                await proxy.close()


def followed(clock: Path, path: str) -> dict[str, str]:
    """What has a Python process follow a clock that may go wrong."""
    return {"WRONG_CLOCK": str(clock), "PYTHONPATH": path}


def wrong_clock(folder: Path) -> Path:
    """A folder for the path of any of our Pythons: what sets its clock wrong, and the one package that this needs."""
    folder.mkdir()
    (folder / "sitecustomize.py").symlink_to(ROOT / "tests" / "faults" / "wrong_clock" / "sitecustomize.py")
    for name in ("time_machine", "_time_machine"):
        found = importlib.util.find_spec(name)
        assert found is not None
        assert found.origin is not None
        origin = Path(found.origin)
        source = origin.parent if origin.name == "__init__.py" else origin
        (folder / source.name).symlink_to(source)
    return folder
