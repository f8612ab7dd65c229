"""Errors as problem+json (RFC 9457). Nothing that the client sent is ever repeated in one."""

import json
import math
import secrets
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import compile_path

from api.db.connect import DatabaseUnavailable
from api.db.data_keys import KeysUnavailable
from api.domain import errors
from api.logs import logger

PROBLEM_JSON = "application/problem+json"
RETRY_AFTER_S = 1

STATUS_OF: dict[type[errors.DomainError], tuple[int, str, str]] = {
    errors.NotFound: (404, "not-found", "Not found"),
    errors.NotAllowed: (403, "not-allowed", "Not allowed"),
    errors.Invalid: (422, "invalid", "The request cannot be taken"),
    errors.KeyReused: (422, "idempotency-key-reused", "Idempotency-Key used before"),
    errors.StateConflict: (409, "state-conflict", "Not in this state"),
    errors.VersionMismatch: (412, "version-mismatch", "Changed meanwhile"),
    errors.VersionRequired: (428, "version-required", "Say which version"),
    errors.Locked: (423, "locked", "Locked"),
    errors.SecondFactorRequired: (403, "second-factor-required", "A second factor is required"),
    errors.TooMany: (429, "too-many", "Too often"),
    errors.NotSent: (503, "not-sent", "Not sent"),
    errors.NotSpoken: (503, "not-spoken", "No voice"),
    errors.TokenRefused: (401, "token-refused", "Not signed in"),
}

TITLES = {404: ("not-found", "Not found"), 405: ("method-not-allowed", "Method not allowed")}

# Pydantic's own messages may quote the input, so each kind of error gets a sentence of ours.
SENTENCES = {
    "missing": "is missing",
    "extra_forbidden": "holds a field that is not known here",
    "json_invalid": "is not well-formed JSON",
    "string_too_long": "is too long",
    "string_too_short": "is too short",
    "too_long": "has too many entries",
    "too_short": "has too few entries",
    "moment": "is not from 2000 to 2099",
    "written_moment": "is not a date and time with its offset, such as 2026-11-25T08:00:00Z",
    "written_date": "is not a date, such as 2026-11-25",
    "nul": "holds a NUL character, which no text can hold",
    "time_zone": "is not in the IANA time zone database, such as Europe/Madrid",
    "language": "is not a language tag, such as es-MX",
    "twice": "names a language twice",
    "voice": "is the name of no voice; GET /openapi.json lists them",
    "spoken_language": "is spoken by no voice; GET /openapi.json lists the languages",
    "required": "takes away what every person has: name, locale, time_zone, languages, preferences",
    "quiet_hours": "begin when they end",
}


def problem(
    status: int,
    kind: str,
    title: str,
    detail: str,
    *,
    problems: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem document."""
    body: dict[str, Any] = {
        "type": f"urn:alphawolf:problem:{kind}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": f"urn:alphawolf:error:{secrets.token_hex(8)}",
    }
    if problems:
        body["errors"] = list(problems)
    return Response(json.dumps(body), status, headers=headers, media_type=PROBLEM_JSON)


def of_domain(error: errors.DomainError) -> Response:
    """Return the problem for an error of the domain."""
    status, kind, title = STATUS_OF[type(error)]
    if isinstance(error, errors.Invalid):
        return problem(status, error.kind, title, str(error), problems=[{"where": error.where, "what": error.what}])
    return problem(status, kind, title, str(error), headers=headers_of(error))


def headers_of(error: errors.DomainError) -> dict[str, str] | None:
    """Return what a client must know beside the problem: how to sign in, or how long to wait."""
    match error:
        case errors.TokenRefused():
            return {"www-authenticate": "Bearer"}
        case errors.TooMany(retry_after=wait):
            return {"retry-after": str(math.ceil(wait.total_seconds()))}
        case _:
            return None


def of_validation(found: Sequence[Mapping[str, Any]], known: Collection[str]) -> Response:
    """Return the problem for what a model refused; `found` is Pydantic's list, `known` the names that are ours."""
    if any(error["type"] == "json_invalid" for error in found):
        return problem(400, "malformed-json", "Malformed JSON", "The body is not well-formed JSON.")
    listed = [
        {"where": place(error, known), "what": SENTENCES.get(error["type"], "is not what is expected")}
        for error in found
    ]
    return problem(422, "invalid", "The request cannot be taken", "Some fields cannot be taken.", problems=listed[:20])


def place(error: Mapping[str, Any], known: Collection[str]) -> str:
    """Return where an error is, with a star for a name that the client made up."""
    parts = list(error["loc"])
    if error["type"] == "extra_forbidden":
        parts = parts[:-1]
    named = [
        f"[{part}]" if isinstance(part, int) else f".{part if part in known else '*'}"
        for part in parts
        if part != "body"
    ]
    return "".join(named).lstrip(".") or "body"


def names_in(document: Mapping[str, Any]) -> frozenset[str]:
    """Return every name of a field or parameter in an OpenAPI document."""
    fields = {name for model in document["components"]["schemas"].values() for name in model.get("properties", {})}
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    parameters = {given["name"] for operation in operations for given in operation.get("parameters", [])}
    return frozenset(fields | parameters | {"path", "query", "header"})


def unavailable() -> Response:
    """Return the problem for a database that takes no writes at the moment."""
    detail = "The request was not completed. Send it again; with the same Idempotency-Key nothing happens twice."
    return problem(503, "unavailable", "Try again in a moment", detail, headers={"retry-after": str(RETRY_AFTER_S)})


def unexpected(error: Exception) -> Response:
    """Return the problem for a fault of ours, and log its type and number alone."""
    answer = problem(500, "unexpected", "Our fault", "Something went wrong here; it has been noted.")
    error_id = json.loads(bytes(answer.body))["instance"].rpartition(":")[2]
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    reason = "" if where is None else f"{where.tb_frame.f_code.co_qualname}:{where.tb_lineno}"
    logger("http").error("unexpected", error=type(error).__name__, error_id=error_id, reason=reason)
    return answer


def allowed_methods(request: Request) -> str:
    """Return every documented method of a path (RFC 9110 §15.5.6): a route has one, and knows only its own."""
    documented = request.app.openapi()["paths"]
    here = [path for path in documented if compile_path(path)[0].match(request.scope["path"])]
    # A fixed name is no id, though it stands where one could.
    nearest = min(here, key=lambda path: path.count("{"), default=None)
    return ", ".join(sorted(method.upper() for method in documented.get(nearest, {})))


def install(app: FastAPI) -> None:
    """Let the application answer every expected error with a problem document."""

    known = cache(lambda: names_in(app.openapi()))

    async def domain_error(_: Request, error: Exception) -> Response:
        assert isinstance(error, errors.DomainError)  # noqa: S101 - registered for this type below
        return of_domain(error)

    async def validation_error(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError | ValidationError)  # noqa: S101 - as above
        return of_validation(error.errors(), known())

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type below
        kind, title = TITLES.get(error.status_code, ("refused", "Refused"))
        headers = {"allow": allowed_methods(request)} if error.status_code == 405 else error.headers
        return problem(error.status_code, kind, title, f"{title}.", headers=headers)

    async def database_away(_: Request, error: Exception) -> Response:
        logger("http").warning("database_unavailable", error=type(error.__cause__ or error).__name__)
        return unavailable()

    async def cut_off(_: Request, __: Exception) -> Response:
        # Nobody reads it; it keeps a client's impatience out of the faults of ours.
        return problem(400, "cut-off", "Cut off", "The connection ended before the request did.")

    async def keys_away(_: Request, error: Exception) -> Response:
        logger("http").warning("keys_unavailable", error=type(error.__cause__ or error).__name__)
        return unavailable()

    app.add_exception_handler(errors.DomainError, domain_error)
    app.add_exception_handler(ValidationError, validation_error)
    app.add_exception_handler(RequestValidationError, validation_error)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(ClientDisconnect, cut_off)
    app.add_exception_handler(DatabaseUnavailable, database_away)
    app.add_exception_handler(KeysUnavailable, keys_away)
