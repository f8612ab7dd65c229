"""Templates: what an account plans again and again, whoever it is for."""

from uuid import UUID

from api.db.pool import Connection


async def templates_of(connection: Connection, account_id: UUID) -> str:
    """Return, as JSON text, the templates of an account, by title."""
    text: str = await connection.fetchval(
        """
        SELECT json_build_object('templates', coalesce(json_agg(body || jsonb_build_object('id', id)
          ORDER BY title, id), '[]'))::text FROM task_templates WHERE account_id = $1
        """,
        account_id,
    )
    return text


async def template_body(connection: Connection, account_id: UUID, template_id: UUID) -> str | None:
    """Return, as JSON text, the fields of a template of an account."""
    text: str | None = await connection.fetchval(
        "SELECT body::text FROM task_templates WHERE id = $1 AND account_id = $2", template_id, account_id
    )
    return text


async def count_templates(connection: Connection, account_id: UUID) -> int:
    """Return how many templates an account has."""
    found: int = await connection.fetchval("SELECT count(*) FROM task_templates WHERE account_id = $1", account_id)
    return found


async def insert_template(connection: Connection, template_id: UUID, account_id: UUID, title: str, body: str) -> None:
    """Add a template; `body` is JSON text."""
    await connection.execute(
        "INSERT INTO task_templates (id, account_id, title, body) VALUES ($1, $2, $3, $4::jsonb)",
        template_id,
        account_id,
        title,
        body,
    )


async def delete_template(connection: Connection, account_id: UUID, template_id: UUID) -> bool:
    """Remove a template; return False if the account has none of this id."""
    status = await connection.execute(
        "DELETE FROM task_templates WHERE id = $1 AND account_id = $2", template_id, account_id
    )
    return status == "DELETE 1"
