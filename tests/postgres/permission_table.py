"""Who may use which route: one row a route. A route without a row fails tests/postgres/test_permission_matrix.py.

A row names who is answered (2xx), who is refused (403) and who comes at the wrong time (409); for everybody else what
they ask for does not exist (404). `{names}` stand for the things of care_world.py: `{id}` of the path for `at`, and any
in query and body. A row with no thing of a person in it is asked for by everybody.
"""

from collections.abc import Set
from dataclasses import dataclass, field
from typing import Any

from tests.postgres.care_world import BOARD, CALLERS, CODE, PERSONS

ALL = frozenset(CALLERS)
CAREGIVERS = ALL - set(PERSONS)
CIRCLE = frozenset({"self", "viewer", "editor", "manager"})
SEEING = CIRCLE | {"break_glass"}
DECIDING = frozenset({"self", "manager"})
ADMINS = frozenset({"admin", "break_glass"})
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Row:
    """One route: how to call it, and who may.

    `without_account` is the answer to a sign-in that has no account; `public` answers without any sign-in.
    """

    route: str
    allowed: Set[str]
    refused: Set[str] = NOBODY
    conflicted: Set[str] = NOBODY
    at: str | None = None
    query: str = ""
    body: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    public: bool = False
    without_account: int = 403

    def expected(self, caller: str) -> int:
        """Return the status for a caller; 200 stands for every success."""
        for status, callers in ((200, self.allowed), (403, self.refused), (409, self.conflicted)):
            if caller in callers:
                return status
        return 404


PRESS = {"person_id": "{person}", "severity": "info", "sentence": "Hello."}
INVITE = {"role": "viewer", "consent": "person"}
GLASS = {"reason_code": "safety", "reason": "Nobody answers."}
SMS = {"channel": "sms", "address": "+15555550177", "consent": True}
ORGANISATION = {"name": "School", "commercial": False}

TABLE = [
    Row("GET /docs", ALL, public=True),
    Row("GET /docs/oauth2-redirect", ALL, public=True),
    Row("GET /health/live", ALL, public=True),
    Row("GET /health/ready", ALL, public=True),
    Row("GET /openapi.json", ALL, public=True),
    Row("GET /redoc", ALL, public=True),
    # Alerts, intents, speech
    Row("GET /alerts/{id}", SEEING, at="alert"),
    Row("POST /alerts", CIRCLE, {"break_glass"}, body=PRESS, headers={"idempotency-key": "{nonce}"}),
    Row("POST /alerts/{id}/acknowledge", CIRCLE - {"self"}, {"self", "break_glass"}, at="alert"),
    Row("POST /intents", ALL, body={"text": "help"}),
    Row("POST /speech", CIRCLE, {"break_glass"}, body={"person_id": "{person}", "text": "Hello."}),
    Row("GET /user/{id}/speech/{key}", SEEING, at="person"),
    Row("GET /notifications", ALL),
    Row("POST /notifications/ticket", ALL),
    # Boards and tasks
    Row("GET /symbols", ALL),
    Row("GET /tasks", SEEING, query="user_id={person}"),
    Row("GET /user/{id}/symbols", SEEING, at="person"),
    Row(
        "PUT /user/{id}/symbols",
        CIRCLE - {"viewer"},
        {"viewer", "break_glass"},
        at="person",
        body=BOARD,
        headers={"if-match": "*"},
    ),
    # Accounts and how to reach them
    Row("GET /me", ALL),
    Row("POST /me", NOBODY, conflicted=ALL, body={"name": "Kim"}, without_account=201),
    Row("GET /contact-methods", ALL),
    Row("POST /contact-methods", ALL, body=SMS),
    Row("PATCH /contact-methods/{id}", {"viewer"}, at="contact_method", body={"consent": False}),
    Row("DELETE /contact-methods/{id}", {"viewer"}, at="contact_method"),
    Row("POST /contact-methods/{id}/code", {"viewer"}, at="contact_method"),
    Row("POST /contact-methods/{id}/verify", {"viewer"}, at="contact_method", body={"code": CODE}),
    # People and who cares for them
    Row("GET /people", ALL),
    Row("POST /people", CAREGIVERS, set(PERSONS), body={"name": "Kim"}),
    Row("GET /people/{id}", SEEING, at="person"),
    Row("PATCH /people/{id}", DECIDING, SEEING - DECIDING, at="person", body={"voice": "calm"}),
    Row(
        "PUT /people/{id}/organisation",
        DECIDING,
        SEEING - DECIDING,
        at="person",
        body={"organisation_id": None},
    ),
    Row("GET /people/{id}/relations", SEEING, at="person"),
    Row("PATCH /relations/{id}", DECIDING, {"viewer"}, at="relation_of_viewer", body={"role": "editor"}),
    Row("DELETE /relations/{id}", DECIDING | {"viewer"}, at="relation_of_viewer"),
    Row("GET /people/{id}/invitations", DECIDING, SEEING - DECIDING, at="person"),
    Row("POST /people/{id}/invitations", DECIDING, SEEING - DECIDING, at="person", body=INVITE),
    Row("DELETE /invitations/{id}", DECIDING, at="invitation"),
    Row("POST /invitations/open", ALL, body={"token": "{token}"}, without_account=200),
    Row(
        "POST /invitations/accept",
        CAREGIVERS - CIRCLE,
        set(PERSONS),
        CIRCLE - {"self"},
        body={"token": "{token}", "name": "Kim"},
        without_account=200,
    ),
    Row("POST /invitations/decline", ALL, body={"token": "{token}"}),
    # Emergencies
    Row("GET /people/{id}/break-glass", DECIDING | ADMINS, {"viewer", "editor"}, at="person"),
    Row("POST /people/{id}/break-glass", {"admin"}, CIRCLE, {"break_glass"}, at="person", body=GLASS),
    Row("DELETE /break-glass/{id}", DECIDING | {"break_glass"}, {"admin"}, at="access"),
    Row(
        "POST /break-glass/{id}/review",
        DECIDING | {"admin"},
        {"break_glass"},
        at="past_access",
        body={"justified": True},
    ),
    # Organisations
    Row("GET /organisations", ALL),
    Row("POST /organisations", CAREGIVERS, set(PERSONS), body=ORGANISATION),
    Row("PUT /organisations/{id}", ADMINS, at="organisation", body=ORGANISATION),
    Row("GET /organisations/{id}/people", ADMINS, at="organisation"),
    Row("GET /organisations/{id}/admins", ADMINS, at="organisation"),
    Row("POST /organisations/{id}/admins", ADMINS, at="organisation", body={"account_id": "{stranger_account}"}),
    Row("DELETE /organisation-admins/{id}", ADMINS, at="organisation_admin"),
]

# Routes whose rows are still to be written. Their permissions are asked by tests of their own (test_http_board_set.py,
# test_http_tasks.py, test_http_logs.py, test_audit.py, test_http_fhir.py), not yet by every role. Nothing may be added.
WITHOUT_A_ROW = {
    "DELETE /tasks/templates/{id}",
    "DELETE /tasks/{id}",
    "DELETE /user/{id}/boards/lock",
    "DELETE /user/{id}/boards/{board}",
    "GET /tasks/occurrences",
    "GET /tasks/templates",
    "GET /tasks/{id}",
    "GET /user/{id}/activity",
    "GET /user/{id}/audit",
    "GET /user/{id}/boards",
    "GET /user/{id}/boards/changes",
    "GET /user/{id}/boards/lock",
    "GET /user/{id}/boards/{board}",
    "GET /user/{id}/boards/{board}/diff",
    "GET /user/{id}/boards/{board}/export.obf",
    "GET /user/{id}/boards/{board}/export.obz",
    "GET /user/{id}/boards/{board}/media/{kind}",
    "GET /user/{id}/boards/{board}/versions",
    "GET /user/{id}/boards/{board}/versions/{version}",
    "GET /user/{id}/fhir",
    "GET /user/{id}/logs",
    "GET /user/{id}/suggestions",
    "PATCH /tasks/{id}",
    "POST /logs",
    "POST /tasks",
    "POST /tasks/templates",
    "POST /tasks/{id}/events",
    "POST /user/{id}/boards/changes",
    "POST /user/{id}/boards/import",
    "POST /user/{id}/boards/{board}/home",
    "POST /user/{id}/boards/{board}/restore",
    "PUT /user/{id}/boards/lock",
    "PUT /user/{id}/boards/{board}",
}
