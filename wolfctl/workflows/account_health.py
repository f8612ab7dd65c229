"""What is to be thought of what was seen of an account: each look becomes one finding, with its mending."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from wolfctl.findings import Finding

# AWS refuses signatures that are five minutes off; a clock that is a minute off is on its way there.
REFUSED_AFTER_S, WORTH_A_LOOK_S = 300, 60
PLATFORMS = 5  # those of `wolfctl providers-lock`
# A rotation takes a minute; Secrets Manager tries a failed one again for hours.
ROTATION = timedelta(hours=1)


def identity(name: str, wanted: str | None, found: str | None, why: str) -> Finding:
    """Whether the credentials are the environment's; `found` is None where AWS did not say, and `why` tells."""
    sign_in = f"Sign in to account {wanted}."
    if found is None:
        return Finding("identity", "fail", f"AWS does not say who you are: {why}", sign_in)
    if found != wanted:
        return Finding("identity", "fail", f"You are in account {found}, and {name} is account {wanted}.", sign_in)
    return Finding("identity", "ok", f"You are in {name}'s account, {found}.")


def clock(theirs: datetime | None, ours: datetime) -> Finding:
    """How far this machine's clock is from AWS's, whose answers are dated to the second."""
    if theirs is None:
        return Finding("clock", "skip", "AWS did not answer, so its clock was not seen.")
    off = (ours - theirs).total_seconds()
    told = f"This clock is {abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} AWS's."
    fix = "Set the clock, and have it kept right (timedatectl set-ntp true)."
    if abs(off) >= REFUSED_AFTER_S:
        return Finding("clock", "fail", f"{told} AWS refuses what is signed five minutes off.", fix)
    return Finding(
        "clock", "warn" if abs(off) >= WORTH_A_LOOK_S else "ok", told, fix if abs(off) >= WORTH_A_LOOK_S else ""
    )


def state_bucket(name: str, bucket: str, wanted: Iterable[str], held: Collection[str]) -> Finding:
    """Whether the bucket of the state is there, and as `wolfctl bootstrap` makes it."""
    missing = [each for each in wanted if each not in held]
    if not missing:
        return Finding("state bucket", "ok", f"{bucket} is there, encrypted, versioned and closed to the public.")
    fix = f"Run `wolfctl bootstrap {name}`: it makes what is missing and leaves the rest."
    if "bucket" in missing:
        return Finding("state bucket", "fail", f"{bucket} is not there.", fix)
    return Finding("state bucket", "warn", f"{bucket} lacks {', '.join(missing).replace('_', ' ')}.", fix)


def lock(name: str, who: str | None, operation: str, since: str) -> Finding:
    """Whether somebody holds the state; `who` is None where nobody does."""
    if who is None:
        return Finding("lock", "ok", f"Nobody holds the state of {name}.")
    fix = f"Ask them, or look closer: `wolfctl unlock {name} --show`."
    return Finding("lock", "warn", f"{who} holds the state of {name} since {since}, for {operation}.", fix)


def platforms(lock_file: str) -> Finding:
    """Whether the provider is pinned for other platforms than the one that pinned it.

    A `zh:` hash is of a package as the registry serves it, one a platform; an `h1:` hash of what it unpacks to.
    https://developer.hashicorp.com/terraform/language/files/dependency-lock
    """
    packages, contents = (len(re.findall(f'"{kind}:', lock_file)) for kind in ("zh", "h1"))
    if max(packages, contents) >= PLATFORMS:
        return Finding("platforms", "ok", f"The AWS provider is pinned for {max(packages, contents)} packages.")
    text = f"The AWS provider is pinned for {max(packages, contents)} packages; others cannot init."
    return Finding("platforms", "warn", text, "Run `wolfctl providers-lock` and commit infra/.terraform.lock.hcl.")


def rendered(name: str, before: Mapping[str, str], now: Mapping[str, str]) -> Finding:
    """Whether the stack that was rendered last is what the sources say today; `before` is empty where none was."""
    if not before:
        return Finding("rendered stack", "ok", "Not rendered yet; plan and apply do that themselves.")
    drifted = sorted(file for file in before.keys() | now.keys() if before.get(file) != now.get(file))
    if not drifted:
        return Finding("rendered stack", "ok", f".wolf/{name}/stack is what the sources say.")
    text = f".wolf/{name}/stack is not what the sources say: {', '.join(drifted)}."
    fix = f"Change envs/{name}.yaml or infra/, never the stack, then `wolfctl render {name}`."
    return Finding("rendered stack", "warn", text, fix)


def migrations(name: str, files: Collection[str], applied: Collection[str] | None, why: str = "") -> Finding:
    """Which migrations of this checkout wait; `applied` are those that ran, None where the database was not asked."""
    if applied is None:
        return Finding("migrations", "skip", f"{len(files)} are in this checkout. {why}".rstrip())
    waiting = sorted(set(files) - set(applied))
    if waiting:
        fix = f"Run `wolfctl deploy {name}`; for a release that is live already `wolfctl migrate up {name}`."
        return Finding("migrations", "warn", f"Not run yet: {', '.join(waiting)}.", fix)
    return Finding("migrations", "ok", f"All {len(files)} have run.")


def secrets(found: Iterable[Mapping[str, Any]], now: datetime) -> Iterator[Finding]:
    """Rotations that were begun and never finished: a version that is AWSPENDING and not AWSCURRENT.

    `found` are entries of ListSecrets.
    https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html
    """
    known, stuck = list(found), False
    for secret in known:
        stages = secret.get("SecretVersionsToStages", {}).values()
        if not any("AWSPENDING" in each and "AWSCURRENT" not in each for each in stages):
            continue
        stuck = True
        name, changed = secret["Name"], secret.get("LastChangedDate")
        if changed is not None and now - changed < ROTATION:
            yield Finding("secrets", "ok", f"{name} is being rotated.")
            continue
        text = f"{name}: a rotation was begun and never finished (AWSPENDING is left over)."
        yield Finding("secrets", "warn", text, "See docs/runbooks/doctor.md, 'A stuck secret'.")
    if not stuck:
        yield Finding("secrets", "ok", f"{len(known)} secrets, no rotation half done.")
