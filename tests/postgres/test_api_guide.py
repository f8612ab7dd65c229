"""Every example of the API guide, in its order, against the API as it is deployed."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from tests.postgres.running_api import Api

GUIDE = Path(__file__).parents[2] / "docs" / "api-guide.md"


@dataclass(frozen=True)
class Example:
    """A request, and the status and a part of the answer that the guide promises."""

    line: str
    headers: dict[str, str]
    body: str
    status: int
    promised: str


def examples() -> list[Example]:
    """Read the guide's blocks."""
    found = []
    for block in re.findall(r"```http\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL):
        request, _, answer = block.partition("→ ")
        line, *rest = request.strip().splitlines()
        headers = dict(each.split(": ", 1) for each in rest if re.match(r"[\w-]+: ", each))
        body = "\n".join(each for each in rest if each.startswith("{"))
        status, _, promised = answer.strip().partition(" ")
        found.append(Example(line, headers, body, int(status), promised))
    return found


def filled(text: str, known: dict[str, str]) -> str:
    """Put what earlier answers gave in the places of its names."""
    return re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], found[0]), text)


def holds(promised: Any, given: Any, known: dict[str, str]) -> bool:
    """Tell whether an answer has what is promised; a name in braces that is not known yet takes the answer's value."""
    if isinstance(promised, dict):
        return isinstance(given, dict) and all(holds(part, given.get(key), known) for key, part in promised.items())
    if isinstance(promised, list):
        return isinstance(given, list) and all(any(holds(part, each, known) for each in given) for part in promised)
    if isinstance(promised, str) and (named := re.fullmatch(r"\{(\w+)\}", promised)):
        return isinstance(given, str) and known.setdefault(named[1], given) == given
    return bool(promised == given)


def test_the_guide_works_as_it_stands(api: Api, sam: httpx.Client, ana: httpx.Client) -> None:
    clients = {"as sam": sam, "as ana": ana}
    known = {"now": datetime.now(UTC).isoformat()}
    with httpx.Client(base_url=api.url) as nobody:
        for example in examples():
            method, path, *who = example.line.split(" ", 2)
            client = clients[who[0]] if who else nobody
            content = filled(example.body, known)
            headers = {"content-type": "application/json", **example.headers}
            answer = client.request(method, filled(path, known), content=content, headers=headers)

            assert answer.status_code == example.status, (example.line, answer.text)
            if example.promised:
                assert holds(json.loads(example.promised), answer.json(), known), (example.line, answer.text)
    assert known.keys() >= {"sam", "alert"}
