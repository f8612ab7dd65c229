"""What an environment needs before Terraform can keep its state: one bucket and one key, made step by step."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from types import MappingProxyType

from wolfctl.config import Environment
from wolfctl.errors import BadEnvironment, Refused

# In the order in which they must be made; the names are those that the adapter observes and carries out.
STEPS: Mapping[str, str] = MappingProxyType(
    {
        "key": "a KMS key of its own for the state, tagged as it is made",
        "key_alias": "the alias {alias}, which envs/{environment}.yaml names",
        "key_rotation": "yearly rotation of the key",
        "bucket": "the bucket {bucket}, tagged as it is made, objects owned by the account",
        "ownership": "no access control lists: the account owns every object",
        "tags": "the tags of the environment",
        "public_access_block": "every kind of public access blocked",
        "tls_only": "a policy that refuses plain HTTP and TLS below 1.2",
        "versioning": "every version of the state kept",
        "encryption": "encryption with the key of the state by default",
        "lifecycle": "old versions and lock files dropped after a year",
    }
)


@dataclass(frozen=True, slots=True)
class StateStore:
    """Where an environment's state is to live, as its file says it."""

    environment: str
    account_id: str
    bucket: str
    region: str
    alias: str
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One property of the state store, and whether it holds already."""

    name: str
    what: str
    done: bool


def wanted(environment: Environment) -> StateStore:
    """Read the state store from an environment.

    Raises Refused for an emulated environment, BadEnvironment when the key is not named by an alias.
    """
    if environment.backend is None or environment.account_id is None:
        raise Refused(
            f"{environment.environment} keeps its state on this machine.",
            hint="Only environments on AWS have a state bucket to make.",
        )
    prefix = f"arn:aws:kms:{environment.backend.region}:{environment.account_id}:"
    alias = environment.backend.kms_key_id.removeprefix(prefix)
    if not alias.startswith("alias/"):
        raise BadEnvironment(
            f"backend.kms_key_id of {environment.environment} is not the alias of a key in its account and region.",
            why="A key's own id is only known once it is made; an alias can be written down before.",
            hint=f"Write {prefix}alias/alphawolf-{environment.environment}-terraform-state",
        )
    return StateStore(
        environment=environment.environment,
        account_id=environment.account_id,
        bucket=environment.backend.bucket,
        region=environment.backend.region,
        alias=alias,
        tags={
            "Project": "alphawolf",
            "Environment": environment.environment,
            "Owner": environment.owner,
            "Repository": environment.repository,
            "ManagedBy": "wolfctl bootstrap",
            "Role": "terraform-state",
        },
    )


def check_account(store: StateStore, caller_account: str) -> None:
    """Raises Refused when the caller's credentials belong to another account than the environment's."""
    if caller_account != store.account_id:
        raise Refused(
            f"These credentials belong to account {caller_account}, and {store.environment} is {store.account_id}.",
            why="A state bucket in the wrong account would hold another environment's secrets.",
            hint=f"Sign in to {store.account_id}, or correct account_id in envs/{store.environment}.yaml.",
        )


def plan(store: StateStore, held: Set[str]) -> tuple[Step, ...]:
    """Every step in order, done or to do; `held` names the properties that hold already."""
    names = {"alias": store.alias, "bucket": store.bucket, "environment": store.environment}
    return tuple(Step(name, what.format(**names), name in held) for name, what in STEPS.items())
