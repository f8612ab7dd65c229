"""The vocabulary."""

from starlette.requests import Request
from starlette.responses import Response

from api.dependencies import caller_of, header, services_of
from api.domain.content_coding import preferred
from api.domain.errors import Invalid
from api.routes.hot_route import HotRoute, JsonAnswer, Parameter, query_text
from api.schemas.symbols import SymbolPage
from api.vocabulary import Wanted

CACHE = "private, max-age=300"
MOST = 500
VARY = "Accept-Encoding"
ENCODED = [(b"cache-control", CACHE.encode()), (b"vary", VARY.encode())]
ALL = Wanted()


async def list_symbols(request: Request) -> Response:
    """Symbols with their words in one language, and who made each under which licence."""
    await caller_of(request)
    page = await services_of(request).vocabulary.page(wanted(request))
    coding = preferred(header(request.scope, b"accept-encoding"), tuple(page.bodies))
    etag = page.etag(coding)
    asked = header(request.scope, b"if-none-match")
    known = next((tag for tag in (etag, *page.etags()) if matches(asked, tag)), None) if asked else None
    if known is not None:
        return Response(status_code=304, headers={"etag": known, "cache-control": CACHE, "vary": VARY})
    headers = [(b"etag", etag.encode()), *ENCODED]
    if coding != "identity":
        headers.append((b"content-encoding", coding.encode()))
    return JsonAnswer(page.bodies[coding], headers=headers)


def wanted(request: Request) -> Wanted:
    """Return which symbols a request asks for. Raises Invalid."""
    if not request.scope["query_string"]:
        return ALL
    return Wanted(
        locale=query_text(request, "locale") or "en",
        query=query_text(request, "q"),
        category=query_text(request, "category"),
        commercial=flag(query_text(request, "commercial")),
        after=query_text(request, "after"),
        limit=page_size(query_text(request, "limit")),
    )


def flag(text: str | None) -> bool:
    """Return a yes or no of the query, no when it is absent. Raises Invalid."""
    if text not in (None, "true", "false"):
        raise Invalid("commercial", "must be true or false")
    return text == "true"


def page_size(text: str | None) -> int | None:
    """Return how many symbols a page may have, None for all. Raises Invalid."""
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= MOST):
        raise Invalid("limit", f"must be a number from 1 to {MOST}")
    return int(text)


def matches(header: str | None, etag: str) -> bool:
    """Tell whether an If-None-Match header names this tag (RFC 9110 §13.1.2, weak comparison)."""
    if header is None:
        return False
    return header.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in header.split(",")}


ROUTES = [
    HotRoute(
        "GET",
        "/symbols",
        list_symbols,
        answers={200: SymbolPage, 304: None},
        parameters=(
            Parameter("locale", "query", "Language of the words.", schema={"type": "string", "enum": ["en", "es"]}),
            Parameter("q", "query", "A part of the label.", schema={"type": "string", "maxLength": 100}),
            Parameter("category", "query", "One category alone.", schema={"type": "string", "maxLength": 100}),
            Parameter(
                "commercial",
                "query",
                "Leave out what a commercial organisation may not use.",
                schema={"type": "string", "enum": ["true", "false"]},
            ),
            Parameter(
                "limit",
                "query",
                "How many at a time; all of them without it.",
                schema={"type": "integer", "minimum": 1, "maximum": MOST},
            ),
            Parameter("after", "query", "`next` of the page before.", schema={"type": "string", "maxLength": 100}),
            Parameter("If-None-Match", "header", "The ETag of the copy at hand."),
        ),
    )
]
