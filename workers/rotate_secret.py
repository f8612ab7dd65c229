"""rotate_secret: gives the database's users new passwords, in the four steps of Secrets Manager.

The application has two users that take turns, twins by one role without log-in that holds every privilege; neither owns
anything. Who still uses the one is not cut off when the other becomes current. The owner, whom RDS knows by one name
only and whom migrations alone use, gets its new password in place. Each step may be repeated.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from api.db.connect import REFUSED, connect
from api.db.credentials import Credentials
from api.db.pool import Connection
from api.db.role_checks import check_application_user, check_owner, count_sessions
from api.db.roles import save_application_role, save_password
from api.settings import DatabaseSettings, require
from workers.runtime import Container, Event, client

TWIN = "_clone"
LONGEST_NAME = 63
PASSWORD_LENGTH = 40


class RotationRefused(Exception):
    """The rotation must not go on; the message says why, never a password."""


def twin(username: str) -> str:
    """Return the user whose turn is next."""
    name = username.removesuffix(TWIN) if username.endswith(TWIN) else username + TWIN
    if len(name) > LONGEST_NAME:
        raise RotationRefused(f"PostgreSQL would cut the name of the second user after {LONGEST_NAME} characters")
    return name


@dataclass(frozen=True)
class Rotation:
    """One rotation of one secret, and what it works with."""

    secrets: Any
    environ: Mapping[str, str]
    secret_id: str
    token: str

    def check_ours(self) -> None:
        """Raise RotationRefused for a secret that is not the database's."""
        known = require(self.environ, ["DATABASE_SECRET_ARN", "DATABASE_OWNER_SECRET_ARN"])
        if self.secret_id not in known.values():
            raise RotationRefused("this secret is none of the database's")

    @property
    def is_owner(self) -> bool:
        """Tell whose secret it is."""
        return self.secret_id == self.environ["DATABASE_OWNER_SECRET_ARN"]

    def stages(self) -> dict[str, list[str]]:
        """Return the labels of every version."""
        told = self.secrets.describe_secret(SecretId=self.secret_id)
        if told.get("RotationEnabled") is False:
            raise RotationRefused("rotation is not enabled for this secret")
        labels: dict[str, list[str]] = told["VersionIdsToStages"]
        return labels

    def current(self) -> Credentials:
        """Return what is in use."""
        return self._read(VersionStage="AWSCURRENT")

    def pending(self) -> Credentials:
        """Return what this rotation will bring into use."""
        return self._read(VersionId=self.token, VersionStage="AWSPENDING")

    def _read(self, **version: str) -> Credentials:
        return Credentials.parse(self.secrets.get_secret_value(SecretId=self.secret_id, **version)["SecretString"])

    @asynccontextmanager
    async def signed_in(self, credentials: Credentials) -> AsyncIterator[Connection]:
        """Open a connection as a user, and close it."""
        settings = replace(
            DatabaseSettings.from_environment(self.environ, with_credentials=False),
            user=credentials.username,
            password=credentials.password,
        )
        connection = await connect(settings, application="alphawolf-rotate-secret")
        try:
            yield connection
        finally:
            await connection.close()

    async def opens(self, credentials: Credentials) -> bool:
        """Tell whether the database lets these in."""
        try:
            async with self.signed_in(credentials):
                return True
        except REFUSED:
            return False


async def create(rotation: Rotation) -> None:
    """Draw a password for the user whose turn it is, unless an earlier try has done so."""
    try:
        rotation.pending()
    except rotation.secrets.exceptions.ResourceNotFoundException:
        user = rotation.current().username
        drawn = rotation.secrets.get_random_password(PasswordLength=PASSWORD_LENGTH, ExcludePunctuation=True)
        pending = Credentials(user if rotation.is_owner else twin(user), drawn["RandomPassword"])
        rotation.secrets.put_secret_value(
            SecretId=rotation.secret_id,
            ClientRequestToken=rotation.token,
            SecretString=pending.text(),
            VersionStages=["AWSPENDING"],
        )


async def set_password(rotation: Rotation) -> None:
    """Make the database take the new password.

    Raises RotationRefused while somebody is signed in as the user whose password would change.
    """
    current, pending = rotation.current(), rotation.pending()
    if pending.username != (current.username if rotation.is_owner else twin(current.username)):
        raise RotationRefused("the pending version names another user than the one whose turn it is")
    if await rotation.opens(pending):
        return
    # Only who holds a password that works may change one: a stray secret cannot.
    if not await rotation.opens(current):
        raise RotationRefused("the database refuses the current version")
    if rotation.is_owner:
        async with rotation.signed_in(current) as connection:
            await save_password(connection, pending.username, pending.password)
        return
    async with rotation.signed_in(await owner_credentials(rotation)) as owner:
        if sessions := await count_sessions(owner, pending.username):
            raise RotationRefused(f"{sessions} sessions still use the password of before the last rotation")
        await save_application_role(owner, pending.username, pending.password)


async def owner_credentials(rotation: Rotation) -> Credentials:
    """Return the owner's credentials: the pending ones where its own rotation is half done."""
    secret = replace(rotation, secret_id=rotation.environ["DATABASE_OWNER_SECRET_ARN"])
    current = secret.current()
    if await rotation.opens(current):
        return current
    halfway = [version for version, labels in secret.stages().items() if "AWSPENDING" in labels]
    for version in halfway:
        pending = replace(secret, token=version).pending()
        if await rotation.opens(pending):
            return pending
    raise RotationRefused("the database refuses the owner's password")


async def test_password(rotation: Rotation) -> None:
    """Sign in with the new password and try the user's real work."""
    async with rotation.signed_in(rotation.pending()) as connection:
        await (check_owner if rotation.is_owner else check_application_user)(connection)


async def finish(rotation: Rotation) -> None:
    """Make the pending version the current one."""
    stages = rotation.stages()
    current = next(version for version, labels in stages.items() if "AWSCURRENT" in labels)
    if current != rotation.token:
        rotation.secrets.update_secret_version_stage(
            SecretId=rotation.secret_id,
            VersionStage="AWSCURRENT",
            MoveToVersionId=rotation.token,
            RemoveFromVersionId=current,
        )


Step = Callable[[Rotation], Awaitable[None]]
STEPS: dict[str, Step] = {
    "createSecret": create,
    "setSecret": set_password,
    "testSecret": test_password,
    "finishSecret": finish,
}


async def rotate(secrets: Any, environ: Mapping[str, str], event: Event) -> None:
    """Do one step.

    Raises RotationRefused for a secret, a version or a step that is not part of a rotation.
    """
    rotation = Rotation(secrets, environ, str(event["SecretId"]), str(event["ClientRequestToken"]))
    step = STEPS.get(str(event["Step"]))
    if step is None:
        raise RotationRefused("there is no such step")
    rotation.check_ours()
    labels = rotation.stages().get(rotation.token)
    if labels is None:
        raise RotationRefused("this secret has no such version")
    if "AWSCURRENT" in labels:
        return
    if "AWSPENDING" not in labels:
        raise RotationRefused("this version is not the pending one")
    await step(rotation)


CONTAINER = Container()


def handler(event: Event, _context: object) -> None:
    """Do the step that Secrets Manager asks for."""
    secrets = client("secretsmanager", CONTAINER.environ)
    CONTAINER.run(rotate(secrets, CONTAINER.environ, event))
    CONTAINER.log("info", "rotation_step", state=str(event["Step"]))
