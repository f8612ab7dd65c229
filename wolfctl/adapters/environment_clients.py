"""Clients of boto3 for an environment: of the emulator that answers for a service, or of its own account on AWS."""

from pathlib import Path
from typing import Any

from wolfctl.adapters import aws_account, local_ports
from wolfctl.config.environment import Environment
from wolfctl.errors import Refused, WolfctlError


def require_reachable(environment: Environment, root: Path) -> None:
    """Raise WolfctlError where no emulator is up, Refused where the credentials are another account's."""
    name = environment.environment
    if not environment.on_aws:
        port = local_ports.remembered(root).emulator
        if local_ports.is_free(port):
            raise WolfctlError(
                f"{name} is not running.",
                why=f"Nothing listens on port {port}.",
                hint="Run `wolfctl up --detach` first.",
            )
        return
    require_account(environment)


def require_account(environment: Environment, sts: Any = None) -> None:
    """Raise Refused where the credentials are another account's; `sts` is a boto3 client."""
    name, account = environment.environment, aws_account.caller(environment, sts=sts)
    if account != environment.account_id:
        raise Refused(
            f"These credentials are not {name}'s.",
            why=f"They are of account {account}; {name} is account {environment.account_id}.",
            hint=f"Sign in to account {environment.account_id}, then run this again.",
        )


def client(service: str, environment: Environment, root: Path) -> Any:
    """A client of one service; callers narrow its type."""
    if environment.emulator is None:
        import boto3

        make: Any = boto3.client
        return make(service, region_name=environment.region)
    from wolfctl.adapters import aws

    ports = local_ports.remembered(root)
    known: dict[str, Any] = dict(environment.emulator.services)
    moto = known.get(service, environment.emulator.default) == "moto"
    return aws.client(service, ports.moto if moto else ports.emulator, environment.region)
