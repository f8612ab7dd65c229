"""Errors."""

from pydantic import BaseModel, ConfigDict


class Problem(BaseModel):
    """An error (RFC 9457); `errors` says where in the request."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:alphawolf:problem:invalid",
                    "title": "The request cannot be taken",
                    "status": 422,
                    "detail": "Some fields cannot be taken.",
                    "instance": "urn:alphawolf:error:0f1e2d3c4b5a6978",
                    "errors": [{"where": "severity", "what": "is missing"}],
                }
            ]
        }
    )

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[dict[str, str]] = []
