"""How the process is."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Health(BaseModel):
    """How the process is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "ok"}]})

    status: Literal["ok", "unavailable"]


class Readiness(Health):
    """Whether it can serve; a breaker that is not closed stands before a service that is out and has its stand-in."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"status": "ok", "breakers": {"polly": "closed", "process_intent": "open"}}]}
    )

    breakers: dict[str, Literal["closed", "open", "half-open"]]
