"""A drill carried out on a database in memory: rounds, what stops it, what is put back."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from tests.unit.wolfctl.failover_drill.drills import drill
from wolfctl.adapters.drill_archive import DrillArchive
from wolfctl.adapters.drill_canaries import NotAcknowledged
from wolfctl.drill.run import Drill, Identity
from wolfctl.errors import Refused
from wolfctl.workflows.failover_drill.plan import Limits, Plan

QUICK = Limits(steady_s=0.2, settle_s=0, recover_s=5, rebuild_s=5, rto_s=3)
OUTAGE_S = 0.2


@dataclass
class MemoryCanary:
    """Writes to the database's memory, and fails while it is away."""

    database: "MemoryDatabase"
    place: tuple[int, str]

    async def write(self, number: int) -> None:
        if time.monotonic() < self.database.away_until:
            raise NotAcknowledged("unreachable")
        self.database.rows.append((*self.place, number))

    async def close(self) -> None:
        pass


@dataclass
class MemoryDatabase:
    """A target whose faults and flaws are chosen: what it forgets, when it comes back, who takes writes."""

    outage_s: float = OUTAGE_S
    forgets: bool = False
    accepts_old: bool = False
    in_order: bool = True
    rows: list[tuple[int, str, int]] = field(default_factory=list)
    away_until: float = 0.0
    leader: str = "a"
    put_back_times: int = 0

    def about(self) -> dict[str, Any]:
        return {"what": "memory"}

    async def guardrails(self) -> list[tuple[bool, str]]:
        return [(True, "yes"), (self.in_order, "one node runs"), (True, "yes"), (True, "yes")]

    async def set_up(self) -> None:
        pass

    def canaries(self, number: int) -> dict[str, Any]:
        return {path: MemoryCanary(self, (number, path)) for path in ("api", "pool", "fresh", "listen")}

    async def primary(self) -> str:
        return self.leader

    def deeds(self) -> dict[str, Callable[[], Awaitable[float]]]:
        return {"KILL": self.kill, "CUT_OFF_STANDBY": self.cut_off}

    async def kill(self) -> float:
        if self.forgets:
            del self.rows[-3:]
        self.away_until = time.monotonic() + self.outage_s
        self.leader = "b" if self.leader == "a" else "a"
        return time.monotonic()

    async def cut_off(self) -> float:
        self.forgets = True
        return time.monotonic()

    async def tries_old_primary(self, _name: str, _number: int, _attempt: int) -> bool | None:
        return self.accepts_old

    async def is_rebuilt(self, _before: str) -> bool:
        return time.monotonic() > self.away_until

    async def mend(self) -> None:
        pass

    async def found(self, number: int, _api_numbers: range) -> dict[tuple[str, int], int]:
        counted: dict[tuple[str, int], int] = {}
        for of_round, path, n in self.rows:
            if of_round == number:
                counted[path, n] = counted.get((path, n), 0) + 1
        return counted

    async def standby_lacks(self, _number: int) -> int | None:
        return 0

    async def events(self, since: float) -> list[tuple[float, str, str]]:
        return [(since + 0.1, "failover has completed", "RDS")]

    async def put_back(self) -> list[str]:
        self.put_back_times += 1
        return []


def quick(**asked: Any) -> Plan:
    return replace(drill(**asked), limits=QUICK)


def made(folder: Path, target: MemoryDatabase, planned: Plan) -> Drill:
    return Drill(planned, target, DrillArchive(folder, "local", "20261126T020000Z"), Identity("x", "robin", "c", "0"))


async def test_two_rounds_hold_and_everything_is_noted(tmp_path: Path) -> None:
    target = MemoryDatabase()
    document = await made(tmp_path, target, quick(rounds=2)).run()

    assert document["verdict"] == "held", document["rounds"]
    assert [one["primary_before"] for one in document["rounds"]] == ["a", "b"]
    for one in document["rounds"]:
        assert one["rto"]["pool"]["longest_s"] >= OUTAGE_S
        assert {"at": 0.1, "what": "failover has completed", "source": "RDS"} in one["events"]
    ledger = tmp_path / ".wolf" / "drills" / "local" / "20261126T020000Z" / "ledger.jsonl"
    assert len(ledger.read_text().splitlines()) > 2 * document["totals"]["acknowledged"]
    assert ledger.stat().st_mode & 0o777 == 0o600
    assert target.put_back_times == 1


async def test_a_loss_is_seen_and_no_further_round_is_made(tmp_path: Path) -> None:
    document = await made(tmp_path, MemoryDatabase(forgets=True), quick(rounds=3)).run()

    assert (document["verdict"], len(document["rounds"])) == ("not held", 1)
    assert 1 <= document["totals"]["lost"] <= 3


async def test_the_negative_control_loses_and_the_drill_holds(tmp_path: Path) -> None:
    document = await made(tmp_path, MemoryDatabase(), quick(negative_control=True)).run()

    assert document["verdict"] == "held"
    assert document["totals"]["lost"] == 0
    assert 1 <= document["totals"]["negative_control_lost"] <= 3


async def test_an_old_primary_that_takes_writes_fails_the_drill(tmp_path: Path) -> None:
    document = await made(tmp_path, MemoryDatabase(accepts_old=True), quick()).run()

    fenced = next(finding for finding in document["rounds"][0]["findings"] if finding["claim"] == "fenced")
    assert fenced["held"] is False
    assert document["exit_code"] == 1


async def test_a_database_that_does_not_come_back_stops_the_drill(tmp_path: Path) -> None:
    target = MemoryDatabase(outage_s=60)
    planned = replace(quick(rounds=2), limits=replace(QUICK, recover_s=0.5))
    document = await made(tmp_path, target, planned).run()

    assert document["rounds"][0]["aborted"] == "a path has not come back within 0.5 s"
    assert (document["verdict"], len(document["rounds"]), target.put_back_times) == ("not held", 1, 1)


async def test_an_interrupted_drill_puts_back_what_it_changed_and_still_reports(tmp_path: Path) -> None:
    target = MemoryDatabase(outage_s=60)
    running = asyncio.create_task(made(tmp_path, target, quick(rounds=5)).run())
    while not target.away_until:  # noqa: ASYNC110 - the fault is made in the middle of the run
        await asyncio.sleep(0.01)
    running.cancel()
    document = await running

    assert (document["verdict"], document["exit_code"], target.put_back_times) == ("interrupted", 130, 1)
    assert len(document["rounds"]) == 1


async def test_what_is_not_in_order_is_not_touched(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        await made(tmp_path, MemoryDatabase(in_order=False), quick()).check()

    assert refused.value.message == "local is not drilled while it is not in order."
    assert refused.value.why == "It must hold that both database nodes run, and commits wait for both (one node runs)."
