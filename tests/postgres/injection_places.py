"""Every place of a request that can hold a text, as the API's own document names them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx

from tests.postgres.documented_requests import Filler, operations
from tests.postgres.injection_sayings import Saying, Town

PLAIN = "plain"
AT_ONCE = 4
MOMENTS = {"from": "2026-11-30T00:00:00Z", "to": "2026-12-01T00:00:00Z"}


@dataclass(frozen=True)
class Place:
    """A place, and how to put a text there: one request, or one for each field, of which some may be taken."""

    name: str
    send: Callable[[str], list[httpx.Response]]
    at_once: int = AT_ONCE
    one_by_one: bool = False


class Asking:
    """Fills in of an operation what is not being tried."""

    def __init__(self, document: Mapping[str, Any], there: Town, method: str, path: str, operation: Any) -> None:
        self._there = there
        self._known = {"user_id": there.kim, "person_id": there.kim, "board": there.board, "id": self._id_in(path)}
        self._filler = Filler(document, self._known, lambda *_: PLAIN)
        self.method, self.path = method.upper(), path
        self.parameters: list[Any] = operation.get("parameters", [])
        schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        self.body = None if schema is None else self._filler.value(schema, path, "")

    def _id_in(self, path: str) -> str:
        there = self._there
        ids = {"user": there.kim, "people": there.kim, "organisations": there.school.organisation}
        ids |= {"alerts": there.alert, "tasks": there.chore}
        return ids.get(path.split("/")[1], str(uuid4())) if "templates" not in path else str(uuid4())

    def value(self, parameter: Mapping[str, Any]) -> str:
        """Return what a parameter may well be."""
        name: str = parameter["name"]
        schema = parameter["schema"]
        if schema.get("type") == "string" and name in MOMENTS:
            return MOMENTS[name]
        return str(self._filler.value(schema, self.path, name))

    def filled_path(self, text: str | None = None) -> str:
        """Return the path with what it names, or with the text in each place."""
        path = self.path
        for parameter in self.in_the("path"):
            value = self.value(parameter) if text is None else text
            path = path.replace(f"{{{parameter['name']}}}", quote(value, safe=""))
        return path

    def in_the(self, part: str) -> list[Any]:
        """Return the parameters of one part of a request."""
        return [parameter for parameter in self.parameters if parameter["in"] == part]

    def call(
        self,
        *,
        path: str | None = None,
        query: tuple[str, str] | None = None,
        header: tuple[str, str] | None = None,
        body: Any = None,
    ) -> httpx.Response:
        """Send it with one part of the caller's own."""
        queries = self.in_the("query")
        required = {given["name"]: self.value(given) for given in queries if given["required"]}
        # What would be waited for, an hour by default, is not waited for.
        required |= {given["name"]: "0" for given in queries if given["name"] == "wait"}
        headers = {b"idempotency-key": uuid4().hex.encode()}
        if header is not None:
            headers[header[0].lower().encode()] = header[1].encode()
        return self._there.mother.request(
            self.method,
            self.filled_path() if path is None else path,
            params={**required, **dict([query] if query else [])},
            headers=headers,
            json=self.body if body is None else body,
        )


def places_of(document: Mapping[str, Any], there: Town, sayings: Sequence[Saying]) -> Iterator[Place]:
    """Yield every place of every operation; `sayings` are sent where the rest of a request has to be right."""
    said = {saying.operation: saying for saying in sayings}
    for method, path, operation in operations(document):
        asking, name = Asking(document, there, method, path, operation), f"{method} {path}"
        if asking.in_the("path"):
            yield in_path(asking, name)
        for parameter in asking.in_the("query"):
            yield in_query(asking, name, parameter["name"])
        for parameter in asking.in_the("header"):
            saying = said.get(operation["operationId"])
            yield in_header(asking, saying, name, parameter["name"])
        if asking.body is not None:
            yield everywhere_in_body(asking, name)
            yield field_by_field(asking, name)


def in_path(asking: Asking, name: str) -> Place:
    """A text in place of every id."""
    return Place(f"{name} path", lambda text: [asking.call(path=asking.filled_path(text))])


def in_query(asking: Asking, name: str, parameter: str) -> Place:
    """A text in one parameter of the query; a number of seconds to wait is no attack and would be waited for."""

    def send(text: str) -> list[httpx.Response]:
        if parameter == "wait" and text.strip().isdecimal():
            return []
        return [asking.call(query=(parameter, text))]

    return Place(f"{name} ?{parameter}", send)


def in_header(asking: Asking, saying: Saying | None, name: str, header: str) -> Place:
    """A text in a header, as far as HTTP can carry it (RFC 9110 §5.5)."""

    def send(text: str) -> list[httpx.Response]:
        if text != text.strip() or any(character < " " or character == "\x7f" for character in text):
            return []
        if saying is None:
            return [asking.call(header=(header, text))]
        answer, _ = saying.send(PLAIN, {header.lower(): text.encode()})
        if answer.is_success:
            saying.tidy(answer)
        return [answer]

    return Place(f"{name} {header}", send, at_once=1)


def everywhere_in_body(asking: Asking, name: str) -> Place:
    """A text in every field at once that holds a text, of whatever form."""
    return Place(f"{name} body", lambda text: [asking.call(body=replaced(asking.body, text, None))])


def field_by_field(asking: Asking, name: str) -> Place:
    """A text in one field after the other."""
    fields = range(sum(1 for _ in leaves(asking.body)))

    def send(text: str) -> list[httpx.Response]:
        return [asking.call(body=replaced(asking.body, text, number)) for number in fields]

    return Place(f"{name} fields", send, one_by_one=True)


def leaves(value: Any) -> Iterator[str]:
    """Yield every text of a body."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from leaves(entry)


def replaced(body: Any, text: str, only: int | None) -> Any:
    """Return a body with the text in place of all its texts, or of the one with this number."""
    number = -1

    def walk(value: Any) -> Any:
        nonlocal number
        if isinstance(value, dict):
            return {key: walk(entry) for key, entry in value.items()}
        if isinstance(value, list):
            return [walk(entry) for entry in value]
        if not isinstance(value, str):
            return value
        number += 1
        return text if only in (None, number) else value

    return walk(body)
