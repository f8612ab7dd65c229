"""The problem answers that routes document, each with an example."""

from typing import Any

from api.schemas.problem import Problem

PROBLEM_JSON = "application/problem+json"
EXAMPLES: dict[int, tuple[str, str, str]] = {
    400: ("malformed-json", "Malformed JSON", "The body is not well-formed JSON."),
    401: ("token-refused", "Not signed in", "The token has expired."),
    403: ("not-allowed", "Not allowed", "Your role does not let you edit the board of this person."),
    404: ("not-found", "Not found", "There is no such person, or you do not care for them."),
    408: ("refused", "Refused", "Refused."),
    409: ("state-conflict", "Not in this state", "This is the home board; make another one the home board first."),
    412: ("version-mismatch", "Changed meanwhile", "Somebody else has saved this board meanwhile; load it again."),
    413: ("too-large", "Body too large", "A body may have at most 1024 KB."),
    422: ("invalid", "The request cannot be taken", "Some fields cannot be taken."),
    423: ("locked", "Locked", "These boards are locked; send their PIN in the header Board-PIN."),
    428: ("version-required", "Say which version", "Send If-Match with the ETag of the board that was edited."),
    429: ("too-many-attempts", "Too many attempts", "There were too many wrong PINs; no PIN is taken for a while."),
    503: ("unavailable", "Try again in a moment", "The request was not completed. Send it again."),
}
READING = (401, 404, 422, 503)
EDITING = (400, 401, 403, 404, 409, 412, 413, 422, 423, 428, 429, 503)
LOCKING = (400, 401, 403, 404, 422, 423, 429, 503)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return how OpenAPI documents the problems with these statuses."""
    return {status: _problem(status) for status in statuses}


def _problem(status: int) -> dict[str, Any]:
    kind, title, detail = EXAMPLES[status]
    example = {
        "type": f"urn:alphawolf:problem:{kind}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": "urn:alphawolf:error:0f1e2d3c4b5a6978",
    }
    schema = {"$ref": f"#/components/schemas/{Problem.__name__}"}
    return {"description": title, "content": {PROBLEM_JSON: {"schema": schema, "example": example}}}
