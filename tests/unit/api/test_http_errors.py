"""Problems say what is wrong and where, and repeat nothing."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from api import http_errors
from api.domain import errors
from api.domain.errors import DomainError, Invalid, TokenRefused
from api.middleware.body_limit import BodyLimit
from api.middleware.request_log import RequestLog
from api.schemas.board_content import BoardContent
from api.schemas.intents import UnderstandIntent

CANARY = "zebra-canary"
KNOWN = frozenset({"text", "locale", "symbols"})


def body_of(answer: Response) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bytes(answer.body))
    return found


def test_every_error_of_the_domain_has_a_status() -> None:
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DomainError)}
    assert set(http_errors.STATUS_OF) == kinds - {DomainError}


def test_a_problem_names_the_field_and_a_number_to_ask_about() -> None:
    problem = body_of(http_errors.of_domain(Invalid("symbols[1]", "is not in the vocabulary", kind="unknown-symbol")))
    assert problem["type"] == "urn:alphawolf:problem:unknown-symbol"
    assert problem["errors"] == [{"where": "symbols[1]", "what": "is not in the vocabulary"}]
    assert problem["instance"].startswith("urn:alphawolf:error:")


def test_who_is_not_signed_in_is_told_how() -> None:
    answer = http_errors.of_domain(TokenRefused("Sign in."))
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_a_database_that_is_away_invites_to_try_again() -> None:
    answer = http_errors.unavailable()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


@pytest.mark.parametrize(
    "sent",
    [
        {CANARY: 1, "text": "x"},
        {"text": CANARY * 200},
        {"text": CANARY + "\x00"},
        {"locale": CANARY, "text": "x"},
        {"symbols": [{"a": CANARY}]},
        {"symbols": CANARY},
    ],
)
def test_what_a_model_refuses_is_not_repeated(sent: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        UnderstandIntent.model_validate_json(json.dumps(sent))
    answer = http_errors.of_validation(caught.value.errors(), KNOWN)
    assert answer.status_code == 422
    assert CANARY not in bytes(answer.body).decode()


def test_a_name_that_the_client_made_up_is_a_star_in_the_place_of_an_error() -> None:
    board = {"grid": {"rows": 1, "columns": 1, "order": []}, "buttons": [], "strings": {CANARY: {"text": 1}}}
    with pytest.raises(ValidationError) as caught:
        BoardContent.model_validate_json(json.dumps(board))
    answer = http_errors.of_validation(caught.value.errors(), {"strings", "text"})
    assert body_of(answer)["errors"] == [{"where": "strings.*.text", "what": "is not what is expected"}]


def test_malformed_json_is_a_400() -> None:
    with pytest.raises(ValidationError) as caught:
        UnderstandIntent.model_validate_json(f'{{"text": "{CANARY}')
    answer = http_errors.of_validation(caught.value.errors(), KNOWN)
    assert (answer.status_code, CANARY in bytes(answer.body).decode()) == (400, False)


def a_scope(headers: list[tuple[bytes, bytes]] | None = None) -> Scope:
    return {"type": "http", "method": "POST", "path": "/x", "headers": headers or []}


async def call(
    wrap: Callable[[Any], Any],
    *,
    chunks: list[bytes],
    headers: list[tuple[bytes, bytes]] | None = None,
    fails: bool = False,
) -> tuple[int, dict[bytes, bytes], bytes]:
    """Call an application that reads its body and returns its length, through a middleware."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        length, more = 0, True
        while more:
            message = await receive()
            length += len(message["body"])
            more = message["more_body"]
        if fails:
            raise RuntimeError(CANARY)
        await Response(str(length))(scope, receive, send)

    waiting = list(chunks)
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def send(message: Message) -> None:
        sent.append(message)

    await wrap(application)(a_scope(headers), receive, send)
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent[1:])


def limited(application: Any) -> BodyLimit:
    return BodyLimit(application, limit=10)


async def test_a_body_within_the_limit_passes() -> None:
    assert (await call(limited, chunks=[b"12345", b"67890"]))[::2] == (200, b"10")


@pytest.mark.parametrize(
    ("chunks", "headers"),
    [
        ([b"12345", b"678901"], []),
        ([b""], [(b"content-length", b"11")]),
        ([b"1" * 11], [(b"content-length", b"5")]),
        ([b"1" * 11], [(b"content-length", b"nonsense")]),
    ],
)
async def test_a_body_over_the_limit_is_refused(chunks: list[bytes], headers: list[tuple[bytes, bytes]]) -> None:
    status, answered, body = await call(limited, chunks=chunks, headers=headers)
    assert (status, answered[b"connection"]) == (413, b"close")
    assert json.loads(body)["type"] == "urn:alphawolf:problem:too-large"


async def test_a_fault_is_answered_with_a_number_and_logged_without_its_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, headers, body = await call(RequestLog, chunks=[b""], fails=True)
    assert (status, headers[b"cache-control"]) == (500, b"no-store")
    logged = capsys.readouterr().out
    assert json.loads(body)["instance"].rpartition(":")[2] in logged
    assert "RuntimeError" in logged
    assert CANARY not in logged + body.decode()


async def test_every_answer_carries_safe_headers() -> None:
    _, headers, _ = await call(RequestLog, chunks=[b""])
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"cache-control"] == b"no-store"
