"""A database whose application user and owner have secrets that rotate."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import asyncpg

from api.db.credentials import Credentials
from api.db.role_checks import count_sessions
from api.db.roles import save_application_role, save_password
from api.settings import DatabaseSettings
from tests.postgres.small_secrets import SmallSecrets
from workers.rotate_secret import rotate, twin

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
APP_SECRET, OWNER_SECRET = "arn:app", "arn:owner"
USER = "alphawolf_rotated"
OWNER = "alphawolf"


@dataclass
class World:
    """A database with its owner and an application's user, and the two secrets that know their passwords."""

    settings: DatabaseSettings
    secrets: SmallSecrets = field(default_factory=SmallSecrets)

    @property
    def environ(self) -> dict[str, str]:
        """Return what the function is told."""
        [(host, port)] = self.settings.hosts
        return {
            "DATABASE_HOSTS": f"{host}:{port}",
            "DATABASE_NAME": self.settings.name,
            "DATABASE_SSLMODE": "disable",
            "DATABASE_SECRET_ARN": APP_SECRET,
            "DATABASE_OWNER_SECRET_ARN": OWNER_SECRET,
        }

    async def step(self, name: str, token: str, secret: str = APP_SECRET) -> None:
        """Do one step, as Secrets Manager has it done."""
        event = {"Step": name, "SecretId": secret, "ClientRequestToken": token}
        await rotate(self.secrets, self.environ, event)

    async def rotate(self, secret: str = APP_SECRET, *, until: str = "finishSecret") -> str:
        """Do the steps up to one of them with a new token."""
        token = self.secrets.begin_rotation(secret)
        for name in STEPS[: STEPS.index(until) + 1]:
            await self.step(name, token, secret)
        return token

    def current(self, secret: str = APP_SECRET) -> Credentials:
        """Return what is in use."""
        return Credentials.parse(self.secrets.get_secret_value(SecretId=secret)["SecretString"])

    async def connect(self, credentials: Credentials) -> asyncpg.Connection:
        """Sign in as a client of the database does."""
        [(host, port)] = self.settings.hosts
        connection: asyncpg.Connection = await asyncpg.connect(
            host=host,
            port=port,
            user=credentials.username,
            password=credentials.password,
            database=self.settings.name,
            ssl=False,
        )
        return connection

    async def works(self, credentials: Credentials) -> bool:
        """Tell whether a client can sign in and read."""
        try:
            connection = await self.connect(credentials)
        except asyncpg.InvalidPasswordError:
            return False
        await connection.fetch("SELECT id FROM person")
        await connection.close()
        return True

    async def as_owner(self, statement: str) -> None:
        """Run one statement as the owner."""
        connection = await self.connect(self.current(OWNER_SECRET))
        await connection.execute(statement)
        await connection.close()

    async def sessions(self, user: str) -> int:
        """Return how many sessions a user has."""
        connection = await self.connect(self.current(OWNER_SECRET))
        try:
            return await count_sessions(connection, user)
        finally:
            await connection.close()

    async def nobody_signed_in(self, user: str) -> None:
        """Wait until the server has noticed that a user's connections are closed."""
        for _ in range(1000):
            if not await self.sessions(user):
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"{user} is still signed in")


@asynccontextmanager
async def rotating(settings: DatabaseSettings, owner_password: str) -> AsyncIterator[World]:
    """Prepare a user of our own; the server's owner gets its password back at the end."""
    made = World(settings)
    first = {"username": USER, "password": uuid4().hex}
    made.secrets.create_secret(Name=APP_SECRET, SecretString=json.dumps(first))
    made.secrets.create_secret(
        Name=OWNER_SECRET, SecretString=json.dumps({"username": OWNER, "password": owner_password})
    )
    owner = await made.connect(made.current(OWNER_SECRET))
    await save_application_role(owner, USER, first["password"])
    yield made
    await asyncio.gather(*(made.nobody_signed_in(user) for user in (USER, twin(USER))))
    for user in (USER, twin(USER)):
        if await owner.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", user):
            await owner.execute(f"GRANT {user} TO {OWNER}; DROP OWNED BY {user}; DROP ROLE {user}")
    await save_password(owner, OWNER, owner_password)
    await owner.close()
