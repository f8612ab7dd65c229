"""verify-full against a real PostgreSQL: who proves its name by an authority of the file is believed, nobody else."""

import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from api.db.connect import DatabaseUnavailable, connect
from api.db.pool import Context, Database
from api.settings import DatabaseSettings
from tests.postgres.conftest import Server
from tests.postgres.running_api import environment, run_module
from tests.postgres.tls_front import Authority, tls_front


@pytest.fixture
def ours(tmp_path: Path) -> Authority:
    """Make the authority that signs the database's certificate."""
    return Authority.make(tmp_path, "ours")


def behind(settings: DatabaseSettings, port: int, ca_file: str | None) -> DatabaseSettings:
    """Return how to reach the database through a front, asking for its name."""
    return replace(settings, hosts=(("localhost", port),), sslmode="verify-full", ca_file=ca_file)


async def test_a_database_that_proves_its_name_is_used_encrypted(settings: DatabaseSettings, ours: Authority) -> None:
    with tls_front(ours.server("localhost"), settings.hosts[0][1]) as front:
        database = Database(behind(settings, front.port, ours.file), application="tests", size=2)
        await database.open()
        try:
            async with database.transaction(Context.worker()) as connection:
                assert await connection.fetchval("SELECT count(*) FROM symbol") > 0
        finally:
            await database.close()
    assert front.through == 1


@pytest.mark.parametrize("case", ["another authority", "another name", "run out", "the system's authorities alone"])
async def test_a_database_that_does_not_is_refused_before_a_password_is_sent(
    settings: DatabaseSettings, ours: Authority, tmp_path: Path, case: str
) -> None:
    other = Authority.make(tmp_path, "other")
    shown = {
        "another authority": other.server("localhost"),
        "another name": ours.server("database.example"),
        "run out": ours.server("localhost", days=-1),
    }.get(case, ours.server("localhost"))
    ca_file = None if "system" in case else ours.file
    with (
        tls_front(shown, settings.hosts[0][1]) as front,
        pytest.raises(DatabaseUnavailable, match="vouches for") as refused,
    ):
        await connect(behind(settings, front.port, ca_file), application="tests")
    assert isinstance(refused.value.__cause__, ssl.SSLCertVerificationError)


async def test_a_database_without_tls_is_refused_and_never_spoken_to_in_the_clear(
    settings: DatabaseSettings, ours: Authority
) -> None:
    plain = behind(settings, settings.hosts[0][1], ours.file)
    with pytest.raises(DatabaseUnavailable) as refused:
        await connect(plain, application="tests")
    assert "rejected SSL upgrade" in str(refused.value.__cause__)


def test_the_migration_command_reads_the_authority_from_its_environment(
    server: Server, database_name: str, ours: Authority, tmp_path: Path
) -> None:
    settings = server.settings(database_name, as_owner=True)
    other = Authority.make(tmp_path, "other")
    with tls_front(ours.server("localhost"), settings.hosts[0][1]) as front:
        told = environment(behind(settings, front.port, None))
        good = run_module("api.db.migrate", "status", variables={**told, "DATABASE_CA_FILE": ours.file})
        bad = run_module("api.db.migrate", "status", variables={**told, "DATABASE_CA_FILE": other.file})
    assert (bad.returncode, bad.stderr.splitlines()[-1]) == (
        1,
        "migrate: no authority of DATABASE_CA_FILE vouches for the database's host",
    )
    assert good.returncode == 0, good.stderr
