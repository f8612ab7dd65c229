"""The steps of a rotation, made from what is known of the keys."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from wolfctl.errors import Refused
from wolfctl.workflows.failover_drill.plan import Path
from wolfctl.workflows.rotation.keys import MOST_ON_DEMAND, MOST_ON_DEMAND_BEFORE, KeyState, Kind

# What canaries of `adapters.rotation_canaries` do, and how often.
LOGS = Path("logs", "POST /logs: a write, by the database user of now", 2, 0.06)
NUMBERS = Path("numbers", "GET /contact-methods: sealed telephone numbers, read as they were", 2, 0.05)
SPEECH = Path("speech", "POST /speech: a clip found by a name that the index key makes", 1, 0.25)
INVITATIONS = Path(
    "invitations", "POST /people/{id}/invitations, twice, and withdrawn: an answer sealed and opened", 1, 1.0
)
GATEWAY = Path("gateway", "POST /logs through API Gateway and the authorize function", 1, 0.25)


LOCAL = (LOGS, NUMBERS, SPEECH, INVITATIONS, GATEWAY)
ON_AWS = (LOGS, NUMBERS, SPEECH)

PURPOSES = {Kind.DATA_KEYS: "field", Kind.HMAC: "index"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `deed` is how, `subject` what its service knows it by. A step may be repeated."""

    id: str
    kinds: tuple[Kind, ...]
    deed: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a rotation will do; made and shown without any I/O."""

    environment: str
    kinds: tuple[Kind, ...]
    steps: tuple[Step, ...]
    paths: tuple[Path, ...]
    claims: dict[str, str]
    left_out: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """The plan for a report."""
        return asdict(self)


CLAIMS = {
    "requests": "no request of a canary fails while keys are rotated",
    "kms": "every KMS key that was rotated lists one rotation more, and CloudTrail tells who asked for it",
    "rewrapped": "every data key is wrapped anew, proved to be the same key",
    "resealed": "no value is left under an older key, and all that was sealed before is read",
    "new": "what is written now is sealed by the new key and found by the new index",
    "database": "each secret holds a password that was tried, the application's that of its other user",
    "signing": "the next step of a signing key is taken; two are trusted while one takes over",
}
CLAIMED_BY = {
    Kind.KMS: ("kms",),
    Kind.DATA_KEYS: ("rewrapped", "resealed", "new"),
    Kind.HMAC: ("resealed", "new"),
    Kind.DATABASE: ("database",),
    Kind.SIGNING: ("signing",),
}


def wanted_kinds(only: Sequence[str]) -> tuple[Kind, ...]:
    """The kinds of `--only`, all without it. Raises Refused for one that there is not."""
    unknown = [word for word in only if word not in list(Kind)]
    if unknown:
        raise Refused(
            f"There are no keys of the kind {unknown[0]!r}.", hint=f"--only takes one of {', '.join(Kind)}; repeat it."
        )
    return tuple(kind for kind in Kind if not only or kind in only)


def plan(environment: str, kinds: Collection[Kind], keys: Iterable[KeyState], paths: Sequence[Path]) -> Plan:
    """Put the steps in an order in which nothing waits that could be done meanwhile.

    Raises Refused when there is nothing to rotate.
    """
    known = [key for key in keys if key.kind in kinds]
    left_out: list[tuple[str, str]] = []
    if Kind.SIGNING in kinds and not any(key.kind is Kind.SIGNING for key in known):
        left_out.append((str(Kind.SIGNING), "CloudFront trusts no key here"))
        kinds = [kind for kind in kinds if kind is not Kind.SIGNING]
    warnings: list[str] = []
    steps: list[Step] = []
    for key in (key for key in known if key.kind is Kind.KMS):
        if key.on_demand >= MOST_ON_DEMAND:
            left_out.append((key.name, f"AWS lets a key be rotated on demand {MOST_ON_DEMAND} times, and it was"))
            continue
        if key.on_demand >= MOST_ON_DEMAND_BEFORE:
            warnings.append(
                f"{key.name} was rotated on demand {key.on_demand} times; where AWS still allows"
                f" {MOST_ON_DEMAND_BEFORE}, it will refuse"
            )
        steps.append(Step(f"kms:{key.name}", (Kind.KMS,), "ROTATE_KEY", key.id, f"rotate the KMS key {key.name}"))
    if Kind.KMS in kinds and any(key.kind is Kind.KMS for key in known):
        steps.append(
            Step(
                "objects",
                (Kind.KMS,),
                "MOVE_OBJECTS",
                "",
                "move objects that lie under another key than their bucket's to it, without copying where S3 can",
            )
        )
    fields = tuple(kind for kind in (Kind.DATA_KEYS, Kind.HMAC) if kind in kinds)
    if Kind.DATA_KEYS in fields:
        steps.append(Step("rewrap", (Kind.DATA_KEYS,), "REWRAP", "", "wrap each data key by the key's newest material"))
    if fields:
        purposes = " ".join(PURPOSES[kind] for kind in fields)
        text = f"announce a new key ({' and '.join(purposes.split())}) to every process, a minute before it is used"
        steps.append(Step("announce", fields, "ANNOUNCE", purposes, text))
    for key in (key for key in known if key.kind is Kind.DATABASE):
        text = f"give {key.name} a new password, tried before it is used"
        steps.append(Step(f"database:{key.name}", (Kind.DATABASE,), "ROTATE_SECRET", key.id, text))
    if Kind.SIGNING in kinds:
        text = "take the next step of a signing key: make its pair, sign with it, or let the one before leave"
        steps.append(Step("signing", (Kind.SIGNING,), "SIGNING_KEY", "", text))
    if fields:
        text = "seal again and index anew what lies under older keys, batch by batch"
        steps.append(Step("reseal", fields, "RESEAL", "", text))
    if Kind.HMAC in fields:
        text = "let index keys leave that were taken over from a day ago"
        steps.append(Step("retire", (Kind.HMAC,), "RETIRE", "", text))
    if not steps:
        raise Refused(f"{environment} has no key to rotate.", why="; ".join(f"{name}: {why}" for name, why in left_out))
    claims = {"requests"}.union(*(CLAIMED_BY[kind] for kind in kinds))
    return Plan(
        environment,
        tuple(kinds),
        tuple(steps),
        tuple(paths),
        {name: text for name, text in CLAIMS.items() if name in claims},
        tuple(left_out),
        tuple(warnings),
    )
