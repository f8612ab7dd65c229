"""A rotation is carried out under canaries, told step by step, and gone on with where it was cut off."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.unit.wolfctl.rotation.rotations import ABOUT, attempts, planned, shown
from wolfctl.adapters import rotation_journal
from wolfctl.adapters.drill_archive import DrillArchive
from wolfctl.adapters.drill_canaries import NotAcknowledged
from wolfctl.console.rotation_view import result_view
from wolfctl.errors import ToolFailed
from wolfctl.rotation.run import Rotation
from wolfctl.workflows.rotation.document import (
    DONE,
    EARLIER,
    FAILED,
    SKIPPED,
    StepResult,
    document,
    exit_code,
    findings,
    page,
    requests,
)
from wolfctl.workflows.rotation.keys import Kind
from wolfctl.workflows.rotation.plan import Plan, Step

LEFT_NOTHING = {"contact_methods": 0, "idempotency": 0}
AFTER = {"newer": {"field": True, "index": True}, "told": "field key 3 keeps 9 values, older ones 0"}
SEEN: dict[str, dict[str, Any]] = {
    "ROTATE_KEY": {"listed": "2026-11-26T10:00:01+00:00"},
    "MOVE_OBJECTS": {"seen": 4, "moved": 0},
    "REWRAP": {"rewrapped": 2, "keys": 2},
    "ANNOUNCE": {"made": ["field", "index"]},
    "ROTATE_SECRET": {"user": "alphawolf_app → alphawolf_app_clone"},
    "SIGNING_KEY": {"told": "2026-11 was made"},
    "RESEAL": {"moved": {"contact_methods": 9}, "left": LEFT_NOTHING, "after": AFTER},
    "RETIRE": {"retired": []},
}


@dataclass
class Canary:
    """Answers, or fails every so often."""

    every: int = 0

    async def write(self, number: int) -> None:
        await asyncio.sleep(0)
        if self.every and number % self.every == 0:
            raise NotAcknowledged("http 503")

    async def close(self) -> None:
        pass


@dataclass
class Keys:
    """A target in memory; `broken` deeds fail, `cut` ones are where an operator presses Ctrl-C."""

    broken: tuple[str, ...] = ()
    cut: str = ""
    since: datetime = datetime(2026, 11, 26, tzinfo=UTC)
    done: list[str] = field(default_factory=list)

    def deeds(self) -> dict[str, Any]:
        async def deed(step: Step, _say: Any) -> dict[str, Any]:
            if step.deed in self.broken:
                raise ToolFailed("The step failed.", why="Because.", hint="Run it again.")
            if step.id == self.cut:
                raise asyncio.CancelledError
            self.done.append(step.id)
            return SEEN[step.deed]

        return dict.fromkeys(SEEN, deed)

    async def trail(self, key_ids: Any) -> dict[str, str]:
        return dict.fromkeys(key_ids, "event by robin")


async def carried_out(root: Path, keys: Keys, plan: Plan | None = None, **canaries: Any) -> dict[str, Any]:
    made = plan or planned()
    folder = root / ".wolf" / "rotations" / "staging"
    journal = rotation_journal.begin(folder, made.kinds, datetime(2026, 11, 26, tzinfo=UTC))
    archive = DrillArchive(root, "staging", journal.id, shelf="rotations")
    paths = {path.name: Canary(**canaries) for path in made.paths}
    return await Rotation(made, keys, paths, journal, archive, ABOUT, least=20, steady_s=0.05).run()


async def test_all_is_done_under_canaries_and_every_claim_held(tmp_path: Path) -> None:
    told = await carried_out(tmp_path, Keys())
    assert (told["verdict"], told["exit_code"]) == ("held", 0)
    assert told["requests"]["failed"] == 0
    assert told["requests"]["made"] >= 20
    assert [step["state"] for step in told["steps"]] == [DONE] * 10
    assert all(finding["held"] for finding in told["findings"])
    ledger = tmp_path / ".wolf" / "rotations" / "staging" / "20261126T000000Z" / "ledger.jsonl"
    assert len([line for line in ledger.read_text().splitlines() if "outcome" in json.loads(line)]) >= 20
    assert oct(ledger.stat().st_mode & 0o777) == "0o600"


async def test_one_failed_request_is_enough_for_the_verdict(tmp_path: Path) -> None:
    told = await carried_out(tmp_path, Keys(), every=5)
    assert (told["verdict"], told["exit_code"]) == ("not held", 1)
    assert told["requests"]["failed"] >= 1
    assert told["requests"]["paths"]["logs"]["codes"].keys() == {"http 503"}


async def test_a_run_that_was_cut_off_is_gone_on_with_and_does_nothing_twice(tmp_path: Path) -> None:
    first = await carried_out(tmp_path, Keys(cut="database:owner"))
    assert (first["verdict"], first["exit_code"]) == ("interrupted", 130)
    assert [step["state"] for step in first["steps"]][-4:] == [SKIPPED] * 4
    again = Keys()
    second = await carried_out(tmp_path, again)
    assert again.done == ["database:owner", "signing", "reseal", "retire"]
    assert [step["state"] for step in second["steps"]][:6] == [EARLIER] * 6
    assert (second["verdict"], second["exit_code"]) == ("held", 0)
    third = Keys()
    await carried_out(tmp_path, third)
    assert len(third.done) == 10, "one that is finished is not gone on with"


async def test_a_request_that_failed_before_the_cut_is_not_forgotten(tmp_path: Path) -> None:
    first = await carried_out(tmp_path, Keys(cut="database:owner"), every=1)
    second = await carried_out(tmp_path, Keys())
    assert second["requests"]["failed"] == first["requests"]["failed"] >= 1
    assert second["requests"]["made"] > first["requests"]["made"]
    assert (second["verdict"], second["exit_code"]) == ("not held", 1)


async def test_what_fails_stops_what_builds_on_it_alone(tmp_path: Path) -> None:
    keys = Keys(broken=("ANNOUNCE",))
    told = await carried_out(tmp_path, keys)
    states = {step["id"]: step["state"] for step in told["steps"]}
    assert {name for name, state in states.items() if state == FAILED} == {"announce"}
    assert {name for name, state in states.items() if state == SKIPPED} == {"reseal", "retire"}
    assert told["exit_code"] == 1
    failed = next(step for step in told["steps"] if step["id"] == "announce")
    assert failed["trouble"] == "The step failed. Because. Run it again."
    once_more = Keys()
    assert (await carried_out(tmp_path, once_more))["exit_code"] == 0
    assert once_more.done == ["announce", "reseal", "retire"]


def test_another_choice_of_kinds_begins_a_rotation_of_its_own(tmp_path: Path) -> None:
    begun = rotation_journal.begin(tmp_path, ("kms",), datetime(2026, 11, 26, tzinfo=UTC))
    begun.note("kms:fields", {})
    same = rotation_journal.begin(tmp_path, ("kms",), datetime(2026, 11, 26, 12, tzinfo=UTC))
    late = rotation_journal.begin(tmp_path, ("kms",), datetime(2026, 11, 28, tzinfo=UTC))
    other = rotation_journal.begin(tmp_path, ("hmac",), datetime(2026, 11, 27, tzinfo=UTC))
    assert (same.id, same.since, set(same.done)) == (begun.id, begun.since, {"kms:fields"})
    assert (other.id == begun.id, other.done) == (False, {})
    assert (late.id, late.done) == ("20261128T000000Z", {}), "what was rotated two days ago is to be rotated again"


@pytest.mark.parametrize(
    ("states", "failed", "interrupted", "code"),
    [
        ((DONE, DONE), 0, False, 0),
        ((EARLIER, DONE), 0, False, 0),
        ((DONE, DONE), 1, False, 1),
        ((DONE, FAILED), 0, False, 1),
        ((DONE, SKIPPED), 0, False, 1),
        ((DONE, DONE), 0, True, 130),
        ((FAILED, SKIPPED), 5, True, 130),
    ],
)
def test_exit_codes(states: tuple[str, ...], failed: int, *, interrupted: bool, code: int) -> None:
    made = planned(Kind.DATABASE)
    results = [StepResult(step.id, state) for step, state in zip(made.steps, states, strict=True)]
    found = findings(made, results, {"failed": failed, "made": 100})
    assert exit_code(results, found, interrupted=interrupted) == code


@pytest.mark.parametrize(
    ("step", "seen", "claim"),
    [
        ("kms:fields", {"listed": "", "trail": "e"}, "kms"),
        ("kms:fields", {"listed": "2026"}, "kms"),
        ("rewrap", {"rewrapped": 0, "keys": 0}, "rewrapped"),
        ("reseal", {"left": {"contact_methods": 1}, "moved": {}, "after": AFTER}, "resealed"),
        ("reseal", {"left": LEFT_NOTHING, "moved": {}, "after": {"newer": {"field": False}, "told": ""}}, "new"),
        ("signing", {"told": ""}, "signing"),
    ],
)
def test_a_claim_does_not_hold_by_a_step_alone_but_by_what_was_seen(
    step: str, seen: dict[str, Any], claim: str
) -> None:
    made = planned()
    good = {one.id: {**SEEN[one.deed], "trail": "event by robin"} for one in made.steps}
    results = [StepResult(one.id, DONE, seen if one.id == step else good[one.id]) for one in made.steps]
    held = {finding.claim: finding.held for finding in findings(made, results, {"failed": 0, "made": 9})}
    assert held == {name: name != claim for name in made.claims}


def test_the_whole_report_as_a_terminal_and_a_ticket_show_it() -> None:
    made = planned(Kind.DATABASE)
    results = [
        StepResult("database:app", DONE, {"user": "alphawolf_app → alphawolf_app_clone"}, 3.21),
        StepResult("database:owner", FAILED, {}, 0.4, "The rotation of a database password did not come to its end."),
    ]
    told = document(ABOUT, made, results, requests(attempts(198, 2)), interrupted=False)
    assert shown(*result_view(told, {"report.json": ".wolf/rotations/staging/1/report.json"})) == [
        " ✗  no request of a canary fails while     2 failed of 200",
        "    keys are rotated",
        " ✗  each secret holds a password that was  app: alphawolf_app →",
        "    tried, the application's that of its   alphawolf_app_clone, owner: failed",
        "    other user",
        "database:owner: The rotation of a database password did not come to its end.",
        "Verdict: not held. 2 failed of 200 requests.",
        "json  .wolf/rotations/staging/1/report.json",
    ]
    assert page(told).splitlines() == [
        "# Rotation of keys of staging: not held",
        "",
        "2026-11-26T10:00:00+00:00 to 2026-11-26T10:05:00+00:00, by robin, commit 0123456789ab, wolfctl 0.1.0.",
        "Rotation 20261126T100000Z. Elsewhere.",
        "",
        "**2 failed of 200 requests** of canaries while keys were rotated.",
        "",
        "| claim | | seen |",
        "|---|---|---|",
        "| no request of a canary fails while keys are rotated | **not held** | 2 failed of 200 |",
        f"| {made.claims['database']} | **not held** | app: alphawolf_app → alphawolf_app_clone, owner: failed |",
        "",
        "| path | requests | failed | p50 ms | p99 ms | longest ms |",
        "|---|---|---|---|---|---|",
        "| logs | 200 | 2 | 100.0 | 100.0 | 100.0 |",
        "",
        "| step | | s | |",
        "|---|---|---|---|",
        "| database:app | done | 3.2 |  |",
        "| database:owner | failed | 0.4 | The rotation of a database password did not come to its end. |",
    ]
