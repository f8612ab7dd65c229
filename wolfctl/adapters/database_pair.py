"""The embedded stand-in for RDS Multi-AZ: a primary and a synchronous standby, which change places on failure.

Which node is the primary is read from the data folders each time. A commit is acknowledged only when both nodes have
it on disk, except while there is no standby; then `synchronous_standby_names` is empty and nothing may be promoted.
"""

import asyncio
import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path

from wolfctl.adapters import postgres_binaries
from wolfctl.adapters.local_ports import remembered
from wolfctl.adapters.postgres_node import PostgresNode
from wolfctl.adapters.psql import Psql, Unreachable
from wolfctl.adapters.state_folder import StateFolder
from wolfctl.errors import WolfctlError

STREAMING = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
SCRAM_ROUNDS = 4096


@dataclass(frozen=True, slots=True)
class Roles:
    """Who leads and who follows."""

    primary: PostgresNode
    standby: PostgresNode


@dataclass(frozen=True, slots=True)
class DatabasePair:
    """Two nodes that are alike; the data decides their roles."""

    a: PostgresNode
    b: PostgresNode

    def roles(self) -> Roles:
        """Who was the last to accept writes.

        A promotion writes its history file before it removes `standby.signal`, and both before it accepts a write.
        So among the nodes that do not follow, the one on the newest timeline leads.
        """
        leading = [node for node in (self.a, self.b) if node.exists() and not node.is_standby()]
        primary = max(leading, key=PostgresNode.timeline, default=self.a)
        return Roles(primary, self.b if primary is self.a else self.a)

    async def bring_up(self) -> Roles:
        """Start both nodes, making what is missing; afterwards every commit waits for both."""
        roles = self.roles()
        if not roles.primary.exists():
            await roles.primary.create()
        roles.primary.start()
        if roles.standby.is_standby():
            roles.standby.start()
        await roles.primary.answers()
        await self.join_standby(roles)
        return roles

    async def join_standby(self, roles: Roles) -> None:
        """Have the standby stream, from a new copy when its own data no longer fits, and let commits wait for it."""
        primary = roles.primary.connect()
        try:
            if roles.standby.is_standby():
                if roles.standby.process() is None:
                    roles.standby.start()
                if await streams(primary, patience=5):
                    await require_standby(primary, wanted=True)
                    return
            await require_standby(primary, wanted=False)
            await roles.standby.fence()
            await roles.standby.copy_from(roles.primary)
            roles.standby.start()
            await roles.standby.answers()
            if not await streams(primary, patience=20):
                raise WolfctlError(
                    f"Database node {roles.standby.name} does not follow {roles.primary.name}.",
                    hint="Run `wolfctl down`, then `wolfctl up --detach`: a node that fell behind is copied anew.",
                )
            await require_standby(primary, wanted=True)
        finally:
            await primary.close()

    async def set_owner(self, user: str, password: str, database: str, *, empty: bool = False) -> None:
        """Give the owner its password and its database, as RDS does when an instance is made.

        The server only ever sees the verifier, so neither its log nor a statistics view can hold the password.
        `empty` throws away what a database of that name holds.
        """
        primary = self.roles().primary.connect()
        try:
            role, name = _identifier(user), _identifier(database)
            if not await primary.ask(f"SELECT 1 FROM pg_roles WHERE rolname = '{user}'"):  # noqa: S608 - checked above
                await primary.ask(f"CREATE ROLE {role} LOGIN CREATEROLE CREATEDB")
            await primary.ask(f"ALTER ROLE {role} PASSWORD '{scram_verifier(password)}'")
            if empty:
                await primary.ask(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", patience=30)
            if not await primary.ask(f"SELECT 1 FROM pg_database WHERE datname = '{database}'"):  # noqa: S608
                await primary.ask(f"CREATE DATABASE {name} OWNER {role}", patience=30)
        finally:
            await primary.close()

    async def stop(self) -> None:
        """Shut down the primary, then the standby, which by then has received everything."""
        roles = self.roles()
        await roles.primary.stop()
        await roles.standby.stop()


def of(root: Path) -> DatabasePair:
    """The pair of a checkout."""
    state, ports, binaries = StateFolder(root), remembered(root), postgres_binaries.find()
    return DatabasePair(PostgresNode("a", ports.a, state, binaries), PostgresNode("b", ports.b, state, binaries))


async def require_standby(primary: Psql, *, wanted: bool) -> None:
    """Have commits wait for a standby, or release the ones that wait for one that is gone."""
    await primary.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{'*' if wanted else ''}'")
    await primary.ask("SELECT pg_reload_conf()")


async def streams(primary: Psql, *, patience: float) -> bool:
    """Whether a standby has caught up within the given seconds."""
    try:
        async with asyncio.timeout(patience):
            while True:
                try:
                    if (await primary.ask(STREAMING))[0] != ["0"]:
                        return True
                except Unreachable:
                    pass
                await asyncio.sleep(0.05)
    except TimeoutError:
        return False


def scram_verifier(password: str, salt: bytes | None = None, rounds: int = SCRAM_ROUNDS) -> str:
    """What PostgreSQL keeps of a password for SCRAM-SHA-256 (RFC 5803)."""
    salt = salt or secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    coded = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${rounds}:{coded[0]}${coded[1]}:{coded[2]}"


def _identifier(name: str) -> str:
    if not name.isidentifier() or not name.isascii():
        raise WolfctlError(f"{name!r} cannot be the name of a role or a database.")
    return f'"{name}"'
