"""The application's own role: it logs in, owns nothing and is bound by row-level security."""

import base64
import hashlib
import hmac
import secrets

from api.db.pool import Connection

SCRAM_ITERATIONS = 4096
ACCESS_ROLE = "alphawolf_access"


async def save_application_role(connection: Connection, name: str, password: str) -> None:
    """Make the role if it is new, set its password and give it the application's privileges.

    The server is sent a verifier, not the password, so that no statement log can ever show it.
    """
    exists = await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", name)
    verb = "ALTER" if exists else "CREATE"
    verifier = scram_verifier(password, secrets.token_bytes(16))
    await connection.execute(
        await connection.fetchval(
            f"SELECT format('{verb} ROLE %I LOGIN PASSWORD %L', $1::text, $2::text)", name, verifier
        )
    )
    await connection.execute(await connection.fetchval(f"SELECT format('GRANT {ACCESS_ROLE} TO %I', $1::text)", name))


def scram_verifier(password: str, salt: bytes) -> str:
    """Return what PostgreSQL stores for a password (RFC 5803); for ASCII passwords SASLprep changes nothing."""
    if not password.isascii():
        raise ValueError("APP_DATABASE_PASSWORD must be ASCII")
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, SCRAM_ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    encoded = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${SCRAM_ITERATIONS}:{encoded[0]}${encoded[1]}:{encoded[2]}"
