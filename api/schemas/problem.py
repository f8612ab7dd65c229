"""Errors."""

from pydantic import BaseModel


class Problem(BaseModel):
    """An error (RFC 9457); `errors` says where in the request."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[dict[str, str]] = []
