"""An account keeps a template, once for each key."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.db import idempotency, task_templates
from api.db.pool import Connection
from api.domain.errors import StateConflict
from api.domain.recurrence import parse_rule
from api.domain.routines import Step, check_steps
from api.domain.tasks import MOST_TEMPLATES


async def create_template(
    connection: Connection, caller: UUID, fields: Mapping[str, Any], *, idempotency_key: str, template_id: UUID
) -> str:
    """Return the template as JSON text; `fields` are those of a task but for its time."""
    if fields.get("rrule") is not None:
        parse_rule(fields["rrule"])
    check_steps([Step(**step) for step in fields.get("steps") or ()])
    body = json.dumps(dict(fields), sort_keys=True)

    async def make() -> str:
        if await task_templates.count_templates(connection, caller) >= MOST_TEMPLATES:
            raise StateConflict(f"An account has at most {MOST_TEMPLATES} templates; remove some first.")
        await task_templates.insert_template(connection, template_id, caller, fields["title"], body)
        return json.dumps({**fields, "id": str(template_id)})

    request_hash = hashlib.sha256(f"template {body}".encode()).digest()
    return (await idempotency.once(connection, caller, idempotency_key, request_hash, make)).answer
