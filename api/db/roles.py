"""The application's own role: it logs in, owns nothing and is bound by row-level security."""

import base64
import hashlib
import hmac
import secrets

from api.db.pool import Connection

SCRAM_ITERATIONS = 4096
ACCESS_ROLE = "alphawolf_access"


async def save_application_role(connection: Connection, name: str, password: str) -> None:
    """Make the role if it is new, set its password and give it the application's privileges."""
    if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", name):
        await connection.execute(await connection.fetchval("SELECT format('CREATE ROLE %I LOGIN', $1::text)", name))
    await save_password(connection, name, password)
    await connection.execute(await connection.fetchval(f"SELECT format('GRANT {ACCESS_ROLE} TO %I', $1::text)", name))


async def save_password(connection: Connection, name: str, password: str) -> None:
    """Set a role's password.

    The server is sent a verifier, not the password, so that no statement log can ever show it.
    """
    verifier = scram_verifier(password, secrets.token_bytes(16))
    statement = "SELECT format('ALTER ROLE %I PASSWORD %L', $1::text, $2::text)"
    await connection.execute(await connection.fetchval(statement, name, verifier))


def scram_verifier(password: str, salt: bytes) -> str:
    """Return what PostgreSQL stores for a password (RFC 5803); for ASCII passwords SASLprep changes nothing."""
    if not password.isascii():
        raise ValueError("APP_DATABASE_PASSWORD must be ASCII")
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, SCRAM_ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    encoded = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${SCRAM_ITERATIONS}:{encoded[0]}${encoded[1]}:{encoded[2]}"
