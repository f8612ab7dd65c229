"""How the process is."""

from typing import Literal

from pydantic import BaseModel


class Health(BaseModel):
    """How the process is."""

    status: Literal["ok", "unavailable"]
