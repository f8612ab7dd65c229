"""Who may use which route: one row a route. A route without a row fails tests/postgres/test_permission_matrix.py.

A row names who is answered (2xx), who is refused (403) and who comes at the wrong time (409); for everybody else what
they ask for does not exist (404). `{names}` stand for the things of care_world.py: `{id}` of the path for `at`, and any
in path, query and body. A row with no thing of a person in it is asked for by everybody.
"""

from collections.abc import Set
from dataclasses import dataclass, field
from typing import Any

from tests.postgres.care_world import BOARD, CALLERS, CODE, PACKAGED, PERSONS

ALL = frozenset(CALLERS)
CAREGIVERS = ALL - set(PERSONS)
CIRCLE = frozenset({"self", "viewer", "editor", "manager"})
SEEING = CIRCLE | {"break_glass"}
DECIDING = frozenset({"self", "manager"})
EDITING = DECIDING | {"editor"}
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


def editing(route: str, at: str | None = "person", **given: Any) -> Row:
    """Return the row of a change that takes more than looking after somebody."""
    return Row(route, EDITING, SEEING - EDITING, at=at, **given)


PRESS = {"person_id": "{person}", "severity": "info", "sentence": "Hello."}
INVITE = {"role": "viewer", "consent": "person"}
GLASS = {"reason_code": "safety", "reason": "Nobody answers."}
SMS = {"channel": "sms", "address": "+15555550177", "consent": True}
POLICY = {"steps": [{"targets": [{"kind": "everyone"}], "channels": ["websocket"], "wait_s": 60}]}
COVER = {"rotation": "nights", "account_id": "{viewer_account}", "begins_at": "{soon}", "ends_at": "{later}"}
ORGANISATION = {"name": "School", "commercial": False}
TASK = {"user_id": "{person}", "title": "Tea", "starts_at": "{moment}"}
DONE = {"id": "{nonce_id}", "occurrence_at": "{moment}", "event": "done"}
SAID = {"id": "{nonce_id}", "timestamp": "{now}", "event": "button", "symbols": ["help"]}
EDITED = {"board_id": "{board}", "base": 3, "board": {**BOARD, "name": "Edited"}}
A_DAY = "from=2026-11-02T00:00:00Z&to=2026-11-03T00:00:00Z"
ANY_VERSION = {"if-match": "*"}
ONCE = {"idempotency-key": "{nonce}"}

TABLE = [
    Row("GET /console/config.json", ALL, public=True),
    Row("GET /console/{file}", ALL, public=True),
    Row("GET /docs", ALL, public=True),
    Row("GET /docs/{asset}", ALL, public=True),
    Row("GET /health/live", ALL, public=True),
    Row("GET /health/ready", ALL, public=True),
    Row("GET /openapi.json", ALL, public=True),
    # Alerts, intents, speech
    Row("GET /alerts", ALL),
    Row("GET /alerts/{id}", SEEING, at="alert"),
    Row("POST /alerts", CIRCLE, {"break_glass"}, body=PRESS, headers=ONCE),
    Row("POST /alerts/{id}/acknowledge", CIRCLE - {"self"}, {"self", "break_glass"}, at="alert"),
    Row("POST /alerts/{id}/resolve", CIRCLE - {"self"}, {"self", "break_glass"}, at="alert", body={"reason": "helped"}),
    Row("POST /alerts/{id}/cancel", CIRCLE, {"break_glass"}, at="alert", body={"reason": "mistake"}),
    Row("GET /alerts/{id}/timeline", SEEING, at="alert"),
    Row("POST /intents", ALL, body={"text": "help"}),
    Row("POST /speech", CIRCLE, {"break_glass"}, body={"person_id": "{person}", "text": "Hello."}),
    Row("GET /user/{id}/speech/{key}", SEEING, at="person"),
    Row("GET /notifications", ALL),
    Row("GET /notifications/events", ALL, query="wait=0"),
    Row("POST /notifications/received", ALL, body={"seq": 1}),
    Row("POST /notifications/ticket", ALL),
    # Who is called
    Row("GET /user/{id}/escalation-policy", SEEING, at="person"),
    Row(
        "PUT /user/{id}/escalation-policy",
        DECIDING,
        SEEING - DECIDING,
        at="person",
        body=POLICY,
        headers={"if-match": "*"},
    ),
    Row("GET /user/{id}/on-duty", SEEING, at="person"),
    Row("POST /user/{id}/covers", CIRCLE - {"viewer"}, {"viewer", "break_glass"}, at="person", body=COVER),
    Row("DELETE /covers/{id}", CIRCLE - {"viewer"}, {"viewer", "break_glass"}, at="cover"),
    Row("GET /me/quiet-hours", CAREGIVERS, set(PERSONS)),
    Row("PUT /me/quiet-hours", CAREGIVERS, set(PERSONS), body={"time_zone": "UTC", "quiet_hours": None}),
    # Boards
    Row("GET /symbols", ALL),
    Row("GET /user/{id}/symbols", SEEING, at="person"),
    editing("PUT /user/{id}/symbols", body=BOARD, headers=ANY_VERSION),
    Row("GET /user/{id}/boards", SEEING, at="person"),
    Row("GET /user/{id}/boards/{board}", SEEING, at="person"),
    editing("PUT /user/{id}/boards/{board}", body=BOARD, headers=ANY_VERSION),
    editing("DELETE /user/{id}/boards/{board}", headers=ANY_VERSION),
    editing("POST /user/{id}/boards/{board}/home", headers=ANY_VERSION),
    Row("GET /user/{id}/boards/{board}/versions", SEEING, at="person"),
    Row("GET /user/{id}/boards/{board}/versions/{version}", SEEING, at="person"),
    Row("GET /user/{id}/boards/{board}/diff", SEEING, at="person", query="from=2&to=3"),
    editing("POST /user/{id}/boards/{board}/restore", body={"version": 2}, headers=ANY_VERSION),
    Row("GET /user/{id}/boards/changes", SEEING, at="person"),
    editing("POST /user/{id}/boards/changes", body={"changes": [EDITED]}),
    editing("POST /user/{id}/boards/import", body=PACKAGED),
    Row("GET /user/{id}/boards/{board}/export.obf", SEEING, at="person"),
    Row("GET /user/{id}/boards/{board}/export.obz", SEEING, at="person"),
    Row("GET /user/{id}/boards/{board}/media/{kind}", SEEING, at="person", query="name=i"),
    Row("GET /user/{id}/boards/lock", SEEING, at="person"),
    Row("PUT /user/{id}/boards/lock", DECIDING, SEEING - DECIDING, at="person", body={"pin": "2468"}),
    Row("DELETE /user/{id}/boards/lock", DECIDING, SEEING - DECIDING, at="person"),
    # Tasks
    Row("GET /tasks", SEEING, query="user_id={person}"),
    editing("POST /tasks", at=None, body=TASK, headers=ONCE),
    Row("GET /tasks/{id}", SEEING, at="task"),
    editing("PATCH /tasks/{id}", at="task", body={"title": "Dinner"}, headers=ANY_VERSION),
    editing("DELETE /tasks/{id}", at="task"),
    Row("GET /tasks/occurrences", SEEING, query=f"user_id={{person}}&{A_DAY}"),
    editing("POST /tasks/{id}/events", at="task", body=DONE),
    Row("GET /tasks/templates", ALL),
    Row("POST /tasks/templates", ALL, body={"title": "Lunch"}, headers=ONCE),
    Row("DELETE /tasks/templates/{id}", {"viewer"}, at="template"),
    # What was said, and who saw it
    editing("POST /logs", at=None, body={"user_id": "{person}", "events": [SAID]}),
    Row("GET /user/{id}/activity", SEEING, at="person"),
    Row("GET /user/{id}/suggestions", SEEING, at="person"),
    Row("GET /user/{id}/logs", DECIDING, SEEING - DECIDING, at="person"),
    Row("GET /user/{id}/fhir", DECIDING, SEEING - DECIDING, at="person"),
    Row("GET /user/{id}/audit", DECIDING, SEEING - DECIDING, at="person"),
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
    Row("PUT /people/{id}/organisation", DECIDING, SEEING - DECIDING, at="person", body={"organisation_id": None}),
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
