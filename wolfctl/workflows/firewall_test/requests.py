"""The requests of a test, from the groups of wolfctl/data/firewall_requests.yaml."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Literal
from urllib.parse import quote

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

Expected = Literal["block", "pass"]
# The header by which the firewall's own log is read for a request.
MARK = "X-Waf-Test"
_BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Group(BaseModel):
    """Texts that are sent to one route in one place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    family: str
    rule: str
    expect: Expected
    to: str = Field(pattern=r"^[A-Z]+ /\S*$")
    place: Literal["query", "header", "body", "path"] = Field(alias="in")
    name: str = ""
    texts: tuple[str, ...] = Field(min_length=1)
    repeat: int = 1
    stand_in: bool = True


@dataclass(frozen=True)
class Request:
    """One request; `target` is path and query as they go over the wire, beneath the REST entry's own path."""

    number: int
    family: str
    rule: str
    expect: Expected
    text: str
    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


def packaged() -> tuple[Group, ...]:
    """The groups that come with wolfctl."""
    text = resources.files("wolfctl").joinpath("data", "firewall_requests.yaml").read_text(encoding="utf-8")
    return TypeAdapter(tuple[Group, ...]).validate_python(yaml.safe_load(text))


def requests(groups: Iterable[Group], *, stand_in: bool) -> tuple[Request, ...]:
    """All requests in the order of the file; without what OWASP's rules do not look at where they stand in."""
    asked = (group for group in groups if group.stand_in or not stand_in)
    pairs = ((group, text) for group in asked for text in group.texts)
    return tuple(_request(number, group, text) for number, (group, text) in enumerate(pairs, 1))


def shown(request: Request, longest: int = 60) -> str:
    """The text of a request on one line."""
    text = " ".join(request.text.split()) or "(empty)"
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _request(number: int, group: Group, text: str) -> Request:
    method, _, path = group.to.partition(" ")
    target, headers, body = path, dict(_usual()), None
    match group.place:
        case "query":
            target = f"{path}?{quote(group.name)}={quote(text * group.repeat, safe='')}"
        case "header":
            headers[group.name] = text
        case "body":
            body = json.dumps({group.name: text * group.repeat}, ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json"
        case "path":
            target = text
    kept = {name: value for name, value in headers.items() if value}
    return Request(number, group.family, group.rule, group.expect, text, method, target, kept, body)


def _usual() -> Iterator[tuple[str, Any]]:
    yield from (("User-Agent", _BROWSER), ("Accept", "application/json"), ("Accept-Language", "en, es;q=0.8"))
