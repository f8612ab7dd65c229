"""How far the deployments to an environment came, and who deployed what: files for their owner alone, below .wolf."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wolfctl.adapters.state_folder import read_json, write_json


def path(root: Path, environment: str) -> Path:
    """The record of the last deployment to an environment."""
    return root / ".wolf" / environment / "deploy.json"


def read(root: Path, environment: str) -> dict[str, Any]:
    """The record of the last deployment; empty where there was none."""
    return read_json(path(root, environment))


def write(root: Path, environment: str, record: Mapping[str, Any]) -> None:
    """Keep a record, at once and whole."""
    write_json(path(root, environment), record)


def remember(root: Path, environment: str, line: Mapping[str, Any]) -> None:
    """Add a line to the history of an environment's deployments."""
    history = path(root, environment).with_name("deployments.jsonl")
    history.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(history, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
