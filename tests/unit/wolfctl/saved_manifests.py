"""A manifest as a saved plan of prod has it."""

from datetime import UTC, datetime
from typing import Any

from wolfctl.plan.manifest import GoesAway, Manifest, Origin

MADE = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)


def origin(**other: Any) -> Origin:
    values = {
        "environment": "prod",
        "account_id": "123456789012",
        "region": "us-east-1",
        "plan_sha256": "a" * 64,
        "stack_sha256": "b" * 64,
        "modules_sha256": "c" * 64,
        "lambda_zip_sha256": "d" * 64,
        "lock_sha256": "e" * 64,
        "git_commit": "0123456789abcdef0123456789abcdef01234567",
        "git_clean": True,
        "state_lineage": "dcef8217-d78a-fbc7-6851-95cfda96d8c9",
        "state_serial": 7,
        "terraform_version": "1.11.4",
    }
    return Origin(**{**values, **other})


def manifest(*, destroy: bool = False, **other: Any) -> Manifest:
    return Manifest(
        origin=origin(**other),
        author="ana@laptop",
        created=MADE,
        expires=MADE.replace(day=27),
        destroy=destroy,
        counts={"update": 1, "delete": 1},
        goes_away=(GoesAway("aws_route.old", "delete", "it is no longer in the configuration"),),
        cost=(59.0, 118.0),
    )
