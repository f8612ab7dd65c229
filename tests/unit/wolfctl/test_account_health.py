"""What doctor thinks of what it saw of an account: each finding, its level and its mending."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rich.console import Console

from wolfctl.console.findings_view import table
from wolfctl.findings import Finding, Level, exit_code
from wolfctl.workflows import account_health

NOW = datetime(2026, 11, 26, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("found", "level", "text"),
    [
        ("111122223333", "ok", "You are in dev's account, 111122223333."),
        ("444455556666", "fail", "You are in account 444455556666, and dev is account 111122223333."),
        (None, "fail", "AWS does not say who you are: expired"),
    ],
)
def test_identity(found: str | None, level: Level, text: str) -> None:
    finding = account_health.identity("dev", "111122223333", found, "expired")

    assert (finding.level, finding.text) == (level, text)
    assert finding.fix == ("" if level == "ok" else "Sign in to account 111122223333.")


@pytest.mark.parametrize(
    ("off", "level"), [(0, "ok"), (59, "ok"), (-60, "warn"), (299, "warn"), (300, "fail"), (-4000, "fail")]
)
def test_the_clock(off: int, level: Level) -> None:
    finding = account_health.clock(NOW, NOW + timedelta(seconds=off))

    assert finding.level == level
    assert ("ahead of" if off > 0 else "behind") in finding.text
    assert bool(finding.fix) == (level != "ok")


def test_a_clock_that_was_not_seen_is_neither_right_nor_wrong() -> None:
    assert account_health.clock(None, NOW).level == "skip"


@pytest.mark.parametrize(
    ("held", "level", "text"),
    [
        ({"bucket", "encryption", "tls_only"}, "ok", "b is there, encrypted, versioned and closed to the public."),
        ({"bucket"}, "warn", "b lacks encryption, tls only."),
        (set[str](), "fail", "b is not there."),
    ],
)
def test_the_state_bucket(held: set[str], level: Level, text: str) -> None:
    finding = account_health.state_bucket("dev", "b", ["bucket", "encryption", "tls_only"], held)

    assert (finding.level, finding.text) == (level, text)


def test_a_held_state_names_who() -> None:
    assert account_health.lock("dev", None, "", "").level == "ok"
    assert account_health.lock("dev", "ana@desk", "apply", "noon").text == (
        "ana@desk holds the state of dev since noon, for apply."
    )


@pytest.mark.parametrize(
    ("hashes", "level"), [(["zh"] * 15 + ["h1"], "ok"), (["h1"] * 5, "ok"), (["h1"], "warn"), ([], "warn")]
)
def test_the_platforms_of_the_lock_file(hashes: list[str], level: Level) -> None:
    assert account_health.platforms("\n".join(f'    "{kind}:abc",' for kind in hashes)).level == level


def test_a_stack_that_was_changed_by_hand_names_the_files() -> None:
    before, now = {"main.tf": "a", "old.tf": "x"}, {"main.tf": "b", "new.tf": "y"}

    assert account_health.rendered("dev", {}, now).level == "ok"
    assert account_health.rendered("dev", now, now).level == "ok"
    assert account_health.rendered("dev", before, now).text == (
        ".wolf/dev/stack is not what the sources say: main.tf, new.tf, old.tf."
    )


def test_migrations() -> None:
    assert account_health.migrations("dev", ["0001_a", "0002_b"], ["0001_a", "0002_b"]).level == "ok"
    assert account_health.migrations("dev", ["0001_a", "0002_b"], ["0001_a"]).text == "Not run yet: 0002_b."
    skipped = account_health.migrations("dev", ["0001_a"], None, "Nothing is applied to dev.")
    assert (skipped.level, skipped.text) == ("skip", "1 are in this checkout. Nothing is applied to dev.")


def secret(minutes_ago: int, **stages: str) -> dict[str, Any]:
    return {
        "Name": "alphawolf-dev-app",
        "LastChangedDate": NOW - timedelta(minutes=minutes_ago),
        "SecretVersionsToStages": {version: named.split("+") for version, named in stages.items()},
    }


@pytest.mark.parametrize(
    ("found", "level", "text"),
    [
        (secret(90, a="AWSCURRENT"), "ok", "1 secrets, no rotation half done."),
        (secret(90, a="AWSCURRENT+AWSPENDING"), "ok", "1 secrets, no rotation half done."),
        (secret(5, a="AWSCURRENT", b="AWSPENDING"), "ok", "alphawolf-dev-app is being rotated."),
        (
            secret(90, a="AWSCURRENT", b="AWSPENDING"),
            "warn",
            "alphawolf-dev-app: a rotation was begun and never finished (AWSPENDING is left over).",
        ),
    ],
)
def test_secrets(found: dict[str, Any], level: Level, text: str) -> None:
    assert [(each.level, each.text) for each in account_health.secrets([found], NOW)] == [(level, text)]


def test_what_was_not_looked_at_decides_no_code() -> None:
    assert exit_code([Finding("it", "skip", ""), Finding("it", "ok", "")]) == 0


SHOWN = """\
ok    identity  You are in dev's account, 111122223333.
warn  clock     This clock is 61 s ahead of AWS's.
                Set the clock, and have it kept right (timedatectl set-ntp
                true).
skip  secrets   Not looked at with these credentials.
"""


def test_findings_at_80_columns() -> None:
    capture = Console(file=io.StringIO(), width=80, color_system=None, record=True)
    found = [
        account_health.identity("dev", "111122223333", "111122223333", ""),
        account_health.clock(NOW, NOW + timedelta(seconds=61)),
        Finding("secrets", "skip", "Not looked at with these credentials."),
    ]

    capture.print(table(found))

    assert "\n".join(line.rstrip() for line in capture.export_text().splitlines()) + "\n" == SHOWN
