"""The gateway refuses what is plainly no body of ours, and never what the API would take."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from api.schemas.alerts import RaiseAlert
from api.schemas.boards import Board
from api.schemas.intents import UnderstandIntent

BODIES = Path(__file__).resolve().parents[3] / "modules" / "edge" / "bodies"
MODELS: dict[str, type[BaseModel]] = {"Board": Board, "RaiseAlert": RaiseAlert, "UnderstandIntent": UnderstandIntent}
SAM = "5f0c1d7e-7a54-4f7e-9f5b-0d9d6a8d0f11"
CRYING = "\U0001f62d"  # one character for Python, two for who counts UTF-16 units

KINDS: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "null": type(None),
}


def schema(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((BODIES / f"{name}.json").read_text(encoding="utf-8"))
    return read


def takes(rule: dict[str, Any], value: object) -> bool:
    """Whether a body passes, text counted in UTF-16 units: the strictest that a validator could be."""
    unknown = rule.keys() - {
        "$schema",
        "title",
        "type",
        "enum",
        "required",
        "properties",
        "items",
        "maxItems",
        "maxLength",
    }
    assert not unknown, f"this test does not know {unknown}"
    kinds = rule.get("type", [])
    if kinds and not any(isinstance(value, KINDS[kind]) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        return False
    if "enum" in rule and value not in rule["enum"]:
        return False
    if isinstance(value, str):
        return bool(len(value.encode("utf-16-le")) // 2 <= rule.get("maxLength", len(value) * 2))
    if isinstance(value, list):
        items = rule.get("items", {})
        return len(value) <= rule.get("maxItems", len(value)) and all(takes(items, item) for item in value)
    if isinstance(value, dict):
        named = rule.get("properties", {})
        if set(rule.get("required", [])) - value.keys():
            return False
        return all(takes(named.get(key, {}), value[key]) for key in value)
    return True


def board(**fields: Any) -> dict[str, Any]:
    grid = {"rows": 1, "columns": 1, "order": [["a"]]}
    return {"name": "Sam", "locale": "en", "grid": grid, "buttons": [{"id": "a", "label": "yes"}], **fields}


FULL_ROW = [CRYING * 100] * 12
FULL_BUTTON = {
    "id": CRYING * 100,
    "label": CRYING * 100,
    "symbol": CRYING * 64,
    "vocalization": CRYING * 1000,
    "background_color": "#00ff00",
    "hidden": True,
}

TAKEN: list[tuple[str, dict[str, Any]]] = [
    ("RaiseAlert", {"person_id": SAM, "severity": "need", "symbols": ["help"]}),
    ("RaiseAlert", {"person_id": f"urn:uuid:{SAM}", "severity": "info", "sentence": "O'Brien -- ok"}),
    ("RaiseAlert", {"person_id": f"{{{SAM}}}", "severity": "urgent", "sentence": CRYING * 1000, "symbols": None}),
    ("RaiseAlert", {"person_id": SAM, "severity": "need", "symbols": [CRYING * 64] * 32, "intent": CRYING * 100}),
    ("RaiseAlert", {"person_id": SAM, "severity": "need", "sentence": "x", "pressed_at": "2026-11-23T20:00:00Z"}),
    ("RaiseAlert", {"person_id": SAM, "severity": "need", "sentence": "x", "pressed_at": None, "intent": None}),
    ("UnderstandIntent", {"symbols": ["want", "water"]}),
    ("UnderstandIntent", {"text": CRYING * 1000, "symbols": None, "locale": "es"}),
    ("UnderstandIntent", {"symbols": [CRYING * 64] * 32, "text": None}),
    ("Board", board()),
    ("Board", board(grid={"rows": 12, "columns": 12, "order": [FULL_ROW, [None] * 12] * 6})),
    ("Board", board(name=CRYING * 100, buttons=[FULL_BUTTON] * 144)),
    (
        "Board",
        board(buttons=[{"id": "a", "label": "b", "symbol": None, "vocalization": None, "background_color": None}]),
    ),
    ("Board", board(buttons=[{"id": "a", "label": "b", "hidden": True}])),
    ("Board", board(buttons=[])),
]


@pytest.mark.parametrize(("name", "body"), TAKEN)
def test_what_the_api_takes_passes_the_gateway(name: str, body: dict[str, Any]) -> None:
    MODELS[name].model_validate_json(json.dumps(body))
    assert takes(schema(name), body)


REFUSED: list[tuple[str, Any]] = [
    ("RaiseAlert", []),
    ("RaiseAlert", {"person_id": SAM}),
    ("RaiseAlert", {"person_id": SAM, "severity": "dire", "sentence": "x"}),
    ("RaiseAlert", {"person_id": SAM, "severity": "need", "sentence": "x" * 2001}),
    ("RaiseAlert", {"person_id": SAM, "severity": "need", "symbols": ["help"] * 33}),
    ("UnderstandIntent", {"text": 7}),
    ("UnderstandIntent", {"text": "x", "locale": "fr"}),
    ("Board", board(buttons=[{"id": "a"}])),
    ("Board", board(grid={"rows": 1, "columns": 1, "order": [["a"] * 13]})),
    ("Board", board(buttons=[{"id": "a", "label": "b"}] * 145)),
]


@pytest.mark.parametrize(("name", "body"), REFUSED)
def test_what_the_gateway_refuses_the_api_would_refuse(name: str, body: object) -> None:
    assert not takes(schema(name), body)
    with pytest.raises(ValidationError):
        MODELS[name].model_validate_json(json.dumps(body))


@pytest.mark.parametrize("name", MODELS)
def test_the_gateway_knows_no_field_that_the_api_does_not(name: str) -> None:
    rule, model = schema(name), MODELS[name]
    needed = {key for key, field in model.model_fields.items() if field.is_required()}
    assert rule["properties"].keys() | set(rule.get("required", [])) <= model.model_fields.keys()
    assert set(rule.get("required", [])) <= needed


def test_every_schema_stands_for_a_body() -> None:
    assert {path.stem for path in BODIES.iterdir()} == MODELS.keys()
